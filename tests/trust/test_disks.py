"""Disks that are full or read-only: the system's error, what was there before is there, and nothing is left over."""

import os
import shutil
import subprocess

import numpy as np
import pytest

from autograd import Tensor, draw, explain
from nn import Sequential, load
from nn.layers import Dense

MOUNT = shutil.which("mount")


def model():
    network = Sequential([Dense(200), Dense(1)], seed=1)
    network.build(150)
    return network


def cost():
    w = Tensor(np.random.default_rng(0).normal(size=(6, 6)), "w")
    return np.sum(np.tanh(w @ w) ** 2)


WRITERS = {
    "model.npz": lambda path: model().save(path),
    "weights.npz": lambda path: model().save_weights(path),
    "steps.html": lambda path: explain(cost()).save(path),
    "graph.dot": lambda path: draw(cost()).save(path),
}


def mounted(folder, options):
    """Mount a small disk on a folder, or skip the test where that is not allowed."""
    if MOUNT is None or os.geteuid() != 0:
        pytest.skip("only root can mount a disk")
    if subprocess.run([MOUNT, "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")


@pytest.fixture
def full(tmp_path):
    """A disk with room for a file of a few numbers."""
    folder = tmp_path / "full"
    folder.mkdir()
    mounted(folder, "size=8k")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def read_only(tmp_path):
    """A folder with old files, in which nobody can write."""
    folder = tmp_path / "fixed"
    folder.mkdir()
    if os.name != "posix":
        pytest.skip("modes of POSIX")
    if os.geteuid() != 0:
        (folder / "model.npz").write_text("old")
        folder.chmod(0o500)
        yield folder
        folder.chmod(0o700)
        return
    mounted(folder, "size=1m")
    (folder / "model.npz").write_text("old")
    subprocess.run([MOUNT, "-o", "remount,ro", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("name", WRITERS)
def test_a_full_disk(full, name):
    (full / name).write_text("old")
    (full / "filling").write_bytes(bytes(4096))  # a page is left, no more
    with pytest.raises(OSError, match="No space left"):
        WRITERS[name](full / name)
    assert (full / name).read_text() == "old"
    assert sorted(path.name for path in full.iterdir()) == sorted([name, "filling"])


@pytest.mark.parametrize("name", WRITERS)
def test_a_folder_that_can_not_be_written_to(read_only, name):
    with pytest.raises(OSError, match=r"nothing was written, .*(Read-only|Permission denied)") as error:
        WRITERS[name](read_only / name)
    assert error.value.filename == str(read_only / name)
    assert [path.name for path in read_only.iterdir()] == ["model.npz"]
    assert (read_only / "model.npz").read_text() == "old"


@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
@pytest.mark.parametrize("name", WRITERS)
def test_a_file_that_may_not_grow(tmp_path, name):
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    path = tmp_path / name
    path.write_text("old")
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (512, hard))
        with pytest.raises(OSError, match="File too large"):
            WRITERS[name](path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert path.read_text() == "old"
    WRITERS[name](path)
    assert path.stat().st_size > 512


def test_what_was_read_before_is_whole_after_a_failed_save(full):
    small = Sequential([Dense(1)], seed=1)
    small.build(1)
    small.save(full / "model.npz")
    with pytest.raises(OSError, match="No space left"):
        model().save(full / "model.npz")
    np.testing.assert_array_equal(load(full / "model.npz").get_weights()[0], small.get_weights()[0])
