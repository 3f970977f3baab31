"""FEATURE: luck is a law without memory, and the same one under a longer mean."""

import math

import numpy as np
import pytest

from orta.planning.simulation.exponential import LN_8, SLICE, waited
from orta.planning.simulation.kernel.chance import bits, exponential

UIDS = range(200_000)


def times(key=3, stream=7):
    return np.array([exponential(key, uid, stream) for uid in UIDS])


def test_the_table_is_the_logarithm():
    parts = np.linspace(0, 1, 33)
    for number, (constant, slope, bend) in enumerate(SLICE):
        found = constant + parts * slope + parts**2 * bend
        assert found == pytest.approx(
            -np.log1p(-(number + parts) / 512), abs=6.1e-8, rel=0
        )
    assert pytest.approx(math.log(8), rel=1e-15) == LN_8
    assert waited(1, 2) == pytest.approx(math.log(2), rel=1e-15)


def test_a_time_is_the_logarithm_of_its_bits():
    """Below an eighth from the end; further on the bits that are left count."""
    for uid in UIDS[:5000]:
        drawn = int(bits(3, uid, 7))
        eighths, left = 0, drawn
        while left >= 7 * 2**50:
            eighths, left = eighths + 1, (left - 7 * 2**50) * 8
        expected = eighths * math.log(8) - math.log1p(-left / 2**53)
        assert exponential(3, uid, 7) == pytest.approx(expected, abs=1e-7)


def test_times_have_no_memory():
    found = times()

    assert found.mean() == pytest.approx(1, abs=4 / len(UIDS) ** 0.5)
    assert found.var() == pytest.approx(1, abs=4 * (8 / len(UIDS)) ** 0.5)
    for later in (0.1, 1, 3, 6):  # beyond two eighths too
        beyond = (found > later).mean()
        spread = (math.exp(-later) / len(UIDS)) ** 0.5
        assert beyond == pytest.approx(math.exp(-later), abs=4 * spread)


def test_a_later_number_is_a_longer_time():
    """Who has more luck in one law has it in the other."""
    drawn = np.array([int(bits(3, uid, 7)) for uid in UIDS])
    order = np.argsort(drawn)

    assert (np.diff(times()[order]) >= 0).all()
