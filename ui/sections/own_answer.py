"""The report on a visitor's samples as a page shows it, and its three files."""

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from engine.studies.feature_measures import FeatureReport
from engine.studies.feature_report_files import csv_text, json_text, measure_table
from engine.studies.sample_set import SampleSet
from ui import downloads
from ui.charts import own_report
from ui.page import LessonPage
from ui.results import Tile
from ui.sections import own_images

if TYPE_CHECKING:
    from engine.studies.own_images import OwnImages


@dataclasses.dataclass(frozen=True, eq=False)
class OwnAnswer:
    """What a job leaves: numbers and verdicts, without the features themselves.

    Attributes:
        report: The report.
        images: Pictures by side, where pictures were uploaded.
    """

    report: FeatureReport
    images: dict[str, "OwnImages"]


def without_features(samples: SampleSet) -> SampleSet:
    """Return a set of the same size whose features take no memory."""
    return dataclasses.replace(
        samples, features=np.broadcast_to(np.float32(0), samples.features.shape)
    )


def answer(report: FeatureReport, images: dict[str, "OwnImages | None"]) -> OwnAnswer:
    """Return what is kept of a report until the session ends."""
    shown = {
        side: dataclasses.replace(each, samples=without_features(each.samples))
        for side, each in images.items()
        if each is not None
    }
    slim = dataclasses.replace(
        report,
        real=without_features(report.real),
        generated=without_features(report.generated),
    )
    return OwnAnswer(slim, shown)


def draw(lesson: LessonPage, found: OwnAnswer) -> None:
    """Draw warnings, numbers, figure, pictures and downloads."""
    report = found.report
    for each in report.warnings:
        st.warning(each, icon=":material/warning:")
    for side, samples in (("real", report.real), ("generated", report.generated)):
        for note in samples.notes:
            st.caption(f"{side.capitalize()}: {note}")
    _tiles(lesson, report)
    frame = measure_table(report)
    shown = frame[frame["metric"].str.contains("precision|recall|coverage")]
    named = {each.metric: each.value for each in report.measures}
    finding = (
        f"{report.generated.title} against {report.real.title}: KNN precision "
        f"{named['KNN precision, 3 neighbours']:.2f}, recall "
        f"{named['KNN recall, 3 neighbours']:.2f}; LSH+KNN {named['LSH+KNN precision']:.2f} and "
        f"{named['LSH+KNN recall']:.2f}; LSH-only {named['LSH-only precision']:.2f} and "
        f"{named['LSH-only recall']:.2f}."
    )
    lesson.figure(own_report.shares(shown, lesson.palette), alt=finding, data=frame)
    st.caption(
        f"Thin bar: 95 % interval over samples. Wide bar: range over {report.settings.seeds} hash "
        f"seeds, whose mean the dot is. {report.generated.size:,} generated and "
        f"{report.real.size:,} real samples, {report.extractor}."
    )
    for side, images in found.images.items():
        own_images.show(lesson, side, images)
    files(lesson, report)


def _tiles(lesson: LessonPage, report: FeatureReport) -> None:
    named = {each.metric: each for each in report.measures}
    fid, kid = (named[f"{name} ({report.extractor})"] for name in ("FID", "KID"))
    real_share = named["realism of 1 or more, share"]
    pairs = [
        (title, named[f"{title} precision{tail}"], named[f"{title} recall{tail}"])
        for title, tail in (("KNN", ", 3 neighbours"), ("LSH+KNN", ""), ("LSH-only", ""))
    ]
    lesson.tiles(
        *(
            Tile(f"{title}: precision / recall", f"{one.value:.2f} / {two.value:.2f}", term=title)
            for title, one, two in pairs
        ),
    )
    lesson.tiles(
        Tile(f"FID ({report.extractor})", f"{fid.value:.3g}"),
        Tile(f"KID ({report.extractor})", f"{kid.value:.3g}"),
        Tile("Realism of 1 or more", f"{real_share.value:.0%}"),
    )


def files(lesson: LessonPage, report: FeatureReport) -> None:
    """Draw the downloads of a report; each is written when it is asked for."""

    def page() -> bytes:
        from engine.studies.feature_report_html import report_html

        return report_html(report).encode()

    with st.container(horizontal=True):
        downloads.button(
            "Every sample (CSV)",
            "own_samples.csv",
            lambda: csv_text(report).encode(),
            ":material/table:",
            f"{lesson.key}_own_csv",
        )
        downloads.button(
            "Numbers (JSON)",
            "own_report.json",
            lambda: json_text(report).encode(),
            ":material/data_object:",
            f"{lesson.key}_own_json",
        )
        downloads.button(
            "Report (HTML)", "own_report.html", page, ":material/description:",
            f"{lesson.key}_own_html",
        )  # fmt: skip
    st.caption("The same without the app:")
    st.code(
        "python -m engine.studies.feature_report --real REAL --generated GENERATED "
        f"--samples {report.settings.samples} --seeds {report.settings.seeds} --out report.html",
        language="bash",
        wrap_lines=True,
    )
