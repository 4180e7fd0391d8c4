"""Score every line finder on the labelled scans: ``python -m training.line_finder_scores``.

Writes ``cached_models/line_finder_scores.parquet``, one row for each finder and scan, so that the
page of drawn documents can show real scans beside its own. About 10 minutes of one core.
"""

import pandas as pd

from engine import zoo
from engine.documents.evaluation import MEASURES, evaluate
from engine.documents.labelled_pages import PageEntry, labelled_pages
from engine.documents.segmenters import SEGMENTERS
from engine.studies.command_line import progress_lines
from engine.studies.line_finders import NAME


def rows(pages: tuple[PageEntry, ...]) -> pd.DataFrame:
    """Return every finder's measures on every page."""
    found = []
    for entry in SEGMENTERS:
        scored = evaluate(entry.build(), pages, report=progress_lines())
        found += [
            {
                "finder": entry.name,
                "page": each.stem,
                "group": each.group,
                "book": each.book,
                **each.values,
            }
            for each in scored.pages
        ]
    return pd.DataFrame(found)


def main() -> None:
    """Measure and ship."""
    frame = rows(labelled_pages())
    means = frame.groupby("finder")[list(MEASURES)].mean().round(4)
    made = zoo.save_table(
        zoo.ModelCard(
            name=NAME,
            title="Line finders on the labelled scans",
            kind="table",
            file="",
            sha256="",
            command="python -m training.line_finder_scores",
            seed=0,
            data="labelled scans of printed and written books, 12th to 18th century; scores only",
            licence="Apache-2.0",
            score={name: dict(row) for name, row in means.iterrows()},
            settings={"chosen_on": "run length and dilation were compared on these same scans"},
        ),
        frame,
    )
    print(means.to_string())
    print(made.file)


if __name__ == "__main__":
    main()
