"""Writes the lines that the map draws for the rail and sea links of a dataset.

A link of `link.csv` knows its two nodes and its length, not its course. This
script looks for the course on two open networks and writes it next to the link:

- `rail_shape.geojson` from the world rail graph of scgraph-data 2.0.0
  (© OpenStreetMap contributors, ODbL 1.0: so is the file made from it);
- `sea_shape.geojson` from the lanes of searoute 1.6.0 (Apache-2.0), with lanes
  of our own to ports that it serves badly or not at all.

Lengths stay those of `link.csv`: the shapes are for the eye only. Where a
network has no course of about the right length, the line is the great circle
and its `kind` is `straight`. Both packages are read as data, not imported; their
versions are pinned in `requirements/shapes.in`. `--check` writes nothing and
exits with 1 if a file would change.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from importlib.metadata import distribution
from itertools import pairwise
from math import asin, atan2, cos, degrees, hypot, radians, sin, sqrt
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "src/orta/data/middle-corridor"

Point = tuple[float, float]  # longitude and latitude in degrees
Lane = tuple[Point, Point, float]  # both ends and the length in km
Box = tuple[Point, Point]  # south-west and north-east corner

_EARTH_RADIUS_KM = 6371.0
_KM_PER_DEGREE = 111.2
_ANTIMERIDIAN = 180.0
_CELL_DEGREES = 0.1
# A network that starts farther away does not serve the place.
_RAIL_SNAP_KM, _SEA_SNAP_KM = 45.0, 60.0
_YARD_KM = 2.0  # tracks this much farther than the nearest also meet at the station
_JUNCTION_KM = 3.0  # with fewer than two nodes so near a place may lie between two
_OFF_THE_LINE_KM = 25.0  # how far a long track may keep from its straight line
_LENGTH_RATIOS = (0.75, 1.35)  # outside these the course is another line's
_GAP_KM = 12.0  # wider gaps of the rail graph are taken for real ones
_DETOUR_KM = 30.0  # a dead end is bridged only if it saves as much
_BRIDGE_PENALTY = 3.0  # a bridge costs the search as much as longer track
_MARGIN_DEGREES = 3.0  # lines may leave the box of the nodes by as much
_TOLERANCE_DEGREES = 0.01
_GREAT_CIRCLE_STEP_KM = 100.0

_RAIL_SOURCE = ("scgraph-data", "2.0.0", "scgraph_data/world_railways.py")
_SEA_SOURCE = ("searoute", "1.6.0", "searoute/data/marnet_searoute.geojson")
_RAIL_ATTRIBUTION = (
    "© OpenStreetMap contributors, ODbL 1.0, by way of scgraph-data 2.0.0"
)
_SEA_ATTRIBUTION = "searoute 1.6.0, Apache-2.0; with lanes to some ports by Orta"

# Wider gaps in lines that are known to be whole.
_KNOWN_GAPS: Sequence[tuple[Point, Point]] = (
    ((57.486, 43.974), (58.121, 43.289)),  # Jaslyk - Barsakelmes
    ((29.466, 40.773), (29.695, 40.778)),  # Gebze - Izmit
    ((80.412, 47.893), (80.421, 48.021)),  # Turksib, south of Ayagoz
)

# Stations on the one lane of the graph that leads from Mangystau by Uzen and
# Bolashak to Turkmenistan, round the Garabogaz bay (from OpenStreetMap).
_GARABOGAZ: Sequence[Point] = (
    (52.854, 43.321),
    (53.677, 42.33),
    (54.072, 41.917),
    (54.504, 41.397),
)

# The passages each search keeps shut, in the words of searoute. Without Panama
# the way from Asia round the Cape would rather cross the Pacific.
_OPEN_SEA = frozenset({"northwest"})
_CAPE_ROUTE = frozenset({"northwest", "suez", "panama"})
_CAPE = "ZACPT"

# Lanes of searoute with an end in one of these are left out.
_LEFT_OUT: Sequence[Box] = (
    ((40.0, 46.45), (48.1, 49.0)),  # Volga and Volga-Don canal: out of the Caspian
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
_OFF_BATUMI = (41.1, 41.8)
_OFF_TRABZON = (39.7082, 41.12)
_SOUTH_OF_CRIMEA = (33.951449, 44.153237)
_OFF_KURYK = (51.6, 43.08)
_OFF_PESCHANY = (51.15, 43.05)
_SOUTH_OF_SPIT = (53.03, 39.7)
_OWN_LANES: Mapping[str, Sequence[Sequence[Point]]] = {
    "AZBAK": ([_OFF_BAKU], [_SOUTH_OF_BAKU], [_SOUTH_OF_SPIT]),
    "KZAAU": ([_OFF_AKTAU], [_OFF_BAKU], [_OFF_PESCHANY, _OFF_KENDIRLI]),
    "KZKYK": ([_OFF_KURYK, _OFF_PESCHANY, _OFF_AKTAU], [_OFF_KURYK, _OFF_BAKU]),
    "TMKRW": (
        [(53.05, 39.94), (53.12, 39.8), _SOUTH_OF_SPIT, _OFF_TURKMENBASHI],
        [(53.05, 39.94), (53.12, 39.8), _SOUTH_OF_SPIT, _OFF_BAKU],
    ),
    "GEBUS": (
        [_OFF_BATUMI, _SOUTH_OF_CRIMEA],
        [(41.3, 41.6), _OFF_TRABZON],
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link of the dataset and where its ends lie."""

    link_id: str
    from_node_id: str
    to_node_id: str
    start: Point
    end: Point
    length_km: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The line of a link, and the length of the course found for it.

    `course_km` is the length on the network, `None` where there is no course.
    """

    link: Link
    line: tuple[Point, ...]
    kind: str
    course_km: float | None


class Net:
    """A network without directions that may grow, with a grid to look around in.

    Besides its true length each lane has a cost, which the search minimises.
    """

    def __init__(self, lanes: Iterable[Lane]) -> None:
        self.lanes: dict[Point, dict[Point, tuple[float, float]]] = defaultdict(dict)
        self._cells: dict[tuple[int, int], list[Point]] = defaultdict(list)
        for start, end, km in lanes:
            self.join(start, end, km=km, cost=km)

    def join(self, start: Point, end: Point, *, km: float, cost: float) -> None:
        """Add a lane, unless the two points have a cheaper one."""
        if start == end:
            return
        for point in (start, end):
            if point not in self.lanes:
                self._cells[_cell(point)].append(point)
        known = self.lanes[start].get(end)
        if known is None or cost < known[1]:
            self.lanes[start][end] = self.lanes[end][start] = (km, cost)

    def bridge(self, start: Point, end: Point) -> None:
        """Add a straight lane that the search takes only if it must."""
        km = distance_km(start, end)
        self.join(start, end, km=km, cost=km * _BRIDGE_PENALTY)

    def list_near(self, place: Point, within_km: float) -> list[tuple[float, Point]]:
        """Points of the network with their distance in km, nearest first."""
        row_km = _CELL_DEGREES * _KM_PER_DEGREE
        rows = int(within_km / row_km) + 1
        columns = int(within_km / (row_km * cos(radians(place[1])))) + 1
        x, y = _cell(place)
        near = [
            (distance_km(place, point), point)
            for i in range(x - columns, x + columns + 1)
            for j in range(y - rows, y + rows + 1)
            for point in self._cells.get((i, j), ())
        ]
        return sorted(pair for pair in near if pair[0] <= within_km)


def _cell(point: Point) -> tuple[int, int]:
    return int(point[0] // _CELL_DEGREES), int(point[1] // _CELL_DEGREES)


# Reading


def read_links(folder: Path, mode: str) -> list[Link]:
    """The links of one mode of transport, by link_id."""
    with (folder / "node.csv").open(encoding="utf-8", newline="") as file:
        places = {
            row["node_id"]: (float(row["x_coord"]), float(row["y_coord"]))
            for row in csv.DictReader(file)
        }
    with (folder / "link.csv").open(encoding="utf-8", newline="") as file:
        links = [
            Link(
                link_id=row["link_id"],
                from_node_id=row["from_node_id"],
                to_node_id=row["to_node_id"],
                start=places[row["from_node_id"]],
                end=places[row["to_node_id"]],
                length_km=float(row["length_km"]),
            )
            for row in csv.DictReader(file)
            if row["mode"] == mode
        ]
    return sorted(links, key=lambda link: link.link_id)


def read_source(package: str, version: str, path: str) -> str:
    """A file of an installed package, which is not imported for it."""
    found = distribution(package)
    if found.version != version:
        raise SystemExit(f"{package} is {found.version}, expected {version}")
    return Path(str(found.locate_file(path))).read_text("utf-8")


def read_rail_net(box: Box) -> Net:
    """The rail graph inside a box, its gaps closed.

    The module holds two literals: for each node its neighbours with the length
    of the track in km, and for each node its latitude and longitude.
    """
    text = read_source(*_RAIL_SOURCE)
    literals = dict(re.findall(r"^(graph|nodes)=(.*)$", text, re.MULTILINE))
    graph = json.loads(re.sub(r"(\d+): ", r'"\1": ', literals["graph"]))
    points = [(lon, lat) for lat, lon in json.loads(literals["nodes"])]
    net = Net(
        (points[node], points[int(other)], km)
        for node, others in enumerate(graph)
        if _is_inside(points[node], box)
        for other, km in others.items()
        if int(other) > node and _is_inside(points[int(other)], box)
    )
    close_gaps(net)
    return net


def read_sea_net(links: Sequence[Link], *, shut: Collection[str]) -> Net:
    """The sea lanes with some passages shut, the Caspian apart from the rest."""
    net = Net(
        (start, end, distance_km(start, end))
        for feature in json.loads(read_source(*_SEA_SOURCE))["features"]
        if feature["properties"].get("passage") not in shut
        for start, end in _list_pieces(feature["geometry"])
        if not any(_is_inside(p, box) for p in (start, end) for box in _LEFT_OUT)
    )
    ports = {link.from_node_id: link.start for link in links}
    ports |= {link.to_node_id: link.end for link in links}
    for port, lanes in _OWN_LANES.items():
        for lane in lanes if port in ports else ():
            for start, end in pairwise([ports[port], *lane]):
                km = distance_km(start, end)
                net.join(start, end, km=km, cost=km)
    return net


def _list_pieces(geometry: Mapping[str, Any]) -> Iterator[tuple[Point, Point]]:
    """The straight pieces of a line that does not pass the 180th meridian."""
    lines = geometry["coordinates"]
    for line in [lines] if geometry["type"] == "LineString" else lines:
        points = [(float(lon), float(lat)) for lon, lat in line]
        for start, end in pairwise(points):
            if max(abs(start[0]), abs(end[0])) < _ANTIMERIDIAN:
                yield start, end


def _is_inside(point: Point, box: Box) -> bool:
    (west, south), (east, north) = box
    return west <= point[0] <= east and south <= point[1] <= north


# Closing the gaps of the rail graph


def close_gaps(net: Net) -> None:
    """Bridge the places where the graph is broken though the track is not.

    From every dead end, and from every node of a piece that is not the largest,
    a bridge goes to the nearest node in each piece that is near but which the
    tracks reach only by a detour, if at all.
    """
    pieces = list_pieces(net)
    piece_at = {point: i for i, piece in enumerate(pieces) for point in piece}
    loose = [p for p in piece_at if piece_at[p] > 0 or len(net.lanes[p]) == 1]
    bridges = list(_KNOWN_GAPS)
    for point in loose:
        near = net.list_near(point, _GAP_KM)
        reached = search(net, point, within=_DETOUR_KM)
        nearest: dict[int, Point] = {}
        for _, other in near:
            if other not in reached:
                nearest.setdefault(piece_at[other], other)
        bridges += [(point, other) for other in nearest.values()]
    for point, other in bridges:
        net.bridge(point, other)


def list_pieces(net: Net) -> list[list[Point]]:
    """The connected pieces of a network, largest first."""
    pieces, seen = [], set[Point]()
    for start in net.lanes:
        if start in seen:
            continue
        seen.add(start)
        piece = [start]
        for point in piece:  # grows while it is read
            fresh = [other for other in net.lanes[point] if other not in seen]
            seen.update(fresh)
            piece.extend(fresh)
        pieces.append(piece)
    return sorted(pieces, key=len, reverse=True)


# Joining the places of the dataset


def join_places(
    net: Net, places: Iterable[Point], *, usable: Collection[Point], snap_km: float
) -> None:
    """Join each place to the nearest nodes of the network."""
    for place in places:
        near = [pair for pair in net.list_near(place, snap_km) if pair[1] in usable]
        for km, point in near:
            if km <= near[0][0] + _YARD_KM:
                net.bridge(place, point)


def thread_places(net: Net, places: Iterable[Point]) -> None:
    """Put each place that lies between two far junctions on the track there.

    The rail graph knows junctions only: a station on a plain line is not in it.
    The old lane stays, so that other courses need not turn aside to the place.
    """
    long_lanes = list_long_lanes(net)
    for place in places:
        if len(net.list_near(place, _JUNCTION_KM)) <= 1:
            lane = find_lane_at(place, long_lanes, off_km=_OFF_THE_LINE_KM)
            if lane is not None:
                insert_place(net, place, lane)


def bend_lane(net: Net, bends: Iterable[Point]) -> None:
    """Lead one long lane by the given points, in this order."""
    for bend in bends:
        lane = find_lane_at(bend, list_long_lanes(net), off_km=float("inf"))
        if lane is not None:
            insert_place(net, bend, lane)
            start, end, _ = lane
            del net.lanes[start][end], net.lanes[end][start]


def list_long_lanes(net: Net) -> list[Lane]:
    """The lanes, each once, on which a station may be without being near an end."""
    return [
        (start, end, km)
        for start, others in net.lanes.items()
        for end, (km, _) in others.items()
        if start < end and km > 2 * _JUNCTION_KM
    ]


def find_lane_at(place: Point, lanes: Iterable[Lane], *, off_km: float) -> Lane | None:
    """The lane that comes nearest to a place and is long enough to pass there."""
    fitting = []
    for lane in lanes:
        start, end, km = lane
        # Cheap first: most lanes lie elsewhere.
        if abs(start[1] - place[1]) * _KM_PER_DEGREE > km:
            continue
        first_km, last_km = distance_km(start, place), distance_km(place, end)
        if first_km + last_km <= km:
            height_km = _height(first_km, last_km, distance_km(start, end))
            fitting.append((height_km, lane))
    height_km, nearest = min(fitting, default=(off_km, None))
    return nearest if height_km <= off_km else None


def insert_place(net: Net, place: Point, lane: Lane) -> None:
    """Join a place to both ends of a lane, sharing out the length of the track."""
    start, end, km = lane
    first_km, last_km = distance_km(start, place), distance_km(place, end)
    for point, part_km in ((start, first_km), (end, last_km)):
        share_km = km * part_km / (first_km + last_km)
        net.join(place, point, km=share_km, cost=share_km)


def _height(first: float, last: float, base: float) -> float:
    """The height of a triangle over its base, by Heron's formula."""
    half = (first + last + base) / 2
    square = half * (half - first) * (half - last) * (half - base)
    return 2 * sqrt(max(0.0, square)) / base if base else first


# Finding a course


def search(
    net: Net,
    start: Point,
    *,
    goal: Point | None = None,
    within: float = float("inf"),
) -> dict[Point, Point | None]:
    """For each point settled on the way to the goal the one before it (Dijkstra)."""
    best = {start: 0.0}
    queue: list[tuple[float, Point, Point | None]] = [(0.0, start, None)]
    before: dict[Point, Point | None] = {}
    while queue and goal not in before:
        cost, point, previous = heappop(queue)
        if point in before:
            continue
        before[point] = previous
        for other, (_, more) in net.lanes.get(point, {}).items():
            total = cost + more
            if total <= within and total < best.get(other, float("inf")):
                best[other] = total
                heappush(queue, (total, other, point))
    return before


def find_course(net: Net, link: Link) -> tuple[list[Point], float] | None:
    """The points from one end of a link to the other, and the length in km."""
    before = search(net, link.start, goal=link.end)
    if link.end not in before:
        return None
    course = [link.end]
    while (point := before[course[-1]]) is not None:
        course.append(point)
    course.reverse()
    return course, sum(net.lanes[a][b][0] for a, b in pairwise(course))


def shape_link(net: Net, link: Link) -> Shape:
    """The shape of a link: its course if that is about as long, else straight."""
    course, course_km = find_course(net, link) or ([], None)
    low, high = _LENGTH_RATIOS
    is_routed = (
        course_km is not None
        and low * link.length_km <= course_km <= high * link.length_km
    )
    if not is_routed:
        course = list_great_circle(link.start, link.end)
    return Shape(
        link=link,
        line=tuple((round(lon, 3), round(lat, 3)) for lon, lat in simplify(course)),
        kind="routed" if is_routed else "straight",
        course_km=course_km,
    )


def shape_rail(folder: Path) -> list[Shape]:
    """The shapes of the rail links, by link_id."""
    links = read_links(folder, "rail")
    places = list_places(links)
    lons, lats = zip(*places, strict=True)
    net = read_rail_net(
        (
            (min(lons) - _MARGIN_DEGREES, min(lats) - _MARGIN_DEGREES),
            (max(lons) + _MARGIN_DEGREES, max(lats) + _MARGIN_DEGREES),
        )
    )
    bend_lane(net, _GARABOGAZ)
    usable = frozenset(list_pieces(net)[0])
    thread_places(net, places)
    join_places(net, places, usable=usable, snap_km=_RAIL_SNAP_KM)
    return [shape_link(net, link) for link in links]


def shape_sea(folder: Path) -> list[Shape]:
    """The shapes of the sea links, by link_id."""
    links = read_links(folder, "sea")
    open_sea = read_sea_net(links, shut=_OPEN_SEA)
    cape_route = read_sea_net(links, shut=_CAPE_ROUTE)
    for net in (open_sea, cape_route):
        usable = frozenset(net.lanes)
        others = [place for place in list_places(links) if place not in usable]
        join_places(net, others, usable=usable, snap_km=_SEA_SNAP_KM)
    return [
        shape_link(
            cape_route if _CAPE in {link.from_node_id, link.to_node_id} else open_sea,
            link,
        )
        for link in links
    ]


def list_places(links: Iterable[Link]) -> list[Point]:
    """Where links end, each place once, from west to east."""
    return sorted({place for link in links for place in (link.start, link.end)})


# Geometry


def distance_km(start: Point, end: Point) -> float:
    """The length of the great circle between two points of the sphere."""
    lon, lat = radians(end[0] - start[0]), radians(end[1] - start[1])
    across = cos(radians(start[1])) * cos(radians(end[1])) * sin(lon / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * asin(sqrt(sin(lat / 2) ** 2 + across))


def list_great_circle(start: Point, end: Point) -> list[Point]:
    """The great circle from one point to another in steps of about 100 km."""
    km = distance_km(start, end)
    angle, count = km / _EARTH_RADIUS_KM, int(km / _GREAT_CIRCLE_STEP_KM)
    points = [start]
    for step in range(1, count + 1):
        share = step / (count + 1)
        a, b = sin((1 - share) * angle) / sin(angle), sin(share * angle) / sin(angle)
        (x1, y1, z1), (x2, y2, z2) = _on_sphere(start), _on_sphere(end)
        x, y, z = a * x1 + b * x2, a * y1 + b * y2, a * z1 + b * z2
        points.append((degrees(atan2(y, x)), degrees(atan2(z, hypot(x, y)))))
    return [*points, end]


def _on_sphere(point: Point) -> tuple[float, float, float]:
    lon, lat = radians(point[0]), radians(point[1])
    return cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)


def simplify(line: Sequence[Point]) -> list[Point]:
    """The line without the points that lie within 0.01 degrees of the rest.

    Notes
    -----
    *Source:* Douglas and Peucker, "Algorithms for the reduction of the number
    of points required to represent a digitized line", Cartographica 10 (1973).
    """
    kept, waiting = {0, len(line) - 1}, [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        offsets = [
            (_offset(line[i], line[first], line[last]), i)
            for i in range(first + 1, last)
        ]
        farthest, at = max(offsets, default=(0.0, first))
        if farthest > _TOLERANCE_DEGREES:
            kept.add(at)
            waiting += [(first, at), (at, last)]
    return [line[i] for i in sorted(kept)]


def _offset(point: Point, start: Point, end: Point) -> float:
    """How far a point lies from a piece of a line, in degrees."""
    x, y = end[0] - start[0], end[1] - start[1]
    dx, dy = point[0] - start[0], point[1] - start[1]
    square = x * x + y * y
    along = min(1.0, max(0.0, (dx * x + dy * y) / square)) if square else 0.0
    return hypot(dx - along * x, dy - along * y)


# Writing


def as_geojson(shapes: Iterable[Shape], *, attribution: str, licence: str) -> bytes:
    """A feature collection with one line of text for each shape."""
    features = [
        {
            "type": "Feature",
            "properties": {
                "link_id": shape.link.link_id,
                "drawn_km": round(sum(distance_km(*p) for p in pairwise(shape.line))),
                "kind": shape.kind,
            },
            "geometry": {"type": "LineString", "coordinates": shape.line},
        }
        for shape in shapes
    ]
    head = {
        "type": "FeatureCollection",
        "attribution": attribution,
        "license": licence,
    }
    start = _as_json(head).removesuffix("}") + ',"features":[\n'
    return (start + ",\n".join(map(_as_json, features)) + "\n]}\n").encode()


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def as_table(shapes: Iterable[Shape]) -> str:
    """The lengths on the network next to those of `link.csv`, as text."""
    lines = ["link from  to     link_km course_km ratio kind"]
    for shape in shapes:
        link, km = shape.link, shape.course_km
        found = (
            "        -     -" if km is None else f"{km:9.0f} {km / link.length_km:5.2f}"
        )
        lines.append(
            f"{link.link_id} {link.from_node_id:6}{link.to_node_id:6} "
            f"{link.length_km:7.0f} {found} {shape.kind}"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 1 if `--check` finds a file that would change."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--data", type=Path, default=DATA, metavar="FOLDER")
    parser.add_argument("--check", action="store_true", help="write nothing")
    options = parser.parse_args(arguments)
    rail, sea = shape_rail(options.data), shape_sea(options.data)
    files = {
        options.data / "rail_shape.geojson": as_geojson(
            rail, attribution=_RAIL_ATTRIBUTION, licence="ODbL-1.0"
        ),
        options.data / "sea_shape.geojson": as_geojson(
            sea, attribution=_SEA_ATTRIBUTION, licence="Apache-2.0"
        ),
    }
    stale = [
        path
        for path, content in files.items()
        if not path.is_file() or path.read_bytes() != content
    ]
    for path in stale:
        if options.check:
            print(f"{path.name} is not what tools/make_link_shapes.py makes")
        else:
            path.write_bytes(files[path])
    for mode, shapes in (("rail", rail), ("sea", sea)):
        routed = sum(shape.kind == "routed" for shape in shapes)
        print(f"{mode}: {routed} routed, {len(shapes) - routed} straight")
        print(as_table(shapes))
    return int(options.check and bool(stale))


if __name__ == "__main__":
    raise SystemExit(main())
