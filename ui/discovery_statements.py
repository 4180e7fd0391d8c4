"""The sentences of arXiv 2209.09120 as cards: what speaks for each and what against it."""

import math

from engine.studies.claims import Claim as Checked
from engine.studies.claims import Evidence
from engine.studies.similarity_cells import command_of, shipped_benchmarks
from engine.studies.similarity_claims import check_similarity_claims
from ui.results import Claim, Verdict

_VERDICTS: dict[str, Verdict] = {
    "holds here": "holds here",
    "holds in some settings": "partly",
    "undecided": "undecided",
    "does not hold here": "does not hold here",
    "no data": "not measured yet",
}
_WORDS = {True: "For", None: "Open", False: "Against"}


def _numbers(key: str, each: Evidence) -> str:
    """Return a number with its interval: a correlation, a share, or a gain in points."""
    shown = "{:.2f}" if key == "metric" else "{:.0%}" if key == "advice" else "{:+.1f}"
    points = key not in {"metric", "advice"}
    value, low, high = (
        shown.format(100 * number if points else number)
        for number in (each.value, each.low, each.high)
    )
    text = f"{value} points" if points else value
    if math.isnan(each.low):
        return f"{text}, no interval"
    return f"{text} (95 % interval {low} to {high})"


def card_of(claim: Checked) -> Claim:
    """Return a checked sentence as a card: the strongest evidence of each kind."""
    text = ""
    if claim.evidence:
        votes = [each.agrees for each in claim.evidence]
        count = "the one setting" if len(votes) == 1 else f"{len(votes)} settings"
        parts = [
            f"Of {count} {votes.count(True)} speak for it, {votes.count(False)} against, "
            f"{votes.count(None)} leave it open."
        ]
        for answer, word in _WORDS.items():
            ranked = [each for each in claim.evidence if each.agrees is answer]
            if ranked:
                best = ranked[-1] if answer is False else ranked[0]
                measure = claim.measure[:1].upper() + claim.measure[1:]
                numbers = _numbers(claim.key, best)
                parts.append(f"{word}: {best.setting}. {measure}: {numbers}.")
        text = "\n\n".join(parts)
    commands = ", ".join(f"`{command_of(each)}`" for each in shipped_benchmarks())
    return Claim(
        "2209.09120",
        claim.sentence + ".",
        "",
        text,
        claim.difference,
        _VERDICTS[claim.verdict],
        commands if claim.evidence else "",
    )


def discovery_statements() -> list[Claim]:
    """Return every sentence with what the shipped cells say about it."""
    return [card_of(each) for each in check_similarity_claims()]
