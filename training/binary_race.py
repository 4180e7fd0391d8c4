"""Run the live race once with its default settings and ship what it showed.

``python -m training.binary_race``
"""

import torch

from engine import zoo
from engine.core.params import settings_dict
from engine.core.threads import one_thread
from engine.studies.binary_race import BINARY, FLOAT, BinaryRace
from engine.studies.recorded_race import NAME, race_arrays


def main() -> None:
    """Race and ship."""
    race = BinaryRace()
    with one_thread():
        result = race()
    last = {name: result.last(name) for name in (BINARY, FLOAT)}
    score = {name: round(lap.accuracy, 4) for name, lap in last.items() if lap}
    card = zoo.ModelCard(
        name=NAME,
        title="Race of a small Bi-Real network against its float twin",
        kind="race",
        file="",
        sha256="",
        command="python -m training.binary_race",
        seed=race.seed,
        data="Digits of scikit-learn (UCI, Alpaydin and Kaynak 1998), 450 of them for the test",
        licence="numbers Apache-2.0; digits CC BY 4.0",
        score=score,
        settings={"race": settings_dict(race), "torch": torch.__version__},
    )
    print(zoo.save(card, race_arrays(result)).file, score)


if __name__ == "__main__":
    main()
