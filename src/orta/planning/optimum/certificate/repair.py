"""A plan of floating-point numbers made one that keeps every row exactly.

A solver keeps rows up to a tolerance. Here each number goes to a grid first; then a
row that is exceeded is mended by what costs least changes: columns that the caller
calls elastic (what stays unmet, what is hired) rise, or its users fall, or columns
that make something in it rise. Each mending may exceed other rows, which wait in a
list for theirs; so a shortage runs on along the flow until something elastic takes it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from orta.errors import CertificateError
from orta.planning.optimum.certificate.exact import Decimals, write_decimal
from orta.planning.optimum.certificate.problem import Problem
from orta.planning.optimum.programme import BoolArray, FloatArray, Programme

PLACES = 9  # the plan is in thousandths of a millionth
_GRID = 10**PLACES
_NEAT_PLACES = 6
_NEAT_WITHIN = 1e-8
_VISITS_PER_ROW = 50
# More than a solver may leave over, less than anybody weighs: ten grams a row, and a
# hundred for what a whole column asks for, so that loads at their least can fall.
_MARGIN = 1e-5
_MORE_A_DEPARTURE = 10


def repair(problem: Problem, x: FloatArray, *, elastic: BoolArray) -> Decimals:
    """The plan nearest to `x` that was found to keep all rows and bounds exactly.

    Parameters
    ----------
    x, elastic
        Shape (columns,). Columns that are elastic may rise up to their upper bound;
        columns that must be whole stay as they are unless they are elastic.

    Raises
    ------
    CertificateError
        If a row cannot be mended; a programme that was made tighter may help.
    """
    state = _State.of(problem, _on_grid(problem, x), elastic)
    visits = 0
    most = _VISITS_PER_ROW * (len(problem.row_labels) + 1)
    while state.waiting:
        row = state.waiting.popleft()
        state.is_waiting[row] = False
        visits += 1
        if visits > most or not state.mend(row):
            by = write_decimal(-state.room[row], problem.values.places + PLACES)
            raise CertificateError(
                "the plan cannot be made to keep every row exactly",
                where=f"row “{problem.row_labels[row]}”, exceeded by {by}",
                hint="solve the programme made tighter, or name elastic columns",
            )
    return Decimals(state.x, PLACES)


def tighten(
    programme: Programme, *, elastic: BoolArray | None = None, margin: float = _MARGIN
) -> Programme:
    """The programme with a little less in the rows that a repair may fail to mend.

    Those are rows that hold a column which is not whole and that nothing can mend: no
    elastic column makes anything in them, and none of their users can fall. They ask
    for a least amount: one that is written into their limit gets bigger by the margin,
    in units of the row, and so does what each unit of a whole column asks for.
    """
    n_rows = len(programme.limit)
    columns = np.repeat(np.arange(len(programme.cost)), np.diff(programme.starts))
    continuous = ~programme.whole[columns]

    def any_entry(mask: BoolArray) -> BoolArray:
        counts = np.bincount(programme.rows[mask], minlength=n_rows)
        return counts > 0

    helped = np.zeros_like(continuous) if elastic is None else elastic[columns]
    can_mend = any_entry(continuous & (programme.values > 0)) | any_entry(
        helped & (programme.values < 0)
    )
    needed = any_entry(continuous) & ~can_mend
    asks = needed[programme.rows] & ~continuous & (programme.values > 0)
    return replace(
        programme,
        limit=programme.limit - margin * (needed & (programme.limit < 0)),
        values=programme.values + _MORE_A_DEPARTURE * margin * asks,
    )


def _on_grid(problem: Problem, x: FloatArray) -> list[int]:
    """Each number on the grid: the neat one if it is near, else the nearest."""
    neat = np.rint(x * 10.0**_NEAT_PLACES)
    is_neat = np.abs(x - neat / 10.0**_NEAT_PLACES) <= _NEAT_WITHIN
    fine = np.rint(x * 10.0**PLACES)
    step = 10 ** (PLACES - _NEAT_PLACES)
    found = [
        int(n) * step if good else int(f)
        for n, f, good in zip(
            neat.tolist(), fine.tolist(), is_neat.tolist(), strict=True
        )
    ]
    for column in problem.tops:
        found[column] = round(float(x[column])) * _GRID
    return found


@dataclass(slots=True, kw_only=True)
class _State:
    """The plan while it is mended. Integers: units of the grid, and of rows."""

    problem: Problem
    x: list[int]
    most: list[int]
    room: list[int]  # what a row has left; below 0 it is exceeded
    elastic: list[bool]
    order: list[int]  # entries by row
    columns: list[int]  # of each entry
    row_starts: list[int]
    raised: set[int] = field(default_factory=set)
    waiting: deque[int] = field(default_factory=deque)
    is_waiting: list[bool]

    @classmethod
    def of(cls, problem: Problem, x: list[int], elastic: BoolArray) -> _State:
        """The state before the first mending: every exceeded row waits."""
        n_rows = len(problem.row_labels)
        most = _rescaled(problem.upper, PLACES)
        for column, top in problem.tops.items():
            most[column] = top * _GRID
        x = [min(max(amount, 0), top) for amount, top in zip(x, most, strict=True)]
        rows = np.asarray(problem.rows, dtype=np.int64)
        columns = problem.entry_columns()
        counts = np.bincount(rows, minlength=n_rows)
        room = _rescaled(problem.limit, problem.values.places + PLACES)
        for row, value, column in zip(
            problem.rows, problem.values.integers, columns, strict=True
        ):
            room[row] -= value * x[column]
        exceeded = [row for row in range(n_rows) if room[row] < 0]
        return cls(
            problem=problem,
            x=x,
            most=most,
            room=room,
            elastic=elastic.tolist(),
            order=np.argsort(rows, kind="stable").tolist(),
            columns=columns,
            row_starts=[0, *np.cumsum(counts).tolist()],
            waiting=deque(exceeded),
            is_waiting=[amount < 0 for amount in room],
        )

    def mend(self, row: int) -> bool:
        """Change columns until the row is kept; False if that is not enough."""
        entries = self.order[self.row_starts[row] : self.row_starts[row + 1]]
        for column, value, way in self._changes(entries):
            if self.room[row] >= 0:
                break
            # A whole number changes by whole steps.
            step = _GRID if column in self.problem.tops else 1
            left = self.most[column] - self.x[column] if way > 0 else self.x[column]
            if way > 0:
                # It must not fall again, or two rows would send it up and down.
                self.raised.add(column)
            wanted = -(self.room[row] // (abs(value) * step))
            self._move(column, way * step * min(wanted, left // step))
        return self.room[row] >= 0

    def _changes(self, entries: list[int]) -> Iterator[tuple[int, int, int]]:
        """Column, value and direction of all that helps, what harms least first."""
        found = [(self.columns[at], self.problem.values.integers[at]) for at in entries]
        for column, value in found:
            if value < 0 and self.elastic[column]:
                yield column, value, 1
        # Few columns are changed, and by small shares, if the largest user falls first.
        users = [
            (-value * self.x[column], column, value)
            for column, value in found
            if value > 0 and self._may_change(column) and column not in self.raised
        ]
        for _, column, value in sorted(users):
            yield column, value, -1
        makers = [
            (self._lacks_room(column), -value * -self.x[column], column, value)
            for column, value in found
            if value < 0 and self._may_change(column) and not self.elastic[column]
        ]
        for *_, column, value in sorted(makers):
            yield column, value, 1

    def _may_change(self, column: int) -> bool:
        return column not in self.problem.tops

    def _lacks_room(self, column: int) -> bool:
        """Whether some row that the column uses has nothing left."""
        first, end = self.problem.starts[column : column + 2]
        return any(
            self.problem.values.integers[at] > 0
            and self.room[self.problem.rows[at]] < self.problem.values.integers[at]
            for at in range(first, end)
        )

    def _move(self, column: int, amount: int) -> None:
        if not amount:
            return
        self.x[column] += amount
        first, end = self.problem.starts[column : column + 2]
        for at in range(first, end):
            row = self.problem.rows[at]
            self.room[row] -= self.problem.values.integers[at] * amount
            if self.room[row] < 0 and not self.is_waiting[row]:
                self.is_waiting[row] = True
                self.waiting.append(row)


def _rescaled(numbers: Decimals, places: int) -> list[int]:
    """The numbers in units of another power of ten, rounded down."""
    if numbers.places <= places:
        tens = 10 ** (places - numbers.places)
        return [integer * tens for integer in numbers.integers]
    tens = 10 ** (numbers.places - places)
    return [integer // tens for integer in numbers.integers]
