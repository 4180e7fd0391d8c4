import pytest

from engine.documents.cluster_corrections import appended, corrected, difference, undone
from engine.documents.cluster_map import ClusterMap

MAP = ClusterMap({"8": (0, 0, 0), "9": (1, 1, 1)})


def test_clicks_add_up_and_undo_takes_the_last_step_back():
    text = appended("", 3, [("8", 1, 1)])
    text = appended(text, 3, [("9", 0, 0), ("9", 2, 2)])
    assert corrected(MAP, text, 3).layers == {"8": (0, 1, 0), "9": (0, 1, 2)}
    assert corrected(MAP, undone(text), 3).layers == {"8": (0, 1, 0), "9": (1, 1, 1)}
    assert undone(undone(text)) == ""


def test_steps_of_another_number_of_clusters_do_not_apply():
    text = appended("", 20, [("8", 1, 1)])
    assert corrected(MAP, text, 3) == MAP
    assert appended(text, 3, [("8", 0, 2)]) == "3 8-0g"


def test_a_loaded_map_is_one_step():
    other = ClusterMap({"8": (2, 0, 1), "9": (1, 1, 1), "12": (0,)})
    changes = difference(MAP, other)
    assert changes == (("8", 0, 2), ("8", 2, 1))
    assert corrected(MAP, appended("", 3, changes), 3).layers["8"] == other.layers["8"]


@pytest.mark.parametrize("text", ["3 8-3", "3 x", "3 8-7t", "3 7-0t", "3 8-1t.<b>"])
def test_a_forged_text_is_refused(text):
    with pytest.raises(ValueError, match=r"must be|clusters 0 to"):
        corrected(MAP, text, 3)


def test_a_map_of_another_number_of_clusters_is_refused():
    with pytest.raises(ValueError, match="3 of layer 8"):
        difference(MAP, ClusterMap({"8": (0,), "9": (1, 1, 1)}))
