"""Times packed layers beside float32 on this machine and ships the table.

Run: ``python -m training.packed_times``; about half a minute. Page "Binary networks" shows these
times until a visitor runs the race on the machine at hand.
"""

import pandas as pd

from engine import zoo
from engine.studies.packed_race import PACKED, PackedRace
from engine.studies.packed_times import NAME, SHAPES, result_row

ROUNDS = 101


def main() -> None:
    """Time every layer and write table and card."""
    rows = []
    for channels, side in SHAPES:
        race = PackedRace(channels=channels, side=side, rounds=ROUNDS)
        found = race()
        rows.append(result_row(race, found))
        print(f"{channels} channels, {side} x {side}: {found.ratio():.1f} times, {found.equal}")
    frame = pd.DataFrame(rows)
    zoo.save_table(
        zoo.ModelCard(
            name=NAME,
            title="Packed 3x3 layers beside float32",
            kind="table",
            file="",
            sha256="",
            command="python -m training.packed_times",
            seed=0,
            data="random numbers",
            licence="Apache-2.0; numbers only",
            score={"layers": len(frame), "all_equal": bool(frame["equal"].all())},
            settings={"rounds": ROUNDS, "against": PACKED, "machine": "AMD EPYC, 2 cores, busy"},
        ),
        frame,
    )


if __name__ == "__main__":
    main()
