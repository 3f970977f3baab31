"""Tables of points put together to one, and figures that are the same everywhere."""

from __future__ import annotations

import math
from collections.abc import Sequence

from orta.planning.results import Table
from orta.planning.results.table import Value

# Of a result, these digits are the same on every machine; the last ones of a sum or of
# a solver may not be.
_DIGITS = 10


def stacked(points: Sequence[tuple[int, str]], tables: Sequence[Table]) -> Table:
    """The rows of all tables, each after the number and the name of its point.

    >>> one = Table(columns=("teu",), rows=((1.0,), (2.0,)))
    >>> stacked([(1, "a"), (2, "b")], [one, one]).rows[2]
    (2, 'b', 1.0)
    """
    columns = tables[0].columns if tables else ()
    rows = tuple(
        (number, name, *row)
        for (number, name), table in zip(points, tables, strict=True)
        for row in table.rows
    )
    return Table(columns=("point", "name", *columns), rows=rows)


def rounded(table: Table) -> Table:
    """The table with ten digits of each decimal number.

    >>> rounded(Table(columns=("a",), rows=((0.1 + 0.2,), (7,)))).rows
    ((0.3,), (7,))
    """
    rows = tuple(tuple(map(_rounded, row)) for row in table.rows)
    return Table(columns=table.columns, rows=rows)


def _rounded(cell: Value) -> Value:
    if isinstance(cell, float) and math.isfinite(cell):
        return float(f"{cell:.{_DIGITS}g}")
    return cell
