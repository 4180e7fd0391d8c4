"""How similar sets of classes are, as a representation sees them."""

from engine.discovery.similarity.bootstrap import FlowBootstrap, bootstrap_flow
from engine.discovery.similarity.permutation_null import FlowNull, PermutationNull
from engine.discovery.similarity.probabilities import class_probabilities
from engine.discovery.similarity.pseudo_transfer_flow import (
    LabelAdvice,
    PseudoFlow,
    label_advice,
    pseudo_transfer_flow,
)
from engine.discovery.similarity.set_matrix import LabeledToUnlabeled, SetMatrix
from engine.discovery.similarity.transfer_flow import Flow, TransferFlow

__all__ = [
    "Flow",
    "FlowBootstrap",
    "FlowNull",
    "LabelAdvice",
    "LabeledToUnlabeled",
    "PermutationNull",
    "PseudoFlow",
    "SetMatrix",
    "TransferFlow",
    "bootstrap_flow",
    "class_probabilities",
    "label_advice",
    "pseudo_transfer_flow",
]
