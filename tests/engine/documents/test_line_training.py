import dataclasses

import numpy as np
import pytest
import torch

from engine.core.errors import CancelledError, EngineError
from engine.documents.line_augmentation import Augmentation, edged, shone_through
from engine.documents.line_network import LineNetworkSettings
from engine.documents.line_pairs import Pair, drawn_pair, generated_pairs, procedural_pairs
from engine.documents.line_training import (
    LineTraining,
    LineTrainingSettings,
    line_loss,
    train_lines,
)

SMALL = LineTrainingSettings(
    steps=6, batch=2, network=LineNetworkSettings(width=4, levels=2),
    augmentation=Augmentation(side=64),
)  # fmt: skip


@pytest.fixture(scope="module")
def pairs(drawn_page):
    return [drawn_pair(drawn_page)]


def weights_of(network):
    return torch.cat([each.detach().flatten() for each in network.parameters()])


def test_the_same_seed_gives_the_same_network(pairs):
    one, two = train_lines(pairs, SMALL), train_lines(pairs, SMALL)
    assert torch.equal(weights_of(one), weights_of(two))
    other = train_lines(pairs, dataclasses.replace(SMALL, seed=1))
    assert not torch.equal(weights_of(one), weights_of(other))


def test_a_training_that_was_stopped_goes_on_as_if_it_had_not(pairs):
    first = LineTraining(pairs, SMALL)
    for _ in range(3):
        first.advance()
    second = LineTraining(pairs, SMALL)
    second.set_state(first.state())
    for _ in range(3):
        second.advance()
    assert torch.equal(weights_of(second.network), weights_of(train_lines(pairs, SMALL)))


def test_training_lowers_the_loss(pairs):
    kept = []
    settings = dataclasses.replace(SMALL, steps=30, rate=0.01)
    train_lines(pairs, settings, on_stretch=lambda t: kept.append(list(t.losses)), stretch=10)
    assert [len(each) for each in kept] == [10, 20, 30]
    assert np.mean(kept[-1][-6:]) < 0.85 * np.mean(kept[-1][:6])


def test_a_report_stops_the_training(pairs):
    def report(share, message):
        raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        train_lines(pairs, SMALL, report=report)


def test_a_training_without_pairs_is_refused():
    with pytest.raises(EngineError, match="at least one"):
        train_lines([], SMALL)


def test_the_loss_of_a_sure_and_right_answer_is_next_to_nothing():
    area = torch.tensor([[[0, 1], [2, 1]]])
    bands = area == 1
    logits = torch.full((1, 4, 2, 2), -30.0)
    logits[:, :3].scatter_(1, area[:, None], 30.0)
    logits[:, 3][bands] = 30.0
    assert float(line_loss(logits, area, bands)) < 1e-6


def test_squares_keep_labels_and_ink_together(pairs):
    still = Augmentation(side=64, slant=0.0, strength=0.0, smallest=1.0, largest=1.0)
    random = np.random.default_rng(2)
    inside = outside = 0
    for _ in range(20):
        square = still(pairs, random)
        dark = square.image < 110
        inside += dark[square.area > 0].sum()
        outside += dark[square.area == 0].sum()
    assert inside > 4 * outside


def test_nothing_is_to_be_read_beyond_the_edge_of_a_sheet():
    pair = Pair(
        np.full((64, 64), 200, np.uint8), np.ones((64, 64), np.uint8), np.ones((64, 64), bool)
    )
    found = edged(pair, np.random.default_rng(3))
    assert 0 < (found.area == 0).sum() < found.area.size
    assert np.array_equal(found.bands, found.area > 0)


def test_ink_that_shines_through_darkens_and_is_mirrored():
    page, other = np.full((20, 20), 200.0), np.full((20, 20), 220, np.uint8)
    other[:, :5] = 0
    found = shone_through(page, other, 0.4)
    assert found[:, -3:].max() < 130
    assert np.allclose(found[:, :5], 200)


def test_an_enlarged_pair_shows_the_same_page(drawn_page, pairs):
    large = drawn_pair(drawn_page, larger=2)
    assert large.image.shape == tuple(2 * n for n in pairs[0].image.shape)
    assert np.array_equal(large.area[::2, ::2], pairs[0].area)
    assert (large.bands[::2, ::2] == pairs[0].bands).mean() > 0.97


def test_generated_pairs_follow_their_source(drawn_page):
    asked = []

    class Drawn:
        def __call__(self, seed, *, graphic):
            asked.append(seed)
            return drawn_page

        def description(self):
            return {}

    (one, two) = generated_pairs(Drawn(), 2, 7)
    assert asked == [7, 8]
    assert one.bands.any()
    assert two.image.shape == (2 * drawn_page.size[1], 2 * drawn_page.size[0])


def test_bands_of_drawn_pairs_lie_in_the_text():
    pair = next(procedural_pairs(1, 3, 128))
    assert pair.image.shape == (128, 128)
    assert (pair.area[pair.bands] == 1).mean() > 0.9
