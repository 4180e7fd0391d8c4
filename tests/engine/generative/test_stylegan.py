import copy
import dataclasses

import pytest
import torch

from engine.generative.style_mapping import mix_styles
from engine.generative.style_noise import random_noise
from engine.generative.style_settings import StyleSettings
from engine.generative.stylegan import StyleGenerator

SMALL = StyleSettings(height=16, width=16, widths=(8, 6, 4), latent_size=5, style_size=7)


def generator_with_noise(settings=SMALL):
    """An untrained generator whose every part has an effect."""
    torch.manual_seed(0)
    made = StyleGenerator(settings).eval()
    with torch.no_grad():
        for layer in made.synthesis.layers:
            layer.noise_strength.fill_(0.5)
    made.measure_average_style(64)
    return made


def latents(count=3, seed=0, size=5):
    return torch.randn(count, size, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize(
    ("height", "width", "channels", "constant", "doublings"),
    [
        (32, 32, 1, (4, 4), 3),
        (32, 32, 3, (4, 4), 3),
        (64, 48, 1, (4, 3), 4),
        (256, 192, 3, (4, 3), 6),
        (256, 256, 1, (4, 4), 6),
        (16, 40, 1, (2, 5), 3),
    ],
)
def test_it_draws_squares_and_portraits_of_any_doubled_constant(
    height, width, channels, constant, doublings
):
    settings = StyleSettings(
        height=height,
        width=width,
        channels=channels,
        constant=constant,
        widths=(4,) * (doublings + 1),
        latent_size=5,
        style_size=7,
    )
    generator = StyleGenerator(settings).eval()
    images = generator.draw(latents())
    assert images.shape == (3, *generator.image_shape) == (3, channels, height, width)
    assert images.abs().max() <= 1
    assert settings.layer_styles == 2 * doublings + 2


def test_activations_are_numbered_from_the_constant_two_for_each_resolution():
    maps = generator_with_noise().activations(latents())
    assert {name: tuple(each.shape[1:]) for name, each in maps.items()} == {
        "0": (8, 4, 4),
        "1": (8, 4, 4),
        "2": (6, 8, 8),
        "3": (6, 8, 8),
        "4": (4, 16, 16),
        "5": (4, 16, 16),
    }


def test_truncation_zero_draws_one_picture_for_all_latents():
    images = generator_with_noise().draw(latents(), truncation=0.0)
    torch.testing.assert_close(images, images[:1].expand_as(images), atol=1e-5, rtol=1e-5)


def test_truncation_one_changes_nothing_and_half_is_half_way():
    generator = generator_with_noise()
    full = generator.layer_styles(latents())
    assert torch.equal(full, generator.style(latents())[:, None].expand(-1, 6, -1))
    half = generator.layer_styles(latents(), truncation=0.5)
    average = generator.mapping.average_style
    torch.testing.assert_close(half - average, (full - average) / 2)


def test_a_cutoff_leaves_the_fine_layers_alone():
    generator = generator_with_noise()
    full = generator.layer_styles(latents())
    pulled = generator.layer_styles(latents(), truncation=0.0, cutoff=2)
    assert torch.equal(pulled[:, 2:], full[:, 2:])
    assert torch.equal(pulled[:, :2], generator.mapping.average_style.expand(3, 2, 7))


def test_a_crossover_at_either_end_is_one_style_and_between_it_is_neither():
    generator = generator_with_noise()
    coarse, fine = generator.layer_styles(latents()), generator.layer_styles(latents(seed=1))

    def drawn(styles):
        return generator.synthesize(styles).images

    def same(one, two):
        return torch.allclose(one, two, atol=1e-5)

    assert same(drawn(mix_styles(coarse, fine, 0)), drawn(fine))
    assert same(drawn(mix_styles(coarse, fine, 6)), drawn(coarse))
    between = generator.synthesize(mix_styles(coarse, fine, 3)).activations
    kept = generator.synthesize(coarse).activations
    assert same(between["3"], kept["3"])
    assert not same(between["4"], kept["4"])
    with pytest.raises(ValueError, match="crossover must lie between 0 and 6, got 7"):
        mix_styles(coarse, fine, 7)


def test_an_untrained_noise_strength_of_zero_leaves_no_trace_of_the_noise():
    torch.manual_seed(0)
    generator = StyleGenerator(SMALL).eval()
    one, two = (generator.draw(latents(), noise_seed=seed) for seed in (0, 1))
    assert torch.equal(one, two)


def test_noise_is_fixed_by_its_seed_or_by_the_given_maps():
    generator = generator_with_noise()
    assert torch.equal(generator.draw(latents()), generator(latents()))
    assert not torch.equal(generator.draw(latents()), generator.draw(latents(), noise_seed=1))
    styles = generator.layer_styles(latents())
    maps = random_noise(SMALL.layer_sizes, 3, torch.Generator().manual_seed(2))
    each = [generator.synthesize(styles[i : i + 1], noise=[m[i : i + 1] for m in maps]).images
            for i in range(3)]  # fmt: skip
    together = generator.synthesize(styles, noise=maps).images
    torch.testing.assert_close(together, torch.cat(each), atol=1e-5, rtol=1e-5)


def test_wrong_noise_and_styles_are_refused_with_the_shape_that_is_needed():
    generator = generator_with_noise()
    styles = generator.layer_styles(latents())
    with pytest.raises(ValueError, match="one map for each of the 5 layers, got 4"):
        generator.synthesize(
            styles, noise=random_noise(SMALL.layer_sizes[:4], 3, torch.Generator())
        )
    with pytest.raises(ValueError, match=r"layer 0 must have shape \(3, 1, 4, 4\)"):
        generator.synthesize(styles, noise=random_noise(((9, 9),) * 5, 3, torch.Generator()))
    with pytest.raises(ValueError, match="must hold 6 styles for each sample, got 5"):
        generator.synthesize(styles[:, :5])


def test_training_pictures_follow_from_the_latents_and_evaluation_has_no_chance():
    generator = generator_with_noise()
    average = generator.mapping.average_style.clone()
    generator.train()
    assert torch.equal(generator(latents()), generator(latents()))
    twice = generator(latents(1).expand(2, -1))
    assert not torch.equal(twice[0], twice[1])  # each sample has its own noise
    assert not torch.equal(generator.mapping.average_style, average)
    generator.eval()
    average = generator.mapping.average_style.clone()
    generator(latents())
    assert torch.equal(generator.mapping.average_style, average)


def test_mixing_gives_the_fine_layers_another_style():
    settings = dataclasses.replace(SMALL, mixing=1.0)
    torch.manual_seed(0)
    generator = StyleGenerator(settings).train()  # noise strength is 0
    alone = generator.synthesize(generator.layer_styles(latents())).images
    assert (generator(latents()) != alone).flatten(1).any(dim=1).all()


def test_the_average_style_moves_by_two_thousandths_of_the_way_at_each_training_batch():
    torch.manual_seed(0)
    mapping = StyleGenerator(SMALL).mapping.train()
    means = [mapping(latents(16, seed)).detach().mean(dim=0) for seed in range(2)]
    wanted = 0.002 * 0.998 * means[0] + 0.002 * means[1]  # the start is 0
    torch.testing.assert_close(mapping.average_style, wanted, atol=1e-6, rtol=1e-4)


def test_the_measured_average_style_is_that_of_other_latents_too():
    generator = generator_with_noise()
    generator.measure_average_style(20_000)
    wanted = generator.style(latents(20_000, seed=9)).mean(dim=0)
    assert wanted.norm() > 0.3
    torch.testing.assert_close(generator.mapping.average_style, wanted, atol=0.04, rtol=0.0)


def test_gradients_reach_every_parameter():
    generator = generator_with_noise().train()
    generator(latents()).square().sum().backward()
    idle = [n for n, p in generator.named_parameters() if p.grad is None or not p.grad.any()]
    assert idle == []


def test_a_state_dict_brings_the_same_pictures_back():
    generator = generator_with_noise()
    torch.manual_seed(5)
    other = StyleGenerator(SMALL).eval()
    assert not torch.equal(other.draw(latents()), generator.draw(latents()))
    other.load_state_dict(generator.state_dict())
    for truncation in (1.0, 0.5):
        first, second = (g.draw(latents(), truncation=truncation) for g in (generator, other))
        assert torch.equal(first, second)


def test_half_precision_weights_stay_close():
    generator = generator_with_noise()
    half = copy.deepcopy(generator).half().float()
    assert (half.draw(latents()) - generator.draw(latents())).abs().max() < 0.02
