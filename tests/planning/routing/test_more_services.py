"""More can only be better: a service added never worsens the best of a criterion."""

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

from corridors.build import ONE_BOX, request, tariff
from corridors.random_corridors import random_corridor
from hypothesis import given, settings
from hypothesis import strategies as st

from orta.planning.network import compile_network
from orta.planning.routing import find_options

READY = datetime(2026, 3, 1, tzinfo=UTC)


def best_of_each(corridor, asked):
    options = find_options(compile_network(corridor, ONE_BOX), asked)
    columns = (
        options.minutes,
        options.cost_cents,
        options.emission_g,
        options.variance_min2,
    )
    fewest_states = min((len(o.transit_areas) for o in options), default=None)
    return [column.min() for column in columns if len(options)], fewest_states


@settings(max_examples=200, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32))
def test_a_service_added_never_makes_the_best_of_a_criterion_worse(seed):
    rng = Random(seed)
    full = random_corridor(rng)
    origin, destination = rng.sample([n.node_id for n in full.nodes], 2)
    asked = request(origin, destination, ready=READY)
    left_out = rng.choice(full.services).service_id
    fewer = replace(
        full,
        services=tuple(s for s in full.services if s.service_id != left_out),
        tariffs=tuple(t for t in full.tariffs if t.target_id != left_out),
        emission_factors=tuple(
            f for f in full.emission_factors if f.service_id != left_out
        ),
    )

    before, states_before = best_of_each(fewer, asked)
    after, states_after = best_of_each(full, asked)

    if before:
        assert after
        assert all(a <= b for a, b in zip(after, before, strict=True))
        assert states_after <= states_before


def test_the_property_is_not_empty():
    """A cheaper twin of a service does better the best price."""
    for seed in range(60):
        rng = Random(seed)
        full = random_corridor(rng)
        origin, destination = rng.sample([n.node_id for n in full.nodes], 2)
        asked = request(origin, destination, ready=READY)
        before, _ = best_of_each(full, asked)
        if not before or not before[1]:
            continue
        cheaper = [
            replace(s, service_id=f"cheap {s.service_id}", calls=(), fleets=())
            for s in full.services
            if s.is_network
        ]
        added = replace(
            full,
            services=(*full.services, *cheaper),
            tariffs=(*full.tariffs, *(tariff(s.service_id, 0.01) for s in cheaper)),
        )
        after, _ = best_of_each(added, asked)
        assert after[1] <= before[1]
        if after[1] < before[1]:
            return
    raise AssertionError("no cheaper twin ever helped")
