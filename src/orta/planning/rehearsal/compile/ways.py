"""The steps of a way: load, wait for what is scarce, move, find room, be delivered.

Goods always hold something: a wagon they stand in, or room in a store. They let go of
it only once they have what they need next, so that a full store keeps wagons waiting,
and wagons that wait are missing at the source.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final
from zlib import crc32

from orta.corridor import Duration
from orta.planning.flows.study import Conversion, Leg, Limit, Measure, Study
from orta.planning.rehearsal.assumptions import Assumptions
from orta.planning.rehearsal.chains import Way
from orta.planning.rehearsal.compile.places import DAY_S, WEEK_S, Places, is_order
from orta.planning.simulation import Law, Step, StepKind, law_of
from orta.vocabulary import StageCause, TransportMode

# What the time of a parcel is counted under, in the causes that the kernel knows.
MOVING: Final = StageCause.MOVE
AT_SOURCE: Final = StageCause.EMBARGO  # not loaded yet
LOADED: Final = StageCause.WAIT_SERVICE  # in a wagon that does not move
STORED: Final = StageCause.HANDLE
ABOARD: Final = StageCause.WEATHER  # of a ship that waits


@dataclass(frozen=True, slots=True)
class _Held:
    """A pool that the goods hold something of, and how long it takes to come back."""

    pool_id: str
    back_s: int


class WaySteps:
    """Makes the steps of ways, and the places that they need."""

    def __init__(self, study: Study, places: Places, assumed: Assumptions) -> None:
        self._study, self._places, self._assumed = study, places, assumed
        self._conversions: dict[str, Conversion] = {
            made.conversion_id: made for made in study.conversions
        }

    def steps(self, way: Way) -> tuple[Step, ...]:
        """From where goods are let go at their source to where they are wanted."""
        made: list[Step] = []
        held: tuple[_Held, ...] = ()
        where, goods_id = AT_SOURCE, way.goods_id
        last_leg: Leg | None = None
        for number, part in enumerate(way.parts):
            if part.conversion_id:
                made.append(self._mill(part.conversion_id, last_leg, where))
            else:
                leg = self._study.leg_by_id[part.leg_id]
                onward = _next_leg(self._study, way, number)
                orders = self._places.orders(leg, goods_id)
                made += _gate(orders, where)
                steps, held = self._leg(leg, held, where)
                made += steps
                is_last = number == len(way.parts) - 1
                steps, held, where = self._arrive(
                    leg, held, goods_id, onward, is_last=is_last
                )
                made += steps
                last_leg = leg
            goods_id = part.goods_id
        made += [_give(one) for one in held]
        made.append(
            Step(kind=StepKind.SERVE, place_id=self._places.sink(way.demand_id))
        )
        made.append(Step(kind=StepKind.EXIT, dissolves=True))
        return tuple(made)

    def _leg(
        self, leg: Leg, held: tuple[_Held, ...], where: StageCause
    ) -> tuple[list[Step], tuple[_Held, ...]]:
        """What a leg takes up to its end, and what the goods hold there."""
        is_sea = leg.mode is TransportMode.SEA
        made: list[Step] = []
        through = bool(leg.pool_id) and any(one.pool_id == leg.pool_id for one in held)
        back_s = round((leg.days if leg.empty_days is None else leg.empty_days) * DAY_S)
        taken = _Held(self._places.pool(leg), back_s) if leg.pool_id else None
        if through:
            held = tuple(replace(one, back_s=one.back_s + back_s) for one in held)
            taken = None
        if taken and not is_sea:
            made.append(_take(taken, where))
            made += [_give(one) for one in held]
            held, taken = (taken,), None
        if leg.equipment_code and not is_sea and (leg.pool_id or not held):
            where = LOADED
        made += _gate(self._places.season(leg), where)
        made += self._scarce(leg, where, _at_loading(self._study, leg), is_lot=False)
        if leg.lot_t is not None:
            made += self._departure(leg, held, where)
        if taken:
            made.append(_take(taken, where))
        is_lot = leg.lot_t is not None
        made += self._scarce(leg, where, _at_departure(self._study, leg), is_lot=is_lot)
        if is_sea:
            made += _gate(self._places.roads(leg.from_node_id), where)
        if not through and (is_sea or not leg.pool_id):
            made += [_give(one) for one in held]
            held = (taken,) if taken else ()
        made.append(
            Step(
                kind=StepKind.MOVE,
                law=self._moving(leg),
                cause=MOVING,
                stream=_stream(f"move:{leg.leg_id}"),
            )
        )
        return made, held

    def _departure(
        self, leg: Leg, held: Sequence[_Held], where: StageCause
    ) -> Iterator[Step]:
        """Wait until a train or a shipload is full, then for its path or its ship.

        Parcels that hold different things do not mix: they give them back together.
        """
        is_sea = leg.mode is TransportMode.SEA
        assumed = self._assumed
        days = assumed.ship_patience_days if is_sea else assumed.train_patience_days
        names = "+".join((leg.leg_id, *(f"{h.pool_id}@{h.back_s}" for h in held)))
        yield Step(
            kind=StepKind.BOARD,
            place_id=self._places.line(
                f"full:{names}", leg, patience_s=round(days * DAY_S)
            ),
            wait_cause=where,
        )
        if leg.max_lots_per_week:
            # As many may go at once as in a week; each is followed by another after a
            # week, a ship sooner or later than a train: it comes when it comes.
            calls = self._places.calls(leg)
            yield Step(kind=StepKind.TAKE, place_id=calls, wait_cause=where)
            yield Step(
                kind=StepKind.GIVE,
                place_id=calls,
                law=Law.exponential(WEEK_S) if is_sea else Law.constant(WEEK_S),
                stream=_stream(calls),
            )

    def _arrive(
        self,
        leg: Leg,
        held: tuple[_Held, ...],
        goods_id: str,
        onward: Leg | None,
        *,
        is_last: bool,
    ) -> tuple[list[Step], tuple[_Held, ...], StageCause]:
        """Come in, be discharged, find room; what the goods hold then, and where."""
        is_sea = leg.mode is TransportMode.SEA
        where = ABOARD if is_sea else LOADED
        made: list[Step] = []
        arrival = _at_arrival(self._study, leg)
        if is_sea:
            made += _gate(self._places.roads(leg.to_node_id), where)
            is_lot = leg.lot_t is not None
            made += self._scarce(leg, where, arrival, is_lot=is_lot)
        made.append(Step(kind=StepKind.MOVE, dissolves=True))
        if not is_sea:
            made += self._scarce(leg, where, arrival, is_lot=False)
        stays_in_wagon = onward is not None and any(
            one.pool_id == onward.pool_id for one in held
        )
        if is_last or stays_in_wagon:
            return made, held, LOADED
        store = self._places.store_at(leg.to_node_id, goods_id)
        if store is None:
            return made, held, LOADED if leg.equipment_code and not is_sea else STORED
        room = _Held(self._places.room(store, leg), 0)
        made.append(_take(room, where))
        made += [_give(one) for one in held]
        return made, (room,), STORED

    def _scarce(
        self, leg: Leg, where: StageCause, limits: Sequence[Limit], *, is_lot: bool
    ) -> Iterator[Step]:
        """Limits that a leg shares with others."""
        for limit in limits:
            place_id, faster = self._places.limit(limit, is_lot=is_lot)
            if place_id:
                yield Step(
                    kind=StepKind.SERVE,
                    place_id=place_id,
                    law=self._places.law(limit, leg, is_lot=is_lot, faster=faster),
                    cause=where,
                    wait_cause=where,
                )

    def _mill(self, conversion_id: str, leg: Leg | None, where: StageCause) -> Step:
        made = self._conversions[conversion_id]
        t = self._places.parcel_at(leg)
        return Step(
            kind=StepKind.SERVE,
            place_id=self._places.mill(conversion_id),
            law=Law.constant(round(t / made.capacity_t_per_week * WEEK_S)),
            cause=where,
            wait_cause=where,
        )

    def _moving(self, leg: Leg) -> Law:
        """Days of a leg with the spread around them."""
        hours = leg.days * 24
        if not hours:
            return Law.constant(0)
        assumed = self._assumed
        return law_of(
            Duration(
                min_h=hours * assumed.shortest_share,
                mean_h=hours,
                max_h=hours * assumed.longest_share,
            )
        )


def _at_loading(study: Study, leg: Leg) -> list[Limit]:
    """Limits that goods pass one by one before they depart."""
    return [
        limit
        for limit in _limits(study, leg)
        if not _is_arrival(limit, leg) and not _is_departure(limit, leg)
    ]


def _at_departure(study: Study, leg: Leg) -> list[Limit]:
    """Limits that a whole departure passes."""
    return [
        limit
        for limit in _limits(study, leg)
        if not _is_arrival(limit, leg) and _is_departure(limit, leg)
    ]


def _at_arrival(study: Study, leg: Leg) -> list[Limit]:
    """Limits at the end of a leg."""
    return [limit for limit in _limits(study, leg) if _is_arrival(limit, leg)]


def _limits(study: Study, leg: Leg) -> Iterator[Limit]:
    return (
        limit
        for limit in study.limits
        if leg.leg_id in limit.leg_ids and not is_order(limit)
    )


def _is_arrival(limit: Limit, leg: Leg) -> bool:
    return limit.node_id == leg.to_node_id and limit.per_week > 0


def _is_departure(limit: Limit, leg: Leg) -> bool:
    is_sea = leg.mode is TransportMode.SEA
    return limit.measure is Measure.LOTS or (is_sea and limit.per_week > 0)


def _next_leg(study: Study, way: Way, number: int) -> Leg | None:
    """The leg right after a part; None if goods are delivered or converted first."""
    if number + 1 < len(way.parts) and way.parts[number + 1].leg_id:
        return study.leg_by_id[way.parts[number + 1].leg_id]
    return None


def _take(held: _Held, where: StageCause) -> Step:
    return Step(kind=StepKind.TAKE, place_id=held.pool_id, wait_cause=where)


def _give(held: _Held) -> Step:
    return Step(
        kind=StepKind.GIVE, place_id=held.pool_id, law=Law.constant(held.back_s)
    )


def _gate(place_id: str, where: StageCause) -> Iterator[Step]:
    if place_id:
        yield Step(
            kind=StepKind.SERVE, place_id=place_id, cause=where, wait_cause=where
        )


def _stream(luck: str) -> int:
    """The number of a stream of chance, from what it is for."""
    return crc32(luck.encode())
