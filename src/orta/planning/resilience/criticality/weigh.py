"""A plan during a closure beside that of a usual week: who loses what."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from orta.planning.optimum import FloatArray
from orta.planning.optimum.removal import Outcome, Warm
from orta.planning.resilience.criticality.answer import Closure, Hurt
from orta.planning.resilience.criticality.backlog import DAYS_PER_WEEK, recovery
from orta.planning.resilience.criticality.compile import Closable, Compiled
from orta.planning.resilience.criticality.drain import Drain, each_of
from orta.planning.resilience.criticality.effect import Carriage, Reader

_LEAST_T = 1e-6  # a gram is a residue of the solver


class Weigher:
    """Knows the usual week, and weighs others against it."""

    def __init__(self, compiled: Compiled, warm: Warm, days: float) -> None:
        self.compiled, self.days = compiled, days
        self.reader = Reader(compiled)
        self.usual = self.reader.carriage(warm.plan)
        self.wait_usd = warm.problem.unmet_cost
        self.wanted_t = compiled.problem.amount
        network = compiled.network
        self.is_laden = np.array([not d.is_empty for d in network.demands], np.bool_)
        self.day_usd = np.array(
            [network.weights.day_usd_per_t(d.value_usd_per_t) for d in network.demands]
        )
        self.drain = Drain(compiled, warm, self.usual)

    def goods_t(self, t: FloatArray) -> float:
        """Tonnes of goods among tonnes of demands; empty boxes count none."""
        return float(t[self.is_laden].sum())

    def closure(
        self, closed: tuple[Closable, ...], outcome: Outcome, strict: Outcome
    ) -> Closure:
        """What a closure comes to, from its plan and that without waiting."""
        usual, now = self.usual, self.reader.carriage(outcome)
        weeks = self.days / DAYS_PER_WEEK
        held = now.unmet_t - usual.unmet_t
        held[np.abs(held) < _LEAST_T] = 0.0
        round_usd = now.cost_usd - now.t * each_of(usual.cost_usd, usual.t)
        wait_usd = held * (self.wait_usd - each_of(usual.cost_usd, usual.t))
        waiting = np.where(self.is_laden, np.maximum(held, 0.0), 0.0)
        room = self.drain.room(waiting * weeks, outcome)
        after = recovery(
            waiting,
            self.days,
            use_per_t=room.use_per_t,
            room_per_week=room.per_week,
            day_usd_per_t=self.day_usd,
            limit_assets=self.compiled.limit_assets,
        )
        no_way = np.clip(strict.unmet - usual.unmet_t, 0.0, np.maximum(held, 0.0))
        laden_t = self.goods_t(now.t)
        extra_t_days = now.t_days - now.t * each_of(usual.t_days, usual.t)
        tariff = now.tariff_usd - now.t * each_of(usual.tariff_usd, usual.t)
        return Closure(
            closed=closed,
            loss_usd=float((round_usd + wait_usd).sum()) * weeks,
            round_usd=float(round_usd.sum()) * weeks,
            wait_usd=float(wait_usd.sum()) * weeks,
            held_up_t=self.goods_t(held) * weeks,
            no_way_t=self.goods_t(no_way) * weeks,
            extra_tariff_usd=float(tariff.sum()) * weeks,
            extra_days=self.goods_t(extra_t_days) / laden_t if laden_t else 0.0,
            recovery=after,
            by_state=self._by_state(now, held * weeks, (round_usd + wait_usd) * weeks),
            by_commodity=self._by_commodity(
                held * weeks, (round_usd + wait_usd) * weeks
            ),
        )

    def _by_state(
        self, now: Carriage, held_t: FloatArray, loss_usd: FloatArray
    ) -> tuple[Hurt, ...]:
        """Owners where goods begin and end, and who sees fewer of them pass."""
        node = self.compiled.network.corridor.node_by_id
        held: defaultdict[str, float] = defaultdict(float)
        loss: defaultdict[str, float] = defaultdict(float)
        for number, demand in enumerate(self.compiled.network.demands):
            ends = [
                demand.destination_node_id,
                *(origin.node_id for origin in demand.origins),
            ]
            for code in sorted({node[end].country_code for end in ends}):
                loss[code] += float(loss_usd[number])
                held[code] += float(held_t[number]) * float(self.is_laden[number])
        weeks = self.days / DAYS_PER_WEEK
        more = (now.crossing_t - self.usual.crossing_t)[self.is_laden].sum(axis=0)
        crossing = dict(zip(self.reader.states, (more * weeks).tolist(), strict=True))
        found = [
            Hurt(
                code=code,
                held_up_t=held[code],
                loss_usd=loss[code],
                crossing_t=crossing.get(code, 0.0),
            )
            for code in sorted({*loss, *crossing})
        ]
        return _worst(found)

    def _by_commodity(
        self, held_t: FloatArray, loss_usd: FloatArray
    ) -> tuple[Hurt, ...]:
        held: defaultdict[str, float] = defaultdict(float)
        loss: defaultdict[str, float] = defaultdict(float)
        for number, demand in enumerate(self.compiled.network.demands):
            loss[demand.commodity_code] += float(loss_usd[number])
            held[demand.commodity_code] += float(held_t[number]) * float(
                self.is_laden[number]
            )
        return _worst(
            [
                Hurt(code=code, held_up_t=held[code], loss_usd=loss[code])
                for code in sorted(loss)
            ]
        )


def _worst(found: list[Hurt]) -> tuple[Hurt, ...]:
    """Those that feel anything, worst first."""
    felt = [
        hurt
        for hurt in found
        if abs(hurt.loss_usd) > _LEAST_T
        or hurt.held_up_t > _LEAST_T
        or abs(hurt.crossing_t or 0.0) > _LEAST_T
    ]
    return tuple(sorted(felt, key=lambda hurt: (-round(hurt.loss_usd, 2), hurt.code)))
