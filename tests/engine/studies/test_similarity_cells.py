import pandas as pd
import pytest

from engine.core.errors import NotFoundError
from engine.studies import similarity_cells as cells
from engine.studies.set_benchmarks import SET_BENCHMARKS


def made(**columns):
    base = {
        "split": 0, "labeled": ["L1", "L1.5", "L2"], "unlabeled": "U1",
        "level": ["high", "medium", "low"], "seed": 0, "flow": [3.0, 2.0, 1.0],
        "pseudo_flow": [3.0, 3.0, 1.0], "plain_pseudo_flow": 2.0, "accuracy": [0.8, 0.7, 0.6],
        "plain_accuracy": [0.7, 0.75, 0.7], "plain_flow": 2.0, "tree_similarity": [0.6, 0.5, 0.3],
    }  # fmt: skip
    return pd.DataFrame(base | columns)


def test_advice_is_right_where_pseudo_flow_and_accuracy_point_the_same_way():
    frame = cells.judged(cells.with_names(made(), SET_BENCHMARKS[0]), cells.KMEANS)
    assert frame["helped"].tolist() == [True, False, False]
    assert frame["advised"].tolist() == [True, True, False]
    assert frame["right"].tolist() == [True, False, True]
    assert frame["gain"].tolist() == pytest.approx([0.1, -0.05, -0.1])


def test_heads_are_offered_only_where_every_cell_has_them():
    plain = made()
    assert cells.judges_of(plain) == (cells.KMEANS,)
    heads = made(uno_accuracy=[0.9, 0.8, 0.7], uno_plain_accuracy=0.85)
    assert cells.judges_of(heads) == (cells.KMEANS, cells.HEADS)
    assert cells.judges_of(pd.concat([plain, heads])) == (cells.KMEANS,)
    named = cells.with_names(heads, SET_BENCHMARKS[0])
    assert cells.judged(named, cells.HEADS)["helped"].tolist() == [True, False, False]
    with pytest.raises(NotFoundError, match="k-means"):
        cells.judged(cells.with_names(plain, SET_BENCHMARKS[0]), cells.HEADS)


def test_an_unknown_level_is_refused():
    with pytest.raises(ValueError, match="got 'near'"):
        cells.with_names(made(level=["high", "near", "low"]), SET_BENCHMARKS[0])


def test_every_shipped_cell_has_a_name_of_its_own():
    frame = cells.read_cells()
    assert frame["cell"].is_unique
    assert set(frame["benchmark"]) == {each.title for each in cells.shipped_benchmarks()}


def test_a_benchmark_ships_or_names_the_command_that_makes_its_cells():
    there, absent = cells.shipped_benchmarks(), cells.missing_benchmarks()
    assert set(there) | set(absent) == set(SET_BENCHMARKS)
    assert all(cells.command_of(each).startswith("python -m ") for each in SET_BENCHMARKS)


def test_without_any_table_the_error_names_what_makes_one(monkeypatch):
    monkeypatch.setattr(cells, "shipped_benchmarks", tuple)
    with pytest.raises(NotFoundError, match=r"training\.intent_cells"):
        cells.read_cells()
