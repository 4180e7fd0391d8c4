"""A feature report as tables, JSON and CSV that name versions and hashes."""

import importlib.metadata
import json
from typing import TYPE_CHECKING, Any

from engine import __version__
from engine.core.params import settings_dict
from engine.studies.sample_set import SampleSet

if TYPE_CHECKING:
    import pandas as pd

    from engine.studies.feature_measures import FeatureReport, Measure

LIBRARIES = ("numpy", "scipy", "torch")
DIFFERS = (
    "LSH+KNN and LSH-only: our reconstruction of arXiv:2103.11912 from its abstract; parameters "
    "ours. FID and KID compare only with values in the same features."
)
_FORMULA = ("=", "+", "-", "@")


def versions() -> dict[str, str]:
    """Return the versions of what computes a report."""
    return {
        "modelarium": __version__,
        **{name: importlib.metadata.version(name) for name in LIBRARIES},
    }


def sample_table(report: "FeatureReport") -> "pd.DataFrame":
    """Return one row for each sample of both sets with every verdict on it.

    Verdicts of KNN are yes or no; those of the hashed metrics are shares of the hash seeds.

    Args:
        report: What was measured.
    """
    import pandas as pd

    generated, real = {}, {}
    for exact in report.exact:
        name = f"knn_{exact.neighbours}"
        generated[name], real[name] = exact.generated_accepted, exact.real_covered
        real[f"reached_{exact.neighbours}"] = exact.real_reached
    for hashed in report.hashed:
        name = hashed.title.lower().replace("+", "_").replace("-", "_")
        generated[name], real[name] = hashed.generated_accepted, hashed.real_covered
    generated["realism"] = report.realism
    generated["deepest_ball_of_real_row"] = report.real.rows[report.exact[0].accepting_ball]
    parts = []
    for name, samples, columns in (
        ("generated", report.generated, generated),
        ("real", report.real, real),
    ):
        names = [_harmless(each) for each in samples.names] or [""] * samples.size
        head = {"set": name, "row": samples.rows, "file": names}
        parts.append(pd.DataFrame({**head, **columns}))
    table = pd.concat(parts, ignore_index=True)
    return table.astype({"deepest_ball_of_real_row": "Int64"})


def _harmless(name: str) -> str:
    """Return a file name that no spreadsheet takes for a formula."""
    return f"'{name}" if name.startswith(_FORMULA) else name


def measure_table(report: "FeatureReport") -> "pd.DataFrame":
    """Return one row for each number.

    Args:
        report: What was measured.
    """
    import pandas as pd

    return pd.DataFrame([_plain(each) for each in report.measures])


def _plain(measure: "Measure") -> dict[str, Any]:
    interval = measure.interval
    names = ("seed_mean", "seed_low", "seed_high", "seed_deviation")
    return {
        "metric": measure.metric,
        "value": measure.value,
        "low": None if interval is None else interval.low,
        "high": None if interval is None else interval.high,
        "interval": measure.basis,
        **dict(zip(names, measure.spread or (None,) * 4, strict=True)),
    }


def summary(report: "FeatureReport") -> dict[str, Any]:
    """Return settings, versions, hashes, numbers and warnings as plain values."""
    return {
        "versions": versions(),
        "settings": settings_dict(report.settings),
        "features": report.extractor,
        "hash_seeds": list(report.hashed[0].spread.seeds),
        "real": _described(report.real),
        "generated": _described(report.generated),
        "measures": [_plain(each) for each in report.measures],
        "warnings": list(report.warnings),
        "differs": DIFFERS,
    }


def _described(samples: SampleSet) -> dict[str, Any]:
    return {
        "title": samples.title,
        "sha256": samples.sha256,
        "features": samples.extractor,
        "samples": samples.size,
        "values_per_sample": int(samples.features.shape[1]),
        "notes": list(samples.notes),
    }


def json_text(report: "FeatureReport") -> str:
    """Return :func:`summary` as JSON."""
    return json.dumps(summary(report), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def csv_text(report: "FeatureReport") -> str:
    """Return :func:`sample_table` as CSV, version and hashes in every row."""
    table = sample_table(report)
    hashes = {"generated": report.generated.sha256, "real": report.real.sha256}
    table["modelarium_version"], table["sha256"] = __version__, table["set"].map(hashes)
    return table.to_csv(index=False)
