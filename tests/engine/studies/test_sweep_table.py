"""A sweep's rows on disk survive a stop."""

import math

import pandas as pd
import pytest

from engine.core.errors import IntegrityError
from engine.studies.sweep_plan import Cell
from engine.studies.sweep_table import SweepTable

HASHES = {"glue_sst2_minilm": "abc"}
FIRST = Cell("minilm", "sst2", "LQ", 4)
SECOND = Cell("minilm", "sst2", "LQ", 3, "row", embeddings=True, examples=400)


def row(cell, score):
    names = ("model", "task", "method", "bits", "granularity", "embeddings", "examples_asked")
    return {**dict(zip(names, cell.key, strict=True)), "adapter": "abc", "score": score}


def test_a_finished_cell_is_known_after_a_restart(tmp_path):
    SweepTable(tmp_path / "out" / "cells.jsonl").append(row(FIRST, 0.9))
    again = SweepTable(tmp_path / "out" / "cells.jsonl")
    assert again.holds(FIRST, HASHES)
    assert not again.holds(SECOND, HASHES)
    assert again.frame()["score"].tolist() == [0.9]


def test_a_line_that_was_cut_short_runs_again_and_spoils_no_other(tmp_path):
    path = tmp_path / "cells.jsonl"
    SweepTable(path).append(row(FIRST, 0.9))
    with path.open("a", encoding="utf-8") as stream:
        stream.write('{"model": "minilm", "ta')
    table = SweepTable(path)
    assert len(table) == 1
    table.append(row(SECOND, 0.5))
    assert len(SweepTable(path)) == 2
    assert SweepTable(path).holds(SECOND, HASHES)


def test_a_cell_measured_with_another_adapter_runs_again_and_its_new_row_counts(tmp_path):
    table = SweepTable(tmp_path / "cells.jsonl")
    table.append({**row(FIRST, 0.7), "adapter": "old"})
    assert not table.holds(FIRST, HASHES)
    table.append(row(FIRST, 0.9))
    again = SweepTable(tmp_path / "cells.jsonl")
    assert again.holds(FIRST, HASHES)
    assert again.frame()["score"].tolist() == [0.9]


def test_rows_come_in_the_order_of_the_plan(tmp_path):
    table = SweepTable(tmp_path / "cells.jsonl")
    table.append(row(FIRST, 0.9))
    table.append(row(SECOND, 0.5))
    third = Cell("minilm", "rte", "LQ", 4)
    assert table.frame([SECOND, third, FIRST])["score"].tolist() == [0.5, 0.9]


def test_infinity_and_missing_values_survive(tmp_path):
    table = SweepTable(tmp_path / "cells.jsonl")
    table.append({**row(FIRST, math.nan), "signal_to_noise_db": math.inf})
    again = SweepTable(tmp_path / "cells.jsonl").frame()
    assert math.isnan(again["score"][0])
    assert again["signal_to_noise_db"][0] == math.inf


@pytest.mark.parametrize(
    ("name", "read"), [("a.parquet", pd.read_parquet), ("a.csv", pd.read_csv)]
)
def test_the_table_is_exported_by_its_ending(tmp_path, name, read):
    table = SweepTable(tmp_path / "cells.jsonl")
    table.append(row(FIRST, 0.9))
    table.append(row(SECOND, 0.25))
    frame = read(table.export(tmp_path / name))
    assert frame["score"].tolist() == [0.9, 0.25]
    assert frame["embeddings"].tolist() == [False, True]
    assert not list(tmp_path.glob("*.part"))


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"must end in \.parquet or \.csv, got 'a\.xls'"):
        SweepTable(tmp_path / "cells.jsonl").export(tmp_path / "a.xls")


def test_a_file_that_is_no_sweep_is_refused(tmp_path):
    path = tmp_path / "cells.jsonl"
    path.write_text('{"model": "minilm"}\n', encoding="utf-8")
    with pytest.raises(IntegrityError, match=r"cells\.jsonl, line 1 must be a row with"):
        SweepTable(path)
