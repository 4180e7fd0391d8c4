"""Closer looks at splitting: one weight, more splits, and the alternatives at the same width."""

import pandas as pd
import streamlit as st

from engine.quantization import OutlierChannelSplitting
from engine.studies import splitting_comparison as study
from engine.studies.split_weight import split_weight
from engine.studies.weight_source import WeightMatrix
from ui.charts.channel_splitting import alternatives_chart, split_curve_chart
from ui.page import LessonPage
from ui.results import Claim, table
from ui.sections import matrix_picker, splitting_stage

PANELS = (
    ("mean_squared_error", "Mean squared error of the weights", ".0e"),
    ("output_error", "Error of the output (share of its power)", "~%"),
)
WAYS = {"naive": "even halves (naive)", "grid_aware": "grid-aware halves"}


@st.cache_data(max_entries=32, show_spinner="Splitting again and again")
def _curve(key: str, bits: int, clip_rule: str, _matrix: WeightMatrix) -> study.SplitCurve:
    return study.split_curve(_matrix, bits=bits, clip_rule=clip_rule)


@st.cache_data(max_entries=32, show_spinner="Trying six methods")
def _comparison(key: str, splits: int, bits: int, _matrix: WeightMatrix) -> pd.DataFrame:
    return study.compare_at_size(_matrix, splits, bits=bits)


def comparison(matrix: WeightMatrix, splits: int, bits: int) -> pd.DataFrame:
    """Return splitting beside the other methods, cached."""
    return _comparison(matrix_picker.identity(matrix), splits, bits, matrix)


def one_weight(lesson: LessonPage, matrix: WeightMatrix, splits: int, bits: int) -> None:
    """Draw how one weight is halved in both ways, and the output that stays the same."""
    st.header("Why not simply halve it?", anchor=False)
    lesson.text(
        "Two even halves fall on the same side of a level, so their rounding errors add up. "
        "Grid-aware halves lie a quarter step below and above: their codes add up to the code of "
        "the whole weight."
    )
    rows = [
        {
            "way": each.splitting,
            "parts": " and ".join(f"{part:.5f}" for part in each.halves),
            "codes": " + ".join(map(str, each.codes)),
            "worth": f"{each.value:.5f}",
            "error": f"{each.error:+.5f}",
        }
        for each in split_weight(matrix, splits, bits=bits)
    ]
    table(pd.DataFrame(rows), alt="One weight whole, in even and in grid-aware halves")
    st.markdown("**The output is the same: y = W x = W' x'**")
    proofs = {
        title: splitting_stage.identity(matrix, splits, bits, way) for way, title in WAYS.items()
    }
    proof = proofs[WAYS["grid_aware"]]
    outputs = pd.DataFrame(
        {
            "output": [f"y{place}" for place in range(1, len(proof.whole) + 1)],
            "y (whole matrix)": [f"{value:.6f}" for value in proof.whole],
            "y' (split matrix)": [f"{value:.6f}" for value in proof.split],
        }
    )
    table(outputs, alt="The first outputs of the whole and of the split matrix agree")
    gaps = "; ".join(f"{title} {each.gap:.1e}" for title, each in proofs.items())
    st.caption(
        f"Largest |y - y'| over all outputs, in float32: {gaps}. The order of the additions "
        f"differs, nothing else. Computed on {matrix.inputs_are}."
    )


def more_splits(
    lesson: LessonPage, matrix: WeightMatrix, splits: int, method: OutlierChannelSplitting
) -> None:
    """Draw both errors over the number of splits, beside clipping."""
    bits, clip_rule = method.bits, method.clip_rule
    st.header("What do more splits bring?", anchor=False)
    curve = _curve(matrix_picker.identity(matrix), bits, clip_rule, matrix)
    others = comparison(matrix, splits, bits)
    others = others[others["method"].isin(["LQ", "ACIQ", "MMSE"])]
    weights = pd.concat(
        pd.DataFrame({"splits": curve.splits, "way": title, "error": getattr(curve, way)})
        for way, title in WAYS.items()
    ).reset_index(drop=True)
    output = pd.DataFrame(
        {"splits": curve.splits, "way": WAYS["grid_aware"], "error": curve.output}
    )
    frames = {"mean_squared_error": weights, "output_error": output}
    for column, (field, measure, number) in zip(st.columns(2), PANELS, strict=True):
        references = others[["method", field]].rename(columns={field: "error"})
        chart = split_curve_chart(
            frames[field], lesson.palette, references=references, measure=measure, number=number
        )
        with column:
            key = f"outliers_curve_{field}"
            lesson.figure(chart, alt=str(chart.description), data=frames[field], key=key)
    lesson.text("Dashed lines: the same number of bits without any split.")


def against_clipping(lesson: LessonPage, matrix: WeightMatrix, splits: int, bits: int) -> None:
    """Draw six methods at one width, with the paper's sentence beside what this matrix says."""
    st.header("Split or clip?", anchor=False)
    frame = comparison(matrix, splits, bits)
    for column, (field, measure, number) in zip(st.columns(2), PANELS, strict=True):
        chart = alternatives_chart(
            frame, lesson.palette, field=field, measure=measure, number=number
        )
        with column:
            key = f"outliers_methods_{field}"
            shown = frame[["method", "bits_per_weight", "bytes", field]]
            lesson.figure(chart, alt=str(chart.description), data=shown, key=key)
    by_method = frame.set_index("method")
    weight, output = (by_method[name] for name in ("mean_squared_error", "output_error"))
    others = ["LQ", "ACIQ", "MMSE"]
    wins = [bool(each["OCS"] < each[others].min()) for each in (weight, output)]
    verdict = "holds here" if all(wins) else "partly" if any(wins) else "does not hold here"
    lesson.claim(
        Claim(
            arxiv="2210.16621",
            says="OCS surpasses the other methods in mean squared error and avoids distorting "
            "outliers.",
            paper_value="A theoretical argument; no number for one matrix",
            measured=f"Weight error: OCS {weight['OCS']:.2e}, ACIQ {weight['ACIQ']:.2e}, MMSE "
            f"{weight['MMSE']:.2e}. Output error: OCS {output['OCS']:.1%}, ACIQ "
            f"{output['ACIQ']:.1%}, MMSE {output['MMSE']:.1%}.",
            difference="One matrix, one step for all of it; OCS is a little larger here "
            f"({by_method.loc['OCS', 'bits_per_weight']:.3f} bits a weight).",
            verdict=verdict,
            evidence=f"{splits} splits, {bits} bits, measured now on {matrix.inputs_are}",
        )
    )
