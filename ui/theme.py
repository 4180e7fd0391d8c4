"""What a colour means: one meaning, one colour, in every figure of the app, light and dark.

The hues start from the Okabe-Ito set; their lightness was searched so that any two meanings stay
apart for normal sight, deuteranopes and protanopes, and each has a contrast of at least 3 to 1
against its background (a test computes both). Knows no interface library.
"""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Palette:
    """One colour for each meaning.

    Attributes:
        full: Full-precision values.
        quantized: Quantized values.
        clip: Clip lines and what lies beyond them.
        split: A column that outlier channel splitting has split.
        error: Error curves and error areas.
        paper: What a paper claims (ink, as in print).
        measured: What Modelarium has measured.
        text: Axis titles and labels.
        muted: Grid lines and things that stand back.
        background: The page.
        sequential: Ten steps from low to high for heat maps.
        diverging: Ten steps from negative through neutral to positive.
    """

    full: str
    quantized: str
    clip: str
    split: str
    error: str
    paper: str
    measured: str
    text: str
    muted: str
    background: str
    sequential: tuple[str, ...]
    diverging: tuple[str, ...]


_CIVIDIS = (
    "#00224E", "#123570", "#3B496C", "#575D6D", "#707173",
    "#8A8678", "#A59C74", "#C3B369", "#E1CC55", "#FEE838",
)  # fmt: skip

LIGHT = Palette(
    full="#7890A6",
    quantized="#087FCC",
    clip="#F24C00",
    split="#7C197C",
    error="#603102",
    paper="#17202B",
    measured="#0B845A",
    text="#3A4757",
    muted="#C9D2DD",
    background="#FFFFFF",
    sequential=_CIVIDIS[::-1],
    diverging=(
        "#7F3B08", "#B35806", "#E08214", "#FDB863", "#FEE0B6",
        "#D1E5F0", "#92C5DE", "#4393C3", "#2166AC", "#053061",
    ),
)  # fmt: skip

DARK = Palette(
    full="#6B7890",
    quantized="#308AF0",
    clip="#FF8026",
    split="#F4B2FB",
    error="#FFEB99",
    paper="#F5F5F0",
    measured="#0A9A68",
    text="#C5D0DC",
    muted="#3A4656",
    background="#0F141B",
    sequential=_CIVIDIS,
    diverging=(
        "#FDB863", "#E08214", "#B35806", "#7F3B08", "#3A2A1C",
        "#1C2A3A", "#053061", "#2166AC", "#4393C3", "#92C5DE",
    ),
)  # fmt: skip


def palette(mode: str | None) -> Palette:
    """Return the colours for ``"light"`` or ``"dark"``; anything else is light.

    >>> palette("dark").quantized
    '#308AF0'
    >>> palette(None) is LIGHT
    True
    """
    return DARK if mode == "dark" else LIGHT
