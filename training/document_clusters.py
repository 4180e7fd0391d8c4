"""Cluster the activations of the generator of pages: ``python -m training.document_clusters``.

Writes ``cached_models/document_clusters``: centres, proposed classes and a map for several
numbers of clusters, with what was measured of the labels on fresh samples. The gate of a map is
an F1 of its text clusters with Sauvola ink of at least .8. Sees no scan at all. ``--state FILE``
tries an unfinished generator and writes nothing but a sheet of pictures in ``runs``.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from PIL import Image

from engine import zoo
from engine.core.paths import ROOT
from engine.documents.activations import Look
from engine.documents.cluster_learning import Clusters, learn_clusters
from engine.documents.cluster_measures import ink_of
from engine.documents.generated import GeneratedPatch, sample_pages
from engine.documents.label_quality import (
    grey_of,
    ink_agreement,
    label_quality,
    layer_text,
    line_regularity,
    stability,
)
from engine.documents.page_generators import PageGenerator, load_page_generator
from engine.documents.page_settings import PageSettings, varied
from engine.documents.renderer import render_patch
from engine.documents.sauvola import luminance
from engine.documents.shipped_clusters import NAME, packed
from engine.documents.spherical_kmeans import SphericalKMeans
from training.document_state import GENERATOR, unfinished

COUNTS = (8, 12, 16, 20, 22)
GATE = 0.8
SAMPLES, REPEATED = 200, 60
"""Samples that are measured, and those of them that other clusterings label again."""
SEED = 5_000_000
"""Seed of the first sample that is measured; clusters are learnt from others."""
SHEETS = ROOT / "runs" / "documents"


def learnt(made: PageGenerator, count: int, *, seed: int = 0, truncation: float = 1.0) -> Clusters:
    """Return clusters of the samples of a seed."""
    method = SphericalKMeans(clusters=count, seed=seed)
    return learn_clusters(made.network, method, look=Look(truncation=truncation))


def measured(made: PageGenerator, count: int) -> tuple[Clusters, dict[str, float]]:
    """Return clusters of one number, and what their labels score on fresh samples."""
    first = learnt(made, count)
    others = [learnt(made, count, seed=1), learnt(made, count, seed=2)]
    others.append(learnt(made, count, truncation=0.7))
    seeds = range(SEED, SEED + SAMPLES)
    look = Look(truncation=1.0)
    patches = sample_pages(first.labeller(made), seeds, look)
    again = [sample_pages(each.labeller(made), seeds[:REPEATED], look) for each in others]
    texts = [np.stack([e.glyphs for e in some[:REPEATED]]) for some in (patches, *again)]
    classes, stages = first.proposal.classes.layers, first.labeller(made).stages
    inks = np.stack([ink_of(grey_of(each)) for each in patches])
    found = label_quality(patches, stages, classes)
    last = stages.fine[-1]
    text = np.stack([layer_text(each, last, classes[last]) for each in patches])
    return first, {
        "text_cluster_f1": ink_agreement(text, inks),
        "ink_agreement": found.ink_agreement,
        "two_layers": found.two_layers,
        "stability": stability(texts),
        "line_regularity": found.line_regularity,
        "dropped": found.dropped,
        "text": found.text,
        "graphic": found.graphic,
        "confidence": first.proposal.confidence,
    }


def exact_labels(side: int, count: int = 100) -> dict[str, float]:
    """Return what exact labels of drawn squares score: the measures' own ceiling."""
    drawn = [
        render_patch(varied(PageSettings(height=528), seed), seed, size=side)
        for seed in range(count)
    ]
    inks = np.stack([ink_of(luminance(each.image)) for each in drawn])
    text = np.stack([each.ink & (each.classes == 1) for each in drawn])
    other = np.stack([each.classes == 2 for each in drawn])
    regular = [line_regularity(each) for each in text if each.any()]
    return {
        "ink_agreement": ink_agreement(text, inks & ~other),
        "line_regularity": float(np.mean(regular)),
    }


def sheet(patches: tuple[GeneratedPatch, ...], path: Path, *, columns: int = 10) -> None:
    """Write pictures, each above its label: blue text, orange graphics, grey where dropped."""
    tints = np.array(((0, 0, 0), (33, 102, 172), (224, 130, 20)), np.float32)
    rows = []
    for start in range(0, len(patches), columns):
        some = patches[start : start + columns]
        grey = [np.repeat(grey_of(each)[..., None], 3, axis=2) for each in some]
        over = []
        for each, under in zip(some, grey, strict=True):
            mask = each.label.mask
            tint = np.where((mask > 0)[..., None], tints[mask], under)
            over.append((tint * (0.5 if each.label.dropped else 1.0)).astype(np.uint8))
        rows += [np.concatenate(grey, axis=1), np.concatenate(over, axis=1)]
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = Image.fromarray(np.concatenate(rows))
    whole.resize((whole.width * 2, whole.height * 2), Image.Resampling.NEAREST).save(path)


def ship(
    made: PageGenerator, found: dict[int, tuple[Clusters, dict[str, float]]], drawn: dict
) -> None:
    """Write centres, proposals and maps with their scores."""
    arrays = {}
    for count, (clusters, _) in found.items():
        arrays |= packed(clusters, count)
    scores = {str(k): {n: round(v, 4) for n, v in row.items()} for k, (_, row) in found.items()}
    scores["exact labels of drawn squares"] = {k: round(v, 4) for k, v in drawn.items()}
    maps = {
        str(count): json.loads(clusters.proposal.classes.to_json())["layers"]
        for count, (clusters, _) in found.items()
    }
    card = zoo.save(
        zoo.ModelCard(
            name=NAME,
            title="Clusters of the activations of the generator of pages",
            kind="clusters",
            file="",
            sha256="",
            command="python -m training.document_clusters",
            seed=0,
            data="samples of the generator; no scan",
            licence="Apache-2.0",
            score=scores,
            settings={
                "generator": made.name,
                "generator_sha256": made.sha256,
                "samples": SAMPLES,
                "gate": GATE,
                "map_by": "automatic proposal, nobody corrected it",
                "maps": maps,
            },
        ),
        arrays,
    )
    print(card.file)


def main() -> None:
    """Cluster, measure, and ship where a finished generator was taken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--state", type=Path, help="state of an unfinished run")
    parser.add_argument("--counts", type=int, nargs="+", default=list(COUNTS))
    chosen = parser.parse_args()
    made = unfinished(chosen.state) if chosen.state else load_page_generator(GENERATOR)
    found = {}
    for count in chosen.counts:
        clusters, scores = found[count] = measured(made, count)
        passed = "passed" if scores["text_cluster_f1"] >= GATE else "FAILED"
        print(count, f"gate {passed}", {k: round(v, 3) for k, v in scores.items()}, flush=True)
        drawn = sample_pages(clusters.labeller(made), range(SEED, SEED + 60), Look(truncation=1.0))
        sheet(drawn, SHEETS / f"clusters_{count}.png")
    exact = exact_labels(made.network.settings.height)
    print("exact labels of drawn squares", {k: round(v, 3) for k, v in exact.items()})
    if not chosen.state:
        ship(made, found, exact)


if __name__ == "__main__":
    main()
