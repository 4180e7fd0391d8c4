"""The README tells what the registry holds."""

from pathlib import Path

from ui.lessons import LESSONS
from ui.papers import paper

README = Path(__file__).resolve().parents[1] / "README.md"
BEGIN, END = (
    "<!-- lessons: written from ui/lessons.py, checked by a test -->",
    "<!-- end lessons -->",
)


def lesson_table() -> str:
    """The table of lessons as it must stand in the README."""
    rows = ["| lesson | question | paper | module |", "|---|---|---|---|"]
    for each in LESSONS:
        papers = ", ".join(f"[{p}]({paper(p).url})" for p in each.papers)
        modules = ", ".join(f"`{m}`" for m in each.modules) if each.ready else "in preparation"
        rows.append(f"| {each.title} | {each.question} | {papers} | {modules} |")
    return "\n".join(rows)


def test_the_table_of_lessons_is_the_registry():
    written = README.read_text().split(BEGIN)[1].split(END)[0].strip()
    assert written == lesson_table(), f"write this into README.md:\n{lesson_table()}"


def test_every_file_that_the_readme_names_is_there():
    import re

    named = re.findall(r"\]\((?!https?:)([^)#]+)\)", README.read_text())
    assert named
    assert not [name for name in named if not (README.parent / name).is_file()]
