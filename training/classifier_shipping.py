"""Fold normalisation into the convolutions and ship a trained classifier with its score."""

import copy
import dataclasses
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from engine import zoo
from engine.data.images import LabelledImages, to_unit
from engine.metrics.classifiers import build_classifier
from engine.metrics.features import KIND, FeatureExtractor, classifier_name, load_extractor

if TYPE_CHECKING:
    from training.image_classifiers import Run

TITLES = {"mnist": "LeNet-84 features", "cifar10": "ResNet-128 features"}
DATA = {
    "mnist": ("MNIST, 60,000 train images", "LeCun et al.; copy of rasbt/mnist-pngs, MIT"),
    "cifar10": ("CIFAR-10, 50,000 train images", "Krizhevsky 2009, research use"),
}


def folded(network: nn.Module) -> nn.Module:
    """Return a copy whose convolutions hold the normalisation that stood behind them."""
    copied = copy.deepcopy(network).eval()
    for each in list(copied.modules()):
        if isinstance(each, nn.Sequential) and any(isinstance(x, nn.BatchNorm2d) for x in each):
            convolution, norm = cast("nn.Conv2d", each[0]), cast("nn.BatchNorm2d", each[1])
            each[0] = fuse_conv_bn_eval(convolution, norm)
            each[1] = nn.ReLU()
            del each[2]
    return copied


def _score(extractor: FeatureExtractor, images: LabelledImages) -> dict[str, Any]:
    found = extractor(to_unit(images.pixels))
    right = found.labels == images.labels
    by_class = [right[images.labels == each].mean() for each in range(len(images.class_names))]
    return {
        "test_accuracy": round(float(right.mean()), 4),
        "test_images": len(right),
        "test_accuracy_by_class": [round(float(each), 4) for each in by_class],
    }


def ship(run: "Run") -> zoo.ModelCard:
    """Write ``cached_models/NAME_classifier`` in half precision; score what was written."""
    recipe = run.recipe
    settings = dataclasses.replace(recipe.settings, batch_norm=False)
    network = build_classifier(settings)
    network.load_state_dict(folded(run.average.module).state_dict())
    arrays = {
        key: value.contiguous().numpy().astype(np.float16)
        for key, value in network.state_dict().items()
    }
    data, licence = DATA[run.name]
    card = zoo.ModelCard(
        name=classifier_name(run.name),
        title=TITLES[run.name],
        kind=KIND,
        file="",
        sha256="",
        command=f"python -m training.image_classifiers {run.name}",
        seed=recipe.seed,
        data=data,
        licence=licence,
        settings={
            "architecture": dataclasses.asdict(settings),
            "training": {
                key: value
                for key, value in dataclasses.asdict(recipe).items()
                if key not in ("settings", "seed")
            },
            "training_minutes": round(run.seconds / 60, 1),
            "torch": torch.__version__,
        },
    )
    zoo.save(card, arrays)
    load_extractor.cache_clear()
    score = _score(load_extractor(run.name), run.test)
    made = zoo.save(dataclasses.replace(card, score=score), arrays)
    print(f"{made.file}: {score}")
    return made
