"""The sweep over compressed generators: its cells, its rows, and the means that ship."""

import pandas as pd
import pytest

from engine.core.errors import NotFoundError
from engine.studies.generator_plan import (
    KEY,
    GeneratorCell,
    GeneratorGrid,
    ingredients,
    shipped_cells,
)
from engine.studies.generator_sweep import MEASURED, main, over_seeds, sweep
from engine.studies.sweep_table import SweepTable

SHIPPED = pytest.mark.skipif(
    "mnist_dcgan" not in ingredients(),
    reason="the generator or the reference features do not ship yet",
)


def row(cell, **values):
    measured = dict.fromkeys(MEASURED, 0.5) | values
    return {
        **dict(zip(KEY, cell.key, strict=True)),
        "adapter": ingredients().get("mnist_dcgan", ""),
        "features": "LeNet-84 features",
        "packed_bytes": 1000,
        "collapsed": False,
        "seconds": 0.1,
        **measured,
    }


def test_the_shipped_cells_are_unique_and_start_with_full_precision():
    cells = shipped_cells(("mnist_dcgan",))
    assert len(cells) == len(set(cells))
    assert cells[0].method == "full"
    assert {cell.seed for cell in cells} == {0, 1, 2, 3, 4}


@pytest.mark.parametrize(
    "wrong", [{"methods": ("TERNARY",)}, {"generators": ("bert",)}, {"bits": (9,)}]
)
def test_a_grid_names_what_it_does_not_know(wrong):
    with pytest.raises(NotFoundError, match="there are"):
        GeneratorGrid(**wrong)


def test_too_many_samples_are_refused():
    with pytest.raises(ValueError, match="between 100 and 5000"):
        GeneratorGrid(samples=6000)


@SHIPPED
def test_a_second_run_measures_only_what_is_missing(tmp_path):
    cells = GeneratorGrid(methods=("LQ",), bits=(2, 3), seeds=(0, 1)).cells()
    asked = []

    def run(cell):
        asked.append(cell)
        return row(cell)

    table = SweepTable(tmp_path / "cells.jsonl", key=KEY)
    sweep(cells[:2], table, run=run)
    sweep(cells, SweepTable(tmp_path / "cells.jsonl", key=KEY), run=run)
    assert asked == cells


@SHIPPED
def test_means_and_intervals_are_those_of_students_t():
    cells = [GeneratorCell("mnist_dcgan", "LQ", 2, "tensor", seed) for seed in range(3)]
    values = (0.2, 0.3, 0.7)
    frame = over_seeds(
        pd.DataFrame([row(c, frechet=v) for c, v in zip(cells, values, strict=True)])
    )
    assert len(frame) == 1
    assert frame["seeds"][0] == 3
    assert frame["frechet"][0] == pytest.approx(0.4)
    half = 4.303 * 0.264575 / 3**0.5
    assert frame["frechet high"][0] == pytest.approx(0.4 + half, rel=1e-4)
    assert frame["KNN recall low"][0] == pytest.approx(0.5)


@SHIPPED
def test_the_interval_of_a_share_ends_at_none_and_all():
    cells = [GeneratorCell("mnist_dcgan", "LQ", 2, "tensor", seed) for seed in range(3)]
    rows = pd.DataFrame([row(each) for each in cells])
    rows["KNN precision"], rows["density"] = [0.0, 1.0, 1.0], [0.0, 1.0, 1.0]
    found = over_seeds(rows).iloc[0]
    assert (found["KNN precision low"], found["KNN precision high"]) == (0.0, 1.0)
    assert found["density low"] == 0.0
    assert found["density high"] > 2.0  # density is no share


@SHIPPED
def test_one_collapsed_seed_is_no_collapse_of_the_setting():
    cells = [GeneratorCell("mnist_dcgan", "LQ", 2, "tensor", seed) for seed in range(2)]
    frame = pd.DataFrame([row(cells[0]), row(cells[1])])
    frame["collapsed"] = [True, False]
    assert not over_seeds(frame)["collapsed"][0]


def test_the_command_counts_cells_and_refuses_bad_words(tmp_path, capsys):
    assert main(["--list", "--generators", "mnist_dcgan", "--out", str(tmp_path)]) == 0
    assert "0 of them done" in capsys.readouterr().err
    assert main(["--generators", "bert", "--out", str(tmp_path)]) == 2
    assert "bert" in capsys.readouterr().err


@SHIPPED
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_cell_is_measured_and_repeats_with_its_seed():
    from engine.studies.generator_cells import run_generator_cell

    cell = GeneratorCell("mnist_dcgan", "LQ", 2, "tensor", 0, samples=200)
    first, second = run_generator_cell(cell), run_generator_cell(cell)
    assert {k: v for k, v in first.items() if k != "seconds"} == {
        k: v for k, v in second.items() if k != "seconds"
    }
    assert set(KEY) | set(MEASURED) <= set(first)
    assert first["packed_bytes"] < 100_000
    full = run_generator_cell(GeneratorCell("mnist_dcgan", "full", 32, "tensor", 0, samples=200))
    assert full["contrast"] == full["variety"] == 1.0
    assert full["frechet"] < first["frechet"]
