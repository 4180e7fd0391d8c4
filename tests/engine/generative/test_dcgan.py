import pytest
import torch

from engine.generative.dcgan import DcganDiscriminator, DcganGenerator, DcganSettings


@pytest.mark.parametrize(("size", "channels"), [(28, 1), (28, 3), (32, 1), (32, 3)])
def test_pictures_have_the_size_that_was_asked_for_and_lie_in_the_unit_range(size, channels):
    settings = DcganSettings(size=size, channels=channels, width=4, latent_size=5)
    images = DcganGenerator(settings).eval()(torch.randn(3, 5))
    assert images.shape == (3, channels, size, size)
    assert images.abs().max() <= 1
    assert DcganDiscriminator(settings)(images).shape == (3,)


def test_the_parameter_count_is_that_of_the_layers():
    # 64 -> 7*7*64, 64 -> 32 and 32 -> 1 by 4x4 kernels, two norms, one bias
    by_hand = 64 * 3136 + 64 * 32 * 16 + 32 * 16 + 1 + 2 * (64 + 32)
    generator = DcganGenerator(DcganSettings(width=32))
    assert sum(p.numel() for p in generator.parameters()) == by_hand


def test_truncation_zero_draws_one_picture_for_all_latents_and_one_changes_nothing():
    generator = DcganGenerator(DcganSettings(width=4)).eval()
    latents = torch.randn(3, 64)
    still = generator.draw(latents, truncation=0.0)
    assert torch.equal(still[0], still[2])
    assert torch.equal(generator.draw(latents), generator(latents))


def test_activations_end_in_the_maps_from_which_the_picture_is_made():
    generator = DcganGenerator(DcganSettings(width=4)).eval()
    latents = torch.randn(2, 64)
    maps = generator.activations(latents)
    assert list(maps) == ["project", "up.0"]
    assert torch.equal(torch.tanh(generator.to_image(maps["up.0"])), generator(latents))


def test_a_side_that_no_dcgan_here_has_is_refused():
    with pytest.raises(ValueError, match="size must be one of 28, 32"):
        DcganSettings(size=64)
