import pytest
import torch

from engine.core.random import torch_generator
from engine.generative.augmentation import CHANGES, augment, colour, cutout, translation


def images():
    return torch.rand(8, 3, 16, 16) * 2 - 1


def test_no_change_is_the_identity():
    given = images()
    assert torch.equal(augment(given, (), torch_generator(0)), given)


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_follows_its_seed_and_lets_gradients_through(name):
    given = images().requires_grad_(True)
    one = augment(given, (name,), torch_generator(1))
    assert torch.equal(one, augment(given, (name,), torch_generator(1)))
    assert not torch.equal(one, augment(given, (name,), torch_generator(2)))
    assert one.shape == given.shape
    (gradient,) = torch.autograd.grad(one.sum(), given)
    assert gradient.abs().sum() > 0


def test_a_shift_moves_pixels_and_invents_none():
    given = torch.zeros(32, 1, 16, 16)
    given[:, 0, 8, 8] = 1.0
    moved = translation(given, torch_generator(0))
    assert torch.equal(moved.sum(dim=(1, 2, 3)), torch.ones(32))
    places = moved.flatten(1).argmax(dim=1)
    rows, columns = places // 16, places % 16
    assert rows.min() >= 6
    assert rows.max() <= 10
    assert len(set(zip(rows.tolist(), columns.tolist(), strict=True))) > 8


def test_cutout_hides_at_most_a_quarter():
    hidden = (cutout(torch.ones(64, 1, 16, 16), torch_generator(0)) == 0).float().mean((1, 2, 3))
    assert hidden.max() == 0.25
    assert hidden.min() >= 0.0625


def test_colour_keeps_the_order_of_grey_pixels():
    given = torch.linspace(-1, 1, 16).reshape(1, 1, 4, 4)
    changed = colour(given, torch_generator(3)).flatten()
    assert (changed.diff() >= -1e-6).all()


def test_an_unknown_change_is_named():
    with pytest.raises(ValueError, match="rotation"):
        augment(images(), ("rotation",), torch_generator(0))
