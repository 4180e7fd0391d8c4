import json

import pytest

from engine.core.errors import UnsafeFileError
from engine.documents.cluster_map import ClusterMap, read_cluster_map

MAP = ClusterMap({"8": (0, 1, 2), "12": (1, 0)})


def test_a_map_comes_back_from_its_file():
    assert read_cluster_map(MAP.to_json()) == MAP


def test_a_published_map_is_read_with_its_own_class_names():
    plain = {"8": {"0": "background", "1": "printed_text", "2": "handwritten_text"}}
    assert read_cluster_map(json.dumps(plain)).layers == {"8": (0, 1, 1)}


def test_a_click_changes_one_cluster_and_leaves_the_old_map_for_undo():
    assert MAP.changed("12", 1, 2).layers == {"8": (0, 1, 2), "12": (1, 2)}
    assert MAP.layers["12"] == (1, 0)
    with pytest.raises(ValueError, match="clusters 0 to 1"):
        MAP.changed("12", 5, 1)


@pytest.mark.parametrize(
    "content",
    ["", "[1]", "{", '{"8": {"0": "dragon"}}', '{"8": {"1": "text"}}', '{"8": 3}',
     '{"version": 9, "layers": {}}', "[" * 100_000],
)  # fmt: skip
def test_a_damaged_map_is_refused(content):
    with pytest.raises(UnsafeFileError):
        read_cluster_map(content)
