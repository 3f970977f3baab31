"""What the tests of flows share: the shipped corridor, read once."""

from __future__ import annotations

import pytest

from orta.model import load


@pytest.fixture(scope="session")
def corridor():
    return load().corridor
