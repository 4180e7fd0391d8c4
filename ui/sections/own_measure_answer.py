"""What a measured generator's report looks like on a page, and its three files."""

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from ui import downloads
from ui.charts.own_generator import COMPRESSED, FULL, before_and_after
from ui.page import LessonPage
from ui.results import Tile

if TYPE_CHECKING:
    from engine.studies.own_generator_measures import Changed, GeneratorReport

SHOWN = ("KNN precision, 3", "KNN recall, 3", "KNN coverage, 3", "LSH+KNN", "LSH-only")
METRICS = {"KNN": ", 3 neighbours", "LSH+KNN": "", "LSH-only": ""}


def draw(lesson: LessonPage, found: "GeneratorReport", name: str) -> None:
    """Draw warnings, numbers, figure and files; ``name`` keeps two reports of a page apart."""
    from engine.studies.own_generator_files import change_table

    for each in found.warnings:
        st.warning(each, icon=":material/warning:")
    for note in dict.fromkeys(found.full.generated.notes):
        st.caption(note)
    lesson.text("Precision / recall after compression, in brackets before it:")
    named = {each.metric: each for each in found.changed}
    pairs = [
        (title, named[f"{title} precision{tail}"], named[f"{title} recall{tail}"])
        for title, tail in METRICS.items()
    ]
    lesson.tiles(
        *(
            Tile(
                f"{title} (full: {one.full:.2f} / {two.full:.2f})",
                f"{one.compressed:.2f} / {two.compressed:.2f}",
                term=title,
            )
            for title, one, two in pairs
        )
    )
    seen = found.seen.confidence
    lesson.tiles(
        *(_distance(named[f"{name} ({found.full.extractor})"]) for name in ("FID", "KID")),
        Tile(f"Confidence (full: {seen.full:.2f})", f"{seen.compressed:.2f}"),
    )
    frame = _frame(found)
    chart = before_and_after(frame, lesson.palette)
    data = change_table(found)
    lesson.figure(chart, alt=str(chart.description), data=data, key=f"{lesson.key}_{name}_changes")
    st.caption(_sentence(found))
    _files(lesson, found, name)


def _distance(each: "Changed") -> Tile:
    return Tile(f"{each.metric}, full: {each.full:.3g}", f"{each.compressed:.3g}")


def _frame(found: "GeneratorReport") -> pd.DataFrame:
    rows = [
        {
            "metric": each.metric,
            "network": network,
            "value": each.value,
            "low": each.interval.low,
            "high": each.interval.high,
        }
        for network, report in ((FULL, found.full), (COMPRESSED, found.compressed))
        for each in report.measures
        if each.metric.startswith(SHOWN) and each.interval is not None
    ]
    return pd.DataFrame(rows)


def _sentence(found: "GeneratorReport") -> str:
    recall = next(x for x in found.changed if x.metric == "KNN recall, 3 neighbours")
    change = recall.change
    ends = "" if change is None else f" (95 % interval {change.low:+.2f} to {change.high:+.2f})"
    return (
        f"KNN recall changes by {recall.moved:+.2f}{ends}, on the same latents and the same "
        f"real samples. {found.settings.samples:,} pictures of each network, "
        f"{found.full.real.size:,} real ones, {found.full.extractor}; dots of LSH metrics are "
        f"means over {found.settings.seeds} hash seeds. LSH metrics: our reconstruction of "
        "arXiv:2103.11912 from its abstract; parameters ours."
    )


def _files(lesson: LessonPage, found: "GeneratorReport", prefix: str) -> None:
    from engine.studies import own_generator_files as files

    with st.container(horizontal=True):
        for name, ending, make, icon in (
            ("Every sample (CSV)", "csv", files.csv_text, ":material/table:"),
            ("Numbers (JSON)", "json", files.json_text, ":material/data_object:"),
            ("Report (HTML)", "html", files.html_text, ":material/description:"),
        ):
            downloads.button(
                name,
                f"generator_report.{ending}",
                lambda make=make: make(found).encode(),
                icon,
                f"{lesson.key}_{prefix}_{ending}",
            )
