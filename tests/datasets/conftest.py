"""A copy of the shipped dataset that a test may spoil."""

import shutil

import pytest

from orta.datasets import find_dataset


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(find_dataset("middle-corridor"), tmp_path / "copy")
