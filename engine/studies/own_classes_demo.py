"""A table of made-up samples to try "your own data" with: a tree of 32 classes, numbers and texts.

Everything is generated. A sample's numbers tell its superclass, its family and its class, the
latter two along axes of its superclass's own, so that labels of near classes teach what to look
at; loud noise along four axes says nothing. Its text is put together from phrases.
"""

import functools
import hashlib
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from engine.core.random import numpy_generator

if TYPE_CHECKING:
    import pandas as pd

FILE = "made_up_classes.csv"
COUNT, WIDTH, SEED = 40, 16, 0
AXES, LOUD_AXES, LOUD = 4, 4, 3.0
SPREADS = (1.0, 1.4, 1.6)
"""Standard deviation of the directions of superclass, family and class; quiet noise has 1."""
CLASSES: dict[str, dict[str, tuple[str, ...]]] = {
    "animal": {
        "cat": ("lion", "lynx", "puma", "tiger"),
        "bird": ("eagle", "owl", "parrot", "penguin"),
    },
    "vehicle": {
        "boat": ("canoe", "ferry", "sailboat", "submarine"),
        "car": ("ambulance", "minibus", "taxi", "van"),
    },
    "food": {
        "bread": ("bagel", "baguette", "ciabatta", "pretzel"),
        "fruit": ("apple", "fig", "mango", "plum"),
    },
    "instrument": {
        "string": ("cello", "guitar", "harp", "viola"),
        "wind": ("clarinet", "flute", "oboe", "tuba"),
    },
}
DOES = {
    "cat": ("sleeps in the shade", "watches a herd", "climbs on a rock", "licks its paw"),
    "bird": ("builds a nest", "looks for fish", "spreads its wings", "feeds its young"),
    "boat": ("leaves the harbour", "crosses the bay", "is tied to the pier", "needs new paint"),
    "car": ("waits at the lights", "turns into our street", "needs fuel", "is parked outside"),
    "bread": ("comes out of the oven", "is still warm", "goes well with butter", "was sold out"),
    "fruit": ("is almost ripe", "fell from the tree", "tastes sweet", "goes into the cake"),
    "string": ("is out of tune", "needs a new string", "leans on the wall", "sounds warm"),
    "wind": ("is too loud", "needs a deep breath", "lies in its case", "plays the melody"),
}
WHEN = ("this morning", "again", "as on every Sunday", "while we wait", "at last", "in the rain")


@functools.cache
def demo_table() -> "pd.DataFrame":
    """Return the table: ``class`` (a path), ``text`` and 16 columns of numbers."""
    import pandas as pd

    draw = numpy_generator(SEED)
    loud = _axes(draw, LOUD_AXES)
    rows, vectors = [], []
    for superclass, families in CLASSES.items():
        top, own = draw.normal(0, SPREADS[0], WIDTH), _axes(draw, AXES)
        for family, names in families.items():
            middle = draw.normal(0, SPREADS[1], AXES)
            for name in names:
                centre = top + (middle + draw.normal(0, SPREADS[2], AXES)) @ own
                noise = draw.normal(size=(COUNT, WIDTH))
                vectors.append(centre + noise + draw.normal(0, LOUD, (COUNT, LOUD_AXES)) @ loud)
                for _ in range(COUNT):
                    does, when = draw.choice(DOES[family]), draw.choice(WHEN)
                    rows.append((f"{superclass}/{family}/{name}", f"The {name} {does} {when}."))
    frame = pd.DataFrame(rows, columns=["class", "text"])
    numbers = np.concatenate(vectors).round(3)
    names = [f"x{place + 1:02}" for place in range(WIDTH)]
    return pd.concat([frame, pd.DataFrame(numbers, columns=names)], axis=1)


def _axes(draw: np.random.Generator, count: int) -> Float[np.ndarray, "count width"]:
    """Return directions of length 1 at right angles to each other."""
    return np.linalg.qr(draw.normal(size=(WIDTH, count)))[0].T


def demo_csv() -> bytes:
    """Return the table as a CSV file."""
    return demo_table().to_csv(index=False, lineterminator="\n").encode()


@functools.cache
def demo_sha256() -> str:
    """Return the hash of the made-up sample file."""
    return hashlib.sha256(demo_csv()).hexdigest()
