"""Which encoder and data stand behind the class sets, and where the data itself can be had."""

import streamlit as st

from engine.studies.set_comparison import SetComparison
from ui.sections import sets_state


def behind(found: SetComparison) -> None:
    """Say what taught the labeled set, and what to know of the data before believing a number."""
    benchmark = sets_state.benchmark()
    if found.shipped_encoder:
        taught = f"{benchmark.learned} (shipped; the seed decides k-means and resamples alone)"
    else:
        taught = f"a small encoder trained at once on the plain features, {benchmark.plain}" + (
            ": only the presets of split 0 ship an encoder of their own" * _has_encoders()
        )
    st.caption(
        f"Learned from L: {taught}. Plain: {benchmark.plain}, no label. {benchmark.note}".strip()
    )
    if not benchmark.here:
        st.info(
            f"The {benchmark.words[2]}s themselves do not ship and are not on this machine: you "
            "see their features, class names and numbers. To train encoders anew, "
            f"[get the data]({benchmark.link}), put it into the folder {'/'.join(benchmark.data)} "
            f"of MODELARIUM_DATA and run `{_command()}`.",
            icon=":material/info:",
        )


def _has_encoders() -> bool:
    return bool(sets_state.data().encoders)


def _command() -> str:
    from engine import zoo

    return zoo.card(sets_state.benchmark().key).command
