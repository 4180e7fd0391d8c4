import numpy as np
import pandas as pd
import pytest

from ui.charts.channel_splitting import (
    STATES,
    alternatives_chart,
    split_columns_chart,
    split_curve_chart,
)
from ui.charts.clip_curve import clip_curve_chart
from ui.charts.quantile_plot import quantile_plot
from ui.charts.row_maxima import row_maxima
from ui.charts.weight_histogram import weight_histogram
from ui.charts.weight_window import weight_window
from ui.theme import DARK, LIGHT


def bars(level=False):
    edges = np.linspace(-1.0, 1.0, 9)
    share = np.array([0, 0.05, 0.15, 0.3, 0.3, 0.15, 0.05, 0])
    return pd.DataFrame(
        {
            "left": edges[:-1],
            "right": edges[1:],
            "percent": 100 * share,
            "share": share,
            "weights": 100 * share,
            "level": level,
        }
    )


def marks(chart):
    return [layer["mark"]["type"] for layer in chart.to_dict()["layer"]]


@pytest.mark.parametrize("palette", [LIGHT, DARK])
@pytest.mark.parametrize("logarithmic", [False, True])
def test_both_histograms_stand_on_one_axis_with_the_clip_drawn(palette, logarithmic):
    chart = weight_histogram(bars(), bars(True), palette, clip=0.5, logarithmic=logarithmic)
    spec = chart.to_dict()
    scale = spec["layer"][0]["encoding"]["y"]["scale"]
    assert scale["type"] == ("log" if logarithmic else "linear")
    assert "text" in marks(chart)
    assert "clipped at 0.5" in spec["description"]
    assert "30%" in spec["description"]


def test_a_clip_at_the_largest_weight_is_not_drawn():
    chart = weight_histogram(bars(), bars(True), LIGHT, clip=1.0)
    assert "text" not in marks(chart)
    assert "not clipped" in str(chart.description)


def test_a_second_setting_is_an_outline():
    chart = weight_histogram(bars(), bars(), LIGHT, clip=1.0, second=bars())
    assert any(layer["mark"].get("fillOpacity") == 0.0 for layer in chart.to_dict()["layer"])


def test_the_clip_curve_says_what_the_formula_costs():
    clips = np.geomspace(0.1, 1.0, 20)
    frame = pd.DataFrame(
        {
            "clip": clips,
            "clipping": 1 / clips,
            "rounding": clips,
            "sum": clips + 1 / clips,
            "measured": 2 + clips,
        }
    )
    chart = clip_curve_chart(frame, LIGHT, optimum=(0.5, 3.0), lowest=(0.2, 2.0), chosen=0.4)
    assert "1.50 times the lowest" in str(chart.description)
    assert "rule" in marks(chart)


def test_the_quantile_figure_names_the_nearer_fit():
    points = np.linspace(-1, 1, 5)
    frame = pd.concat(
        [
            pd.DataFrame({"distribution": name, "theoretical": points * by, "observed": points})
            for name, by in (("gauss", 2.0), ("laplace", 1.1))
        ]
    )
    assert "laplace is nearer" in str(quantile_plot(frame, DARK).description)


def test_the_window_names_its_largest_error():
    frame = pd.DataFrame(
        {
            "row": [0, 0],
            "column": [4, 5],
            "full": [0.1, 0.2],
            "code": ["1", "2"],
            "step": [0.1, 0.1],
            "value": [0.1, 0.15],
            "error": [0.0, -0.05],
            "formula": ["a", "b"],
        }
    )
    chart = weight_window(frame, LIGHT)
    assert "-0.05 at row 0, column 5" in str(chart.description)
    assert "formula" in str(chart.to_dict()["encoding"]["tooltip"][0])


def test_rows_share_a_clip_line_only_where_they_share_a_clip():
    frame = pd.DataFrame({"index": [0, 1], "end": [1, 2], "largest": [1.0, 3.0], "smallest": 1.0})
    assert marks(row_maxima(frame, LIGHT, axis="row", clip=2.0)) == ["rect", "rule"]
    assert marks(row_maxima(frame, LIGHT, axis="row")) == ["rect"]


def test_columns_show_how_far_the_grid_must_reach():
    frame = pd.DataFrame(
        {
            "rank": [1, 2],
            "column": [7, 3],
            "before": [8.0, 2.0],
            "after": [4.0, 2.0],
            "pieces": [2, 1],
            "state": [STATES[2], STATES[0]],
        }
    )
    chart = split_columns_chart(frame, LIGHT, clip=4.0, clip_before=8.0)
    assert "50% of the 8" in str(chart.description)


def test_the_split_curve_says_where_it_ends():
    frame = pd.DataFrame({"splits": [0, 4], "way": "even", "error": [1e-2, 1e-3]})
    lines = pd.DataFrame({"method": ["ACIQ"], "error": [2e-3]})
    chart = split_curve_chart(frame, DARK, references=lines, measure="Error")
    assert "1.00e-03 with 4" in str(chart.description)


def test_the_alternatives_name_the_winner_of_each_measure():
    frame = pd.DataFrame(
        {
            "method": ["ACIQ", "OCS"],
            "mean_squared_error": [1.0, 2.0],
            "output_error": [0.9, 0.1],
            "bits_per_weight": [3.0, 3.1],
        }
    )
    parts = {
        field: alternatives_chart(frame, LIGHT, field=field, measure="Error", number=".0e")
        for field in ("mean_squared_error", "output_error")
    }
    assert "ACIQ has the lowest" in str(parts["mean_squared_error"].description)
    assert "OCS has the lowest, ACIQ 9 times" in str(parts["output_error"].description)
