import dataclasses

import numpy as np
import pytest
import torch

from engine.core.random import torch_generator
from training.picture_encoder import PictureSetEncoder, Views

STILL = Views(turn=0, shift=0, scale=0)


@pytest.fixture(scope="module")
def encoder():
    """Bright and dark left halves, twelve noisy pictures of each."""
    pictures = torch.rand(24, 1, 16, 16, generator=torch_generator(0)) * 0.2
    pictures[:12, :, :, :8] += 0.8
    return PictureSetEncoder(pictures, Views(turn=3, shift=0.02), epochs=12, batch=8)


def test_views_that_move_nothing_leave_the_picture():
    pictures = torch.rand(3, 2, 8, 8)
    torch.testing.assert_close(STILL(pictures, torch_generator(0)), pictures)


def test_a_mirrored_view_is_the_picture_or_its_mirror():
    pictures = torch.rand(20, 1, 8, 8)
    moved = dataclasses.replace(STILL, mirror=True)(pictures, torch_generator(1))
    mirrored = [
        torch.allclose(m, p.flip(-1), atol=1e-5) for m, p in zip(moved, pictures, strict=True)
    ]
    kept = [torch.allclose(m, p, atol=1e-5) for m, p in zip(moved, pictures, strict=True)]
    assert all(one != other for one, other in zip(mirrored, kept, strict=True))
    assert 0 < sum(mirrored) < 20


def test_labeled_pictures_are_learned(encoder):
    trained = encoder(np.arange(24), np.repeat(["bright", "dark"], 12), 0)
    assert trained.training_accuracy == 1
    assert trained.embed(np.array([3, 20])).shape == (2, 64)


def test_a_picture_is_embedded_the_same_alone_and_among_others(encoder):
    trained = encoder(np.arange(24), np.repeat(["bright", "dark"], 12), 0)
    together = trained.embed(np.arange(24))
    np.testing.assert_allclose(trained.embed(np.array([5]))[0], together[5], atol=1e-5)


def test_two_views_know_each_other_without_a_label(encoder):
    trained = dataclasses.replace(encoder, epochs=3).plain(np.arange(24), 0)
    found = trained.embed(np.arange(24))
    inside = np.linalg.norm(found[:12].mean(0) - found[:12], axis=1).mean()
    assert np.linalg.norm(found[:12].mean(0) - found[12:].mean(0)) > inside
