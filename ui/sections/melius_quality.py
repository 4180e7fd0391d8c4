"""What an improvement block does to features: a real run, and bits fitted to a convolution."""

import pandas as pd
import streamlit as st

from ui import results
from ui.charts.melius import pass_bars, passes_finding
from ui.page import LessonPage
from ui.sections import melius_state
from ui.sections.melius_state import MeliusView

PAPER = "2001.05936"


def run(view: MeliusView) -> None:
    """Run the last block of the stage and say what came out."""
    done = melius_state.live(view)
    text = (
        f"Run just now with fresh weights on random numbers, the last block of the stage: "
        f"**{done.channels[0]}** channels in, **{done.channels[1]}** out, {done.kept} of them "
        "equal to the input to the bit"
    )
    if view.description.improves:
        text += (
            f". The new ones held {done.values_before} different numbers behind the dense block "
            f"and {done.values_after} behind the improvement block, which changed "
            f"{done.changed:.0%} of them"
        )
    st.success(text + ".", icon=":material/play_circle:")


def pass_frame() -> pd.DataFrame:
    """Return the error that is left after the dense block and after each improvement."""
    found = melius_state.passes().explained
    counts = range(1, len(found))
    names = ["dense block", *(f"{each} improvement{'s' * (each > 1)}" for each in counts)]
    shares = [*found, melius_state.passes().float_weights]
    return pd.DataFrame(
        {
            "pass": [*names, "float weights,|same input signs"],
            "left": [1 - each for each in shares],
            "kind": ["dense", *["improve"] * len(counts), "float"],
        }
    )


def draw(lesson: LessonPage) -> pd.DataFrame:
    """Draw how much better bits copy a float convolution after improvement."""
    st.header("What does improving a feature mean?", anchor=False)
    found, frame = melius_state.passes(), pass_frame()
    st.markdown(f"**{passes_finding(frame)}**")
    chart = pass_bars(frame, lesson.palette)
    lesson.figure(chart, alt=str(chart.description), data=frame.replace(r"\|", " ", regex=True))
    lesson.text(
        f"Handwritten digits pass a float 3x3 convolution. A dense block's bits are fitted to "
        f"its output on {found.pictures[0]} pictures, by flipping one after the other; an "
        "improvement block's bits then to what is still wrong. The error is that on "
        f"{found.pictures[1]} other pictures. **Nothing is trained here**: it shows that a "
        "second set of bits can correct the first, not that a network gets more accurate. The "
        "paper has one improvement block; the further ones show how fast it wears off."
    )
    return frame


def draw_trained() -> pd.DataFrame | None:
    """Show what our small trained networks say of improvement blocks, once they ship."""
    from engine.studies.score_points import COMMAND, shipped_scores

    st.subheader("And in networks that we trained?", anchor=False)
    scores = shipped_scores()
    if scores is None:
        st.info(
            f"None is shipped yet. `{COMMAND}` trains small ones on CIFAR-10, with and without "
            "improvement blocks.",
            icon=":material/hourglass_empty:",
        )
        return None
    from engine.studies.binary_scores import checked_orders

    frame = pd.DataFrame(
        {
            "the paper's order": each.order.says,
            "difference, points": round(100 * each.difference, 1),
            "95 % interval": f"{100 * each.low:+.1f} to {100 * each.high:+.1f}"
            if each.seeds
            else "",
            "seeds": each.seeds,
            "here": each.verdict,
        }
        for each in checked_orders(scores)
        if each.order.arxiv == PAPER
    )
    results.table(frame, alt="The paper's orders in our small networks on CIFAR-10")
    return frame
