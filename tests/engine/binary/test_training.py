"""Estimators, flips, the teacher and the training loop, against their formulas."""

import math

import pytest
import torch
from torch.nn import functional as F

from engine.binary import BinaryConvolution, BinaryRules, MultiSliceSign, Sign
from engine.binary.estimators import ESTIMATORS, use_estimator
from engine.binary.evaluation import predicted
from engine.binary.latent import FlipCounter, clip_latent_weights, latent_histogram
from engine.binary.progressive import Hardening, set_temperature
from engine.binary.sign import GRADIENTS, sign
from engine.binary.small import FAMILIES, SmallBinaryNetwork
from engine.binary.stored import load_stored, stored_arrays
from engine.binary.teacher import taught_loss, teacher_divergence
from engine.binary.training import BinaryTraining, TrainingSettings
from engine.binary.twin import draw_weights, float_twin
from engine.core.errors import CancelledError, EngineError
from engine.core.random import torch_generator

TINY = SmallBinaryNetwork(family="bireal", channels=1, classes=3, width=4, sizes=2, reduction=1)


def random(*shape, seed=1):
    return torch.randn(*shape, generator=torch_generator(seed))


def task(count=24):
    labels = torch.arange(count) % 3
    images = 0.3 * random(count, 1, 6, 6)
    for number, label in enumerate(labels):
        images[number, 0, 2 * label : 2 * label + 2] += 1
    return images, labels


def training(description=TINY, *, epochs=3, seed=0, **how):
    vary = how.pop("vary", None)
    teacher = how.pop("teacher", None)
    settings = TrainingSettings(epochs=epochs, batch_size=8, seed=seed, **how)
    network = draw_weights(description.build(), 5)
    more = {} if vary is None else {"vary": vary}
    return BinaryTraining(network, *task(), settings, teacher=teacher, **more)


def test_every_gradient_of_the_sign_has_its_stand_in():
    assert set(ESTIMATORS) == set(GRADIENTS)


@pytest.mark.parametrize("name", sorted(ESTIMATORS))
@pytest.mark.parametrize("clip", [0.7, 1.0, 1.3])
def test_the_gradient_of_the_sign_is_the_slope_of_the_stand_in(name, clip):
    # points that keep clear of the kinks at 0 and at the clip
    points = torch.tensor([-2.1, -0.95, -0.6, -0.2, 0.15, 0.55, 0.9, 1.8], dtype=torch.float64)
    values = points.clone().requires_grad_()
    sign(values, clip, gradient=name).sum().backward()
    stand_in, step = ESTIMATORS[name].stand_in, 1e-6
    slopes = (stand_in(points + step, clip) - stand_in(points - step, clip)) / (2 * step)
    torch.testing.assert_close(values.grad, slopes, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name", sorted(ESTIMATORS))
def test_a_stand_in_ends_at_plus_and_minus_one(name):
    ends = ESTIMATORS[name].stand_in(torch.tensor([-5.0, 0.0, 5.0]), 1.0)
    assert ends.tolist() == [-1.0, 0.0, 1.0]


def test_an_estimator_reaches_every_sign_of_a_network():
    network = torch.nn.Sequential(Sign(), torch.nn.Sequential(MultiSliceSign(2)))
    use_estimator(network, "piecewise", 0.5)
    maps = torch.full((1, 1, 1, 1), 0.25, requires_grad=True)
    network[0](maps).sum().backward()
    assert maps.grad.item() == pytest.approx(2 * (1 - 0.5) / 0.5)
    assert (network[1][0].gradient, network[1][0].clip) == ("piecewise", 0.5)
    with pytest.raises(EngineError, match="no estimator named"):
        use_estimator(network, "soft")


def test_flips_are_counted_by_step_and_from_start_to_end():
    layer = BinaryConvolution(1, 1)
    start = torch.tensor([1.0, 1, 1, -1, -1, -1, 1, -1, 0]).reshape(1, 1, 3, 3)
    layer.weight.data.copy_(start)
    counter = FlipCounter(layer)
    layer.weight.data[0, 0, 0] = -1  # three bits go
    counter.step()
    layer.weight.data[0, 0, 0, 0] = 1  # one of them comes back
    layer.weight.data[0, 0, 1, 0] = 1  # another one goes; the weight of 0 stays positive
    counter.step()
    flips = counter.flips()
    assert (flips.by_step, flips.kept, flips.weights) == (5, 3, 9)


def test_latent_weights_are_cut_off_at_the_clip_of_their_layer():
    layer = BinaryConvolution(1, 1, rules=BinaryRules(clip=0.5))
    with torch.no_grad():
        layer.weight.copy_(torch.linspace(-1, 1, 9).reshape(1, 1, 3, 3))
    clip_latent_weights(layer)
    wanted = torch.tensor([-0.5, -0.5, -0.5, -0.25, 0, 0.25, 0.5, 0.5, 0.5])
    assert torch.equal(layer.weight.flatten(), wanted)


def test_a_histogram_holds_every_latent_weight():
    network = TINY.build()
    found = latent_histogram(network, bins=5, reach=0.05)
    whole = torch.cat([m.weight.flatten() for m in network.modules() if hasattr(m, "rules")])
    assert found.counts.sum() == len(whole)
    assert found.counts[-1] == (whole >= 0.03).sum()


def test_the_divergence_of_two_classes_has_its_closed_form():
    student, teacher, heat = torch.tensor([[0.0, 1.0]]), torch.tensor([[2.0, 0.0]]), 2.0
    p, q = 1 / (1 + math.exp(-1.0)), 1 / (1 + math.exp(0.5))
    wanted = heat**2 * (p * math.log(p / q) + (1 - p) * math.log((1 - p) / (1 - q)))
    assert teacher_divergence(student, teacher, heat).item() == pytest.approx(wanted, rel=1e-5)


def test_a_student_that_answers_like_its_teacher_has_nothing_to_learn():
    logits = random(5, 4).requires_grad_()
    loss = teacher_divergence(logits, logits.detach() + 3.0, 4.0)
    loss.backward()
    assert loss.item() == pytest.approx(0, abs=1e-6)
    assert logits.grad.abs().max() < 1e-6


def test_the_teachers_share_mixes_both_losses():
    logits, teacher, labels = random(6, 3), random(6, 3, seed=2), torch.arange(6) % 3
    parts = [taught_loss(logits, labels, teacher, share=share) for share in (0.0, 0.25, 1.0)]
    assert parts[0].item() == pytest.approx(F.cross_entropy(logits, labels).item())
    assert parts[1].item() == pytest.approx(0.75 * parts[0].item() + 0.25 * parts[2].item())
    with pytest.raises(ValueError, match="temperature must be positive"):
        teacher_divergence(logits, teacher, 0.0)


def test_progressive_weights_harden_with_the_steps():
    hardening = Hardening(every=10)
    assert [hardening.temperature(x) for x in (0, 9, 10)] == pytest.approx([1, 1, 0.965])
    layer = BinaryConvolution(2, 1, rules=BinaryRules(scaled=False, progressive=True))
    set_temperature(layer, 1e-9)
    assert torch.equal(layer.binary_weight(), sign(layer.weight))


@pytest.mark.parametrize("family", ["bireal", "base"])
def test_a_stopped_run_that_goes_on_gives_the_same_numbers(family):
    description = SmallBinaryNetwork(
        family=family, channels=1, classes=3, width=4, sizes=2, reduction=1, slices=2
    )

    def shaken(images, generator):
        return images + 0.1 * torch.randn(images.shape, generator=generator)

    whole = training(description, vary=shaken)
    whole.run()
    first = training(description, vary=shaken)
    first.epoch()
    second = training(description, vary=shaken)
    second.set_state(first.state())
    second.run()
    assert second.history == whole.history
    for name, value in whole.network.state_dict().items():
        assert torch.equal(value, second.network.state_dict()[name]), name


def test_a_stop_within_an_epoch_leaves_the_last_complete_one():
    calls = []

    def report(share, message):
        calls.append((share, message))
        if len(calls) == 5:
            raise CancelledError("stop")

    run = training()
    with pytest.raises(CancelledError):
        run.run(report)
    assert [each.epoch for each in run.history] == [1]
    assert calls[3] == (pytest.approx(3 / 9), "epoch 2 of 3")


def test_training_learns_and_counts_what_its_bits_do():
    run = training(epochs=12, learning_rate=0.02)
    history = run.run()
    images, labels = task()
    assert (predicted(run.network, images) == labels).float().mean() > 0.9
    assert history[-1].loss < history[0].loss / 2
    assert history[0].flips >= history[0].changed > 0
    assert history[-1].learning_rate < history[0].learning_rate / 10


def test_the_other_seed_gives_other_numbers():
    assert training(seed=0).epoch() != training(seed=1).epoch()


def test_a_teacher_alone_is_followed_without_any_label():
    taught = training(epochs=12, learning_rate=0.02)
    taught.run()
    teacher = taught.network
    images, labels = task()
    run = training(epochs=12, learning_rate=0.02, teacher_share=1.0, teacher=teacher)
    run.labels = (labels + 1) % 3  # labels that lie
    before = (predicted(run.network, images) == predicted(teacher, images)).float().mean()
    run.run()
    after = (predicted(run.network, images) == predicted(teacher, images)).float().mean()
    assert after > max(0.8, before)


def test_what_cannot_be_trained_is_refused():
    images, labels = task()
    network = TINY.build()
    with pytest.raises(ValueError, match="at least 2 pictures"):
        BinaryTraining(network, images[:1], labels[:1], TrainingSettings())
    with pytest.raises(ValueError, match="needs a teacher"):
        BinaryTraining(network, images, labels, TrainingSettings(teacher_share=0.5))
    with pytest.raises(ValueError, match="epochs must lie"):
        TrainingSettings(epochs=0)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_small_network_of_each_family_runs_and_has_the_cost_of_its_description(family):
    description = SmallBinaryNetwork(family=family, width=8, slices=2, sizes=2)
    network = description.build()
    assert network(random(2, 3, 32, 32)).shape == (2, 10)
    cost = description.cost(8)
    assert cost.parameters == sum(each.numel() for each in network.parameters())
    assert 0 < cost.binary_parameters < cost.parameters


@pytest.mark.parametrize("family", ["bireal", "melius"])
def test_the_float_twin_has_the_same_layers_and_no_bits(family):
    twin, binary = (
        SmallBinaryNetwork(family=family, width=8, sizes=2, binary=each).cost(8)
        for each in (False, True)
    )
    assert twin.parameters == binary.parameters
    assert twin.multiply_adds == binary.multiply_adds
    assert twin.binary_multiply_adds == 0
    assert twin.stored_map_bits == binary.stored_map_bits


def test_boolean_maps_have_no_float_twin():
    with pytest.raises(EngineError, match="no float twin"):
        float_twin(SmallBinaryNetwork(family="base").build())


def test_weights_come_from_their_seed_and_leave_the_global_generator_alone():
    state = torch.get_rng_state()
    built = TINY.build()
    torch.set_rng_state(state)
    first = draw_weights(built, 3).state_dict()
    assert torch.equal(torch.get_rng_state(), state)
    second = draw_weights(TINY.build(), 3).state_dict()
    assert all(torch.equal(value, second[name]) for name, value in first.items())


@pytest.mark.parametrize("family", ["bireal", "base", "melius"])
def test_a_stored_network_answers_like_the_one_that_was_trained(family):
    description = SmallBinaryNetwork(family=family, channels=1, width=4, reduction=1, slices=2)
    network = draw_weights(description.build(), 1)
    network(random(8, 1, 8, 8))  # norms see something
    network.eval()
    arrays = stored_arrays(network)
    again = load_stored(description.build(), arrays)
    for (name, first), second in zip(network.named_modules(), again.modules(), strict=True):
        if isinstance(first, BinaryConvolution):
            torch.testing.assert_close(first.binary_weight(), second.binary_weight(), msg=name)
    bits = sum(each.nbytes for name, each in arrays.items() if name.endswith(".bits"))
    whole = sum(m.weight.numel() for m in network.modules() if isinstance(m, BinaryConvolution))
    assert whole / 8 <= bits <= whole / 8 + 200
    other = SmallBinaryNetwork(family=family, channels=1, width=8, reduction=1, slices=2)
    with pytest.raises(EngineError, match="must belong"):
        load_stored(other.build(), arrays)
