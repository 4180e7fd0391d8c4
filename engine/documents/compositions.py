"""The kinds of page: prose, verse, columns, title, letter, plate."""

import numpy as np

from engine.documents.layout import Layout
from engine.documents.page_parts import (
    chapter,
    foot,
    headpiece,
    marginal_note,
    opening,
    picture,
    rubric,
    rule,
    running_head,
    scale,
)
from engine.documents.page_style import PageStyle
from engine.documents.typesetter import Column, Typesetter
from engine.documents.words import Scribe


def composed(style: PageStyle, random: np.random.Generator) -> Layout:
    """Return the flat sheet of a page.

    Args:
        style: Its choices.
        random: Where the details come from.
    """
    setter = Typesetter(style, Scribe(int(random.integers(2**31))), random)
    if style.layout in {"prose", "verse", "columns"}:
        running_head(setter)
    columns = setter.columns()
    head = Column(style.left, style.right, columns[0].y, style.bottom)
    COMPOSITIONS[style.layout](setter, head, columns)
    if style.layout in {"prose", "verse"}:
        foot(setter, head)
    return setter.layout()


def _prose(setter: Typesetter, head: Column, columns: list[Column]) -> None:
    style = setter.style
    head.y += 0.8 * style.pitch
    if setter.chance(0.55):
        headpiece(setter, head)
        chapter(setter, head)
    for column in columns:
        column.y = head.y
        opening(setter, column, int(setter.random.integers(40, 120)))
        while not column.full:
            if setter.chance(0.08):
                column.y += 0.5 * style.pitch
                chapter(setter, column)
            setter.paragraph(column, int(setter.random.integers(25, 110)), first=style.size)
    if setter.chance(0.25):
        marginal_note(setter)


def _verse(setter: Typesetter, head: Column, columns: list[Column]) -> None:
    style = setter.style
    head.y += 0.6 * style.pitch
    for column in columns:
        column.y = head.y
        inset = float(setter.random.uniform(0, 0.12)) * (column.right - column.left)
        while not column.full:
            if setter.chance(0.4):
                setter.centred([setter.scribe.numeral()], column, scale=1.1)
            elif setter.chance(0.4):
                setter.centred(setter.scribe.heading(1), column, scale=scale(setter, 1.2),
                               spaced=setter.chance(0.5))  # fmt: skip
            indented = setter.chance(0.5)
            for row in range(int(setter.random.integers(4, 15))):
                if column.full:
                    break
                start = column.left + inset + (style.size if indented and row % 2 else 0)
                words = setter.scribe.words(9)
                room = (column.right - start) * float(setter.random.uniform(0.65, 1))
                setter.put(setter.whole(words, room), start, column.y)
                column.y += style.pitch
            column.y += float(setter.random.uniform(0, 0.7)) * style.pitch


def _title(setter: Typesetter, head: Column, _columns: list[Column]) -> None:
    style = setter.style
    for part in range(int(setter.random.integers(3, 6))):
        for _ in range(int(setter.random.integers(1, 4))):
            large = float(setter.random.choice((0.9, 1.2, 1.6, 2.3)))
            count = int(setter.random.integers(1, 3 if large > 1.3 else 6))
            capital = setter.chance(0.6)
            words = setter.scribe.heading(count) if capital else setter.scribe.words(count)
            setter.centred(words, head, scale=large, italic=not capital and setter.chance(0.5),
                           colour=rubric(setter))  # fmt: skip
        head.y += float(setter.random.uniform(0.2, 1.2)) * style.pitch
        if part == 1 and setter.chance(style.graphics):
            picture(setter, head, float(setter.random.uniform(0.15, 0.3)))
        if head.y > head.bottom - 4 * style.pitch:
            break
    if setter.chance(style.graphics):
        rule(setter, head)
    setter.centred(setter.scribe.heading(2), head, scale=1.1)
    setter.centred(setter.scribe.words(4), head, scale=0.9, italic=True)


def _letter(setter: Typesetter, head: Column, columns: list[Column]) -> None:
    style = setter.style
    if setter.chance(0.3):
        number = setter.scribe.page_number()
        setter.put([number], style.right, style.top)
    for column in columns:
        column.y += float(setter.random.uniform(0, 3)) * style.pitch
        column.bottom -= float(setter.random.uniform(0, 0.35)) * (column.bottom - column.y)
        if setter.chance(0.4):
            setter.centred(setter.scribe.words(3), column, scale=1.2)
        opening(setter, column, 30)
        while not column.full:
            setter.paragraph(column, int(setter.random.integers(30, 140)), first=2 * style.size)
    if setter.chance(0.3):
        marginal_note(setter)


def _plate(setter: Typesetter, head: Column, columns: list[Column]) -> None:
    if setter.chance(0.5):
        setter.centred(setter.scribe.words(4), head, scale=1.2, italic=True)
    picture(setter, head, float(setter.random.uniform(0.3, 0.5)))
    chapter(setter, head)
    for column in columns:
        column.y = head.y
        opening(setter, column, 60)


COMPOSITIONS = {
    "prose": _prose, "verse": _verse, "columns": _prose,
    "title": _title, "letter": _letter, "plate": _plate,
}  # fmt: skip
