"""Which bans stand in the way on a day, and on which day none does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from orta.corridor import Corridor, Embargo
from orta.corridor.sites import ANY_OWNER
from orta.planning.loading.request import LoadingRequest


def find_bans(corridor: Corridor, request: LoadingRequest) -> tuple[Embargo, ...]:
    """Bans in force that no exception lifts for this wagon."""
    live = [e for e in corridor.embargoes if _applies(corridor, e, request)]
    lifted = {e.exempts_from for e in live if e.effect == "exception"}
    return tuple(e for e in live if e.effect == "ban" and e.embargo_id not in lifted)


def find_bans_by_other_ways(
    corridor: Corridor, request: LoadingRequest
) -> tuple[Embargo, ...]:
    """Bans in force if the way abroad led by a place that the question leaves open.

    None where it says a place on the way, besides its end: then the way is known.
    """
    states = corridor.node_by_id
    (*known, end) = request.exit_node_ids
    if known or states[end].country_code == states[request.station_id].country_code:
        return ()
    found = {
        ban
        for exit_id in {n for e in corridor.embargoes for n in e.exit_node_ids}
        for ban in find_bans(corridor, replace(request, exit_node_ids=(exit_id, end)))
        if end not in ban.exit_node_ids
    }
    return tuple(ban for ban in corridor.embargoes if ban in found)


def find_exceptions(corridor: Corridor, request: LoadingRequest) -> tuple[Embargo, ...]:
    """Exceptions in force that lift a ban in force for this wagon."""
    live = [e for e in corridor.embargoes if _applies(corridor, e, request)]
    bans = {e.embargo_id for e in live if e.effect == "ban"}
    return tuple(e for e in live if e.effect == "exception" and e.exempts_from in bans)


def find_earliest_day(corridor: Corridor, request: LoadingRequest) -> date | None:
    """First day from the asked one on without a ban; None if a ban is open-ended.

    Only the day after a ban ends, or the day an exception starts, can be one.
    """
    days = {request.day}
    for embargo in corridor.embargoes:
        last = embargo.last_day
        if embargo.effect == "exception":
            days.add(embargo.first_day)
        elif last is not None:
            days.add(last + timedelta(days=1))
    for day in sorted(day for day in days if day >= request.day):
        if not find_bans(corridor, replace(request, day=day)):
            return day
    return None


def _applies(corridor: Corridor, embargo: Embargo, request: LoadingRequest) -> bool:
    state = corridor.node_by_id[request.station_id].country_code
    is_loaded_there = (
        request.station_id in embargo.loading_node_ids
        or state in embargo.loading_states
    )
    return (
        embargo.is_live(request.day)
        and is_loaded_there
        and not set(embargo.exit_node_ids).isdisjoint(request.exit_node_ids)
        and request.station_id not in embargo.exit_node_ids
        and embargo.wagon_owner in (ANY_OWNER, request.wagon_owner)
        and _speaks_of(embargo, request.goods_code)
    )


def _speaks_of(embargo: Embargo, goods_code: str) -> bool:
    """A ban counts for goods it may mean, an exception for goods it surely means."""
    if embargo.effect == "ban":
        return embargo.covers_goods(goods_code)
    codes = embargo.commodity_codes
    return not codes or any(goods_code.startswith(own) for own in codes)
