"""The best mix of the columns, solved again from where it stood.

    minimise   sum (cost - unmet cost) * flow
    where      flows of a commodity                 <= amount
               uses of a row by all flows           <= limit

A row is made when it is first exceeded. Columns can be closed, and all that was changed
can be taken back, so that every removal starts from the same solved programme.
"""

from __future__ import annotations

from typing import NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray

from orta.planning.optimum.highs import SilentHighs, run
from orta.planning.optimum.paths.problem import FloatArray, IntArray
from orta.planning.optimum.removal.columns import Columns, Frame
from orta.planning.optimum.removal.limits import used_of

_SLACK = 1e-9  # share of a limit that may be exceeded before it gets a row
_DUAL, _PRIMAL = 1, 4  # simplex strategies of HiGHS
_BASIC = highspy.HighsBasisStatus.kBasic
_LOWER = highspy.HighsBasisStatus.kLower


class Mix(NamedTuple):
    """Flows of the columns (columns,) and prices of the rows (rows,)."""

    flow: FloatArray
    price: FloatArray


class Master:
    """A programme that grows, and goes back to where it was marked."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.columns = Columns.empty()
        self.place = np.full(len(frame.rows.limit), -1, np.int32)
        self.made: IntArray = np.empty(0, np.int32)  # rows in order of their making
        self.highs = SilentHighs()
        for option, value in (
            ("threads", 1),
            ("solver", "simplex"),
            ("presolve", "off"),
            ("primal_feasibility_tolerance", 1e-9),
            ("dual_feasibility_tolerance", 1e-9),
            # It starts close to where it ends: what is moved has to be moved back.
            ("dual_simplex_cost_perturbation_multiplier", 0.0),
        ):
            self.highs.setOptionValue(option, value)
        none = np.zeros(0, np.int32)
        begins = np.zeros(len(frame.amount), np.int32)
        self._add_rows(frame.amount, begins, none, np.zeros(0))

    def extend(self, columns: Columns) -> None:
        """Take in the columns that there are more than before."""
        n_old, n = len(self.columns), len(columns)
        if n == n_old:
            return
        new = Columns(
            commodity=columns.commodity[n_old:],
            start=columns.start[n_old:] - columns.start[n_old],
            link=columns.link[columns.start[n_old] :],
            cost=columns.cost[n_old:],
        )
        begin, at, value = self.frame.entries(new, self.place)
        # Each column starts with its amount's row, and those of its limits follow.
        begins = (begin[:-1] + np.arange(n - n_old)).astype(np.int32)
        rows = np.insert(at + len(self.frame.amount), begin[:-1], new.commodity)
        values = np.insert(value, begin[:-1], 1.0)
        self.highs.addCols(
            n - n_old,
            new.cost - self.frame.network.unmet_cost[new.commodity],
            np.zeros(n - n_old),
            np.full(n - n_old, np.inf),
            len(rows),
            begins,
            rows.astype(np.int32),
            values,
        )
        self.columns = columns
        # Old flows stay possible, and are the best to start from.
        self.highs.setOptionValue("simplex_strategy", _PRIMAL)

    def solve(self) -> Mix:
        """The best mix, with rows for all limits that were exceeded."""
        frame, n_amounts = self.frame, len(self.frame.amount)
        if not len(self.columns):
            return Mix(np.zeros(0), np.zeros(len(frame.rows.limit)))
        while True:
            self._run()
            solution = self.highs.getSolution()
            flow = np.maximum(np.array(solution.col_value), 0.0)
            used = used_of(frame.rows, self.columns.on_links(flow, frame.n_links))
            is_over = used > frame.rows.limit * (1 + _SLACK)
            exceeded = np.flatnonzero(is_over & (self.place < 0)).astype(np.int32)
            if not exceeded.size:
                price = np.zeros(len(frame.rows.limit))
                duals = np.array(solution.row_dual)[n_amounts:]
                price[self.made] = np.maximum(-duals, 0.0)
                return Mix(flow, price)
            self._limit(exceeded)

    def _run(self) -> None:
        run(self.highs)
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            self.highs.clearSolver()  # from a fresh basis, then
            run(self.highs)
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError("HiGHS does not solve the mix of the columns")

    def mark(self) -> None:
        """Remember what there is: `reset` comes back to it."""
        self._marked = (self.columns, self.place.copy(), self.made)
        self._basis = self.highs.getBasis()
        self._of_columns = list(self._basis.col_status)
        self._of_rows = list(self._basis.row_status)
        status = np.array([each == _BASIC for each in self._of_columns], np.bool_)
        n = len(self.frame.amount)
        self.is_basic: NDArray[np.bool_] = status
        self.is_short: NDArray[np.bool_] = np.array(
            [each == _BASIC for each in self._of_rows[:n]], np.bool_
        )

    def close(
        self, closed: IntArray, instead: dict[int, int], unmet: list[int]
    ) -> None:
        """Let nothing flow on some columns.

        `instead` names columns that take the place of closed ones in the basis, or -1
        where the commodity may be `unmet` from now on.
        """
        nought = np.zeros(len(closed))
        self.highs.changeColsBounds(len(closed), closed, nought, nought)
        self.highs.setOptionValue("simplex_strategy", _DUAL)
        if not instead:
            return
        status = self._of_columns + [_LOWER] * (len(self.columns) - len(self.is_basic))
        for old, new in instead.items():
            status[old] = _LOWER
            if new >= 0:
                status[new] = _BASIC
        of_rows = list(self._of_rows)
        for k in unmet:
            of_rows[k] = _BASIC
        basis = highspy.HighsBasis()
        basis.valid = True
        basis.col_status, basis.row_status = status, of_rows
        self.highs.setBasis(basis)

    def reset(self, closed: IntArray) -> None:
        """Take back all that was changed since the mark."""
        self.columns, place, self.made = self._marked
        self.place = place.copy()
        n, m = len(self.columns), len(self.frame.amount) + len(self.made)
        more = np.arange(n, self.highs.getNumCol(), dtype=np.int32)
        if more.size:
            self.highs.deleteCols(len(more), more)
        more = np.arange(m, self.highs.getNumRow(), dtype=np.int32)
        if more.size:
            self.highs.deleteRows(len(more), more)
        nought, no_limit = np.zeros(len(closed)), np.full(len(closed), np.inf)
        self.highs.changeColsBounds(len(closed), closed, nought, no_limit)
        self.highs.setBasis(self._basis)

    def _limit(self, rows: IntArray) -> None:
        """Give limits a row."""
        place = np.full(len(self.place), -1, np.int32)
        place[rows] = np.arange(len(rows))
        begin, at, value = self.frame.entries(self.columns, place)
        owner = np.repeat(np.arange(len(self.columns)), np.diff(begin))
        order = np.argsort(at, kind="stable")
        counts = np.bincount(at, minlength=len(rows))
        begins = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int32)
        limit = self.frame.rows.limit[rows]
        self._add_rows(limit, begins, owner[order].astype(np.int32), value[order])
        self.highs.setOptionValue("simplex_strategy", _DUAL)
        self.place[rows] = len(self.made) + np.arange(len(rows))
        self.made = np.concatenate([self.made, rows])

    def _add_rows(
        self, limit: FloatArray, begins: IntArray, columns: IntArray, values: FloatArray
    ) -> None:
        least = np.full(len(limit), -np.inf)
        self.highs.addRows(
            len(limit), least, limit, len(columns), begins, columns, values
        )
