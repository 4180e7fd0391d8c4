import json

import pytest

from engine.core.errors import EngineError
from engine.documents.evaluate import main
from engine.documents.evaluation import MEASURES, evaluate, score_page
from engine.documents.labelled_pages import labelled_pages


def test_the_command_prints_every_measure_per_group_and_overall(labelled_folder, capsys):
    assert main(["--pages", str(labelled_folder)]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert {name: each["pages"] for name, each in answer["groups"].items()} == {"a": 2, "b": 1}
    for part in (*answer["groups"].values(), answer["overall"]):
        assert all(0 <= part[name] <= 1 for name in MEASURES)


def test_the_command_refuses_a_folder_without_pages(tmp_path, capsys):
    assert main(["--pages", str(tmp_path)]) == 2
    assert "STEM_mask.png" in capsys.readouterr().err


def test_an_unknown_segmenter_is_answered_with_the_known_ones(labelled_folder, capsys):
    assert main(["--pages", str(labelled_folder), "--segmenter", "x"]) == 2
    assert "classical, classical-area" in capsys.readouterr().err


def test_the_truth_scores_one(labelled_folder, drawn_page):
    page = labelled_pages(labelled_folder)[0].read()
    score = score_page(drawn_page.classes, page, page.bands > 0)
    assert (score.text_iou, score.band_iou, score.mean_iou) == (1, 1, 1)


def test_pages_are_averaged_and_not_pooled(labelled_folder, drawn_page):
    found = evaluate(lambda image: drawn_page.classes, labelled_pages(labelled_folder))
    assert found.means()["text_iou"] == found.means("a")["text_iou"] == 1
    assert found.interval("text_iou") == (1, 1)


def test_a_mask_of_another_size_is_refused(labelled_folder, drawn_page):
    page = labelled_pages(labelled_folder)[0].read()
    with pytest.raises(EngineError, match="as large as its page"):
        score_page(drawn_page.classes[1:], page)
