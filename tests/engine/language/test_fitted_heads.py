import numpy as np
import pytest

from engine.language.evaluation import predict, score
from engine.language.examples import load_examples
from engine.language.fitted_heads import fit_head, ridge
from engine.language.models import load_encoder


@pytest.fixture(scope="module")
def encoder():
    return load_encoder("minilm-2")


def test_without_penalty_ridge_finds_the_line_through_exact_data():
    generator = np.random.default_rng(0)
    features = generator.normal(size=(30, 4))
    weight, bias = generator.normal(size=(2, 4)), np.array([3.0, -1.0])
    found = ridge(features, features @ weight.T + bias, 0.0)
    assert np.allclose(found[0], weight)
    assert np.allclose(found[1], bias)


def test_ridge_agrees_with_scikit_learn():
    from sklearn.linear_model import Ridge

    generator = np.random.default_rng(0)
    features, targets = generator.normal(size=(40, 6)), generator.normal(size=(40, 1))
    variance = np.trace(np.cov(features.T, bias=True)) / 6
    reference = Ridge(alpha=0.5 * variance * 40).fit(features, targets)
    weight, bias = ridge(features, targets, 0.5)
    assert np.allclose(weight, reference.coef_)
    assert np.allclose(bias, reference.intercept_)


def test_a_fitted_head_tells_liked_from_disliked(encoder):
    examples = load_examples("sst2", "mini")
    rows = np.arange(len(examples))
    model = fit_head(encoder, examples.rows(rows[::2]))
    other = examples.rows(rows[1::2])
    assert score(model.task, predict(model, other), other.labels)["accuracy"] > 0.65
    assert model.card is None


def test_fitting_leaves_the_encoder_as_it_was(encoder):
    before = {name: each.clone() for name, each in encoder.network.state_dict().items()}
    fit_head(encoder, load_examples("stsb", "mini").rows(np.arange(8)))
    after = encoder.network.state_dict()
    assert all(each.equal(after[name]) for name, each in before.items())


def test_one_class_is_not_enough(encoder):
    examples = load_examples("sst2", "mini")
    only = examples.rows(np.flatnonzero(examples.labels == 1)[:5])
    with pytest.raises(ValueError, match="at least two classes"):
        fit_head(encoder, only)


def test_a_negative_penalty_is_refused(encoder):
    with pytest.raises(ValueError, match="penalty must be 0 or more"):
        fit_head(encoder, load_examples("sst2", "mini"), penalty=-1.0)
