"""Q-Q figure: the weights' quantiles against those of a fitted Gauss and Laplace distribution."""

import altair as alt
import pandas as pd

from ui.theme import Palette


def quantile_plot(frame: pd.DataFrame, palette: Palette) -> alt.LayerChart:
    """Return the points of both fits; on the diagonal a fit is right.

    Args:
        frame: Columns ``distribution``, ``theoretical``, ``observed``, in weight units.
        palette: Colours of the page's mode.
    """
    names = sorted(frame["distribution"].unique())
    ends = pd.DataFrame({"at": [frame["theoretical"].min(), frame["theoretical"].max()]})
    diagonal = alt.Chart(ends).mark_line(color=palette.muted, strokeWidth=2).encode(x="at", y="at")
    points = (
        alt.Chart(frame)
        .mark_point(filled=True, size=28)
        .encode(
            x=alt.X("theoretical:Q", title="Quantile of the fit", axis=alt.Axis(format="~g")),
            y=alt.Y("observed:Q", title="Quantile of the weights", axis=alt.Axis(format="~g")),
            color=alt.Color(
                "distribution:N",
                title="Fit:",
                scale=alt.Scale(domain=names, range=[palette.quantized, palette.split]),
                legend=alt.Legend(orient="top"),
            ),
            shape=alt.Shape("distribution:N", title="Fit:"),
            tooltip=[
                alt.Tooltip("distribution:N"),
                alt.Tooltip("theoretical:Q", format=".4g"),
                alt.Tooltip("observed:Q", format=".4g"),
            ],
        )
    )
    gap = (frame["observed"] - frame["theoretical"]).abs().groupby(frame["distribution"]).mean()
    return (diagonal + points).properties(
        height=320,
        description=f"Quantiles against a Gauss and a Laplace fit; {gap.idxmin()} is nearer.",
    )
