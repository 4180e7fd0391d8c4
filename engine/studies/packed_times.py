"""Times of packed layers that ship, so that the race has an answer before it is run."""

import functools
from typing import TYPE_CHECKING

from engine import zoo
from engine.core.errors import EngineError
from engine.studies.packed_race import CONTESTANTS, PackedRace, RaceResult

if TYPE_CHECKING:
    import pandas as pd

NAME = "packed_times"
SHAPES = ((64, 56), (128, 28), (256, 14), (512, 7))
"""Channels and side: the stages of a ResNet-18 at 224 pixels."""


def result_row(race: PackedRace, found: RaceResult) -> dict[str, float | int | str | bool]:
    """Return one race as a row of the shipped table.

    Args:
        race: What was timed.
        found: Its result.
    """
    return {
        "channels": race.channels,
        "side": race.side,
        "rounds": race.rounds,
        **found.milliseconds,
        "clock": found.clock,
        "products": found.products,
        "equal": found.equal,
        "float_bytes": found.float_bytes,
        "packed_bytes": found.packed_bytes,
        "features": ", ".join(found.features),
    }


@functools.lru_cache(maxsize=1)
def _table() -> "pd.DataFrame":
    return zoo.table(NAME)


def shipped_result(channels: int, side: int) -> RaceResult | None:
    """Return the shipped times of a layer, or None where it was not timed.

    Args:
        channels: In and out.
        side: Of the map in pixels.
    """
    try:
        table = _table()
    except EngineError:
        return None
    rows = table[(table["channels"] == channels) & (table["side"] == side)]
    if rows.empty:
        return None
    row = rows.iloc[0]
    return RaceResult(
        {name: float(row[name]) for name in CONTESTANTS},
        str(row["clock"]),
        int(row["products"]),
        bool(row["equal"]),
        int(row["float_bytes"]),
        int(row["packed_bytes"]),
        tuple(str(row["features"]).split(", ")),
    )
