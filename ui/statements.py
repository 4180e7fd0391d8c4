"""The papers' claims and what we measured for each: the rows of the honest status table.

Only what the abstracts say is cited, in our words. A claim without a measurement says so.
"""

import streamlit as st

from engine import zoo
from engine.core.errors import EngineError
from engine.studies.claim_evidence import better_than_full, lowest_error, retained
from ui.papers import paper
from ui.results import Claim, Verdict

NOT_YET: Verdict = "not measured yet"
_OTHERS = (
    ("2103.11912", "At low bit widths a generator loses variety (recall) before quality.", ""),
    ("2103.11912", "Hashing finds precision and recall faster than neighbour search.", "O(1)"),
    ("2106.06991", "A network with 1-bit features saves energy and loses little.", "4.6 times"),
    ("2001.05936", "A binary network reaches the accuracy of MobileNet at its size.", ""),
    ("2104.07770", "Asymmetrical bottlenecks beat MobileNetV3 below 220 million operations.", ""),
    ("2209.09120", "Labels of dissimilar classes can harm the discovery of new ones.", ""),
    ("2106.01489", "Sharing only confident knowledge helps two networks with noisy labels.", ""),
    ("2107.06777", "Synthetic pages train a competitive line segmentation.", ""),
    ("2001.03376", "Discriminators with parts of a batch make a generator more diverse.", ""),
    ("2010.11113", "One generator reconstructs pictures of domains that it never saw.", ""),
)
_MINILM = "MiniLM, 6 layers of width 384 with adapters, instead of BERT-Base; five GLUE dev sets"


def _three_bits(frame) -> tuple[str, Verdict | None]:  # noqa: ANN001 - a data frame
    found = retained(frame, model="minilm", method="OCS", bits=3)
    if not found:
        return NOT_YET, None
    text = "; ".join(f"{x.granularity} {x.share:.0%} of {x.tasks} tasks" for x in found)
    return text, "holds here" if found[0].share >= 0.98 else "does not hold here"


def _small_tasks(frame) -> tuple[str, Verdict | None]:  # noqa: ANN001 - a data frame
    better, total = better_than_full(frame)
    text = f"{better} of {total} settings lie above full precision with their whole 95 % interval"
    return text, "holds here" if better else "does not hold here"


def _lowest(frame) -> tuple[str, Verdict | None]:  # noqa: ANN001 - a data frame
    won, total = lowest_error(frame, "OCS")
    if not total:
        return NOT_YET, None
    text = f"OCS has the lowest error in {won} of {total} settings"
    return text, "holds here" if won == total else "partly" if won else "does not hold here"


_MEASURED = (
    ("OCS with 3 bits keeps the score of BERT-Base.", "98 % of GLUE", _MINILM, _three_bits),
    ("Low-bit networks can beat full precision on small tasks.", "", _MINILM, _small_tasks),
    (
        "OCS has the smallest mean squared error of LQ, ACIQ and OCS.",
        "in theory",
        "weights of MiniLM's layers",
        _lowest,
    ),
)


@st.cache_data(max_entries=4, show_spinner=False)
def statements() -> list[Claim]:
    """Return every claim with our measurement, the first paper's from the shipped sweep."""
    try:
        card, frame = zoo.card("bert_sweep"), zoo.table("bert_sweep")
    except EngineError:
        card = frame = None
    found = []
    for says, value, difference, measure in _MEASURED:
        text, verdict = measure(frame) if frame is not None else (NOT_YET, None)
        source = f"`{card.command}`" if card is not None and verdict else ""
        found.append(
            Claim(
                "2210.16621",
                says,
                value,
                text if verdict else "",
                difference,
                verdict or NOT_YET,
                source,
            )
        )
    large = "OCS with 3 bits keeps most of the score of BERT-Large."
    reason = "BERT-Large has to be downloaded and fine-tuned first"
    found.append(Claim("2210.16621", large, "96 % of GLUE", "", reason, NOT_YET))
    return found + [Claim(arxiv, says, value, "", "", NOT_YET) for arxiv, says, value in _OTHERS]


def rows() -> list[dict[str, str]]:
    """Return the status table, one dictionary a row, in the order of the columns."""
    return [
        {
            "Paper": f"{paper(each.arxiv).short} ({each.arxiv})",
            "Claim, in our words": each.says,
            "Paper's number": each.paper_value or "none given",
            "Measured here": each.measured or NOT_YET,
            "Verdict": each.verdict,
            "What differs": each.difference,
            "Command": each.evidence.strip("`"),
        }
        for each in statements()
    ]
