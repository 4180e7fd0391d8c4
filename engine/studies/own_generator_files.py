"""A generator's report as JSON, a CSV of every sample, and one HTML page for both networks."""

import json
import math
from html import escape
from typing import TYPE_CHECKING, Any

from engine import __version__
from engine.core.params import settings_dict
from engine.studies.feature_report_files import sample_table, summary, versions
from engine.studies.feature_report_html import number, page_html, report_sections, table_html
from engine.studies.own_generator_measures import COMPRESSED, FULL, Changed, GeneratorReport

if TYPE_CHECKING:
    import pandas as pd

_CHANGE = "95 % interval of the change: the same latents, the same real samples"


def change_table(report: GeneratorReport) -> "pd.DataFrame":
    """Return one row for each number, before and after.

    Args:
        report: What was measured.
    """
    import pandas as pd

    return pd.DataFrame([_plain(each) for each in report.changed])


def _plain(each: Changed) -> dict[str, Any]:
    change = each.change
    return {
        "metric": each.metric,
        "full": each.full,
        "compressed": each.compressed,
        "change": each.moved,
        "change_low": None if change is None else change.low,
        "change_high": None if change is None else change.high,
    }


def compression_text(report: GeneratorReport) -> str:
    """Return what was done to the generator, as Python writes it."""
    done = report.compression
    parts = [repr(done.method)]
    if done.layer_bits:
        parts.append(f"layer_bits={dict(done.layer_bits)}")
    if done.activations is not None:
        parts.append(f"activations={done.activations!r}")
    return ", ".join(parts)


def csv_text(report: GeneratorReport) -> str:
    """Return every sample of both networks with every verdict, version and hash in each row."""
    import pandas as pd

    parts = []
    for name, each in ((FULL, report.full), (COMPRESSED, report.compressed)):
        table = sample_table(each)
        table.insert(0, "network", name)
        parts.append(table)
    table = pd.concat(parts, ignore_index=True)
    table["compression"] = compression_text(report)
    table["modelarium_version"], table["generator_sha256"] = __version__, report.subject.sha256
    return table.to_csv(index=False)


def json_text(report: GeneratorReport) -> str:
    """Return settings, versions, hashes and all numbers as JSON."""
    seen, compared = report.seen, report.compared
    content = {
        "versions": versions(),
        "generator": {
            "title": report.subject.title,
            "described": report.subject.described,
            "sha256": report.subject.sha256,
        },
        "compression": compression_text(report),
        "settings": {"real": report.data, **settings_dict(report.settings)},
        "packed_bytes": report.packed_bytes,
        "full_bytes": report.full_bytes,
        "bits_per_weight": report.bits_per_weight,
        "drift": compared.drift if math.isfinite(compared.drift) else None,
        "collapsed": compared.collapsed,
        "confidence": [seen.confidence.full, seen.confidence.compressed],
        "effective_classes": [seen.effective_classes.full, seen.effective_classes.compressed],
        "changes": [_plain(each) for each in report.changed],
        FULL: summary(report.full),
        COMPRESSED: summary(report.compressed),
        "warnings": list(report.warnings),
    }
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def html_text(report: GeneratorReport) -> str:
    """Return one page: the change of every number, then both networks one after the other."""
    subject = report.subject
    title = f"{subject.title}: full precision and compressed, against {report.full.real.title}"
    rows = []
    for each in report.changed:
        change = each.change
        bounds = "" if change is None else f"{change.low:+.4f} to {change.high:+.4f}"
        moved = f"{each.moved:+.4f}"
        rows.append((each.metric, number(each.full), number(each.compressed), moved, bounds))
    told = "".join(f"<li>{escape(each)}</li>" for each in report.warnings)
    sections = (
        f"<p>{escape(subject.described)}. Compression: <code>{escape(compression_text(report))}"
        f"</code>. Packed {report.packed_bytes:,} of {report.full_bytes:,} bytes, "
        f"{report.bits_per_weight:.3f} bits a weight (simulated: the networks draw with rounded "
        "weights in floating point).</p>",
        f"<h2>Read this first</h2><ul>{told}</ul>" if told else "",
        "<h2>What compression changed</h2>",
        table_html(_CHANGE, ("metric", FULL, COMPRESSED, "change", "95 % interval"), rows),
        "<h2>In full precision</h2>",
        *report_sections(report.full),
        "<h2>Compressed</h2>",
        *report_sections(report.compressed),
    )
    return page_html(title, sections)
