"""Published capacities in the units of a week, and what a tonne takes of them.

A capacity in a unit that is not known here, or that is an observed throughput, stays
unknown: an invented one would bind where nothing does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from orta.corridor import Corridor, Facility, Fleet, Link, Terminal, TransportService
from orta.errors import UsageError
from orta.planning.assignment.asset import Asset, AssetKind, Measure, asset_id
from orta.planning.assignment.request import WEEKS_PER_YEAR, Room
from orta.vocabulary import FacilityType, TransportMode
from orta.vocabulary.quantities import DAYS_PER_WEEK, HOURS_PER_DAY

WAGON_TEU: Final = 2
_T_PER_MT: Final = 1_000_000
_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class _Unit:
    """How a published unit is read: the measure, how many a week, and which way."""

    measure: Measure
    per_week: float
    per_direction: bool = False


_A_YEAR = 1 / WEEKS_PER_YEAR
UNITS: Final = {
    "Mt/yr": _Unit(Measure.TONNES, _T_PER_MT * _A_YEAR),
    "Mt/yr first stage": _Unit(Measure.TONNES, _T_PER_MT * _A_YEAR),
    "Mt/yr added": _Unit(Measure.TONNES, _T_PER_MT * _A_YEAR),
    "t/day": _Unit(Measure.TONNES, DAYS_PER_WEEK),
    "t/week": _Unit(Measure.TONNES, 1),
    "TEU/yr": _Unit(Measure.BOX_TEU, _A_YEAR),
    "TEU/week": _Unit(Measure.BOX_TEU, 1),
    "trains/day": _Unit(Measure.TRAINS, DAYS_PER_WEEK, per_direction=True),
    "container trains/day": _Unit(Measure.TRAINS, DAYS_PER_WEEK, per_direction=True),
    # Published for the way to China; trains come as often as they go.
    "trains/day to China": _Unit(Measure.TRAINS, DAYS_PER_WEEK, per_direction=True),
    "pairs/day": _Unit(Measure.TRAINS, DAYS_PER_WEEK, per_direction=True),
    "wagons/day": _Unit(Measure.TEU, WAGON_TEU * DAYS_PER_WEEK, per_direction=True),
    "vehicles/yr": _Unit(Measure.UNITS, _A_YEAR),
    "ferries/day": _Unit(Measure.CALLS, DAYS_PER_WEEK, per_direction=True),
}


def link_asset(corridor: Corridor, link: Link) -> Asset:
    """A link with its capacity, as published: other trains have their part of it."""
    return _sized(
        Asset(
            asset_id=asset_id(AssetKind.LINK, link.link_id),
            kind=AssetKind.LINK,
            country_codes=_codes_of_link(corridor, link),
            evidence=link.evidence,
            note=link.note,
        ),
        link.capacity,
        link.capacity_unit,
    )


def terminal_asset(terminal: Terminal, country_code: str) -> Asset:
    """A terminal with its capacity."""
    return _sized(
        Asset(
            asset_id=asset_id(AssetKind.TERMINAL, terminal.terminal_id),
            kind=AssetKind.TERMINAL,
            country_codes=(country_code,),
            evidence=terminal.evidence,
            note=terminal.note,
        ),
        terminal.capacity,
        terminal.capacity_unit,
    )


def _sized(asset: Asset, capacity: float | None, unit: str) -> Asset:
    """The asset with a published capacity, if its unit is one of a capacity."""
    known = UNITS.get(unit)
    if capacity is None or known is None:
        return asset
    return Asset(
        asset_id=asset.asset_id,
        kind=asset.kind,
        country_codes=asset.country_codes,
        capacity_per_week=capacity * known.per_week,
        measure=known.measure,
        per_direction=known.per_direction,
        available_share=asset.available_share,
        evidence=asset.evidence,
        note=asset.note,
    )


def room_asset(room: Room, country_code: str) -> Asset:
    """A room of a study with its capacity.

    Raises
    ------
    UsageError
        If its unit is not one that is known.
    """
    if room.capacity_unit not in UNITS:
        raise UsageError(
            f"room {room.room_id} counts in {room.capacity_unit!r}",
            where=room.room_id,
            hint=f"known are {', '.join(UNITS)}",
        )
    return _sized(
        Asset(
            asset_id=asset_id(AssetKind.ROOM, room.room_id),
            kind=AssetKind.ROOM,
            country_codes=(country_code,),
            available_share=room.available_share,
            evidence=room.evidence,
            note=room.note,
        ),
        room.capacity,
        room.capacity_unit,
    )


def service_asset(corridor: Corridor, service: TransportService) -> Asset:
    """A service; where several fleets run it, with what they carry together.

    A single fleet has its capacity itself. Without a fleet nothing is known.
    """
    codes = {corridor.node_by_id[call.node_id].country_code for call in service.calls}
    capacity = None
    if len(service.fleets) > 1:
        fleets = [fleet_asset(corridor, fleet) for fleet in service.fleets]
        capacity = sum(fleet.capacity_per_week or 0.0 for fleet in fleets)
    return Asset(
        asset_id=asset_id(AssetKind.SERVICE, service.service_id),
        kind=AssetKind.SERVICE,
        country_codes=tuple(sorted({*codes, *service.country_codes})),
        capacity_per_week=capacity,
        measure=Measure.TEU,
        per_direction=True,
        evidence=service.evidence,
    )


def fleet_asset(corridor: Corridor, fleet: Fleet) -> Asset:
    """TEU a week that a fleet carries one way: vessels x payload x round trips.

    Round trips are those of good weather, less the share of the year that the more
    often closed of its ports is shut.
    """
    service = corridor.service_by_id[fleet.service_id]
    ports = [call.node_id for call in service.calls if not call.passes]
    trips = HOURS_PER_DAY * DAYS_PER_WEEK / fleet.rotation_h
    open_share = 1 - max((_closed_share(corridor, port) for port in ports), default=0.0)
    return Asset(
        asset_id=asset_id(AssetKind.FLEET, fleet.fleet_id),
        kind=AssetKind.FLEET,
        country_codes=tuple(
            sorted({corridor.node_by_id[port].country_code for port in ports})
        ),
        capacity_per_week=fleet.vessel_count * fleet.payload_teu * trips * open_share,
        measure=Measure.TEU,
        per_direction=True,
        evidence=fleet.evidence,
        note=fleet.note,
    )


def _closed_share(corridor: Corridor, node_id: str) -> float:
    """Share of the year that a port is shut by weather."""
    shares = [c.closed_share for c in corridor.closures if c.node_id == node_id]
    return sum(shares) / _MONTHS


def facility_asset(corridor: Corridor, facility: Facility) -> Asset:
    """What the servers of a facility get done in a week; of a yard nothing is known."""
    node_id = facility.node_id
    codes = (
        (corridor.node_by_id[node_id].country_code,)
        if node_id
        else _codes_of_link(corridor, corridor.link_by_id[facility.link_id])
    )
    return Asset(
        asset_id=asset_id(AssetKind.FACILITY, facility.facility_id),
        kind=AssetKind.FACILITY,
        country_codes=codes,
        capacity_per_week=_served_per_week(corridor, facility),
        measure=_SERVED[facility.facility_type],
        available_share=facility.available_share,
        evidence=facility.evidence,
        note=facility.note,
    )


_SERVED: Final = {
    FacilityType.BERTH: Measure.CALLS,
    FacilityType.CRANE: Measure.UNITS,
    FacilityType.YARD: Measure.TEU,
    FacilityType.TRACK: Measure.TRAINS,
    FacilityType.TRAIN_PATH: Measure.TRAINS,
    FacilityType.BORDER_POST: Measure.TRAINS,
    FacilityType.GAUGE_CHANGE: Measure.TRAINS,
    FacilityType.WAGON_POOL: Measure.UNITS,
}


def _served_per_week(corridor: Corridor, facility: Facility) -> float | None:
    service = facility.service
    if service is None and facility.facility_type is FacilityType.BERTH:
        handled = [
            terminal.handling
            for terminal in corridor.terminals
            if terminal.node_id == facility.node_id
            and terminal.mode is TransportMode.SEA
        ]
        service = handled[0] if handled else None
    if service is None or facility.server_count is None or service.mean_h <= 0:
        return None
    open_h = HOURS_PER_DAY if facility.open_hours is None else facility.open_hours
    return facility.server_count * open_h * DAYS_PER_WEEK / service.mean_h


def _codes_of_link(corridor: Corridor, link: Link) -> tuple[str, ...]:
    """States that a link lies in; at sea those of its ends."""
    ends = (link.from_node_id, link.to_node_id)
    codes = {corridor.node_by_id[end].country_code for end in ends}
    return tuple(sorted({*codes, *link.via_country_codes}))
