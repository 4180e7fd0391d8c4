"""Keep a few of the numbers that each layer of the embedded MiniLM reads on real sentences.

The weight pages multiply a matrix with them to show what quantization does to its output,
without loading a network. ``python -m training.layer_inputs`` takes a few seconds.
"""

import numpy as np

from engine.core.random import numpy_generator
from engine.language.models import load_encoder
from engine.studies.calibration import calibration_batch
from engine.studies.layer_table import layer_inputs
from engine.studies.weight_source import INPUTS, input_key
from engine.zoo import ModelCard, save

KEPT = 32
SEED = 0


def main() -> None:
    """Run the calibration sentences through MiniLM and save the kept word pieces."""
    encoder = load_encoder("minilm")
    seen = layer_inputs(encoder.network, calibration_batch(encoder))
    linear = {name: value for name, value in seen.items() if value.is_floating_point()}
    words = min(len(value) for value in linear.values())
    chosen = np.sort(numpy_generator(SEED).choice(words, KEPT, replace=False))
    kept = {
        name: value.numpy()[chosen].astype(np.float16)
        for name, value in linear.items()
        if name == input_key(name)
    }
    card = ModelCard(
        name=INPUTS,
        title="What MiniLM's layers read on calibration sentences",
        kind="layer_inputs",
        file="",
        sha256="",
        command="python -m training.layer_inputs",
        seed=SEED,
        data="calibration sentences of our own writing (engine/data)",
        licence="Apache-2.0",
        settings={"word_pieces": KEPT, "model": "minilm", "model_sha256": encoder.sha256},
    )
    save(card, kept)
    print(f"kept {KEPT} of {words} word pieces for {len(kept)} inputs")


if __name__ == "__main__":
    main()
