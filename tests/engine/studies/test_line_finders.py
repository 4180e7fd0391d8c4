"""A line finder's shipped measures on real scans."""

import pandas as pd
import pytest

from engine import zoo
from engine.core.errors import NotFoundError
from engine.studies import line_finders


@pytest.fixture(autouse=True)
def fresh():
    line_finders.real_means.cache_clear()
    yield
    line_finders.real_means.cache_clear()


def shipped(monkeypatch, frame):
    monkeypatch.setattr(zoo, "table", lambda _name: frame)


def test_measures_are_means_over_the_finders_own_pages(monkeypatch):
    frame = pd.DataFrame(
        {"finder": ["a", "a", "b"], "page": ["x", "y", "x"], "line_f1": [0.2, 0.6, 1.0]}
    )
    shipped(monkeypatch, frame)
    assert line_finders.real_means("a") == pytest.approx({"line_f1": 0.4, "pages": 2})


def test_a_finder_without_rows_has_no_measures(monkeypatch):
    shipped(monkeypatch, pd.DataFrame({"finder": ["a"], "line_f1": [0.5]}))
    assert line_finders.real_means("c") == {}


def test_a_table_that_is_not_there_is_no_error(monkeypatch):
    def absent(_name):
        raise NotFoundError("no table")

    monkeypatch.setattr(zoo, "table", absent)
    assert line_finders.real_means("a") == {}
