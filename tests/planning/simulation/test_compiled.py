"""FEATURE: what a scenario says of the corridor is what the plant does."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from math import isnan

import pytest

import orta
from orta.errors import ModelError
from orta.planning.simulation.compile import Networks, compile_plant, draw_windows
from orta.planning.simulation.scenario import (
    Absence,
    Ban,
    Closure,
    DemandChange,
    DemandPolicy,
    FacilityPolicy,
    FleetPolicy,
    PortPolicy,
    Scenario,
    ServicePolicy,
    Slowdown,
)
from orta.vocabulary import DispatchRule, LotSizes, ParameterQuantity

CORRIDOR = orta.load().corridor
TRUCKS = "KZ-AZ-trucks-25"


def compiled(corridor=CORRIDOR, **said):
    return compile_plant(corridor, Scenario(name="tried", **said))


def lots_a_year(found, demand_id):
    flow = next(f for f in found.plant.flows if f.flow_id == demand_id)
    return sum(flow.lots_per_s[3:]) * 365 * 86400 / 12  # after three of warm-up


@pytest.mark.parametrize("demand_id", [TRUCKS, "KZ-IR-grain"])  # in TEU, in tonnes
@pytest.mark.parametrize("factor", [0, 0.5, 2])
def test_the_factor_of_a_demand_is_how_many_times_its_volume_comes(demand_id, factor):
    before = compiled()
    after = compiled(demands={demand_id: DemandPolicy(factor=factor)})

    assert lots_a_year(after, demand_id) == pytest.approx(
        factor * lots_a_year(before, demand_id)
    )
    others = [f for f in before.plant.flows if f.flow_id != demand_id]
    assert others == [f for f in after.plant.flows if f.flow_id != demand_id]


def test_a_parameter_of_a_demand_is_a_factor_too():
    own = replace(
        CORRIDOR.parameters[0],
        parameter_id="MORE-TRUCKS",
        quantity=ParameterQuantity.DEMAND,
        target_ids=(TRUCKS,),
    )
    corridor = replace(CORRIDOR, parameters=(*CORRIDOR.parameters, own))
    found = compiled(corridor, parameters={"MORE-TRUCKS": 0.5})

    assert lots_a_year(found, TRUCKS) == pytest.approx(
        lots_a_year(compiled(), TRUCKS) / 2
    )


DAY = 24 * 60 * 60


def held(*bans, days=30):
    """When trucks to Kuryk are held in January, after five days of warm-up."""
    found = compiled(bans=bans, days=days, warm_up_days=5)
    return found.windows.get("ban:AZ-KZ-trucks-25", ())


def ban(first, days):
    return Ban(node_id="KZKYK", starts=date(2025, 1, 1) + timedelta(first), days=days)


@pytest.mark.parametrize(
    ("bans", "days_held"),
    [
        ((ban(3, 7),), [(8, 15)]),
        ((ban(3, 0.5),), [(8, 8.5)]),  # half a day is no day and not none
        ((ban(3, 1.25),), [(8, 9.25)]),
        ((ban(-9, 7),), [(0, 3)]),  # begins before the run
        ((ban(29, 7),), [(34, 35)]),  # ends after it
        ((ban(9, 2), ban(3, 2)), [(8, 10), (14, 16)]),
        ((ban(3, 2), ban(4, 5), ban(9, 1)), [(8, 15)]),  # overlap, meet
    ],
)
def test_a_ban_holds_for_exactly_its_days_within_the_run(bans, days_held):
    assert held(*bans) == tuple(
        (round(first * DAY), round(last * DAY)) for first, last in days_held
    )


def on(day):
    return date(2025, 1, 1) + timedelta(day)


def spans(found, calendar_id):
    """Days of the run on which a calendar is shut by order."""
    return [(a / DAY, b / DAY) for a, b in found.windows[calendar_id]]


def test_what_is_shut_on_some_days_has_windows_and_what_is_beside_has_none():
    said = {
        "closures": (
            Closure(link_id="L110", starts=on(3), days=2),
            Closure(link_id="L110", starts=on(4), days=2.5),
            Closure(facility_id="KZAAU-track", starts=on(9), days=1),
            Closure(facility_id="L128-path", starts=on(9), days=1),
            Closure(node_id="KZAAU", starts=on(1), days=1),
        ),
        "slowdowns": (
            Slowdown(facility_id="L026-path", share=0.4, starts=on(2), days=3),
        ),
        "absences": (
            Absence(fleet_id="FLEET-BAK-AAU", vessels=2, starts=on(0), days=9),
            Absence(fleet_id="FLEET-AAU-BAK", vessels=2, starts=on(0), days=9),
            Absence(fleet_id="FLEET-AAU-BAK", vessels=1, starts=on(5), days=9),
            Absence(fleet_id="FLEET-AAU-BAK", vessels=1, starts=on(20), days=9),
        ),
    }
    days = {"days": 30, "warm_up_days": 5}
    stressed = Scenario(name="tried", **said, **days)
    found = compile_plant(CORRIDOR, stressed)
    beside = compile_plant(CORRIDOR, Scenario(name="usual", **days), beside=stressed)

    assert spans(found, "shut:L110:GETBS") == [(8, 11.5)]
    assert spans(found, "shut:KZAAU-track") == [(14, 15)]
    assert spans(found, "wind:KZAAU") == [(6, 7)]  # beside the storms that are drawn
    assert (14, 15) in [(a, min(b, 15)) for a, b in spans(found, "hours:L128-path")]
    assert spans(found, "slow:L026-path") == [(7, 10)]
    path = next(s for s in found.plant.stations if s.station_id == "L026-path")
    assert (path.slow_calendar_id, path.slow_per_mille) == ("slow:L026-path", 2500)
    away = [spans(found, f"away:FLEET-AAU-BAK:{n}") for n in range(3)]
    # Said of the way out and the way home it is said once.
    assert away == [[(5, 14), (25, 34)], [(5, 14)], [(10, 19)]]
    feeders = next(f for f in found.plant.fleets if f.fleet_id == "FLEET-AAU-BAK")
    assert (len(feeders.away), feeders.count) == (3, 6)
    by_order = ("shut:L110:GETBS", "shut:KZAAU-track", "slow:L026-path")
    assert [spans(beside, name) for name in by_order] == [[], [], []]
    assert beside.plant == found.plant


def test_a_port_is_shut_by_storms_and_by_order_and_both_count_once():
    usual = Scenario(name="usual", days=60, warm_up_days=0)
    closure = Closure(node_id="KZAAU", starts=on(3), days=40)
    stressed = replace(usual, closures=(closure,))
    storms, both = (
        draw_windows(compile_plant(CORRIDOR, one), seed=1, replication=2)["wind:KZAAU"]
        for one in (usual, stressed)
    )

    def is_in(day, windows):
        return any(a <= day * DAY < b for a, b in windows)

    days = [n / 8 for n in range(480)]
    assert [is_in(d, both) for d in days] == [
        is_in(d, storms) or 3 <= d < 43 for d in days
    ]
    assert any(3 * DAY < a < 43 * DAY for a, _ in storms)
    assert all(b < a for (_, b), (a, _) in pairwise(both))


def test_periods_of_rates_end_where_demand_changes():
    change = DemandChange(factor=3, starts=on(9), days=1.5, demand_ids=("KZ-IR-grain",))
    days = {"days": 40, "warm_up_days": 0}
    stressed = Scenario(name="tried", demand_changes=(change,), **days)
    found = compile_plant(CORRIDOR, stressed)
    beside = compile_plant(CORRIDOR, Scenario(name="usual", **days), beside=stressed)

    assert [end / DAY for end in found.plant.month_ends_s] == [9, 10.5, 31, 40]
    assert [end / DAY for end in found.month_ends_s] == [31, 40]
    flows = {f.flow_id: f for f in found.plant.flows}
    grain, other = flows["KZ-IR-grain"], flows[TRUCKS]
    assert other.more_lots_per_s == ()
    (more,) = grain.more_lots_per_s
    assert more == (0.0, pytest.approx(2 * grain.lots_per_s[1]), 0.0, 0.0)
    usual = next(f for f in beside.plant.flows if f.flow_id == "KZ-IR-grain")
    assert usual.lots_per_s == grain.lots_per_s
    assert usual.more_lots_per_s == ((0.0, 0.0, 0.0, 0.0),)


def test_a_facility_has_one_share_when_it_is_slow():
    slow = Slowdown(facility_id="L026-path", share=0.4, starts=on(2), days=3)
    with pytest.raises(ModelError, match="L026-path is slow by several shares"):
        compiled(slowdowns=(slow, replace(slow, share=0.5)))


def test_a_demand_goes_by_the_places_that_a_policy_names():
    by_kuryk = DemandPolicy(via_node_ids=("KZALK", "KZKYK", "AZBAK"))
    found = compiled(demands={"CN-GE-transit-25": by_kuryk})
    usual = compiled()

    def places(plant):
        (meaning,) = (
            m for m in plant.meanings if m.demand.demand_id == "CN-GE-transit-25"
        )
        return {hop.to_node_id for hop in meaning.way}

    assert "KZAAU" in places(usual) - places(found)
    assert "KZKYK" in places(found) - places(usual)


def test_networks_are_shared_by_plants_of_one_day_alone():
    networks = Networks(CORRIDOR, date(2025, 1, 1))

    shared = compile_plant(CORRIDOR, Scenario(name="x"), networks=networks)

    assert shared.plant == compiled().plant
    with pytest.raises(ModelError, match="another corridor or day"):
        compile_plant(
            CORRIDOR, Scenario(name="x", start=date(2025, 2, 1)), networks=networks
        )


def test_what_has_no_price_is_named_by_service():
    meanings = {m.demand.demand_id: m for m in compiled().meanings}

    assert meanings["KZ-IR-grain"].unpriced_ids == ("RAIL-KZ", "BULK-AAU-AMD")
    assert meanings["KZ-IR-grain"].cost_usd is None
    assert meanings[TRUCKS].unpriced_ids == ()
    assert meanings[TRUCKS].cost_usd is not None


@pytest.mark.parametrize("days", [10, 11, 12])
def test_a_ban_that_outlasts_the_run_is_not_cleared(days):
    scenario = Scenario(
        name="tried", days=12, warm_up_days=0, bans=(replace(ban(2, 1), days=days),)
    )
    backlog = orta.load().simulate(scenario, replications=2).backlogs[0]

    assert backlog.cleared_share == 0
    assert isnan(backlog.clear_days.value)
    assert backlog.held_teu.value > 0


@pytest.mark.parametrize(
    ("said", "met"),
    [
        ({"demands": {"KZ-AZ-grain": DemandPolicy(factor=2)}}, "demand KZ-AZ-grain"),
        ({"facilities": {"KZALK-yard": FacilityPolicy(room_teu=9)}}, "KZALK-yard"),
        ({"services": {"FEEDER-KRW-BAK": ServicePolicy(max_wait_h=9)}}, "FEEDER-KRW"),
        ({"ports": {"IRAMD": PortPolicy(berths=1)}}, "berths of port IRAMD"),
        (
            {"ports": {"IRAMD": PortPolicy(wind_limit_change_m_s=1)}},
            "wind limit of port IRAMD",
        ),
        ({"bans": (replace(ban(3, 7), commodity_codes=("7403",)),)}, "KZKYK from"),
    ],
)
def test_what_changes_nothing_is_told(said, met):
    (warning,) = compiled(**said).warnings
    assert met in warning


def test_what_changes_something_is_not_told():
    both = ("FLEET-KYK-BAK", "FLEET-BAK-KYK")
    found = compiled(
        services={"FERRY-KYK-BAK": ServicePolicy(max_wait_h=9)},
        fleets=dict.fromkeys(both, FleetPolicy(payload_teu=9)),
        facilities={"AZBAK-crane": FacilityPolicy(server_count=9)},
        ports={"KZKYK": PortPolicy(berths=1, wind_limit_change_m_s=1)},
        demands={TRUCKS: DemandPolicy(priority=0)},
        parameters={p.parameter_id: p.value for p in CORRIDOR.parameters},
        bans=(ban(3, 7),),
    )

    assert found.warnings == ()


def test_no_headway_is_too_short():
    rail = {"RAIL-KZ": ServicePolicy(headway_h=1e-4, fill=False)}
    feeder = {"FEEDER-AAU-BAK": ServicePolicy(headway_h=1e-4, fill=False)}
    for services in (rail, feeder):
        lines = compiled(services=services).plant.lines
        assert min(line.cycle_s for line in lines if line.due_s) == 60


def with_service(service_id, **changes):
    """The corridor with one service changed."""
    return replace(
        CORRIDOR,
        services=tuple(
            replace(service, **changes) if service.service_id == service_id else service
            for service in CORRIDOR.services
        ),
    )


@pytest.mark.parametrize("bare", ["FERRY-BAK-KYK", "FERRY-KYK-BAK"])
def test_vessels_come_home_empty_by_a_service_that_does_not_wait_for_them(bare):
    """Not the other way round: then nothing would sail, and cargo be there at once."""
    (own,) = {"FERRY-BAK-KYK", "FERRY-KYK-BAK"} - {bare}
    found = compiled(
        with_service(bare, dispatch_rule=DispatchRule.HEADWAY, headway_h=84)
    )
    rounds = [[c.line_id for c in fleet.calls] for fleet in found.plant.fleets]

    assert [own, f"{own}:ballast"] in rounds
    assert not any(bare in calls for calls in rounds)


def test_ships_that_fill_and_go_are_simulated_between_two_ports():
    service = CORRIDOR.service_by_id["DRY-AAU-BAK"]
    first, last = service.calls
    between = replace(last, call_sequence=2, node_id="IRAMD")
    last = replace(last, call_sequence=3)
    passed = replace(between, passes=True)
    compiled(with_service("DRY-AAU-BAK", calls=(first, passed, last)))

    corridor = with_service("DRY-AAU-BAK", calls=(first, between, last))
    with pytest.raises(ModelError, match="DRY-AAU-BAK fills and goes by way of 3"):
        compiled(corridor)


@pytest.mark.parametrize(
    ("sizes", "enough"), [(LotSizes.FIXED, 50), (LotSizes.GEOMETRIC, 1000)]
)
def test_a_pool_that_is_too_small_for_a_lot_is_refused(sizes, enough):
    """Oil comes 50 wagons at a time: a pool of 49 would never let it go."""
    demands = tuple(
        replace(demand, lot_sizes=sizes)
        if demand.demand_id == "KZ-BTC-oil-25"
        else demand
        for demand in CORRIDOR.demands
    )
    corridor = replace(CORRIDOR, demands=demands)

    compiled(corridor, facilities={"KZTEN-tanks": FacilityPolicy(server_count=enough)})
    with pytest.raises(ModelError, match="KZ-BTC-oil-25 comes in lots of up to"):
        compiled(
            corridor,
            facilities={"KZTEN-tanks": FacilityPolicy(server_count=enough - 1)},
        )
