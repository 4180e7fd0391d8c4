"""Omniglot's characters, features and cells: ``python -m training.drawing_sets``.

A convolutional encoder learns each labeled set from pixels; a contrastive one of the same build
sees all drawings without a label. Drawings do not ship. About ten minutes on one core.
"""

import dataclasses

import numpy as np
import torch

from engine.data.omniglot import load_drawings
from engine.studies.set_benchmarks import set_benchmark
from training.picture_encoder import PictureSetEncoder, Views
from training.set_features import SampleSource
from training.set_run import SetRun

KEY = "omniglot_scratch"
SIZE, DRAWINGS = 24, 20
ENCODER = {"epochs": 20, "batch": 64}
CONTRASTIVE = {"epochs": 10, "batch": 242}


def samples(shipped: int) -> tuple[SampleSource, PictureSetEncoder]:
    """Return the drawings' classes and the encoder."""
    read, benchmark = load_drawings(size=SIZE), set_benchmark(KEY)
    groups = {
        alphabet: tuple(each.rpartition("/")[2] for each in characters)
        for alphabet, characters in read.alphabets.items()
    }
    classes = np.array(read.characters)
    source = SampleSource(benchmark, groups, classes, shipped=shipped, taught=DRAWINGS)
    pictures = torch.from_numpy(read.pixels[:, None].astype(np.float32) / 255)
    return source, PictureSetEncoder(pictures, Views(), **ENCODER)


def plain(source: SampleSource, encoder: PictureSetEncoder) -> np.ndarray:
    """Return what two views of all drawings teach without labels."""
    seen = np.arange(len(source.classes))
    return dataclasses.replace(encoder, **CONTRASTIVE).plain(seen, 0).embed(source.rows)


RUN = SetRun(
    KEY,
    samples,
    plain,
    DRAWINGS,
    {
        "title": "Omniglot in features learned from its pixels",
        "command": "python -m training.drawing_sets",
        "data": f"Omniglot, small background sets: {DRAWINGS} drawings of each character",
        "licence": "Omniglot, Lake et al. 2015, MIT; numbers only, no drawing",
        "settings": {
            "pixels": SIZE,
            "encoder": ENCODER,
            "plain": {"loss": "NT-Xent of two views, all drawings, no label", **CONTRASTIVE},
        },
    },
)

if __name__ == "__main__":
    RUN.main()
