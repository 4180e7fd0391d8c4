import pytest
from streamlit.testing.v1 import AppTest

from engine.core.params import Parameter
from ui.controls import label, parse

BITS = Parameter("bits", 4, "bits of a weight", 2, 8)
SHARE = Parameter("share", 0.5, "share", 0.0, 1.0)
WAY = Parameter("splitting", "grid_aware", "how", choices=("grid_aware", "naive"))
FLAG = Parameter("symmetric", True, "around zero")

SCRIPT = """
import dataclasses
import streamlit as st
from engine.core.params import Settings, param
from ui import controls

@dataclasses.dataclass(frozen=True)
class Method(Settings):
    bits: int = param(4, 2, 8, "bits of a weight")
    share: float = param(0.5, 0.0, 1.0, "share kept")
    splitting: str = param("grid_aware", meaning="how", choices=("grid_aware", "naive"))
    rule: str = param("a", meaning="rule", choices=("a", "b", "c", "d", "e", "f"))
    symmetric: bool = param(True, meaning="around zero")

method = controls.settings("p", Method, visible=("bits", "splitting"))
controls.show_notices("p")
st.json(dataclasses.asdict(method))
st.json(controls.query("p"))
st.button("Reset", key="reset", on_click=controls.reset, args=("p",))
"""


def page(**query: str) -> AppTest:
    test = AppTest.from_string(SCRIPT, default_timeout=30)
    for key, value in query.items():
        test.query_params[key] = value
    return test.run()


@pytest.mark.parametrize(
    ("text", "parameter", "value"),
    [
        ("3", BITS, 3),
        ("0.25", SHARE, 0.25),
        ("grid aware", WAY, "grid_aware"),
        ("false", FLAG, False),
    ],
)
def test_a_value_of_a_link_is_read_as_declared(text, parameter, value):
    assert parse(text, parameter) == value


@pytest.mark.parametrize(
    ("text", "parameter"),
    [
        ("99", BITS), ("-1", BITS), ("3.5", BITS), ("", BITS), ("nan", SHARE), ("inf", SHARE),
        ("<script>", WAY), ("grid_aware", WAY), ("yes", FLAG), ("9" * 5000, BITS),
    ],
)  # fmt: skip
def test_a_forged_value_is_refused(text, parameter):
    with pytest.raises(ValueError, match=r".+"):
        parse(text, parameter)


def test_a_label_has_no_underscores():
    assert label("ocs_repository") == "ocs repository"


def test_a_method_gets_the_values_of_the_link():
    shown = page(p_bits="3", p_splitting="naive", p_rule="f", p_symmetric="false")
    assert not shown.exception
    assert shown.json[0].value == (
        '{"bits": 3, "share": 0.5, "splitting": "naive", "rule": "f", "symmetric": false}'
    )


def test_a_link_reproduces_the_state_and_leaves_defaults_out():
    shown = page(p_bits="3", p_symmetric="false")
    assert shown.json[1].value == '{"p_bits": "3", "p_symmetric": "false"}'


@pytest.mark.parametrize(
    "query",
    [{"p_bits": "99"}, {"p_bits": "abc"}, {"p_splitting": "'; drop table"}, {"p_share": "nan"}],
)
def test_a_forged_link_falls_back_to_the_default_and_says_so(query):
    shown = page(**query)
    assert not shown.exception
    assert '"bits": 4, "share": 0.5, "splitting": "grid_aware"' in shown.json[0].value
    assert "which does not exist here" in shown.warning[0].value


def test_the_notice_goes_when_the_visitor_chooses():
    shown = page(p_bits="99")
    shown.slider(key="p_bits").set_value(5).run()
    assert not shown.warning


def test_reset_puts_every_control_back():
    shown = page(p_bits="3", p_splitting="naive")
    shown.button(key="reset").click().run()
    assert '"bits": 4, "share": 0.5, "splitting": "grid_aware"' in shown.json[0].value
