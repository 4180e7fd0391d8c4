import subprocess
import sys

import torch
from torch import nn

from engine.discovery.adam import Adam


def test_it_moves_as_torchs_own_adam_does():
    generator = torch.Generator().manual_seed(3)
    start = [torch.rand(4, 3, generator=generator), torch.rand(4, generator=generator)]
    ours, theirs = ([nn.Parameter(each.clone()) for each in start] for _ in range(2))
    mine, reference = Adam(ours, 0.01), torch.optim.Adam(theirs, lr=0.01)
    for _ in range(20):
        row = torch.rand(3, generator=generator)
        for weights, optimizer in ((ours, mine), (theirs, reference)):
            optimizer.zero_grad()
            ((weights[0] @ row + weights[1]) ** 2).sum().backward()
            optimizer.step()
    for each, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(each, other, rtol=1e-6, atol=1e-7)


def test_a_parameter_without_a_gradient_stays():
    still, moved = nn.Parameter(torch.ones(2)), nn.Parameter(torch.ones(2))
    optimizer = Adam([still, moved], 0.1)
    moved.sum().backward()
    optimizer.step()
    assert still.tolist() == [1.0, 1.0]
    assert moved[0] < 1


def test_learning_a_representation_imports_no_compiler():
    code = (
        "import sys, numpy as np\n"
        "from engine.discovery.representation import LabeledRepresentation\n"
        "LabeledRepresentation(epochs=1)(np.eye(4), np.arange(4) % 2)\n"
        "assert 'torch._dynamo' not in sys.modules and 'sympy' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
