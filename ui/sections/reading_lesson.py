"""What surrounds the reading: tasks, method, quiz and downloads."""

from engine.core.params import settings_dict
from engine.studies.reading_files import described, line_table
from ui.page import LessonPage, Task
from ui.quiz import Question
from ui.sections import reading_figures
from ui.sections.reading_state import DRAWN, GENERATED, Answer, Given, ReadingView

DRAWN_CODE = """
from engine.documents.drawn_truth import as_labelled
from engine.documents.page_settings import PageSettings
from engine.documents.renderer import render_page
from engine.studies.page_reading import check, read_page

page = render_page({settings!r}, {seed})
reading = read_page(page.image, "{segmenter}")
checked = check(reading, as_labelled(page))
print("lines found:", len(reading.lines))
print("true lines found:", checked.score.lines.matched, "of", checked.score.lines.true)
print("line F1 (M2):", round(checked.score.lines.f1, 4))
print("text area IoU (M1):", round(checked.score.text_iou, 4))
print("band IoU (M3):", round(checked.score.band_iou, 4))
print("three classes IoU (M4):", round(checked.score.mean_iou, 4))
"""
GENERATED_CODE = """
from engine.studies.generated_reading import generated_page
from engine.studies.page_reading import check, read_page

page = generated_page({seed})
reading = read_page(page.image, "{segmenter}")
checked = check(reading, page)
print("lines found:", len(reading.lines))
print("line F1 (M2):", round(checked.score.lines.f1, 4))
"""
SCAN_CODE = """
from pathlib import Path

from engine.documents.export.page_xml import page_xml
from engine.studies.page_reading import read_page
from engine.studies.reading_files import described
from engine.studies.scan_files import read_scan

scan = read_scan("scan", Path({file!r}).read_bytes())  # your scan
reading = read_page(scan.image, "{segmenter}")
page = described(reading, {file!r}, (scan.width, scan.height))
Path("lines.page.xml").write_bytes(page_xml(page))
print("lines found:", len(reading.lines))
"""
QUESTIONS = (
    Question(
        "columns",
        "A page of three columns: the rules smear ink along each row until gaps of 25 px close. "
        "What happens where the columns stand closer than that?",
        (
            "Nothing, columns are white",
            "Lines of neighbouring columns become one line",
            "The columns are found but not the lines",
        ),
        right=1,
        because="The gap between two columns looks like a gap between two words. One long region "
        "holds three true lines, matches none of them, and three lines are missed.",
    ),
    Question(
        "bands",
        "Why does a network learn a thin band of each line and not its whole outline?",
        (
            "Bands of neighbouring lines do not touch, outlines do",
            "Bands are quicker to learn",
            "Descenders are no text",
        ),
        right=0,
        because="Outlines of two lines meet where a g hangs over an l: their areas melt into one "
        "region. Bands of half the height stay apart, so connected regions are lines.",
    ),
)


def tasks(lesson: LessonPage, view: ReadingView, *, trained: bool) -> None:
    """Show what to try."""
    rules = view.segmenter.startswith("classical")
    columns = view.source == DRAWN and view.settings.layout == "columns"
    bare = view.layers.bands and not view.layers.outlines
    lesson.try_this(
        Task("Choose the layout **columns** and read it by **Sauvola + RLSA, for lines**: which "
             "lines run across the page?", columns and rules),
        Task("Under Layers switch the **bands** on and the **outlines** off: where do two lines "
             "melt into one?", bare),
        Task("Train a network of your own below and let it read the same page.", trained),
    )  # fmt: skip


def method(lesson: LessonPage) -> None:
    """Fold the engine code behind the page."""
    lesson.method(
        "engine.studies.page_reading:read_page",
        "engine.documents.classical:ClassicalSegmenter",
        "engine.documents.segment:segment",
        "engine.documents.page_metrics:line_score",
        "engine.studies.line_retraining:retrain",
        formula=r"\text{same line:}\; \frac{|P \cap T \cap \text{ink}|}"
        r"{|(P \cup T) \cap \text{ink}|} \ge \tfrac{1}{2}, \qquad "
        r"F_1 = \frac{2\,\text{matched}}{\text{found} + \text{true}}",
        differs="The paper trains Doc-UFCN on pages of a GAN and reads tiles of 256 px; ours is a "
        "U-Net of half a million weights that also learns bands. The paper's own tables could not "
        "be read, so none of its numbers is quoted.",
    )


def quiz(lesson: LessonPage) -> None:
    """Ask what makes a line."""
    lesson.quiz(*QUESTIONS)


def code(view: ReadingView, given: Given) -> str:
    """Return the script that makes the page's numbers again."""
    if view.source == DRAWN:
        return DRAWN_CODE.format(settings=view.settings, seed=view.seed, segmenter=view.segmenter)
    if view.source == GENERATED:
        return GENERATED_CODE.format(seed=view.seed, segmenter=view.segmenter)
    return SCAN_CODE.format(file=given.file, segmenter=view.segmenter)


def downloads(lesson: LessonPage, view: ReadingView, given: Given, answer: Answer) -> None:
    """Offer lines, settings and script."""
    reading = answer.reading
    numbers: dict[str, object] = {"lines": len(reading.lines)}
    if answer.checked is not None:
        numbers |= reading_figures.values(answer.checked)
    table = line_table(described(reading, given.file, given.size))
    chosen: dict[str, object] = {"page": view.source, "read_by": view.segmenter}
    if view.source == DRAWN:
        chosen |= {"seed": view.seed, **settings_dict(view.settings)}
    lesson.downloads(
        frame=reading_figures.frame_of(answer, table), settings=chosen, numbers=numbers,
        code=code(view, given),
    )  # fmt: skip
