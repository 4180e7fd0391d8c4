"""What stands where on the flat sheet: words in lines, ornaments, rules."""

import dataclasses

from engine.documents.fonts import face


@dataclasses.dataclass(frozen=True)
class Word:
    """A word on its baseline.

    Attributes:
        text: Its letters.
        x: Left end of its baseline in px.
        y: Height of its baseline in px.
        font: Family.
        size: Em square in px.
        italic: Whether it is slanted.
        colour: "ink", "red" or "blue".
    """

    text: str
    x: float
    y: float
    font: str
    size: int
    italic: bool
    colour: str = "ink"

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of its ink in px."""
        left, top, right, bottom = face(self.font, self.size, italic=self.italic).getbbox(
            self.text, anchor="ls"
        )
        return self.x + left, self.y + top, self.x + right, self.y + bottom


@dataclasses.dataclass(frozen=True)
class TextLine:
    """The words of a line, left to right.

    Attributes:
        words: Its words.
        kind: "DefaultLine" or "HeadingLine", as in SegmOnto.
    """

    words: tuple[Word, ...]
    kind: str = "DefaultLine"

    @property
    def text(self) -> str:
        """What is written."""
        return " ".join(each.text for each in self.words)


@dataclasses.dataclass(frozen=True)
class Ornament:
    """Something printed that is not text.

    Attributes:
        kind: "picture", "headpiece", "fleurons", "initial", "tailpiece" or "rule".
        box: Left, top, right, bottom in px.
        seed: Seed of its drawing.
        letter: Letter of an initial.
        font: Family of that letter.
        colour: "ink", "red" or "blue".
    """

    kind: str
    box: tuple[float, float, float, float]
    seed: int
    letter: str = ""
    font: str = "garamond"
    colour: str = "ink"

    @property
    def graphic(self) -> bool:
        """Whether it counts as the class graphic; rules do not, as in the labelled scans."""
        return self.kind != "rule"


@dataclasses.dataclass(frozen=True)
class Layout:
    """A flat sheet.

    Attributes:
        width: In px.
        height: In px.
        lines: Lines of text.
        ornaments: Ornaments and rules.
    """

    width: int
    height: int
    lines: tuple[TextLine, ...]
    ornaments: tuple[Ornament, ...]
