"""FEATURE: storms shut ports as often and as long as the record says."""

from itertools import pairwise

import numpy as np
import pytest

import orta
from orta.planning.simulation.compile.weather import draw_closures, storms_of

HOUR = 3600
MONTH = 30 * 24 * HOUR
YEARS = 60
MONTHS = [(number + 1) * MONTH for number in range(12 * YEARS)]
SPAN = MONTHS[-1]
CLOSURES = orta.load().corridor.closures
PORTS = sorted({closure.node_id for closure in CLOSURES})


def closures_of(port):
    return [closure for closure in CLOSURES if closure.node_id == port]


def drawn(port, change=0.0, replication=0, months=MONTHS):
    storms = storms_of(closures_of(port), port, wind_limit_change_m_s=change)
    return draw_closures(
        storms, seed=1, replication=replication, month_ends_s=months, first_month=1
    )


def shut_within(closures, start, end):
    return sum(max(min(b, end) - max(a, start), 0) for a, b in closures)


@pytest.mark.parametrize("port", PORTS)
def test_share_and_length_of_closures_are_those_of_the_record(port):
    """In each month within 10 percent, as the story of the berth planner asks."""
    for closure in closures_of(port):
        alone = [c for c in closures_of(port) if c.month == closure.month]
        # A year of that month alone: closures that straddle months are not counted.
        storms = storms_of(alone, port)
        everlasting = storms.__class__(
            area=port,
            per_h=(storms.per_h[closure.month - 1],) * 12,
            mean_h=(storms.mean_h[closure.month - 1],) * 12,
        )
        found = [
            draw_closures(
                everlasting,
                seed=2,
                replication=number,
                month_ends_s=MONTHS,
                first_month=1,
            )
            for number in range(4)
        ]
        share = sum(shut_within(f, 0, SPAN) for f in found) / SPAN / len(found)
        lengths = [(b - a) / HOUR for f in found for a, b in f]

        assert share == pytest.approx(closure.closed_share, rel=0.1)
        assert np.mean(lengths) == pytest.approx(closure.mean_episode_h, rel=0.1)


def test_the_seasons_follow_each_other():
    found = drawn("KZAAU")
    month_of = {closure.month: closure for closure in closures_of("KZAAU")}
    for month in (1, 7):
        spans = [(year * 12 + month - 1) * MONTH for year in range(YEARS)]
        share = sum(shut_within(found, a, a + MONTH) for a in spans) / MONTH / YEARS
        # Storms of the month before reach into this one, so that it is near, no more.
        assert share == pytest.approx(month_of[month].closed_share, rel=0.35)


@pytest.mark.parametrize("port", PORTS)
def test_a_port_that_bears_more_wind_is_shut_only_when_others_are(port):
    before = drawn(port, change=-1.0)
    for change in (0.0, 1.0, 2.0, 4.0):
        found = drawn(port, change=change)
        assert shut_within(found, 0, SPAN) <= shut_within(before, 0, SPAN)
        inside = iter(before)
        outer = next(inside, None)
        for shut, opened in found:
            while outer is not None and outer[1] < opened:
                outer = next(inside, None)
            assert outer is not None
            assert outer[0] <= shut
            assert opened <= outer[1]
        before = found
    assert shut_within(found, 0, SPAN) < shut_within(drawn(port), 0, SPAN)


def test_closures_do_not_touch_and_begin_before_they_end():
    for shut, opened in (found := drawn("KZAAU")):
        assert shut < opened
    assert all(a[1] < b[0] for a, b in pairwise(found))


def test_ports_of_one_area_are_shut_by_the_same_storms():
    aktau = storms_of(closures_of("KZAAU"), "Mangystau")
    rates = {"seed": 3, "replication": 5, "month_ends_s": MONTHS, "first_month": 4}

    assert draw_closures(aktau, **rates) == draw_closures(aktau, **rates)
    assert draw_closures(aktau, **rates) != draw_closures(
        aktau, **{**rates, "replication": 6}
    )
