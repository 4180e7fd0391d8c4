"""The generator of pages as an unfinished run has left it."""

import dataclasses
from pathlib import Path
from typing import cast

import torch

from engine.documents.page_generators import PageGenerator
from engine.generative.models import build_generator
from engine.generative.stylegan import StyleGenerator
from engine.zoo.store import file_sha256
from training.gan_recipes import RECIPES

GENERATOR = "document_patches"


def unfinished(state: Path, name: str = GENERATOR) -> PageGenerator:
    """Return the moving average of a run.

    Args:
        state: File that ``training.gans`` has written.
        name: Recipe of the run.
    """
    recipe = RECIPES[name]
    network = build_generator(recipe.family, dataclasses.asdict(recipe.architecture))
    kept = torch.load(state, map_location="cpu", weights_only=True)
    network.load_state_dict(kept["average"])
    generator = cast("StyleGenerator", network)
    generator.measure_average_style()
    return PageGenerator(name, recipe.title, generator, file_sha256(state), int(kept["seen"]))
