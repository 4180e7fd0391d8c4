"""What describes a visitor's samples: numbers, an array, or texts that the encoder reads."""

import numpy as np
from jaxtyping import Float, Int

from engine.core.jobs import Report
from engine.studies.own_columns import NUMBERS, ColumnChoice, is_text, number_columns
from engine.studies.own_table import OwnTable

LONGEST_TEXT = 2000
MODEL = "minilm"
LARGEST = 1e15


def texts_of(table: OwnTable, choice: ColumnChoice) -> tuple[str, ...]:
    """Return the text of each sample, "" for an empty one; none where numbers describe samples.

    Raises:
        ValueError: If nothing of the chosen name is there.
    """
    name = choice.described
    if name == NUMBERS or name in table.arrays:
        return ()
    if name not in table.frame:
        known = [NUMBERS, *table.arrays, *map(str, table.frame.columns)]
        raise ValueError(
            f"samples must be described by a column of the file, got {name[:40]!r}; there are: "
            f"{', '.join(known)[:200]}"
        )
    column = table.frame[name]
    if not is_text(column):
        raise ValueError(
            f"column {name[:40]!r} must hold texts, got numbers; choose {NUMBERS!r} instead"
        )
    found = tuple(
        "" if missing else str(each).strip()[:LONGEST_TEXT]
        for each, missing in zip(column, column.isna(), strict=True)
    )
    if not any(found):
        raise ValueError(
            f"column {name[:40]!r} must hold texts, got only empty ones; choose another column"
        )
    return found


def features_of(
    table: OwnTable, choice: ColumnChoice, kept: Int[np.ndarray, " kept"]
) -> Float[np.ndarray, "kept width"]:
    """Return the numbers of some samples.

    Raises:
        ValueError: If there is no column of numbers, a value is NaN, infinite or enormous, or
            all samples are the same.
    """
    if choice.described in table.arrays:
        names: list[str] = []
        array = table.arrays[choice.described][kept]
    else:
        names = list(number_columns(table, choice.classes))
        if not names:
            raise ValueError(
                "samples must be described by numbers, got no such column; choose a "
                "column of texts"
            )
        array = table.frame[names].to_numpy(np.float64)[kept]
    values = np.asarray(array, np.float32 if array.dtype == np.float32 else np.float64)
    if values.shape[1] < 2:
        raise ValueError(
            "samples must be described by at least two numbers each, got one; choose other columns"
        )
    bad = np.argwhere(~np.isfinite(values) | (np.abs(values) > LARGEST))
    if len(bad):
        row, column = int(table.rows[kept[bad[0, 0]]]), int(bad[0, 1])
        where = f"column {names[column][:40]!r}" if names else f"value {column}"
        raise ValueError(
            f"every feature must be a finite number, got {values[tuple(bad[0])]:g} or an empty "
            f"cell in row {row} (counted from 0), {where}; fill in or drop such rows"
        )
    if len(values) and not np.ptp(values, axis=0).any():
        raise ValueError(
            "samples must differ in their features, got the same numbers for all; choose other "
            "columns"
        )
    return values


def described(table: OwnTable, choice: ColumnChoice) -> str:
    """Return in words what describes a sample."""
    name = choice.described
    if name == NUMBERS:
        return f"{len(number_columns(table, choice.classes))} columns of numbers"
    if name in table.arrays:
        return f"{table.arrays[name].shape[1]} numbers of the array {name}"
    return f"the text in column {name}, read by MiniLM"


def embedded(texts: tuple[str, ...], *, report: Report | None = None) -> Float[np.ndarray, "n w"]:
    """Return MiniLM's sentence vectors.

    Args:
        texts: At least one.
        report: Called after each batch.
    """
    from engine.core.threads import one_thread
    from engine.language.embeddings import sentence_embeddings
    from engine.language.models import load_encoder

    if report:
        report(0.0, "loading MiniLM")
    encoder = load_encoder(MODEL)
    with one_thread():
        return sentence_embeddings(encoder.network, encoder.tokenizer, texts, report=report)
