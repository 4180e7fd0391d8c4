import contextlib
import io
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from engine.compact import AsymmetricBlock
from engine.cost import CountingRules, operations
from ui.sections import compact_lesson, compact_network
from ui.sections.compact_state import BlockView

ROOT = Path(__file__).resolve().parents[2]
DEFAULT = BlockView(40, 40, 3.0, 1, 5, 28, 1, False, "large", 1.0, 220)


def opened(**query):
    page = AppTest.from_file(ROOT / "app.py", default_timeout=120).run()
    for name, value in query.items():
        page.query_params[f"compact_blocks_{name}"] = str(value)
    page.switch_page("pages/compact_blocks.py").run()
    assert not page.exception
    return page


def tile(page, start):
    return next(each.value for each in page.metric if each.label.startswith(start))


def test_the_kernel_slider_moves_the_multiply_adds_to_the_papers_formula():
    page = opened()
    wanted = 28**2 * (40 * 80 + 160 * (25 + 40))
    assert tile(page, "Million multiply-adds") == f"{wanted / 1e6:,.3f}"
    page.segmented_control(key="compact_blocks_kernel").set_value(3).run()
    wanted = 28**2 * (40 * 80 + 160 * (9 + 40))
    assert tile(page, "Million multiply-adds") == f"{wanted / 1e6:,.3f}"


def test_the_block_runs_and_shows_the_shape_that_comes_out():
    page = opened(out_channels=112, stride=2, resolution=14)
    assert any("**112x7x7** out" in each.value for each in page.success)


def test_a_block_too_large_for_a_live_run_says_what_to_do_and_the_rest_stands():
    page = opened(in_channels=192, expansion="8.0", resolution=112)
    assert any("live run" in each.value for each in page.error)
    assert tile(page, "Network, million")


def test_flops_are_twice_the_multiply_adds_of_the_whole_network():
    page = opened(rule_unit="flops")
    assert tile(page, "Network, million FLOPs") == f"{2 * 216.918096:,.2f}"


def test_the_papers_parameters_match_only_under_the_rule_of_its_tool():
    right, tool = (compact_network.badges(CountingRules(kernel=x)) for x in ("area", "side"))
    row = 0  # parameters of AsymmNet-Large x1.0
    assert right["published, M"][row] == tool["published, M"][row] == "5.99"
    assert right["your rules"][row].startswith("✗")
    assert tool["your rules"][row].startswith("✓")
    assert (right["the paper's rules"].str.startswith("✓")).all()


def test_nonsense_in_the_link_falls_back_and_says_so():
    page = opened(in_channels="0", kernel="2", width="9", asymmetry="x")
    assert len(page.warning) == 4
    assert page.slider(key="compact_blocks_in_channels").value == 40


def test_the_claim_says_that_accuracy_is_not_measured_here():
    page = opened()
    assert any("**not measured here**" in each.value for each in page.markdown)
    assert any("75.4 %" in each.value for each in page.markdown)


@pytest.mark.parametrize("unit", ["multiply_adds", "flops"])
def test_the_script_prints_the_pages_numbers(unit):
    rules = CountingRules(unit=unit)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(compact_lesson.code(DEFAULT, rules), "block.py", "exec"), {})
    lines = printed.getvalue().splitlines()
    block = AsymmetricBlock(in_channels=40, expanded=120, out_channels=40, kernel=5)
    assert lines[0] == f"{unit}: {int(operations(block.cost(28), rules))}"
    assert lines[2] == "output shape: (40, 28, 28)"
