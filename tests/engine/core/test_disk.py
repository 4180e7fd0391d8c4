"""A disk's refusal becomes a message with a next step; any other fault stays what it is."""

import errno

import pytest

from engine.core.disk import writing
from engine.core.errors import EngineError


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES])
def test_a_refusing_disk_is_named_with_the_folder_and_a_next_step(number, tmp_path, monkeypatch):
    monkeypatch.setenv("MODELARIUM_CACHE", str(tmp_path))
    refused = pytest.raises(EngineError, match="the upload cannot be written")
    with refused as caught, writing("the upload"):
        raise OSError(number, "no")
    assert str(tmp_path) in str(caught.value)
    assert "MODELARIUM_CACHE" in str(caught.value)


def test_another_fault_is_left_alone():
    with pytest.raises(FileNotFoundError), writing("the upload"):
        raise FileNotFoundError(errno.ENOENT, "no such file")
