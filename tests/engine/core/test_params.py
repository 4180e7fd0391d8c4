"""Settings are declared once and checked whenever they are built."""

import dataclasses
import math

import pytest

from engine.core.errors import EngineError
from engine.core.params import Settings, param, parameters, settings_dict


@dataclasses.dataclass(frozen=True)
class Inner(Settings):
    share: float = param(0.9, 0.0, 1.0, "share kept")


@dataclasses.dataclass(frozen=True)
class Method(Settings):
    bits: int = param(4, 2, 8, "bits of a weight", step=1)
    share: float = param(0.5, 0.0, 1.0, "share of weights kept")
    rule: str = param("none", meaning="clip rule", choices=("none", "aciq"))
    symmetric: bool = param(default=True, meaning="same range", choices=(True, False))
    inner: Inner = dataclasses.field(default_factory=Inner)
    note: str = ""


def test_declared_fields_come_in_order_with_their_range_and_meaning():
    found = parameters(Method)
    assert [each.name for each in found] == ["bits", "share", "rule", "symmetric"]
    assert (found[0].low, found[0].high, found[0].step) == (2, 8, 1)
    assert found[1].meaning == "share of weights kept"
    assert found[2].choices == ("none", "aciq")


def test_an_instance_declares_what_its_class_declares():
    assert parameters(Method(bits=3)) == parameters(Method)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"bits": 1}, "bits must lie between 2 and 8, got 1"),
        ({"bits": 9}, "bits must lie between 2 and 8, got 9"),
        ({"bits": 4.5}, "bits must be a whole number, got 4.5"),
        ({"bits": "4"}, "bits must be a whole number, got '4'"),
        ({"bits": True}, "bits must be a whole number, got True"),
        ({"share": math.nan}, "share must be a finite number, got nan"),
        ({"share": math.inf}, "share must be a finite number, got inf"),
        ({"share": None}, "share must be a finite number, got None"),
        ({"rule": "best"}, "rule must be one of none, aciq, got 'best'"),
    ],
)
def test_a_value_out_of_range_is_refused_by_name(wrong, message):
    with pytest.raises(ValueError, match=message):
        Method(**wrong)


@pytest.mark.parametrize("edge", [{"bits": 2}, {"bits": 8}, {"share": 0}, {"share": 1}])
def test_the_ends_of_a_range_and_whole_numbers_for_fractions_are_allowed(edge):
    ((name, value),) = edge.items()
    assert getattr(Method(**edge), name) == value


def test_replacing_a_field_checks_again():
    with pytest.raises(ValueError, match="bits must lie between"):
        dataclasses.replace(Method(), bits=99)


def test_settings_are_plain_values_with_the_methods_name():
    assert settings_dict(Method(bits=3)) == {
        "method": "Method",
        "bits": 3,
        "share": 0.5,
        "rule": "none",
        "symmetric": True,
        "inner": {"method": "Inner", "share": 0.9},
        "note": "",
    }


def test_something_without_settings_has_no_dictionary():
    with pytest.raises(EngineError, match="expected a method with settings, got int"):
        settings_dict(3)
