"""Train the generators that ship: ``python -m training.gans mnist_dcgan --minutes 60``.

A run goes on where it stopped: its state lies in ``runs/gans``, with a sheet of samples.
``--ship`` writes the moving average of the generator to ``cached_models``; its scores come
afterwards from ``python -m training.gan_scores``.
"""

import argparse
import dataclasses
import time
from pathlib import Path
from typing import cast

import numpy as np
import torch
from PIL import Image

from engine import zoo
from engine.core.paths import ROOT
from engine.data.images import load_images, to_pixels, to_unit
from engine.generative.adversarial_training import AdversarialTraining
from engine.generative.latents import sample_latents
from engine.generative.models import Generator, build_generator
from engine.generative.stylegan import StyleGenerator
from engine.metrics.features import load_extractor
from training.document_patches import document_patches, scan_files
from training.gan_recipes import GENERATORS, JUDGES, RECIPES, GanRecipe
from training.instance_selection import typical_pictures

RUNS = ROOT / "runs" / "gans"
STRETCH = 20_000  # pictures between two saved states


def training_pixels(recipe: GanRecipe, share: float = 1.0) -> np.ndarray:
    """Return the training pictures; a border of black fills them up to the generator's size.

    Args:
        recipe: What is trained.
        share: Share of each class that is kept, the most typical pictures.
    """
    if recipe.data == "documents":
        return document_patches(scan_files())
    images = load_images(recipe.data, "train")
    pixels = images.pixels
    if share < 1:
        extractor = load_extractor(recipe.data)
        pixels = pixels[typical_pictures(extractor, to_unit(pixels), images.labels, share)]
    network = build_generator(recipe.family, dataclasses.asdict(recipe.architecture))
    border = (cast("Generator", network).image_shape[1] - pixels.shape[2]) // 2
    return np.pad(pixels, ((0, 0), (0, 0), (border, border), (border, border)))


def start(recipe: GanRecipe, device: str) -> AdversarialTraining:
    """Build the networks from the recipe's seed."""
    torch.manual_seed(recipe.training.seed)
    generator = GENERATORS[recipe.family](recipe.architecture)
    discriminator = JUDGES[type(recipe.judge)](recipe.judge)
    return AdversarialTraining(
        generator, discriminator, training_pixels(recipe), recipe.training, device=device
    )


def sheet(run: AdversarialTraining, path: Path, *, side: int = 10) -> None:
    """Write a square of samples of the average as PNG."""
    latents = sample_latents(side * side, run.latent_size, 0).to(run.device)
    with torch.inference_mode():
        images = to_pixels(run.average(latents).cpu().numpy())
    channels, height, width = images.shape[1:]
    tiles = images.reshape(side, side, channels, height, width).transpose(0, 3, 1, 4, 2)
    picture = tiles.reshape(side * height, side * width, channels)
    Image.fromarray(picture[..., 0] if channels == 1 else picture).save(path)


def ship(recipe: GanRecipe, run: AdversarialTraining) -> None:
    """Write the average as fp16, with the card that rebuilds it."""
    if isinstance(run.average, StyleGenerator):
        run.average.measure_average_style()
    arrays = {
        name: value.cpu().numpy().astype(np.float16)
        for name, value in run.average.state_dict().items()
        if value.is_floating_point()
    }
    made = zoo.save(
        zoo.ModelCard(
            name=recipe.name,
            title=recipe.title,
            kind="generator",
            file="",
            sha256="",
            command=f"python -m training.gans {recipe.name} --ship",
            seed=recipe.training.seed,
            data={
                "mnist": "MNIST training images (LeCun et al.)",
                "cifar10": "CIFAR-10 training images (Krizhevsky 2009)",
                "documents": "Squares of scans of HTR-United and Gallic(orpor)a, training books",
            }[recipe.data],
            licence="weights Apache-2.0; data for research use",
            settings={
                "data": recipe.data,
                "family": recipe.family,
                "architecture": dataclasses.asdict(recipe.architecture),
                "training": dataclasses.asdict(recipe.training),
                "images_seen": run.seen,
                "refinement": recipe.refinement and dataclasses.asdict(recipe.refinement),
            },
        ),
        arrays,
    )
    print(f"{made.file}: {run.seen:,} pictures seen")


def refine(recipe: GanRecipe, run: AdversarialTraining) -> None:
    """Go on with typical pictures at one rate, once the recipe says so."""
    end = recipe.refinement
    if end is not None and run.seen >= end.after and run.rates != (end.rate, end.rate):
        run.settings = dataclasses.replace(run.settings, rate_halves=0)
        run.rates = (end.rate, end.rate)
        run.pixels = torch.from_numpy(training_pixels(recipe, end.share))


def train(recipe: GanRecipe, run: AdversarialTraining, minutes: float) -> None:
    """Train until the recipe's pictures were seen or the minutes have passed."""
    state, log = RUNS / f"{recipe.name}.pt", RUNS / f"{recipe.name}.csv"
    begun = time.monotonic()
    while run.seen < recipe.images and (time.monotonic() - begun) / 60 < minutes:
        refine(recipe, run)
        before, clock = run.seen, time.monotonic()
        losses = run.run(min(run.seen + STRETCH, recipe.images), every=10**9)[0]
        rate = (run.seen - before) / (time.monotonic() - clock)
        line = f"{run.seen},{losses.generator:.4f},{losses.discriminator:.4f},{rate:.0f}"
        with log.open("a") as stream:
            stream.write(f"{line},{losses.penalty:.5f}\n")
        print(line, flush=True)
        torch.save(run.state(), state.with_suffix(".part"))
        state.with_suffix(".part").replace(state)
        sheet(run, RUNS / f"{recipe.name}.png")


def main() -> None:
    """Train, and ship when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=sorted(RECIPES))
    parser.add_argument("--minutes", type=float, default=1e9)
    parser.add_argument("--ship", action="store_true")
    parser.add_argument("--device", default="cpu")
    chosen = parser.parse_args()
    RUNS.mkdir(parents=True, exist_ok=True)
    recipe = RECIPES[chosen.name]
    run = start(recipe, chosen.device)
    state = RUNS / f"{recipe.name}.pt"
    if state.is_file():
        run.set_state(torch.load(state, map_location=chosen.device, weights_only=True))
    train(recipe, run, chosen.minutes)
    if chosen.ship:
        ship(recipe, run)


if __name__ == "__main__":
    main()
