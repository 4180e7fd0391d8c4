"""Takes the lines home: PAGE-XML, ALTO, mask, table, or all in one zip."""

import streamlit as st

from engine.studies.reading_files import described, line_table, mask_png, png, reading_zip
from ui.downloads import button
from ui.page import LessonPage
from ui.sections import reading_figures
from ui.sections.reading_state import Answer, Given


def draw(lesson: LessonPage, given: Given, answer: Answer) -> None:
    """Draw the downloads and the table of lines."""
    from engine.documents.export.alto import alto_xml
    from engine.documents.export.page_xml import page_xml

    reading, size = answer.reading, given.size
    page = described(reading, given.file, size)
    table = reading_figures.frame_of(answer, line_table(page))
    st.header("Take the lines home", anchor=False)
    files = (
        ("PAGE-XML", "page.xml", lambda: page_xml(page), ":material/code:"),
        ("ALTO 4", "alto.xml", lambda: alto_xml(page), ":material/code:"),
        ("Mask (PNG)", "mask.png", lambda: mask_png(reading, size), ":material/image:"),
        ("Lines (CSV)", "lines.csv", lambda: table.to_csv(index=False).encode(),
         ":material/table:"),
        ("All (zip)", "zip", lambda: reading_zip(reading, given.file, size),
         ":material/folder_zip:"),
    )  # fmt: skip
    if given.truth is not None:
        files = (("Page (PNG)", "png", lambda: png(given.image), ":material/description:"), *files)
    with st.container(horizontal=True):
        for title, ending, content, icon in files:
            button(
                title,
                f"{given.stem}.{ending}",
                content,
                icon,
                f"{lesson.key}_{ending.replace('.', '_')}",
            )
    with st.expander("Lines in numbers", icon=":material/table_rows:", type="compact"):
        st.dataframe(table, hide_index=True, alt=f"{len(table)} lines with boxes and baselines")
