"""A programme without whole numbers, solved again and again under other bounds.

HiGHS underneath, by simplex, so that each solve starts where another one ended.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from orta.planning.optimum.programme import FloatArray, Programme

Basis: TypeAlias = Any  # of highspy, which ships no types
Box = Mapping[int, tuple[float, float]]  # least and most of some columns


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Optimum:
    """The cheapest plan within a box: `prices` are what a unit more of a row saves."""

    objective: float
    x: FloatArray
    prices: FloatArray
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contradiction:
    """No plan is within the box; rows weighed by `ray`, shape (rows,), show it."""

    ray: FloatArray | None


class Relaxation:
    """One model in the solver; the bounds of columns change between solves."""

    def __init__(self, programme: Programme) -> None:
        # A verifier needs no solver, so none is loaded before somebody searches.
        from highspy import HighsModelStatus

        from orta.planning.optimum.highs import load_model, run

        self._status, self._run = HighsModelStatus, run
        none = np.zeros_like(programme.whole)
        self._model: Any = load_model(replace(programme, whole=none))
        # Presolve would leave neither a basis nor a ray.
        self._model.setOptionValue("presolve", "off")
        self._model.setOptionValue("solver", "simplex")
        self._upper = programme.upper
        self._changed: set[int] = set()

    def solve(
        self, box: Box, *, basis: Basis | None = None
    ) -> Optimum | Contradiction | None:
        """The cheapest plan within a box, started from a basis if there is one.

        None where the solver gave up, as it may where numbers differ much in size.
        """
        self._change_bounds(box)
        if basis is not None:
            self._model.setBasis(basis)
        self._run(self._model)
        status = self._model.getModelStatus()
        if status == self._status.kOptimal:
            found = self._model.getSolution()
            return Optimum(
                objective=self._model.getInfo().objective_function_value,
                x=np.array(found.col_value),
                prices=np.maximum(-np.array(found.row_dual), 0.0),
                basis=self._model.getBasis(),
            )
        if status == self._status.kInfeasible:
            _, has_ray, ray = self._model.getDualRay()
            return Contradiction(ray=_positive(ray) if has_ray else None)
        return None

    def _change_bounds(self, box: Box) -> None:
        """Set the bounds of a box, and back to theirs all that the last one had set."""
        columns = np.array(sorted(self._changed | box.keys()), dtype=np.int32)
        if not len(columns):
            return
        bounds = [box.get(j, (0.0, float(self._upper[j]))) for j in columns.tolist()]
        low, high = np.array(bounds, dtype=np.float64).T
        self._model.changeColsBounds(
            len(columns), columns, np.ascontiguousarray(low), np.ascontiguousarray(high)
        )
        self._changed = set(box)


def _positive(ray: FloatArray) -> FloatArray:
    """The ray with the sign that prices of rows have: HiGHS writes it either way."""
    one_way, other_way = np.maximum(ray, 0.0), np.maximum(-ray, 0.0)
    return one_way if one_way.sum() >= other_way.sum() else other_way
