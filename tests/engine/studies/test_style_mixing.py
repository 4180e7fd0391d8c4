import numpy as np
import pytest
import torch

from engine.generative.dcgan import DcganGenerator, DcganSettings
from engine.generative.latents import sample_latents
from engine.generative.style_settings import StyleSettings
from engine.generative.stylegan import StyleGenerator
from engine.studies.compressed_generator import draw_images
from engine.studies.style_mixing import can_mix, mixed_images, style_count


@pytest.fixture(scope="module")
def network():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        made = StyleGenerator(StyleSettings(widths=(8, 8, 4, 4), latent_size=16, style_size=16))
    return made.eval().requires_grad_(False)


ROWS, COLUMNS = sample_latents(3, 16, 0).numpy(), sample_latents(2, 16, 1).numpy()


@pytest.mark.parametrize("truncation", [1.0, 0.5])
def test_with_no_layer_mixed_every_row_shows_the_columns_pictures(network, truncation):
    mixed = mixed_images(network, ROWS, COLUMNS, crossover=0, truncation=truncation)
    plain = draw_images(network, COLUMNS, truncation=truncation)
    np.testing.assert_allclose(
        mixed.reshape(3, 2, *plain.shape[1:]), plain[None].repeat(3, 0), atol=1e-5
    )


def test_with_every_layer_mixed_every_column_shows_the_rows_pictures(network):
    mixed = mixed_images(network, ROWS, COLUMNS, crossover=style_count(network))
    plain = draw_images(network, ROWS)
    np.testing.assert_allclose(mixed[::2], plain, atol=1e-5)
    np.testing.assert_allclose(mixed[1::2], plain, atol=1e-5)


def test_a_crossover_between_differs_from_both_parents(network):
    middle = mixed_images(network, ROWS, COLUMNS, crossover=2)
    ends = [mixed_images(network, ROWS, COLUMNS, crossover=c) for c in (0, style_count(network))]
    assert all(np.abs(middle - end).max() > 1e-4 for end in ends)


def test_a_generator_without_styles_and_a_crossover_beyond_the_layers_are_refused(network):
    plain = DcganGenerator(DcganSettings(width=4, latent_size=16)).eval()
    assert not can_mix(plain)
    with pytest.raises(ValueError, match="StyleGAN2"):
        mixed_images(plain, ROWS, COLUMNS, crossover=1)
    with pytest.raises(ValueError, match="crossover"):
        mixed_images(network, ROWS, COLUMNS, crossover=99)
