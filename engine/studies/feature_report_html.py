"""A feature report as one HTML file that needs nothing else: no script, no font, no picture."""

from collections.abc import Iterable, Sequence
from html import escape

import numpy as np

from engine.studies.feature_measures import FeatureReport, Measure
from engine.studies.feature_report_figures import pairs_figure, realism_figure
from engine.studies.feature_report_files import DIFFERS, versions
from engine.studies.sample_set import SampleSet

LISTED = 10
_STYLE = """
:root{color-scheme:light dark;--ink:#17202b;--soft:#3a4757;--line:#c9d2dd;--page:#fff;
--precision:#0072b2;--recall:#d55e00}
@media(prefers-color-scheme:dark){:root{--ink:#e8edf3;--soft:#b7c2cf;--line:#3a4757;--page:#12181f;
--precision:#56b4e9;--recall:#ff8a3d}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--page);margin:2rem auto;
max-width:68rem;padding:0 1rem}
h1,h2{line-height:1.2}h2{margin-top:2.5rem}p,li{max-width:48rem}
.wide{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);padding:.3rem 0}
th,td{padding:.2rem .6rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}
th:first-child,td:first-child,td.text{text-align:left}td.text{white-space:normal}code{overflow-wrap:anywhere}
svg{width:100%;max-width:640px}svg text{font-size:12px;fill:var(--soft)}
.line{stroke:var(--line)}.precision{fill:var(--precision);stroke:var(--precision)}
.recall{fill:var(--recall);stroke:var(--recall)}
"""


def report_html(report: FeatureReport) -> str:
    """Return the page.

    Args:
        report: What was measured.
    """
    title = f"{report.generated.title} against {report.real.title}"
    return page_html(title, report_sections(report))


def page_html(title: str, sections: Iterable[str]) -> str:
    """Return a whole page of sections.

    Args:
        title: Heading; escaped here.
        sections: HTML, taken as it is.
    """
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(title)}</h1>{''.join(sections)}</body></html>\n"
    )


def report_sections(report: FeatureReport) -> tuple[str, ...]:
    """Return the parts of a report: warnings, numbers, realism, sources."""
    return (
        f"<p>{report.generated.size:,} generated and {report.real.size:,} real samples of "
        f"{report.real.features.shape[1]:,} values each: {escape(report.extractor)}.</p>",
        _warnings(report),
        "<h2>Is it good, and is it varied?</h2><p>Precision is the share of generated samples "
        "near some real one (quality); recall is the share of real samples near some generated "
        "one (variety). Bars are 95 % intervals over samples.</p>",
        pairs_figure(report),
        _measures(report),
        "<h2>How real is each sample?</h2>",
        realism_figure(report),
        _extremes(report),
        "<h2>How this was made</h2>",
        _sources(report),
    )


def _warnings(report: FeatureReport) -> str:
    notes = (
        *report.warnings,
        *(f"Real: {each}" for each in report.real.notes),
        *(f"Generated: {each}" for each in report.generated.notes),
    )
    if not notes:
        return ""
    return (
        f"<h2>Read this first</h2><ul>{''.join(f'<li>{escape(each)}</li>' for each in notes)}</ul>"
    )


def _measures(report: FeatureReport) -> str:
    rows = ((each.metric, number(each.value), *_bounds(each)) for each in report.measures)
    seeds = len(report.hashed[0].spread.seeds)
    names = (
        "metric",
        "value",
        "95 % interval",
        "interval of",
        f"range of {seeds} hash seeds",
    )
    return table_html("Every number", names, rows)


def _bounds(measure: Measure) -> tuple[str, str, str]:
    interval, spread = measure.interval, measure.spread
    bounds = "" if interval is None else f"{number(interval.low)} to {number(interval.high)}"
    basis = measure.basis if measure.basis != "none" else ""
    if spread is None:
        return bounds, basis, ""
    _, low, high, _ = map(number, spread)
    return bounds, basis, f"{low} to {high}"


def _extremes(report: FeatureReport) -> str:
    order = np.argsort(report.realism, kind="stable")
    parts = []
    for caption, places in (
        ("Least real", order[:LISTED]),
        ("Most real", order[::-1][:LISTED]),
    ):
        rows = (
            (
                report.generated.names[place] if report.generated.names else "",
                int(report.generated.rows[place]),
                number(float(report.realism[place])),
                int(report.real.rows[report.exact[0].accepting_ball[place]]),
            )
            for place in places
        )
        names = ("file", "row", "realism", "row of the real sample whose ball is deepest")
        parts.append(table_html(caption, names, rows))
    return "".join(parts)


def _sources(report: FeatureReport) -> str:
    settings = report.settings
    made = ", ".join(f"{name} {version}" for name, version in versions().items())
    sides = "".join(
        _side(*each) for each in (("Real", report.real), ("Generated", report.generated))
    )
    return (
        f"<ul>{sides}</ul><p>{escape(DIFFERS)} At most {settings.samples:,} samples of each set, "
        f"{settings.seeds} hash seeds from {settings.seed}; the values of both LSH metrics are "
        "means over these seeds. KNN counts a tie on a ball's edge as inside (prdc does not). "
        f"{escape(made)}.</p>"
    )


def _side(name: str, samples: SampleSet) -> str:
    return (
        f"<li>{name}: {escape(samples.title)}, {escape(samples.extractor)}, sha256 "
        f"<code>{escape(samples.sha256)}</code></li>"
    )


def table_html(caption: str, names: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table; caption, names and cells are escaped here."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return (
        f'<div class="wide"><table><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(value: object) -> str:
    text = escape(str(value))
    return f'<td class="text">{text}</td>' if len(text) > 30 else f"<td>{text}</td>"


def number(value: float) -> str:
    """Return a number with four digits after the point, fewer where it is large."""
    return f"{value:.4f}" if abs(value) < 10 else f"{value:,.2f}"
