"""FEATURE: demands share a corridor at least cost, within what it can take.

A ──rail 100 km, 7 t a day──▶ B          A and B in KZ
A ══road 100 km═════════════▶ B
"""

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from corridors.build import (
    BOX,
    DRAWN,
    FREE_BORDERS,
    FREE_HANDLING,
    closures,
    corridor,
    equipment,
    fleet,
    line,
    link,
    network,
    node,
    tariff,
    terminal,
)
from corridors.random_demands import random_capacities, random_demands, random_way
from reference.assignment import best_by_paths

import orta
from orta.corridor import Duration, Facility
from orta.errors import ModelError, UsageError
from orta.planning.assignment import (
    Addition,
    FreightDemand,
    Origin,
    Room,
    Weights,
    assign,
    build_network,
    cheapest_usd_per_t,
    demands_of_year,
    shipped_room_sources,
    shipped_rooms,
)
from orta.planning.network import HopKind
from orta.vocabulary import DispatchRule, FacilityType, NodeType, TransportMode

RAIL = link("A", "B", link_id="RAIL", capacity=7, capacity_unit="t/day")
ROAD = link("A", "B", "road", link_id="ROAD")
COUNTS_MONEY = Weights(
    value_of_time_usd_per_t_day=0, value_of_reliability_usd_per_t_day=0
)


def two_ways(**more):
    parts = {
        "equipment": (equipment(iso_size_type="42G1"),),
        "nodes": (node("A"), node("B")),
        "links": (RAIL, ROAD),
        "terminals": [terminal(n, mode) for n in "AB" for mode in ("rail", "road")],
        "services": (network("TRAIN", "KZ"), network("TRUCK", "KZ", mode="road")),
        # 10 t in a box: 1 USD a tonne by rail, 5 by road.
        "tariffs": (
            tariff("TRAIN", 0.1),
            tariff("TRUCK", 0.5),
            FREE_HANDLING,
            FREE_BORDERS,
        ),
    }
    return corridor(**{**parts, **more})


def ore(amount_t=100.0, start="A", end="B", **more):
    return FreightDemand(
        demand_id=more.pop("demand_id", "ore"),
        origins=more.pop("origins", (Origin(node_id=start),)),
        destination_node_id=end,
        equipment_code=BOX,
        unit_mass_t=10,
        amount_t_per_week=amount_t,
        **more,
    )


def asset_of(drawn, key):
    net = build_network(drawn, [ore()])
    return net.assets[net.asset_number[key]]


def test_a01_the_cheaper_way_is_filled_first_then_the_dearer_one():
    found = assign(build_network(two_ways(), [ore(100)], COUNTS_MONEY))

    by_link = {
        arc.link_id: tonnes
        for arc, tonnes in zip(found.network.arcs, found.arc_t, strict=True)
        if arc.kind is HopKind.MOVE and tonnes
    }
    assert by_link == pytest.approx({"RAIL": 49, "ROAD": 51})
    assert found.cost_usd_per_week == pytest.approx(49 * 1 + 51 * 5)
    assert found.prices == {"link:RAIL": pytest.approx(4)}  # a tonne moved to rail
    assert found.used["link:RAIL"] == pytest.approx(49)


def test_a02_what_finds_no_room_stays_behind_at_its_cost():
    found = assign(
        build_network(two_ways(), [ore(100)], COUNTS_MONEY), closed={"link:ROAD"}
    )

    assert found.delivered_t_per_week == pytest.approx(49)
    assert found.unmet_t_per_week == pytest.approx(51)
    assert found.prices == {"link:RAIL": pytest.approx(10_000 - 1)}


def test_a03_a_closed_state_carries_nothing():
    assert assign(
        build_network(two_ways(), [ore()]), closed={"state:KZ"}
    ).delivered_t_per_week == pytest.approx(0)


@pytest.mark.parametrize(
    "closed", ["node:A", "terminal:B-road", "service:TRUCK", "link:ROAD"]
)
def test_a04_every_kind_of_asset_can_be_shut(closed):
    free = build_network(two_ways(links=(ROAD,)), [ore()])

    assert assign(free).delivered_t_per_week == pytest.approx(100)
    assert assign(free, closed={closed}).delivered_t_per_week == pytest.approx(0)


def test_a05_an_asset_that_does_not_exist_is_named():
    with pytest.raises(UsageError, match="there is no asset state:XX"):
        assign(build_network(two_ways(), [ore()]), closed={"state:XX"})


def test_a06_days_and_spread_have_their_price():
    """The train takes 10 h, the terminals 2 h each, and half a day is waited for it."""
    weights = Weights(
        value_of_time_usd_per_t_day=24, value_of_reliability_usd_per_t_day=0
    )
    net = build_network(two_ways(links=(RAIL,)), [ore()], weights)

    cost = cheapest_usd_per_t(net, net.open_arcs())
    assert cost.tolist() == pytest.approx([1 + (10 + 2 + 2 + 12)])


def test_a07_a_spread_of_a_day_is_worth_what_the_value_of_goods_says():
    """A departure every 24 h: the wait is uniform, its deviation 24 h / sqrt 12."""
    weights = Weights(
        value_of_time_usd_per_t_day=10,
        value_of_reliability_usd_per_t_day=5,
        share_of_value_per_day=0.01,
    )
    dear = ore(value_usd_per_t=2000)
    net = build_network(two_ways(links=(RAIL,)), [dear], weights)

    days, spread = 26 / 24, 1 / np.sqrt(12)
    cost = cheapest_usd_per_t(net, net.open_arcs())
    assert cost[0] == pytest.approx(1 + 20 * days + 10 * spread, abs=1e-3)


def test_a07b_a_timetable_is_waited_for_and_its_long_gaps_are_met_more_often():
    """Monday and Tuesday at noon: gaps of one day and of six."""
    train = replace(
        network("TRAIN", "KZ"),
        dispatch_rule=DispatchRule.TIMETABLE,
        weekdays=("MO", "TU"),
        departure_min=12 * 60,
    )
    weights = Weights(
        value_of_time_usd_per_t_day=1, value_of_reliability_usd_per_t_day=0
    )
    spread = Weights(
        value_of_time_usd_per_t_day=0, value_of_reliability_usd_per_t_day=1
    )
    drawn = two_ways(
        links=(RAIL,), services=(train, network("TRUCK", "KZ", mode="road"))
    )
    mean, deviation = (
        cheapest_usd_per_t(net, net.open_arcs())[0] - 1
        for net in (build_network(drawn, [ore()], w) for w in (weights, spread))
    )

    waits = np.concatenate([np.arange(0, 1, 1e-4), np.arange(0, 6, 1e-4)])
    assert mean == pytest.approx(14 / 24 + waits.mean(), abs=1e-3)
    assert deviation == pytest.approx(waits.std(), abs=1e-3)


def test_a08_goods_that_pass_their_destination_are_not_delivered_twice():
    """A─B─C and back: to go on to C and to come back would be a second delivery."""
    drawn = two_ways(
        nodes=(node("A"), node("B"), node("C")),
        links=(ROAD, link("B", "C", "road", link_id="ON", km=1.0)),
        terminals=[terminal(n, "road") for n in "ABC"],
    )
    shut = assign(build_network(drawn, [ore()]), closed={"link:ROAD"})

    assert shut.delivered_t_per_week == pytest.approx(0)


def test_a09_who_avoids_a_service_does_not_use_it_but_its_own_states_count_for_all():
    net = build_network(two_ways(), [ore(avoid=("service:TR*CK", "state:KZ"))])

    assert assign(net).delivered_t_per_week == pytest.approx(49)


def test_a10_the_dearer_goods_wait_until_the_cheaper_origin_is_sold_out():
    origins = (
        Origin(node_id="A", supply_t_per_week=30, price_usd_per_t=10),
        Origin(node_id="C", price_usd_per_t=50),
    )
    drawn = two_ways(
        nodes=(node("A"), node("B"), node("C")),
        links=(ROAD, link("C", "B", "road", link_id="NEAR", km=10.0)),
        terminals=[terminal(n, "road") for n in "ABC"],
    )
    found = assign(build_network(drawn, [ore(origins=origins)], COUNTS_MONEY))

    assert found.cost_usd_per_week == pytest.approx(30 * (10 + 5) + 70 * (50 + 0.5))


def test_a11_an_addition_brings_room_and_ways():
    net = build_network(two_ways(links=(RAIL,)), [ore(100)], COUNTS_MONEY)

    more = Addition(addition_id="twice", more_per_week={"link:RAIL": 30})
    assert assign(net, added=more).delivered_t_per_week == pytest.approx(79)
    nothing = Addition(addition_id="x", more_per_week={"node:A": 1})
    with pytest.raises(UsageError, match="nobody has published the capacity"):
        assign(net, added=nothing)


def test_a12_a_fleet_carries_vessels_times_payload_times_round_trips():
    """2 x 100 TEU every 48 h, the port open three quarters of the year."""
    sea = link("P", "Q", "sea", link_id="SEA")
    drawn = corridor(
        nodes=(node("P", kind=NodeType.PORT), node("Q", "AZ", kind=NodeType.PORT)),
        links=(sea,),
        terminals=[terminal("P", "sea"), terminal("Q", "sea")],
        services=(
            line(
                "SHIP",
                {"P": None, "Q": 20.0},
                dispatch_rule=DispatchRule.FILL_AND_GO,
                min_load_teu=40,
                max_wait_h=48,
                arrival_teu_per_day=7,
                fleets=(fleet("SHIP"),),
            ),
        ),
        closures=closures("P", dict.fromkeys(range(1, 13), 0.25)),
        tariffs=(tariff("SHIP", 100, basis="per_unit"), FREE_HANDLING),
    )
    net = build_network(drawn, [ore(10_000, "P", "Q")])

    carried = 2 * 100 * (168 / 48) * 0.75
    assert asset_of_net(net, "fleet:fleet of SHIP") == pytest.approx(carried)
    assert assign(net).delivered_t_per_week == pytest.approx(carried * 5)  # 2 TEU: 10 t


def asset_of_net(net, key):
    return net.assets[net.asset_number[key]].capacity_per_week


@pytest.mark.parametrize(
    ("capacity", "unit", "t_per_week"),
    [
        (0.365, "Mt/yr", 7000),
        (10, "t/day", 70),
        (40, "TEU/week", 200),
        (365, "TEU/yr", 35),
        (2, "pairs/day", 2 * 7 * 110 * 5),
        (3, "wagons/day", 3 * 7 * 2 * 5),
    ],
)
def test_a13_published_units_become_tonnes_of_a_week(capacity, unit, t_per_week):
    rail = replace(RAIL, capacity=capacity, capacity_unit=unit)
    found = assign(build_network(two_ways(links=(rail,)), [ore(1e5)]))

    assert found.delivered_t_per_week == pytest.approx(t_per_week)


def test_a14_an_observed_throughput_is_no_capacity():
    rail = replace(RAIL, capacity=845, capacity_unit="freight trains/yr observed")
    net = build_network(two_ways(links=(rail,)), [ore(1e6)])

    assert asset_of_net(net, "link:RAIL") is None
    assert assign(net).unmet_t_per_week == pytest.approx(0)


def test_a15_a_path_is_shared_by_both_directions_and_leaves_its_share_to_others():
    path = Facility(
        facility_id="PATH",
        facility_type=FacilityType.TRAIN_PATH,
        link_id="RAIL",
        server_count=1,
        service=Duration.fixed(84.0),
        available_share=0.5,
        evidence=DRAWN,
    )
    rail = replace(RAIL, capacity=None, capacity_unit="")
    drawn = two_ways(links=(rail,), facilities=(path,))
    there, back = ore(1e6), ore(1e6, "B", "A", demand_id="back")
    found = assign(build_network(drawn, [there, back]))

    # Two trains a week, one of them for us: 110 TEU of 5 t.
    assert found.delivered_t_per_week == pytest.approx(550)


def test_a16_a_room_holds_the_goods_that_it_names_and_no_others():
    grain_only = Room(
        room_id="SILO",
        node_id="B",
        mode=TransportMode.ROAD,
        capacity=10,
        capacity_unit="t/week",
        commodity_codes=("10",),
        evidence=DRAWN,
    )
    wheat = ore(100, demand_id="wheat", commodity_code="1001")
    steel = ore(100, demand_id="steel", commodity_code="72")
    drawn = two_ways(links=(ROAD,))
    found = assign(build_network(drawn, [wheat, steel], rooms=[grain_only]))

    assert found.delivered_t.tolist() == pytest.approx([10, 100])


def test_a16b_a_room_may_be_for_an_equipment_and_a_node_that_is_not_there_has_none():
    for_trucks = Room(
        room_id="RAMP",
        node_id="B",
        mode=TransportMode.ROAD,
        capacity=10,
        capacity_unit="t/week",
        equipment_codes=("truck",),
        evidence=DRAWN,
    )
    drawn = two_ways(links=(ROAD,))
    found = assign(build_network(drawn, [ore(100)], rooms=[for_trucks]))

    assert found.delivered_t_per_week == pytest.approx(100)
    assert shipped_rooms(drawn) == ()


def test_a16c_every_shipped_room_has_a_source_and_a_unit_that_is_known():
    shipped = orta.load().corridor
    rooms = shipped_rooms(shipped)
    own = {source.source_id for source in shipped_room_sources()}
    known = {source.source_id for source in shipped.sources}

    assert len(rooms) == 8
    assert {room.evidence.source_id for room in rooms} <= own | known
    assert not own & known
    net = build_network(shipped, demands_of_year(shipped), rooms=rooms)
    assert asset_of_net(net, "room:KZAAU-OIL") == pytest.approx(7.5e6 / (365 / 7))
    assert asset_of_net(net, "room:TMKRW-TRUCKS") == pytest.approx(75_000 / (365 / 7))


def test_a17_empty_boxes_take_places_and_are_no_goods():
    rail = replace(RAIL, capacity=20, capacity_unit="TEU/week")
    empty = replace(ore(4), unit_mass_t=1, is_empty=True, demand_id="empty")
    found = assign(build_network(two_ways(links=(rail,)), [ore(1000), empty]))

    assert found.used["link:RAIL"] == pytest.approx(20)
    assert found.delivered_t_per_week == pytest.approx(
        (20 - 2 * found.delivered_t[1]) * 5
    )


def test_a18_a_demand_from_nowhere_is_refused():
    with pytest.raises(ModelError, match="comes from nowhere"):
        ore(origins=())


@pytest.mark.parametrize("seed", range(60))
def test_the_cost_is_that_of_the_best_of_all_paths(seed):
    rng = Random(seed)
    drawn = random_capacities(rng)
    net = build_network(drawn, random_demands(rng, drawn))
    is_open = net.open_arcs()
    found = assign(net)

    unmet = net.weights.unmet_usd_per_t
    gain = [unmet] * len(net.demands)
    most = [float("inf")] * len(net.demands)
    best = best_by_paths(net, is_open, gain=gain, cost_share=1.0, most_cost=most)
    saved = unmet * found.delivered_t.sum() - found.cost_usd_per_week
    assert saved == pytest.approx(best, rel=1e-7, abs=1e-4)


@pytest.mark.parametrize("seed", range(40))
def test_flows_keep_limits_and_balance_and_an_addition_takes_nothing_away(seed):
    rng = Random(seed)
    drawn = random_capacities(rng)
    net = build_network(drawn, random_demands(rng, drawn))
    before = assign(net)
    added = Addition(addition_id="way", ways=(random_way(rng, drawn),))
    after = assign(net, added=added)

    total = net.weights.unmet_usd_per_t
    costs = [a.cost_usd_per_week + total * a.unmet_t.sum() for a in (before, after)]
    assert costs[1] <= costs[0] + 1e-4
    used = np.zeros(len(net.limits))
    row = {key: number for number, key in enumerate(net.limits)}
    for number, demand in enumerate(net.demands):
        flows = before.demand_arc_t[number]
        goods = net.demand_goods[number]
        balance = np.zeros(net.n_states[goods])
        for at in np.flatnonzero(flows):
            arc = net.arcs[at]
            balance[arc.tail] -= flows[at]
            balance[arc.head] += flows[at]
            for use in arc.uses:
                if (use.asset, use.lane) in row:
                    used[row[use.asset, use.lane]] += use.per_t * flows[at]
        for origin in demand.origins:
            balance[net.ground[goods][origin.node_id]] = 0.0
        end = net.ground[goods][demand.destination_node_id]
        assert balance[end] >= before.delivered_t[number] - 1e-4
        balance[end] = 0.0
        assert (balance >= -1e-4).all()
    assert (used <= np.array(list(net.limits.values())) + 1e-4).all()
