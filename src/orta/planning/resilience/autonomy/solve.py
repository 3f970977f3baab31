"""Autonomy of a demand set: each state is shut in turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from orta.corridor import Corridor
from orta.errors import UsageError
from orta.planning.assignment import (
    Addition,
    AssetKind,
    FreightDemand,
    FreightNetwork,
    asset_id,
    cheapest_usd_per_t,
)
from orta.planning.optimum.certificate import Certificate, certify
from orta.planning.resilience.autonomy.answer import (
    AutonomyAnswer,
    Detour,
    Gain,
    Part,
    StateAutonomy,
    Step,
)
from orta.planning.resilience.autonomy.frame import (
    Bound,
    Frame,
    demands_in,
    frame_of,
)
from orta.planning.resilience.autonomy.share import (
    Binding,
    Shared,
    find_cost,
    find_share,
)
from orta.planning.resilience.autonomy.study import AutonomyStudy
from orta.planning.results import Provenance

MORE: Final = 0.25  # of what binds, to see what more of it would be worth
RISES: Final = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0, 2.0)
TOGETHER: Final = "+"  # between states that are shut at once


def find_autonomy(
    study: AutonomyStudy, corridor: Corridor, *, states: Iterable[str] = ()
) -> AutonomyAnswer:
    """How much of a demand set still moves when a state is lost, state by state.

    Parameters
    ----------
    states
        ISO 3166 codes to look at, joined by + if shut together; without them those of
        the study, else every state that a way of the set may cross and in which none
        of its demands begins or ends.

    Raises
    ------
    UsageError
        If a state is none of the corridor, or a way of the study cannot be laid.

    Examples
    --------
    >>> import orta
    >>> from orta.planning.resilience.autonomy import find_autonomy, shipped_study
    >>> corridor = orta.load().corridor
    >>> wheat = shipped_study("azerbaijan-wheat", corridor)
    >>> find_autonomy(wheat, corridor, states=["RU"]).weakest
    'RU'
    """
    frame = frame_of(study, corridor)
    asked = tuple(dict.fromkeys(code.upper() for code in states)) or study.states
    _check_states(frame, asked)
    chosen = asked or tuple(states_between(frame))
    free = find_share(frame, Bound.SHARE)
    cost = find_cost(frame, free)
    found, untouched = [], []
    for code in chosen:
        shut = {frame.network.asset_number[key] for key in _keys(code)}
        if not asked and not shut & cost.touched:
            untouched.append(code)
            continue
        found.append(_of_state(frame, code))
    single = [one for one in found if TOGETHER not in one.state] or found
    weakest = min(single, key=lambda one: (one.share, one.state), default=None)
    return AutonomyAnswer(
        study=study,
        frame=frame,
        autonomy=weakest.share if weakest else free.share,
        weakest=weakest.state if weakest else "",
        open_share=free.share,
        open_cut=free.cut,
        states=tuple(sorted(found, key=lambda one: (one.share, one.state))),
        untouched=tuple(untouched),
        provenance=Provenance.of(
            corridor, study=study.study_id, cost_rise=f"{study.cost_rise:g}"
        ),
    )


def states_between(frame: Frame) -> Iterator[str]:
    """States that a way of some demand may cross, and where none begins or ends."""
    free = find_share(frame, Bound.UPPER)
    arcs = free.draft.arc[free.draft.arc >= 0].tolist()
    crossed = frozenset().union(*(frame.network.arcs[a].touches for a in arcs))
    ends = {code for demand in frame.study.demands for code in _ends(frame, demand)}
    for number in sorted(crossed):
        asset = frame.network.assets[number]
        code = asset.asset_id.partition(":")[2]
        if asset.kind is AssetKind.STATE and code not in ends:
            yield code


def _check_states(frame: Frame, codes: Iterable[str]) -> None:
    for key in (key for code in codes for key in _keys(code)):
        if key not in frame.network.asset_number:
            raise UsageError(
                f"there is no state “{key.partition(':')[2]}” in "
                f"{frame.network.corridor.name}",
                where="state",
                hint="write an ISO 3166 code, as RU, or several shut at once, as RU+IR",
            )


def _keys(code: str) -> tuple[str, ...]:
    """Ids of the states that a code closes."""
    return tuple(asset_id(AssetKind.STATE, one) for one in code.split(TOGETHER))


def _ends(frame: Frame, demand: FreightDemand) -> frozenset[str]:
    """States without which a demand has no end: of its destination or only origin."""
    country = frame.network.corridor.node_by_id
    origins = {country[origin.node_id].country_code for origin in demand.origins}
    destination = country[demand.destination_node_id].country_code
    return frozenset({destination} | (origins if len(origins) == 1 else set()))


def _of_state(frame: Frame, code: str) -> StateAutonomy:
    closed = _keys(code)
    shared = find_share(frame, Bound.SHARE, closed)
    by_room = find_share(frame, Bound.SHARE, closed, at_any_cost=True)
    cost = find_cost(frame, shared)
    total_t = frame.study.goods_t_per_week
    ends_t = sum(
        demand.goods_t_per_week
        for demand in frame.study.demands
        if _ends(frame, demand) & set(code.split(TOGETHER))
    )
    # Bounds hold by their making; rounding in the solver is not to break them.
    lower = min(shared.share, find_share(frame, Bound.LOWER, closed).share)
    upper = max(shared.share, find_share(frame, Bound.UPPER, closed).share)
    return StateAutonomy(
        state=code,
        share=shared.share,
        lower=lower,
        upper=upper,
        at_any_cost=max(shared.share, by_room.share),
        cost_increase=cost.rise,
        extra_usd_per_t=cost.extra_usd_per_t,
        ends_share=ends_t / total_t,
        curve=tuple(_curve(frame, closed)),
        detours=tuple(_detours(frame, shared)),
        cut=shared.cut,
        cut_at_any_cost=by_room.cut,
        parts=tuple(_parts(frame, closed)),
        gains=tuple(_gains(frame, shared, by_room, closed)),
        certificate=certificate_of(frame, shared, code),
    )


def _curve(frame: Frame, closed: tuple[str, ...]) -> Iterator[Step]:
    """Shares by the rise of cost that is borne."""
    for cost_rise in RISES:
        bearing = replace(frame, study=replace(frame.study, cost_rise=cost_rise))
        share = find_share(bearing, Bound.SHARE, closed).share
        yield Step(cost_rise=cost_rise, share=share)


def _detours(frame: Frame, shared: Shared) -> Iterator[Detour]:
    """How much dearer the cheapest open way of each demand is."""
    costs = cheapest_usd_per_t(frame.network, shared.is_open)
    for demand, before, after in zip(
        frame.study.demands,
        frame.reference_usd_per_t.tolist(),
        costs.tolist(),
        strict=True,
    ):
        is_known = 0 < before < np.inf and after < np.inf
        rise = after / before - 1 if is_known else None
        yield Detour(demand_id=demand.demand_id, rise=rise)


def _parts(frame: Frame, closed: tuple[str, ...]) -> Iterator[Part]:
    """Each group and each direction by itself, as if the others had stayed at home."""
    demands = frame.study.demands
    for kind, names in (
        ("group", dict.fromkeys(demand.group for demand in demands)),
        ("direction", dict.fromkeys(demand.direction for demand in demands)),
    ):
        for name in filter(None, names):
            part = frame.of_demands(demands_in(frame.study, **{kind: name}))
            if part.study.goods_t_per_week > 0:
                yield Part(
                    kind=kind,
                    name=name,
                    t_per_week=part.study.goods_t_per_week,
                    share=find_share(part, Bound.SHARE, closed).share,
                )


def _gains(
    frame: Frame, shared: Shared, by_room: Shared, closed: tuple[str, ...]
) -> list[Gain]:
    """What each project, and a quarter more of each thing that binds, would raise."""
    found = []
    projects = frame.study.projects
    tries = [("project", one, one.name or one.addition_id) for one in projects]
    more = _more_of(frame.network, (*shared.cut, *by_room.cut))
    tries += [("room", one, one.name) for one in more]
    for kind, added, name in tries:
        wider = frame.with_added(added)
        share = find_share(wider, Bound.SHARE, closed).share
        most = find_share(wider, Bound.SHARE, closed, at_any_cost=True).share
        found.append(
            Gain(
                name=name,
                kind=kind,
                share=share,
                gain=max(0.0, share - shared.share),
                gain_at_any_cost=max(0.0, most - by_room.share),
            )
        )
    return sorted(
        found, key=lambda one: (-one.gain, -one.gain_at_any_cost, one.kind, one.name)
    )


def _more_of(network: FreightNetwork, cut: Iterable[Binding]) -> Iterator[Addition]:
    """A quarter more of every asset in a cut."""
    seen = set()
    for one in cut:
        key = one.name.partition(" ")[0]
        if one.kind == "room" and key in network.asset_number and key not in seen:
            seen.add(key)
            yield Addition(
                addition_id=f"more:{key}",
                name=f"{MORE:.0%} more of {key}",
                more_per_week={key: MORE * (one.limit_per_week or 0.0)},
            )


def certificate_of(frame: Frame, shared: Shared, code: str) -> Certificate:
    """A proof of the share: what does not move, in millionths of the set, at least."""
    programme = shared.draft.programme
    elastic = np.zeros(len(programme.cost), np.bool_)
    elastic[shared.draft.unmet] = True
    return certify(
        programme,
        shared.solution.x,
        shared.solution.prices,
        elastic=elastic,
        statement={
            "title": f"{frame.study.title}: without {code}",
            "question": "what cannot move, in millionths of the tonnes of the set",
            "study": frame.study.study_id,
            "state": code,
            "unit": "millionths",
        },
    )
