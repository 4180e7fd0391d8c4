import pandas as pd

from ui.charts.page_scores import PAGES, score_bars
from ui.theme import palette


def test_each_measure_has_a_bar_for_the_page_and_one_for_the_scans():
    frame = pd.DataFrame({"measure": ["a", "a"], "pages": list(PAGES), "value": [0.2, 0.9]})
    drawn = score_bars(frame, palette("dark")).to_dict()
    assert drawn["encoding"]["x"]["axis"]["values"] == [0, 0.5, 1]
    assert drawn["encoding"]["x"]["scale"]["domain"][1] > 1, "the last label needs room"
    assert drawn["encoding"]["color"]["scale"]["domain"] == list(PAGES)
    assert "1 = perfect" in drawn["encoding"]["x"]["title"]
