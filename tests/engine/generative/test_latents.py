import pytest
import torch
from scipy.stats import kstest

from engine.generative.latents import interpolate, latent_walk, sample_latents


def test_a_longer_list_of_latents_starts_with_the_shorter():
    assert torch.equal(sample_latents(200, 37, 5)[:7], sample_latents(7, 37, 5))
    assert not torch.equal(sample_latents(7, 37, 6), sample_latents(7, 37, 5))


def test_latents_are_standard_normal():
    assert kstest(sample_latents(200, 50, 0).flatten().numpy(), "norm").pvalue > 0.01


def test_half_way_between_orthogonal_latents_is_the_diagonal_of_the_same_length():
    one, two = torch.tensor([2.0, 0.0]), torch.tensor([0.0, 2.0])
    assert torch.allclose(interpolate(one, two, 0.5), torch.full((2,), 2**0.5))


@pytest.mark.parametrize("end", [[1.0, 0.0], [-1.0, 0.0], [0.0, 0.0]])
def test_equal_opposite_and_zero_latents_can_be_interpolated(end):
    found = interpolate(torch.tensor([1.0, 0.0]), torch.tensor(end), 0.25)
    assert torch.isfinite(found).all()


def test_a_walk_visits_each_stop_and_closes():
    stops = sample_latents(3, 8, 0)
    walk = latent_walk(stops, 4)
    assert len(walk) == 12
    assert torch.allclose(walk[::4], stops, atol=1e-6)
    assert torch.dist(walk[-1], walk[0]) < torch.dist(stops[2], stops[0])


def test_absurd_counts_are_refused():
    with pytest.raises(ValueError, match="count"):
        sample_latents(10**7, 64, 0)
    with pytest.raises(ValueError, match="2 stops"):
        latent_walk(sample_latents(1, 4, 0), 3)
