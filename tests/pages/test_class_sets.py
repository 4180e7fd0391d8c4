import contextlib
import io
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from engine.studies.class_features import class_features
from engine.studies.class_sets import ClassSetStudy
from engine.studies.intent_features import intent_benchmark, intent_features
from ui.sections import sets_figures, sets_lesson, sets_state
from ui.sections.role_changes import parse_changes

ROOT = Path(__file__).resolve().parents[2]


def opened(**query):
    page = AppTest.from_file(ROOT / "app.py", default_timeout=120).run()
    for name, value in query.items():
        page.query_params[f"class_sets_{name}"] = str(value)
    page.switch_page("pages/class_sets.py").run()
    assert not page.exception
    return page


def tile(page, start):
    return next(each.value for each in page.metric if each.label.startswith(start))


def measured(labeled, unlabeled):
    sets = intent_benchmark(intent_features().tree).sets(labeled, unlabeled)
    return sets_state.answer(ClassSetStudy(), sets)


def test_the_labeled_set_moves_flow_and_the_place_in_the_tree():
    page = opened()
    assert tile(page, "Transfer flow").startswith(f"{measured('L1', 'U1').learned.flow.value:.2f}")
    assert tile(page, "Nearest in the tree") == "0.67"
    page.segmented_control(key="class_sets_labeled").set_value("L2").run()
    assert not page.exception
    assert tile(page, "Transfer flow").startswith(f"{measured('L2', 'U1').learned.flow.value:.2f}")
    assert tile(page, "Nearest in the tree") == "0.33"


def test_changes_of_the_link_make_the_sets():
    page = opened(changes="l14")
    assert any("61 labeled and 14 unlabeled" in each.value for each in page.markdown)


def test_forged_changes_show_the_preset_and_say_so():
    page = opened(changes="l999.<b>", labeled="L9")
    assert len(page.warning) == 2
    assert any("60 labeled and 15 unlabeled" in each.value for each in page.markdown)


def test_a_click_on_a_domain_paints_all_of_its_classes():
    tree = intent_features().tree
    domain = tree.children[tree.root][1]
    text = sets_state.painted("u0", domain, "labeled")
    changes = parse_changes(text, len(tree.leaves), sets_state.ROLES)
    assert changes == {0: "unlabeled"} | dict.fromkeys(range(15, 30), "labeled")


def test_the_tree_shows_every_class_and_every_domain_once():
    roles = sets_state.roles_of("L1", "U1", 0, {})
    frame = sets_figures.tree_frame(roles)
    assert (frame["role"] == "domain").sum() == 10
    assert frame["node"].is_unique
    assert len(frame) == 160


def test_without_labeled_classes_the_page_says_what_to_do():
    tree = intent_features().tree
    text = ""
    for domain in tree.children[tree.root]:
        text = sets_state.painted(text, domain, "not used")
    page = opened(changes=text)
    assert any("choose at least one labeled class" in each.value.lower() for each in page.error)


def test_the_script_that_can_be_downloaded_prints_the_pages_numbers():
    found = measured("L2", "U1")
    code = sets_lesson.CODE.format(sets=found.sets, study=ClassSetStudy())
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "class_sets.py", "exec"), {})
    values = [float(line.rpartition(": ")[2]) for line in printed.getvalue().splitlines()]
    wanted = [found.learned.flow.value, found.learned.accuracy,
              found.plain.flow.value, found.plain.accuracy]  # fmt: skip
    assert values == pytest.approx(wanted, abs=1e-4)


def test_both_maps_and_all_matrices_are_drawn():
    page = opened(map="UMAP, plain", matrix="labeled by unlabeled")
    assert any("UMAP, plain" in each.value for each in page.markdown)
    page = opened(map="PCA, plain", matrix="position in the tree")
    assert any("Similarity by position: lowest" in each.value for each in page.markdown)


def test_another_benchmark_shows_its_own_classes_and_what_stands_behind_them():
    title = "CLINC150, from scratch"
    page = opened(benchmark=title)
    sets = intent_benchmark(intent_features().tree).sets("L1", "U1")
    wanted = sets_state.answer(ClassSetStudy(benchmark="clinc150_scratch"), sets)
    assert tile(page, "Transfer flow").startswith(f"{wanted.learned.flow.value:.2f}")
    assert any("trained on L alone (shipped" in each.value for each in page.caption)


def test_clicks_do_not_outlive_a_change_of_benchmark():
    page = opened(changes="l14")
    page.selectbox(key="class_sets_benchmark").set_value("CLINC150, from scratch").run()
    assert not page.exception
    assert page.session_state["class_sets_changes"] == ""


def test_where_the_data_is_missing_the_page_says_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setenv("MODELARIUM_DATA", str(tmp_path))
    page = opened()
    assert any("github.com/clinc/oos-eval" in each.value for each in page.info)


def test_numbered_characters_of_several_alphabets_stay_apart():
    page = opened(benchmark="Omniglot", labeled="L2")
    benchmark = class_features("omniglot_scratch").benchmark
    leaves = class_features("omniglot_scratch").tree.leaves
    assert len({sets_figures.words(each) for each in leaves}) == len(leaves) == 242
    sets = benchmark.benchmark(class_features(benchmark.key).tree).sets("L2", "U1")
    found = sets_state.answer(ClassSetStudy(benchmark=benchmark.key), sets)
    said = next(each.value for each in page.markdown if each.value.startswith("**K-means"))
    assert f"{found.learned.accuracy:.0%} of the 400 drawings" in said
