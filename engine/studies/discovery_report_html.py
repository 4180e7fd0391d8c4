"""A report on a visitor's classes as one HTML file that needs nothing else: no script, no font."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from engine.core.params import settings_dict
from engine.studies.discovery_report_figures import (
    SHADES,
    accuracy_figure,
    flow_figure,
    matrix_figure,
)
from engine.studies.discovery_report_files import DIFFERS, versions
from engine.studies.discovery_tables import (
    class_table,
    count_table,
    discovery_table,
    flow_table,
)
from engine.studies.own_comparison import OwnComparison

if TYPE_CHECKING:
    import pandas as pd

_STYLE = """
:root{color-scheme:light dark;--ink:#17202b;--soft:#3a4757;--line:#c9d2dd;--page:#fff;
--dot:#0b845a;--null:#c9d2dd;--low:#eef2f6;--high:#0b4f87}
@media(prefers-color-scheme:dark){:root{--ink:#e8edf3;--soft:#b7c2cf;--line:#3a4757;--page:#12181f;
--dot:#35b98a;--null:#3a4757;--low:#1d2731;--high:#7cc3ff}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--page);margin:2rem auto;
max-width:68rem;padding:0 1rem}
h1,h2{line-height:1.2}h2{margin-top:2.5rem}p,li{max-width:48rem}
.wide{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);padding:.3rem 0}
th,td{padding:.2rem .6rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}
th:first-child,td:first-child,td.text{text-align:left}td.text{white-space:normal}
code{overflow-wrap:anywhere}svg{width:100%;max-width:640px}
svg text{font-size:12px;fill:var(--soft)}.line{stroke:var(--line)}.null{fill:var(--null)}
.dot{fill:var(--dot);stroke:var(--dot)}
"""


def report_html(found: OwnComparison) -> str:
    """Return the page.

    Args:
        found: What was measured.
    """
    data, sets = found.data, found.sets
    title = f"What {len(sets.labeled)} labeled classes of {data.title} are worth"
    sections = (
        f"<p>{len(sets.labeled)} labeled and {len(sets.unlabeled)} unlabeled classes, at most "
        f"{settings_dict(found.settings)['samples']} samples of each; "
        f"{escape(data.described)}.</p>",
        _list("Read this first", data.notes),
        "<h2>Do the labels separate the new classes?</h2><p>Transfer flow is high where the "
        "unlabeled classes lie apart in what the labels taught. Grey: what shuffled labels give."
        "</p>",
        flow_figure(found),
        _frame("Transfer flow", flow_table(found)),
        "<h2>Use the labels?</h2>",
        f"<p>{escape(advice_words(found))}</p>",
        "<h2>How much is discovered?</h2><p>Share of the unlabeled samples in the right cluster, "
        "judged by your own labels.</p>",
        accuracy_figure(found),
        _frame("Discovery", discovery_table(found)),
        f"<h2>How many classes are there?</h2><p>{escape(count_words(found))}</p>",
        _frame("Score of each number of classes", _scores(found)),
        "<h2>Which classes are alike?</h2><p>Squared discrepancy between unlabeled classes in "
        "what the labels taught (0: alike).</p>",
        matrix_figure(found.learned.matrix, sets.unlabeled, sets.unlabeled, "unlabeled classes"),
        "<p>Squared discrepancy of each unlabeled class to each labeled one, in the features as "
        "they are.</p>",
        matrix_figure(found.labeled_matrix, sets.unlabeled, sets.labeled, "unlabeled by labeled"),
        _frame("Unlabeled classes", class_table(found)),
        "<h2>How this was made</h2>",
        _sources(found),
    )
    shades = "".join(
        f".s{each}{{fill:color-mix(in oklab,var(--high) {100 * each // (SHADES - 1)}%,"
        "var(--low))}"
        for each in range(SHADES)
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}{shades}</style></head><body>"
        f"<h1>{escape(title)}</h1>{''.join(sections)}</body></html>\n"
    )


def advice_words(found: OwnComparison) -> str:
    """Return what pseudo transfer flow advises, and whether that is right here."""
    advice = found.advice
    word = "use the labels" if advice.use_labels else "do without the labels"
    right = "right" if advice.use_labels == found.labels_help else "wrong"
    return (
        f"Pseudo transfer flow, which needs no label of the new classes, is "
        f"{advice.with_labels:.2f} in what the labels taught and {advice.without_labels:.2f} in "
        f"the features as they are: {word}. For k-means that is {right} here: "
        f"{found.learned.accuracy:.0%} with and {found.plain.accuracy:.0%} without the labels."
    )


def count_words(found: OwnComparison) -> str:
    """Return the estimates of the number of classes beside the true one."""
    said = ", ".join(f"{each.measure.lower()} says {each.best}" for each in found.counts)
    return f"There are {len(found.sets.unlabeled)}; {said}."


def _scores(found: OwnComparison) -> "pd.DataFrame":
    """Return the scores of each number of classes, one column for each measure."""
    frame = count_table(found)
    wide = frame.pivot_table("score", "classes", "measure", sort=False).sort_index()
    wide.columns = [str(each) for each in wide.columns]
    return wide.astype(object).where(wide.notna(), "").reset_index()


def _sources(found: OwnComparison) -> str:
    data, settings = found.data, found.settings
    made = ", ".join(f"{name} {version}" for name, version in versions().items())
    return (
        f"<ul><li>{escape(data.title)}, sha256 <code>{escape(data.sha256)}</code></li>"
        f"<li>Labeled: {escape(', '.join(found.sets.labeled))}</li></ul>"
        f"<p>{escape(repr(settings))}</p><p>{escape(DIFFERS)} {escape(made)}.</p>"
    )


def _list(title: str, notes: Sequence[str]) -> str:
    if not notes:
        return ""
    return f"<h2>{title}</h2><ul>{''.join(f'<li>{escape(each)}</li>' for each in notes)}</ul>"


def _frame(caption: str, frame: "pd.DataFrame") -> str:
    head = "".join(f'<th scope="col">{escape(str(name).replace("_", " "))}</th>' for name in frame)
    rows: Iterable[tuple[object, ...]] = frame.itertuples(index=False, name=None)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return (
        f'<div class="wide"><table><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"<td>{value:.4f}</td>"
    shown = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    text = escape(shown)
    return f'<td class="text">{text}</td>' if len(text) > 30 else f"<td>{text}</td>"
