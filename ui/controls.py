"""Widgets drawn from declared parameters, kept in the page's link.

A method's fields (``engine.core.params.param``) carry default, range and meaning; this module
turns them into sliders, segments and switches. Every key starts with the lesson's key and is
bound to the URL, so a link reproduces the page. A value in the URL that a field does not allow
falls back to the default, and a notice says so. The engine checks each value again.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import streamlit as st

from engine.core.params import Parameter, Settings, parameters
from ui.glossary import explain

MethodT = TypeVar("MethodT", bound=Settings)
_DEFAULTS = "control_defaults"
_NOTICES = "control_notices"


def label(name: object) -> str:
    """Return a field name or a choice as a visitor reads it (and as it stands in the URL).

    >>> label("grid_aware"), label("bits")
    ('grid aware', 'bits')
    """
    return str(name).replace("_", " ")


def defaults(prefix: str) -> dict[str, Any]:
    """Return the default of every control that the page ``prefix`` has drawn so far."""
    known = st.session_state.get(_DEFAULTS, {})
    return {key: value for key, value in known.items() if key.startswith(f"{prefix}_")}


def query(prefix: str) -> dict[str, str]:
    """Return the query parameters that reproduce the page's present state."""
    state = {key: st.session_state.get(key, value) for key, value in defaults(prefix).items()}
    changed = {k: v for k, v in state.items() if v != defaults(prefix)[k] and v is not None}
    return {k: str(v).lower() if isinstance(v, bool) else label(v) for k, v in changed.items()}


def reset(prefix: str) -> None:
    """Put every control of the page back to its default; use it as a button's callback."""
    for key, value in defaults(prefix).items():
        st.session_state[key] = value
        st.session_state.get(_NOTICES, {}).pop(key, None)


def remember(key: str, default: object) -> None:
    """Note a control's default, so that links leave it out and reset can restore it."""
    st.session_state.setdefault(_DEFAULTS, {})[key] = default


def parse(text: str, parameter: Parameter) -> Any:  # noqa: ANN401 - any declared type
    """Return the value that a URL's text stands for, checked against the declaration.

    >>> parse("3", Parameter("bits", 4, "bits per weight", 2, 8))
    3

    Raises:
        ValueError: If the text is no value of the parameter.
    """
    if parameter.choices is not None:
        names = {label(each): each for each in parameter.choices}
        if text not in names:
            raise ValueError(f"{parameter.name} must be one of {', '.join(names)}, got {text!r}")
        return names[text]
    if isinstance(parameter.default, bool):
        if text not in {"true", "false"}:
            raise ValueError(f"{parameter.name} must be true or false, got {text!r}")
        return text == "true"
    kind = int if isinstance(parameter.default, int) else float
    value = kind(text)
    parameter.check(value)
    return value


def _check_url(key: str, parameter: Parameter) -> None:
    text = st.query_params.get(key)
    if text is None:
        return
    notices = st.session_state.setdefault(_NOTICES, {})
    try:
        parse(text, parameter)
    except ValueError:
        notices[key] = (
            f"The link asks for {label(parameter.name)} = {text[:40]!r}, which does not exist "
            f"here. The page shows the default, {label(parameter.default)}."
        )
    else:
        notices.pop(key, None)


def show_notices(prefix: str) -> None:
    """Say which values of the link were not allowed, until the visitor picks another value."""
    for key, text in st.session_state.get(_NOTICES, {}).items():
        untouched = st.session_state.get(key) == st.session_state[_DEFAULTS].get(key)
        if key.startswith(f"{prefix}_") and untouched:
            st.warning(text, icon=":material/link_off:")


def widget(
    prefix: str, parameter: Parameter, *, title: str | None = None, listed: bool = False
) -> Any:  # noqa: ANN401 - any declared type
    """Draw one declared parameter and return its value.

    Up to five choices become segments, more (or where it is ``listed``) a list; a bool becomes a
    switch; a number with a range becomes a slider.
    """
    key = f"{prefix}_{parameter.name}"
    remember(key, parameter.default)
    _check_url(key, parameter)
    shown = title or label(parameter.name).capitalize()
    hint = explain(parameter.name) or (parameter.meaning or None)
    bound: dict[str, Any] = {"key": key, "help": hint, "bind": "query-params"}
    default = parameter.default
    if parameter.choices is not None:
        options = list(parameter.choices)
        if len(options) <= 5 and not listed:
            return st.segmented_control(
                shown, options, default=default, required=True, format_func=label, **bound
            )
        position = options.index(default)
        return st.selectbox(shown, options, index=position, format_func=label, width=240, **bound)
    if isinstance(default, bool):
        return st.toggle(shown, value=default, **bound)
    if parameter.low is None or parameter.high is None:
        return st.number_input(shown, value=default, step=parameter.step, width=180, **bound)
    kind = int if isinstance(default, int) else float
    low, high = kind(parameter.low), kind(parameter.high)
    step = kind(parameter.step) if parameter.step else (1 if kind is int else (high - low) / 100)
    return st.slider(shown, low, high, default, step, width=260, **bound)


def choice(
    prefix: str,
    name: str,
    options: Sequence[str],
    *,
    default: str,
    title: str | None = None,
    listed: bool = False,
) -> str:
    """Draw a free choice (a model, a layer, a view) that is no field of a method."""
    declared = Parameter(name, default, "", choices=tuple(options))
    return widget(prefix, declared, title=title, listed=listed)


def switch(prefix: str, name: str, *, default: bool = False, title: str | None = None) -> bool:
    """Draw a free on/off switch that is no field of a method."""
    return widget(prefix, Parameter(name, default, ""), title=title)


def settings(
    prefix: str,
    method: type[MethodT],
    *,
    visible: Sequence[str],
    leave_out: Sequence[str] = (),
    titles: Mapping[str, str] | None = None,
    defaults: Mapping[str, Any] | None = None,
) -> MethodT:
    """Draw a method's fields and return the method built from them.

    Fields named in ``visible`` stand in the open (at most five on a page, in that order);
    ``leave_out`` keeps its default; all others go to the "More settings" popover. ``defaults``
    opens fields at other values than the method declares.

    Raises:
        ValueError: If the engine refuses a value after all.
    """
    opens = defaults or {}
    fields = {
        each.name: dataclasses.replace(each, default=opens.get(each.name, each.default))
        for each in parameters(method)
        if each.name not in leave_out
    }
    names = titles or {}
    values = {n: widget(prefix, fields[n], title=names.get(n)) for n in visible if n in fields}
    rest = [name for name in fields if name not in visible]
    if rest:
        with st.popover("More settings", icon=":material/tune:"):
            for name in rest:
                values[name] = widget(prefix, fields[name], title=names.get(name))
    return method(**values)
