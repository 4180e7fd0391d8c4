"""ALTO 4: a text block with a polygon and a baseline per line, zones named as in SegmOnto."""

import xml.etree.ElementTree as ElementTree

from engine.core.errors import UnsafeFileError
from engine.documents.export.description import Description, bounds, hull_box, whole
from engine.documents.export.xml_reading import children, parsed, points_of, whole_number
from engine.documents.page import PageLine

NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
SCHEMA = "http://www.loc.gov/standards/alto/v4/alto-4-4.xsd"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"

Box = tuple[int, ...]


def _box(box: Box) -> dict[str, str]:
    names = ("HPOS", "VPOS", "WIDTH", "HEIGHT")
    return {name: str(value) for name, value in zip(names, box, strict=True)}


def _text(points: list[tuple[int, int]]) -> str:
    return " ".join(f"{x} {y}" for x, y in points)


def _shape(parent: ElementTree.Element, points: list[tuple[int, int]]) -> None:
    shape = ElementTree.SubElement(parent, "Shape")
    ElementTree.SubElement(shape, "Polygon", POINTS=_text(points))


def alto_xml(page: Description) -> bytes:
    """Return a page as ALTO 4."""
    root = ElementTree.Element(
        "alto",
        {"xmlns": NAMESPACE, "xmlns:xsi": INSTANCE, "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA}"},
    )
    about = ElementTree.SubElement(root, "Description")
    ElementTree.SubElement(about, "MeasurementUnit").text = "pixel"
    source = ElementTree.SubElement(about, "sourceImageInformation")
    ElementTree.SubElement(source, "fileName").text = page.file
    kinds = sorted({line.kind for line in page.lines})
    tags = {kind: f"LT{number}" for number, kind in enumerate(kinds, 1)}
    if tags:
        held = ElementTree.SubElement(root, "Tags")
        for kind, tag in tags.items():
            ElementTree.SubElement(held, "OtherTag", ID=tag, LABEL=kind)
    size = (page.width, page.height)
    sheet = ElementTree.SubElement(
        ElementTree.SubElement(root, "Layout"), "Page", ID="p1", PHYSICAL_IMG_NR="1",
        WIDTH=str(page.width), HEIGHT=str(page.height),
    )  # fmt: skip
    space = ElementTree.SubElement(sheet, "PrintSpace", _box((0, 0, *size)))
    for number, graphic in enumerate(page.graphics, 1):
        points = whole(graphic, size)
        cut = {"ID": f"g{number}", **_box(bounds(points))}
        _shape(ElementTree.SubElement(space, "Illustration", cut), points)
    if page.lines:
        _block(space, page, tags)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _block(space: ElementTree.Element, page: Description, tags: dict[str, str]) -> None:
    size = (page.width, page.height)
    outlines = [whole(line.polygon, size) for line in page.lines]
    block = ElementTree.SubElement(
        space, "TextBlock", {"ID": "b1", **_box(hull_box(outlines, size))}
    )
    for number, (line, outline) in enumerate(zip(page.lines, outlines, strict=True), 1):
        box = _box(bounds(outline))
        element = ElementTree.SubElement(
            block, "TextLine", {"ID": f"l{number}", "TAGREFS": tags[line.kind],
                                "BASELINE": _text(whole(line.baseline, size)), **box},
        )  # fmt: skip
        _shape(element, outline)
        ElementTree.SubElement(
            element, "String", {"ID": f"s{number}", "CONTENT": line.text, **box}
        )


def read_alto(content: bytes) -> Description:
    """Return what an ALTO 4 file says about lines and graphics.

    Raises:
        UnsafeFileError: If it is not sound ALTO.
    """
    root = parsed(content, "alto")
    pages = children(root, "Page")
    if not pages:
        raise UnsafeFileError("an ALTO file must have a Page, got none; is it complete?")
    kinds = {each.get("ID", ""): each.get("LABEL", "") for each in children(root, "OtherTag")}
    lines = []
    for element in children(pages[0], "TextLine"):
        tags = (kinds[tag] for tag in element.get("TAGREFS", "").split() if tag in kinds)
        text = " ".join(each.get("CONTENT", "") for each in children(element, "String"))
        polygons = [
            each for child in element if child.tag.endswith("Shape")
            for each in children(child, "Polygon")
        ]  # fmt: skip
        outline = points_of(polygons[0].get("POINTS", "") if polygons else "")
        base = points_of(element.get("BASELINE", ""))
        lines.append(PageLine(outline, base, text, next(tags, "DefaultLine")))
    graphics = [
        points_of(each.get("POINTS", ""))
        for cut in children(pages[0], "Illustration")
        for each in children(cut, "Polygon")
    ]
    names = children(root, "fileName")
    size = whole_number(pages[0], "WIDTH"), whole_number(pages[0], "HEIGHT")
    name = (names[0].text or "") if names else ""
    return Description(name, *size, tuple(lines), tuple(graphics))
