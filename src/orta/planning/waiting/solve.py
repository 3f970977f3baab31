"""The closed form where there is one, otherwise a sample; once for each rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from orta.corridor import PortClosure, TransportService
from orta.errors import ModelError
from orta.planning.waiting.answer import ServiceWait
from orta.planning.waiting.renewal import always_at_hand, is_always_at_hand
from orta.planning.waiting.rule import FillAndGo
from orta.planning.waiting.sample import sampled

_MONTHS = 12
_MOST_SAMPLED = 3  # closed shares at one port; more are read off a parabola


@lru_cache(maxsize=1024)
def fill_and_go_wait(rule: FillAndGo) -> ServiceWait:
    """How long a TEU waits under a rule, and how full and often ships leave.

    Examples
    --------
    One by one, a box an hour: of 73, the first waits 72 h and the last not at
    all.

    >>> from orta.planning.waiting import FillAndGo, Ships, fill_and_go_wait
    >>> rule = FillAndGo(
    ...     arrival_teu_per_day=24,
    ...     min_load_teu=73,
    ...     max_wait_h=1000,
    ...     ships=(Ships(count=9, payload_teu=100, rotation_h=48),),
    ... )
    >>> wait = fill_and_go_wait(rule)
    >>> round(wait.mean_h, 6), wait.method
    (36.0, 'closed form: renewal reward, by time and quantity')
    """
    return always_at_hand(rule) if is_always_at_hand(rule) else sampled(rule)


def waits_by_month(
    service: TransportService, closures: Sequence[PortClosure] = ()
) -> tuple[ServiceWait, ...]:
    """The waits for a fill-and-go service in twelve months, January first.

    `closures` are those of the port, or none on land. Each month is taken as if
    it lasted for ever. Of many closed shares with closures of one length only
    none, the largest and its half are sampled; a parabola through these gives
    the others.

    Raises
    ------
    ModelError
        If so much cargo comes in a month that the wait has no bound.
    """
    calm = FillAndGo.of(service)
    of_month = {c.month: c for c in closures if c.closed_share > 0}
    shares_of = defaultdict(set)
    for closure in of_month.values():
        shares_of[closure.mean_episode_h].add(closure.closed_share)
    waits: list[ServiceWait] = []
    for month in range(1, _MONTHS + 1):
        if month not in of_month:
            waits.append(fill_and_go_wait(calm))
            continue
        shut = of_month[month]
        try:
            waits.append(_shut_wait(calm, shut, shares_of[shut.mean_episode_h]))
        except ModelError as error:
            name = f"service {service.service_id}, month {month}"
            raise ModelError(*(f"{name}: {p}" for p in error.problems)) from None
    return tuple(waits)


def _shut_wait(
    calm: FillAndGo, closure: PortClosure, shares: set[float]
) -> ServiceWait:
    share, episode_h = closure.closed_share, closure.mean_episode_h
    if len(shares) <= _MOST_SAMPLED:
        return fill_and_go_wait(_shut(calm, share, episode_h))
    nodes = (0.0, max(shares) / 2, max(shares))
    known = [
        fill_and_go_wait(_shut(calm, node, episode_h) if node else calm)
        for node in nodes
    ]
    return _between(share, nodes, known)


def _shut(calm: FillAndGo, share: float, episode_h: float) -> FillAndGo:
    return replace(calm, closed_share=share, mean_episode_h=episode_h)


def _between(
    share: float, nodes: tuple[float, ...], known: list[ServiceWait]
) -> ServiceWait:
    """The wait on a parabola through three known ones (Lagrange)."""
    weights = [
        float(np.prod([(share - o) / (n - o) for o in nodes if o != n])) for n in nodes
    ]

    def mixed(values: list[float]) -> float:
        return sum(w * v for w, v in zip(weights, values, strict=True))

    tables = np.array([wait.quantiles_h for wait in known])
    table = np.maximum.accumulate(np.maximum(weights @ tables, 0.0))
    return ServiceWait(
        quantiles_h=tuple(table.tolist()),
        met_share=max(mixed([wait.met_share for wait in known]), 0.0),
        mean_episode_h=known[-1].mean_episode_h,
        load_share=mixed([wait.load_share or 0.0 for wait in known]),
        departures_per_day=mixed([wait.departures_per_day for wait in known]),
        method=f"{known[-1].method}, read off at {share:g} closed",
    )
