import numpy as np
import pytest

from engine.documents.composition import Composed, TwoStages
from engine.documents.generated import GeneratedPatch
from engine.documents.label_quality import (
    drop_reasons,
    ink_agreement,
    label_quality,
    line_regularity,
    stability,
)

STAGES = TwoStages(coarse=("4", "5"), fine=("8", "9"))
LAYERS = dict.fromkeys(("4", "5", "8", "9"), (0, 1))


def striped(*, dropped=""):
    """A picture of dark bars whose label, and whose layers, are the bars themselves."""
    grey = np.full((64, 64, 1), 220, np.uint8)
    for top in range(4, 60, 12):
        grey[top : top + 3, 2:62] = 30
    dark = (grey[..., 0] < 100).astype(np.uint8)
    mask = np.zeros_like(dark) if dropped else dark
    clusters = dict.fromkeys(LAYERS, dark.astype(np.int64))
    return GeneratedPatch(0, 0, grey, Composed(mask, dropped, 1, 0), clusters)


def test_a_label_that_is_the_ink_agrees_with_it():
    found = label_quality([striped()], STAGES, LAYERS)
    assert found.ink_agreement == pytest.approx(1, abs=0.01)
    assert found.two_layers == 1
    assert found.dropped == 0
    assert found.text == pytest.approx(5 * 3 * 60 / 64**2)


def test_dropped_samples_are_counted_and_measured_no_further():
    found = label_quality([striped(), striped(dropped="too large")], STAGES, LAYERS)
    assert found.dropped == 0.5
    assert found.ink_agreement == pytest.approx(1, abs=0.01)
    assert label_quality([striped(dropped="x")], STAGES, LAYERS).ink_agreement == 0


def test_layers_that_name_other_pixels_do_not_agree():
    patch = striped()
    patch.clusters["8"] = 1 - patch.clusters["9"]
    assert label_quality([patch], STAGES, LAYERS).two_layers == 0


def test_ink_agreement_is_f1():
    text, ink = np.zeros((2, 1, 4, 4), bool)
    text[0, :2], ink[0, 1:3] = True, True
    assert ink_agreement(text, ink) == pytest.approx(0.5)
    assert ink_agreement(text, text) == 1


def test_stability_is_one_for_the_same_labels_and_zero_for_disjoint_ones():
    one = np.zeros((2, 4, 4), bool)
    one[:, :2] = True
    assert stability([one, one, one]) == 1
    assert stability([one, ~one]) == 0
    with pytest.raises(ValueError, match="two labellings"):
        stability([one])


def test_stripes_are_regular_and_noise_is_not():
    stripes = np.zeros((60, 200), bool)
    stripes[::3] = True
    noise = np.random.default_rng(0).random((60, 200)) < 0.3
    assert line_regularity(stripes) == pytest.approx(1)
    assert line_regularity(stripes.T) == pytest.approx(0, abs=1e-9)
    assert line_regularity(noise) == pytest.approx(1 / 200, rel=0.5)
    assert line_regularity(np.zeros((4, 4), bool)) == 0


def test_reasons_are_counted_the_most_frequent_first():
    labels = [Composed(np.zeros((2, 2), np.uint8), text, 0, 0) for text in ("a", "", "b", "b")]
    assert list(drop_reasons(labels).items()) == [("b", 2), ("a", 1)]


def test_no_picture_is_refused():
    with pytest.raises(ValueError, match="a picture or more"):
        label_quality([], STAGES, LAYERS)
