import pandas as pd

from ui.charts.melius import KINDS, family_plane, part_bars, pass_bars
from ui.theme import DARK, LIGHT

PLANE = pd.DataFrame(
    {
        "network": ["MeliusNet59", "MobileNetV1 x1.0", "MeliusNet22"],
        "family": ["MeliusNet", "MobileNetV1", "MeliusNet"],
        "kind": ["binary", "float", "binary"],
        "cost": [18.0, 16.0, 4.0],
        "top1": [71.0, 70.5, 63.6],
        "pair": ["one", "one", ""],
    }
)


def test_the_parts_say_what_float_layers_take():
    frame = pd.DataFrame(
        {"part": ["stem", "stem", "stage1", "stage1"], "kind": list(KINDS) * 2,
         "millions": [30.0, 0.0, 0.0, 10.0]}
    )  # fmt: skip
    chart = part_bars(frame, LIGHT, unit="FLOPs")
    assert chart.description == "Float layers take 75% of 40.0 million FLOPs; stem takes most."
    assert chart.to_dict()["encoding"]["x"]["title"] == "Million FLOPs"


def test_the_passes_say_what_one_improvement_leaves():
    frame = pd.DataFrame(
        {"pass": ["dense", "one", "float"], "left": [0.2, 0.1, 0.05],
         "kind": ["dense", "improve", "float"]}
    )  # fmt: skip
    chart = pass_bars(frame, DARK)
    assert "20.0%" in chart.description
    assert "10.0%" in chart.description
    assert chart.to_dict()["layer"]


def test_the_plane_compares_the_members_of_a_pair():
    chart = family_plane(PLANE, LIGHT, title="Stored size, MiB", chosen="MeliusNet22")
    assert "1 MeliusNets have 1.12 to 1.12 times the cost" in chart.description
    assert "+0.5 to +0.5 points" in chart.description
    assert len(chart.to_dict()["layer"]) == 5
