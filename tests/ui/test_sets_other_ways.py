"""The tables of a comparison that was measured in other ways."""

from streamlit.testing.v1 import AppTest


def section():
    from types import SimpleNamespace

    import numpy as np
    import pandas as pd

    from engine.discovery.class_count import ClassCount
    from engine.studies.other_ways import LEARNED, PLAIN, OtherWays
    from ui import page
    from ui.sections import sets_other_ways

    flows = pd.DataFrame(
        {
            "version": ["as published", "laplacian kernel", "p-value of the shuffles",
                        "on class probabilities"],
            LEARNED: [2.0, 1.0, 0.5, 3.0],
            PLAIN: [1.0, 1.5, 0.1, np.nan],
        }
    )  # fmt: skip
    ways = pd.DataFrame(
        {"method": ["k-means", "Spectral"], "features": [LEARNED, PLAIN],
         "accuracy": [0.5, 0.75], "mutual_information": [0.1, 0.2], "rand_index": [0.1, 0.2]}
    )  # fmt: skip
    count = ClassCount("Gap statistic, x", (1, 2), np.array([0.1, 0.2]), np.zeros(2), 2)
    found = SimpleNamespace(sets=SimpleNamespace(unlabeled=("a", "b", "c")))
    with page.lesson("class_sets") as lesson:
        sets_other_ways._shown(lesson, found, OtherWays(flows, ways, (count,)))


def test_findings_count_comparable_versions_and_name_the_most_accurate_way():
    page = AppTest.from_function(section, default_timeout=120)
    page.session_state["shell"] = True
    page.run()
    assert not page.exception
    said = " ".join(each.value for each in page.markdown)
    assert "1 of 2 versions put what L taught above" in said
    assert "Most accurate: Spectral (plain, no labels), 75%" in said
    assert "Gap statistic, x: 2" in said
    assert "true 3" in said
    assert len(page.dataframe) >= 2
