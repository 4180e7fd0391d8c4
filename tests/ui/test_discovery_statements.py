import math

from engine.studies.claims import Claim, Evidence
from ui.discovery_statements import card_of, discovery_statements
from ui.statements import rows


def made(*evidence, key="helps", verdict="undecided"):
    return Claim(key, "It helps", "gain", 0.0, verdict, tuple(evidence), "small")


def test_a_card_shows_the_best_evidence_of_each_kind():
    card = card_of(
        made(
            Evidence("near", 0.2, 0.1, 0.3, 6, True),
            Evidence("half", 0.01, -0.1, 0.1, 6, None),
            Evidence("far", -0.2, -0.3, -0.1, 6, False),
            verdict="holds in some settings",
        )
    )
    assert card.verdict == "partly"
    assert "For: near. Gain: +20.0 points (95 % interval +10.0 to +30.0)." in card.measured
    assert "Open: half" in card.measured
    assert "Against: far" in card.measured


def test_a_correlation_is_no_percentage_and_may_have_no_interval():
    lone = Evidence("two sets", 0.75, math.nan, math.nan, 6, None)
    assert "0.75, no interval" in card_of(made(lone, key="metric")).measured


def test_without_evidence_a_card_says_nothing_was_measured():
    card = card_of(made(verdict="no data"))
    assert (card.verdict, card.measured, card.evidence) == ("not measured yet", "", "")


def test_the_status_table_lists_every_sentence_once_with_data_and_command():
    listed = [row for row in rows() if "2209.09120" in row["Paper"]]
    says = [each.says for each in discovery_statements()]
    assert [row["Claim, in our words"] for row in listed] == says
    assert all(row["Data"] != "none" and "python -m" in row["Command"] for row in listed)
