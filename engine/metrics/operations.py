"""Operations counted, so that a claim about cost can be checked without a clock."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Operations:
    """What judging one sample costs, as the mean over the judged samples.

    Attributes:
        projections: Dot products with random directions; 0 without hashing.
        lookups: Hash tables asked.
        candidates: References whose distance is computed.
    """

    projections: float
    lookups: float
    candidates: float
