"""The real sweep on a real Dask cluster: the scores of this process, and no cell lost."""

import os
import signal

import pandas as pd
import pytest

from engine.studies.bert_sweep import sweep
from engine.studies.sweep_plan import ZERO_SHOT, Grid
from engine.studies.sweep_table import SweepTable

CELLS = Grid(
    models=("minilm-2",), tasks=(ZERO_SHOT,), methods=("LQ",), bits=(2, 3, 4), examples=12
).cells()


def rows_of(table):
    return table.frame(CELLS).drop(columns="seconds")


@pytest.mark.slow
def test_a_cluster_scores_as_this_process_does_and_a_killed_worker_loses_no_cell(
    cluster, tmp_path, monkeypatch
):
    spread = SweepTable(tmp_path / "cluster.jsonl")
    append = SweepTable.append

    def append_and_kill(table, row):
        append(table, row)
        if table is spread and cluster[0].poll() is None:
            os.kill(cluster[0].pid, signal.SIGKILL)
            cluster[0].wait()

    monkeypatch.setattr(SweepTable, "append", append_and_kill)
    assert sweep(CELLS, spread) == []
    assert cluster[0].poll() == -signal.SIGKILL
    assert len(spread) == len(CELLS)

    monkeypatch.delenv("MODELARIUM_CLUSTER")
    here = SweepTable(tmp_path / "here.jsonl")
    assert sweep(CELLS, here) == []
    pd.testing.assert_frame_equal(rows_of(spread), rows_of(here), rtol=1e-9)
