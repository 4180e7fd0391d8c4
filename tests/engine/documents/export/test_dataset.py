import dataclasses
import json
import threading
import zipfile

import numpy as np
import pytest
from PIL import Image

from engine.core.errors import CancelledError
from engine.documents.export import ProceduralSource, SetPlan, export_set, zip_set
from engine.documents.export.page_xml import read_page_xml
from engine.documents.page_settings import PageSettings

SOURCE = ProceduralSource(PageSettings(paper="cream"), patch=64)
PLAN = SetPlan(count=5, seed=3, source=SOURCE)


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    folder = tmp_path_factory.mktemp("set")
    return export_set(PLAN, folder)


def test_a_tenth_is_for_validation_and_no_item_is_in_both():
    items = SetPlan(count=200, seed=1, source=SOURCE).items()
    held = [item.index for item in items if item.split == "val"]
    assert len(held) == 20
    assert [item.index for item in items] == list(range(200))
    again = SetPlan(count=200, seed=2, source=SOURCE).items()
    assert held != [item.index for item in again if item.split == "val"]


def test_every_item_has_all_its_files_and_its_seed_in_the_manifest(finished):
    manifest = json.loads((finished.folder / "manifest.json").read_text())
    assert [each["seed"] for each in manifest["items"]] == [3, 4, 5, 6, 7]
    for each in manifest["items"]:
        stem = f"{each['index']:06d}"
        page = SOURCE(each["seed"])
        assert (np.asarray(Image.open(finished.folder / each["file"])) == page.image).all()
        mask = np.asarray(Image.open(finished.folder / "masks" / each["split"] / f"{stem}.png"))
        assert (mask == page.classes).all()
        xml = (finished.folder / "page" / each["split"] / f"{stem}.xml").read_bytes()
        assert len(read_page_xml(xml).lines) == each["lines"]
    pictures = [
        image["file_name"]
        for split in ("train", "val")
        for image in json.loads((finished.folder / f"coco_{split}.json").read_text())["images"]
    ]
    assert len(pictures) == 5


def test_the_balance_is_the_mean_of_the_masks(finished):
    masks = [np.asarray(Image.open(p)) for p in finished.folder.glob("masks/*/*.png")]
    share = np.mean([(mask == 1).mean() for mask in masks])
    assert finished.balance["mean_shares"]["text"] == pytest.approx(share, abs=1e-4)
    assert finished.balance["items_showing"]["text"] == sum((m == 1).any() for m in masks)


def test_a_stopped_export_goes_on_and_ends_with_the_same_files(tmp_path, finished):
    def report(share, message):
        if share >= 0.4:
            raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        export_set(PLAN, tmp_path, report=report)
    assert not (tmp_path / "manifest.json").exists()
    for thread in threading.enumerate():  # the item in hand is still finished
        if thread.name == "tasks":
            thread.join(20)
    done = len(list(tmp_path.glob("records/*.json")))
    assert 2 <= done < 5
    assert export_set(PLAN, tmp_path).drawn == 5 - done
    assert files(tmp_path) == files(finished.folder)


def test_a_half_written_item_is_made_again(tmp_path, finished):
    export_set(PLAN, tmp_path)
    (tmp_path / "records" / "000002.json").write_text('{"index": 2, "spl')
    next(tmp_path.glob("images/*/000004.png")).unlink()
    assert export_set(PLAN, tmp_path).drawn == 2
    assert files(tmp_path) == files(finished.folder)


def test_a_finished_set_is_not_drawn_again(finished):
    assert export_set(PLAN, finished.folder).drawn == 0


def test_a_folder_with_something_else_is_left_alone(tmp_path, finished):
    with pytest.raises(ValueError, match="another set"):
        export_set(dataclasses.replace(PLAN, seed=4), finished.folder)
    (tmp_path / "diary.txt").write_text("mine")
    with pytest.raises(ValueError, match="must be empty"):
        export_set(PLAN, tmp_path)


def test_a_balanced_set_shows_a_graphic_on_every_second_page():
    source = ProceduralSource(PageSettings(layout="prose", graphics=0.2), patch=96)
    plan = SetPlan(count=6, balanced=True, source=source)
    shown = [bool(source(each.seed, graphic=each.graphic).graphics) for each in plan.items()]
    assert all(shown[1::2])


def test_the_zip_holds_the_set_and_is_the_same_twice(tmp_path, finished):
    one = zip_set(finished.folder, tmp_path / "one.zip").read_bytes()
    assert one == zip_set(finished.folder, tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        names = set(archive.namelist())
        assert archive.testzip() is None
    assert {"manifest.json", "data.yaml", "coco_val.json"} <= names
    assert sum(name.endswith(".xml") for name in names) == 10
    assert not any(name.startswith("records/") for name in names)


def test_an_unfinished_set_is_not_packed(tmp_path):
    with pytest.raises(ValueError, match="export first"):
        zip_set(tmp_path, tmp_path / "a.zip")


def test_a_count_out_of_range_is_refused():
    with pytest.raises(ValueError, match="count must lie between"):
        SetPlan(count=0)
