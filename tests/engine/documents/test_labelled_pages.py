import numpy as np
import pytest
from PIL import Image

from engine.core.errors import IntegrityError, NotFoundError
from engine.core.paths import data_folder
from engine.documents.labelled_pages import labelled_pages
from engine.documents.splits import split_by_book

real = pytest.mark.skipif(
    data_folder() is None, reason="MODELARIUM_DATA does not name the scans with ground truth"
)


def test_a_page_comes_with_its_group_and_book(labelled_folder, drawn_page):
    pages = labelled_pages(labelled_folder)
    assert [(each.group, each.book) for each in pages] == [
        ("a", "a_one"), ("a", "a_two"), ("b", "b_three"),
    ]  # fmt: skip
    assert (pages[0].read().mask == drawn_page.classes).all()


def test_masks_may_lie_in_the_folder_itself(labelled_folder):
    assert len(labelled_pages(labelled_folder / "labelled")) == 3


def test_an_empty_folder_says_what_is_missing(tmp_path):
    with pytest.raises(NotFoundError, match="must hold STEM"):
        labelled_pages(tmp_path)


def test_a_missing_map_is_named(labelled_folder):
    (labelled_folder / "labelled" / "a_one_f1_bands.png").unlink()
    with pytest.raises(NotFoundError, match="a_one_f1_bands"):
        labelled_pages(labelled_folder)[0].read()


def test_a_map_of_another_size_is_refused(labelled_folder):
    path = labelled_folder / "labelled" / "a_one_f1_ink.png"
    Image.fromarray(np.zeros((5, 5), np.uint8)).save(path)
    with pytest.raises(IntegrityError, match="as large as the scan"):
        labelled_pages(labelled_folder)[0].read()


def test_a_file_that_is_no_picture_is_refused(labelled_folder):
    (labelled_folder / "labelled" / "a_one_f1.jpg").write_bytes(b"%PDF-1.4")
    with pytest.raises(IntegrityError, match="sound picture"):
        labelled_pages(labelled_folder)[0].read()


@real
@pytest.mark.data
def test_the_shared_scans_are_296_pages_of_five_groups_split_by_book():
    pages = labelled_pages()
    assert len(pages) == 296
    assert {each.group for each in pages} == {"g16", "g17", "m15", "m18", "med"}
    split = split_by_book(pages)
    assert not {each.book for each in split.train} & {each.book for each in split.test}
    assert {each.group for each in split.test} == {"g16", "g17", "m15", "m18", "med"}
    assert len(split.train) + len(split.test) == 296
    assert split == split_by_book(pages)
