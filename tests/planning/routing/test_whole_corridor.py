"""The kernel on the shipped corridor against textbook label setting."""

from datetime import UTC, datetime

import pytest
from corridors.build import request
from reference.label_setting import pareto_set

import orta
from orta.planning.network import compile_network
from orta.planning.routing import find_options
from orta.vocabulary import Cargo

READY = datetime(2026, 12, 4, tzinfo=UTC)  # a Friday, day 337 of the year
CLOCK = {"minute_of_year": 337 * 1440, "minute_of_week": 4 * 1440}


@pytest.fixture(scope="module")
def network():
    return compile_network(orta.load().corridor, Cargo.parse("1x40ft:10t"))


@pytest.mark.parametrize(
    ("origin", "destination"),
    [("CNXIY", "DEDUI"), ("KZALK", "GEPTI"), ("UZTAS", "TRMER"), ("NLRTM", "CNSHA")],
)
def test_the_same_set_as_the_textbook(network, origin, destination):
    slow = pareto_set(network, origin, destination, **CLOCK)

    options = find_options(network, request(origin, destination, ready=READY))

    fast = [
        (o.minutes, o.cost_cents, o.emission_g, o.variance_min2, mask(network, o))
        for o in options
    ]
    assert sorted(fast) == slow
    assert len(fast) > 10


def mask(network, option):
    codes = {c for p in option.legs for c in p.country_codes}
    return network.area_mask(tuple(codes))
