"""The score page shows the shipped table, what it lacks, and answers a typed sentence."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from engine import zoo
from engine.studies.sweep_plan import SHIPPED_EXAMPLES, missing_cells, shipped_cells

ROOT = Path(__file__).resolve().parents[2]


def opened(**query):
    page = AppTest.from_file(ROOT / "app.py", default_timeout=180).run()
    for name, value in query.items():
        page.query_params[f"bert_scores_{name}"] = value
    page.switch_page("pages/bert_scores.py").run()
    assert not page.exception
    return page


def tile(page, start):
    return next(each.value for each in page.metric if each.label.startswith(start))


@pytest.fixture(scope="module")
def table():
    return zoo.table("bert_sweep")


def shipped(table, method, bits):
    rows = table[(table["model"] == "minilm") & (table["task"] == "sst2")]
    rows = rows[(rows["granularity"] == "tensor") & ~rows["embeddings"]]
    return rows[(rows["method"] == method) & (rows["bits"] == bits)].iloc[0]


def test_the_tiles_show_the_shipped_cell_and_follow_the_bits(table):
    page = opened()
    four = shipped(table, "ACIQ", 4)
    assert tile(page, "Accuracy at 4 bits") == f"{four['score']:.3f}"
    page.selectbox(key="bert_scores_bits").set_value(3).run()
    assert not page.exception
    assert tile(page, "Accuracy at 3 bits") == f"{shipped(table, 'ACIQ', 3)['score']:.3f}"


def test_the_papers_number_stands_only_beside_the_setting_that_it_speaks_of():
    captions = [each.value for each in opened(method="OCS", bits="3").caption]
    assert any(each.startswith("Paper: 98 % (Base)") for each in captions)
    captions = [each.value for each in opened(method="OCS", bits="4").caption]
    assert not any(each.startswith("Paper: 98 %") for each in captions)


def test_a_cell_that_did_not_ship_is_said_and_can_be_computed():
    page = opened(method="KL", bits="7", closer="run it here")
    assert any("not in the shipped table" in each.value for each in page.info)
    assert any(each.label == "Score KL, 7 bits" for each in page.button)


def test_the_page_counts_and_lists_the_planned_points_that_did_not_ship(table):
    page = opened()
    missing, planned = len(missing_cells(table)), len(shipped_cells())
    labels = [each.label for each in page.expander]
    said = f"Not shipped: {missing} of {planned} planned points"
    assert (said in labels) == bool(missing)
    assert any(each.value.startswith("Not in this figure: ") for each in page.caption)


def test_the_script_asks_for_the_examples_that_the_shipped_score_was_measured_on(table):
    assert set(table["examples_asked"]) == {SHIPPED_EXAMPLES}
    assert "examples=SHIPPED_EXAMPLES" in (ROOT / "pages" / "bert_scores.py").read_text("utf-8")


def test_every_sentence_of_the_paper_has_a_card_with_a_verdict():
    shown = " ".join(each.value for each in opened().markdown)
    for part in ("98% of the GLUE", "96% of the GLUE", "surpasses the other", "Low-bit models"):
        assert part in shown


def test_both_networks_answer_a_typed_sentence():
    page = opened(closer="type a sentence", bits="8")
    field = page.text_input(key="probe_first_sst2")
    field.set_value("A dull, lifeless and badly acted film.").run()
    assert not page.exception
    assert tile(page, "Full precision says").startswith("negative")
    assert float(tile(page, "Cosine")) > 0.5


def test_an_empty_sentence_gets_a_message_and_the_page_lives_on():
    page = opened(closer="type a sentence")
    page.text_input(key="probe_first_sst2").set_value("   ").run()
    assert not page.exception
    assert page.error
    page.text_input(key="probe_first_sst2").set_value("A fine film.").run()
    assert not page.error


def test_without_glue_the_page_says_what_it_uses_and_offers_the_download(monkeypatch):
    monkeypatch.delenv("MODELARIUM_DATA", raising=False)
    page = opened(closer="run it here")
    assert any("Modelarium mini set" in each.value for each in page.info)
    assert any(each.label == "Download GLUE" for each in page.button)


def test_with_glue_there_is_nothing_to_download(monkeypatch, data):
    monkeypatch.setenv("MODELARIUM_DATA", str(data))
    assert not any(each.label == "Download GLUE" for each in opened(closer="run it here").button)
