"""A generator before and after compression against real pictures, and its report."""

import csv
import dataclasses
import io
import json

import numpy as np
import pytest
import torch

from engine.core.errors import CancelledError
from engine.core.paths import CACHED_MODELS
from engine.generative.dcgan import DcganGenerator, DcganSettings
from engine.generative.latents import sample_latents
from engine.metrics.features import load_extractor
from engine.metrics.precision_recall import knn_precision_recall
from engine.quantization import LinearQuantization
from engine.studies.compressed_generator import (
    FULL_BITS,
    Compression,
    compress,
    draw_images,
    generator_layers,
)
from engine.studies.generator_pictures import fitted
from engine.studies.own_generator import read_generator
from engine.studies.own_generator_files import csv_text, html_text, json_text
from engine.studies.own_generator_measures import measure_generator
from engine.studies.own_generator_report import main
from engine.studies.own_generator_subject import MeasureSettings, Subject
from engine.studies.sample_set import reference_set, thinned

FILE = CACHED_MODELS / "mnist_dcgan.safetensors"
FEW = MeasureSettings(samples=150, seeds=2, seed=3)
COARSE = Compression(LinearQuantization(bits=3))


@pytest.fixture(scope="module")
def subject():
    return read_generator(FILE.read_bytes(), FILE.name).subject


@pytest.fixture(scope="module")
def found(subject):
    return measure_generator(subject, COARSE, "mnist", FEW)


def untrained(**settings):
    with torch.random.fork_rng():
        torch.manual_seed(0)
        network = DcganGenerator(DcganSettings(width=4, latent_size=8, **settings)).eval()
    return Subject("mine", "a small one", "0" * 64, network.requires_grad_(requires_grad=False))


def test_both_networks_score_as_their_pictures_do_one_step_at_a_time(subject, found):
    real = thinned(reference_set("mnist"), 150, seed=3).features
    latents = sample_latents(150, subject.network.latent_size, 3).numpy()
    small = compress(subject.network, COARSE).network
    named = {each.metric: each for each in found.changed}
    for network, side in ((subject.network, "full"), (small, "compressed")):
        features = load_extractor("mnist")(draw_images(network, latents)).features
        wanted = knn_precision_recall(real, features, neighbours=(3,))[0]
        for score in ("precision", "recall"):
            value = getattr(named[f"KNN {score}, 3 neighbours"], side)
            assert value == pytest.approx(getattr(wanted, score), abs=1e-9)


def test_a_change_is_the_mean_of_paired_verdicts_and_lies_in_its_interval(found):
    before, after = (x.exact[0].real_covered for x in (found.full, found.compressed))
    recall = next(x for x in found.changed if x.metric == "KNN recall, 3 neighbours")
    assert recall.change.value == pytest.approx(after.mean() - before.mean())
    assert recall.change.low < recall.moved < recall.change.high < 0


def test_a_generator_whose_layers_all_keep_full_precision_does_not_change(subject):
    names = [each.name for each in generator_layers(subject.network)]
    kept = dataclasses.replace(COARSE, layer_bits=tuple((name, FULL_BITS) for name in names))
    same = measure_generator(subject, kept, "mnist", FEW)
    assert all(each.moved == 0 for each in same.changed)
    assert same.packed_bytes == same.full_bytes


def test_a_border_is_taken_away_and_another_size_is_scaled():
    judge = load_extractor("mnist")
    images = np.random.default_rng(0).uniform(-1, 1, (2, 1, 32, 32)).astype(np.float32)
    assert np.array_equal(fitted(images, judge), images[:, :, 2:30, 2:30])
    assert fitted(images.repeat(2, axis=2).repeat(2, axis=3), judge).shape == (2, 1, 28, 28)
    assert fitted(images.repeat(3, axis=1), judge).shape == (2, 1, 28, 28)


def test_colour_pictures_against_digits_are_scaled_with_a_note():
    few = MeasureSettings(samples=30, seeds=1)
    report = measure_generator(untrained(size=32, channels=3), COARSE, "mnist", few)
    assert "32 x 32 pixels in colour were scaled" in report.full.generated.notes[0]


def test_a_network_that_draws_nan_is_refused_with_a_next_step():
    broken = untrained()
    broken.network.project.weight.copy_(3e38 * broken.network.project.weight.sign())
    with pytest.raises(ValueError, match=r"draws NaN or infinity; train the"):
        measure_generator(broken, COARSE, "mnist", MeasureSettings(samples=20, seeds=1))


def test_stop_ends_the_work_before_the_second_network_draws(subject):
    heard = []

    def stop(share, message):
        heard.append(message)
        if "full precision: picture" in message:
            raise CancelledError

    with pytest.raises(CancelledError):
        measure_generator(subject, COARSE, "mnist", FEW, report=stop)
    assert not any("compressed: picture" in each for each in heard)


def test_the_files_hold_every_sample_of_both_networks_and_every_number(found):
    rows = list(csv.DictReader(io.StringIO(csv_text(found))))
    assert len(rows) == 2 * (150 + 150)
    full = [x for x in rows if x["network"] == "full precision" and x["set"] == "generated"]
    share = np.mean([row["knn_3"] == "True" for row in full])
    content = json.loads(json_text(found))
    changes = {each["metric"]: each for each in content["changes"]}
    assert changes["KNN precision, 3 neighbours"]["full"] == pytest.approx(share)
    page = html_text(found)
    assert "LinearQuantization(bits=3" in page
    assert page.count("<h2>How this was made</h2>") == 2
    assert f"{changes['KNN recall, 3 neighbours']['change']:+.4f}" in page


def test_the_command_writes_three_files_and_refuses_another_file(tmp_path, capsys):
    out = tmp_path / "made" / "report.html"
    words = ["--real", "mnist", "--samples", "30", "--seeds", "1", "--bits", "2"]
    assert main(["--generator", str(FILE), *words, "--out", str(out)]) == 0
    assert all(out.with_suffix(each).stat().st_size for each in (".html", ".csv", ".json"))
    assert main(["--generator", str(tmp_path), *words]) == 2
    assert "is no file" in capsys.readouterr().err
