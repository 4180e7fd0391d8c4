"""The comparison of line segmenters, and what it says of the paper's sentences."""

import numpy as np
import pandas as pd
import pytest

from engine import zoo
from engine.core.errors import NotFoundError
from engine.documents.evaluation import MEASURES
from engine.studies import line_rows
from engine.studies.document_claims import check_document_claims


def table(rows):
    """A table of pages: ``rows`` maps (row, seed) to the line F1 and band overlap of each page."""
    out = []
    for (row, seed), values in rows.items():
        for number, (line, band) in enumerate(values):
            measures = dict.fromkeys(MEASURES, 0.5) | {"line_f1": line, "band_iou": band}
            group = "g16" if number % 2 else "m15"
            out.append(
                {"row": row, "seed": seed, "page": f"p{number}", "group": group, **measures}
            )
    return pd.DataFrame(out)


def shipped(monkeypatch, tables):
    def one(name):
        if name in tables:
            return tables[name]
        raise NotFoundError(name)

    monkeypatch.setattr(zoo, "table", one)


def verdicts(found):
    return {each.key: each.verdict for each in check_document_claims(found)}


def test_seeds_are_averaged_before_pages(monkeypatch):
    rows = {("synthetic", 0): [(0.2, 0.0)] * 4, ("synthetic", 1): [(0.6, 0.0)] * 4}
    shipped(monkeypatch, {"line_rows": table(rows)})
    frame = line_rows.compared().frame
    chosen = frame[(frame["measure"] == "line_f1") & (frame["group"] == "all")].iloc[0]
    assert (chosen["value"], chosen["pages"], chosen["seeds"]) == (pytest.approx(0.4), 4, 2)
    assert chosen["low"] == pytest.approx(0.4), "equal pages leave no doubt"


def test_without_networks_the_rules_stand_alone(monkeypatch):
    frame = table({("classical", 0): [(0.5, 0.5)] * 3}).rename(columns={"row": "finder"})
    shipped(monkeypatch, {"line_finder_scores": frame})
    found = line_rows.compared()
    assert not found.networks
    assert "do not ship yet" in found.note
    assert verdicts(found)["competitive"] == "no data"


def test_without_tables_there_is_no_comparison(monkeypatch):
    shipped(monkeypatch, {})
    assert line_rows.compared() is None


def test_every_kind_of_book_has_its_own_rows(monkeypatch):
    shipped(monkeypatch, {"line_rows": table({("real", 0): [(0.2, 0.1), (0.4, 0.1)] * 2})})
    frame = line_rows.compared().frame
    lines = frame[frame["measure"] == "line_f1"].set_index("group")["value"]
    assert lines.to_dict() == pytest.approx({"all": 0.3, "g16": 0.4, "m15": 0.2})


@pytest.mark.parametrize(
    ("made_up", "verdict"),
    [
        ((0.9, 0.80), "holds here"),  # above the rules, 0.80 / 0.82 of the real row
        ((0.9, 0.40), "holds in some settings"),  # above the rules, half of the real row
        ((0.3, 0.40), "does not hold here"),
    ],
)
def test_competitive_means_above_the_rules_and_near_to_scans(monkeypatch, made_up, verdict):
    rows = {
        ("classical", 0): [(0.6, 0.6)] * 6,
        ("real", 0): [(0.95, 0.82)] * 6,
        ("synthetic", 0): [made_up] * 6,
        ("procedural", 0): [made_up] * 6,
    }
    shipped(monkeypatch, {"line_rows": table(rows)})
    assert verdicts(line_rows.compared())["competitive"] == verdict


def test_a_comparison_that_lacks_the_generated_pages_holds_in_some_settings_at_most(monkeypatch):
    rows = {("classical", 0): [(0.5, 0.5)] * 6, ("procedural", 0): [(0.9, 0.7)] * 6}
    shipped(monkeypatch, {"line_rows": table(rows)})
    assert verdicts(line_rows.compared())["competitive"] == "holds in some settings"


def test_pages_that_disagree_leave_the_claim_open(monkeypatch):
    rows = {
        ("classical", 0): [(0.6, 0.6)] * 6,
        ("procedural", 0): [(0.1, 0.6), (0.99, 0.6)] * 3,
    }
    shipped(monkeypatch, {"line_rows": table(rows)})
    claim = check_document_claims(line_rows.compared())[0]
    assert [each.agrees for each in claim.evidence] == [None]
    assert claim.verdict == "undecided"


def test_both_rows_are_drawn_on_the_same_pages(monkeypatch):
    hard = np.linspace(0.1, 0.8, 8)
    rows = {
        ("classical", 0): [(each, 0.5) for each in hard],
        ("procedural", 0): [(each + 0.1, 0.5) for each in hard],
    }
    shipped(monkeypatch, {"line_rows": table(rows)})
    (found,) = check_document_claims(line_rows.compared())[0].evidence
    assert (found.low, found.high) == pytest.approx((0.1, 0.1)), "what pages share cancels"
