import numpy as np
import pytest

from engine import zoo
from engine.discovery.splits import LABELED, ClassSets
from engine.studies.class_features import KIND, class_features
from engine.studies.class_sets import ClassSetStudy
from engine.studies.set_benchmarks import SET_BENCHMARKS

SHIPPED = [each for each in SET_BENCHMARKS if each.key in {card.name for card in zoo.cards(KIND)}]
SCRATCH = [each for each in SHIPPED if each.key != "clinc150_minilm"]


@pytest.fixture(params=SCRATCH, ids=lambda each: each.key)
def data(request):
    return class_features(request.param.key)


@pytest.mark.parametrize("benchmark", SHIPPED, ids=lambda each: each.key)
def test_every_class_has_as_many_samples_and_all_are_numbers(benchmark):
    data = class_features(benchmark.key)
    counts = np.bincount(data.labels)
    assert len(counts) == len(data.tree.leaves)
    assert len(set(counts.tolist())) == 1
    assert np.isfinite(data.features).all()
    assert data.umap.shape == (len(data.labels), 2)


def test_an_encoder_ships_for_every_labeled_set_of_the_first_split(data):
    sets = data.benchmark.benchmark(data.tree).labeled
    assert [each.labeled for each in data.encoders] == [frozenset(sets[n]) for n in LABELED]
    for each in data.encoders:
        assert len(each.features) == len(each.rows)
        assert 0.8 < each.training_accuracy <= 1


def test_a_preset_is_seen_through_its_shipped_encoder(data):
    sets = data.benchmark.benchmark(data.tree).sets("L1", "U2")
    found = ClassSetStudy(benchmark=data.benchmark.key)(sets)
    shipped = data.encoder(sets.labeled)
    assert found.shipped_encoder
    np.testing.assert_array_equal(found.learned.features, shipped.embed(found.rows))
    assert found.training_accuracy == shipped.training_accuracy


def test_another_labeled_set_is_learned_at_once_from_the_plain_features(data):
    sets = data.benchmark.benchmark(data.tree).sets("L1", "U1")
    fewer = ClassSets(sets.labeled[:-1] if len(sets.labeled) > 2 else
                      (sets.labeled[0], data.benchmark.benchmark(data.tree).labeled["L2"][0]),
                      sets.unlabeled)  # fmt: skip
    found = ClassSetStudy(benchmark=data.benchmark.key)(fewer)
    assert not found.shipped_encoder or data.encoder(fewer.labeled) is not None
    assert found.learned.features.shape[1] == 64


def test_a_shipped_preset_is_the_shipped_cell_of_seed_zero(data):
    name = data.benchmark.cells
    if name not in {each.name for each in zoo.cards("table")}:
        pytest.skip(f"the cells {name} do not ship")
    frame = zoo.table(name).set_index(["split", "seed", "labeled", "unlabeled"])
    row = frame.loc[(0, 0, "L2", "U1")]
    sets = data.benchmark.benchmark(data.tree).sets("L2", "U1")
    found = ClassSetStudy(benchmark=data.benchmark.key)(sets)
    assert found.learned.flow.value == pytest.approx(row["flow"], rel=0.01)
    assert found.learned.accuracy == pytest.approx(row["accuracy"], abs=0.03)
    assert row["flow_low"] <= row["flow"] <= row["flow_high"]


def test_the_same_requests_are_chosen_again():
    from engine.core.paths import data_folder
    from engine.data.intents import load_intents
    from training.set_features import chosen

    if data_folder() is None or not (data_folder() / "clinc150").is_dir():
        pytest.skip("MODELARIUM_DATA has no clinc150")
    rows = chosen(np.array(load_intents().intents), 30)
    np.testing.assert_array_equal(rows, zoo.tensors("clinc150_minilm")["rows"])
