"""What the start page needs loads no heavy library."""

import subprocess
import sys

import pytest

HEAVY = ("torch", "transformers", "sklearn", "umap", "numba", "distributed", "streamlit")
LIGHT = ("engine.core.jobs", "engine.core.parallel", "engine.core.params", "engine.zoo")


@pytest.mark.parametrize("module", LIGHT)
def test_importing_it_loads_no_heavy_library(module):
    code = f"import sys, {module}; print(*(set({HEAVY!r}) & set(sys.modules)))"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == ""
