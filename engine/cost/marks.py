"""Marks that a module carries for the cost model."""

from torch import nn

MARKS = {
    "weight_bits": "stored bits of each number in the parameter called weight",
    "activation_bits": "bits of each number that the module reads",
    "stored_bits": "bits of each number of its output, which goes through memory",
    "output_bits": "bits of each number of a stage's output",
    "stage_name": "name under which the shape of its output is reported",
    "is_classifier": "the layer that gives the classes",
}


def mark(module: nn.Module, **marks: int | str | bool) -> nn.Module:
    """Set attributes that the cost model reads, and return the module.

    Args:
        module: Any module.
        marks: Keys of ``MARKS`` with their values.

    Raises:
        ValueError: If a mark is unknown.

    >>> mark(nn.Linear(2, 2), weight_bits=1).weight_bits
    1
    """
    for name, value in marks.items():
        if name not in MARKS:
            raise ValueError(f"a mark must be one of {', '.join(MARKS)}, got {name!r}")
        setattr(module, name, value)
    return module
