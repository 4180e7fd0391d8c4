"""Tensors that several tests share."""

import hashlib

import numpy as np
import pytest
import torch


@pytest.fixture(scope="session")
def known_tensors():
    """The two seeded tensors of the known values, checked against their published hashes."""
    gauss = (0.04 * np.random.default_rng(1).standard_normal((256, 768))).astype("float32")
    laplace = np.random.default_rng(2).laplace(0, 0.03, (256, 768)).astype("float32")
    for values, start in ((gauss, "75dc350362fb0479"), (laplace, "5010489ff2ca6294")):
        assert hashlib.sha256(values.tobytes()).hexdigest().startswith(start)
    return {"gauss": torch.from_numpy(gauss), "laplace": torch.from_numpy(laplace)}
