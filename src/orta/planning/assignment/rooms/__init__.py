"""Published capacities of ports that the dataset has no field for.

A terminal of the dataset has one capacity, and ports publish one for boxes, one for
oil, one for grain, one for all.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib import resources

from orta.corridor import Corridor, Evidence, Source
from orta.planning.assignment.request import Room
from orta.vocabulary import Confidence, TransportMode

__all__ = ["shipped_room_sources", "shipped_rooms"]


def shipped_rooms(corridor: Corridor) -> tuple[Room, ...]:
    """Published capacities of the ports that a corridor has, by goods and equipment.

    Examples
    --------
    >>> import orta
    >>> corridor = orta.load().corridor
    >>> oil = next(r for r in shipped_rooms(corridor) if r.room_id == "KZAAU-OIL")
    >>> oil.capacity, oil.capacity_unit, oil.holds("2709", "tank")
    (7.5, 'Mt/yr', True)
    """
    nodes = corridor.node_by_id
    return tuple(
        Room(
            room_id=row["room_id"],
            node_id=row["node_id"],
            mode=TransportMode(row["mode"]),
            equipment_codes=_listed(row["equipment_codes"]),
            commodity_codes=_listed(row["commodity_codes"]),
            capacity=float(row["capacity"]),
            capacity_unit=row["capacity_unit"],
            note=row["note"],
            evidence=Evidence(
                source_id=row["source_id"],
                as_of=row["as_of"],
                confidence=Confidence.PUBLISHED,
            ),
        )
        for row in _rows("room.csv")
        if row["node_id"] in nodes
    )


def shipped_room_sources() -> tuple[Source, ...]:
    """Sources of those rooms that are not among the sources of the dataset."""
    return tuple(Source(**row) for row in _rows("source.csv"))


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = resources.files(__package__).joinpath(name).read_text("utf-8")
    yield from csv.DictReader(text.splitlines())


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split(";")))
