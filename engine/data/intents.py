"""CLINC150: what people ask of an assistant, 150 intents in 10 domains."""

import dataclasses
import functools
import json
import lzma
from collections.abc import Mapping

from engine.core.errors import IntegrityError
from engine.core.paths import need_data

PARTS = ("train", "val", "test")


@dataclasses.dataclass(frozen=True)
class Intents:
    """Requests with one intent each.

    Attributes:
        texts: The requests, sorted by intent, then in the order of the parts.
        intents: Intent of each request.
        parts: "train", "val" or "test", the published part of each request.
        domains: Intents of each domain.
    """

    texts: tuple[str, ...]
    intents: tuple[str, ...]
    parts: tuple[str, ...]
    domains: Mapping[str, tuple[str, ...]]


@functools.cache
def load_intents() -> Intents:
    """Return the requests with an intent; those out of every scope are left out.

    Raises:
        NotFoundError: If the data is not on this machine.
        IntegrityError: If an intent belongs to no domain, or to two.
    """
    with lzma.open(need_data("clinc150", "data_full.json.xz"), "rt", encoding="utf-8") as file:
        found = json.load(file)
    named = json.loads(need_data("clinc150", "domains.json").read_text("utf-8"))
    domains = {domain: tuple(intents) for domain, intents in named.items()}
    rows = sorted(
        (intent, PARTS.index(part), place, text)
        for part in PARTS
        for place, (text, intent) in enumerate(found[part])
    )
    belonging = [each for intents in domains.values() for each in intents]
    if sorted(belonging) != sorted({row[0] for row in rows}):
        raise IntegrityError("clinc150: every intent must belong to one domain; is it complete?")
    return Intents(
        texts=tuple(row[3] for row in rows),
        intents=tuple(row[0] for row in rows),
        parts=tuple(PARTS[row[1]] for row in rows),
        domains=domains,
    )
