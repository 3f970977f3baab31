"""Finds the courses of sea links on the lanes of searoute, with some of our own."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from link_shapes.geometry import Box, Point, distance_km, is_inside
from link_shapes.net import Net, join_places
from link_shapes.shape import (
    Link,
    Shape,
    list_places,
    read_links,
    read_source,
    shape_link,
)

_SOURCE = ("searoute", "1.6.0", "searoute/data/marnet_searoute.geojson")

_SNAP_KM = 60.0  # lanes that start farther away do not serve the place
_ANTIMERIDIAN = 180.0

# Links to the Cape are for ships that keep away from Suez.
_CAPE, _SUEZ = "ZACPT", "suez"

# Lanes of searoute with an end in one of these are left out.
_LEFT_OUT: Sequence[Box] = (
    ((53.1, 39.1), (53.2, 39.2)),  # on the shoals between Cheleken and Ogurchinsky
    ((22.7, 37.85), (23.1, 38.05)),  # Corinth canal: too narrow for sea-going ships
)

# searoute has no node for Alat, Kuryk and Turkmenbashi, and leaves Aktau and
# Batumi by a detour. These lanes go from the port, round the nearest cape, to
# nodes of searoute or to the end of another of these lanes.
_OFF_BAKU = (50.850349, 40.296735)
_SOUTH_OF_BAKU = (50.534478, 39.684297)
_OFF_AKTAU = (50.818028, 43.557566)
_OFF_KENDIRLI = (52.311401, 41.677015)
_OFF_TURKMENBASHI = (52.735774, 39.764444)
_OFF_TRABZON = (39.7082, 41.12)
_SOUTH_OF_CRIMEA = (33.951449, 44.153237)
_SOUTH_OF_SPIT = (53.03, 39.7)
_OWN_LANES: Mapping[str, Sequence[Sequence[Point]]] = {
    "AZBAK": ([_OFF_BAKU], [_SOUTH_OF_BAKU], [_SOUTH_OF_SPIT]),
    "KZAAU": ([_OFF_AKTAU], [_OFF_BAKU], [(51.15, 43.05), _OFF_KENDIRLI]),
    "KZKYK": ([(51.6, 43.08), _OFF_BAKU],),
    "TMKRW": ([(53.05, 39.94), (53.12, 39.8), _SOUTH_OF_SPIT, _OFF_TURKMENBASHI],),
    "GEBUS": ([(41.1, 41.8), _SOUTH_OF_CRIMEA], [(41.3, 41.6), _OFF_TRABZON]),
}


def shape_sea(folder: Path) -> list[Shape]:
    """The shapes of the sea links, by link_id."""
    links = read_links(folder, "sea")
    by_suez, by_the_cape = read_sea_net(links), read_sea_net(links, shut=_SUEZ)
    return [
        shape_link(
            by_the_cape if _CAPE in {link.from_node_id, link.to_node_id} else by_suez,
            link,
        )
        for link in links
    ]


def read_sea_net(links: Sequence[Link], *, shut: str = "") -> Net:
    """The sea lanes joined to the ports, perhaps with one passage shut.

    `shut` is a passage in the words of searoute.
    """
    net = Net(
        (start, end, distance_km(start, end))
        for feature in json.loads(read_source(*_SOURCE))["features"]
        if feature["properties"].get("passage") != shut
        for start, end in _list_pieces(feature["geometry"])
        if not any(is_inside(p, box) for p in (start, end) for box in _LEFT_OUT)
    )
    ports = {link.from_node_id: link.start for link in links}
    ports |= {link.to_node_id: link.end for link in links}
    for port, lanes in _OWN_LANES.items():
        for lane in lanes if port in ports else ():
            for start, end in pairwise([ports[port], *lane]):
                km = distance_km(start, end)
                net.join(start, end, km=km, cost=km)
    usable = frozenset(net.lanes)
    join_places(net, list_places(links), usable=usable, snap_km=_SNAP_KM)
    return net


def _list_pieces(geometry: Mapping[str, Any]) -> Iterator[tuple[Point, Point]]:
    """The straight pieces of a line that does not pass the 180th meridian."""
    lines = geometry["coordinates"]
    for line in [lines] if geometry["type"] == "LineString" else lines:
        points = [(float(lon), float(lat)) for lon, lat in line]
        for start, end in pairwise(points):
            if max(abs(start[0]), abs(end[0])) < _ANTIMERIDIAN:
                yield start, end
