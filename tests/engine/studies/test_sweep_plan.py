"""Which cells a sweep has."""

import pandas as pd
import pytest

from engine.core.errors import NotFoundError
from engine.studies.layer_configurations import TITLES
from engine.studies.sweep_plan import (
    FULL,
    METHODS,
    MODELS,
    TASKS,
    ZERO_SHOT,
    Grid,
    missing_cells,
    shipped_cells,
    split_by_adapter,
)


def test_a_grid_is_every_combination_and_full_precision_once_a_task():
    grid = Grid(
        tasks=("sst2", "rte"),
        methods=("LQ", "OCS"),
        bits=(2, 4, 8),
        granularities=("tensor", "row"),
        embeddings=(False, True),
    )
    cells = grid.cells()
    assert len(cells) == 2 * (2 * 3 * 2 * 2 + 1)
    assert len(set(cells)) == len(cells)
    assert [cell.task for cell in cells if cell.method == FULL] == ["sst2", "rte"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"models": ("bret",)}, "no model named 'bret'; there are: minilm"),
        ({"tasks": ("sst",)}, "no task named 'sst'; there are: sst2"),
        ({"methods": ("GPTQ",)}, "no method named 'GPTQ'; there are: LQ"),
        ({"bits": (1,)}, "no bit width named '1'; there are: 2"),
        ({"granularities": ("column",)}, "no granularity named 'column'"),
    ],
)
def test_a_wrong_name_is_refused_before_anything_runs(wrong, message):
    with pytest.raises(NotFoundError, match=message):
        Grid(**wrong)


def test_every_method_of_a_sweep_is_a_configuration():
    assert set(METHODS) == set(TITLES)


def test_the_shipped_plan_has_no_cell_twice_and_full_precision_for_every_task_it_scores():
    cells = shipped_cells()
    full = {(cell.model, cell.task) for cell in cells if cell.method == FULL}
    assert len(set(cells)) == len(cells)
    assert {(cell.model, cell.task) for cell in cells} == full
    assert {cell.model for cell in cells} == set(MODELS)
    assert {cell.task for cell in cells} == {*TASKS, ZERO_SHOT}


def test_a_cell_without_its_adapter_waits_and_zero_shot_needs_none():
    grid = Grid(tasks=("sst2", "cola", ZERO_SHOT), methods=("LQ",), bits=(4,))
    ready, waiting = split_by_adapter(grid.cells(), {"glue_sst2_minilm": "abc"})
    assert {cell.task for cell in ready} == {"sst2", ZERO_SHOT}
    assert {cell.task for cell in waiting} == {"cola"}


def test_what_did_not_ship_is_the_plan_without_the_rows_of_the_table():
    plan = shipped_cells()
    frame = pd.DataFrame([vars(cell) for cell in plan[5:]])
    frame = frame.rename(columns={"examples": "examples_asked"})
    assert missing_cells(frame) == plan[:5]
    other = frame.assign(examples_asked=100)
    assert missing_cells(other) == plan
