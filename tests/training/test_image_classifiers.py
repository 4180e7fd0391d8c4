import numpy as np
import torch
from torch import nn

from engine.core.random import torch_generator
from engine.data.images import LabelledImages
from engine.metrics.classifiers import ClassifierSettings, build_classifier
from training.classifier_batches import Augmentation, training_batches, varied
from training.classifier_shipping import folded

SETTINGS = ClassifierSettings(
    network="residual", size=16, channels=3, features=16, batch_norm=True
)


def test_folded_normalisation_leaves_every_output_as_it_was():
    network = build_classifier(SETTINGS)
    for each in network.modules():
        if isinstance(each, nn.BatchNorm2d):
            each.running_mean.normal_()
            each.running_var.uniform_(0.5, 2)
            nn.init.normal_(each.weight)
            nn.init.normal_(each.bias)
    network.eval()
    images = torch.randn(4, 3, 16, 16)
    smaller = folded(network)
    torch.testing.assert_close(smaller(images), network(images), rtol=1e-4, atol=1e-4)
    plain = build_classifier(ClassifierSettings(**{**vars(SETTINGS), "batch_norm": False}))
    assert plain.state_dict().keys() == smaller.state_dict().keys()


def test_a_varied_picture_is_a_window_of_the_padded_one_or_its_mirror():
    images = torch.rand(20, 1, 8, 8) * 2 - 1
    made = varied(images, Augmentation(2, "constant", mirror=True), torch_generator(0))
    padded = nn.functional.pad(images, [2] * 4, value=-1.0)
    for number in range(20):
        windows = padded[number, 0].unfold(0, 8, 1).unfold(1, 8, 1).reshape(25, 8, 8)
        both = torch.cat([windows, windows.flip(2)])
        assert (both == made[number, 0]).all((1, 2)).any()


def test_an_epoch_shows_each_picture_once_with_its_own_label():
    pixels = np.repeat(np.arange(12, dtype=np.uint8), 64).reshape(12, 1, 8, 8)
    images = LabelledImages("mnist", "train", pixels, np.arange(12))
    how = Augmentation(0, "constant", mirror=False)
    batches = list(training_batches(images, how, 4, 8, torch_generator(0)))
    seen = torch.cat([labels for _, labels in batches])
    shown = torch.cat([pictures[:, 0, 0, 0] for pictures, _ in batches])
    assert sorted(seen.tolist()) == list(range(12))
    torch.testing.assert_close((shown + 1) * 127.5, seen.float())
