"""A report as one HTML file that needs nothing else: no script, no font, no picture file."""

import math
from collections.abc import Iterable, Sequence
from html import escape

from engine.quantization.roles import DEFAULT_ROLES
from engine.studies.layer_measures import ANALYSED
from engine.studies.report_analysis import REFERENCE_BITS, ModelReport
from engine.studies.report_figures import front_figure, histogram_figure

_STYLE = """
:root{color-scheme:light dark;--ink:#17202b;--soft:#3a4757;--line:#c9d2dd;--page:#fff;
--bars:#0072b2;--front:#00795a;--warm:#d55e00}
@media(prefers-color-scheme:dark){:root{--ink:#e8edf3;--soft:#b7c2cf;--line:#3a4757;--page:#12181f;
--bars:#56b4e9;--front:#2bc49a;--warm:#ff8a3d}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--page);margin:2rem auto;
max-width:75rem;padding:0 1rem}
h1,h2{line-height:1.2}h2{margin-top:2.5rem}p{max-width:48rem}
.wide{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);padding:.3rem 0}
th,td{padding:.2rem .6rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}
th:first-child,td:first-child,td.text{text-align:left}td.text{white-space:normal}
svg text{font-size:12px;fill:var(--soft)}.bars{fill:var(--bars)}.zero,.grid{stroke:var(--line);
fill:none}.front{stroke:var(--front);stroke-width:2;fill:none}
.m0{fill:#5b6b7f}.m1{fill:#0072b2}.m2{fill:#d55e00}.m3{fill:#b07800}.m4{fill:#b5568f}
summary{cursor:pointer}
"""


def report_html(report: ModelReport, versions: str) -> str:
    """Return the page.

    Args:
        report: What was found.
        versions: Versions of what computed it, one line.
    """
    model = report.model
    title = f"Quantization report: {model.title}"
    sections = (
        _summary(report),
        _front(report),
        _plan(report),
        _suspicious(report),
        _layers(report),
        _ratios(report),
        "<h2>How this was made</h2><p>Weights only, simulated: codes would be packed to the "
        "sizes given. Errors of methods with one step for a matrix come from 8192-bin histograms, "
        f"within 0.1 % of the true ones. {escape(versions)}. Weight file sha256 "
        f"<code>{escape(model.sha256)}</code>.</p>",
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(title)}</h1>{''.join(sections)}</body></html>\n"
    )


def _summary(report: ModelReport) -> str:
    layers = report.analysis.layers
    at = report.totals[(report.totals["bits"] == REFERENCE_BITS) & report.totals["embeddings"]]
    best = at.loc[at["signal_to_noise_db"].idxmax()] if len(at) else None
    text = (
        f"{len(layers)} weight matrices with {int(layers['weights'].sum()):,} weights "
        f"({escape(report.model.source)}). "
    )
    if best is not None:
        text += (
            f"At {REFERENCE_BITS} bits the weights keep the most with {best['method']} per "
            f"{best['granularity']}: {best['signal_to_noise_db']:.1f} dB at "
            f"{best['bits_per_weight']:.2f} bits a weight."
        )
    return f"<p>{text}</p>"


def _front(report: ModelReport) -> str:
    parts = ["<h2>Which method is worth its size?</h2>"]
    for embeddings, table in report.totals.groupby("embeddings", sort=False):
        points = list(zip(table["bits_per_weight"], table["signal_to_noise_db"], strict=True))
        names = (table["method"] + " per " + table["granularity"]).tolist()
        groups = {
            name: [p for p, n in zip(points, names, strict=True) if n == name] for name in names
        }
        front = sorted(p for p, on in zip(points, table["on_front"], strict=True) if on)
        words = "with" if embeddings else "without"
        parts.append(f"<h3>Layers {words} the table of words</h3>")
        parts.append(front_figure(list(groups.items()), front))
    return "".join(parts)


def _plan(report: ModelReport) -> str:
    plan = report.plan
    labels = report.analysis.layers.set_index("layer")["label"]
    rows = (
        (labels[name], bits) for name, bits in zip(plan.layers, plan.allocation.bits, strict=True)
    )
    gain = plan.uniform_error / plan.allocation.error if plan.allocation.error else math.inf
    return (
        f"<h2>Which bits go where?</h2><p>{plan.method} per {plan.granularity} with a mean of "
        f"{plan.allocation.mean_bits:.2f} bits (target {plan.target}): the summed squared error "
        f"is {gain:.2f} times smaller than with {plan.target} bits everywhere.</p><details>"
        "<summary>Bits of each layer</summary>"
        f"{_table('Recommended widths', ('layer', 'bits'), rows)}</details>"
    )


def _suspicious(report: ModelReport) -> str:
    rows = (
        (
            row["label"],
            _number(row["signal_to_noise_db"]),
            f"{row['share_of_error']:.1%}",
            _number(row["kurtosis"]),
            _number(row["outlier_ratio"]),
            row["reasons"],
        )
        for row in report.suspicious.to_dict("records")
    )
    names = ("layer", "SQNR, dB", "share of error", "kurtosis", "max / deviation", "why")
    caption = f"Lowest signal-to-noise ratio at {REFERENCE_BITS} bits of LQ per tensor"
    return "<h2>Which layers hurt?</h2>" + _table(caption, names, rows)


def _layers(report: ModelReport) -> str:
    histograms = report.analysis.histograms
    rows = (
        (
            row["label"],
            row["role"] if row["role"] in DEFAULT_ROLES else f"{row['role']} (left alone)",
            f"{row['rows']} x {row['columns']}",
            *(_number(row[name]) for name in ("minimum", "maximum", "standard_deviation")),
            _number(row["kurtosis"]),
            _Markup(histogram_figure(*histograms[row["layer"]], row["label"])),
        )
        for row in report.analysis.layers.to_dict("records")
    )
    names = (
        "layer",
        "role",
        "shape",
        "min",
        "max",
        "deviation",
        "kurtosis",
        "weights, log counts",
    )
    return "<h2>Every layer</h2>" + _table("Statistics of the weights", names, rows)


def _ratios(report: ModelReport) -> str:
    cells = report.analysis.cells
    wide = cells.pivot_table(
        index=["layer", "label"], columns=["bits", "method", "granularity"],
        values="signal_to_noise_db", sort=False,
    )  # fmt: skip
    parts = ["<h2>Every layer at every width</h2>"]
    for bits in sorted(cells["bits"].unique()):
        keys = [(bits, method, granularity) for method, granularity in ANALYSED]
        rows = (
            (index[1], *(_number(values[key]) for key in keys))
            for index, values in zip(wide.index, wide.to_dict("records"), strict=True)
        )
        names = ("layer", *(f"{method} per {granularity}" for method, granularity in ANALYSED))
        table = _table(f"Signal-to-noise ratio in dB at {bits} bits", names, rows)
        parts.append(f"<details><summary>{bits} bits</summary>{table}</details>")
    return "".join(parts)


class _Markup(str):
    """Text that is markup already."""


def _table(caption: str, names: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return (
        f'<div class="wide"><table><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(value: object) -> str:
    if isinstance(value, _Markup):
        return f"<td>{value}</td>"
    text = escape(str(value))
    return f'<td class="text">{text}</td>' if len(text) > 24 else f"<td>{text}</td>"


def _number(value: float) -> str:
    if math.isinf(value):
        return "exact" if value > 0 else "lost"
    return f"{value:.3g}" if abs(value) < 100 else f"{value:,.0f}"
