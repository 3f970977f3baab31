"""Why no plan is possible: a few limits that cannot hold together.

A ray of the solver names limits that contradict each other. Then each of them is
dropped in turn, and stays away where the rest contradict each other without it: at
the end there is a plan as soon as any one of them is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from highspy import HighsModelStatus

from orta.planning.optimum.highs import load_model, run
from orta.planning.optimum.programme import BoolArray, FloatArray, Programme

_LEAST_WEIGHT = 1e-9  # of a limit in a ray, beside the largest
_MOST_SOLVES = 2000
_MOST_NODES = 10_000
_FEW = 40  # a ray names hardly more than there are


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Rows, and upper bounds of columns, that cannot hold together.

    That no column is below nought, and that some are whole, holds anyhow.
    `is_irreducible` says that there is a plan if any one of them is dropped; it is
    False only where the search was ended before it knew.
    """

    rows: tuple[int, ...]
    uppers: tuple[int, ...]  # columns
    labels: tuple[str, ...]  # of the rows, then of the columns
    is_irreducible: bool


def find_conflict(
    programme: Programme, *, most_solves: int = _MOST_SOLVES
) -> Conflict | None:
    """A smallest set of limits that leave no plan, or None if there is a plan.

    It is smallest in that none of it can be left out; another set may have fewer.

    Examples
    --------
    >>> import numpy as np
    >>> from orta.planning.optimum import Block, Programme
    >>> one, two = (np.zeros(1, np.int32),), (np.arange(2, dtype=np.int32),)
    >>> programme = Programme(
    ...     cost=np.array([1.0]),
    ...     upper=np.array([9.0]),
    ...     whole=np.array([False]),
    ...     limit=np.array([4.0, -5.0]),
    ...     starts=np.array([0, 2], np.int32),
    ...     rows=np.array([0, 1], np.int32),
    ...     values=np.array([1.0, -1.0]),
    ...     column_blocks=(Block("sail", (("Aktau",),), one),),
    ...     row_blocks=(Block("limit", (("berth", "order"),), two),),
    ... )
    >>> find_conflict(programme).labels
    ('limit berth', 'limit order')
    """
    search = _Search(programme, most_solves=most_solves)
    every = np.ones(len(programme.limit) + len(programme.cost), np.bool_)
    found = search.contradiction(every)
    return None if found is None else search.shrunk(found)


class _Search:
    """Limits as one mask: all rows, then the upper bounds of all columns."""

    def __init__(self, programme: Programme, *, most_solves: int) -> None:
        # Only asked whether there is a plan, so that no plan costs anything.
        free = replace(programme, cost=np.zeros_like(programme.cost))
        none = np.zeros_like(programme.whole)
        self._programme = programme
        self._linear = _Model(replace(free, whole=none))
        # Presolve would leave no ray.
        self._linear.solver.setOptionValue("presolve", "off")
        self._linear.solver.setOptionValue("solver", "simplex")
        self._whole = _Model(free) if programme.whole.any() else None
        if self._whole is not None:
            self._whole.solver.setOptionValue("mip_max_nodes", _MOST_NODES)
        self._left = most_solves
        self._is_sure = True

    def shrunk(self, limits: BoolArray) -> Conflict:
        """The conflict that is left when every limit was dropped that can be."""
        # Many at a time; where that leaves a plan, halves of them, down to single ones.
        chunks = [np.flatnonzero(limits)]
        if len(chunks[0]) <= _FEW:
            chunks = [chunks[0][at : at + 1] for at in range(len(chunks[0]))]
        while chunks and self._left > 0:
            chunk = chunks.pop()
            chunk = chunk[limits[chunk]]
            if not len(chunk):
                continue
            fewer = limits.copy()
            fewer[chunk] = False
            found = self.contradiction(fewer)
            if found is not None:
                limits = found
            elif len(chunk) > 1:
                chunks += np.array_split(chunk, 2)
        return self._conflict(limits, is_irreducible=self._is_sure and not chunks)

    def contradiction(self, limits: BoolArray) -> BoolArray | None:
        """Those of the limits that leave no plan, or None if there is one."""
        self._left -= 1
        if self._linear.is_infeasible(limits):
            _, has_ray, ray = self._linear.solver.getDualRay()
            if has_ray:
                named = limits & self._named(ray)
                # A ray is rounded: what it names counts only if it is enough.
                if self._linear.is_infeasible(named):
                    return named
            return limits
        if self._whole is None:
            return None
        if self._whole.is_infeasible(limits):
            return limits
        known = (HighsModelStatus.kOptimal, HighsModelStatus.kUnbounded)
        self._is_sure &= self._whole.solver.getModelStatus() in known
        return None

    def _named(self, ray: FloatArray) -> BoolArray:
        """Rows with weight in a ray, and the bounds of columns that they press on."""
        weights = np.abs(ray)
        columns = self._programme.entry_columns()
        pressed = np.bincount(
            columns,
            weights=self._programme.values * ray[self._programme.rows],
            minlength=len(self._programme.cost),
        )
        return np.concatenate(
            [
                weights > _LEAST_WEIGHT * weights.max(),
                np.abs(pressed) > _LEAST_WEIGHT * weights.max(),
            ]
        )

    def _conflict(self, limits: BoolArray, *, is_irreducible: bool) -> Conflict:
        n_rows = len(self._programme.limit)
        rows = np.flatnonzero(limits[:n_rows]).tolist()
        uppers = np.flatnonzero(limits[n_rows:]).tolist()
        row_labels = self._programme.row_labels()
        column_labels = self._programme.column_labels()
        return Conflict(
            rows=tuple(rows),
            uppers=tuple(uppers),
            labels=(
                *(row_labels[row] for row in rows),
                *(
                    f"{column_labels[j]} at most {self._programme.upper[j]:g}"
                    for j in uppers
                ),
            ),
            is_irreducible=is_irreducible,
        )


class _Model:
    """A model in the solver whose limits can be lifted and set again."""

    def __init__(self, programme: Programme) -> None:
        self.solver: Any = load_model(programme)
        self._programme = programme
        self._limits = np.ones(len(programme.limit) + len(programme.cost), np.bool_)

    def is_infeasible(self, limits: BoolArray) -> bool:
        """Whether no plan keeps the limits; all others are lifted."""
        n_rows = len(self._programme.limit)
        for at in np.flatnonzero(limits != self._limits).tolist():
            if at < n_rows:
                limit = self._programme.limit[at] if limits[at] else np.inf
                self.solver.changeRowBounds(at, -np.inf, limit)
            else:
                column = at - n_rows
                upper = self._programme.upper[column] if limits[at] else np.inf
                self.solver.changeColBounds(column, 0.0, upper)
        self._limits = limits.copy()
        run(self.solver)
        return bool(self.solver.getModelStatus() == HighsModelStatus.kInfeasible)
