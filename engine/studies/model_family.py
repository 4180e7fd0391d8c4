"""The whole BERT family at one width: how far each member shrinks, and how much its weights err.

Sizes follow from the shapes, so all 28 members are known without a download; errors need weights
and are measured on the models that are here.
"""

import dataclasses
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from engine.core.jobs import Report
from engine.language.family import FAMILY, FamilyMember

if TYPE_CHECKING:
    import pandas as pd
    from torch import nn

FULL_BITS = 32


@dataclasses.dataclass(frozen=True)
class FamilySize:
    """What one member takes when its weights are packed.

    Attributes:
        title: What a visitor reads.
        parameters: All weights and biases.
        linear_share: Share of them in linear layers.
        linear_only: Packed size over full size when only linear layers are quantized.
        with_words: The same when the table of words is quantized as well.
        megabytes: Full size in 10^6 bytes.
    """

    title: str
    parameters: int
    linear_share: float
    linear_only: float
    with_words: float
    megabytes: float


def family_sizes(bits: int) -> tuple[FamilySize, ...]:
    """Return the sizes of all members at a width; the steps, a few bytes a layer, are left out.

    >>> base = next(each for each in family_sizes(4) if each.title == "BERT Base, uncased")
    >>> round(base.linear_only, 3), round(base.with_words, 3)
    (0.316, 0.129)

    Raises:
        ValueError: If ``bits`` is not from 2 to 8.
    """
    if not 2 <= bits <= 8:
        raise ValueError(f"bits must lie from 2 to 8, got {bits}; the page offers these")
    return tuple(_size(member, bits) for member in FAMILY)


def _size(member: FamilyMember, bits: int) -> FamilySize:
    words = member.vocabulary * member.hidden
    saved = 1.0 - bits / FULL_BITS
    share = member.linear_weights / member.parameters
    return FamilySize(
        title=member.title,
        parameters=member.parameters,
        linear_share=share,
        linear_only=1.0 - saved * share,
        with_words=1.0 - saved * (share + words / member.parameters),
        megabytes=4 * member.parameters / 1e6,
    )


def family_errors(
    networks: Mapping[str, "Callable[[], nn.Module]"],
    bits: int,
    *,
    report: Report | None = None,
) -> "pd.DataFrame":
    """Measure how much the weights of each model err at a width.

    Args:
        networks: Title of each model, and what loads it.
        bits: Width of a weight.
        report: Progress and stop.

    Returns:
        One row for each model, method and granularity: model, parameters, method, granularity,
        error (squared error of all quantizable weights over their squares).

    Raises:
        ValueError: If there is no model, or one holds no weight matrix.
    """
    import pandas as pd

    from engine.studies.model_analysis import analyse_model

    if not networks:
        raise ValueError("there is no model to measure; download one or name a folder of models")
    parts = []
    for place, (title, load) in enumerate(networks.items()):
        if report is not None:
            report(place / len(networks), f"loading {title}")
        network = load()
        cells = analyse_model(network, widths=(bits,), report=_part(report, place, len(networks)))
        frame = cells.cells
        power = 10.0 ** (frame["signal_to_noise_db"] / 10.0) * frame["mean_squared_error"]
        frame = frame.assign(
            noise=frame["mean_squared_error"] * frame["weights"], power=power * frame["weights"]
        )
        sums = frame.groupby(["method", "granularity"], sort=False)[["noise", "power"]].sum()
        parameters = sum(each.numel() for each in network.parameters())
        found = (sums["noise"] / sums["power"]).rename("error").reset_index()
        parts.append(found.assign(model=title, parameters=parameters))
    return pd.concat(parts, ignore_index=True)


def _part(report: Report | None, place: int, count: int) -> Report | None:
    if report is None:
        return None
    return lambda share, message: report((place + share) / count, message)
