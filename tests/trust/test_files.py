"""A file that is written whole: who may read it, and what names no file."""

import os
import stat

import pytest

from autograd.files import written_whole


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_a_new_file_has_the_mode_that_open_gives_and_another_one_keeps_its_own(tmp_path):
    before = os.umask(0o027)
    try:
        for name in ("new", "there"):
            (tmp_path / "there").touch()
            (tmp_path / "there").chmod(0o600)
            with written_whole(tmp_path / name, "w") as file:
                file.write("text")
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(before)
    assert (mode(tmp_path / "new"), mode(tmp_path / "there")) == (0o640, 0o600)


def test_a_number_names_no_file_and_stays_open(tmp_path):
    with open(tmp_path / "mine", "w") as mine:
        with pytest.raises(TypeError, match="names no file"), written_whole(mine.fileno(), "w"):
            pass
        mine.write("still open")
