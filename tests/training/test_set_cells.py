import json

import numpy as np
import pytest

from engine.discovery.novel_classes import UnifiedDiscovery
from engine.studies import class_features as shipped
from engine.studies.class_features import ClassFeatures, class_features
from engine.studies.set_benchmarks import set_benchmark
from training import set_cells
from training.set_encoders import TrainedEncoder
from training.set_features import SampleSource, chosen, ship_features
from training.set_unified import united

GROUPS = {kind: tuple(f"{kind}{n}" for n in range(4)) for kind in ("animal", "vehicle")}
PER_CLASS = 12


def clouds():
    """Return well separated clouds, one for each of eight classes, as plain features."""
    draw = np.random.default_rng(0)
    leaves = [f"{kind}/{name}" for kind, names in GROUPS.items() for name in names]
    centres = draw.standard_normal((8, 6)) * 4
    rows = np.concatenate([each + draw.standard_normal((PER_CLASS, 6)) for each in centres])
    return rows.astype(np.float32), np.repeat(leaves, PER_CLASS)


def blind(rows, labels, seed):
    """Return an encoder that gives the rows' own numbers and says how many it has seen."""
    features, _ = clouds()
    return TrainedEncoder(lambda others: features[others][:, :3], len(rows) / 1000)


@pytest.fixture
def data():
    features, names = clouds()
    benchmark = set_benchmark("cifar10_scratch")
    tree = benchmark.tree(GROUPS)
    return ClassFeatures(
        benchmark=benchmark,
        tree=tree,
        features=features,
        labels=np.array([tree.leaves.index(each) for each in names]),
        umap=features[:, :2],
        encoders=(),
        sha256="clouds",
        score={},
    )


def source(shipped_samples=10):
    return SampleSource(
        set_benchmark("cifar10_scratch"), GROUPS, clouds()[1],
        shipped=shipped_samples, taught=PER_CLASS,
    )  # fmt: skip


def test_samples_are_chosen_class_by_class_and_by_the_seed():
    names = clouds()[1]
    rows = chosen(names, 5)
    assert [names[rows].tolist().count(each) for each in set(names)] == [5] * 8
    assert not np.array_equal(rows, chosen(names, 5, seed=1))


def test_there_are_thirty_six_cells_and_one_encoder_after_the_other():
    found = list(set_cells.cells())
    assert len(found) == len(set(found)) == 36
    encoders = [each[:3] for each in found]
    assert encoders[::2] == encoders[1::2]


def test_a_table_has_a_row_for_every_cell_and_measures_none_twice(data, tmp_path, monkeypatch):
    monkeypatch.setenv("MODELARIUM_CACHE", str(tmp_path))
    asked = []

    def learner(labeled, seed):
        asked.append(labeled)
        return TrainedEncoder(lambda rows: data.features[rows], 1.0)

    frame = set_cells.table(data, learner, name="clouds", splits=(0,))
    assert len(frame) == 12
    assert set(frame["level"]) == {"high", "medium", "low"}
    assert frame["flow"].to_numpy() == pytest.approx(frame["plain_flow"].to_numpy(), rel=1e-5)
    assert (frame["flow_low"] <= frame["flow_high"]).all()
    assert (frame["accuracy"] == 1).all()
    again = set_cells.table(data, learner, name="clouds", splits=(0,))
    assert again.equals(frame)
    assert len(asked) == 12


def test_uno_finds_clouds_that_lie_apart_with_labels_and_without(data):
    sets = data.benchmark.benchmark(data.tree).sets("L1", "U2")
    found = united(data, sets, 0, method=UnifiedDiscovery(epochs=40, heads=2, batch=48))
    assert set(found) == {"uno_accuracy", "uno_plain_accuracy"}
    assert min(found.values()) > 0.9


def test_an_encoder_learns_from_labeled_rows_alone():
    made = source()
    trained = made.teach(blind, ("animal/animal0", "vehicle/vehicle1"), 0)
    assert trained.training_accuracy == pytest.approx(2 * PER_CLASS / 1000)
    np.testing.assert_array_equal(trained.embed(np.array([3]))[0], clouds()[0][made.rows[3]][:3])


def test_shipped_features_come_back_as_they_went(tmp_path, monkeypatch):
    made, (features, names) = source(), clouds()
    card = {"title": "Clouds", "command": "-", "data": "-", "licence": "-", "settings": {}}
    monkeypatch.setattr("training.set_features.umap_places", lambda rows: rows[:, :2])
    ship_features(made, blind, features[made.rows], card, folder=tmp_path)
    zoo = shipped.zoo
    monkeypatch.setattr(
        shipped.zoo, "card", lambda name, card=zoo.card: card(name, folder=tmp_path)
    )
    monkeypatch.setattr(
        shipped.zoo, "tensors", lambda name, read=zoo.tensors: read(name, folder=tmp_path)
    )
    found = class_features.__wrapped__("cifar10_scratch")
    np.testing.assert_allclose(found.features, features[made.rows], rtol=1e-3)
    labeled = found.benchmark.benchmark(found.tree).labeled["L1.5"]
    encoder, rows = found.encoder(reversed(labeled)), found.rows(["animal/animal3"])
    np.testing.assert_allclose(
        encoder.embed(rows), features[made.rows][rows][:, :3], rtol=1e-3, atol=1e-3
    )
    assert not np.isin(found.names(encoder.rows), labeled).any()
    assert found.encoder(labeled[:1]) is None
    assert (found.names(rows) == "animal/animal3").all()
    assert names[made.rows[rows]].tolist() == ["animal/animal3"] * 10
    assert json.loads((tmp_path / "cifar10_scratch.json").read_text())["score"]
