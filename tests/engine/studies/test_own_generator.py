"""A generator from a visitor's file: recognised by its tensors, or refused with a reason."""

import io
import pickle

import numpy as np
import pytest
import torch
from safetensors.torch import save

from engine.core.errors import EngineError, IntegrityError, UnsafeFileError
from engine.core.paths import CACHED_MODELS
from engine.generative.dcgan import DcganDiscriminator, DcganGenerator, DcganSettings
from engine.generative.latents import sample_latents
from engine.generative.models import load_generator
from engine.generative.style_settings import StyleSettings
from engine.generative.stylegan import StyleGenerator
from engine.studies import own_generator
from engine.studies.generator_shapes import map_values
from engine.studies.own_generator import check_size, read_generator

PORTRAIT = StyleSettings(
    height=32, width=24, constant=(4, 3), channels=3, widths=(8, 6, 4, 2), latent_size=12,
    style_size=10, mapping_layers=3,
)  # fmt: skip
NETWORKS = {
    "28 pixels": lambda: DcganGenerator(DcganSettings(width=4, latent_size=7)),
    "32 pixels": lambda: DcganGenerator(DcganSettings(size=32, channels=3, width=6)),
    "square StyleGAN2": lambda: StyleGenerator(StyleSettings(widths=(8, 8, 4, 4))),
    "portrait StyleGAN2": lambda: StyleGenerator(PORTRAIT),
}


def network(name):
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return NETWORKS[name]().eval()


def saved(state, kind=torch.float32):
    return save({k: v.to(kind) if v.is_floating_point() else v for k, v in state.items()})


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("kind", [torch.float32, torch.bfloat16])
def test_a_saved_generator_comes_back_and_draws_the_same(name, kind):
    wanted = network(name)
    found = read_generator(saved(wanted.state_dict(), kind), "mine.safetensors")
    assert found.generator.image_shape == wanted.image_shape
    for key, value in found.architecture.items():
        assert getattr(wanted.settings, key) == value
    if kind == torch.float32:
        latents = sample_latents(3, wanted.latent_size, 1)
        with torch.no_grad():
            assert torch.equal(found.generator.draw(latents), wanted.draw(latents))


def test_the_shipped_file_is_recognised():
    content = (CACHED_MODELS / "mnist_dcgan.safetensors").read_bytes()
    found = read_generator(content, "mnist_dcgan.safetensors")
    shipped = load_generator("mnist_dcgan")
    assert found.family == "dcgan"
    assert found.sha256 == shipped.card.sha256
    latents = sample_latents(2, 64, 0)
    with torch.no_grad():
        assert torch.equal(found.generator.draw(latents), shipped.generator.draw(latents))
    assert found.described.startswith("DCGAN, 28 x 28 pixels, grey, latents of 64 numbers")


def changed(name, **tensors):
    state = dict(network(name).state_dict())
    for key, value in tensors.items():
        place = key.replace("__", ".")
        if value is None:
            del state[place]
        else:
            state[place] = value
    return saved(state)


def with_nan():
    weight = network("28 pixels").project.weight.detach().clone()
    weight[0, 0] = float("nan")
    return changed("28 pixels", project__weight=weight)


REFUSED = {
    "a pickle": (lambda: pickle.dumps({"weight": [1.0] * 50}), "is it a pickle"),
    "a torch file": (lambda: torch_file(), "is it a pickle or a zip"),
    "a cut file": (lambda: saved(network("28 pixels").state_dict())[:-9], "cut off"),
    "nothing": (lambda: b"", "at least 8 bytes"),
    "another architecture": (
        lambda: save({"bert.embeddings.weight": torch.zeros(3, 3)}),
        "of a DCGAN or a StyleGAN2 of this project, got 1 others such as 'bert",
    ),
    "a discriminator": (
        lambda: saved(DcganDiscriminator(DcganSettings(width=4)).state_dict()), "of this project",
    ),
    "another DCGAN": (
        lambda: save({"project.weight": torch.zeros(8, 4), "to_image.weight": torch.zeros(4)}),
        "do not make one",
    ),
    "a missing tensor": (
        lambda: changed("28 pixels", to_image__bias=None), r"lacks to_image\.bias",
    ),
    "an added tensor": (
        lambda: changed("28 pixels", extra__weight=torch.zeros(3)), r"also holds extra\.weight",
    ),
    "a tensor of another network": (
        lambda: changed("28 pixels", up_norm__0__weight=torch.zeros(9)),
        r"up_norm\.0\.weight must have the shape \(4,\) .* got \(9,\)",
    ),
    "a size out of range": (
        lambda: changed("28 pixels", to_image__weight=torch.zeros(1, 1, 4, 4)), "width must",
    ),
    "codes": (
        lambda: changed("28 pixels", project__weight=torch.zeros(3, 3, dtype=torch.int8)),
        r"project\.weight is I8",
    ),
    "NaN": (with_nan, "holds NaN or infinity"),
    "a negative variance": (
        lambda: changed("28 pixels", project_norm__running_var=-torch.ones(8)), "not be negative",
    ),
    "a constant without axes": (
        lambda: changed("square StyleGAN2", synthesis__constant=torch.zeros(4)), "do not make one",
    ),
    "a constant that is too large": (
        lambda: changed("square StyleGAN2", synthesis__constant=torch.zeros(1, 8, 64, 64)),
        "constant must be whole numbers from 2 to 16",
    ),
}  # fmt: skip


def torch_file():
    kept = io.BytesIO()
    torch.save({"weight": torch.zeros(4)}, kept)
    return kept.getvalue()


@pytest.mark.parametrize("name", REFUSED)
def test_other_files_are_refused_with_a_next_step(name):
    make, message = REFUSED[name]
    with pytest.raises(EngineError, match=message) as caught:
        read_generator(make(), "mine.safetensors")
    assert "; " in str(caught.value)


def test_a_file_above_the_limit_is_refused_by_its_size():
    with pytest.raises(UnsafeFileError, match="at most 150 MB"):
        check_size("mine.safetensors", 200_000_000)


def test_a_generator_whose_pictures_need_too_much_memory_is_refused(monkeypatch):
    monkeypatch.setattr(own_generator, "MOST_MAP_VALUES", 3000)
    with pytest.raises(UnsafeFileError, match="fewer pixels"):
        read_generator(saved(network("28 pixels").state_dict()), "mine.safetensors")


def test_shapes_that_ask_for_a_large_network_cost_no_memory(monkeypatch):
    def build(family, _architecture):
        if torch.empty(1).device.type != "meta":
            raise AssertionError("storage was asked for before the shapes were compared")
        return DcganGenerator(DcganSettings(width=256))

    monkeypatch.setattr(own_generator, "build_generator", build)
    with pytest.raises(IntegrityError, match="must have the shape"):
        read_generator(saved(network("28 pixels").state_dict()), "mine.safetensors")


def test_the_largest_map_is_counted_over_all_resolutions():
    architecture = {"constant": (4, 3), "widths": (100, 5, 5)}
    assert map_values("stylegan", architecture) == 1200
    assert np.argmax([4 * 3 * 100, 8 * 6 * 5, 16 * 12 * 5]) == 0
