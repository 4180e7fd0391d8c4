"""Typefaces for old pages: shipped with a package, found on the system, or Pillow's own."""

import dataclasses
import functools
import importlib.util
from pathlib import Path

from PIL import ImageFont

SYSTEM_FOLDERS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts",
    "/Library/Fonts", "/System/Library/Fonts", "C:/Windows/Fonts",
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Family:
    """Where the faces of a family may lie; the first file that exists is taken.

    Attributes:
        name: Name in the settings.
        title: Name for people.
        package: Installed package that carries the files, or "".
        roman: File names of the upright face, in order of preference.
        italic: File names of the slanted face.
        hand: Whether it is handwriting.
    """

    name: str
    title: str
    package: str
    roman: tuple[str, ...]
    italic: tuple[str, ...]
    hand: bool = False


FAMILIES = (
    Family(
        "garamond", "Garamond, 16th century", "fontpkg_eb_garamond",
        ("EBGaramond[wght].ttf", "EBGaramond-Regular.ttf", "EBGaramond12-Regular.otf"),
        ("EBGaramond-Italic[wght].ttf", "EBGaramond-Italic.ttf", "EBGaramond12-Italic.otf"),
    ),
    Family(
        "aldine", "Aldine, about 1500", "fontpkg_cardo",
        ("Cardo-Regular.ttf", "Junicode.ttf", "Junicode-Regular.ttf"),
        ("Cardo-Italic.ttf", "Junicode-Italic.ttf"),
    ),
    Family(
        "modern", "Modern serif", "",
        ("LiberationSerif-Regular.ttf", "Times New Roman.ttf", "times.ttf", "DejaVuSerif.ttf"),
        ("LiberationSerif-Italic.ttf", "Times New Roman Italic.ttf", "timesi.ttf",
         "DejaVuSerif-Italic.ttf"),
    ),
    Family(
        "blackletter", "Blackletter", "",
        ("UnifrakturMaguntia.ttf", "UnifrakturMaguntia-Book.ttf", "OldLondon.ttf"),
        ("UnifrakturMaguntia.ttf", "UnifrakturMaguntia-Book.ttf", "OldLondon.ttf"),
    ),
    Family(
        "hand", "Handwriting", "fontpkg_great_vibes",
        ("GreatVibes-Regular.ttf", "Zeyada.ttf", "Z003-MediumItalic.otf"),
        ("GreatVibes-Regular.ttf", "Zeyada.ttf", "Z003-MediumItalic.otf"),
        hand=True,
    ),
)  # fmt: skip
FAMILY_NAMES = tuple(each.name for each in FAMILIES)


def family(name: str) -> Family:
    """Return the family of a name.

    Raises:
        ValueError: If there is none.
    """
    for each in FAMILIES:
        if each.name == name:
            return each
    raise ValueError(f"font must be one of {', '.join(FAMILY_NAMES)}, got {name!r}")


@functools.cache
def _system_files() -> dict[str, str]:
    found: dict[str, str] = {}
    for folder in SYSTEM_FOLDERS:
        base = Path(folder).expanduser()
        for path in sorted(base.rglob("*.[to]tf")) if base.is_dir() else ():
            found.setdefault(path.name, str(path))
    return found


@functools.cache
def face_file(name: str, *, italic: bool = False) -> str | None:
    """Return the file of a face on this machine, or None where it has none.

    Args:
        name: Name of a family.
        italic: Whether the slanted face is wanted.
    """
    wanted = family(name)
    names = wanted.italic if italic else wanted.roman
    spec = importlib.util.find_spec(wanted.package) if wanted.package else None
    if spec is not None and spec.origin is not None:
        for each in names:
            path = Path(spec.origin).parent / "files" / each
            if path.is_file():
                return str(path)
    return next((_system_files()[each] for each in names if each in _system_files()), None)


def available() -> tuple[str, ...]:
    """Return the names of the families that this machine has; empty on a bare one."""
    return tuple(name for name in FAMILY_NAMES if face_file(name))


@functools.lru_cache(maxsize=256)
def face(name: str, size: int, *, italic: bool = False) -> ImageFont.FreeTypeFont:
    """Return a face in a size, or the nearest this machine has.

    Args:
        name: Name of a family.
        size: Pixels of the em square.
        italic: Whether the slanted face is wanted.
    """
    file = face_file(name, italic=italic) or face_file(name)
    for other in ("garamond", "aldine", "modern"):
        file = file or face_file(other, italic=italic)
    if file is None:
        return _pillows_own(size)
    return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)


def _pillows_own(size: int) -> ImageFont.FreeTypeFont:
    found = ImageFont.load_default(size=size)
    if not isinstance(found, ImageFont.FreeTypeFont):
        raise ValueError("Pillow must be built with FreeType; install Pillow from its own wheels")
    return found
