"""The shipped sweep: three kinds of precision and recall over bits, clipping and packed size."""

import pandas as pd
import streamlit as st

from engine import zoo
from engine.core.errors import NotFoundError
from engine.studies.generator_plan import FULL, FULL_BITS, METHODS, METRICS, TITLES
from ui import controls
from ui.charts.precision_recall_bits import over_bits, over_size
from ui.page import LessonPage
from ui.results import Tile

COMMAND = "python -m engine.studies.generator_sweep --ship"
SCORES = ("recall", "precision", "FID", "density", "coverage", "confidence")


@st.cache_data(max_entries=1, show_spinner=False)
def _table() -> pd.DataFrame | None:
    try:
        return zoo.table("gan_sweep")
    except NotFoundError:
        return None


def draw(lesson: LessonPage) -> None:
    """Draw the table's figures, or say which command makes it."""
    st.header("What bits and clipping cost a generator", anchor=False)
    table = _table()
    if table is None:
        st.info(f"The table of measured generators does not ship yet; `{COMMAND}` makes it.")
        return
    key = lesson.key
    here = [name for name in TITLES if name in set(table["generator"])]
    known = [name for name in METHODS if name in set(table["method"])]
    with st.container(horizontal=True, gap="medium"):
        titles = tuple(TITLES[name] for name in here)
        title = controls.choice(key, "generator", titles, default=titles[0], listed=True)
        method = controls.choice(key, "method", tuple(known), default=known[0], title="Clipping")
        grains = tuple(dict.fromkeys(table["granularity"]))
        grain = controls.choice(key, "granularity", grains, default=grains[0])
    rows = table[table["generator"] == here[titles.index(title)]]
    _over_bits(lesson, rows, method, grain)
    _over_size(lesson, rows)


def _over_bits(lesson: LessonPage, rows: pd.DataFrame, method: str, grain: str) -> None:
    full = rows[rows["method"] == FULL]
    own = rows[(rows["method"] == method) & (rows["granularity"] == grain)]
    if own.empty:
        st.info(f"{method} per {grain} is not in the table; choose another method.")
        return
    frame = _long(pd.concat([full, own]))
    fewest = int(own["bits"].min())
    lesson.text(
        "Precision (left) says how many pictures look real, recall (right) how much of the "
        "real variety they reach."
    )
    for score, place in zip(("precision", "recall"), st.columns(2), strict=True):
        chart = over_bits(frame, lesson.palette, score=score, chosen=fewest)
        with place:
            lesson.figure(
                chart,
                alt=str(chart.description),
                data=frame[frame["score"] == score],
                key=f"precision_recall_bits_{score}",
            )
    least = own[own["bits"] == fewest].iloc[0]
    base = full.iloc[0]
    st.markdown(f"Precision / recall at **{fewest} bits** with {method}, in brackets at 32 bits:")
    lesson.tiles(
        *(
            Tile(
                f"{metric} (32 bits: {base[f'{metric} precision']:.2f} / "
                f"{base[f'{metric} recall']:.2f})",
                f"{least[f'{metric} precision']:.2f} / {least[f'{metric} recall']:.2f}",
                term=metric,
            )
            for metric in METRICS
        )
    )
    if least["collapsed"]:
        st.warning(
            f"At {fewest} bits with {method} the generator has **collapsed**: its pictures keep "
            f"{least['variety']:.1%} of their variety. KNN precision is then all or nothing, 1.00 "
            "where the one picture falls inside some ball; its mean over seeds is "
            f"{least['KNN precision']:.2f}. LSH-only says {least['LSH-only precision']:.2f}, FID "
            f"({least['features']}) {least['frechet']:.0f} against {base['frechet']:.1f} at full "
            f"precision, and the classifier is still {least['confidence']:.0%} sure.",
            icon=":material/warning:",
        )
    st.caption(
        f"Means over {least['seeds']} seeds (other latents, other real samples, other hash "
        f"functions); bars are 95 % Student intervals. {least['samples']:,} generated against as "
        f"many real test samples, {least['features']}. LSH metrics: our reconstruction of "
        "arXiv:2103.11912 from its abstract; parameters ours."
    )


def _long(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "metric": metric,
            "score": score,
            "bits": str(row["bits"]),
            "value": row[f"{metric} {score}"],
            "low": max(row[f"{metric} {score} low"], 0.0),
            "high": min(row[f"{metric} {score} high"], 1.0),
        }
        for _, row in rows.sort_values("bits").iterrows()
        for metric in METRICS
        for score in ("precision", "recall")
    )


def _over_size(lesson: LessonPage, rows: pd.DataFrame) -> None:
    st.subheader("Every setting by its packed size", anchor=False)
    with st.container(horizontal=True, gap="medium"):
        score = controls.choice(lesson.key, "by", SCORES, default="recall", title="Score")
        metric = controls.choice(lesson.key, "metric", METRICS, default="LSH-only")
    features = rows["features"].iloc[0]
    if score == "FID":
        column, title = "frechet", f"FID ({features}), lower is better"
    elif score in ("density", "coverage"):
        column, title = score, f"KNN {score} ({features})"
    elif score == "confidence":
        column, title = score, "Mean confidence of the classifier"
    else:
        column, title = f"{metric} {score}", f"{metric} {score} ({features})"
    lower = score == "FID"
    shown = rows[rows["bits"] < FULL_BITS]
    frame = pd.DataFrame(
        {
            "kilobytes": shown["packed_bytes"] / 1000,
            "value": shown[column],
            "low": shown[f"{column} low"].clip(0),
            "high": shown[f"{column} high"] if lower else shown[f"{column} high"].clip(upper=1),
            **{name: shown[name] for name in ("method", "bits", "granularity", "collapsed")},
        }
    ).reset_index(drop=True)
    frame["on_front"] = on_front(frame, lower_is_better=lower)
    full = float(rows[rows["method"] == FULL][column].iloc[0])
    chart = over_size(frame, lesson.palette, title=title, full=full, lower_is_better=lower)
    lesson.figure(chart, alt=str(chart.description), data=frame, key="precision_recall_size")


def on_front(frame: pd.DataFrame, *, lower_is_better: bool) -> list[bool]:
    """Return which settings no smaller one beats.

    >>> frame = pd.DataFrame({"kilobytes": [1, 2, 3], "value": [0.2, 0.1, 0.4]})
    >>> on_front(frame, lower_is_better=False)
    [True, False, True]
    """
    sign = -1 if lower_is_better else 1
    ordered = frame.assign(value=sign * frame["value"]).sort_values(
        ["kilobytes", "value"], ascending=[True, False]
    )
    best = ordered["value"].cummax().shift(fill_value=float("-inf"))
    return (ordered["value"] > best).reindex(frame.index).tolist()
