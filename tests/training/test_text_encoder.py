import numpy as np

from training.text_encoder import TextSetEncoder, plain_text_features, vocabulary

TEXTS = ("pay the bill now", "pay my bill", "book a flight", "book the next flight", "zebra")
LABELS = np.array(["bill", "bill", "flight", "flight"])


def test_the_vocabulary_holds_the_most_frequent_words():
    assert set(vocabulary(TEXTS, size=5)) == {"pay", "the", "bill", "book", "flight"}


def test_labeled_requests_are_learned_by_heart():
    trained = TextSetEncoder(TEXTS, epochs=60)(np.arange(4), LABELS, 0)
    assert trained.training_accuracy == 1
    assert trained.embed(np.arange(5)).shape == (5, 64)


def test_a_request_is_embedded_the_same_alone_and_among_others():
    trained = TextSetEncoder(TEXTS, epochs=1)(np.arange(4), LABELS, 0)
    together = trained.embed(np.array([4, 1, 2]))
    alone = np.concatenate([trained.embed(np.array([row])) for row in (4, 1, 2)])
    np.testing.assert_allclose(together, alone, atol=1e-6)


def test_the_seed_decides_what_is_learned():
    encoder = TextSetEncoder(TEXTS, epochs=2)
    first, again, other = (encoder(np.arange(4), LABELS, seed) for seed in (0, 0, 1))
    rows = np.arange(4)
    np.testing.assert_array_equal(first.embed(rows), again.embed(rows))
    assert not np.allclose(first.embed(rows), other.embed(rows))


def test_plain_features_put_requests_of_the_same_words_together():
    found = plain_text_features([*TEXTS, "pay the bill now"], width=3)
    np.testing.assert_allclose(found[0], found[5], atol=1e-5)
    assert found[0] @ found[1] > found[0] @ found[2]
