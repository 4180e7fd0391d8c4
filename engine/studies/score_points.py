"""Our own small networks as points of the cost plane: the shipped scores, seeds averaged."""

from typing import TYPE_CHECKING

from engine import zoo
from engine.core.errors import NotFoundError
from engine.cost.rules import CountingRules
from engine.cost.sizes import MEBIBYTE

if TYPE_CHECKING:
    import pandas as pd

NAME = "binary_scores"
COMMAND = "python -m training.binary_networks"
PICOJOULES_PER_MILLIJOULE = 1e9
COLUMNS = ("family", "name", "seed", "accuracy", "size_bytes", "multiply_adds", "energy")


def shipped_scores() -> "pd.DataFrame | None":
    """Return the shipped scores of our own networks, or None where none ship yet."""
    try:
        zoo.card(NAME)
    except NotFoundError:
        return None
    return zoo.table(NAME)


def score_points(scores: "pd.DataFrame", rules: CountingRules | None = None) -> "pd.DataFrame":
    """Return a row for each network: mean accuracy over its seeds, its range, its costs.

    Args:
        scores: One row for each run, with ``COLUMNS``; ``binary_multiply_adds`` and ``variant``
            are used where there. Energy is in picojoules.
        rules: How binary multiply-adds count; the default rules if None.

    Returns:
        Columns network, family, accuracy, lowest and highest (percent), seeds, mebibytes,
        operations (million), millijoules.

    Raises:
        ValueError: If a column is missing or an accuracy is no share.
    """
    missing = [each for each in COLUMNS if each not in scores]
    if missing:
        raise ValueError(
            f"scores must have the columns {', '.join(COLUMNS)}, without {', '.join(missing)}"
        )
    if not scores["accuracy"].between(0, 1).all():
        raise ValueError("accuracies must be shares, 0 to 1; divide percent by 100")
    chosen, frame = rules or CountingRules(), scores.copy()
    frame["network"] = frame["name"]
    if "variant" in frame:
        plain = frame["variant"].isna() | frame["variant"].eq("")
        frame["network"] = frame["name"].where(plain, frame["name"] + ", " + frame["variant"])
    binary = frame.get("binary_multiply_adds", 0)
    frame["counted"] = _counted(frame["multiply_adds"] - binary, binary, chosen)
    groups = frame.groupby("network", sort=False)
    percent = 100 * groups["accuracy"].agg(["mean", "min", "max"])
    percent.columns = ["accuracy", "lowest", "highest"]
    found = percent.assign(
        family=groups["family"].first(),
        seeds=groups["seed"].nunique(),
        mebibytes=groups["size_bytes"].first() / MEBIBYTE,
        operations=groups["counted"].first() / 1e6,
        millijoules=groups["energy"].first() / PICOJOULES_PER_MILLIJOULE,
    )
    return found.reset_index()


def _counted(full: "pd.Series", binary: "pd.Series | int", rules: CountingRules) -> "pd.Series":
    worth = {"per_64": 1 / 64, "per_32": 1 / 32, "weighted": rules.binary_weight}
    if rules.binary == "bit_product":
        return rules.factor * (32 * 32 * full + binary)
    return rules.factor * (full + worth[rules.binary] * binary)
