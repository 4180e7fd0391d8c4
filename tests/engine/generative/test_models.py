import numpy as np
import pytest
import torch

from engine.core.errors import IntegrityError, NotFoundError
from engine.generative.latents import sample_latents
from engine.generative.models import (
    GENERATORS,
    available_generators,
    build_generator,
    fill,
    generator_entry,
    load_generator,
)

SMALL = {"size": 28, "channels": 1, "width": 4, "latent_size": 8}


def arrays(network):
    return {k: v.numpy() for k, v in network.state_dict().items() if v.is_floating_point()}


@pytest.mark.parametrize("entry", available_generators(), ids=lambda e: e.name)
def test_a_shipped_generator_draws_varied_pictures_of_its_size(entry):
    trained = load_generator(entry.name)
    latents = sample_latents(16, trained.generator.latent_size, 0)
    images = trained.generator.draw(latents)
    assert images.shape == (16, *trained.generator.image_shape)
    assert torch.equal(images, trained.generator.draw(latents))
    assert images.std(dim=0).mean() > 0.1
    assert trained.card.settings["data"] == entry.data


def test_weights_survive_the_way_through_arrays():
    one, two = build_generator("dcgan", SMALL), build_generator("dcgan", SMALL)
    fill(two, arrays(one), "copy")
    latents = sample_latents(2, 8, 0)
    assert torch.equal(one(latents), two(latents))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda a: a.pop("to_image.bias"), "to_image.bias"),
        (lambda a: a.update({"to_image.bias": np.zeros(7)}), "must have shape"),
        (lambda a: a.update({"to_image.bias": np.array([np.nan])}), "NaN"),
    ],
)
def test_arrays_that_do_not_fit_are_refused_by_name(change, message):
    network = build_generator("dcgan", SMALL)
    given = arrays(network)
    change(given)
    with pytest.raises(IntegrityError, match=message):
        fill(network, given, "upload")


def test_unknown_names_say_what_there_is():
    assert generator_entry("mnist_dcgan") in GENERATORS
    with pytest.raises(NotFoundError, match="mnist_dcgan"):
        generator_entry("biggan")
    with pytest.raises(NotFoundError, match="dcgan"):
        build_generator("vae", {})
