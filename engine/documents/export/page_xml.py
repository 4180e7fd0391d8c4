"""PAGE-XML 2019-07-15: one text region with a polygon and a baseline per line."""

import xml.etree.ElementTree as ElementTree

from engine.documents.export.description import Description, hull_box, whole
from engine.documents.export.xml_reading import children, parsed, points_of, whole_number
from engine.documents.page import PageLine

NAMESPACE = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"
CREATED = "2026-01-01T00:00:00"
"""A fixed date: the same page is the same file."""


def _text(points: list[tuple[int, int]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def page_xml(page: Description) -> bytes:
    """Return a page as PAGE-XML."""
    root = ElementTree.Element("PcGts", xmlns=NAMESPACE)
    meta = ElementTree.SubElement(root, "Metadata")
    for name, value in (("Creator", "Modelarium"), ("Created", CREATED), ("LastChange", CREATED)):
        ElementTree.SubElement(meta, name).text = value
    body = ElementTree.SubElement(
        root, "Page", imageFilename=page.file, imageWidth=str(page.width),
        imageHeight=str(page.height),
    )  # fmt: skip
    size = (page.width, page.height)
    for number, graphic in enumerate(page.graphics, 1):
        region = ElementTree.SubElement(body, "GraphicRegion", id=f"g{number}")
        ElementTree.SubElement(region, "Coords", points=_text(whole(graphic, size)))
    if page.lines:
        _region(body, page, size)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _region(body: ElementTree.Element, page: Description, size: tuple[int, int]) -> None:
    outlines = [whole(line.polygon, size) for line in page.lines]
    left, top, wide, tall = hull_box(outlines, size)
    corners = [(left, top), (left + wide, top), (left + wide, top + tall), (left, top + tall)]
    region = ElementTree.SubElement(body, "TextRegion", id="r1")
    ElementTree.SubElement(region, "Coords", points=_text(corners))
    for number, (line, outline) in enumerate(zip(page.lines, outlines, strict=True), 1):
        custom = f"structure {{type:{line.kind};}}"
        element = ElementTree.SubElement(region, "TextLine", id=f"l{number}", custom=custom)
        ElementTree.SubElement(element, "Coords", points=_text(outline))
        ElementTree.SubElement(element, "Baseline", points=_text(whole(line.baseline, size)))
        if line.text:
            text = ElementTree.SubElement(element, "TextEquiv")
            ElementTree.SubElement(text, "Unicode").text = line.text


def read_page_xml(content: bytes) -> Description:
    """Return what a PAGE-XML file of any year says about lines and graphics.

    Raises:
        UnsafeFileError: If it is not sound PAGE-XML.
    """
    body = children(parsed(content, "PcGts"), "Page")[:1]
    if not body:
        return Description("", 0, 0, ())
    page = body[0]
    lines = []
    for element in children(page, "TextLine"):
        parts = {each.tag.rpartition("}")[2]: each for each in element}
        text = "".join(each.text or "" for each in children(element, "Unicode")[:1])
        custom = element.get("custom", "")
        kind = custom.partition("type:")[2].partition(";")[0] or "DefaultLine"
        outline, base = (
            points_of(parts[name].get("points", "") if name in parts else "")
            for name in ("Coords", "Baseline")
        )
        lines.append(PageLine(outline, base, text, kind))
    graphics = [
        points_of(child.get("points", ""))
        for region in children(page, "GraphicRegion")
        for child in region
        if child.tag.endswith("Coords")
    ]
    size = whole_number(page, "imageWidth"), whole_number(page, "imageHeight")
    return Description(page.get("imageFilename", ""), *size, tuple(lines), tuple(graphics))
