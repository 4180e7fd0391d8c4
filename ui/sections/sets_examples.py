"""A request of our own writing beside each intent, for the hover of a class or a sample."""

from collections.abc import Iterable

import pandas as pd

from engine.data.intent_examples import intent_examples


def added(frame: pd.DataFrame, classes: Iterable[str]) -> pd.DataFrame:
    """Return a frame with a column ``example``, or as it is where no class has one.

    Args:
        frame: What a chart draws.
        classes: Class of each row, such as ``"banking/pay_bill"``.
    """
    known = intent_examples()
    found = [known.get(each.rpartition("/")[2], "") for each in classes]
    return frame.assign(example=found) if any(found) else frame
