"""A copy of the shipped dataset that a test may spoil."""

import shutil

import pytest

from orta.datasets import find_dataset

# Names are half of the cells and are all of one kind: a tenth is enough.
_NAMES_KEPT = 300


@pytest.fixture
def folder(tmp_path):
    copy = shutil.copytree(find_dataset("middle-corridor"), tmp_path / "copy")
    names = (copy / "name.csv").read_bytes().splitlines(keepends=True)
    (copy / "name.csv").write_bytes(b"".join(names[: 1 + _NAMES_KEPT]))
    return copy
