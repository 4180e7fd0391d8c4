"""What is measured on a visitor's classes as tables."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from engine.discovery.class_count import ClassCount
from engine.studies.own_comparison import LEARNED, PLAIN, OwnComparison

if TYPE_CHECKING:
    import pandas as pd

_FORMULA = ("=", "+", "-", "@")


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    >>> harmless("=1+1")
    "'=1+1"
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def flow_table(found: OwnComparison) -> "pd.DataFrame":
    """Return transfer flow in both representations, one row each.

    Args:
        found: What was measured.
    """
    import pandas as pd

    rows = []
    for title, seen in ((LEARNED, found.learned), (PLAIN, found.plain)):
        low, high = seen.null.band()
        rows.append(
            {
                "features": title,
                "flow": seen.flow.value,
                "low": seen.flow.low,
                "high": seen.flow.high,
                "null_low": low,
                "null_high": high,
                "p_value": seen.null.p_value,
                "pseudo_flow": seen.pseudo,
            }
        )
    return pd.DataFrame(rows)


def discovery_table(found: OwnComparison) -> "pd.DataFrame":
    """Return one row for each way to discover the unlabeled classes.

    Args:
        found: What was measured.
    """
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "method": each.method,
                "labels_used": each.labels_used,
                "accuracy": each.accuracy,
                "low": each.accuracy_interval[0],
                "high": each.accuracy_interval[1],
                "mutual_information": each.mutual_information,
                "rand_index": each.rand_index,
            }
            for each in found.discoveries
        ]
    )


def count_table(found: OwnComparison) -> "pd.DataFrame":
    """Return the score of every number of classes that was tried.

    Args:
        found: What was measured.
    """
    return counts_frame(found.counts)


def counts_frame(counts: Sequence[ClassCount]) -> "pd.DataFrame":
    """Return the score of every number of classes that was tried, by measure.

    Args:
        counts: Estimates of any representation.
    """
    import pandas as pd

    return pd.concat(
        [
            pd.DataFrame(
                {
                    "measure": each.measure,
                    "classes": each.candidates,
                    "score": each.scores,
                    "chosen": [one == each.best for one in each.candidates],
                }
            )
            for each in counts
        ],
        ignore_index=True,
    )


def class_table(found: OwnComparison) -> "pd.DataFrame":
    """Return one row for each unlabeled class: its neighbours and how well it is found.

    Args:
        found: What was measured.
    """
    import pandas as pd

    labeled = np.array(found.sets.labeled)
    rows = []
    for place, name in enumerate(found.sets.unlabeled):
        mine = found.names == name
        near = found.labeled_matrix[place]
        right = {
            f"found by {each.method}": float((each.discovered[mine] == name).mean())
            for each in found.discoveries
        }
        rows.append(
            {
                "class": harmless(name),
                "samples": int(mine.sum()),
                "nearest labeled class": harmless(str(labeled[near.argmin()])),
                "its discrepancy": float(near.min()),
                "nearest in the tree": harmless(
                    str(labeled[found.tree_similarity[place].argmax()])
                ),
                "its similarity": float(found.tree_similarity[place].max()),
                **right,
            }
        )
    return pd.DataFrame(rows)


def sample_table(found: OwnComparison) -> "pd.DataFrame":
    """Return one row for each unlabeled sample with the class that every method gives it.

    Args:
        found: What was measured.
    """
    import pandas as pd

    columns = {
        "row": found.data.rows[found.places],
        "class": [harmless(each) for each in found.names.tolist()],
    }
    for each in found.discoveries:
        columns[each.method] = [harmless(one) for one in each.discovered.tolist()]
    return pd.DataFrame(columns)
