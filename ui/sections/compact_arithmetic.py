"""The channel arithmetic of the compact page's block, and a run of the real block."""

import streamlit as st

from ui.sections import compact_state
from ui.sections.compact_state import BlockView


def arithmetic(view: BlockView) -> None:
    """Show the channel arithmetic with this block's numbers."""
    with st.expander("Channel arithmetic", icon=":material/calculate:", expanded=True):
        block = view.block(view.asymmetry)
        inner, m, r, out = view.ingoing, view.expanded, view.asymmetry, view.outgoing
        after = -(-view.side // view.stride)
        project = f"{after}^2 \\cdot {block.middle_channels} \\cdot ({view.kernel}^2 + {out})"
        st.latex(r"H W \cdot c (m - r c) + \frac{H W}{s^2} (m + r c)(k^2 + o)")
        if block.expands:
            first = f"{view.side}^2 \\cdot {inner} \\cdot {m - r * inner} + "
            new = m - r * inner
            st.markdown(
                f"Expand {inner} to {m} - {r}·{inner} = **{new}** channels, join the input "
                f"{2 * r} times: **{block.middle_channels}**."
            )
        else:
            first = ""
            st.markdown("No first convolution: the depthwise convolution reads the input.")
        work = view.side**2 * inner * (m - r * inner) * block.expands
        work += after**2 * block.middle_channels * (view.kernel**2 + out)
        st.latex(f"{first}{project}")
        st.markdown(f"That is **{work:,}** multiply-adds.")
        st.caption("Multiply-adds without squeeze and excitation, batch norm and biases.")


def run(view: BlockView) -> None:
    """Run the block for real and say what came out."""
    done = compact_state.live(view, view.asymmetry)
    out = "x".join(str(each) for each in done.output_shape)
    text = (
        f"Run just now with fresh weights on random numbers: **{view.ingoing}x{view.side}x"
        f"{view.side}** in, **{out}** out, in {done.milliseconds:.1f} ms; its depthwise "
        f"convolution read {done.depthwise_channels} channels"
    )
    reused = view.asymmetry and view.block(view.asymmetry).expands
    if reused and done.input_inside:
        text += ", the outer ones equal to the input to the bit"
    st.success(text + ".", icon=":material/play_circle:")
