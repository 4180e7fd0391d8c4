"""A seed gives the same numbers and touches no global generator."""

import numpy as np
import torch

from engine.core.random import numpy_generator, torch_generator


def test_the_same_seed_gives_the_same_numbers():
    assert np.array_equal(numpy_generator(7).random(5), numpy_generator(7).random(5))
    first = torch.rand(5, generator=torch_generator(7))
    assert torch.equal(first, torch.rand(5, generator=torch_generator(7)))


def test_another_seed_gives_other_numbers():
    assert not np.array_equal(numpy_generator(7).random(5), numpy_generator(8).random(5))


def test_global_generators_are_left_alone():
    before = torch.get_rng_state(), np.random.get_state()[1].copy()  # noqa: NPY002 - it is the point
    torch.rand(5, generator=torch_generator(1))
    numpy_generator(1).random(5)
    assert torch.equal(before[0], torch.get_rng_state())
    assert np.array_equal(before[1], np.random.get_state()[1])  # noqa: NPY002
