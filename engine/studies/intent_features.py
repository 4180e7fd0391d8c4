"""The shipped sentence vectors of CLINC150's requests: one of the benchmarks by a short name."""

from collections.abc import Iterable, Mapping

from engine.discovery.class_tree import ClassTree
from engine.discovery.splits import Benchmark
from engine.studies.class_features import KIND, ClassFeatures, class_features
from engine.studies.set_benchmarks import SET_BENCHMARKS

__all__ = ["CELLS", "KIND", "NAME", "intent_benchmark", "intent_features", "intent_tree"]
NAME, CELLS = SET_BENCHMARKS[0].key, SET_BENCHMARKS[0].cells
IntentFeatures = ClassFeatures


def intent_tree(domains: Mapping[str, Iterable[str]]) -> ClassTree:
    """Return the tree of domains and intents, in the data's order."""
    return SET_BENCHMARKS[0].tree(domains)


def intent_benchmark(tree: ClassTree, *, split: int = 0) -> Benchmark:
    """Return L1, L1.5, L2, U1 and U2; split 0 keeps the data's order, others shuffle."""
    return SET_BENCHMARKS[0].benchmark(tree, split=split)


def intent_features() -> ClassFeatures:
    """Return the shipped features.

    Raises:
        NotFoundError: If they do not ship.
        IntegrityError: If the file is not the one of its card.
    """
    return class_features(NAME)
