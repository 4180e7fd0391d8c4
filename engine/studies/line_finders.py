"""How line finders do on real scans: the shipped table of their measures."""

import functools

from engine import zoo
from engine.core.errors import NotFoundError

NAME = "line_finder_scores"


@functools.lru_cache(maxsize=8)
def real_means(finder: str) -> dict[str, float]:
    """Return a finder's measures on real scans, averaged over pages, and the count ``pages``.

    Args:
        finder: Name of a segmenter, such as ``"classical"``.

    Returns:
        Measures of :data:`engine.documents.evaluation.MEASURES`; empty where none ship.
    """
    try:
        frame = zoo.table(NAME)
    except NotFoundError:
        return {}
    rows = frame[frame["finder"] == finder]
    if rows.empty:
        return {}
    means = rows.select_dtypes("number").mean()
    return {**{str(name): float(value) for name, value in means.items()}, "pages": len(rows)}
