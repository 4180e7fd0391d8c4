"""Click a generated picture: its real neighbours, its ball, its buckets, and three verdicts."""

import base64
import io
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from engine.core.errors import EngineError
from engine.core.params import Parameter
from engine.core.paths import data_folder
from engine.studies.generator_plan import TITLES, image_set, ingredients
from ui import controls
from ui.charts.precision_recall_samples import SELECTION, sample_grid
from ui.page import LessonPage
from ui.results import table

if TYPE_CHECKING:
    from engine.studies.sample_verdicts import Explanation, JudgedSamples

SHOWN = 40
CHART = "precision_recall_samples"


@st.cache_resource(max_entries=6, show_spinner="Drawing and judging 1,000 pictures")
def _judged(generator: str, method: str, bits: int) -> "JudgedSamples":
    from engine.studies.sample_verdicts import SampleJudging  # loads torch

    return SampleJudging(generator=generator, method=method, bits=bits)()


def draw(lesson: LessonPage) -> None:
    """Draw the pictures, and why the chosen one counts or not."""
    st.header("One picture, three verdicts", anchor=False)
    key = lesson.key
    shipped = {TITLES[name]: name for name in ingredients()}
    if not shipped:
        st.info("No generator ships yet; `python -m training.gans mnist_dcgan --ship` makes one.")
        return
    with st.container(horizontal=True, gap="medium"):
        title = next(iter(shipped))
        if len(shipped) > 1:
            title = controls.choice(
                key, "drawn_by", tuple(shipped), default=title, title="Generator", listed=True
            )
        bits = controls.widget(
            key, Parameter("bits", 4, "bits of a weight; 32 is full", choices=(2, 3, 4, 8, 32))
        )
        method = controls.choice(
            key, "clipping", ("LQ", "ACIQ", "MMSE", "KL"), default="ACIQ", title="Clipping method"
        )
        sample = controls.widget(
            key, Parameter("sample", 0, "which picture is explained", 0, SHOWN - 1)
        )
    name = shipped[title]
    judged = _judged(name, method, bits)
    chart = sample_grid(_frame(judged), lesson.palette, chosen=sample)
    left, right = st.columns([5, 8], gap="medium")
    with left:
        st.altair_chart(
            chart,
            key=CHART,
            width="content",
            on_select=lambda: _clicked(key),
            selection_mode=SELECTION,
        )
    with right:
        _explain(judged, sample)
    st.caption(
        f"{SHOWN} of {len(judged.features):,} pictures, judged against as many real test "
        "pictures; click one. LSH metrics: our reconstruction of arXiv:2103.11912 from its "
        "abstract; parameters ours."
    )
    _neighbours(judged, image_set(name), sample)


def _clicked(key: str) -> None:
    picked = st.session_state.get(CHART, {}).get("selection", {}).get(SELECTION)
    if picked:
        st.session_state[f"{key}_sample"] = int(picked[0]["sample"])


def _frame(judged: "JudgedSamples") -> pd.DataFrame:
    rows = []
    for sample in range(SHOWN):
        names = [name for name, mask in judged.accepted.items() if mask[sample]]
        seen = judged.class_names[judged.labels[sample]]
        rows.append(
            {
                "sample": sample,
                "picture": _data_url(judged.images[sample]),
                "votes": len(names),
                "accepted": ", ".join(names) or "none",
                "seen": f"{seen} ({judged.confidences[sample]:.0%})",
            }
        )
    return pd.DataFrame(rows)


def _data_url(image: np.ndarray) -> str:
    from PIL import Image

    pixels = np.rint(np.clip((image + 1) * 127.5, 0, 255)).astype(np.uint8)
    plane = pixels[0] if len(pixels) == 1 else pixels.transpose(1, 2, 0)
    made = io.BytesIO()
    Image.fromarray(plane).save(made, "PNG")
    return f"data:image/png;base64,{base64.b64encode(made.getvalue()).decode()}"


def _explain(judged: "JudgedSamples", sample: int) -> None:
    why = judged.explain(sample)
    seen = judged.class_names[judged.labels[sample]]
    st.image(
        _data_url(judged.images[sample]),
        width=120,
        caption=f"Sample {sample}: seen as {seen} ({judged.confidences[sample]:.0%})",
        alt=f"Generated picture {sample}, which the classifier sees as {seen}",
    )
    for line in _verdicts(judged, why, sample):
        st.markdown(line)


def _neighbours(judged: "JudgedSamples", data: str, sample: int) -> None:
    st.subheader("Nearest real test samples", anchor=False)
    nearest = judged.explain(sample).ball
    frame = pd.DataFrame(
        {
            "real class": [
                judged.class_names[judged.real_labels[each]] for each in nearest.nearest
            ],
            "test image": judged.real_index[nearest.nearest],
            "distance": nearest.nearest_distances.round(3),
            "its ball reaches": nearest.nearest_radii.round(3),
            "holds the sample": nearest.nearest_distances <= nearest.nearest_radii,
        }
    )
    real = _real_pictures(data, judged.real_index[nearest.nearest])
    if real is not None:
        frame.insert(0, "picture", real)
        st.dataframe(
            frame,
            hide_index=True,
            column_config={"picture": st.column_config.ImageColumn("picture", width="small")},
            alt="Nearest real test samples with their pictures",
        )
        return
    table(frame, alt="Nearest real test samples by class")
    st.caption(
        "Real pictures do not ship; where MODELARIUM_DATA names the data set, they appear here."
    )


@st.cache_data(max_entries=64, show_spinner=False)
def _real_pictures(data: str, index: np.ndarray) -> list[str] | None:
    from engine.data.images import load_images, to_unit

    if data_folder() is None:
        return None
    try:
        pixels = load_images(data, "test").pixels[index]
    except EngineError:
        return None
    return [_data_url(each) for each in to_unit(pixels)]


def _verdicts(judged: "JudgedSamples", why: "Explanation", sample: int) -> tuple[str, ...]:
    ball, accepted = why.ball, {k: bool(v[sample]) for k, v in judged.accepted.items()}
    word = {k: "**counts**" if v else "**does not count**" for k, v in accepted.items()}
    name = judged.class_names[judged.real_labels[ball.ball]]
    reach = f"its ball reaches {ball.radius:.2f}, the picture lies {ball.distance:.2f} away"
    held = "no ball holds it. The one that misses it least"
    if ball.accepted:
        held = f"{ball.holding} ball{'s' * (ball.holding > 1)} hold it. The deepest"
    least = judged.methods[1].share * len(why.occupancy.counts)
    return (
        f"**KNN** {word['KNN']}: {held} belongs to a real {name}: {reach}.",
        f"**LSH+KNN** {word['LSH+KNN']}: it shares buckets with {len(why.mates.mates)} of "
        f"{len(judged.real):,} real samples"
        + (
            ", and the ball of one of them holds it."
            if accepted["LSH+KNN"]
            else ", and no ball of theirs holds it."
        ),
        f"**LSH-only** {word['LSH-only']}: its bucket is occupied in "
        f"{int(why.occupancy.occupied.sum())} of {len(why.occupancy.counts)} tables, and "
        f"{int(np.ceil(least))} are needed.",
    )
