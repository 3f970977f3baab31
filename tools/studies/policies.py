"""The rules of departure, and the changes of fleet, sea and wind, that are tried."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from orta.planning.simulation import Scenario
from orta.planning.simulation.scenario import (
    DemandPolicy,
    FacilityPolicy,
    FleetPolicy,
    PortPolicy,
    ServicePolicy,
)

WEST: Final = "FEEDER-AAU-BAK"
EAST: Final = "FEEDER-BAK-AAU"
FLEETS: Final = ("FLEET-AAU-BAK", "FLEET-BAK-AAU")
TODAY: Final = "as today: 71 TEU, or a day at the quay"

# One of each kind: the filling rule of the dataset without its day at the quay, and a
# daily timetable that Aktau, or both ports, keep.
KINDS: Final = (
    "fill and go at 71 TEU",
    "timetable, every 24 h",
    "timetable, every 24 h, both ways",
)

# Ships of a rule that is tried wait for that rule, not for the day of the dataset.
_PATIENT_H: Final = 168.0
_ALWAYS_H: Final = 8760.0  # by the clock and never before
_AT_ONCE_H: Final = 6.0


def rules() -> tuple[Scenario, ...]:
    """Every rule of departure, the one of today first.

    The rule is that of Aktau. Ships come back from Alat as today, at 54 TEU or after a
    day; only where "both ways" is said they come back by the clock, too.
    """
    return (
        Scenario(name=TODAY),
        _rule("at once: 40 TEU, or 6 h at the quay", min_load_teu=40, lay=_AT_ONCE_H),
        *(
            _rule(f"fill and go at {teu} TEU", min_load_teu=teu)
            for teu in (40, 71, 110, 160, 225)
        ),
        *(_clock(hours) for hours in (12, 18, 24, 36)),
        _clock(18, both_ways=True),
        _clock(24, both_ways=True),
        _rule(
            "timetable, Monday, Wednesday, Friday",
            lay=_ALWAYS_H,
            fill=False,
            weekdays=("MO", "WE", "FR"),
        ),
        _rule("at 50 %, or after 48 h", min_load_share=0.5, max_wait_h=48),
        _rule("at 80 %, or after 48 h", min_load_share=0.8, max_wait_h=48),
        _rule("at 80 %, or by Friday", min_load_share=0.8, weekdays=("FR",)),
    )


def changes() -> tuple[Scenario, ...]:
    """One thing changed, the rule as today."""
    return (
        Scenario(name="one ship more", fleets=_ships(1)),
        Scenario(name="three ships more", fleets=_ships(3)),
        Scenario(name="one ship fewer", fleets=_ships(-1)),
        Scenario(name="sea half a metre lower", sea_level_change_m=-0.5),
        Scenario(name="sea one metre lower", sea_level_change_m=-1.0),
        Scenario(name="Aktau works in 2 m/s more wind", ports=_wind("KZAAU")),
        Scenario(name="Aktau and Alat do", ports=_wind("KZAAU", "AZBAK")),
        Scenario(name="neither is ever shut", ports=_wind("KZAAU", "AZBAK", m_s=20.0)),
        Scenario(
            name="one dry berth more at Aktau",
            # Four instead of three, of which other cargo takes a fifth.
            facilities={"KZAAU-berth-dry": FacilityPolicy(server_count=4)},
        ),
    )


def saturated(scenario: Scenario, demand_ids: Iterable[str], factor: float) -> Scenario:
    """The same with so many times the boxes, so that ships are never short of them."""
    demands = {key: DemandPolicy(factor=factor) for key in demand_ids}
    return Scenario(
        name=f"{scenario.name}, {factor:g} times the boxes",
        sea_level_change_m=scenario.sea_level_change_m,
        services=scenario.services,
        fleets=scenario.fleets,
        ports=scenario.ports,
        facilities=scenario.facilities,
        demands=demands,
    )


def _rule(name: str, *, lay: float = _PATIENT_H, **rule: Any) -> Scenario:  # noqa: ANN401 - fields of the policy
    return Scenario(name=name, services={WEST: ServicePolicy(max_lay_h=lay, **rule)})


def _clock(headway_h: float, *, both_ways: bool = False) -> Scenario:
    """Departures by the clock, full or not."""
    clock = ServicePolicy(fill=False, headway_h=headway_h, max_lay_h=_ALWAYS_H)
    ways = (WEST, EAST) if both_ways else (WEST,)
    name = f"timetable, every {headway_h:g} h" + ", both ways" * both_ways
    return Scenario(name=name, services=dict.fromkeys(ways, clock))


def _ships(more: int) -> dict[str, FleetPolicy]:
    return dict.fromkeys(FLEETS, FleetPolicy(vessels_more=more))


def _wind(*ports: str, m_s: float = 2.0) -> dict[str, PortPolicy]:
    return dict.fromkeys(ports, PortPolicy(wind_limit_change_m_s=m_s))
