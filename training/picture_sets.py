"""CIFAR-10's animals and vehicles, features and cells: ``python -m training.picture_sets``.

A convolutional encoder learns each labeled set from 16 x 16 pixels; a contrastive one of the
same build sees pictures of all classes without a label. Pictures do not ship. A few minutes on
one core.
Two classes in a set are too few for significance; the table is here to be seen, not believed.
"""

import dataclasses

import numpy as np
import torch
import torch.nn.functional as F

from engine.data.class_hierarchies import CIFAR10_GROUPS
from engine.data.images import load_images
from engine.studies.set_benchmarks import set_benchmark
from training.picture_encoder import PictureSetEncoder, Views
from training.set_features import SampleSource, chosen
from training.set_run import SetRun

KEY = "cifar10_scratch"
SHIPPED, TAUGHT, SEEN = 100, 500, 300
ENCODER = {"epochs": 10, "batch": 64}
CONTRASTIVE = {"epochs": 8, "batch": 250}
VIEWS = Views(turn=5.0, shift=0.1, scale=0.2, mirror=True, light=0.3)


def samples(shipped: int) -> tuple[SampleSource, PictureSetEncoder]:
    """Return the pictures' classes and the encoder."""
    read, benchmark = load_images("cifar10", "test"), set_benchmark(KEY)
    kind = {each: kind for kind, names in CIFAR10_GROUPS.items() for each in names}
    names = np.array([f"{kind[each]}/{each}" for each in read.class_names])
    classes = names[read.labels]
    source = SampleSource(benchmark, CIFAR10_GROUPS, classes, shipped=shipped, taught=TAUGHT)
    pictures = F.avg_pool2d(torch.from_numpy(read.pixels).float() / 255, 2)
    return source, PictureSetEncoder(pictures, VIEWS, **ENCODER)


def plain(source: SampleSource, encoder: PictureSetEncoder) -> np.ndarray:
    """Return what two views of pictures of all classes teach without labels."""
    seen = chosen(source.classes, SEEN)
    return dataclasses.replace(encoder, **CONTRASTIVE).plain(seen, 0).embed(source.rows)


RUN = SetRun(
    KEY,
    samples,
    plain,
    SHIPPED,
    {
        "title": "CIFAR-10 in features learned from its pixels",
        "command": "python -m training.picture_sets",
        "data": f"CIFAR-10, test part, 16 x 16 pixels: {SHIPPED} pictures of a class, by the seed",
        "licence": "CIFAR-10, Krizhevsky 2009, research use; numbers only, no picture",
        "settings": {
            "encoder": {**ENCODER, "samples_a_class": TAUGHT},
            "views": dataclasses.asdict(VIEWS),
            "plain": {"loss": f"NT-Xent of two views, {SEEN} pictures a class, no label"}
            | CONTRASTIVE,
        },
    },
)

if __name__ == "__main__":
    RUN.main()
