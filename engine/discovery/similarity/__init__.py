"""How similar sets of classes are, as a representation sees them."""

from engine.discovery.similarity.transfer_flow import Flow, TransferFlow

__all__ = ["Flow", "TransferFlow"]
