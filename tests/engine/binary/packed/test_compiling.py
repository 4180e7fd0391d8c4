"""Compiled code on machines without AVX2, and without a folder to keep it in."""

import os
import subprocess
import sys

from engine.binary.packed.compiling import compiled

CHECK = """
import numpy as np, torch
from engine.binary.packed import PackedConvolution
draw = np.random.default_rng(0)
maps = draw.choice([-1.0, 1.0], (1, 300, 5, 4)).astype(np.float32)
weight = draw.choice([-1.0, 1.0], (10, 300, 3, 3)).astype(np.float32)
wanted = torch.conv2d(torch.from_numpy(maps), torch.from_numpy(weight), padding=1)
found = PackedConvolution.packed(weight, border="zero")(maps)
raise SystemExit(not np.array_equal(found, wanted))
"""


def test_code_without_a_place_to_be_kept_is_compiled_all_the_same():
    names = {}
    exec("def doubled(value):\n    return 2 * value\n", names)  # no file: nothing can be kept
    assert compiled(names["doubled"])(21) == 42


def test_machines_without_avx2_get_the_same_sums(tmp_path):
    settings = {"NUMBA_CPU_NAME": "generic", "NUMBA_CACHE_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", CHECK], env=os.environ | settings, check=False)
    assert done.returncode == 0
