"""The generators of pages that ship, rebuilt from their cards."""

import dataclasses
import functools
from typing import cast

from engine import zoo
from engine.core.errors import NotFoundError
from engine.documents.shipped_generators import page_generators
from engine.generative.models import build_generator, fill
from engine.generative.stylegan import StyleGenerator


@dataclasses.dataclass(frozen=True, eq=False)
class PageGenerator:
    """A generator of pages.

    Attributes:
        name: Name in ``cached_models``.
        title: Name for people.
        network: The network in evaluation mode; shared, so it must not be changed.
        sha256: Hash of its weights.
        images_seen: Pictures that it was trained on, with repetition.
    """

    name: str
    title: str
    network: StyleGenerator
    sha256: str
    images_seen: int = 0


@functools.lru_cache(maxsize=2)
def load_page_generator(name: str) -> PageGenerator:
    """Return a shipped generator of pages.

    Raises:
        NotFoundError: If there is none of this name.
        IntegrityError: If the file is not the one that its card describes.
    """
    if name not in page_generators():
        raise NotFoundError(
            f"no generator of pages named {name[:40]!r} ships; train one with "
            "python -m training.gans document_patches --ship, or draw pages by rules"
        )
    card = zoo.card(name)
    network = build_generator("stylegan", card.settings["architecture"])
    fill(network, zoo.tensors(name), card.title)
    seen = int(card.settings.get("images_seen", 0))
    return PageGenerator(name, card.title, cast("StyleGenerator", network), card.sha256, seen)
