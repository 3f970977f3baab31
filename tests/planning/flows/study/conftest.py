"""The corridor that the studies of these tests are about."""

import pytest

import orta


@pytest.fixture(scope="session")
def corridor():
    return orta.load().corridor
