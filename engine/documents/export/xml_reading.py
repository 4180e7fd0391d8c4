"""Reads XML from outside: bounded, and without entities that could swell."""

import xml.etree.ElementTree as ElementTree

import numpy as np
from jaxtyping import Float

from engine.core.errors import UnsafeFileError

MOST_BYTES = 20_000_000


def parsed(content: bytes, root: str) -> ElementTree.Element:
    """Return the root of a document.

    Args:
        content: The file.
        root: Name of the root element, without namespace.

    Raises:
        UnsafeFileError: If it is too large, declares entities, is malformed or another format.
    """
    if len(content) > MOST_BYTES:
        raise UnsafeFileError(
            f"a page's XML may have {MOST_BYTES / 1e6:g} MB, got {len(content) / 1e6:.1f} MB"
        )
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise UnsafeFileError("a page's XML must not declare entities; remove its DOCTYPE")
    try:
        found = ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError) as error:
        raise UnsafeFileError(f"a page's XML must be well-formed, got {error}") from None
    if local(found) != root:
        raise UnsafeFileError(f"the root must be {root}, got {local(found)[:60]}; another format?")
    return found


def local(element: ElementTree.Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def children(element: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """Return all elements of a name below, in any namespace."""
    return [each for each in element.iter() if local(each) == name]


def points_of(text: str) -> Float[np.ndarray, "n 2"]:
    """Return the points of ``"x,y x,y"`` or ``"x y x y"``.

    Raises:
        UnsafeFileError: If they are no pairs of numbers.
    """
    try:
        numbers = [float(each) for each in text.replace(",", " ").split()]
        return np.array(numbers).reshape(-1, 2)
    except ValueError:
        raise UnsafeFileError(f"points must be pairs of numbers, got {text[:60]!r}") from None


def whole_number(element: ElementTree.Element, name: str) -> int:
    """Return an attribute as a whole number.

    Raises:
        UnsafeFileError: If it is missing or no number.
    """
    try:
        return int(float(element.get(name, "")))
    except (ValueError, OverflowError):
        raise UnsafeFileError(
            f"{local(element)} must have a number {name}, got {element.get(name)!r}"
        ) from None
