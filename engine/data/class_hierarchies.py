"""Published hierarchies of ImageNet, CIFAR-100 and CIFAR-10 classes, as names without images."""

import dataclasses
import functools
import json
from collections.abc import Mapping

from engine.core.errors import IntegrityError
from engine.core.paths import need_data

FOLDER = "imagenet_hierarchy"
CIFAR10_GROUPS: Mapping[str, tuple[str, ...]] = {
    "animal": ("bird", "cat", "deer", "dog", "frog", "horse"),
    "vehicle": ("airplane", "automobile", "ship", "truck"),
}
CIFAR100_SUPERCLASSES = (
    "aquatic mammals", "fish", "flowers", "food containers", "fruit and vegetables",
    "household electrical devices", "household furniture", "insects", "large carnivores",
    "large outdoor constructions", "large natural outdoor scenes",
    "large omnivores and herbivores", "medium-sized mammals", "non-insect invertebrates",
    "people", "reptiles", "small mammals", "trees", "vehicles 1", "vehicles 2",
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Superclass:
    """One superclass of a published benchmark.

    Attributes:
        title: What it is called.
        side: 1 or 2, the half of the benchmark that it belongs to.
        key: WordNet id, or the title where there is none.
        labeled: Classes whose labels may be used.
        unlabeled: Classes to discover.
    """

    title: str
    side: int
    key: str
    labeled: tuple[str, ...]
    unlabeled: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class ClassHierarchy:
    """A benchmark's superclasses with their classes.

    Attributes:
        name: Name of the benchmark.
        superclasses: Side 1 first.
        titles: Name of each class.
    """

    name: str
    superclasses: tuple[Superclass, ...]
    titles: Mapping[str, str]

    @property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """All classes of each superclass, by the superclass's title."""
        return {each.title: (*each.labeled, *each.unlabeled) for each in self.superclasses}


@functools.cache
def imagenet_entity30() -> ClassHierarchy:
    """Return ENTITY-30: 30 superclasses of 8 ImageNet classes, keyed by WordNet ids.

    Raises:
        NotFoundError: If the data is not on this machine.
        IntegrityError: If its file is not complete.
    """
    found = json.loads(need_data(FOLDER, "entity30_groups.json").read_text("utf-8"))
    try:
        superclasses = tuple(
            Superclass(
                title=each["superclass"],
                side=side,
                key=each["wnid"],
                labeled=tuple(each["labeled"]),
                unlabeled=tuple(each["unlabeled"]),
            )
            for side in (1, 2)
            for each in found["groups"][f"labeled_{side}"]
        )
        names = found["leaf_names"]
        classes = [c for each in superclasses for c in (*each.labeled, *each.unlabeled)]
        return ClassHierarchy("ENTITY-30", superclasses, {each: names[each] for each in classes})
    except KeyError as error:
        raise IntegrityError(f"entity30_groups.json lacks {error}; is it complete?") from error


@functools.cache
def imagenet_published_set(name: str) -> tuple[str, ...]:
    """Return a class list of the benchmark as published, WordNet ids in its order.

    Args:
        name: "labeled_l1", "labeled_l1.5", "labeled_l2", "unlabeled_u1" or "unlabeled_u2".

    Raises:
        NotFoundError: If there is no such list on this machine.
    """
    path = need_data(FOLDER, f"entity30_imagenet_{name}.txt")
    return tuple(path.read_text("utf-8").split())


@functools.cache
def cifar100() -> ClassHierarchy:
    """Return CIFAR-100: 20 superclasses of 5 classes, one of each five to be discovered.

    Raises:
        NotFoundError: If the data is not on this machine.
        IntegrityError: If its file is not complete.
    """
    found = json.loads(need_data(FOLDER, "cifar100_splits.json").read_text("utf-8"))
    superclasses = []
    for side in (1, 2):
        labeled, unlabeled = found.get(f"L{side}", ()), found.get(f"U{side}", ())
        if (len(labeled), len(unlabeled)) != (40, 10):
            raise IntegrityError("cifar100_splits.json must hold 40 and 10 classes for each side")
        for place, new in enumerate(unlabeled):
            title = CIFAR100_SUPERCLASSES[10 * (side - 1) + place]
            known = tuple(labeled[4 * place : 4 * place + 4])
            superclasses.append(Superclass(title, side, title, known, (new,)))
    classes = [c for each in superclasses for c in (*each.labeled, *each.unlabeled)]
    titles = {each: each.replace("_", " ") for each in classes}
    return ClassHierarchy("CIFAR-100", tuple(superclasses), titles)
