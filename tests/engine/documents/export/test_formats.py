import importlib.util
import io
from pathlib import Path

import numpy as np
import pytest

from engine.core.errors import IntegrityError, UnsafeFileError
from engine.documents.export.alto import NAMESPACE, alto_xml, read_alto
from engine.documents.export.coco import annotations, coco_set, read_coco
from engine.documents.export.description import Description, described
from engine.documents.export.page_xml import page_xml, read_page_xml
from engine.documents.export.run_length import decoded, encoded
from engine.documents.export.xml_reading import parsed
from engine.documents.export.yolo import read_yolo, yolo_labels
from engine.documents.outlines import line_map
from engine.documents.page_settings import PageSettings
from engine.documents.renderer import render_patch


@pytest.fixture(scope="module")
def page():
    return render_patch(PageSettings(layout="prose", graphics=1.0), 5, size=256, graphic=True)


def maps_agree(one, other, page):
    ours = line_map([line.polygon for line in one], page.size) > 0
    theirs = line_map([line.polygon for line in other], page.size) > 0
    return (ours & theirs).sum() / (ours | theirs).sum()


@pytest.mark.parametrize(("write", "read"), [(page_xml, read_page_xml), (alto_xml, read_alto)])
def test_xml_gives_back_lines_graphics_and_text(page, write, read):
    found = read(write(described(page, "a.png")))
    assert (found.file, found.width, found.height) == ("a.png", 256, 256)
    assert [(line.text, line.kind) for line in found.lines] == [
        (line.text, line.kind) for line in page.lines
    ]
    assert len(found.graphics) == len(page.graphics) > 0
    assert maps_agree(found.lines, page.lines, page) > 0.94
    for ours, theirs in zip(found.lines, page.lines, strict=True):
        ends = theirs.baseline[[0, -1]]
        assert np.abs(ours.baseline[[0, -1]] - ends).max() <= 0.5


@pytest.mark.parametrize(("write", "read"), [(page_xml, read_page_xml), (alto_xml, read_alto)])
def test_a_page_without_lines_is_written_too(write, read):
    found = read(write(Description("empty.png", 10, 20, ())))
    assert (found.width, found.height, found.lines, found.graphics) == (10, 20, (), ())


def test_page_xml_satisfies_its_schema(page):
    etree = pytest.importorskip("lxml.etree", reason="lxml is not installed")
    spec = importlib.util.find_spec("ocrd_validators")
    if spec is None or spec.origin is None:
        pytest.skip("the package ocrd-validators, which holds the schema, is not installed")
    schema = etree.XMLSchema(file=str(Path(spec.origin).parent / "page.xsd"))
    for content in (described(page, "a.png"), Description("b.png", 3, 3, ())):
        schema.assertValid(etree.parse(io.BytesIO(page_xml(content))))


def test_alto_has_the_order_and_attributes_that_version_4_asks_for(page):
    root = parsed(alto_xml(described(page, "a.png")), "alto")
    name = "{" + NAMESPACE + "}"
    assert [each.tag for each in root] == [name + n for n in ("Description", "Tags", "Layout")]
    assert [each.tag for each in root[0]] == [
        name + n for n in ("MeasurementUnit", "sourceImageInformation")
    ]
    assert root[0][0].text == "pixel"
    sheet = root[2][0]
    assert {"ID", "PHYSICAL_IMG_NR", "WIDTH", "HEIGHT"} <= set(sheet.attrib)
    place = {"HPOS", "VPOS", "WIDTH", "HEIGHT"}
    ids = [each.get("ID") for each in root.iter() if each.get("ID")]
    assert len(ids) == len(set(ids))
    tags = {each.get("ID") for each in root[1]}
    for line in root.iter(name + "TextLine"):
        assert [each.tag for each in line] == [name + "Shape", name + "String"]
        assert place | {"ID", "BASELINE", "TAGREFS"} <= set(line.attrib)
        assert line.get("TAGREFS") in tags
        assert place | {"CONTENT"} <= set(line[1].attrib)
        outline = np.array(line[0][0].get("POINTS").split(), int).reshape(-1, 2)
        assert outline.min(0).tolist() == [int(line.get("HPOS")), int(line.get("VPOS"))]


def test_coco_gives_back_every_line_and_the_areas_of_the_mask(page):
    marks = annotations(described(page, "a.png"), page.classes)
    content = coco_set([(described(page, "a.png"), marks)])
    found = read_coco(content)["a.png"]
    assert [line.text for line in found.lines] == [line.text for line in page.lines]
    for ours, theirs in zip(found.lines, page.lines, strict=True):
        assert np.abs(ours.polygon - theirs.polygon).max() <= 0.005
        assert np.abs(ours.baseline - theirs.baseline).max() <= 0.005
    areas = {each["category_id"]: each for each in content["annotations"] if each["iscrowd"]}
    for category, value in ((3, 1), (4, 2)):
        assert (decoded(areas[category]["segmentation"]) == (page.classes == value)).all()
        assert areas[category]["area"] == (page.classes == value).sum()
    ids = [each["id"] for each in content["annotations"]]
    assert ids == list(range(1, len(ids) + 1))


def test_run_lengths_follow_cocos_example():
    mask = np.zeros((3, 3), bool)
    mask[0, 0] = mask[1, 1] = mask[2, 1] = True
    assert encoded(mask) == {"size": [3, 3], "counts": [0, 1, 3, 2, 3]}
    assert (decoded(encoded(mask)) == mask).all()
    for whole in (np.zeros((2, 5), bool), np.ones((2, 5), bool)):
        assert (decoded(encoded(whole)) == whole).all()
    with pytest.raises(IntegrityError, match="must fill"):
        decoded({"size": [3, 3], "counts": [4]})


def test_yolo_gives_back_the_outlines(page):
    found = read_yolo(yolo_labels(described(page, "a.png")), "a.png", page.size)
    assert len(found.lines) == len(page.lines)
    assert len(found.graphics) == len(page.graphics)
    for ours, theirs in zip(found.lines, page.lines, strict=True):
        assert np.abs(ours.polygon - theirs.polygon).max() < 0.001
    with pytest.raises(IntegrityError, match="YOLO row"):
        read_yolo("7 0.1 0.2", "a.png", (9, 9))


@pytest.mark.parametrize(
    "content",
    [b"", b"<PcGts", b"<alto/>", b'<!DOCTYPE a [<!ENTITY b "c">]><PcGts/>', b"\xff\xfe"],
)
def test_unsound_xml_is_refused(content):
    with pytest.raises(UnsafeFileError):
        read_page_xml(content)
