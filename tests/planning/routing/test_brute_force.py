"""The router against a twin that walks every way (`reference/routing.py`)."""

from datetime import UTC, datetime, timedelta
from random import Random

from corridors.build import ONE_BOX, request
from corridors.random_corridors import random_corridor
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.routing import pareto_set

from orta.planning.network import compile_network
from orta.planning.routing import find_options

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def vectors(corridor, asked):
    """The engine's Pareto set in all five criteria."""
    day = asked.specification.earliest_departure_at.date()
    options = find_options(compile_network(corridor, ONE_BOX, on=day), asked)
    return [
        (o.minutes, o.cost_cents, o.emission_g, o.variance_min2, o.transit_areas)
        for o in options
    ]


@settings(max_examples=500, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32), day=st.integers(0, 700), hour=st.integers(0, 23))
def test_nothing_returned_is_dominated_and_nothing_is_missing(seed, day, hour):
    rng = Random(seed)
    corridor = random_corridor(rng)
    origin, destination = rng.sample([n.node_id for n in corridor.nodes], 2)
    ready = NEW_YEAR + timedelta(days=day, hours=hour)
    by = ready + timedelta(days=rng.randint(3, 40)) if rng.random() < 0.3 else None
    states = {n.country_code for n in corridor.nodes}
    avoid = {"RU"} & states if rng.random() < 0.3 else set()
    asked = request(origin, destination, ready=ready, by=by, avoid=avoid)

    found = vectors(corridor, asked)

    assert set(found) == pareto_set(corridor, asked)
    assert len(found) == len(set(found))


def test_the_random_corridors_are_worth_the_trouble():
    """Most have a way, many have several: the property above is not empty."""
    sizes = []
    for seed in range(120):
        rng = Random(seed)
        corridor = random_corridor(rng)
        origin, destination = rng.sample([n.node_id for n in corridor.nodes], 2)
        sizes.append(len(vectors(corridor, request(origin, destination))))

    assert sum(size > 0 for size in sizes) > 60
    assert sum(size > 1 for size in sizes) > 25
