import tracemalloc

import numpy as np
import pytest

from engine.core.errors import CancelledError
from engine.discovery.similarity import TransferFlow, class_distances
from engine.discovery.similarity.reference import plain_discrepancy, plain_transfer_flow

PUBLISHED = [
    ("gaussian", 1, 1.4619728),
    ("laplacian", 1, 0.8015473),
    ("gaussian", 0.3, 0.2920024),
    ("laplacian", 0.3, 0.2093299),
]


@pytest.mark.parametrize(("kernel", "separation", "published"), PUBLISHED)
def test_the_published_code_gives_the_same_value(recipe, kernel, separation, published):
    flow = TransferFlow(kernel=kernel)(*recipe(0, 5, 40, 16, separation))
    assert flow.value == pytest.approx(published, rel=1e-6 / 4)


@pytest.mark.parametrize("kernel", ["gaussian", "laplacian"])
@pytest.mark.parametrize("counts", [[7, 31, 12, 4], [1, 9, 1, 70], [150, 3, 2, 5]])
def test_uneven_classes_agree_with_the_definition_at_every_bandwidth(recipe, kernel, counts):
    features, labels = recipe(3, 4, counts, 6, 0.5)
    flow = TransferFlow(kernel=kernel)(features, labels)
    plain = plain_transfer_flow(features, labels, kernel=kernel)
    np.testing.assert_allclose(flow.per_bandwidth, plain, rtol=1e-10)


@pytest.mark.parametrize("kernel", ["gaussian", "laplacian"])
def test_float32_agrees_with_the_definition(recipe, kernel):
    features, labels = recipe(1, 4, 60, 64, 0.2)
    flow = TransferFlow(kernel=kernel, precision="float32")(features, labels)
    assert flow.value == pytest.approx(
        plain_transfer_flow(features, labels, kernel=kernel).sum(), rel=1e-6
    )


def test_each_entry_of_the_matrix_is_the_discrepancy_of_its_two_classes(recipe):
    features, labels = recipe(2, 3, 15, 4, 1)
    matrix = TransferFlow()(features, labels).matrix
    wanted = plain_discrepancy(features[labels == 0], features[labels == 2]).sum()
    assert matrix[0, 2] == pytest.approx(wanted, rel=1e-12)
    assert matrix[2, 0] == matrix[0, 2]
    assert not np.diag(matrix).any()


@pytest.mark.parametrize("kernel", ["gaussian", "laplacian"])
def test_tiles_that_are_not_kept_give_the_same_value(recipe, kernel, monkeypatch):
    features, labels = recipe(4, 3, [90, 300, 40], 5, 0.4)
    kept = TransferFlow(kernel=kernel)(features, labels)
    monkeypatch.setattr(class_distances, "KEPT_BYTES", 0)
    tiled = TransferFlow(kernel=kernel)(features, labels)
    assert tiled.value == pytest.approx(kept.value, rel=1e-12)
    assert tiled.unbiased == pytest.approx(kept.unbiased, rel=1e-10)


@pytest.mark.parametrize("kernel", ["gaussian", "laplacian"])
def test_shift_and_scale_change_nothing(recipe, kernel):
    features, labels = recipe(0, 4, 20, 8, 1)
    flow = TransferFlow(kernel=kernel)
    value = flow(features, labels).value
    assert flow(features * 10, labels).value == pytest.approx(value, rel=1e-9)
    assert flow(features + 100, labels).value == pytest.approx(value, rel=1e-9)


def test_far_classes_keep_their_digits_in_float32(recipe):
    features, labels = recipe(0, 3, 30, 8, 1)
    features[labels == 1] += 1e4
    single = TransferFlow(precision="float32")(features, labels).value
    assert single == pytest.approx(plain_transfer_flow(features, labels).sum(), rel=1e-5)


def test_equal_classes_give_a_value_above_0_that_shrinks_with_the_count(recipe):
    few, many = (TransferFlow()(*recipe(0, 4, n, 16, 0)) for n in (10, 100))
    assert few.value == pytest.approx(0.449, abs=0.05)
    assert many.value == pytest.approx(0.045, abs=0.01)
    assert abs(few.unbiased) < 0.05
    assert abs(many.unbiased) < 0.005


def test_the_unbiased_value_leaves_a_sample_out_of_its_own_mean(recipe):
    features, labels = recipe(5, 2, 6, 3, 1)
    here, there = features[labels == 0], features[labels == 1]
    pooled = np.concatenate([here, there])
    squares = np.square(pooled[:, None] - pooled).sum(-1)
    scale = squares.sum() / (12 * 11) / 4
    values = sum(np.exp(-squares / (scale * 2**level)) for level in range(5))
    np.fill_diagonal(values, 0)
    own = (values[:6, :6].sum() + values[6:, 6:].sum()) / 30
    wanted = own - 2 * values[:6, 6:].mean()
    assert TransferFlow()(features, labels).unbiased_matrix[0, 1] == pytest.approx(wanted)


@pytest.mark.parametrize("kernel", ["gaussian", "laplacian"])
@pytest.mark.parametrize("kind", [np.float64, np.float32])
def test_repeated_samples_whose_mean_is_rounded_have_no_discrepancy(recipe, kernel, kind):
    features, labels = recipe(9, 4, [20, 15, 30, 9], 6, 0.8)
    features[(labels == 1) | (labels == 2)] = features[0]
    found = TransferFlow(kernel=kernel)(features.astype(kind), labels)
    assert found.matrix[1, 2] == 0
    assert found.unbiased_matrix[1, 2] == 0
    assert found.matrix[0, 1] > 1


def test_coincident_classes_have_no_discrepancy():
    flow = TransferFlow()(np.ones((6, 3)), np.array([0, 0, 0, 1, 1, 1]))
    assert flow.value == 0
    assert flow.unbiased == 0


def test_a_class_of_one_sample_counts_in_the_published_value_alone(recipe):
    features, labels = recipe(0, 3, [1, 5, 6], 4, 1)
    flow = TransferFlow()(features, labels)
    assert np.isnan(flow.unbiased_matrix[0, 1])
    assert np.isfinite(flow.unbiased)


def test_names_serve_as_labels(recipe):
    features, labels = recipe(0, 3, 10, 4, 1)
    names = np.array(["ant", "bee", "cat"], dtype=object)[labels]
    flow = TransferFlow()(features, names)
    assert flow.classes == ("ant", "bee", "cat")
    assert flow.value == TransferFlow()(features, labels).value


def test_the_order_of_rows_does_not_matter(recipe):
    features, labels = recipe(0, 3, 12, 4, 1)
    mixed = np.random.default_rng(1).permutation(len(labels))
    again = TransferFlow()(features[mixed], labels[mixed]).value
    assert again == pytest.approx(TransferFlow()(features, labels).value, rel=1e-12)


def test_two_hundred_classes_are_compared(recipe):
    flow = TransferFlow(precision="float32")(*recipe(0, 200, 2, 3, 2))
    assert flow.matrix.shape == (200, 200)


def test_no_array_of_samples_by_samples_is_made(recipe, monkeypatch):
    monkeypatch.setattr(class_distances, "KEPT_BYTES", 0)
    features, labels = recipe(0, 3, 1000, 2, 1)
    tracemalloc.start()
    TransferFlow()(features, labels)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3000**2 * 8 / 10


def test_a_stopped_job_ends_the_comparison(recipe):
    def stop(_done, _message):
        raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        TransferFlow()(*recipe(0, 3, 10, 4, 1), report=stop)


@pytest.mark.parametrize(
    ("features", "labels", "told"),
    [
        (np.ones((3, 2)), np.zeros(3), "at least two"),
        (np.ones((0, 2)), np.zeros(0), "not be empty"),
        (np.ones(3), np.zeros(3), "shape"),
        (np.array([[1.0], [np.nan]]), np.arange(2), "row 1 holds NaN"),
        (np.ones((3, 2)), np.arange(2), "each of 3 samples"),
        (np.ones((2, 2)), np.array([0, np.nan]), "finite"),
        (np.ones((2, 2)), np.array(["a", None], dtype=object), "missing"),
        (np.array([["a"], ["b"]]), np.arange(2), "numbers"),
        (np.full((2, 2), 1e200), np.arange(2), "scale the features"),
    ],
)
def test_what_cannot_be_compared_is_named(features, labels, told):
    with pytest.raises(ValueError, match=told):
        TransferFlow()(features, labels)
