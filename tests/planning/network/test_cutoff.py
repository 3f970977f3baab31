"""Cut-offs: goods that come within one miss the departure."""

from dataclasses import replace

import numpy as np
import pytest
from corridors.build import (
    FREE_HANDLING,
    ONE_BOX,
    corridor,
    line,
    link,
    node,
    request,
    tariff,
    terminal,
)

from orta.errors import ModelError
from orta.planning.lead_time import draw_lead_times
from orta.planning.network import compile_network
from orta.planning.routing import find_options
from orta.vocabulary import DispatchRule, StageCause

TIMETABLE = {
    "dispatch_rule": DispatchRule.TIMETABLE,
    "weekdays": ("MO", "TH"),
    "departure_min": 600,
}


def option(cutoff_h, **dispatch):
    """Ready on Monday at 00:00, handled for two hours, then by ship to B."""
    ship = replace(line("SHIP", {"A": None, "B": 20}, **dispatch), cutoff_h=cutoff_h)
    there = corridor(
        nodes=[node("A"), node("B", "AZ")],
        links=[link("A", "B", "sea")],
        services=[ship],
        terminals=[terminal("A", "sea"), terminal("B", "sea")],
        tariffs=[tariff("SHIP", 1), FREE_HANDLING],
    )
    [only] = find_options(compile_network(there, ONE_BOX), request("A", "B"))
    return only


def waited_h(of):
    return of.steps[0].causes_min[StageCause.WAIT_SERVICE] / 60


@pytest.mark.parametrize(
    ("cutoff_h", "wait_h"),
    [
        (None, 8),  # the ship of Monday, 10:00
        (1, 8),  # within the handling
        (10, 8),  # at the terminal just in time
        (10.5, 80),  # too late: the ship of Thursday
        (48, 80),
        (82, 80),
        (83, 176),  # the ship of the next Monday
    ],
)
def test_a_departure_within_the_cut_off_is_missed(cutoff_h, wait_h):
    assert waited_h(option(cutoff_h, **TIMETABLE)) == wait_h


@pytest.mark.parametrize(("cutoff_h", "wait_h"), [(None, 12), (2, 12), (12, 22)])
def test_before_ships_that_come_at_intervals_the_search_begins_later(cutoff_h, wait_h):
    assert waited_h(option(cutoff_h, headway_h=24)) == wait_h


def test_the_causes_of_every_draw_hold_the_cut_off():
    of = option(12, headway_h=24)

    drawn = draw_lead_times(
        of.stages, ready_at=of.ready_at, n_draws=500, rng=np.random.default_rng(1)
    )

    waits_h = drawn.hours_by_cause[list(StageCause).index(StageCause.WAIT_SERVICE)]
    assert waits_h.min() >= 10
    assert waits_h.max() <= 34
    assert of.minutes == sum(sum(step.causes_min.values()) for step in of.steps)


def test_a_cut_off_after_the_departure_is_refused():
    with pytest.raises(ModelError, match="not after the departure"):
        option(-1, **TIMETABLE)
