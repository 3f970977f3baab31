"""FEATURE: a way as a transport chain, element by element.

A ══wire, 100 km══ B ──no wire, 50 km──┃gauge┃── C ~~~~~ship, 300 km~~~~~ D
"""

from itertools import pairwise
from random import Random

import pytest
from corridors.build import (
    FACTORS,
    FREE_BORDERS,
    FREE_HANDLING,
    ONE_BOX,
    border,
    corridor,
    factor,
    line,
    link,
    network,
    node,
    request,
    tariff,
    terminal,
)
from corridors.random_corridors import random_corridor
from hypothesis import given, settings
from hypothesis import strategies as st

import orta
from orta.errors import ModelError, UsageError
from orta.planning.emissions import allocate_g, emission_report, intensity_g
from orta.planning.network import compile_network
from orta.planning.routing import find_options, find_routes
from orta.vocabulary import Cargo

HUBS = (factor("rail", 300, basis="per_t"), factor("sea", 5000, basis="per_teu"))


def train_and_ship(*, factors=(*FACTORS, *HUBS), cuts=(), gauge=True):
    """The way of the feature; `cuts` splits its first link at these kilometres."""
    places = ["A", *(f"A{km}" for km in cuts), "B"]
    ends = [0, *cuts, 100]
    stretches = [
        link(start, end, km=float(after - before), is_electrified=True)
        for start, end, before, after in zip(
            places, places[1:], ends, ends[1:], strict=False
        )
    ]
    last = link("B", "C", km=50.0, is_electrified=False)
    return corridor(
        nodes=[*(node(p) for p in places), node("C", "GE"), node("D", "GE")],
        links=[*stretches, last, link("C", "D", "sea", km=300.0)],
        services=[
            network("KTZ", "KZ"),
            network("GR", "GE"),
            line("SHIP", {"C": None, "D": 20.0}),
        ],
        terminals=[
            *(terminal("A"), terminal("C")),
            *(terminal("C", "sea"), terminal("D", "sea")),
        ],
        borders=[border(last, "B", changes_gauge=gauge)],
        tariffs=[
            *(tariff("KTZ", 0.5), tariff("GR", 0.5), tariff("SHIP", 0.3)),
            *(FREE_HANDLING, FREE_BORDERS),
        ],
        emission_factors=factors,
    )


def report_of(network_of, *, cargo=ONE_BOX, start="A", end="D"):
    asked = request(start, end)
    asked = type(asked)(specification=asked.specification, cargo=cargo)
    (choice,) = find_routes(network_of, asked).choices
    report = emission_report(network_of, cargo, choice.option)
    assert report.emission_g == choice.option.emission_g
    return report


def test_every_leg_and_every_hub_is_an_element_in_order():
    report = report_of(train_and_ship())

    assert [
        (e.operation, e.from_node_id, e.to_node_id, e.activity, e.emission_g)
        for e in report.elements
    ] == [
        ("load", "A", "A", 10, 3000),
        ("transport", "A", "B", 1000, 10_000),
        ("transport", "B", "C", 500, 15_000),
        ("gauge_change", "C", "C", 20, 6000),  # off one train, onto another
        ("discharge", "C", "C", 10, 3000),
        ("load", "C", "C", 2, 10_000),  # two container places
        ("transport", "C", "D", 3000, 24_000),
        ("discharge", "D", "D", 2, 10_000),
    ]
    assert report.emission_g == 81_000
    assert report.hub_g == 32_000
    assert report.activity_tkm == 4500
    assert report.intensity_g_per_tkm == 18
    assert report.gaps == ()


def test_a_border_without_a_gauge_change_is_no_hub():
    report = report_of(train_and_ship(gauge=False))

    assert [e.operation for e in report.elements].count("gauge_change") == 0
    assert report.emission_g == 75_000


@settings(max_examples=25, deadline=None, derandomize=True)
@given(cuts=st.sets(st.integers(1, 99), min_size=1, max_size=4))
def test_splitting_a_leg_anywhere_changes_nothing(cuts):
    whole, split = train_and_ship(), train_and_ship(cuts=tuple(sorted(cuts)))

    one, other = report_of(whole), report_of(split)

    assert len(split.links) == len(whole.links) + len(cuts)
    assert other.emission_g == one.emission_g
    assert [e.emission_g for e in other.elements] == [
        e.emission_g for e in one.elements
    ]
    assert other.activity_tkm == pytest.approx(one.activity_tkm)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    cuts=st.sets(st.integers(1, 99), min_size=1, max_size=4),
    tonnes=st.floats(0.01, 25),
)
def test_a_split_costs_no_more_than_a_gram_of_rounding_a_cut(cuts, tonnes):
    odd = Cargo(unit_count=1, equipment_code="40ft", mass_per_unit_t=tonnes)
    whole, split = train_and_ship(), train_and_ship(cuts=tuple(sorted(cuts)))

    change_g = report_of(split, cargo=odd).emission_g
    change_g -= report_of(whole, cargo=odd).emission_g

    assert abs(change_g) <= len(cuts)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    intensity=st.floats(0.1, 500),
    mass_t=st.floats(0.001, 5000),
    parts=st.lists(st.floats(0, 3000), min_size=1, max_size=12),
)
def test_an_intensity_knows_no_legs(intensity, mass_t, parts):
    """The formula itself, without the grams that the router rounds to."""
    used = factor("rail", intensity, distance_adjustment=1.05)

    def grams(km):
        return used.emission_g(used.activity(mass_t=mass_t, teu=1, distance_km=km))

    assert sum(map(grams, parts)) == pytest.approx(grams(sum(parts)), rel=1e-9)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    basis=st.sampled_from(["per_tkm", "per_teu_km", "per_t", "per_teu"]),
    low=st.tuples(*[st.floats(0, 1000)] * 4),
    more=st.tuples(*[st.floats(0, 1000)] * 4),
)
def test_more_never_emits_less_and_nothing_emits_nothing(basis, low, more):
    def grams(g, mass_t, teu, km):
        used = factor("rail", g, basis=basis)
        return used.emission_g(used.activity(mass_t=mass_t, teu=teu, distance_km=km))

    high = [a + b for a, b in zip(low, more, strict=True)]
    assert 0 <= grams(*low) <= grams(*high)
    if basis.endswith("km"):
        assert grams(*low[:3], 0) == 0


def test_equal_tonnes_in_more_boxes_emit_the_same_by_the_tonne():
    two = Cargo(unit_count=2, equipment_code="40ft", mass_per_unit_t=5)
    way = train_and_ship(factors=(*FACTORS, HUBS[0]))

    assert report_of(way, cargo=two).emission_g == report_of(way).emission_g


def test_by_the_container_place_the_boxes_count_and_not_the_tonnes():
    by_place = factor("sea", 80, basis="per_teu_km", service_id="SHIP")
    way = train_and_ship(factors=(*FACTORS, by_place))
    heavy = Cargo(unit_count=1, equipment_code="40ft", mass_per_unit_t=20)
    two = Cargo(unit_count=2, equipment_code="40ft", mass_per_unit_t=10)

    grams = [
        report_of(way, cargo=cargo, start="C").emission_g
        for cargo in (ONE_BOX, heavy, two)
    ]

    assert grams == [48_000, 48_000, 96_000]  # 80 g × 2 TEU × 300 km


def test_a_distance_adjustment_lengthens_the_way():
    longer = factor("sea", 8, service_id="SHIP", distance_adjustment=1.25)

    report = report_of(train_and_ship(factors=(longer, *FACTORS)), start="C")

    assert report.emission_g == 30_000
    assert report.distance_km == 300


def test_a_hub_without_a_factor_counts_nothing_and_is_named():
    report = report_of(train_and_ship(factors=(*FACTORS, HUBS[0])))

    assert [(e.mode, e.from_node_id) for e in report.gaps] == [
        ("sea", "C"),
        ("sea", "D"),
    ]
    assert report.emission_g == 61_000
    assert "no factor for sea in the hub D (discharge)" in report.warnings[1]


def test_the_parts_of_the_fuel_chain_are_told_only_where_all_are_known():
    known = [
        factor("rail", 30, is_electrified=False, g_co2e_ttw=24),
        factor("rail", 10, is_electrified=True, g_co2e_ttw=0),
        factor("rail", 300, basis="per_t", g_co2e_ttw=100),
    ]
    way = train_and_ship(factors=(*known, *FACTORS[2:]))

    by_rail, whole = report_of(way, end="C"), report_of(way)

    assert by_rail.ttw_g == 500 * 24 + 40 * 100
    assert by_rail.wtt_g == by_rail.emission_g - by_rail.ttw_g
    assert whole.ttw_g is whole.wtt_g is None


def test_what_is_not_well_to_wheel_is_said_with_its_share():
    grid = factor("rail", 10, is_electrified=True, boundary="generation")
    report = report_of(train_and_ship(factors=(grid, *FACTORS[2:], FACTORS[0], *HUBS)))

    assert report.shares["boundary"]["generation"] == pytest.approx(10 / 81)
    assert report.warnings[0].startswith("12.3% of the grams counts power generation")
    assert report.elements[1].wtt_g is None


def test_a_report_for_another_cargo_is_refused():
    way = train_and_ship()
    (choice,) = find_routes(way, request("A", "D")).choices
    heavy = Cargo(unit_count=1, equipment_code="40ft", mass_per_unit_t=20)

    with pytest.raises(UsageError, match="another cargo"):
        emission_report(way, heavy, choice.option)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32))
def test_the_elements_of_any_way_sum_to_what_the_router_counted(seed):
    rng = Random(seed)
    drawn = random_corridor(rng)
    origin, destination = rng.sample([n.node_id for n in drawn.nodes], 2)
    asked = request(origin, destination)
    for option in find_options(compile_network(drawn, ONE_BOX), asked):
        report = emission_report(drawn, ONE_BOX, option)

        assert report.emission_g == option.emission_g
        assert report.distance_km == pytest.approx(option.distance_km)
        _check_elements(report, origin, destination, n_hops=len(option.steps))


def _check_elements(report, origin, destination, *, n_hops):
    elements = report.elements
    assert elements[0].from_node_id == origin
    assert elements[-1].to_node_id == destination
    for before, after in pairwise(elements):
        assert before.to_node_id == after.from_node_id
    for element in elements:
        if element.factor is not None:
            grams = element.factor.emission_g(element.activity)
            assert element.emission_g == pytest.approx(grams, abs=0.5 * n_hops)


PAIRS = [
    ("Xi'an", "Duisburg", "1x40ft:18t"),
    ("Aktau", "Poti", "2x40ft:22t"),
    ("Altynkol", "Constanta", "3x20ft:10t"),
    ("Almaty", "Istanbul", "1x40ft:25t"),
    ("Shanghai", "Rotterdam", "10x40ft:14t"),
]


@pytest.mark.parametrize(("origin", "destination", "cargo"), PAIRS)
def test_on_the_shipped_corridor_route_and_report_agree_to_the_gram(
    origin, destination, cargo
):
    model = orta.load()
    answer = model.route(origin, destination, ready="2026-12-04", cargo=cargo, draws=1)
    assert answer.choices

    for choice in answer.choices:
        report = emission_report(model.corridor, answer.request.cargo, choice.option)

        assert report.emission_g == choice.option.emission_g
        assert report.gaps == ()
        assert report.hub_g > 0
        ends = answer.request.specification
        _check_elements(report, ends.origin_id, ends.destination_id, n_hops=300)


def test_shares_of_a_vehicle_sum_to_the_whole():
    shares = allocate_g(1000, [0, 1, 2.5, 7])

    assert sum(shares) == pytest.approx(1000)
    assert shares[0] == 0
    for activities in ([0, 0], [1, -1, 4]):
        with pytest.raises(UsageError):
            allocate_g(1000, activities)
    with pytest.raises(UsageError, match="above 0"):
        intensity_g(1000, 0)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"g": -1}, "not negative"),
        ({"g": 1, "g_co2e_ttw": 2}, "at most the whole"),
        ({"g": 1, "distance_adjustment": 0}, "above 0"),
        ({"g": 1, "terminal_id": "A-rail"}, "basis per_t or per_teu"),
        ({"g": 1, "basis": "per_t", "service_id": "KTZ"}, "no service"),
        ({"g": 1, "basis": "per_teu", "is_electrified": True}, "no traction"),
    ],
)
def test_a_factor_that_cannot_be_is_refused(wrong, why):
    with pytest.raises(ModelError, match=why):
        factor("rail", wrong.pop("g"), **wrong)
