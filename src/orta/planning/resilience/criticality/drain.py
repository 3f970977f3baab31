"""By which ways the queue of a closure leaves soonest, once it is open.

    minimise   weeks + a little cost
    where      what goes of a demand, and what never does
                   >= weeks x what goes in a usual week + its queue
               what it takes of a limit <= weeks x the limit

Goods that come every day make room where another way costs hardly more. Ways are those
of a usual week, those it would take next and those of the closed week, as long as they
cost no more than the wait was worth: nobody goes round the world to leave a queue.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from orta.planning.optimum import (
    Block,
    Entries,
    FloatArray,
    IntArray,
    Programme,
    Status,
    solve,
)
from orta.planning.optimum.removal import Outcome, Warm, Ways
from orta.planning.resilience.criticality.compile import Compiled
from orta.planning.resilience.criticality.effect import Carriage, Reader

_MOST_WEEKS = 5_000.0  # a century counts as never
_NEVER_WEEKS_PER_T = 1e3  # dearer than any time
_COST_WEEKS_PER_USD = 1e-9
_LEAST_T = 1e-6


class Room(NamedTuple):
    """What a tonne takes of limits (limits, demands), and what is left (limits,)."""

    use_per_t: FloatArray
    per_week: FloatArray


class Choice(NamedTuple):
    """Ways: whose they are, what a tonne costs (ways,) and takes (limits, ways)."""

    commodity: IntArray
    cost: FloatArray
    uses: FloatArray


class Drain:
    """The ways of a network that queues can leave by."""

    def __init__(self, compiled: Compiled, warm: Warm, usual: Carriage) -> None:
        self.compiled, self.reader = compiled, Reader(compiled)
        self.most_usd = warm.problem.unmet_cost + _LEAST_T
        self.limit, self.usual_t = compiled.shared.limit, usual.t
        self.usual = Room(each_of(usual.used, usual.t), self._left(usual.used))
        self.known = self._choice(warm.known_ways())

    def _choice(self, ways: Ways | Outcome) -> Choice:
        """Ways that are worth it, as arrays."""
        ends = list(pairwise(ways.start.tolist()))
        of_links = self.compiled.problem.cost
        cost = np.array([float(of_links[ways.link[a:b]].sum()) for a, b in ends])
        uses = np.zeros((len(self.limit), len(ends)))
        for way, (first, end) in enumerate(ends):
            for link in ways.link[first:end].tolist():
                for row, use in self.reader.rows_of[link]:
                    uses[row, way] += use
        worth = cost <= self.most_usd[ways.commodity]
        return Choice(ways.commodity[worth], cost[worth], uses[:, worth])

    def _left(self, used: FloatArray) -> FloatArray:
        left: FloatArray = np.maximum(self.limit - used.sum(axis=1), 0.0)
        return left

    def room(self, queue_t: FloatArray, meanwhile: Outcome) -> Room:
        """The room for a queue (demands,); as in a usual week where it never leaves.

        It may take ways that others took while it stood, too.
        """
        if not (queue_t > _LEAST_T).any():
            return self.usual
        more = self._choice(meanwhile)
        choice = Choice(
            np.concatenate([self.known.commodity, more.commodity]),
            np.concatenate([self.known.cost, more.cost]),
            np.concatenate([self.known.uses, more.uses], axis=1),
        )
        flow = self._solved(queue_t, choice)
        if flow is None:
            return self.usual
        total = np.bincount(choice.commodity, flow, len(queue_t))
        use_per_t = self.usual.use_per_t.copy()
        for k in np.flatnonzero(total > _LEAST_T).tolist():
            own = choice.commodity == k
            use_per_t[:, k] = choice.uses[:, own] @ flow[own] / total[k]
        return Room(use_per_t, self._left(use_per_t * self.usual_t))

    def _solved(self, queue_t: FloatArray, choice: Choice) -> FloatArray | None:
        """Tonnes by way until the queue is gone; None if a part of it never is."""
        n, m, rows = len(choice.cost), len(queue_t), len(self.limit)
        ever_t = (queue_t + _MOST_WEEKS * self.usual_t)[choice.commodity]
        never_usd = np.full(m, _NEVER_WEEKS_PER_T)
        programme = Programme.from_entries(
            cost=np.concatenate([choice.cost * _COST_WEEKS_PER_USD, never_usd, [1.0]]),
            upper=np.concatenate([ever_t, queue_t, [_MOST_WEEKS]]),
            whole=np.zeros(n + m + 1, np.bool_),
            limit=np.concatenate([-queue_t, np.zeros(rows)]),
            entries=self._entries(choice),
            column_blocks=[_block("way", n + m + 1)],
            row_blocks=[_block("row", m + rows)],
        )
        found = solve(programme)
        if found.status is not Status.OPTIMAL:
            return None
        never = found.x[n : n + m] > _LEAST_T
        return None if never.any() else found.x[:n]

    def _entries(self, choice: Choice) -> list[Entries]:
        """Ways, what never leaves, and weeks, by demand and by limit."""
        n, m = len(choice.cost), len(self.usual_t)
        demands = np.arange(m, dtype=np.int32)
        limits, ways = (part.astype(np.int32) for part in np.nonzero(choice.uses))
        moving, real = np.flatnonzero(self.usual_t), np.flatnonzero(self.limit)
        return [
            Entries(choice.commodity, np.arange(n, dtype=np.int32), -np.ones(n)),
            Entries(demands, n + demands, -np.ones(m)),
            _weeks(moving.tolist(), n + m, self.usual_t[moving]),
            Entries(m + limits, ways, choice.uses[limits, ways]),
            _weeks((m + real).tolist(), n + m, -self.limit[real]),
        ]


def each_of(total: FloatArray, t: FloatArray) -> FloatArray:
    """A total of each demand a tonne, nought where nothing goes."""
    found = np.zeros_like(total)
    np.divide(total, t, out=found, where=t > 0)
    return found


def _weeks(rows: list[int], column: int, values: FloatArray) -> Entries:
    numbers = np.array(rows, np.int32)
    return Entries(numbers, np.full(len(numbers), column, np.int32), values)


def _block(kind: str, size: int) -> Block:
    numbers = np.arange(size, dtype=np.int32)
    return Block(kind, (tuple(map(str, numbers.tolist())),), (numbers,))
