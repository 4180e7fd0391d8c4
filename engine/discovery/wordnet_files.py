"""WordNet's nouns as Debian's ``wordnet-base`` holds them, in the layout of wndb(5)."""

import functools
import os
from pathlib import Path

from engine.core.errors import IntegrityError, NotFoundError
from engine.core.paths import data_folder
from engine.discovery.wordnet import WordNet

SYSTEM_FOLDER = Path("/usr/share/wordnet")


def wordnet_file() -> Path:
    """Return the file of nouns: under ``WORDNET_HOME``, the real data, or Debian's folder.

    Raises:
        NotFoundError: If none of them holds it.
    """
    folders = [Path(os.environ[n]) for n in ("WORDNET_HOME",) if os.environ.get(n)]
    data = data_folder()
    folders += [data / "wordnet"] if data else []
    for folder in (*folders, SYSTEM_FOLDER):
        if (folder / "data.noun").is_file():
            return folder / "data.noun"
    raise NotFoundError(
        "WordNet's data.noun is not here; install Debian's wordnet-base, or set WORDNET_HOME to "
        "the folder that holds it"
    )


@functools.cache
def load_wordnet(path: Path | None = None) -> WordNet:
    """Return WordNet's nouns, read once.

    Raises:
        NotFoundError: If WordNet is not on this machine.
        IntegrityError: If the file is not WordNet's list of nouns.
    """
    file = path or wordnet_file()
    names: dict[str, tuple[str, ...]] = {}
    above: dict[str, tuple[str, ...]] = {}
    with file.open(encoding="latin-1") as lines:
        for line in lines:
            if not line.startswith(" "):
                noun, names_of, parents = _parsed(line, file)
                names[noun], above[noun] = names_of, parents
    if not names:
        raise IntegrityError(f"{file} holds no noun; is it WordNet's data.noun?")
    return WordNet(names, above, _meanings(file.with_name("index.noun"), names))


def _meanings(file: Path, names: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return the nouns of each word, from the index or, without one, in the order of the file."""
    found: dict[str, tuple[str, ...]] = {}
    if not file.is_file():
        for noun, words in names.items():
            for word in words:
                found[word.lower()] = (*found.get(word.lower(), ()), noun)
        return found
    with file.open(encoding="latin-1") as lines:
        for line in lines:
            fields = line.split()
            if not line.startswith(" ") and len(fields) > 2 and fields[2].isdigit():
                nouns = tuple(f"n{each}" for each in fields[-int(fields[2]) :])
                found[fields[0].replace("_", " ")] = nouns
    return found


def _parsed(line: str, file: Path) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return key, words and parents of one line, in the layout of wndb(5)."""
    try:
        fields = line.split("|", 1)[0].split()
        words = int(fields[3], 16)
        names = tuple(each.replace("_", " ") for each in fields[4 : 4 + 2 * words : 2])
        start = 4 + 2 * words
        pointers = [fields[start + 1 + 4 * p :][:4] for p in range(int(fields[start]))]
        parents = tuple(
            f"n{target}" for kind, target, part, _ in pointers if kind[0] == "@" and part == "n"
        )
        return f"n{int(fields[0]):08d}", names, parents
    except (IndexError, ValueError) as error:
        raise IntegrityError(f"{file} is not WordNet's data.noun: {line[:60]!r}") from error
