"""How similar sets of classes are, as a representation sees them."""

from engine.discovery.similarity.bootstrap import FlowBootstrap, bootstrap_flow
from engine.discovery.similarity.permutation_null import FlowNull, PermutationNull
from engine.discovery.similarity.probabilities import class_probabilities
from engine.discovery.similarity.set_matrix import LabeledToUnlabeled, SetMatrix
from engine.discovery.similarity.transfer_flow import Flow, TransferFlow

__all__ = [
    "Flow",
    "FlowBootstrap",
    "FlowNull",
    "LabeledToUnlabeled",
    "PermutationNull",
    "SetMatrix",
    "TransferFlow",
    "bootstrap_flow",
    "class_probabilities",
]
