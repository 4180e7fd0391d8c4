"""The sentences of arXiv 2107.06777 as cards: what speaks for each and what against it."""

import math

from engine.studies.claims import Claim as Checked
from engine.studies.claims import Evidence
from engine.studies.document_claims import check_document_claims
from ui.results import Claim, Verdict

_VERDICTS: dict[str, Verdict] = {
    "holds here": "holds here",
    "holds in some settings": "partly",
    "undecided": "undecided",
    "does not hold here": "does not hold here",
    "no data": "not measured yet",
}
_WORDS = {True: "For", None: "Open", False: "Against"}
_COMMANDS = {
    "competitive": "python -m training.line_rows",
    "any_data": "python -m training.document_clusters",
    "one_pass": "python -m training.document_clusters",
}


def _line(each: Evidence) -> str:
    text = f"{_WORDS[each.agrees]}: {each.setting}: {each.value:+.2f}" if (
        each.low < 0 or each.value < 0
    ) else f"{_WORDS[each.agrees]}: {each.setting}: {each.value:.2f}"  # fmt: skip
    if math.isnan(each.low):
        return f"{text}."
    return f"{text} (95 % interval {each.low:.2f} to {each.high:.2f})."


def card_of(claim: Checked) -> Claim:
    """Return a checked sentence as a card."""
    text = "\n\n".join(_line(each) for each in claim.evidence)
    if text:
        text = f"{claim.measure[:1].upper()}{claim.measure[1:]}.\n\n{text}"
    return Claim(
        "2107.06777",
        f"{claim.sentence}.",
        "",
        text,
        claim.difference,
        _VERDICTS[claim.verdict],
        f"`{_COMMANDS[claim.key]}`" if text else "",
    )


def document_statements() -> list[Claim]:
    """Return every sentence with what the shipped tables say about it."""
    return [card_of(each) for each in check_document_claims()]
