"""Sets words into lines, column by column."""

import dataclasses

import numpy as np

from engine.documents.fonts import face
from engine.documents.layout import Layout, Ornament, TextLine, Word
from engine.documents.page_style import PageStyle
from engine.documents.words import LONG_S, Scribe

OLD_LETTERS = {LONG_S: "s", "ã": "an", "õ": "on", "ẽ": "en", "ũ": "um"}


@dataclasses.dataclass
class Column:
    """The free part of a column of text.

    Attributes:
        left: Left edge in px.
        right: Right edge in px.
        y: Next baseline in px.
        bottom: Last baseline allowed in px.
    """

    left: float
    right: float
    y: float
    bottom: float

    @property
    def full(self) -> bool:
        """Whether no further line fits."""
        return self.y > self.bottom


@dataclasses.dataclass(frozen=True)
class Manner:
    """How one line is set.

    Attributes:
        size: Em square in px, 0 for the body's.
        right: Where a justified line ends in px, 0 for a ragged one.
        italic: Whether it is slanted, None for as the body is.
        kind: "DefaultLine" or "HeadingLine".
        colour: "ink", "red" or "blue".
    """

    size: int = 0
    right: float = 0.0
    italic: bool | None = None
    kind: str = "DefaultLine"
    colour: str = "ink"


class Typesetter:
    """Collects lines and ornaments of one page."""

    def __init__(self, style: PageStyle, scribe: Scribe, random: np.random.Generator) -> None:
        self.style, self.scribe, self.random = style, scribe, random
        self.lines: list[TextLine] = []
        self.ornaments: list[Ornament] = []

    def layout(self) -> Layout:
        """Return what has been set."""
        return Layout(
            self.style.width, self.style.height, tuple(self.lines), tuple(self.ornaments)
        )

    def chance(self, share: float) -> bool:
        """Return True in this share of the cases."""
        return bool(self.random.random() < share)

    def columns(self) -> list[Column]:
        """Return the empty columns of the page."""
        style = self.style
        gap = 1.2 * style.pitch
        wide = (style.right - style.left - gap * (style.columns - 1)) / style.columns
        starts = [style.left + index * (wide + gap) for index in range(style.columns)]
        return [Column(x, x + wide, style.top + style.pitch, style.bottom) for x in starts]

    def width(self, text: str, size: int, *, italic: bool) -> float:
        """Return the advance of a text in px."""
        return face(self.style.font, size, italic=italic).getlength(text)

    def castable(self, text: str) -> str:
        """Return a text without the old letters that a hand's face lacks."""
        if self.style.hand:
            for old, new in OLD_LETTERS.items():
                text = text.replace(old, new)
        return text

    def space(self, size: int) -> float:
        """Return the width of a word space in px."""
        return size * (0.26 if not self.style.hand else 0.32)

    def put(self, words: list[str], x: float, y: float, manner: "Manner | None" = None) -> float:
        """Set one line from ``x`` on.

        Returns:
            Where the line ends in px.
        """
        style, manner = self.style, manner or Manner()
        size, right = manner.size or style.size, manner.right
        italic = style.italic if manner.italic is None else manner.italic
        words = [self.castable(word) for word in words]
        widths = [self.width(word, size, italic=italic) for word in words]
        space = self.space(size)
        if right and len(words) > 1:
            stretched = (right - x - sum(widths)) / (len(words) - 1)
            space = stretched if stretched < 2.5 * space else space
        wander = (0.05 if style.hand else 0.012) * size
        set_words, tilt = [], float(self.random.normal(0, 0.004)) if style.hand else 0.0
        for word, wide in zip(words, widths, strict=True):
            drop = float(self.random.normal(0, wander)) + tilt * (x - style.left)
            set_words.append(Word(word, x, y + drop, style.font, size, italic, manner.colour))
            x += wide + space
        self.lines.append(TextLine(tuple(set_words), manner.kind))
        return x - space

    def centred(
        self, words: list[str], column: Column, *, scale: float = 1.0, spaced: bool = False,
        italic: bool = False, colour: str = "ink",
    ) -> None:  # fmt: skip
        """Set a heading in the middle of the column, smaller where it would not fit."""
        size = max(5, round(self.style.size * scale))
        if spaced:
            words = [" ".join(word) + "  " for word in words]
        wide = self._natural(words, size, italic=italic)
        room = column.right - column.left
        if wide > room:
            size = max(5, int(size * room / wide))
            wide = self._natural(words, size, italic=italic)
        column.y += max(0.0, size - self.style.size) * 0.8
        middle = (column.left + column.right) / 2 + float(self.random.normal(0, 0.004)) * room
        manner = Manner(size=size, italic=italic, kind="HeadingLine", colour=colour)
        self.put(words, middle - wide / 2, column.y, manner)
        column.y += self.style.pitch * max(1.0, 0.6 + 0.5 * scale)

    def _natural(self, words: list[str], size: int, *, italic: bool) -> float:
        widths = sum(self.width(word, size, italic=italic) for word in words)
        return widths + self.space(size) * (len(words) - 1)

    def paragraph(self, column: Column, count: int, *, first: float = 0.0, held: int = 0) -> None:
        """Set words in lines, justified in print and ragged by hand.

        Args:
            column: Where.
            count: Words.
            first: Indent of the first line in px, or of ``held`` lines where that is given.
            held: Lines that an initial pushes aside.
        """
        style = self.style
        waiting, line = self.scribe.words(count), 0
        while waiting and not column.full:
            start = column.left + (first if line < max(1, held) else 0.0)
            row, waiting = self.broken(waiting, column.right - start)
            ragged = style.hand or not waiting
            if style.hand:
                start += float(self.random.normal(0, 0.15)) * style.size
            self.put(row, start, column.y, Manner(right=0.0 if ragged else column.right))
            column.y += style.pitch
            line += 1

    def broken(self, words: list[str], room: float) -> tuple[list[str], list[str]]:
        """Return the words of the first line and the rest, a long word divided with a hyphen."""
        wide, space = 0.0, 0.8 * self.space(self.style.size)
        for index, word in enumerate(words):
            more = self.width(word, self.style.size, italic=self.style.italic)
            if wide + more > room:
                head, tail = self._divided(word, room - wide, must=not index)
                return words[:index] + head, tail + words[index + 1 :]
            wide += more + space
        return words, []

    def whole(self, words: list[str], room: float) -> list[str]:
        """Return the undivided words of a line of verse."""
        row, _ = self.broken(words, room)
        return row[:-1] if len(row) > 1 and row[-1].endswith("-") else row

    def _divided(self, word: str, room: float, *, must: bool) -> tuple[list[str], list[str]]:
        for cut in range(len(word) - 2, 1, -1):
            part = word[:cut] + "-"
            if self.width(part, self.style.size, italic=self.style.italic) <= room:
                return [part], [word[cut:]]
        return ([word], []) if must else ([], [word])

    def ornament(
        self, kind: str, box: tuple[float, float, float, float], *, letter: str = "",
        colour: str = "ink",
    ) -> None:  # fmt: skip
        """Place an ornament."""
        seed = int(self.random.integers(2**31))
        font = "garamond" if self.style.hand else self.style.font
        self.ornaments.append(Ornament(kind, box, seed, letter, font, colour))
