"""A plan taken apart: which tonnes of which source go which way to which demand.

A plan says how much leaves by every leg in every week, not whose goods they are. Here
every delivery is followed back through the weeks: from its place to the departures
that arrived there, to what lay in store, to what was bought. Each step back uses up
some of what the plan moves, so that nothing is told twice (flow decomposition; Ahuja,
Magnanti, Orlin, Network Flows, 1993, section 3.5).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from orta.errors import ModelError
from orta.planning.flows.study import Study
from orta.planning.rehearsal.plan import Plan

_DAYS: Final = 7
_NOTHING_T: Final = 1e-6
_State = tuple[str, str, int]  # node, goods, week


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """One leg or one conversion of a way, and the goods after it."""

    leg_id: str
    conversion_id: str
    goods_id: str


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Way:
    """From a source to a demand. The source is a supply, a store or a conversion."""

    origin_id: str
    node_id: str
    goods_id: str  # at the origin
    parts: tuple[Part, ...]
    demand_id: str

    @property
    def leg_ids(self) -> tuple[str, ...]:
        """Legs in order."""
        return tuple(part.leg_id for part in self.parts if part.leg_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consignment:
    """Tonnes at their source that go one way: bought, departing and delivered when."""

    way: Way
    t: float
    bought_week: int
    leaves_week: int
    arrives_week: int


@dataclass(slots=True, kw_only=True)
class _Arc:
    """Something that the plan does, as seen from where it ends; `left_t` is there."""

    tail: _State | None  # None: here it begins
    key: str
    kind: str  # origin, leg, stock or run
    left_t: float
    gain: float = 1.0  # tonnes that arrive for one that leaves


@dataclass(slots=True)
class _Arcs:
    into: dict[_State, list[_Arc]] = field(default_factory=lambda: defaultdict(list))

    def add(self, head: _State, arc: _Arc) -> None:
        if arc.left_t > _NOTHING_T:
            self.into[head].append(arc)

    def find(self, head: _State) -> _Arc | None:
        for arc in self.into.get(head, ()):
            if arc.left_t > _NOTHING_T:
                return arc
        return None


def split(study: Study, plan: Plan) -> tuple[Consignment, ...]:
    """The consignments that a plan consists of, as far as they are delivered.

    Raises
    ------
    ModelError
        If more is delivered than comes from anywhere: by more than a thousandth.
    """
    arcs = _arcs(study, plan)
    demands = {demand.demand_id: demand for demand in study.demands}
    found: list[Consignment] = []
    missing_t = 0.0
    for row in sorted(plan.deliveries, key=lambda d: (d.week, d.demand_id)):
        demand = demands[row.demand_id]
        head = (demand.node_id, demand.goods_id, row.week)
        left_t = row.t
        while left_t > _NOTHING_T:
            path = _trace(arcs, head)
            if not path:
                missing_t += left_t
                break
            delivered_t, consignment = _taken(path, left_t, head, row.demand_id)
            left_t -= delivered_t
            found.append(consignment)
    total_t = sum(row.t for row in plan.deliveries)
    if missing_t > total_t / 1000:
        raise ModelError(
            f"the plan delivers {missing_t:g} t that it neither buys nor stores: "
            "rehearse it with the study it was made for"
        )
    return tuple(found)


def _trace(arcs: _Arcs, head: _State) -> list[_Arc]:
    """What led to a place, the last first, back to its origin; empty if nothing did."""
    path: list[_Arc] = []
    seen: dict[_State, int] = {head: 0}
    state = head
    while True:
        arc = arcs.find(state)
        if arc is None:
            if not path:
                return []
            path[-1].left_t = 0.0  # it leads nowhere: a rounding of the solver
            path, seen, state = [], {head: 0}, head
            continue
        path.append(arc)
        if arc.tail is None:
            return path
        if arc.tail in seen:  # goods that go round within a week serve nobody
            _take(path[seen[arc.tail] :], max(a.left_t for a in path))
            path, seen, state = [], {head: 0}, head
            continue
        state = arc.tail
        seen[state] = len(path)


def _take(path: list[_Arc], most_t: float) -> tuple[float, float]:
    """Take as much along a path as there is: tonnes at its end, and at its start."""
    least_t, factor = most_t, 1.0
    for arc in path:
        least_t = min(least_t, arc.left_t / factor)
        factor /= arc.gain
    factor = 1.0
    for arc in path:
        arc.left_t = max(arc.left_t - least_t * factor, 0.0)
        if arc.left_t <= _NOTHING_T:
            arc.left_t = 0.0
        factor /= arc.gain
    return least_t, least_t * factor


def _taken(
    path: list[_Arc], most_t: float, head: _State, demand_id: str
) -> tuple[float, Consignment]:
    """Tonnes delivered along a path, and the consignment they are."""
    delivered_t, t = _take(path, most_t)
    goods_at = [head[1], *(arc.tail[1] for arc in path if arc.tail)]
    parts = [
        Part(
            arc.key if arc.kind == "leg" else "",
            arc.key if arc.kind == "run" else "",
            goods_id,
        )
        for arc, goods_id in zip(path, goods_at, strict=True)
        if arc.kind in {"leg", "run"}
    ]
    weeks = [arc.tail[2] for arc in path if arc.tail and arc.kind != "stock"]
    first = path[-2].tail if len(path) > 1 else head
    if first is None:
        raise ModelError("only the origin of a path has no tail")
    way = Way(
        origin_id=path[-1].key,
        node_id=first[0],
        goods_id=first[1],
        parts=tuple(reversed(parts)),
        demand_id=demand_id,
    )
    consignment = Consignment(
        way=way,
        t=t,
        bought_week=first[2],
        leaves_week=weeks[-1] if weeks else head[2],
        arrives_week=head[2],
    )
    return delivered_t, consignment


def _arcs(study: Study, plan: Plan) -> _Arcs:
    arcs = _Arcs()
    for head, arc in (
        *_origins(study, plan),
        *_departures(study, plan),
        *_runs(study, plan),
        *_stocks(study, plan),
    ):
        arcs.add(head, arc)
    return arcs


def _origins(study: Study, plan: Plan) -> Iterator[tuple[_State, _Arc]]:
    supplies = {supply.supply_id: supply for supply in study.supplies}
    for row in plan.purchases:
        supply = supplies[row.supply_id]
        head = (supply.node_id, supply.goods_id, row.week)
        yield head, _Arc(tail=None, key=row.supply_id, kind="origin", left_t=row.t)
    for store in study.stores:
        if store.opening_t:
            head = (store.node_id, store.goods_ids[0], 1)
            yield (
                head,
                _Arc(
                    tail=None, key=store.store_id, kind="origin", left_t=store.opening_t
                ),
            )


def _departures(study: Study, plan: Plan) -> Iterator[tuple[_State, _Arc]]:
    for row in plan.flows:
        leg = study.leg_by_id[row.leg_id]
        tail = (leg.from_node_id, row.goods_id, row.week)
        weeks, late = divmod(leg.days / _DAYS, 1.0)
        gain = 1.0 - leg.lost_share
        for after, share in ((int(weeks), 1 - late), (int(weeks) + 1, late)):
            head = (leg.to_node_id, row.goods_id, row.week + after)
            yield (
                head,
                _Arc(
                    tail=tail,
                    key=leg.leg_id,
                    kind="leg",
                    left_t=row.t * share * gain,
                    gain=gain,
                ),
            )


def _runs(study: Study, plan: Plan) -> Iterator[tuple[_State, _Arc]]:
    """A run feeds its main product; the others begin where they are made."""
    conversions = {one.conversion_id: one for one in study.conversions}
    for row in plan.runs:
        conversion = conversions[row.conversion_id]
        main = max(conversion.products, key=lambda product: product.yield_share)
        for product in conversion.products:
            is_main = product is main
            tail = (conversion.node_id, conversion.from_goods_id, row.week)
            yield (
                (conversion.node_id, product.to_goods_id, row.week),
                _Arc(
                    tail=tail if is_main else None,
                    key=row.conversion_id,
                    kind="run" if is_main else "origin",
                    left_t=row.t * product.yield_share,
                    gain=product.yield_share if is_main else 1.0,
                ),
            )


def _stocks(study: Study, plan: Plan) -> Iterator[tuple[_State, _Arc]]:
    stores = {store.store_id: store for store in study.stores}
    for row in plan.stocks:
        node_id = stores[row.store_id].node_id
        kept = 1.0 - study.goods_by_id[row.goods_id].loss_share_per_week
        yield (
            (node_id, row.goods_id, row.week + 1),
            _Arc(
                tail=(node_id, row.goods_id, row.week),
                key=row.store_id,
                kind="stock",
                left_t=row.t * kept,
                gain=kept,
            ),
        )
