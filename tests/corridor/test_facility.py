"""Things with limited capacity, seasons, ships at low water, and what may be fitted."""

from dataclasses import replace
from datetime import date

import pytest
from corridors.build import DRAWN, border, corridor, line, link, node

from orta.corridor import (
    Duration,
    Facility,
    Fleet,
    Observation,
    Parameter,
    Season,
    Target,
    TransportDemand,
)
from orta.errors import ModelError
from orta.vocabulary import FacilityType, ParameterQuantity, TargetMetric

QUAY = Facility(
    facility_id="QUAY",
    facility_type=FacilityType.BERTH,
    node_id="B",
    server_count=2,
    evidence=DRAWN,
)
PATH = Facility(
    facility_id="PATH",
    facility_type=FacilityType.TRAIN_PATH,
    link_id="A-B-rail",
    from_node_id="A",
    server_count=1,
    service=Duration.fixed(2),
    evidence=DRAWN,
)
YARD = Facility(
    facility_id="YARD",
    facility_type=FacilityType.YARD,
    node_id="B",
    room_teu=500,
    evidence=DRAWN,
)
SHIPS = Fleet(
    fleet_id="F",
    service_id="THERE",
    vessel_type="feeder",
    vessel_count=2,
    payload_teu=200,
    rotation_h=80,
    evidence=DRAWN,
    return_service_id="BACK",
    loss_share_per_m=0.25,
    margin_m=1,
)
LAY = Parameter(
    parameter_id="LAY",
    quantity=ParameterQuantity.LAY_H,
    target_ids=("F",),
    start=24,
    lower=6,
    upper=96,
    evidence=DRAWN,
)
SEEN = Observation(
    observation_id="O",
    label="A – B",
    metric="transit_time",
    from_node_id="A",
    to_node_id="B",
    value_mean=3,
    unit="days",
    observation_kind="observed",
    evidence=DRAWN,
)
TARGET = Target(
    target_id="T",
    metric=TargetMetric.WAIT_H,
    observation_id="O",
    asset_ids=("THERE",),
    held_out=False,
    is_input=False,
    evidence=DRAWN,
)
BOXES = TransportDemand(
    demand_id="D",
    origin_node_id="A",
    destination_node_id="B",
    commodity_code="99",
    equipment_code="40ft",
    volume_per_year=1000,
    volume_unit="TEU",
    lot_teu=10,
    evidence=DRAWN,
)


def drawn(**changes):
    """A – B by rail, B – C by ship and back, with one of everything."""
    there = line("THERE", {"B": None, "C": 5.0}, fleets=(SHIPS,))
    tables = {
        "nodes": [node("A"), node("B"), node("C", "AZ")],
        "links": [link("A", "B"), link("B", "C", "sea")],
        "services": [there, line("BACK", {"C": None, "B": 5.0})],
        "facilities": (QUAY, PATH, YARD),
        "observations": (SEEN,),
        "parameters": (LAY,),
        "targets": (TARGET,),
    }
    return corridor(**tables | changes)


def test_a_corridor_holds_all_of_it():
    held = drawn()

    assert held.fleet_by_id["F"].return_service_id == "BACK"
    assert held.parameters[0].targets == ("lay_h:F",)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"facilities": (replace(QUAY, node_id="X"),)}, "node_id X"),
        ({"facilities": (replace(PATH, link_id="X"),)}, "link_id X"),
        ({"facilities": (replace(PATH, from_node_id="C"),)}, "no end of its link"),
        ({"facilities": (replace(QUAY, service_ids=("X",)),)}, "service_ids X"),
        ({"facilities": (QUAY, QUAY)}, "facility_id QUAY is given twice"),
        ({"parameters": (replace(LAY, target_ids=("X",)),)}, "none of the fleets"),
        ({"targets": (replace(TARGET, asset_ids=("X",)),)}, "asset X of Target T"),
        ({"targets": (replace(TARGET, observation_id="X"),)}, "observation_id X"),
        ({"observations": (), "targets": (TARGET,)}, "observation_id O"),
    ],
)
def test_what_refers_to_nothing_is_named(changes, told):
    with pytest.raises(ModelError, match=told):
        drawn(**changes)


def test_a_factor_of_a_border_is_for_two_states_that_have_one():
    crossing = border(link("B", "C"), "B")
    dwell = replace(LAY, quantity=ParameterQuantity.BORDER_DWELL, upper=100)
    tables = {"links": [link("A", "B"), link("B", "C")], "borders": [crossing]}
    tables |= {"facilities": (), "services": (), "targets": ()}

    assert drawn(**tables, parameters=(replace(dwell, target_ids=("KZ-AZ",)),))
    with pytest.raises(ModelError, match="AZ-KZ of Parameter LAY is none of the cross"):
        drawn(**tables, parameters=(replace(dwell, target_ids=("AZ-KZ",)),))


def test_ships_come_back_to_where_they_began():
    wrong = line("BACK", {"C": None, "A": 5.0})
    there = line("THERE", {"B": None, "C": 5.0}, fleets=(SHIPS,))

    with pytest.raises(ModelError, match="fleet F does not come back by its return"):
        drawn(services=[there, wrong])


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda: replace(QUAY, link_id="A-B-rail"), "either at a node or on a link"),
        (lambda: replace(QUAY, from_node_id="A"), "only a facility of a link"),
        (lambda: replace(PATH, service_ids=("S",)), "only berths and yards"),
        (lambda: replace(QUAY, server_count=None), "server_count of at least 1"),
        (lambda: replace(PATH, service=None), "it has a service time"),
        (lambda: replace(PATH, service=Duration.fixed(0)), "a service takes time"),
        (lambda: replace(YARD, room_teu=None), "a yard has room_teu"),
        (lambda: replace(YARD, room_teu=0), "a room is above 0"),
        (lambda: replace(YARD, service=Duration.fixed(1)), "a yard has no service"),
        (lambda: replace(QUAY, available_share=0), "share available is above 0"),
        (lambda: replace(QUAY, available_share=1.5), "share available is above 0"),
        (lambda: replace(QUAY, opens_hour=8), "opens_hour comes with open_hours"),
        (lambda: replace(QUAY, opens_hour=24, open_hours=8), "an hour of the day"),
        (lambda: replace(QUAY, opens_hour=8, open_hours=25), "an hour of the day"),
        (lambda: replace(QUAY, valid_from="2026"), "its dates are whole days"),
        (
            lambda: replace(QUAY, valid_from="2026-02-01", valid_to="2026-01-31"),
            "it ends before it begins",
        ),
        (lambda: replace(SHIPS, return_service_id="THERE"), "another service brings"),
        (lambda: replace(SHIPS, max_lay_h=-1), "not negative"),
        (lambda: replace(SHIPS, margin_m=-1), "not negative"),
        (lambda: replace(SHIPS, loss_share_per_m=1.1), "a share from 0 to 1"),
        (lambda: replace(LAY, lower=30), "lie within the bounds"),
        (lambda: replace(LAY, fitted=100), "lie within the bounds"),
        (lambda: replace(LAY, lower=96), "in order"),
        (
            lambda: replace(LAY, quantity=ParameterQuantity.AVAILABLE_SHARE),
            "a share is at most 1",
        ),
        (lambda: replace(TARGET, volume_id="V"), "either a volume or an observation"),
        (lambda: replace(TARGET, asset_ids=()), "neither which asset nor which demand"),
        (lambda: replace(TARGET, first_month=0), "from 1 to 12"),
        (lambda: replace(TARGET, first_month=6, last_month=5), "in order"),
        (lambda: replace(TARGET, scale=0), "a scale is above 0"),
        (
            lambda: replace(TARGET, is_input=True, held_out=True),
            "an input is not held out",
        ),
        (lambda: replace(BOXES, volume_per_year=-1), "not negative"),
        (lambda: replace(BOXES, lot_teu=0), "a lot is above 0"),
        (lambda: replace(BOXES, unit_mass_t=-1), "a mass is not negative"),
        (lambda: replace(BOXES, unit_mass_t=0, volume_unit="t"), "not counted in t"),
        (lambda: replace(BOXES, via_node_ids=("B",)), "stays where it is"),
    ],
)
def test_a_value_refuses_what_cannot_be(wrong, told):
    with pytest.raises(ModelError, match=told):
        wrong()


def test_a_facility_has_its_days_both_ends_inside():
    works = replace(QUAY, valid_from="2026-03-01", valid_to="2026-03-31")

    days = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1))
    assert [works.exists_on(day) for day in days] == [False, True, True, False]
    assert QUAY.exists_on(date(1999, 1, 1))


def test_a_facility_is_open_always_unless_it_says_for_how_long():
    assert QUAY.is_always_open
    assert replace(QUAY, opens_hour=0, open_hours=24).is_always_open
    assert not replace(QUAY, opens_hour=21, open_hours=5).is_always_open


def test_low_water_costs_payload_only_beyond_the_margin():
    falls_m = (-1, 0, 1, 2, 3, 5, 9)

    assert [SHIPS.payload_at(m) for m in falls_m] == [200, 200, 200, 150, 100, 0, 0]


def test_a_season_has_twelve_shares_that_make_a_year():
    even = Season(season_id="S", shares=(1 / 12,) * 12, evidence=DRAWN)

    assert even.shares[11] == 1 / 12
    with pytest.raises(ModelError, match=r"sum to 0\.916667, not to 1"):
        replace(even, shares=(*even.shares[:11], 0.0))
    with pytest.raises(ModelError, match="twelve shares"):
        replace(even, shares=(0.25,) * 4)
    with pytest.raises(ModelError, match="none of them negative"):
        replace(even, shares=(-1 / 12, 3 / 12, *even.shares[2:]))


def test_only_goods_that_come_in_lots_are_simulated():
    assert BOXES.is_simulated
    assert not replace(BOXES, lot_teu=None).is_simulated
    assert not replace(BOXES, volume_per_year=0).is_simulated


def test_a_fitted_value_replaces_the_start():
    assert LAY.value == 24
    assert replace(LAY, fitted=30).value == 30
