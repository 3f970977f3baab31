"""A table as people read it: fewer digits, and an interval in one cell."""

from __future__ import annotations

from math import isfinite

from orta.planning.results import Table
from orta.planning.results.table import Value

_ENDS = ("_low", "_high")
_LARGE = 100


def as_read(table: Table) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Its columns and rows as texts; the ends of an interval stand behind the value.

    >>> as_read(Table(columns=("teu", "teu_low", "teu_high"), rows=((2.0, 1.5, 2.5),)))
    (('teu',), [('2 (1.5 to 2.5)',)])
    """
    places = {name: place for place, name in enumerate(table.columns)}
    ends = {
        name: tuple(places[f"{name}{end}"] for end in _ENDS)
        for name in table.columns
        if all(f"{name}{end}" in places for end in _ENDS)
    }
    hidden = {place for pair in ends.values() for place in pair}
    kept = [name for name in table.columns if places[name] not in hidden]
    rows = [
        tuple(_cell(row, places[name], ends.get(name)) for name in kept)
        for row in table.rows
    ]
    return tuple(kept), rows


def shown(cell: Value) -> str:
    """A cell with four digits that count.

    >>> shown(1234.5678), shown(0.01234567), shown(None), shown(7)
    ('1,234.6', '0.01235', '', '7')
    """
    if isinstance(cell, float):
        if not isfinite(cell):
            return ""
        return f"{cell:,.1f}" if abs(cell) >= _LARGE else f"{cell:.4g}"
    return "" if cell is None else str(cell)


def _cell(row: tuple[Value, ...], place: int, ends: tuple[int, ...] | None) -> str:
    text = shown(row[place])
    if not text or ends is None:
        return text
    low, high = (row[end] for end in ends)
    if low == high == row[place]:  # one replication, or nothing to compare with
        return text
    return f"{text} ({shown(low)} to {shown(high)})"
