"""Quality and variety as a classifier sees them: shares of classes, confidence, spread."""

import pandas as pd
import streamlit as st

from engine.studies.generator_classes import Change, SeenPictures, TradeOff, trade_off
from engine.studies.generator_shapes import FAMILY_TITLES
from engine.studies.own_generator_subject import MeasureSettings, Subject
from ui.charts.generator_classes import COMPRESSED, FULL, class_shares
from ui.page import LessonPage
from ui.results import Claim, Tile, Verdict
from ui.sections import gan_state, own_measure
from ui.sections.gan_grid import describe
from ui.sections.gan_state import MEASURED, GanState


def both_seen(state: GanState) -> tuple[SeenPictures, SeenPictures] | None:
    """Return what the classifier says before and after; None without a classifier."""
    found = [gan_state.seen(state, each, MEASURED) for each in (None, state.compression)]
    if found[0] is None or found[1] is None or len(found[0].labels) < 2:
        return None
    return found[0], found[1]


def compared(state: GanState) -> TradeOff | None:
    """Return quality and variety before and after, or None without a classifier."""
    found = both_seen(state)
    return None if found is None else trade_off(*found)


def tiles(lesson: LessonPage, state: GanState, found: TradeOff) -> None:
    """Draw the proxies of quality and of variety."""
    lesson.tiles(
        _tile("Confidence", found.confidence, ".3f", "classifier_confidence"),
        _tile("Classes in use", found.effective_classes, ".2f", "effective_classes"),
        _tile("Sample distance", found.spread, ".2f", "sample_spread"),
        Tile("Same class as before", f"{found.agreement:.0%}"),
    )
    changes = (
        ("confidence", found.confidence),
        ("classes", found.effective_classes),
        ("distance", found.spread),
    )
    intervals = ", ".join(f"{name} {x.low:+.2f} to {x.high:+.2f}" for name, x in changes)
    judge = gan_state.extractor(state)
    st.caption(
        f"As {judge.title if judge else 'the classifier'} sees {len(state.latents(MEASURED))} "
        f"latents. 95 % paired bootstrap intervals of the change: {intervals}. Confidence stands "
        "in for quality, classes and distance for variety; a classifier can be sure of a broken "
        "picture, so these are proxies."
    )


def _tile(label: str, change: Change, form: str, term: str) -> Tile:
    return Tile(
        label,
        f"{change.compressed:{form}}",
        term=term,
        delta=round(change.compressed - change.full, 3),
        against=f"from {change.full:{form}}",
        lower_is_better=False,
    )


def draw(lesson: LessonPage, state: GanState) -> None:
    """Draw the class histogram before and after."""
    found = both_seen(state)
    if found is None:
        st.info(
            "The classifier for this generator does not ship yet, so nothing can be said here."
        )
        return
    names = gan_state.class_names(state)
    frame = pd.DataFrame(
        {
            "class": name,
            "which": which,
            "share": float(each.shares[place]),
            "samples": int((each.labels == place).sum()),
            "confidence": _mean_confidence(each, place),
        }
        for which, each in zip((FULL, COMPRESSED), found, strict=True)
        for place, name in enumerate(names)
    )
    chart = class_shares(frame, lesson.palette, even=1.0 / len(names))
    lesson.figure(chart, alt=str(chart.description), data=frame, key="gan_samples_classes")
    lesson.text(
        "The dashed line is what each class would have if all were drawn alike. Even a good "
        "generator strays from it."
    )
    _against_real(lesson, state)


def _against_real(lesson: LessonPage, state: GanState) -> None:
    """Offer every metric against real pictures, at this very setting."""
    trained = state.trained
    described = FAMILY_TITLES[trained.entry.family]
    own_measure.draw(
        lesson,
        Subject(trained.entry.title, described, trained.card.sha256, trained.network),
        state.compression,
        name=f"shown_{trained.entry.data}",
        settings=MeasureSettings(
            seed=state.seed, truncation=state.truncation, noise_seed=state.noise_seed
        ),
        described=describe(state),
    )


def _mean_confidence(seen: SeenPictures, label: int) -> float:
    chosen = seen.confidences[seen.labels == label]
    return float(chosen.mean()) if len(chosen) else float("nan")


def claim(lesson: LessonPage, state: GanState, found: TradeOff, *, collapsed: bool) -> None:
    """Draw the paper's sentence beside what the present setting shows.

    Args:
        lesson: The page.
        state: Its setting.
        found: Quality and variety before and after.
        collapsed: Whether the pictures are blank or all the same.
    """
    blank = " The pictures are blank or all the same: confidence is no quality here." * collapsed
    one, two, three = found.confidence, found.effective_classes, found.spread
    lesson.claim(
        Claim(
            arxiv="2103.11912",
            says="Low-bit compression retains quality while sacrificing diversity.",
            paper_value="A sentence of the abstract; no table that we could read gives a number.",
            measured=f"{describe(state)}: confidence {one.full:.3f} → {one.compressed:.3f}, "
            f"classes in use {two.full:.2f} → {two.compressed:.2f}, distance between samples "
            f"{three.full:.2f} → {three.compressed:.2f}.{blank}",
            difference="Proxies on one seed, small generators of our own. Precision and recall "
            "against real pictures are on the page Precision and recall.",
            verdict=verdict(found, collapsed=collapsed),
            evidence="This page's setting, drawn just now; the script below prints it.",
        )
    )


def verdict(found: TradeOff, *, collapsed: bool = False) -> Verdict:
    """Return what these proxies say about the claim at this setting."""
    if collapsed:  # one picture has no quality, however sure the classifier is
        return "does not hold here"
    if found.variety_lost and found.quality_kept:
        return "holds here"
    if found.variety_lost and found.quality_lost:
        return "does not hold here"
    return "undecided"
