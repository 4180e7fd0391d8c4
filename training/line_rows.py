"""Compare the line finders on books that taught none of them: ``python -m training.line_rows``.

Writes ``cached_models/line_rows.parquet``: M1 to M4 of each row, seed and page of the test side.
Scores are kept in ``runs/lines`` and not measured twice.
"""

import argparse
import json
from typing import Any

import pandas as pd
import torch

from engine import zoo
from engine.documents.classical import ClassicalSegmenter
from engine.documents.evaluation import (
    MEASURES,
    LineFinder,
    ScoredPage,
    Segmenter,
    mean_interval,
    score_with,
)
from engine.documents.labelled_pages import PageEntry, labelled_pages
from engine.documents.line_network import LineNetwork
from engine.documents.line_segmenter import NetworkSegmenter
from engine.documents.segment import SegmentSettings
from engine.documents.splits import split_by_book
from training.line_recipes import ROWS, STEPS
from training.line_segmenters import RUNS, rules, state_file

NAME = "line_rows"
CLASSICAL = {"classical": "Sauvola + RLSA, tuned on the training books",
             "classical-area": "Sauvola + RLSA, for area"}  # fmt: skip

Finder = Segmenter | LineFinder
Found = dict[tuple[str, int], tuple[str, Finder]]


def finders() -> Found:
    """Return every finder that is there by row and seed, with its title."""
    tuned = RUNS / "rules_classical.json"
    best = ClassicalSegmenter(**json.loads(tuned.read_text()) if tuned.is_file() else {})
    area = ClassicalSegmenter(shortest=1, dilation=17)
    out: Found = {
        ("classical", 0): (CLASSICAL["classical"], best),
        ("classical-area", 0): (CLASSICAL["classical-area"], area),
    }
    for row in ROWS.values():
        for seed in range(row.seeds):
            path = state_file(row.name, seed)
            state = torch.load(path, weights_only=True) if path.is_file() else None
            if state is not None and state["step"] == STEPS:
                network = LineNetwork(row.settings(seed).network)
                network.load_state_dict(state["network"])
                finder = NetworkSegmenter(network.eval(), SegmentSettings(**rules(row.name)))
                out[row.name, seed] = (row.title, finder)
    return out


def scored(entries: tuple[PageEntry, ...], found: Found) -> pd.DataFrame:
    """Return the measures of every page under every finder.

    Args:
        entries: Pages.
        found: The finders.
    """
    kept = RUNS / "scores.jsonl"
    lines = kept.read_text().splitlines() if kept.is_file() else []
    rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
    wanted = {
        f"{row} {seed} {rules_of(f)}": (row, seed, f) for (row, seed), (_, f) in found.items()
    }
    done = {(each["finder"], each["page"]) for each in rows}
    with kept.open("a") as stream:
        for number, entry in enumerate(entries):
            waiting = {key for key in wanted if (key, entry.stem) not in done}
            if not waiting:
                continue
            page = entry.read()
            for key in sorted(waiting):
                row, seed, finder = wanted[key]
                score = ScoredPage(entry.stem, entry.group, entry.book, score_with(finder, page))
                rows.append({"finder": key, "row": row, "seed": seed, "page": entry.stem,
                             "group": entry.group, **score.values})  # fmt: skip
                stream.write(json.dumps(rows[-1]) + "\n")
            print(f"{number + 1} of {len(entries)}: {entry.stem}", flush=True)
    frame = pd.DataFrame(rows)
    return frame[frame["finder"].isin(wanted)]


def rules_of(finder: Finder) -> str:
    """Return the settings of a finder as text: what its kept scores belong to."""
    return str(finder.settings if isinstance(finder, NetworkSegmenter) else finder)


def main() -> None:
    """Measure and ship the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="take every n-th page, to try")
    every = parser.parse_args().every
    torch.set_num_threads(1)
    found = finders()
    frame = scored(split_by_book(labelled_pages()).test[::every], found).drop(columns="finder")
    score: dict[str, dict[str, Any]] = {}
    for row, seed in found:
        own = frame[(frame["row"] == row) & (frame["seed"] == seed)]
        score[f"{row} {seed}"] = {
            name: [round(float(own[name].mean()), 4),
                   *(round(each, 4) for each in mean_interval(own[name].to_numpy()))]
            for name in MEASURES
        }  # fmt: skip
        print(row, seed, json.dumps(score[f"{row} {seed}"]))
    if every == 1:
        made = zoo.save_table(
            zoo.ModelCard(
                name=NAME,
                title="Line finders on books that taught none of them",
                kind="table",
                file="",
                sha256="",
                command="python -m training.line_rows",
                seed=0,
                data="labelled scans of the test books of split_by_book (HTR-United, "
                "Gallic(orpor)a); scores only",
                licence="Apache-2.0",
                score=score,
                settings={
                    "titles": {row: title for (row, _), (title, _) in found.items()},
                    "updates": STEPS,
                    "score": "mean over pages, low and high end of its 95 % bootstrap interval",
                },
            ),
            frame,
        )  # fmt: skip
        print(made.file)


if __name__ == "__main__":
    main()
