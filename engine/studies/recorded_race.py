"""The race that ships, so that a page has something to show before the visitor starts one."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np

from engine import zoo
from engine.binary.latent import LatentHistogram
from engine.studies.binary_race import BINARY, FLOAT, Lap, RaceResult

NAME = "binary_race"
_WHOLE = ("epoch", "flips", "changed")
_PLAIN = ("binary_weights", "parameters", "test_samples", "epochs")


def race_arrays(result: RaceResult) -> dict[str, np.ndarray]:
    """Return a race as arrays; :func:`race_from` is its inverse."""
    fields = [each.name for each in dataclasses.fields(Lap) if each.name != "network"]
    arrays = {f"lap.{name}": np.array([getattr(x, name) for x in result.laps]) for name in fields}
    arrays["lap.binary"] = np.array([x.network == BINARY for x in result.laps])
    arrays["edges"] = result.histograms[0].edges
    arrays["counts"] = np.stack([each.counts for each in result.histograms])
    return arrays | {name: np.array(getattr(result, name)) for name in _PLAIN}


def race_from(arrays: Mapping[str, np.ndarray]) -> RaceResult:
    """Return the race that these arrays hold."""
    fields = [each.name for each in dataclasses.fields(Lap) if each.name != "network"]
    laps = []
    for place, binary in enumerate(arrays["lap.binary"]):
        values: dict[str, Any] = {
            name: (int if name in _WHOLE else float)(arrays[f"lap.{name}"][place])
            for name in fields
        }
        laps.append(Lap(network=BINARY if binary else FLOAT, **values))
    histograms = tuple(LatentHistogram(arrays["edges"], each) for each in arrays["counts"])
    return RaceResult(tuple(laps), histograms, **{name: int(arrays[name]) for name in _PLAIN})


def recorded_race() -> RaceResult:
    """Return the race with the default settings that ships.

    Raises:
        NotFoundError: If it does not ship.
    """
    return race_from(zoo.tensors(NAME))
