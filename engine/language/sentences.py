"""A visitor's text made fit for a model: cut, cleaned, and with a word on what was changed."""

import dataclasses
import re
import unicodedata

LIMIT = 2_000
MOST_SENTENCES = 256
_SPACES = re.compile(r"\s+")
_JOINERS = {0x200C, 0x200D}
_RIGHT_TO_LEFT = ("R", "AL")
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf\U0001f1e6-\U0001f1ff]")


@dataclasses.dataclass(frozen=True)
class CleanSentence:
    """A text that a tokenizer can take.

    Attributes:
        text: The text.
        notices: What was changed or will be unknown to the model, one short sentence each.
        right_to_left: Whether it should be shown from right to left.
    """

    text: str
    notices: tuple[str, ...]
    right_to_left: bool


def _kept(letter: str) -> str:
    """Return what stands for a character that cannot be printed: itself, a space, or nothing."""
    category = unicodedata.category(letter)
    if category == "Cc":
        return " " if letter.isspace() else ""
    if category == "Cs" or (category == "Cf" and ord(letter) not in _JOINERS):
        return ""
    return letter


def clean_sentence(text: str, *, limit: int = LIMIT, name: str = "the sentence") -> CleanSentence:
    r"""Return a text cut to ``limit`` characters, without control characters and doubled spaces.

    Only the first ``limit`` characters are ever looked at one by one, so that a text of a million
    characters costs no more than a short one.

    Args:
        text: What the visitor typed or sent in a link.
        limit: Most characters kept.
        name: What the text is called in an error.

    Raises:
        ValueError: If nothing readable is left.

    >>> clean_sentence("  A\tcat\x00 sat. ").text
    'A cat sat.'
    >>> clean_sentence(" \n ")
    Traceback (most recent call last):
    ValueError: the sentence must hold at least one letter, digit or sign, got only blanks; ...
    """
    trimmed = text.strip()
    head = unicodedata.normalize("NFC", trimmed[:limit])[:limit]
    kept = [letter if letter.isprintable() else _kept(letter) for letter in head]
    cleaned = _SPACES.sub(" ", "".join(kept)).strip()
    if not any(letter.isprintable() and not letter.isspace() for letter in cleaned):
        raise ValueError(
            f"{name} must hold at least one letter, digit or sign, got "
            f"{'only blanks' if not trimmed else 'only signs that cannot be shown'}; "
            "type a short English sentence"
        )
    right_to_left = any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in cleaned)
    notices = []
    if len(trimmed) > limit:
        notices.append(f"Cut to the first {limit:,} of {len(trimmed):,} characters.")
    removed = kept.count("")
    if removed:
        notices.append(f"{removed:,} invisible control characters were removed.")
    if _EMOJI.search(cleaned):
        notices.append("Emoji are hardly known to an English model; it may see [UNK] instead.")
    if right_to_left:
        notices.append("Right-to-left script is hardly known to an English model.")
    return CleanSentence(cleaned, tuple(notices), right_to_left)


def clean_sentences(text: str, *, most: int = MOST_SENTENCES) -> tuple[CleanSentence, ...]:
    """Return the sentences of a text with one on each line; blank lines are left out.

    Args:
        text: Lines of text.
        most: Most sentences kept.

    Raises:
        ValueError: If no line holds a sentence.
    """
    found = []
    for line in text[: most * LIMIT].splitlines():
        if not line.strip():
            continue
        try:
            found.append(clean_sentence(line))
        except ValueError:
            continue
        if len(found) == most:
            break
    if not found:
        raise ValueError("the text must hold a sentence, got none; write one sentence on a line")
    return tuple(found)
