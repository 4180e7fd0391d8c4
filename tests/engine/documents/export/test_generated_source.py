import dataclasses
import json
import pickle

import numpy as np
import pytest

from engine.core.errors import EngineError
from engine.documents.activations import Look
from engine.documents.cluster_learning import learn_clusters
from engine.documents.cluster_map import ClusterMap
from engine.documents.composition import Composed
from engine.documents.export import SetPlan, export_set
from engine.documents.export.generated_source import GeneratedSource, as_page
from engine.documents.export.page_xml import read_page_xml
from engine.documents.generated import GeneratedPatch
from engine.documents.spherical_kmeans import SphericalKMeans


@pytest.fixture(scope="module")
def labeller(tiny_generator):
    method = SphericalKMeans(clusters=4, steps=5)
    found = learn_clusters(tiny_generator.network, method, samples=6).labeller(tiny_generator)
    return dataclasses.replace(found, stages=dataclasses.replace(found.stages, largest=1.0))


def test_a_set_is_written_with_the_seed_of_every_item(labeller, tmp_path):
    plan = SetPlan(count=3, seed=40, source=GeneratedSource(labeller))
    done = export_set(plan, tmp_path / "set")
    manifest = json.loads((tmp_path / "set" / "manifest.json").read_text())
    assert (done.items, done.drawn) == (3, 3)
    assert [each["seed"] for each in manifest["items"]] == [40, 41, 42]
    assert manifest["generator"] == "tiny"
    assert manifest["map"]["version"] == 1
    again = export_set(plan, tmp_path / "set")
    assert again.drawn == 0
    for path in (tmp_path / "set" / "page").rglob("*.xml"):
        assert read_page_xml(path.read_bytes()).width == 32


def test_a_source_survives_the_way_to_another_process(labeller):
    source = GeneratedSource(labeller, Look(truncation=0.5))
    other = pickle.loads(pickle.dumps(source))
    assert (other(3).image == source(3).image).all()
    assert other.description() == source.description()


def test_another_map_is_another_set(labeller, tmp_path):
    export_set(SetPlan(count=1, source=GeneratedSource(labeller)), tmp_path / "set")
    none = ClusterMap({k: (0,) * len(v) for k, v in labeller.centres.items()})
    other = GeneratedSource(labeller.with_classes(none))
    with pytest.raises(ValueError, match="another set"):
        export_set(SetPlan(count=1, source=other), tmp_path / "set")


def test_a_map_that_drops_everything_is_an_error_with_a_next_step(labeller):
    every = ClusterMap({k: (1,) * len(v) for k, v in labeller.centres.items()})
    strict = dataclasses.replace(labeller.stages, largest=0.9)
    broken = dataclasses.replace(labeller.with_classes(every), stages=strict)
    with pytest.raises(EngineError, match="correct the cluster map"):
        GeneratedSource(broken)(1)


def test_a_page_has_areas_ink_lines_and_graphics_of_its_label():
    mask = np.zeros((64, 64), np.uint8)
    for base in (15, 27):
        for x in range(4, 60, 4):
            mask[base - 5 : base, x : x + 2] = 1
    mask[40:60, 20:50] = 2
    image = np.full((64, 64, 1), 200, np.uint8)
    page = as_page(GeneratedPatch(9, 0, image, Composed(mask, "", 1, 0), {}), Look())
    assert (len(page.lines), len(page.graphics)) == (2, 1)
    assert page.image.shape == (64, 64, 3)
    assert (page.ink == (mask == 1)).all()
    assert page.classes[50, 30] == 2
    assert page.classes[13, 7] == 1
    assert page.seed == 9
