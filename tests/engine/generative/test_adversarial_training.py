import numpy as np
import pytest
import torch

from engine.core.errors import CancelledError
from engine.core.random import torch_generator
from engine.generative.adversarial_training import AdversarialSettings, AdversarialTraining
from engine.generative.dcgan import DcganDiscriminator, DcganGenerator, DcganSettings
from engine.generative.moving_average import decay_of, follow, moving_copy


def run(**changed):
    settings = DcganSettings(width=4, latent_size=8)
    networks = DcganGenerator(settings), DcganDiscriminator(settings)
    random = torch_generator(0)
    for network in networks:
        for weight in network.parameters():
            weight.data = torch.randn(weight.shape, generator=random) * 0.1
    pixels = np.random.default_rng(0).integers(0, 256, (64, 1, 28, 28), dtype=np.uint8)
    defaults = {"batch": 8, "penalty_every": 2, "half_life": 50}
    return AdversarialTraining(*networks, pixels, AdversarialSettings(**{**defaults, **changed}))


def weights(training):
    return torch.cat([p.flatten() for p in training.average.parameters()])


def test_a_run_that_was_interrupted_ends_as_one_that_was_not():
    whole, halved, resumed = run(), run(), run()
    whole.run(80)
    halved.run(40)
    resumed.set_state(halved.state())
    resumed.run(80)
    assert resumed.seen == whole.seen == 80
    assert torch.equal(weights(resumed), weights(whole))


def test_another_seed_gives_another_generator():
    one, two = run(), run(seed=1)
    one.run(40)
    two.run(40)
    assert not torch.equal(weights(one), weights(two))


def test_the_average_lags_behind_the_generator_that_trains():
    training = run(half_life=10_000_000)
    before = weights(training)
    training.run(80)
    trained = torch.cat([p.detach().flatten() for p in training.generator.parameters()])
    assert 0 < torch.dist(weights(training), before) < torch.dist(trained, before)


def test_the_discriminator_learns_to_tell_noise_from_a_generator_that_stands_still():
    training = run(generator_rate=1e-7, discriminator_rate=5e-3)
    stretches = training.run(800, every=10)
    assert stretches[-1].discriminator < stretches[0].discriminator / 2
    assert stretches[0].penalty > 0


def test_a_report_can_stop_the_run():
    def stop(share, message):
        raise CancelledError("stopped")

    training = run()
    with pytest.raises(CancelledError):
        training.run(80, report=stop)
    assert training.seen == 8


def test_an_unknown_change_is_refused_before_any_training():
    with pytest.raises(ValueError, match="rotation"):
        AdversarialSettings(changes=("rotation",))


def test_after_the_half_life_an_old_value_counts_half():
    old, new = torch.nn.Linear(1, 1, bias=False), torch.nn.Linear(1, 1, bias=False)
    old.weight.data.fill_(1.0)
    new.weight.data.fill_(0.0)
    average = moving_copy(old)
    for _ in range(10):
        follow(average, new, decay_of(100, 1000, seen=10**9))
    assert average.weight.item() == pytest.approx(0.5)
    assert not average.weight.requires_grad


def test_the_rates_halve_after_as_many_pictures_as_were_said():
    training = run(rate_halves=80, generator_rate=0.01)
    training.run(88)
    assert training.optimizers[0].param_groups[0]["lr"] == pytest.approx(0.005)
