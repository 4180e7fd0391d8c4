"""The folded "Method and code": what is computed, from the code that computes it."""

import inspect
from collections.abc import Callable, Sequence

import streamlit as st

from ui.papers import paper


def _name(each: Callable[..., object] | type) -> str:
    return str(getattr(each, "__name__", each))


def _source(each: Callable[..., object] | type) -> str:
    try:
        return inspect.getsource(each)
    except (OSError, TypeError):
        return "# defined in the page itself; see its file in pages/"


def explain_method(
    objects: Sequence[Callable[..., object] | type],
    *,
    formula: str | None,
    differs: str | None,
    papers: Sequence[str],
) -> None:
    """Draw docstring, formula, source and bibliography of engine objects, folded.

    Args:
        objects: Engine classes or functions that make the page's numbers.
        formula: LaTeX without dollar signs, or None.
        differs: What our version does otherwise than the paper, or None.
        papers: arXiv ids.
    """
    with st.expander("Method and code", icon=":material/function:"):
        if formula:
            st.latex(formula)
        for each in objects:
            st.markdown(inspect.getdoc(each) or "")
            with st.popover(f"Source of {_name(each)}", icon=":material/code:"):
                st.code(_source(each), language="python")
        if differs:
            st.info(differs, icon=":material/difference:", title="What differs from the paper")
        for arxiv in papers:
            entry = paper(arxiv)
            st.markdown(f"[{entry.title}]({entry.url}), {', '.join(entry.authors)}, {entry.year}")
            st.code(entry.bibtex, language="bibtex", wrap_lines=True)
