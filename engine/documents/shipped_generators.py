"""Which generators of pages ship. Imports no torch, so a page may ask before it draws."""

from engine import zoo

DATA = "documents"
"""What the card of such a generator names as its training pictures."""


def page_generators() -> tuple[str, ...]:
    """Return the names of the generators of pages whose weights are here."""
    return tuple(
        each.name
        for each in zoo.cards("generator")
        if each.settings.get("data") == DATA and each.settings.get("family") == "stylegan"
    )
