"""The folded "Method and code": what is computed, from the code that computes it."""

import inspect
import pkgutil
from collections.abc import Callable, Sequence

import streamlit as st

from ui.papers import paper

Explained = Callable[..., object] | type | str


def _resolved(each: Explained) -> Callable[..., object] | type:
    return pkgutil.resolve_name(each) if isinstance(each, str) else each


def _name(each: Callable[..., object] | type) -> str:
    return str(getattr(each, "__name__", each))


def _source(each: Callable[..., object] | type) -> str:
    try:
        return inspect.getsource(each)
    except (OSError, TypeError):
        return "# defined in the page itself; see its file in pages/"


def explain_method(
    objects: Sequence[Explained],
    *,
    formula: str | None,
    differs: str | None,
    papers: Sequence[str],
) -> None:
    """Draw docstring, formula, source and bibliography of engine objects, folded.

    Args:
        objects: Engine classes or functions that make the page's numbers; a name such as
            ``"engine.studies.sweep_cells:run_cell"`` is imported only when this is opened.
        formula: LaTeX without dollar signs, or None.
        differs: What our version does otherwise than the paper, or None.
        papers: arXiv ids.
    """
    folded = st.expander("Method and code", icon=":material/function:", on_change="rerun")
    if not folded.open:
        return
    with folded:
        if formula:
            st.latex(formula)
        for each in map(_resolved, objects):
            st.markdown(inspect.getdoc(each) or "")
            with st.popover(f"Source of {_name(each)}", icon=":material/code:"):
                st.code(_source(each), language="python")
        if differs:
            st.info(differs, icon=":material/difference:", title="What differs from the paper")
        for arxiv in papers:
            entry = paper(arxiv)
            st.markdown(f"[{entry.title}]({entry.url}), {', '.join(entry.authors)}, {entry.year}")
            st.code(entry.bibtex, language="bibtex", wrap_lines=True)
