"""The printable sheet of a lesson: question, tasks, numbers, table and quiz on paper."""

import dataclasses
import html
from typing import TYPE_CHECKING, Any

from engine import __version__
from ui.quiz import Question
from ui.results import Claim, Tile
from ui.share import qr_code

if TYPE_CHECKING:
    import pandas as pd

_ROWS = 25
_STYLE = """
body {font: 11pt/1.45 system-ui, sans-serif; color: #17202b; max-width: 18cm; margin: 1.5cm auto;}
h1 {font-size: 20pt; margin: 0 0 .2cm;} h2 {font-size: 13pt; margin: .7cm 0 .2cm;}
table {border-collapse: collapse; font-size: 9pt;} th, td {border: 1px solid #b8c2cf;
padding: 2px 6px; text-align: right;} .head {display: flex; justify-content: space-between;
gap: 1cm;} .small {font-size: 8.5pt; color: #55637a; overflow-wrap: anywhere;}
ol, ul {padding-left: .6cm;} svg {width: 3cm; height: 3cm;} @page {margin: 1.5cm;}
"""


@dataclasses.dataclass
class Sheet:
    """What a page has shown, in the order in which it was shown.

    Attributes:
        question: The lesson's question.
        tasks: Things to try, as Markdown.
        tiles: Numbers of the answer.
        claims: Sentences of the papers beside our numbers.
        questions: The quiz.
    """

    question: str
    tasks: list[str] = dataclasses.field(default_factory=list)
    tiles: list[Tile] = dataclasses.field(default_factory=list)
    claims: list[Claim] = dataclasses.field(default_factory=list)
    questions: list[Question] = dataclasses.field(default_factory=list)


def _escape(text: object) -> str:
    return html.escape(str(text).replace("**", "").replace("`", ""))


def _section(title: str, lines: list[str], tag: str = "ul") -> str:
    if not lines:
        return ""
    items = "".join(f"<li>{line}</li>" for line in lines)
    return f"<h2>{title}</h2><{tag}>{items}</{tag}>"


def _numbers(shown: Sheet) -> list[str]:
    return [
        f"{_escape(each.label)}: <b>{_escape(each.value)}</b>"
        + (f" (paper: {_escape(each.paper)})" if each.paper else "")
        for each in shown.tiles
    ]


def _claims(shown: Sheet) -> list[str]:
    return [
        f"{_escape(each.says)} Paper: {_escape(each.paper_value or 'no number')}. "
        f"Measured: {_escape(each.measured or 'not yet')}. {_escape(each.difference)}"
        for each in shown.claims
    ]


def _quiz(shown: Sheet) -> list[str]:
    letters = "ABCDE"
    return [
        _escape(each.text)
        + "<br>"
        + " &emsp; ".join(
            f"☐ {letter} {_escape(option)}"
            for letter, option in zip(letters, each.options, strict=False)
        )
        for each in shown.questions
    ]


def sheet_bytes(
    shown: Sheet,
    frame: "pd.DataFrame",
    *,
    settings: dict[str, Any],
    model: str,
    link: str,
) -> bytes:
    """Return one self-contained HTML page for the printer; it loads nothing from elsewhere.

    Args:
        shown: What the page has shown.
        frame: Its numbers; the first rows are printed.
        settings: Settings behind the numbers.
        model: Hash of the model.
        link: Address that reproduces the page.
    """
    knobs = [f"{_escape(name)}: <b>{_escape(value)}</b>" for name, value in settings.items()]
    table = frame.head(_ROWS).to_html(index=False, border=0, float_format="%.5g")
    more = f"<p class=small>First {_ROWS} of {len(frame)} rows.</p>" if len(frame) > _ROWS else ""
    body = (
        f"<div class=head><div><h1>{_escape(shown.question)}</h1>"
        f"<p class=small>{_escape(link)}</p></div>{qr_code(link)}</div>"
        + _section("Try this", [_escape(each) for each in shown.tasks], "ol")
        + _section("Settings", knobs)
        + _section("Numbers", _numbers(shown))
        + _section("The paper and our measurement", _claims(shown))
        + f"<h2>Table</h2>{table}{more}"
        + _section("Check yourself", _quiz(shown), "ol")
        + f"<p class=small>Modelarium {__version__}, model sha256 {_escape(model)}</p>"
    )
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{_escape(shown.question)}</title><style>{_STYLE}</style></head>"
        f"<body>{body}</body></html>"
    )
    return page.encode()
