"""The sweep as a whole: resumes, ships, and answers on the command line."""

import subprocess
import sys
import time

import pandas as pd
import pytest

from engine import zoo
from engine.core.errors import CancelledError
from engine.studies.bert_sweep import main, parser, ship, sweep
from engine.studies.sweep_plan import ZERO_SHOT, Grid
from engine.studies.sweep_table import SweepTable

GRID = Grid(tasks=(ZERO_SHOT,), methods=("LQ", "ACIQ"), bits=(2, 3, 4))


def plain_row(cell):
    return {
        "model": cell.model,
        "task": cell.task,
        "method": cell.method,
        "bits": cell.bits,
        "granularity": cell.granularity,
        "embeddings": cell.embeddings,
        "examples_asked": cell.examples,
        "adapter": "",
        "score": cell.bits / 32,
        "source": "a set of our own",
        "versions": "torch 0",
    }


def test_a_stopped_sweep_goes_on_where_it_was(tmp_path):
    cells = GRID.cells()
    path = tmp_path / "cells.jsonl"

    def stop_at_half(share, _message):
        if share >= 0.5:
            raise CancelledError("stopped by the visitor")

    with pytest.raises(CancelledError):
        sweep(cells, SweepTable(path), run=plain_row, report=stop_at_half)
    before = len(SweepTable(path))
    ran = []
    table = SweepTable(path)
    sweep(cells, table, run=lambda cell: ran.append(cell) or plain_row(cell))
    assert 0 < before < len(cells)
    assert len(ran) == len(cells) - before
    assert table.frame(cells)["bits"].tolist() == [cell.bits for cell in cells]


def test_cells_that_wait_for_an_adapter_are_told_and_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr("engine.zoo.cards", lambda: ())
    cells = Grid(tasks=("sst2", ZERO_SHOT), methods=("LQ",), bits=(4,)).cells()
    table = SweepTable(tmp_path / "cells.jsonl")
    waiting = sweep(cells, table, run=plain_row)
    assert {cell.task for cell in waiting} == {"sst2"}
    assert set(table.frame()["task"]) == {ZERO_SHOT}


def test_the_shipped_table_has_a_card_that_says_how_it_was_made(tmp_path, monkeypatch):
    table = SweepTable(tmp_path / "cells.jsonl")
    cells = GRID.cells()
    sweep(cells, table, run=plain_row)
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    save = zoo.save_table
    monkeypatch.setattr(
        "engine.zoo.save_table", lambda card, frame: save(card, frame, folder=shipped)
    )
    card = ship(table, cells)
    assert zoo.table("bert_sweep", folder=shipped)["score"].tolist() == [
        c.bits / 32 for c in cells
    ]
    assert card.command.startswith("python -m engine.studies.bert_sweep --shipped")
    assert card.score == {"rows": 7, "cells_planned": 7}


def test_a_wrong_name_on_the_command_line_says_what_there_is(tmp_path, capsys):
    assert main(["--methods", "GPTQ", "--out", str(tmp_path)]) == 2
    assert "no method named 'GPTQ'; there are: LQ" in capsys.readouterr().err


def test_the_command_line_counts_cells_without_running_them(tmp_path, capsys):
    words = ["--tasks", "sst2", "--methods", "LQ", "--bits", "2,3", "--list"]
    assert main([*words, "--out", str(tmp_path / "out")]) == 0
    assert "3 cells, 0 of them done" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_help_names_every_method():
    text = " ".join(parser().format_help().split())
    assert "LQ, ACIQ, OCS, MMSE, OCS + MMSE, KL, Percentile, N-std" in text


def test_asking_for_help_loads_no_torch():
    code = (
        "import sys; from engine.studies.bert_sweep import parser; parser(); "
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_time_limit_stops_the_sweep_and_what_is_done_is_exported(tmp_path, monkeypatch, capsys):
    def slow_row(cell):
        time.sleep(0.3)
        return plain_row(cell)

    monkeypatch.setattr("engine.studies.sweep_cells.run_cell", slow_row)
    words = ["--tasks", ZERO_SHOT, "--bits", "2,3,4,8", "--minutes", "0.02"]
    assert main([*words, "--out", str(tmp_path)]) == 0
    assert "0.02 minutes have passed" in capsys.readouterr().err
    exported = pd.read_parquet(tmp_path / "bert_sweep.parquet")
    assert 0 < len(exported) < len(Grid(tasks=(ZERO_SHOT,), bits=(2, 3, 4, 8)).cells())
