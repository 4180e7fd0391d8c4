"""CLINC150 from scratch, features and cells: ``python -m training.text_sets``.

An encoder of words without pretraining learns each labeled set; TF-IDF reduced by SVD is what
no label has touched. The requests themselves do not ship. About five minutes on one core;
``--samples 120`` measures with so many requests of each new intent instead and ships nothing.
"""

import numpy as np

from engine.data.intents import load_intents
from engine.studies.set_benchmarks import set_benchmark
from training.set_features import SampleSource
from training.set_run import SetRun
from training.text_encoder import EPOCHS, WORDS, TextSetEncoder, plain_text_features

KEY = "clinc150_scratch"
SHIPPED, TAUGHT = 30, 120


def samples(shipped: int) -> tuple[SampleSource, TextSetEncoder]:
    """Return the requests' classes and the encoder."""
    read, benchmark = load_intents(), set_benchmark(KEY)
    groups = {name: tuple(intents) for name, intents in read.domains.items()}
    tree = benchmark.tree(groups)
    key = {tree.title(leaf): leaf for leaf in tree.leaves}
    classes = np.array([key[intent] for intent in read.intents])
    source = SampleSource(benchmark, groups, classes, shipped=shipped, taught=TAUGHT)
    return source, TextSetEncoder(read.texts)


def plain(source: SampleSource, encoder: TextSetEncoder) -> np.ndarray:
    """Return TF-IDF reduced by SVD, fitted to all requests."""
    return plain_text_features(encoder.texts)[source.rows]


RUN = SetRun(
    KEY,
    samples,
    plain,
    SHIPPED,
    {
        "title": "CLINC150 in words' vectors, without pretraining",
        "command": "python -m training.text_sets",
        "data": f"CLINC150: {SHIPPED} requests of each intent, chosen by the seed",
        "licence": "CLINC150, Larson et al. 2019, CC BY 3.0; numbers only, no text",
        "settings": {
            "encoder": {"words": WORDS, "epochs": EPOCHS},
            "plain": "TF-IDF reduced to 64 by SVD, fitted to all requests, no label",
        },
    },
)

if __name__ == "__main__":
    RUN.main()
