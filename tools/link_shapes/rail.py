"""Finds the courses of rail links on the world rail graph, which it mends first."""

import json
import re
from collections.abc import Iterable, Sequence
from math import sqrt
from pathlib import Path

from link_shapes.geometry import Box, Point, distance_km, is_inside
from link_shapes.net import Lane, Net, join_places, list_pieces, search
from link_shapes.shape import Shape, list_places, read_links, read_source, shape_link

_SOURCE = ("scgraph-data", "2.0.0", "scgraph_data/world_railways.py")

_SNAP_KM = 45.0  # a graph that starts farther away does not serve the place
_JUNCTION_KM = 3.0  # with fewer than two nodes so near a place may lie between two
_OFF_THE_LINE_KM = 25.0  # how far a long track may keep from its straight line
_GAP_KM = 12.0  # wider gaps of the graph are taken for real ones
_DETOUR_KM = 30.0  # a dead end is bridged only if it saves as much
_MARGIN_DEGREES = 3.0  # lines may leave the box of the nodes by as much

# Wider gaps in lines that are known to be whole.
_KNOWN_GAPS: Sequence[tuple[Point, Point]] = (
    ((57.486, 43.974), (58.121, 43.289)),  # Jaslyk - Barsakelmes
    ((29.466, 40.773), (29.695, 40.778)),  # Gebze - Izmit
    ((80.412, 47.893), (80.421, 48.021)),  # Turksib, south of Ayagoz
)

# Stations on the one lane of the graph that leads from Mangystau by Uzen to
# Turkmenistan, round the Garabogaz bay (from OpenStreetMap).
_GARABOGAZ: Sequence[Point] = (
    (52.854, 43.321),
    (54.072, 41.917),
    (54.504, 41.397),
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
    join_places(net, places, usable=usable, snap_km=_SNAP_KM)
    return [shape_link(net, link) for link in links]


def read_rail_net(box: Box) -> Net:
    """The rail graph inside a box, its gaps closed.

    The module holds two literals: for each node its neighbours with the length
    of the track in km, and for each node its latitude and longitude.
    """
    text = read_source(*_SOURCE)
    literals = dict(re.findall(r"^(graph|nodes)=(.*)$", text, re.MULTILINE))
    graph = json.loads(re.sub(r"(\d+): ", r'"\1": ', literals["graph"]))
    points = [(lon, lat) for lat, lon in json.loads(literals["nodes"])]
    net = Net(
        (points[node], points[int(other)], km)
        for node, others in enumerate(graph)
        if is_inside(points[node], box)
        for other, km in others.items()
        if int(other) > node and is_inside(points[int(other)], box)
    )
    close_gaps(net)
    return net


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


def bend_lane(net: Net, bends: Iterable[Point]) -> None:
    """Lead one long lane by the given points, in this order."""
    for bend in bends:
        lane = find_lane_at(bend, list_long_lanes(net), off_km=float("inf"))
        if lane is not None:
            insert_place(net, bend, lane)
            start, end, _ = lane
            del net.lanes[start][end], net.lanes[end][start]


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
        first_km, last_km = distance_km(start, place), distance_km(place, end)
        if first_km + last_km <= km:
            height_km = _height(first_km, last_km, distance_km(start, end))
            fitting.append((height_km, lane))
    height_km, nearest = min(fitting, default=(off_km, None))
    return nearest if height_km <= off_km else None


def _height(first: float, last: float, base: float) -> float:
    """The height of a triangle over its base, by Heron's formula."""
    half = (first + last + base) / 2
    square = half * (half - first) * (half - last) * (half - base)
    return 2 * sqrt(max(0.0, square)) / base if base else first


def insert_place(net: Net, place: Point, lane: Lane) -> None:
    """Join a place to both ends of a lane, sharing out the length of the track."""
    start, end, km = lane
    first_km, last_km = distance_km(start, place), distance_km(place, end)
    for point, part_km in ((start, first_km), (end, last_km)):
        share_km = km * part_km / (first_km + last_km)
        net.join(place, point, km=share_km, cost=share_km)
