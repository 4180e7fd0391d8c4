"""The papers' claims and what we measured for each: the rows of the honest status table.

Only what the abstracts say is cited, in our words. A claim without a measurement says so.
"""

import math

import streamlit as st

from engine import zoo
from engine.core.errors import EngineError
from engine.studies import claims as checked
from engine.studies.set_benchmarks import SET_BENCHMARKS
from ui.discovery_statements import discovery_statements
from ui.document_statements import document_statements
from ui.generator_statements import generator_statements
from ui.papers import paper
from ui.results import Claim, Verdict

NOT_YET: Verdict = "not measured yet"
_OTHERS = (
    ("2106.06991", "A network with 1-bit features saves energy and loses little.", "4.6 times"),
    ("2001.05936", "A binary network reaches the accuracy of MobileNet at its size.", ""),
    ("2104.07770", "Asymmetrical bottlenecks beat MobileNetV3 below 220 million operations.", ""),
    ("2106.01489", "Sharing only confident knowledge helps two networks with noisy labels.", ""),
    ("2001.03376", "Discriminators with parts of a batch make a generator more diverse.", ""),
    ("2010.11113", "One generator reconstructs pictures of domains that it never saw.", ""),
)
_UNMEASURED = (
    ("OCS at 3 bits retains most of the GLUE score of BERT.", "98 % (Base), 96 % (Large)"),
    ("OCS surpasses the other methods in mean squared error.", ""),
    ("Low-bit models beat full precision on several small tasks.", ""),
)
_TABLES = {
    "2210.16621": ("bert_sweep",),
    "2103.11912": ("gan_sweep",),
    "2209.09120": tuple(each.cells for each in SET_BENCHMARKS),
    "2107.06777": ("line_rows", "document_clusters"),
}
COMMAND = "python -m engine.studies.bert_sweep --shipped"
_VERDICTS: dict[str, Verdict] = {
    "holds here": "holds here",
    "holds in some settings": "partly",
    "undecided": "undecided",
    "does not hold here": "does not hold here",
    "no data": NOT_YET,
}


def card_of(claim: checked.Claim) -> Claim:
    """Return a checked claim as the card that the interface draws: best setting first."""
    verdict = _VERDICTS[claim.verdict]
    text = ""
    if claim.evidence:
        best = claim.evidence[0]
        ends = (
            "" if math.isnan(best.low) else f" (95 % interval {best.low:.0%} to {best.high:.0%})"
        )
        votes = [each.agrees for each in claim.evidence]
        text = (
            f"Best setting {best.value:.1%}{ends}: {best.setting}. Of {len(votes)} settings "
            f"{votes.count(True)} speak for it, {votes.count(False)} against, "
            f"{votes.count(None)} leave it open."
        )
    number = f"{claim.expected:.0%} of GLUE" if claim.key.startswith("retains") else ""
    return Claim(
        "2210.16621",
        claim.sentence,
        number,
        text,
        claim.difference,
        verdict,
        f"`{COMMAND}`" if claim.evidence else "",
    )


@st.cache_data(max_entries=4, show_spinner=False)
def statements() -> list[Claim]:
    """Return every claim with our measurement, the first paper's from the shipped sweep."""
    try:
        found = [card_of(each) for each in checked.check_claims()]
    except EngineError:
        found = [Claim("2210.16621", says, value, "", "", NOT_YET) for says, value in _UNMEASURED]
    found += generator_statements() + discovery_statements() + document_statements()
    return found + [Claim(arxiv, says, value, "", "", NOT_YET) for arxiv, says, value in _OTHERS]


def rows() -> list[dict[str, str]]:
    """Return the status table, one dictionary a row, in the order of the columns."""
    shipped = {card.name: card.data for card in zoo.cards()}
    data = {
        arxiv: "; ".join(shipped[each] for each in names if each in shipped) or "none"
        for arxiv, names in _TABLES.items()
    }
    return [
        {
            "Paper": f"{paper(each.arxiv).short} ({each.arxiv})",
            "Claim, in our words": each.says,
            "Paper's number": each.paper_value or "none given",
            "Measured here": each.measured or NOT_YET,
            "Verdict": each.verdict,
            "What differs": each.difference or "none",
            "Data": data.get(each.arxiv, "none") if each.measured else "none",
            "Command": each.evidence.replace("`", "") or "none",
        }
        for each in statements()
    ]
