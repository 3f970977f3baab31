"""Several futures as one programme: what is decided now is the same in all of them.

The first `decided_weeks` weeks of buying, moving, departing, milling and hiring are
decided before anybody knows which future comes; what follows is decided in each. The
objective is the expected cost or, in part, the mean of the dearest futures, those of
`tail_share` of all probability (conditional value at risk):

    (1 - weight) · Σ p_s cost_s  +  weight · (threshold + Σ p_s excess_s / tail_share)

*Source:* Rockafellar and Uryasev (2000), Optimization of conditional value-at-risk,
Journal of Risk 2(3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from orta.corridor import Corridor
from orta.planning.flows.compile.compile import Compiled, compile_study
from orta.planning.flows.study import RiskForm, Scenario, Study
from orta.planning.optimum import (
    Block,
    BoolArray,
    Entries,
    FloatArray,
    IntArray,
    Programme,
)

_DECIDED = ("buy", "move", "move hired", "depart", "convert", "return")
# A threshold of cost has to end somewhere: at so often the cost of all that can be
# bought and missed, which no sensible plan comes near.
_COST_BOUND = 10


@dataclass(frozen=True, kw_only=True)
class Futures:
    """Every scenario of a study compiled, and the programme they are together.

    `columns[s]` are the columns of scenario s in it; its rows stand below one another,
    those of `n_rows` each. A study that counts no scenarios has one future, None.
    """

    study: Study
    scenarios: tuple[Scenario | None, ...]
    compiled: tuple[Compiled, ...]
    programme: Programme
    columns: tuple[IntArray, ...]

    @property
    def n_rows(self) -> int:
        """Rows of one future."""
        return len(self.compiled[0].programme.limit)

    def weights(self, prices: FloatArray) -> FloatArray:
        """How much a dollar of each future counts in the objective, shape (futures,).

        `prices` are those of the rows of the joint programme.
        """
        if len(self.compiled) == 1:
            return np.ones(1)
        probability, risk = _probabilities(self.scenarios), self.study.risk
        if risk.form is not RiskForm.CVAR:
            return probability
        in_tail = prices[self.n_rows * len(self.compiled) :]
        return (1 - risk.weight) * probability + in_tail


def compile_futures(study: Study, corridor: Corridor) -> Futures:
    """The programme of a study, with all of its scenarios if it counts them."""
    is_one = study.risk.form is RiskForm.DETERMINISTIC or not study.scenarios
    scenarios = (None,) if is_one else study.scenarios
    compiled = tuple(compile_study(study, corridor, one) for one in scenarios)
    if len(compiled) == 1:
        programme = compiled[0].programme
        columns: tuple[IntArray, ...] = (
            np.arange(len(programme.cost), dtype=np.int32),
        )
    else:
        columns = _number_columns(
            _decided(compiled[0], study.risk.decided_weeks), len(compiled)
        )
        programme = _join(study, compiled, columns)
    return Futures(
        study=study,
        scenarios=scenarios,
        compiled=compiled,
        programme=programme,
        columns=columns,
    )


def _join(
    study: Study, compiled: tuple[Compiled, ...], columns: tuple[IntArray, ...]
) -> Programme:
    """One programme of all futures, in the order of the study's scenarios."""
    costs = _costs(compiled, columns)
    cost, tail = _probabilities(study.scenarios) @ costs, _NOTHING_MORE
    if study.risk.form is RiskForm.CVAR:
        n_rows = sum(len(future.programme.limit) for future in compiled)
        tail = _tail(study, compiled, costs, first_row=n_rows)
        cost = (1 - study.risk.weight) * cost
    names = [scenario.scenario_id for scenario in study.scenarios]
    whole = _whole(compiled, columns)
    return Programme.from_entries(
        cost=np.concatenate([cost, tail.cost]),
        upper=np.concatenate([_uppers(compiled, columns), tail.upper]),
        whole=np.concatenate([whole, np.zeros(len(tail.cost), np.bool_)]),
        limit=np.concatenate(
            [*(future.programme.limit for future in compiled), tail.limit]
        ),
        entries=[*_entries(compiled, columns), *tail.entries],
        column_blocks=[
            *_column_blocks(compiled[0], columns, names),
            *tail.column_blocks,
        ],
        row_blocks=[
            *(
                _in_future(block, name, _first(block.size))
                for name, future in zip(names, compiled, strict=True)
                for block in future.programme.row_blocks
            ),
            *tail.row_blocks,
        ],
    )


def _probabilities(scenarios: Sequence[Scenario | None]) -> FloatArray:
    return np.array(
        [scenario.probability if scenario else 1.0 for scenario in scenarios]
    )


def _first(count: int) -> IntArray:
    return np.arange(count, dtype=np.int32)


def _decided(future: Compiled, weeks: int) -> BoolArray:
    """The columns that are decided before the future is known, shape (columns,)."""
    decided = np.zeros(len(future.programme.cost), np.bool_)
    for group, numbers in future.columns.items():
        if group.kind in _DECIDED:
            decided[numbers[:weeks]] = True
    return decided


def _number_columns(decided: BoolArray, n_futures: int) -> tuple[IntArray, ...]:
    """Numbers in the joint programme of each future's columns: shared ones once."""
    first = np.arange(len(decided), dtype=np.int32)
    own = (~decided).cumsum(dtype=np.int32) - 1
    n_own = int((~decided).sum())
    later = (
        np.where(decided, first, len(decided) + own + number * n_own).astype(np.int32)
        for number in range(n_futures - 1)
    )
    return (first, *later)


def _n_columns(columns: tuple[IntArray, ...]) -> int:
    return int(max(own.max() for own in columns)) + 1


def _costs(compiled: tuple[Compiled, ...], columns: tuple[IntArray, ...]) -> FloatArray:
    """What each column costs in each future, shape (futures, columns)."""
    costs = np.zeros((len(compiled), _n_columns(columns)))
    for row, future, own in zip(costs, compiled, columns, strict=True):
        row[own] = future.programme.cost
    return costs


def _uppers(
    compiled: tuple[Compiled, ...], columns: tuple[IntArray, ...]
) -> FloatArray:
    """The least upper bound of each column in any future."""
    uppers = np.full(_n_columns(columns), np.inf)
    for future, own in zip(compiled, columns, strict=True):
        uppers[own] = np.minimum(uppers[own], future.programme.upper)
    return uppers


def _whole(compiled: tuple[Compiled, ...], columns: tuple[IntArray, ...]) -> BoolArray:
    whole = np.zeros(_n_columns(columns), np.bool_)
    for future, own in zip(compiled, columns, strict=True):
        whole[own] = future.programme.whole
    return whole


def _entries(
    compiled: tuple[Compiled, ...], columns: tuple[IntArray, ...]
) -> list[Entries]:
    """The futures' matrices one below the other."""
    entries, first_row = [], 0
    for future, own in zip(compiled, columns, strict=True):
        programme = future.programme
        of_entry = np.repeat(own, np.diff(programme.starts))
        entries.append(Entries(programme.rows + first_row, of_entry, programme.values))
        first_row += len(programme.limit)
    return entries


class _Tail(NamedTuple):
    """Columns and rows that weigh the dearest futures."""

    cost: FloatArray
    upper: FloatArray
    limit: FloatArray
    entries: tuple[Entries, ...]
    column_blocks: tuple[Block, ...]
    row_blocks: tuple[Block, ...]


_NOTHING_MORE = _Tail(np.empty(0), np.empty(0), np.empty(0), (), (), ())


def _tail(
    study: Study, compiled: tuple[Compiled, ...], costs: FloatArray, *, first_row: int
) -> _Tail:
    """The threshold, what each future costs beyond it, and the rows that say so."""
    n_futures, n_columns = costs.shape
    risk, names = study.risk, tuple(s.scenario_id for s in study.scenarios)
    probability = _probabilities(study.scenarios)
    each = _first(n_futures)
    beyond = np.int32(n_columns + 1) + each
    threshold = np.full(n_futures, n_columns, np.int32)
    future, column = np.nonzero(costs)
    most_usd = _COST_BOUND * max(_most_usd(of_one) for of_one in compiled)
    rows = np.int32(first_row) + each
    return _Tail(
        cost=risk.weight * np.append([1.0], probability / risk.tail_share),
        upper=np.full(1 + n_futures, most_usd),
        limit=np.zeros(n_futures),
        entries=(
            Entries(rows[future], column.astype(np.int32), costs[future, column]),
            Entries(rows, threshold, np.full(n_futures, -1.0)),
            Entries(rows, beyond, np.full(n_futures, -1.0)),
        ),
        column_blocks=(
            Block("threshold of cost", (("of all futures",),), (each[:1],)),
            Block("cost beyond the threshold", (names,), (each,)),
        ),
        row_blocks=(Block("cost of", (names,), (each,)),),
    )


def _most_usd(future: Compiled) -> float:
    """What it costs to buy all there is and to miss all that is asked."""
    programme = future.programme
    return sum(
        float(programme.cost[numbers] @ programme.upper[numbers])
        for group, numbers in future.columns.items()
        if group.kind in ("buy", "miss")
    )


def _column_blocks(
    future: Compiled, columns: tuple[IntArray, ...], names: list[str]
) -> list[Block]:
    """Blocks of the joint columns: what all futures share is named after the first."""
    blocks = []
    shared = columns[0]
    for number, (own, name) in enumerate(zip(columns, names, strict=True)):
        first = 0
        for block in future.programme.column_blocks:
            numbers = _first(block.size)
            if number:
                here = slice(first, first + block.size)
                is_own = own[here] != shared[here]
                numbers = np.flatnonzero(is_own).astype(np.int32)
            blocks.append(_in_future(block, name, numbers))
            first += block.size
    return blocks


def _in_future(block: Block, name: str, numbers: IntArray) -> Block:
    """Some columns or rows of a block, named after the future they belong to."""
    places = tuple(places[numbers] for places in block.places)
    here = np.zeros(len(numbers), np.int32)
    return Block(block.kind, ((f"in {name}",), *block.words), (here, *places))
