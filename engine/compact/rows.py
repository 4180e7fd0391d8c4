"""The rows of MobileNetV3 Large and Small (arXiv 1905.02244), which AsymmNet keeps."""

import typing


class Row(typing.NamedTuple):
    """One block: kernel side, expanded and output channels at width 1, and how it is built."""

    kernel: int
    expanded: int
    outgoing: int
    squeeze: bool
    activation: str
    stride: int


_R, _H = "relu", "hard_swish"
_S, _N = True, False  # with and without squeeze and excitation
ROWS: dict[str, tuple[Row, ...]] = {
    "large": (
        Row(3, 16, 16, _N, _R, 1),
        Row(3, 64, 24, _N, _R, 2),
        Row(3, 72, 24, _N, _R, 1),
        Row(5, 72, 40, _S, _R, 2),
        Row(5, 120, 40, _S, _R, 1),
        Row(5, 120, 40, _S, _R, 1),
        Row(3, 240, 80, _N, _H, 2),
        Row(3, 200, 80, _N, _H, 1),
        Row(3, 184, 80, _N, _H, 1),
        Row(3, 184, 80, _N, _H, 1),
        Row(3, 480, 112, _S, _H, 1),
        Row(3, 672, 112, _S, _H, 1),
        Row(5, 672, 160, _S, _H, 2),
        Row(5, 960, 160, _S, _H, 1),
        Row(5, 960, 160, _S, _H, 1),
    ),
    "small": (
        Row(3, 16, 16, _S, _R, 2),
        Row(3, 72, 24, _N, _R, 2),
        Row(3, 88, 24, _N, _R, 1),
        Row(5, 96, 40, _S, _H, 2),
        Row(5, 240, 40, _S, _H, 1),
        Row(5, 240, 40, _S, _H, 1),
        Row(5, 120, 48, _S, _H, 1),
        Row(5, 144, 48, _S, _H, 1),
        Row(5, 288, 96, _S, _H, 2),
        Row(5, 576, 96, _S, _H, 1),
        Row(5, 576, 96, _S, _H, 1),
    ),
}
STEM = 16
LAST = {"large": 960, "small": 576}
PAPER_HEAD = {"large": 1280, "small": 1024}
SIZES = tuple(ROWS)
