"""Releases of a study as a plant of queues that can be run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from typing import Final

import numpy as np

from orta.corridor import Corridor
from orta.errors import ModelError
from orta.planning.flows.study import Study
from orta.planning.rehearsal.assumptions import Assumptions
from orta.planning.rehearsal.chains import Part, Way
from orta.planning.rehearsal.compile.places import DAY_S, Places, Spans
from orta.planning.rehearsal.compile.ways import WaySteps
from orta.planning.rehearsal.plan import Plan
from orta.planning.rehearsal.policy import Release
from orta.planning.simulation import (
    Flow,
    Plant,
    Step,
    Storms,
    draw_closures,
    storms_of,
)

_DAYS: Final = 7
_HALF: Final = 0.5
_TAIL: Final = 0.01  # of all parcels: more than rounding can lose


@dataclass(frozen=True, eq=False, kw_only=True)
class RehearsalPlant:
    """What is run: the plant, what its flows stand for, and its weather.

    `parcel_t` are the tonnes of one unit as it leaves its source; `delivered_t` those
    that arrive of it if none is lost in store, flow by flow.
    """

    plant: Plant
    releases: tuple[Release, ...]
    parcel_t: float
    delivered_t: tuple[float, ...]
    storms: dict[str, Storms]
    windows: dict[str, Spans]
    start: date
    days: int
    sinks: dict[str, str]  # station: demand

    def draw_windows(
        self, *, seed: int, replication: int
    ) -> dict[str, list[tuple[int, int]]]:
        """When every calendar is shut in one replication: the same for all policies."""
        found = {name: list(spans) for name, spans in self.windows.items()}
        for calendar_id, storms in self.storms.items():
            found[calendar_id] = draw_closures(
                storms,
                seed=seed,
                replication=replication,
                month_ends_s=_month_ends(self.start, self.days),
                first_month=self.start.month,
            )
        return found


def compile_releases(
    corridor: Corridor,
    study: Study,
    plan: Plan,
    releases: Sequence[Release],
    *,
    assumed: Assumptions,
) -> RehearsalPlant:
    """The plant in which releases go their ways, day by day.

    Raises
    ------
    ModelError
        If nothing is let go.
    """
    if not sum(release.t.sum() for release in releases) > 0:
        raise ModelError("the plan moves nothing: there is nothing to rehearse")
    parcel_t = _parcel_t(corridor, study, releases, assumed)
    counts = _counts(releases, parcel_t)
    moved = [release for release in releases if counts[release.way]]
    days = (study.weeks + assumed.run_out_weeks) * _DAYS
    places = Places(
        study,
        corridor,
        parcel_t=_by_leg(study, moved, parcel_t),
        days=days,
        plan=plan,
    )
    ways = WaySteps(study, places, assumed)
    flows = tuple(
        _flow(
            release,
            ways.steps(release.way),
            number=number,
            count=counts[release.way],
            days=days,
        )
        for number, release in enumerate(moved)
    )
    return RehearsalPlant(
        plant=_plant(flows, places, days),
        releases=tuple(moved),
        parcel_t=parcel_t,
        delivered_t=tuple(
            parcel_t * _gain(study, release.way.parts) for release in moved
        ),
        storms=_storms(corridor, places),
        windows=places.windows,
        start=study.start,
        days=days,
        sinks={places.sink(d.demand_id): d.demand_id for d in study.demands},
    )


def _plant(flows: tuple[Flow, ...], places: Places, days: int) -> Plant:
    """All that was made; its months are days, since rates change from day to day."""
    return Plant(
        flows=flows,
        month_ends_s=tuple((day + 1) * DAY_S for day in range(days)),
        stations=tuple(places.stations.values()),
        pools=tuple(places.pools.values()),
        lines=tuple(places.lines.values()),
        calendars=(*places.wind, *places.windows),
    )


def _storms(corridor: Corridor, places: Places) -> dict[str, Storms]:
    found = {}
    for calendar_id, node_id in places.wind.items():
        closures = [c for c in corridor.closures if c.node_id == node_id]
        found[calendar_id] = storms_of(closures, closures[0].weather_area or node_id)
    return found


def _counts(releases: Sequence[Release], parcel_t: float) -> dict[Way, int]:
    """Parcels of each way: rounded so that all of them are right together."""
    total_t = np.cumsum([float(release.t.sum()) for release in releases])
    ends = np.floor(total_t / parcel_t + _HALF).astype(int)
    ends[-1] = max(ends[-1], 1)
    counts = np.diff(ends, prepend=0).tolist()
    return {r.way: count for r, count in zip(releases, counts, strict=True)}


def _flow(
    release: Release, steps: tuple[Step, ...], *, number: int, count: int, days: int
) -> Flow:
    """A source of so many parcels, evenly over each day that something is let go on.

    The source counts whole parcels of the sum of its rates. Half a parcel is put on
    the first day that has any, so that sums are rounded, not cut; and since the source
    rounds to seconds, what it has lost of them comes on the day after the last.
    """
    parcels = np.zeros(days)
    parcels[: release.t.size] = release.t / release.t.sum() * count
    on = np.flatnonzero(parcels)
    parcels[on[0]] += _HALF
    parcels[min(int(on[-1]) + 1, days - 1)] += max(_TAIL * count, 1.0)
    return Flow(
        flow_id=str(number),
        steps=steps,
        lots_per_s=tuple((parcels / DAY_S).tolist()),
        is_regular=True,
        most_lots=count,
    )


def _parcel_t(
    corridor: Corridor, study: Study, releases: Sequence[Release], assumed: Assumptions
) -> float:
    """Tonnes of a parcel: the smallest wagonload, or more if there were too many."""
    payloads = []
    for release in releases:
        for leg_id in release.way.leg_ids:
            leg = study.leg_by_id[leg_id]
            known = corridor.equipment_by_code.get(leg.equipment_code)
            payload_t = leg.payload_t or (known.max_payload_t if known else None)
            if payload_t:
                payloads.append(payload_t)
    total_t = float(sum(release.t.sum() for release in releases))
    wagon_t = min(payloads, default=total_t / assumed.most_parcels)
    return max(wagon_t, total_t / assumed.most_parcels)


def _by_leg(
    study: Study, releases: Sequence[Release], parcel_t: float
) -> dict[str, float]:
    """Tonnes of a parcel when it leaves by each leg, on average over its goods."""
    moved_t: dict[str, float] = defaultdict(float)
    left_t: dict[str, float] = defaultdict(float)
    for release in releases:
        t = float(release.t.sum())
        for number, part in enumerate(release.way.parts):
            moved_t[part.leg_id] += t
            left_t[part.leg_id] += t * _gain(study, release.way.parts[:number])
    found = {leg: parcel_t * left_t[leg] / moved_t[leg] for leg in moved_t if leg}
    return {**found, "": parcel_t}


def _gain(study: Study, parts: Sequence[Part]) -> float:
    """Tonnes after some parts of a way for one before, if none is lost in store."""

    def one(part: Part) -> float:
        if part.leg_id:
            return 1.0 - study.leg_by_id[part.leg_id].lost_share
        made = next(
            c for c in study.conversions if c.conversion_id == part.conversion_id
        )
        return next(
            product.yield_share
            for product in made.products
            if product.to_goods_id == part.goods_id
        )

    return reduce(lambda gain, part: gain * one(part), parts, 1.0)


def _month_ends(start: date, days: int) -> tuple[int, ...]:
    """Seconds after the start at which the months of a run end, the last with it."""
    ends = []
    month, last = start.replace(day=1), start + timedelta(days=days)
    while month < last:
        month = (month + timedelta(days=32)).replace(day=1)
        ends.append((min(month, last) - start).days * DAY_S)
    return tuple(ends)
