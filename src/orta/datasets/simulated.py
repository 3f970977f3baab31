"""Checks of what only a simulation reads: ways back, directions, ids of many tables.

A fault is named once: ids of a table that could not be read in full are not doubted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from orta.corridor import ASSETS, PARAMETER_TARGETS, is_way_back
from orta.datasets.cells import nearest
from orta.datasets.tables import Row, Table
from orta.vocabulary import ParameterQuantity

Tables = Mapping[str, Table]
Values = Mapping[str, list[Any]]
_ENDS = ("from_node_id", "to_node_id")

# Where the ids lie that a parameter or a target may name.
_COLUMNS = {
    "nodes": (("node", "node_id"),),
    "links": (("link", "link_id"),),
    "terminals": (("terminal", "terminal_id"),),
    "borders": (("border", "border_id"),),
    "services": (("service", "service_id"),),
    "fleets": (("fleet", "fleet_id"),),
    "facilities": (("facility", "facility_id"),),
    "demands": (("demand", "demand_id"),),
    "states": (("node", "country_code"), ("link", "via_country_codes")),
    "crossings": (("border", "from_node_id"), ("border", "to_node_id")),
}


def check_simulated(tables: Tables, values: Values) -> None:
    """Complaints in the tables `fleet`, `facility`, `parameter` and `target`."""
    _check_returns(tables["fleet"], values["service"])
    _check_directions(tables["facility"], values["link"])
    for row in tables["parameter"].rows:
        quantity = row.cells.get("quantity")
        if quantity is not None:
            kinds = (PARAMETER_TARGETS[ParameterQuantity(str(quantity))],)
            _check_ids(tables, "parameter", row, "target_ids", kinds)
    for row in tables["target"].rows:
        _check_ids(tables, "target", row, "asset_ids", ASSETS)


def _check_returns(fleets: Table, services: Iterable[Any]) -> None:
    """A fleet comes back from where its service ends to where it begins."""
    by_id = {service.service_id: service for service in services}
    for row in fleets.rows:
        there = by_id.get(row.cells.get("service_id"))
        back = by_id.get(row.cells.get("return_service_id"))
        if there and back and there is not back and not is_way_back(there, back):
            fleets.complain(
                row.number,
                "return_service_id",
                back.service_id,
                "a service from the last call of the fleet's own to its first",
            )


def _check_directions(facilities: Table, links: Iterable[Any]) -> None:
    """A direction of a link leaves one of its ends."""
    ends = {link.link_id: (link.from_node_id, link.to_node_id) for link in links}
    for row in facilities.rows:
        start = row.cells.get("from_node_id")
        both = ends.get(str(row.cells.get("link_id")))
        if start is not None and both and start not in both:
            expected = f"an end of the link: {both[0]} or {both[1]}"
            facilities.complain(row.number, "from_node_id", str(start), expected)


def _check_ids(
    tables: Tables, name: str, row: Row, column: str, kinds: Iterable[str]
) -> None:
    ids = row.cells.get(column)
    places = [place for kind in kinds for place in _COLUMNS[kind]]
    sources = {table for table, _ in places} | {"node"}  # borders get states there
    if not isinstance(ids, tuple) or not all(tables[s].is_complete for s in sources):
        return
    if tuple(kinds) == ("crossings",):
        known = dict.fromkeys(_crossings(tables))
    else:
        known = dict.fromkeys(_texts(tables, places))
    unread = set().union(*(tables[source].unread for source in sources))
    for key in ids:
        if key not in known and key not in unread:
            expected = f"one of the {', '.join(kinds)}"
            tables[name].complain(
                row.number, column, key, expected, nearest(key, known)
            )


def _crossings(tables: Tables) -> Iterable[str]:
    """Pairs of states that a border leads from and to."""
    states = {
        row.cells.get("node_id"): row.cells.get("country_code")
        for row in tables["node"].rows
    }
    for row in tables["border"].rows:
        ends = (states.get(row.cells.get(side)) for side in _ENDS)
        yield "-".join(map(str, ends))


def _texts(tables: Tables, places: Iterable[tuple[str, str]]) -> Iterable[str]:
    """What stands in some columns, item by item."""
    for table, column in places:
        for row in tables[table].rows:
            value = row.cells.get(column)
            yield from value if isinstance(value, tuple) else (str(value),)
