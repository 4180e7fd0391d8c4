"""Score the generators that ship and write the scores on their cards.

``python -m training.gan_scores`` scores all of them; names choose some.
"""

import argparse
import dataclasses

from engine import zoo
from engine.generative.models import available_generators, load_generator
from engine.studies.generator_scores import GeneratorScores, generator_scores

DIGITS = 4


def plain(scores: GeneratorScores) -> dict[str, object]:
    """Return the scores as they stand on a card, rounded."""
    values: dict[str, object] = {}
    for name, value in dataclasses.asdict(scores).items():
        if isinstance(value, dict):
            for metric, number in value.items():
                values[f"{name} {metric}"] = round(number, DIGITS)
        elif isinstance(value, tuple):
            values[name] = [round(number, DIGITS) for number in value]
        else:
            values[name] = round(value, DIGITS) if isinstance(value, float) else value
    return values


def main() -> None:
    """Score what was named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    wanted = parser.parse_args().names or [each.name for each in available_generators()]
    for name in wanted:
        trained = load_generator(name)
        scored = dataclasses.replace(trained.card, score=plain(generator_scores(trained)))
        zoo.save(scored, zoo.tensors(name))
        print(name, scored.score)


if __name__ == "__main__":
    main()
