import pytest

from engine.core.errors import NotFoundError
from engine.studies.set_benchmarks import SET_BENCHMARKS, set_benchmark


def test_a_benchmark_is_found_by_the_name_of_its_features():
    assert [set_benchmark(each.key) for each in SET_BENCHMARKS] == list(SET_BENCHMARKS)
    with pytest.raises(NotFoundError, match="clinc150_minilm"):
        set_benchmark("imagenet")


def test_names_titles_and_tables_belong_to_one_benchmark_each():
    for field in ("key", "title", "cells"):
        assert len({getattr(each, field) for each in SET_BENCHMARKS}) == len(SET_BENCHMARKS)


@pytest.mark.parametrize("benchmark", SET_BENCHMARKS, ids=lambda each: each.key)
def test_labeled_and_unlabeled_classes_come_from_every_superclass(benchmark):
    size = benchmark.labeled + benchmark.unlabeled
    groups = {f"group{n}": [f"class{place}" for place in range(size)] for n in range(4)}
    made = benchmark.benchmark(benchmark.tree(groups), split=1)
    for sets, count in ((made.labeled, benchmark.labeled), (made.unlabeled, benchmark.unlabeled)):
        assert {len(each) for each in sets.values()} == {2 * count}


def test_the_data_is_here_only_where_its_folder_is(monkeypatch, tmp_path):
    monkeypatch.delenv("MODELARIUM_DATA", raising=False)
    assert not set_benchmark("omniglot_scratch").here
    (tmp_path / "omniglot").mkdir()
    monkeypatch.setenv("MODELARIUM_DATA", str(tmp_path))
    assert set_benchmark("omniglot_scratch").here
    assert not set_benchmark("cifar10_scratch").here
