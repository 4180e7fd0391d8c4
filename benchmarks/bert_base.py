"""The network that the quantization benchmarks share, and the peers that quantize it."""

import copy
import warnings
from collections.abc import Callable

import torch
from torch import Tensor, nn


def random_bert_base() -> nn.Module:
    """Return a BERT-base with random weights: 109.5M, of which 85.5M in 73 Linear layers."""
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    return BertModel(BertConfig()).eval()


def linear_weights(network: nn.Module) -> list[Tensor]:
    """Return the weights of every Linear layer, detached."""
    return [m.weight.detach() for m in network.modules() if isinstance(m, nn.Linear)]


def torchao_int8(network: nn.Module) -> Callable[[], object]:
    """Return the call that quantizes a fresh copy with torchao's int8 weight-only scheme."""
    from torchao.quantization import (  # ty: ignore[import-not-found]
        Int8WeightOnlyConfig,
        quantize_,
    )

    fresh = copy.deepcopy(network)
    return lambda: quantize_(fresh, Int8WeightOnlyConfig())


def quanto_int8(network: nn.Module) -> Callable[[], object]:
    """Return the call that quantizes a fresh copy with optimum-quanto's int8 weights."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from optimum.quanto import freeze, qint8, quantize  # ty: ignore[import-not-found]

    fresh = copy.deepcopy(network)

    def call() -> None:
        quantize(fresh, weights=qint8)
        freeze(fresh)

    return call


def linear_quantization(weights: list[Tensor], buffers: list[Tensor]) -> Callable[[], object]:
    """Return the call that writes our 4-bit LQ of every weight into its buffer."""
    from engine.quantization.linear import quantize_into

    def call() -> None:
        for weight, buffer in zip(weights, buffers, strict=True):
            quantize_into(weight, buffer, bits=4)

    return call


def memory_copy(weights: list[Tensor], buffers: list[Tensor]) -> Callable[[], object]:
    """Return the call that only copies: what reading and writing every weight once costs."""

    def call() -> None:
        for weight, buffer in zip(weights, buffers, strict=True):
            buffer.copy_(weight)

    return call
