"""Generated squares under their labels, how good the labels are, and what was dropped."""

import numpy as np
import pandas as pd
import streamlit as st

from engine.documents.activations import Look
from engine.documents.export.generated_source import as_page
from engine.documents.generated import GeneratedPatch
from engine.documents.label_quality import LabelQuality, drop_reasons, label_quality
from engine.documents.overlay import overlaid
from engine.documents.page import CLASSES
from ui import results
from ui.charts import image_grid
from ui.page import LessonPage
from ui.results import Tile
from ui.sections.document_figures import GRAPHIC, TEXT
from ui.sections.document_network_state import Answer, NetworkView

COLUMNS = 6
SCALE = 3
FADED = 0.35
"""Brightness of a dropped square."""


def covered(
    patch: GeneratedPatch, overlay: str, opacity: float, look: Look, scale: int = SCALE
) -> np.ndarray:
    """Return a square, enlarged, under one kind of its labels (RGB)."""
    if overlay in ("lines", "baselines"):
        picture = overlaid(as_page(patch, look), overlay, opacity, text=TEXT, graphic=GRAPHIC)
    else:
        picture = np.broadcast_to(patch.image, (*patch.image.shape[:2], 3)).astype(np.float32)
        if overlay == "label":
            mask = patch.label.mask
            tint = np.array(((0, 0, 0), TEXT, GRAPHIC), np.float32)[mask]
            share = np.where(mask > 0, opacity, 0.0)[..., None]
            picture = picture * (1 - share) + tint * share
    if patch.label.dropped and overlay != "none":
        picture = picture * FADED
    large = np.rint(picture).astype(np.uint8)
    return large.repeat(scale, axis=0).repeat(scale, axis=1)


def draw(lesson: LessonPage, view: NetworkView, answer: Answer) -> LabelQuality:
    """Draw the squares beside what is known about their labels."""
    patches = answer.patches
    side = patches[0].image.shape[0]
    found = label_quality(patches, answer.labeller.stages, answer.labeller.classes.layers)
    left, right = st.columns([3, 2], gap="large")
    with left:
        pixels = np.stack([covered(e, view.overlay, view.opacity, view.look) for e in patches])
        picture = image_grid.grid(pixels, COLUMNS, lesson.palette)
        colours = " Blue: text. Orange: graphics. Dark: dropped." if view.overlay != "none" else ""
        st.image(
            picture, width="stretch",
            caption=f"{len(patches)} squares of {side} px, enlarged, with the labels that came "
            f"with them.{colours}",
            alt=f"{len(patches)} generated squares of old pages, labels shown: {view.overlay}; "
            f"{found.dropped:.0%} dropped",
        )  # fmt: skip
    with right:
        lesson.text(
            f"A StyleGAN2 that saw squares of scans draws these, {side} px each: **squares of "
            "pages, not whole pages**, and nobody can read them. Each label comes from the same "
            "pass: clusters of the network's activations say what is text, and **no person drew "
            "one**."
        )
        lesson.text(
            "So nobody knows the true label either. The numbers below ask whether the labels "
            "agree with dark ink, with each other and with lines."
        )
        _dropped(answer)
        _shipped(view, answer)
    tiles(lesson, found)
    with st.expander("Every square: kept or dropped, and why", icon=":material/filter_alt:"):
        results.table(square_frame(answer), alt="Seed, state and reason of every square")
    return found


def tiles(lesson: LessonPage, found: LabelQuality) -> None:
    """Show how good the labels are without a truth."""
    lesson.tiles(
        Tile("Ink agreement, F1", f"{found.ink_agreement:.2f}", term="ink_agreement"),
        Tile("Two fine layers, IoU", f"{found.two_layers:.2f}", term="two_layers"),
        Tile("Line regularity", f"{found.line_regularity:.2f}", term="line_regularity"),
        Tile("Dropped", f"{found.dropped:.0%}", term="dropped_squares"),
    )


def _dropped(answer: Answer) -> None:
    reasons = drop_reasons([each.label for each in answer.patches])
    for reason, count in list(reasons.items())[:3]:
        st.caption(f"Dropped {count} of {len(answer.patches)}: {reason}.")
    if not answer.labeller.knows_graphics:
        st.caption(
            "No cluster of both coarse layers stands for graphics: this label knows text and "
            "paper only."
        )


def _shipped(view: NetworkView, answer: Answer) -> None:
    scores = answer.scores
    if not scores:
        st.caption(
            f"{view.clusters} clusters were learnt just now from 100 samples; stability and gate "
            "are measured for the numbers that ship."
        )
        return
    gate = "passes" if scores["text_cluster_f1"] >= 0.8 else "misses"
    st.caption(
        f"On 200 other samples the proposed map of {view.clusters} clusters {gate} the gate of "
        f".80: its text clusters reach an F1 of {scores['text_cluster_f1']:.2f} with Sauvola ink. "
        f"Labels of other clusterings overlap by {scores['stability']:.2f} (stability)."
    )


def square_frame(answer: Answer) -> pd.DataFrame:
    """Return what became of every square."""
    rows = []
    for number, each in enumerate(answer.patches, 1):
        label, lines = each.label, 0
        if not label.dropped:
            lines = len(as_page(each, Look()).lines)
        rows.append({
            "square": number, "seed": each.seed,
            "state": "dropped" if label.dropped else "kept", "reason": label.dropped,
            "regions kept": label.kept, "regions discarded": label.discarded, "lines": lines,
            **{f"{name} %": round(100 * float((label.mask == k).mean()), 2)
               for k, name in enumerate(CLASSES) if k},
        })  # fmt: skip
    return pd.DataFrame(rows)
