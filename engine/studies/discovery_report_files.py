"""A report on a visitor's classes as tables, JSON and CSV that name versions and hash."""

import importlib.metadata
import json
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import __version__
from engine.core.params import settings_dict
from engine.studies.own_comparison import LEARNED, PLAIN, OwnComparison

if TYPE_CHECKING:
    import pandas as pd

LIBRARIES = ("numpy", "scikit-learn", "torch")
DIFFERS = (
    "Transfer flow is the published biased value (arXiv 2209.09120); interval, band of shuffled "
    "labels and unbiased variants are our addition. The encoder of the labels is a small network "
    "on your features, not a ResNet on images."
)
_FORMULA = ("=", "+", "-", "@")


def versions() -> dict[str, str]:
    """Return the versions of what computes a report."""
    named = {name: importlib.metadata.version(name) for name in LIBRARIES}
    return {"modelarium": __version__, **named}


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
            for each in found.counts
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


def summary(found: OwnComparison) -> dict[str, Any]:
    """Return settings, versions, hash, sets and numbers as plain values."""
    data, advice = found.data, found.advice
    return {
        "versions": versions(),
        "file": data.title,
        "sha256": data.sha256,
        "features": data.described,
        "notes": list(data.notes),
        "settings": settings_dict(found.settings),
        "labeled": list(found.sets.labeled),
        "unlabeled": list(found.sets.unlabeled),
        "samples": {
            "labeled": len(data.labels) - len(found.places),
            "unlabeled": len(found.places),
        },
        "transfer_flow": flow_table(found).to_dict("records"),
        "advice": {
            "use_labels": advice.use_labels,
            "pseudo_flow_with_labels": advice.with_labels,
            "pseudo_flow_without": advice.without_labels,
            "labels_help_k_means": found.labels_help,
        },
        "discovery": discovery_table(found).to_dict("records"),
        "classes": class_table(found).to_dict("records"),
        "number_of_classes": {each.measure: each.best for each in found.counts},
        "labeled_accuracy_of_the_encoder": found.training_accuracy,
        "differs": DIFFERS,
    }


def json_text(found: OwnComparison) -> str:
    """Return :func:`summary` as JSON."""
    return json.dumps(summary(found), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def csv_text(found: OwnComparison) -> str:
    """Return :func:`sample_table` as CSV, version and hash in every row."""
    table = sample_table(found)
    table["modelarium_version"], table["sha256"] = __version__, found.data.sha256
    return table.to_csv(index=False)
