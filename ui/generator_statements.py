"""The sentences of arXiv 2103.11912 as cards: what speaks for each and what against it."""

from engine.studies.claims import Claim as Checked
from engine.studies.generator_claims import check_generator_claims
from ui.results import Claim, Verdict

_VERDICTS: dict[str, Verdict] = {
    "holds here": "holds here",
    "holds in some settings": "partly",
    "undecided": "undecided",
    "does not hold here": "does not hold here",
    "no data": "not measured yet",
}
_COMMANDS = {
    "diversity": "python -m engine.studies.generator_sweep --ship",
    "outliers": "python -m engine.studies.metric_tables --ship",
    "growth": "python -m engine.studies.metric_tables --ship",
}
_NUMBERS = {"growth": "O(n), O(log n), O(1)"}


def card_of(claim: Checked) -> Claim:
    """Return a checked sentence as a card: the best evidence for it, and the best against."""
    text = ""
    if claim.evidence:
        votes = [each.agrees for each in claim.evidence]
        parts = [
            f"Of {len(votes)} settings {votes.count(True)} speak for it, {votes.count(False)} "
            f"against, {votes.count(None)} leave it open."
        ]
        for answer, word in ((True, "For"), (False, "Against")):
            ranked = [each for each in claim.evidence if each.agrees is answer]
            if ranked:
                best = ranked[0] if answer else ranked[-1]
                numbers = f"{best.value:+.2f} ({best.low:+.2f} to {best.high:+.2f})"
                measure = claim.measure[:1].upper() + claim.measure[1:]
                parts.append(f"{word}: {best.setting}. {measure}: {numbers}.")
        text = "\n\n".join(parts)
    return Claim(
        "2103.11912",
        claim.sentence,
        _NUMBERS.get(claim.key, ""),
        text,
        claim.difference,
        _VERDICTS[claim.verdict],
        f"`{_COMMANDS[claim.key]}`" if claim.evidence else "",
    )


def generator_statements() -> list[Claim]:
    """Return every sentence with what the shipped tables say about it."""
    return [card_of(each) for each in check_generator_claims()]
