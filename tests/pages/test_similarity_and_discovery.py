import contextlib
import io
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from engine.studies.similarity_cells import KMEANS, judged, read_cells, shipped_benchmarks
from engine.studies.similarity_order import similarity_findings
from ui.sections import similarity_lesson, similarity_state

ROOT = Path(__file__).resolve().parents[2]
KEY, MINILM = "similarity_and_discovery", "CLINC150, MiniLM"


def opened(**query):
    page = AppTest.from_file(ROOT / "app.py", default_timeout=120).run()
    for name, value in query.items():
        page.query_params[f"{KEY}_{name}"] = str(value)
    page.switch_page(f"pages/{KEY}.py").run()
    assert not page.exception
    return page


def said(page):
    return "\n".join(each.value for each in page.markdown)


def test_the_headline_is_the_rank_correlation_of_what_stands_on_the_axis():
    frame = read_cells(MINILM)
    page = opened(benchmark=MINILM)
    for words, column in similarity_state.ACROSS.items():
        page.segmented_control(key=f"{KEY}_across").set_value(words).run()
        (found,) = similarity_findings(frame, judge=KMEANS, across=column)
        assert f"rank correlation of {found.correlation.spearman:.2f} over 36 cells" in said(page)


def test_choosing_a_cell_shows_its_numbers_and_leads_to_its_classes():
    frame = judged(read_cells(MINILM), KMEANS)
    page = opened(benchmark=MINILM)
    row = frame.iloc[3]
    page.selectbox(key=f"{KEY}_cell").set_value(row["cell"]).run()
    assert not page.exception
    assert f"| Accuracy | {row['found']:.1%} | {row['found_plain']:.1%} |" in said(page)
    assert f"{row['labeled']} for {row['unlabeled']}: {row['level']} similarity" in said(page)


def test_the_page_opens_where_labels_cost_most():
    frame = judged(read_cells(MINILM), KMEANS)
    page = opened(benchmark=MINILM)
    assert page.selectbox(key=f"{KEY}_cell").value == frame.loc[frame["gain"].idxmin(), "cell"]


def test_a_forged_cell_falls_back_and_says_so():
    page = opened(cell="<b>no cell", benchmark="no benchmark")
    assert len(page.warning) == 2
    assert "Pseudo flow says" in said(page)


def test_another_benchmark_lets_the_cell_of_the_first_one_go():
    titles = [each.title for each in shipped_benchmarks()]
    if len(titles) < 2:
        pytest.skip("only one benchmark's cells ship")
    page = opened(benchmark=titles[0])
    page.segmented_control(key=f"{KEY}_benchmark").set_value(titles[1]).run()
    assert not page.exception
    assert titles[1] in page.selectbox(key=f"{KEY}_cell").value


def test_samples_per_class_tell_the_value_at_both_ends():
    page = opened(part="samples per class", benchmark=MINILM)
    assert "The same classes score" in said(page)
    assert any("MiniLM's vectors; mean and range" in each.value for each in page.caption)


def test_the_script_that_can_be_downloaded_prints_the_pages_numbers():
    code = similarity_lesson.CODE.format(title=MINILM, judge=KMEANS, across="flow")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "similarity.py", "exec"), {})
    values = [float(line.rpartition(": ")[2]) for line in printed.getvalue().splitlines()]
    (found,) = similarity_findings(read_cells(MINILM), judge=KMEANS)
    known = found.correlation
    wanted = [known.spearman, known.low, known.high, found.flow, found.accuracy, found.helped]
    assert values == pytest.approx(wanted, abs=1e-4)


@pytest.mark.parametrize(("helped", "right"), [(2, 0), (18, 1), (36, 2)])
def test_the_quiz_takes_its_answer_from_the_cells(helped, right):
    asked = similarity_lesson.helped_question("some data", helped, 36)
    assert asked.right == right
    assert f"{helped} of 36" in asked.because
