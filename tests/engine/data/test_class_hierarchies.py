import pytest

from engine.core.errors import IntegrityError, NotFoundError
from engine.data.class_hierarchies import (
    CIFAR10_GROUPS,
    cifar100,
    imagenet_entity30,
    imagenet_published_set,
)
from engine.data.images import CLASS_NAMES


@pytest.fixture(autouse=True)
def fresh():
    for each in (cifar100, imagenet_entity30, imagenet_published_set):
        each.cache_clear()


def test_cifar10_is_animals_and_vehicles():
    classes = [c for group in CIFAR10_GROUPS.values() for c in group]
    assert sorted(classes) == sorted(CLASS_NAMES["cifar10"])


def test_entity30_has_thirty_superclasses_of_eight(data):
    found = imagenet_entity30()
    assert [len(each) for each in found.groups.values()] == [8] * 30
    assert len(found.titles) == 240
    assert found.superclasses[0].title == "garment"
    assert found.titles["n01440764"] == "tench"


@pytest.mark.parametrize("side", [1, 2])
def test_entity30_groups_hold_the_published_lists(data, side):
    found = [each for each in imagenet_entity30().superclasses if each.side == side]
    labeled = tuple(c for each in found for c in each.labeled)
    unlabeled = tuple(c for each in found for c in each.unlabeled)
    assert labeled == imagenet_published_set(f"labeled_l{side}")
    assert unlabeled == imagenet_published_set(f"unlabeled_u{side}")


def test_cifar100_has_twenty_superclasses_of_five(data):
    groups = cifar100().groups
    assert len({c for group in groups.values() for c in group}) == 100
    assert set(groups["fish"]) == {"flatfish", "ray", "shark", "trout", "aquarium_fish"}
    assert set(groups["vehicles 2"]) == {"rocket", "streetcar", "tank", "tractor", "lawn_mower"}
    assert set(groups["people"]) == {"boy", "girl", "man", "woman", "baby"}


def test_without_the_data_the_next_step_is_told(monkeypatch):
    monkeypatch.delenv("MODELARIUM_DATA", raising=False)
    with pytest.raises(NotFoundError, match="set MODELARIUM_DATA"):
        imagenet_entity30()


def test_half_a_file_is_refused(monkeypatch, tmp_path):
    folder = tmp_path / "imagenet_hierarchy"
    folder.mkdir()
    (folder / "cifar100_splits.json").write_text('{"L1": ["a"], "U1": []}')
    (folder / "entity30_groups.json").write_text('{"groups": {}}')
    monkeypatch.setenv("MODELARIUM_DATA", str(tmp_path))
    with pytest.raises(IntegrityError, match="40 and 10"):
        cifar100()
    with pytest.raises(IntegrityError, match="labeled_1"):
        imagenet_entity30()
