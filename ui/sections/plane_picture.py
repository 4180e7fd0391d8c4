"""The picture of points that a visitor can drag; ``plane_picture.js`` draws it in the browser.

What comes back from the browser is not trusted: a move that names no point is dropped.
"""

import dataclasses
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from ui.theme import Palette

Moves = dict[tuple[str, int], tuple[float, float]]
_HERE = Path(__file__).parent
_PANEL = (
    '<div class="panel"><div class="head"><span class="name"></span><span class="score"></span>'
    '</div><svg tabindex="0" role="application" aria-label=""></svg></div>\n'
)
_MOST_MOVES = 500

_picture = st.components.v2.component(
    "modelarium.plane_picture",
    html=f'<div class="plane">\n{_PANEL * 2}<div class="status" aria-live="polite"></div></div>',
    css=_HERE.joinpath("plane_picture.css").read_text("utf-8"),
    js=_HERE.joinpath("plane_picture.js").read_text("utf-8"),
)


@dataclasses.dataclass(frozen=True)
class Panel:
    """One of the two pictures.

    Attributes:
        name: Its heading.
        score: The number beside the heading.
        label: What a screen reader says of it.
        accepted: For each judged point: it counts.
        circles: Balls as (x, y, radius).
        area: Accepted region as an SVG path in the coordinates of the points, or "".
        rings: Balls that explain the selected point, as (x, y, radius, whether it holds it).
        cells: Buckets that explain it: corners, and whether enough points lie in them.
        lines: Lines that explain it, as (x, y, x, y).
    """

    name: str
    score: str
    label: str
    accepted: Sequence[bool]
    circles: Sequence[tuple[float, float, float]] = ()
    area: str = ""
    rings: Sequence[tuple[float, float, float, bool]] = ()
    cells: Sequence[dict[str, Any]] = ()
    lines: Sequence[tuple[float, float, float, float]] = ()


@dataclasses.dataclass(frozen=True)
class Touched:
    """What the visitor has done to a set of points.

    Attributes:
        moves: New place of each dragged point, by ("real" or "generated", index).
        selected: The point that was clicked last, or None.
        version: Counts the messages from the browser.
    """

    moves: Moves = dataclasses.field(default_factory=dict)
    selected: tuple[str, int] | None = None
    version: int = 0


def touched(key: str, token: str, counts: dict[str, int]) -> Touched:
    """Return what the browser has told about the set ``token``; nothing if it tells of another.

    Args:
        key: Key of the picture.
        token: Which set of points the page shows now.
        counts: Points by "real" and "generated".
    """
    told = st.session_state.get(key, {}).get("points")
    if not isinstance(told, dict) or told.get("token") != token:
        return Touched()
    moves: Moves = {}
    for each in list(told.get("moves") or ())[:_MOST_MOVES]:
        point = _point(each[:2], counts) if isinstance(each, list) and len(each) == 4 else None
        if point and all(isinstance(x, int | float) and math.isfinite(x) for x in each[2:]):
            moves[point] = (float(each[2]), float(each[3]))
    version = told.get("version")
    return Touched(
        moves,
        _point(told.get("selected"), counts),
        version if isinstance(version, int) else 0,
    )


def _point(given: object, counts: dict[str, int]) -> tuple[str, int] | None:
    if not isinstance(given, list | tuple) or len(given) != 2:
        return None
    kind, index = given
    if kind not in counts or not str(index).isdecimal() or int(index) >= counts[kind]:
        return None
    return str(kind), int(index)


def draw(
    key: str,
    token: str,
    panels: tuple[Panel, Panel],
    *,
    points: dict[str, Any],
    state: Touched,
    palette: Palette,
) -> None:
    """Draw both pictures.

    Args:
        key: Key of the picture.
        token: Which set of points it is; another token forgets all moves.
        panels: Left and right.
        points: ``real`` and ``generated`` places, ``judged``, ``half`` width, and ``status``.
        state: What the visitor has done.
        palette: Colours of the page's mode.
    """
    _picture(
        key=key,
        data={
            **points,
            "token": token,
            "version": state.version,
            "moves": [[*point, *where] for point, where in state.moves.items()],
            "selected": state.selected,
            "panels": [dataclasses.asdict(each) for each in panels],
            "colours": {
                "background": palette.background,
                "text": palette.text,
                "reference": palette.full,
                "region": palette.quantized,
                "accepted": palette.measured,
                "rejected": palette.clip,
                "focus": palette.quantized,
            },
        },
        on_points_change=lambda: None,
    )
