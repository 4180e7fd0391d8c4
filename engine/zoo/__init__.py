"""Shipped artefacts: a card and verified tensors by name. Knows no architecture, no torch."""

from engine.zoo.cards import ModelCard, card, cards
from engine.zoo.store import save, save_table, table, tensors

__all__ = ["ModelCard", "card", "cards", "save", "save_table", "table", "tensors"]
