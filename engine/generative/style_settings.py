"""What shape a style-based generator and its discriminator have."""

import dataclasses

from engine.core.params import Settings, param

FEWEST_WIDTH, MOST_WIDTH = 1, 1024  # maps of one resolution
SMALLEST_CONSTANT, LARGEST_CONSTANT = 2, 16  # sides of the learnt constant


@dataclasses.dataclass(frozen=True)
class StyleSettings(Settings):
    """Architecture of a StyleGAN2 (arXiv 1912.04958): pictures are a doubled constant.

    Attributes:
        height: Height of a picture, pixels.
        width: Width of a picture, pixels.
        channels: 1 for grey, 3 for colour.
        constant: Height and width of the learnt constant, (4, 4) or (4, 3) for portraits.
        widths: Maps of each resolution, from the constant to the picture.
        latent_size: Numbers in a latent.
        style_size: Numbers in a style.
        mapping_layers: Layers between latent and style.
        mixing: Share of training pictures that take their fine layers from a second latent.

    >>> portrait = StyleSettings(height=32, width=24, constant=(4, 3))
    >>> portrait.sizes
    ((4, 3), (8, 6), (16, 12), (32, 24))
    >>> portrait.layers, portrait.layer_styles
    (7, 8)
    """

    height: int = param(32, 4, 1024, "height of the picture in pixels")
    width: int = param(32, 4, 1024, "width of the picture in pixels")
    channels: int = param(1, meaning="1 for grey, 3 for colour", choices=(1, 3))
    constant: tuple[int, int] = (4, 4)
    widths: tuple[int, ...] = (64, 64, 32, 16)
    latent_size: int = param(64, 2, 512, "numbers in a latent")
    style_size: int = param(64, 2, 512, "numbers in a style")
    mapping_layers: int = param(4, 1, 8, "layers from latent to style")
    mixing: float = param(0.9, 0.0, 1.0, "share of training pictures of two styles")

    def __post_init__(self) -> None:
        """Check ranges, and that size, constant and widths belong together."""
        super().__post_init__()
        _check_whole("constant", self.constant, SMALLEST_CONSTANT, LARGEST_CONSTANT)
        _check_whole("widths", self.widths, FEWEST_WIDTH, MOST_WIDTH)
        if len(self.constant) != 2:
            raise ValueError(f"constant must be (height, width), got {self.constant}")
        size = (self.height, self.width)
        reached = tuple(side << self.doublings for side in self.constant)
        if self.doublings < 1 or reached != size:
            raise ValueError(
                f"height and width must be constant {self.constant} doubled the same number of "
                f"times (at least once), got {size}; use constant (4, 3) for portraits"
            )
        if len(self.widths) != self.doublings + 1:
            raise ValueError(
                f"widths must have {self.doublings + 1} numbers, one for each resolution from "
                f"{self.constant} to {size}, got {len(self.widths)}"
            )

    @property
    def doublings(self) -> int:
        """How often the constant is doubled."""
        return (self.height // self.constant[0]).bit_length() - 1

    @property
    def sizes(self) -> tuple[tuple[int, int], ...]:
        """Height and width of each resolution, coarse to fine."""
        high, wide = self.constant
        return tuple((high << step, wide << step) for step in range(self.doublings + 1))

    @property
    def layers(self) -> int:
        """Styled convolutions: one on the constant, two for each later resolution."""
        return 2 * self.doublings + 1

    @property
    def layer_styles(self) -> int:
        """Styles that a picture takes: one for each layer, one for the last picture output."""
        return self.layers + 1

    @property
    def layer_sizes(self) -> tuple[tuple[int, int], ...]:
        """Height and width of each styled convolution's output, and so of its noise map."""
        return tuple(self.sizes[(layer + 1) // 2] for layer in range(self.layers))


def _check_whole(name: str, values: object, low: int, high: int) -> None:
    whole = isinstance(values, tuple) and all(type(each) is int for each in values)
    if not whole or not values or not all(low <= each <= high for each in values):
        raise ValueError(f"{name} must be whole numbers from {low} to {high}, got {values!r}")
