"""Where one weight matrix comes from: the embedded MiniLM, a distribution, or a file.

Matrices are read one at a time from the safetensors file; no network is built.
"""

import dataclasses
import hashlib
from pathlib import Path

import numpy as np
from jaxtyping import Float, Int, Shaped

from engine.core.errors import NotFoundError, unknown_name
from engine.core.random import numpy_generator
from engine.language.models import EMBEDDED_SHA256, check_weights, embedded_folder
from engine.language.safetensors_header import FLOATING, read_header
from engine.studies.layer_names import short_name
from engine.studies.synthetic_weights import SHAPES, SyntheticWeight
from engine.zoo import cards, tensors

INPUTS = "layer_inputs_minilm"
RANDOM_INPUTS = 64


@dataclasses.dataclass(frozen=True)
class WeightMatrix:
    """One weight matrix and something to multiply it with.

    Attributes:
        source: ``"minilm"``, ``"synthetic"``, ``"upload"`` or another model's name.
        name: Name of the tensor or of the distribution.
        weight: Weights as rows = outputs, columns = inputs; kernels are folded into the columns.
        inputs: Rows of numbers that the layer reads; None for a look-up table.
        inputs_are: What the inputs are, in words.
        sha256: Hash of the file, or of the numbers themselves.
    """

    source: str
    name: str
    weight: Float[np.ndarray, "rows columns"]
    inputs: Float[np.ndarray, "samples columns"] | None
    inputs_are: str
    sha256: str


def embedded_names() -> dict[str, str]:
    """Return tensor name -> short title of every matrix of the embedded MiniLM, in its order."""
    return matrix_names(embedded_folder() / "model.safetensors")


def matrix_names(path: Path) -> dict[str, str]:
    """Return tensor name -> short title of every floating matrix in a safetensors file.

    Args:
        path: A file whose header has been checked, or will be by this call.

    Raises:
        UnsafeFileError: If the file is not a sound safetensors file.
        NotFoundError: If it holds no matrix.
    """
    found = {
        info.name: short_name(info.name.removesuffix(".weight"))
        for info in sorted(read_header(path), key=lambda each: _reading_order(each.name))
        if len(info.shape) >= 2 and min(info.shape[:2]) > 1 and info.dtype in FLOATING
    }
    if not found:
        raise NotFoundError(
            f"{path.name} holds no floating-point matrix; save the model's weights unquantized"
        )
    return found


def _reading_order(name: str) -> tuple[object, ...]:
    # blocks by number, not by text: layer 10 stands behind layer 9; tables first
    parts = name.split(".")
    numbers = [int(part) for part in parts if part.isdigit()] or [len(name) + 10_000]
    order = ("query", "key", "value", "attention", "intermediate", "output")
    inside = next((i for i, word in enumerate(order) if word in parts), len(order))
    return ("embeddings" not in parts, numbers, inside, name)


def embedded_matrix(name: str) -> WeightMatrix:
    """Return one matrix of the embedded MiniLM with what it reads on calibration sentences.

    Raises:
        NotFoundError: If MiniLM has no such matrix.
        IntegrityError: If the weight file is not the expected one.
    """
    path = check_weights(embedded_folder() / "model.safetensors")
    weight = _read(path, name)
    inputs, described = _shipped_inputs(name, weight)
    return WeightMatrix("minilm", name, weight, inputs, described, EMBEDDED_SHA256)


def synthetic_matrix(shape: str, seed: int = 0) -> WeightMatrix:
    """Return a matrix of a known distribution.

    Args:
        shape: One of ``synthetic_weights.SHAPES``.
        seed: Seed of the generator.

    Raises:
        NotFoundError: If there is no such distribution.
    """
    if shape not in SHAPES:
        raise unknown_name("distribution", shape, SHAPES)
    weight = SyntheticWeight(shape=shape, seed=seed)()
    digest = hashlib.sha256(weight.tobytes()).hexdigest()
    inputs = random_inputs(weight.shape[1])
    return WeightMatrix("synthetic", shape, weight, inputs, "random numbers", digest)


def file_matrix(path: Path, name: str, sha256: str, source: str = "upload") -> WeightMatrix:
    """Return one matrix of a safetensors file, with random numbers to multiply it with.

    Args:
        path: The file.
        name: Name of one of :func:`matrix_names`.
        sha256: What identifies the file.
        source: Name of the model that the file belongs to.

    Raises:
        NotFoundError: If the file has no such matrix.
    """
    weight = _read(path, name)
    return WeightMatrix(
        source, name, weight, random_inputs(weight.shape[1]), "random numbers", sha256
    )


def random_inputs(columns: int) -> Float[np.ndarray, "samples columns"]:
    """Return seeded Gauss numbers to stand in where no sentences fit."""
    return numpy_generator(0).standard_normal((RANDOM_INPUTS, columns)).astype(np.float32)


def _read(path: Path, name: str) -> Float[np.ndarray, "rows columns"]:
    known = matrix_names(path)
    if name not in known:
        raise unknown_name("matrix", name, known)
    from safetensors import safe_open

    with safe_open(path, framework="pt") as stored:
        tensor = stored.get_tensor(name)
    return tensor.float().reshape(tensor.shape[0], -1).numpy()


def _shipped_inputs(
    name: str, weight: Float[np.ndarray, "rows columns"]
) -> tuple[Float[np.ndarray, "samples columns"] | None, str]:
    if "embeddings" in name:
        return None, "every row, looked up once"
    if any(each.name == INPUTS for each in cards()):
        key = input_key(name)
        kept: dict[str, Shaped[np.ndarray, ...]] = tensors(INPUTS)
        if key in kept:
            return kept[key].astype(np.float32), "calibration sentences"
    return random_inputs(weight.shape[1]), "random numbers"


def input_key(name: str) -> str:
    """Return under which name the inputs of a matrix are kept; query, key and value share them.

    >>> input_key("encoder.layer.1.attention.self.value.weight")
    'encoder.layer.1.attention.self.query'
    """
    name = name.removesuffix(".weight")
    for other in ("key", "value"):
        name = name.replace(f"attention.self.{other}", "attention.self.query")
    return name


def largest_columns(
    weight: Float[np.ndarray, "rows columns"], count: int
) -> Int[np.ndarray, " count"]:
    """Return the indices of the columns with the largest weights, the largest first."""
    return np.argsort(-np.abs(weight).max(axis=0), kind="stable")[:count]
