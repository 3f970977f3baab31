"""Policies as data: what each field may hold, and what a corridor can follow."""

import pickle
from dataclasses import fields, replace
from datetime import date, datetime
from math import inf, nan

import pytest

import orta
from orta.corridor import WEEKDAYS
from orta.errors import ModelError, ScenarioError
from orta.planning.simulation.kernel.world import PRIORITIES
from orta.planning.simulation.scenario import (
    LAST_PRIORITY,
    Absence,
    Ban,
    Closure,
    DemandChange,
    DemandPolicy,
    Dispatch,
    FacilityPolicy,
    FleetPolicy,
    PortPolicy,
    Scenario,
    ServicePolicy,
    Slowdown,
)

JUNE = date(2025, 6, 2)
BAN = {"node_id": "KZKYK", "starts": JUNE, "days": 7}
CLOSURE = {"facility_id": "KZAAU-track", "starts": JUNE, "days": 7}
NEEDED_BY_DATED = {
    Ban: BAN,
    Closure: CLOSURE,
    Slowdown: {**CLOSURE, "share": 0.5},
    Absence: {"fleet_id": "F", "vessels": 2, "starts": JUNE, "days": 7},
    DemandChange: {"factor": 2, "starts": JUNE, "days": 7},
}
FEEDER = "FEEDER-AAU-BAK"

# Field, what it takes, what it does not take: both sides of every bound.
HOURS = ((0.5, 8760), (0, -1, 8760.1, nan, inf, True, "3", 10**400))
CASES = {
    (ServicePolicy, "fill"): ((True, False), (0, 1, "no")),
    (ServicePolicy, "min_load_teu"): ((1, 0.5, 25000), (0, 25001, nan, "71")),
    (ServicePolicy, "min_load_share"): ((0.01, 1), (0, 1.01, 80, nan)),
    (ServicePolicy, "max_wait_h"): HOURS,
    (ServicePolicy, "max_lay_h"): HOURS,
    (ServicePolicy, "headway_h"): HOURS,
    (ServicePolicy, "weekdays"): (
        (("MO",), WEEKDAYS, ("SU", "MO")),
        (("mo",), ("MO", "MO"), "MO", ["MO"], ("Monday",), (1,), (["MO"],)),
    ),
    (ServicePolicy, "departure_min"): ((0, 1439), (-1, 1440, 7.5, False)),
    (ServicePolicy, "priority"): ((0, 2), (-1, 3, 0.5)),
    (FleetPolicy, "vessel_count"): ((1, 500), (0, 501, 2.0, True)),
    (FleetPolicy, "vessels_more"): ((-500, 0, 500), (-501, 501, 0.5)),
    (FleetPolicy, "payload_teu"): ((0.1, 25000), (0, 25001)),
    (PortPolicy, "wind_limit_change_m_s"): ((-20, 2, 20), (-21, 20.5, nan)),
    (PortPolicy, "berths"): ((1, 1000), (0, 1001, 1.0)),
    (FacilityPolicy, "server_count"): ((1, 100_000), (0, 100_001, 1.5)),
    (FacilityPolicy, "room_teu"): ((1, 0.5), (0, -1, nan, inf)),
    (FacilityPolicy, "available_share"): ((0.1, 1), (0, 1.1)),
    (DemandPolicy, "factor"): ((0, 1.5, 1000), (-0.1, 1000.1, nan)),
    (DemandPolicy, "priority"): ((0, 2), (3, -1)),
    (Ban, "node_id"): (("KZKYK",), ("", " ", "a\nb", 5, "x" * 101)),
    (Ban, "starts"): ((JUNE,), ("2025-06-02", datetime(2025, 6, 2), date(1, 1, 1))),  # noqa: DTZ001
    (Ban, "days"): ((0.5, 7, 3660), (0, -7, 3661)),
    (Ban, "commodity_codes"): (
        (("10", "1001", "100119"), ("27",)),
        (("1",), ("wheat",), ("1001", "1001"), "1001", (1001,), ("１０",)),
    ),
    (Scenario, "name"): (("one more", "ferry №2"), ("", "a\tb", None, "x" * 101)),
    (Scenario, "start"): ((JUNE,), ("2025-06-02", None, date(1900, 1, 1))),
    (Scenario, "days"): ((1, 3660), (0, 3661, 36.5, True, None)),
    (Scenario, "warm_up_days"): ((0, 3660), (-1, 3661)),
    (Scenario, "sea_level_change_m"): ((-10, 0, 10), (-10.1, 11, nan)),
    (Scenario, "parameters"): (({"x": 1}, {"x": -0.5}), ({"x": nan}, {"x": "1"})),
    (DemandPolicy, "via_node_ids"): (
        ((), ("KZKYK", "AZBAK")),
        (("KZKYK", "KZKYK"), "KZKYK", (1,), ("",)),
    ),
    (Closure, "starts"): ((JUNE,), ("2025-06-02", None)),
    (Closure, "days"): ((0.5, 3660), (0, -1, 3661, None)),
    (Closure, "facility_id"): (("AZBAK-crane",), ("a\tb", None, 1)),
    (Closure, "node_id"): (("",), ("a\tb", None, 1)),
    (Closure, "link_id"): (("",), ("a\tb", None, 1)),
    (Closure, "from_node_id"): (("",), ("a\tb", None, 1)),
    (Slowdown, "facility_id"): (("AZBAK-crane",), ("", None, 1)),
    (Slowdown, "share"): ((0.01, 1), (0, 1.1, None)),
    (Slowdown, "starts"): ((JUNE,), ("2025-06-02", None)),
    (Slowdown, "days"): ((0.5, 3660), (0, 3661, None)),
    (Absence, "fleet_id"): (("FLEET-AAU-BAK",), ("", None, 1)),
    (Absence, "vessels"): ((1, 500), (0, 501, 1.5, True)),
    (Absence, "starts"): ((JUNE,), ("2025-06-02", None)),
    (Absence, "days"): ((0.5, 3660), (0, 3661, None)),
    (DemandChange, "demand_ids"): (
        ((), ("KZ-IR-grain", "AZ-KZ-rail")),
        (("AZ-KZ-rail", "AZ-KZ-rail"), "AZ-KZ-rail", (1,), ["AZ-KZ-rail"]),
    ),
    (DemandChange, "factor"): ((0, 1, 1000), (-0.1, 1001, nan, None)),
    (DemandChange, "starts"): ((JUNE,), ("2025-06-02", None)),
    (DemandChange, "days"): ((0.5, 3660), (0, 3661, None)),
    **{
        (Scenario, field): (
            ((), (kind(**NEEDED_BY_DATED[kind]),)),
            ([kind(**NEEDED_BY_DATED[kind])], ("KZKYK",), (None,)),
        )
        for field, kind in (
            ("bans", Ban),
            ("closures", Closure),
            ("slowdowns", Slowdown),
            ("absences", Absence),
            ("demand_changes", DemandChange),
        )
    },
    **{
        (Scenario, field): (
            ({"ID": kind()}, {}),
            ((kind(),), {"ID": None}, {"ID": other()}, kind(), {"a\nb": kind()}),
        )
        for field, kind, other in (
            ("services", ServicePolicy, PortPolicy),
            ("fleets", FleetPolicy, PortPolicy),
            ("ports", PortPolicy, FleetPolicy),
            ("facilities", FacilityPolicy, PortPolicy),
            ("demands", DemandPolicy, PortPolicy),
        )
    },
}
NEEDED = {**NEEDED_BY_DATED, Scenario: {"name": "x"}}
EVERY = [(case, value) for case, (good, _) in CASES.items() for value in good]
NONE = [(case, value) for case, (_, bad) in CASES.items() for value in bad]


@pytest.fixture(scope="module")
def corridor():
    return orta.load().corridor


def test_every_field_is_tried():
    kinds = {kind for kind, _ in CASES}
    assert {(kind, f.name) for kind in kinds for f in fields(kind)} == set(CASES)


@pytest.mark.parametrize(("case", "value"), EVERY, ids=repr)
def test_a_field_takes_what_lies_in_its_range(case, value):
    kind, field = case

    assert getattr(kind(**NEEDED.get(kind, {}) | {field: value}), field) == value


@pytest.mark.parametrize(("case", "value"), NONE, ids=lambda v: repr(v)[:40])
def test_a_field_refuses_what_lies_outside(case, value):
    kind, field = case

    with pytest.raises(ModelError, match=field):
        kind(**NEEDED.get(kind, {}) | {field: value})


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        (ServicePolicy, {"min_load_teu": 9, "min_load_share": 0.5}, "not both"),
        (ServicePolicy, {"headway_h": 24, "weekdays": ("FR",)}, "not both"),
        (ServicePolicy, {"headway_h": 24, "departure_min": 5}, "belongs to weekdays"),
        (ServicePolicy, {"fill": False, "min_load_share": 0.5}, "waits for no load"),
        (ServicePolicy, {"fill": False, "max_wait_h": 5}, "waits for no load"),
        (FleetPolicy, {"vessel_count": 3, "vessels_more": 1}, "not both"),
        (Closure, {"starts": JUNE, "days": 1}, "say one of"),
        (Closure, CLOSURE | {"node_id": "KZAAU"}, "say one of"),
        (Closure, CLOSURE | {"from_node_id": "KZAAU"}, "belongs to link_id"),
    ],
)
def test_a_policy_does_not_contradict_itself(kind, values, said):
    with pytest.raises(ModelError, match=said):
        kind(**values)


def test_all_that_is_out_of_range_is_said_at_once():
    with pytest.raises(ModelError) as caught:
        ServicePolicy(min_load_share=80, departure_min=-1)

    assert len(caught.value.problems) == 2


def test_priorities_are_those_of_the_kernel():
    assert LAST_PRIORITY == PRIORITIES - 1


def test_scenarios_are_equal_whatever_the_order_of_rows():
    ferry, feeder = FleetPolicy(vessels_more=1), FleetPolicy(payload_teu=200)
    one = Scenario(name="x", fleets={"A": ferry, "B": feeder}, parameters={"p": 2})
    other = Scenario(name="x", fleets={"B": feeder, "A": ferry}, parameters={"p": 2.0})

    assert one == other
    assert hash(one) == hash(other)
    assert one.canonical() == other.canonical()
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - our own


def test_a_dictionary_of_the_caller_may_change_afterwards():
    fleets = {"A": FleetPolicy(vessels_more=1)}
    scenario = Scenario(name="x", fleets=fleets)
    fleets["B"] = FleetPolicy(vessels_more=2)

    assert list(scenario.fleets) == ["A"]


def test_the_canonical_form_says_what_is_given_and_nothing_else():
    scenario = Scenario(
        name="x",
        services={
            "S": ServicePolicy(weekdays=("FR", "MO"), fill=False),
            "T": ServicePolicy(),
        },
        bans=(Ban(**BAN), Ban(**BAN | {"commodity_codes": ("27", "10")})),
    )

    assert scenario.to_dict() == {
        "name": "x",
        "start": "2025-01-01",
        "days": 365,
        "warm_up_days": 90,
        "sea_level_change_m": 0.0,
        "service": {"S": {"fill": False, "weekdays": ["MO", "FR"]}},
        "ban": [
            {
                "node_id": "KZKYK",
                "starts": "2025-06-02",
                "days": 7.0,
                "commodity_codes": ["10", "27"],
            },
            {"node_id": "KZKYK", "starts": "2025-06-02", "days": 7.0},
        ],
    }


@pytest.mark.parametrize(
    ("starts", "is_met"),
    [
        (date(2024, 9, 26), False),  # over when the warm-up begins
        (date(2024, 9, 27), True),  # into its first day
        (date(2025, 12, 31), True),
        (date(2026, 1, 1), False),
    ],
)
def test_a_ban_lies_in_the_run(starts, is_met):
    ban = Ban(node_id="KZKYK", starts=starts, days=7)

    assert Scenario(name="x").warm_up_start == date(2024, 10, 3)
    if is_met:
        assert Scenario(name="x", bans=(ban,)).bans == (ban,)
    else:
        with pytest.raises(ModelError, match="lies outside of the run"):
            Scenario(name="x", bans=(ban,))


def test_who_goes_first_is_the_demands_to_say_then_its_services():
    scenario = Scenario(
        name="x",
        services={"A": ServicePolicy(priority=2), "B": ServicePolicy(priority=0)},
        demands={"OWN": DemandPolicy(priority=1), "NONE": DemandPolicy(factor=2)},
    )

    assert scenario.priority("OWN", ("A", "B")) == 1
    assert scenario.priority("NONE", ("A", "B")) == 0
    assert scenario.priority("NONE", ("A", "C")) == 2
    assert scenario.priority("OTHER", ("C",)) == 1


def problems_of(corridor, **said):
    with pytest.raises(ScenarioError) as caught:
        Scenario(name="x", **said).check(corridor)
    return [
        (entry.path, entry.problem, entry.hint) for entry in caught.value.bad_entries
    ]


def test_an_unknown_id_is_refused_with_the_nearest_one(corridor):
    found = problems_of(
        corridor,
        services={"FEEDER-AAU-BAC": ServicePolicy(max_wait_h=9)},
        fleets={"FLEET-KIK-BAK": FleetPolicy(vessels_more=1)},
        demands={"KZ-AZ-grian": DemandPolicy(factor=2)},
        ports={"Aktau": PortPolicy(berths=3)},
        bans=(
            Ban(**BAN | {"node_id": "KZKYC"}),
            Ban(**BAN | {"commodity_codes": ("93",)}),
        ),
    )

    assert [(path, hint) for path, _, hint in found] == [
        (("service", "FEEDER-AAU-BAC"), "did you mean FEEDER-AAU-BAK?"),
        (("fleet", "FLEET-KIK-BAK"), "did you mean FLEET-KYK-BAK?"),
        (("demand", "KZ-AZ-grian"), "did you mean KZ-AZ-grain?"),
        (("port", "Aktau"), "did you mean KZAAU (Aktau)?"),
        (("ban", 0, "node_id"), found[4][2]),
        (("ban", 1, "commodity_codes"), found[5][2]),
    ]
    assert "KZKYK (Kuryk)" in found[4][2]


def test_facilities_and_parameters_are_those_of_the_dataset(corridor):
    found = problems_of(
        corridor,
        facilities={"NO-SUCH-CRANE": FacilityPolicy(server_count=2)},
        parameters={"no_such_parameter": 1.0},
    )

    assert [path for path, _, _ in found] == [
        ("facility", "NO-SUCH-CRANE"),
        ("parameter", "no_such_parameter"),
    ]


def test_a_parameter_stays_within_its_bounds(corridor):
    row = corridor.parameters[0]
    for value in (row.lower, row.upper):
        Scenario(name="x", parameters={row.parameter_id: value}).check(corridor)

    for value in (row.lower - 0.01, row.upper + 0.01):
        ((path, problem, _),) = problems_of(
            corridor, parameters={row.parameter_id: value}
        )
        assert path == ("parameter", row.parameter_id)
        assert f"expected a number from {row.lower:g} to {row.upper:g}" in problem


def test_an_inland_place_is_no_port(corridor):
    ((path, problem, _),) = problems_of(corridor, ports={"CNXIY": PortPolicy(berths=1)})

    assert path == ("port", "CNXIY")
    assert problem == "no ship calls at CNXIY"


def test_berths_of_a_port_with_several_kinds_are_said_of_one_of_them(corridor):
    """Three for each of the quays of Aktau would be nine."""
    Scenario(name="x", ports={"KZKYK": PortPolicy(berths=3)}).check(corridor)

    ((path, problem, hint),) = problems_of(
        corridor, ports={"KZAAU": PortPolicy(berths=3)}
    )
    assert path == ("port", "KZAAU", "berths")
    assert "has 3 kinds of berths" in problem
    assert "KZAAU-berth-dry or KZAAU-berth-grain or KZAAU-berth-oil" in hint


def test_one_vessel_has_to_stay(corridor):
    four = corridor.service_by_id["DRY-AAU-BAK"].fleets[0]
    assert four.vessel_count == 4
    fleets = {four.fleet_id: FleetPolicy(vessels_more=-3)}
    Scenario(name="x", fleets=fleets).check(corridor)

    ((path, problem, _),) = problems_of(
        corridor, fleets={four.fleet_id: FleetPolicy(vessels_more=-4)}
    )
    assert path == ("fleet", four.fleet_id, "vessels_more")
    assert "has 4 vessels: at least one has to stay" in problem


def test_of_vessels_that_sail_both_ways_the_same_is_said_twice(corridor):
    """Each direction has a row of the same vessels; one alone would be half a word."""
    one = FleetPolicy(vessels_more=1)
    both = {"FLEET-KYK-BAK": one, "FLEET-BAK-KYK": one}
    Scenario(name="x", fleets=both).check(corridor)

    for fleets in (
        {"FLEET-KYK-BAK": one},
        {"FLEET-BAK-KYK": one},
        both | {"FLEET-KYK-BAK": FleetPolicy(vessels_more=2)},
    ):
        found = problems_of(corridor, fleets=fleets)
        assert {path[0] for path, _, _ in found} == {"fleet"}
        assert "are the same vessels" in found[0][1]
        assert "say the same of FLEET-" in found[0][2]


@pytest.mark.parametrize(
    ("service_id", "policy", "said"),
    [
        (FEEDER, ServicePolicy(fill=False), "would never depart"),
        ("RAIL-KZ", ServicePolicy(min_load_share=0.5), "has no fleet"),
        ("RAIL-KZ", ServicePolicy(max_lay_h=5), "no fleet that could lie idle"),
        (FEEDER, ServicePolicy(departure_min=5), "has no weekdays"),
    ],
)
def test_a_service_must_be_able_to_follow_its_policy(
    corridor, service_id, policy, said
):
    ((path, problem, _),) = problems_of(corridor, services={service_id: policy})

    assert path[:2] == ("service", service_id)
    assert said in problem


def test_an_empty_policy_changes_nothing(corridor):
    Scenario(
        name="x",
        services={s.service_id: ServicePolicy() for s in corridor.services},
        ports={"KZAAU": PortPolicy()},
    ).check(corridor)


def rules(service, **said):
    return Dispatch.of(service, ServicePolicy(**said))


def test_as_in_the_dataset_if_nothing_is_said(corridor):
    feeder = corridor.service_by_id[FEEDER]
    train = corridor.service_by_id["RAIL-KZ"]

    assert rules(feeder) == Dispatch(min_load_teu=71, max_wait_h=168)
    assert rules(train) == Dispatch(headway_h=24)


def test_leave_by_friday_or_at_80_percent(corridor):
    feeder = corridor.service_by_id[FEEDER]  # carries 225 TEU

    assert rules(feeder, weekdays=("FR",), min_load_share=0.8) == Dispatch(
        min_load_teu=180, max_wait_h=168, weekdays=("FR",), departure_min=1439
    )


def test_a_pure_timetable_waits_for_no_load(corridor):
    feeder = corridor.service_by_id[FEEDER]

    assert rules(
        feeder, fill=False, weekdays=("MO", "TH"), departure_min=600
    ) == Dispatch(weekdays=("MO", "TH"), departure_min=600)


def test_a_headway_takes_the_place_of_a_timetable_and_the_other_way_round(corridor):
    train = corridor.service_by_id["RAIL-KZ"]

    assert rules(train, weekdays=("MO",)) == Dispatch(
        weekdays=("MO",), departure_min=1439
    )
    dated = replace(train, weekdays=("SU",), departure_min=60)
    assert rules(dated, headway_h=12) == Dispatch(headway_h=12)
    assert rules(dated, departure_min=90) == Dispatch(
        weekdays=("SU",), departure_min=90
    )


def test_a_train_may_wait_for_a_load_as_well(corridor):
    train = corridor.service_by_id["RAIL-KZ"]

    assert rules(train, min_load_teu=60) == Dispatch(headway_h=24, min_load_teu=60)


def test_a_full_vessel_goes(corridor):
    feeder = corridor.service_by_id[FEEDER]

    assert rules(feeder, min_load_teu=1000).min_load_teu == 225
    policy = ServicePolicy(min_load_teu=100)
    assert Dispatch.of(feeder, policy, payload_teu=90).min_load_teu == 90
    assert rules(feeder, max_lay_h=12).max_lay_h == 12


def test_a_fleet_under_its_policy(corridor):
    fleet = corridor.service_by_id[FEEDER].fleets[0]

    assert FleetPolicy().applied_to(fleet) == fleet
    assert FleetPolicy(vessel_count=9, payload_teu=10).applied_to(fleet) == replace(
        fleet, vessel_count=9, payload_teu=10
    )
    with pytest.raises(ModelError):
        FleetPolicy(vessels_more=-6).applied_to(fleet)
