"""The start page's demo: one real BERT matrix at 2 to 8 bits under LQ, ACIQ and OCS.

Run ``python -m training.start_demo``; it takes a few seconds and writes
``cached_models/start_demo.safetensors`` with its card. The start page reads only this file, so
it imports no torch.
"""

import numpy as np
import torch

from engine import zoo
from engine.language.models import load_encoder
from engine.quantization import Aciq, LinearQuantization, OutlierChannelSplitting
from engine.quantization.base import Method, Quantized
from engine.quantization.error import weight_errors

LAYER = "encoder.layer.0.attention.output.dense.weight"
BITS = tuple(range(2, 9))
METHODS: tuple[type[Method], ...] = (LinearQuantization, Aciq, OutlierChannelSplitting)
ROWS, COLUMNS, BINS = 16, 40, 81


def window(weight: torch.Tensor) -> tuple[slice, slice]:
    """Return the rows and columns of a patch around the largest weight."""
    row, column = divmod(int(weight.abs().argmax()), weight.shape[1])
    top = min(max(row - ROWS // 2, 0), weight.shape[0] - ROWS)
    left = min(max(column - COLUMNS // 2, 0), weight.shape[1] - COLUMNS)
    return slice(top, top + ROWS), slice(left, left + COLUMNS)


def measure(weight: torch.Tensor, made: Quantized) -> dict[str, float]:
    """Return the numbers that the demo shows for one setting."""
    errors = weight_errors(weight, made.weight)
    return {
        "mean_squared_error": errors.mean_squared_error,
        "signal_to_noise_db": errors.signal_to_noise_db,
        "zero_share": float((made.weight == 0).double().mean()),
        "step": float(made.step[0]),
        "clip": float(made.clip[0]),
        "bits_per_weight": made.bits_per_weight,
    }


def build(weight: torch.Tensor) -> dict[str, np.ndarray]:
    """Return every array of the demo, methods x bits first."""
    rows, columns = window(weight)
    made = [[method(bits=bits)(weight) for bits in BITS] for method in METHODS]
    numbers = [[measure(weight, each) for each in line] for line in made]
    reach = float(weight.std()) * 6
    counts, edges = np.histogram(weight.numpy(), bins=BINS, range=(-reach, reach))
    arrays = {
        "patch": weight[rows, columns].numpy(),
        "patches": np.stack([[q.weight[rows, columns].numpy() for q in line] for line in made]),
        "counts": counts.astype(np.int32),
        "edges": edges.astype(np.float32),
        "deviation": np.array([float(weight.std())], dtype=np.float32),
    }
    for name in numbers[0][0]:
        arrays[name] = np.array([[each[name] for each in line] for line in numbers])
    return arrays


def main() -> None:
    """Write the demo's arrays and their card."""
    encoder = load_encoder("minilm")
    weight = dict(encoder.network.named_parameters())[LAYER].detach()
    with torch.inference_mode():
        arrays = build(weight)
    made = zoo.save(
        zoo.ModelCard(
            name="start_demo",
            title="One BERT matrix at 2 to 8 bits under three methods",
            kind="table",
            file="",
            sha256="",
            command="python -m training.start_demo",
            seed=0,
            data=f"{LAYER} of {encoder.title}, sha256 {encoder.sha256}",
            licence="Apache-2.0",
            score={"signal_to_noise_db_lq_4_bits": float(arrays["signal_to_noise_db"][0, 2])},
            settings={
                "layer": LAYER,
                "methods": [each.title for each in METHODS],
                "bits": list(BITS),
                "shape": list(weight.shape),
            },
        ),
        arrays,
    )
    print(f"{made.file}: {made.score}")


if __name__ == "__main__":
    main()
