"""A corridor of three places and one railway, and stresses of it."""

from __future__ import annotations

from datetime import date

from corridors.build import (
    BOX,
    DRAWN,
    FREE_HANDLING,
    corridor,
    fleet,
    line,
    link,
    network,
    node,
    tariff,
    terminal,
)

from orta.corridor import Commodity, Facility, TransportDemand
from orta.corridor.duration import Duration
from orta.planning.resilience.stress import Stress, StressScenario, stress_test
from orta.planning.simulation.scenario import Scenario
from orta.vocabulary import DispatchRule, FacilityType

START = date(2026, 1, 1)
DAYS, WARM_UP = 84, 14
TRAIN_TEU = 60
GOODS = Commodity(commodity_code="99", name="goods", evidence=DRAWN)


def demand(name="A-C", start="a", end="c", *, teu_per_year=365 * TRAIN_TEU, lot=60):
    """A train a day, in boxes of 10 t."""
    return TransportDemand(
        demand_id=name,
        origin_node_id=start,
        destination_node_id=end,
        commodity_code="99",
        equipment_code=BOX,
        volume_per_year=teu_per_year,
        volume_unit="TEU",
        lot_teu=lot,
        unit_mass_t=10,
        evidence=DRAWN,
    )


def post(hours=1.0, servers=1):
    """A border post on the way, for one train at a time."""
    return Facility(
        facility_id="post",
        facility_type=FacilityType.BORDER_POST,
        link_id="b-c-rail",
        from_node_id="b",
        server_count=servers,
        service=Duration.fixed(hours),
        evidence=DRAWN,
    )


def by_rail(*demands, facilities=()):
    """Two links of ten hours each, with terminals of two hours at the ends."""
    return corridor(
        nodes=[node("a"), node("b"), node("c", "AZ")],
        links=[link("a", "b"), link("b", "c")],
        terminals=[terminal("a"), terminal("c")],
        services=[network("R", "KZ", "AZ")],
        tariffs=[tariff("R", 1), FREE_HANDLING],
        commodities=(GOODS,),
        demands=demands or (demand(),),
        facilities=facilities,
    )


def by_sea(*, vessels=2, payload_teu=60.0, **rule):
    """Ships that fill and go between two ports, and come home empty."""
    rule = {"min_load_teu": 60, "max_wait_h": 240} | rule
    ships = line(
        "S",
        {"a": None, "c": 24},
        dispatch_rule=DispatchRule.FILL_AND_GO,
        arrival_teu_per_day=20,
        lot_teu=60,
        fleets=(fleet("S", vessels=vessels, payload_teu=payload_teu),),
        **rule,
    )
    return corridor(
        nodes=[node("a"), node("c", "AZ")],
        links=[link("a", "c", "sea", km=480, kmh=20)],
        terminals=[terminal("a", "sea"), terminal("c", "sea")],
        services=[ships],
        tariffs=[tariff("S", 1), FREE_HANDLING],
        commodities=(GOODS,),
        demands=(demand(teu_per_year=365 * 20, lot=20),),
    )


def stress(**said):
    """A stress that has these changes."""
    said = {"days": DAYS, "warm_up_days": WARM_UP, "start": START} | said
    changes = Scenario(name="tried", **said)
    scenario = StressScenario(
        scenario_id="tried",
        version=1,
        title="tried",
        happened="Nothing.",
        figures=(),
        changes=changes,
    )
    return Stress(asked=(scenario,), parts=(scenario,), changes=changes)


def answer_of(model, *, replications=3, measures=(), **said):
    """The answer to a stress with these changes."""
    return stress_test(
        model, stress(**said), replications=replications, measures=measures, workers=1
    )
