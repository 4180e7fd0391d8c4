"""Channel splitting step by step: the columns, what the next split does, and the numbers."""

import pandas as pd
import streamlit as st

from engine.studies import channel_splitting_steps as study
from engine.studies.weight_source import WeightMatrix
from ui.charts.channel_splitting import STATES, split_columns_chart
from ui.page import LessonPage
from ui.results import Tile
from ui.sections import matrix_picker, weight_answer

SECONDS = 0.8
_SHOWN, _PLAYING = "outliers_shown", "outliers_playing"


@st.cache_data(max_entries=256, show_spinner=False)
def _state(key: str, splits: int, _matrix: WeightMatrix) -> study.SplitState:
    return study.split_state(_matrix, splits)


@st.cache_data(max_entries=64, show_spinner=False)
def _identity(
    key: str, splits: int, bits: int, splitting: str, _matrix: WeightMatrix
) -> study.Identity:
    return study.split_identity(_matrix, splits, bits=bits, splitting=splitting)


def identity(matrix: WeightMatrix, splits: int, bits: int, splitting: str) -> study.Identity:
    """Return the layer's output before and after splitting, cached."""
    return _identity(matrix_picker.identity(matrix), splits, bits, splitting, matrix)


def state(matrix: WeightMatrix, splits: int) -> study.SplitState:
    """Return the largest columns after some splits, cached."""
    return _state(matrix_picker.identity(matrix), splits, matrix)


def _move(splits: int) -> None:
    st.session_state["outliers_splits"] = splits
    st.session_state[_PLAYING] = False


def _toggle() -> None:
    st.session_state[_PLAYING] = not st.session_state.get(_PLAYING, False)
    st.session_state[_SHOWN] = 0


def draw(lesson: LessonPage, matrix: WeightMatrix, splits: int, most: int) -> None:
    """Draw the buttons and the columns; "Play" shows every split from the first to the last."""
    playing = st.session_state.get(_PLAYING, False)
    with st.container(horizontal=True, key="split_steps"):
        st.button(
            "One split back",
            icon=":material/skip_previous:",
            key="outliers_back",
            disabled=splits == 0,
            on_click=_move,
            args=(max(0, splits - 1),),
        )
        st.button(
            "Pause" if playing else "Play",
            icon=":material/pause:" if playing else ":material/play_arrow:",
            key="outliers_play",
            on_click=_toggle,
        )
        st.button(
            "Split once more",
            icon=":material/call_split:",
            key="outliers_forward",
            disabled=splits >= most,
            on_click=_move,
            args=(min(most, splits + 1),),
        )

    @st.fragment(run_every=SECONDS if playing else None)
    def moving() -> None:
        shown = splits
        if st.session_state.get(_PLAYING, False):
            shown = min(st.session_state.get(_SHOWN, 0), splits)
            st.session_state[_SHOWN] = shown + 1
            if shown == splits:
                st.session_state[_PLAYING] = False
                st.rerun()
        _columns(lesson, matrix, shown)

    moving()


def _columns(lesson: LessonPage, matrix: WeightMatrix, shown: int) -> None:
    found = state(matrix, shown)
    frame = pd.DataFrame(
        {
            "rank": range(1, len(found.column) + 1),
            "column": found.column,
            "before": found.before,
            "after": found.after,
            "pieces": found.pieces,
        }
    )
    frame["state"] = [
        STATES[2] if column == found.next_column else STATES[1] if pieces > 1 else STATES[0]
        for column, pieces in zip(frame["column"], frame["pieces"], strict=True)
    ]
    st.markdown(
        f"After **{shown}** split{'s' if shown != 1 else ''} the grid must reach "
        f"**{found.clip:.3g}** instead of {found.clip_before:.3g}. Next: column "
        f"**{found.next_column}**."
    )
    chart = split_columns_chart(
        frame, lesson.palette, clip=found.clip, clip_before=found.clip_before
    )
    lesson.figure(chart, alt=str(chart.description), data=frame, key="outliers_columns")


def tiles(lesson: LessonPage, matrix: WeightMatrix, method: study.OutlierChannelSplitting) -> None:
    """Draw what the splits cost and what they bring, against no split at all."""
    columns = matrix.weight.shape[1]
    plain = study.split_method(columns, 0, bits=method.bits, clip_rule=method.clip_rule)
    now, before = (weight_answer.view(matrix, each) for each in (method, plain))
    splits = len(now.split_columns)
    gap = identity(matrix, splits, method.bits, method.splitting)
    added = (now.stored_bits - before.stored_bits) / 8000
    share = now.errors.mean_squared_error / (before.errors.mean_squared_error or 1.0) - 1
    output = now.output_error / (before.output_error or 1.0) - 1
    against = "vs no split"
    lesson.tiles(
        Tile(
            "Mean squared error",
            f"{now.errors.mean_squared_error:.2e}",
            term="mean_squared_error",
            delta=f"{share:+.0%}",
            against=against,
        ),
        Tile(
            "Error of its output",
            f"{now.output_error:.2%}",
            term="output_error",
            delta=f"{output:+.0%}",
            against=against,
        ),
        Tile(
            "Bits a weight",
            f"{now.bits_per_weight:.3f}",
            term="bits_per_weight",
            delta=f"+{added:,.1f} kB",
            against=against,
        ),
        Tile(
            "Identity: |y - y'| / |y|",
            f"{gap.gap / (gap.scale or 1.0):.0e}",
            term="split_identity",
        ),
    )
    st.caption(
        f"Packed size {now.stored_bits / 8000:,.1f} kB: {method.bits} bits * (1 + {splits} / "
        f"{columns}) for each weight, and one step. Simulated: copies are added up again. "
        f"Splitting alone, before any rounding to the grid, changes an output by {gap.gap:.1e} at "
        f"most, where outputs reach {gap.scale:.3g}. Output measured on {matrix.inputs_are}."
    )
