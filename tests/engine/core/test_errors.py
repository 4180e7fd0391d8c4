"""Errors are one family, and a wrong name is answered with the right ones."""

import pytest

from engine.core import errors


@pytest.mark.parametrize(
    "kind",
    [
        errors.NotFoundError,
        errors.IntegrityError,
        errors.UnsafeFileError,
        errors.OfflineError,
        errors.CancelledError,
        errors.BusyError,
    ],
)
def test_every_error_of_the_engine_can_be_caught_as_one(kind):
    with pytest.raises(errors.EngineError, match="said"):
        raise kind("said")


def test_a_very_long_name_is_cut_in_the_message():
    message = str(errors.unknown_name("model", "x" * 10_000, ["minilm"]))
    assert len(message) < 200
    assert message.endswith("there are: minilm")
