"""A report on a visitor's classes as JSON and CSV that name versions and hash."""

import importlib.metadata
import json
from typing import Any

from engine import __version__
from engine.core.params import settings_dict
from engine.studies.discovery_tables import (
    class_table,
    discovery_table,
    flow_table,
    sample_table,
)
from engine.studies.own_comparison import OwnComparison

LIBRARIES = ("numpy", "scikit-learn", "torch")
DIFFERS = (
    "Transfer flow is the published biased value (arXiv 2209.09120); interval, band of shuffled "
    "labels and unbiased variants are our addition. The encoder of the labels is a small network "
    "on your features, not a ResNet on images."
)


def versions() -> dict[str, str]:
    """Return the versions of what computes a report."""
    named = {name: importlib.metadata.version(name) for name in LIBRARIES}
    return {"modelarium": __version__, **named}


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
    """Return the table of samples as CSV, version and hash in every row."""
    table = sample_table(found)
    table["modelarium_version"], table["sha256"] = __version__, found.data.sha256
    return table.to_csv(index=False)
