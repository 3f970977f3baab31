"""Limits, gauges and cut-offs against twins that look at every row and every way."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from corridors.build import request
from corridors.random_corridors import random_corridor
from corridors.random_limits import limited, loaded
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import limits
from reference.routing import pareto_set

from orta.planning.network import HopKind, compile_network, judge_hops
from orta.planning.routing import find_options
from orta.vocabulary import LoadProfile

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
GRAVEST = ("allowed", "permit", "unknown", "forbidden")


def drawn(seed):
    """A corridor with limits, a cargo and a request, all from one seed."""
    rng = Random(seed)
    cargo = loaded(rng)
    corridor = limited(random_corridor(rng), rng, cargo.load)
    origin, destination = rng.sample([n.node_id for n in corridor.nodes], 2)
    ready = NEW_YEAR + timedelta(hours=rng.randrange(9000))
    by = ready + timedelta(days=rng.randint(3, 40)) if rng.random() < 0.2 else None
    states = {n.country_code for n in corridor.nodes}
    avoid = {"RU"} & states if rng.random() < 0.2 else set()
    asked = request(origin, destination, ready=ready, by=by, avoid=avoid)
    return corridor, replace(asked, cargo=cargo)


def told_the_long_way(corridor, cargo, hop):
    if hop.kind is HopKind.MOVE:
        link = corridor.link_by_id[hop.link_id]
        service = corridor.service_by_id[hop.service_id]
        return limits.at_link(corridor, cargo, link, service)
    for site in corridor.terminals:
        if (site.node_id, site.mode) == (hop.from_node_id, hop.mode):
            return limits.at_terminal(corridor, cargo, site)
    raise AssertionError(hop)


def every_hop(corridor, cargo):
    """The hops of the corridor as if the load were ordinary."""
    return compile_network(corridor, replace(cargo, load=LoadProfile())).hops


@settings(max_examples=250, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32))
def test_every_hop_is_judged_as_the_twin_does_and_unknown_is_never_fine(seed):
    corridor, asked = drawn(seed)
    hops = every_hop(corridor, asked.cargo)

    verdicts = judge_hops(corridor, asked.cargo, hops)

    for hop, is_allowed, findings in zip(
        hops, verdicts.is_allowed, verdicts.findings, strict=True
    ):
        words = [finding.verdict.value for finding in findings] or ["allowed"]
        expected = told_the_long_way(corridor, asked.cargo, hop)
        assert max(words, key=GRAVEST.index) == expected
        assert is_allowed == (expected != "forbidden")


@settings(max_examples=500, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32))
def test_the_pareto_set_is_that_of_the_twin_and_no_hop_of_it_is_forbidden(seed):
    corridor, asked = drawn(seed)

    options = find_options(
        compile_network(corridor, asked.cargo, on=asked.ready_on), asked
    )

    assert {
        (o.minutes, o.cost_cents, o.emission_g, o.variance_min2, o.transit_areas)
        for o in options
    } == pareto_set(corridor, asked)
    for option in options:
        for step in option.steps:
            word = told_the_long_way(corridor, asked.cargo, step.hop)
            assert word != "forbidden"


def test_the_random_limits_are_worth_the_trouble():
    """All four verdicts are met often, and limits and gauges do close ways."""
    words, closed, open_still = [], 0, 0
    for seed in range(150):
        corridor, asked = drawn(seed)
        hops = every_hop(corridor, asked.cargo)
        words += [told_the_long_way(corridor, asked.cargo, hop) for hop in hops]
        plain = replace(asked, cargo=replace(asked.cargo, load=LoadProfile()))
        free = bool(
            find_options(
                compile_network(corridor, plain.cargo, on=plain.ready_on), plain
            )
        )
        still = bool(
            find_options(
                compile_network(corridor, asked.cargo, on=asked.ready_on), asked
            )
        )
        closed += free and not still
        open_still += still

    assert min(words.count(word) for word in GRAVEST) > 60
    assert closed > 8
    assert open_still > 30
