"""What the document page is asked for, and the page that answers it."""

import dataclasses

import pandas as pd
import streamlit as st

from engine.core.params import Parameter, parameters
from engine.documents.fonts import available, family
from engine.documents.overlay import OVERLAYS
from engine.documents.page import Page
from engine.documents.page_metrics import PageScore
from engine.documents.page_settings import STRENGTHS, PageSettings
from engine.studies.line_finders import real_means
from ui import controls
from ui.charts.page_scores import PAGES
from ui.page import LessonPage

OPENING_HEIGHT = 768
FINDER = "classical"
MEASURES = {"Text area, IoU": "text_iou", "Lines, F1": "line_f1", "Line bands, IoU": "band_iou"}


@dataclasses.dataclass(frozen=True)
class DocumentView:
    """The state of the page's controls.

    Attributes:
        settings: How the page looks.
        seed: Seed of the page.
        overlay: Which labels lie over it.
        opacity: How strongly.
    """

    settings: PageSettings
    seed: int
    overlay: str
    opacity: float


@dataclasses.dataclass(frozen=True, eq=False)
class Drawn:
    """A page and how well the classical method reads it.

    Attributes:
        page: The page.
        score: Its measures.
    """

    page: Page
    score: PageScore

    @property
    def measures(self) -> dict[str, float]:
        """The measures under the names of ``MEASURES``."""
        values = (self.score.text_iou, self.score.lines.f1, self.score.band_iou)
        return dict(zip(MEASURES, values, strict=True))

    @property
    def frame(self) -> pd.DataFrame:
        """The measures beside the same finder's on real scans, where those ship."""
        ours = {
            "pages": PAGES[0],
            "measure": list(MEASURES),
            "value": list(self.measures.values()),
        }
        real = real_means(FINDER)
        values = [real.get(column) for column in MEASURES.values()]
        theirs = {"pages": PAGES[1], "measure": list(MEASURES), "value": values}
        return pd.concat((pd.DataFrame(ours), pd.DataFrame(theirs)), ignore_index=True).dropna()

    @property
    def lines(self) -> pd.DataFrame:
        """The lines with text and end points of their baselines."""
        rows = [
            {
                "line": number, "kind": line.kind, "text": line.text,
                "left_px": round(float(line.baseline[0, 0]), 1),
                "right_px": round(float(line.baseline[-1, 0]), 1),
                "baseline_px": round(float(line.baseline[:, 1].mean()), 1),
            }
            for number, line in enumerate(self.page.lines, 1)
        ]  # fmt: skip
        return pd.DataFrame(rows)


def choose(lesson: LessonPage) -> DocumentView:
    """Draw the controls, inside the bar of controls."""
    key = lesson.key
    fields = {each.name: each for each in parameters(PageSettings)}
    fonts = ("mixed", *available())
    values = {}
    seed = controls.widget(key, Parameter("seed", 182, "another page", 0, 999, step=1))
    values["layout"] = controls.widget(key, fields["layout"])
    values["font"] = controls.widget(
        key, dataclasses.replace(fields["font"], choices=fonts), title="Typeface", listed=True
    )
    overlay = controls.choice(key, "labels", OVERLAYS, default="lines", listed=True)
    with st.popover("More settings", icon=":material/tune:"):
        strong = Parameter("opacity", 0.3, "0 shows the page, 1 the labels", 0.0, 1.0, step=0.05)
        opacity = controls.widget(key, strong)
        for name in ("paper", "columns", "margin", *STRENGTHS):
            values[name] = controls.widget(key, fields[name])
        tall = dataclasses.replace(fields["height"], default=OPENING_HEIGHT)
        values["height"] = controls.widget(key, tall)
    return DocumentView(PageSettings(**values), int(seed), overlay, float(opacity))


@st.cache_data(max_entries=24, show_spinner="Setting type and inking it ...")
def drawn(settings: PageSettings, seed: int) -> Drawn:
    """Return the page of a seed and its scores, cached."""
    from engine.documents.classical import ClassicalSegmenter
    from engine.documents.drawn_truth import as_labelled
    from engine.documents.evaluation import score_page
    from engine.documents.renderer import render_page

    page = render_page(settings, seed)
    return Drawn(page, score_page(ClassicalSegmenter()(page.image), as_labelled(page)))


def typeface(page: Page) -> str:
    """Return the typeface of a page for people."""
    return family(page.font).title
