"""Parts of pages: running heads, chapters, initials, notes in the margin."""

from engine.documents.typesetter import Column, Manner, Typesetter


def running_head(setter: Typesetter) -> None:
    """Set title and page number over the text."""
    style, y = setter.style, setter.style.top - 0.4 * setter.style.pitch
    spare = 0.12 * (style.right - style.left)
    head = Column(style.left + spare, style.right - spare, y, style.bottom)
    setter.centred(
        setter.scribe.heading(int(setter.random.integers(1, 4))), head,
        scale=0.9, spaced=setter.chance(0.4), italic=setter.chance(0.3),
    )  # fmt: skip
    number = setter.scribe.page_number()
    wide = setter.width(number, style.size, italic=False)
    x = style.right - wide if setter.chance(0.5) else style.left
    setter.put([number], x, y, Manner(italic=False))


def foot(setter: Typesetter, column: Column) -> None:
    """Set catchword and signature under the text."""
    style = setter.style
    y = style.bottom + 1.1 * style.pitch
    word = setter.scribe.word()
    setter.put([word], style.right - setter.width(word, style.size, italic=style.italic), y)
    if setter.chance(0.4):
        setter.put([setter.scribe.heading(1)[0][0], setter.scribe.numeral()],
                   (column.left + column.right) / 2, y)  # fmt: skip


def headpiece(setter: Typesetter, column: Column) -> None:
    """Place a woodcut over a chapter, in some of the cases."""
    if not setter.chance(0.6 * setter.style.graphics):
        return
    kind = "fleurons" if setter.chance(0.4) else "headpiece"
    tall = setter.style.pitch * (1.0 if kind == "fleurons" else setter.random.uniform(2.5, 5))
    top = column.y - 0.8 * setter.style.pitch
    setter.ornament(kind, (column.left, top, column.right, top + tall))
    column.y += tall + 0.9 * setter.style.pitch


def rule(setter: Typesetter, column: Column, *, share: float = 1.0) -> None:
    """Place a printed rule over ``share`` of the column."""
    y = column.y - 0.55 * setter.style.pitch
    spare = (column.right - column.left) * (1 - share) / 2
    setter.ornament("rule", (column.left + spare, y, column.right - spare, y + 1.5))
    column.y += 0.5 * setter.style.pitch


def opening(setter: Typesetter, column: Column, count: int) -> None:
    """Set a paragraph that starts with an initial where one is due."""
    style = setter.style
    held = int(setter.random.integers(2, 6 if not style.hand else 4))
    if not setter.chance(style.graphics) or column.y + held * style.pitch > column.bottom:
        setter.paragraph(column, count, first=1.2 * style.size)
        return
    top = column.y - 0.72 * style.size
    side = (held - 1) * style.pitch + 0.78 * style.size
    wide = side * float(setter.random.uniform(0.85, 1.05))
    colour = ("red", "blue")[int(setter.random.integers(2))] if style.colours else "ink"
    letter = setter.scribe.initial()
    setter.ornament("initial", (column.left, top, column.left + wide, top + side),
                    letter=letter, colour=colour)  # fmt: skip
    setter.paragraph(column, max(count, 8 * held), first=wide + 0.25 * style.size, held=held)


def chapter(setter: Typesetter, column: Column) -> None:
    """Set one to three lines of heading."""
    for _ in range(int(setter.random.integers(1, 4))):
        count = int(setter.random.integers(1, 4))
        if setter.chance(0.5):
            setter.centred(setter.scribe.heading(count), column, scale=scale(setter, 1.5),
                           colour=rubric(setter))  # fmt: skip
        else:
            setter.centred(setter.scribe.words(count + 2), column, scale=scale(setter, 1.3),
                           italic=setter.chance(0.5), colour=rubric(setter))  # fmt: skip
    if setter.chance(0.3 * setter.style.graphics):
        rule(setter, column, share=0.25)
    column.y += 0.3 * setter.style.pitch


def scale(setter: Typesetter, most: float) -> float:
    """Return a random size of a heading over the body's."""
    return float(setter.random.uniform(0.9, most))


def rubric(setter: Typesetter) -> str:
    """Return the colour of a heading."""
    return "red" if setter.style.colours and setter.chance(0.5) else "ink"


def picture(setter: Typesetter, column: Column, share: float) -> None:
    """Place a woodcut picture as tall as ``share`` of the page."""
    tall = share * setter.style.height
    wide = min(column.right - column.left, tall * float(setter.random.uniform(0.8, 1.5)))
    left = (column.left + column.right - wide) / 2
    top = column.y - 0.6 * setter.style.pitch
    setter.ornament("picture", (left, top, left + wide, top + tall))
    column.y += tall + 1.2 * setter.style.pitch


def marginal_note(setter: Typesetter) -> None:
    """Set a few small lines beside the text where there is room."""
    style = setter.style
    size, x = max(5, round(0.75 * style.size)), 0.06 * style.width
    room, y = (
        style.left - x - 0.5 * style.size,
        float(setter.random.uniform(0.2, 0.7)) * style.height,
    )
    if room < 3 * size:
        return
    for _ in range(int(setter.random.integers(2, 5))):
        setter.put(setter.scribe.words(2)[: 1 if room < 6 * size else 2], x, y, Manner(size=size))
        y += 0.8 * style.pitch
