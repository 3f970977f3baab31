"""The network that rail and sea links are looked up on, and the search on it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from heapq import heappop, heappush
from itertools import pairwise
from math import cos, radians

from link_shapes.geometry import KM_PER_DEGREE, Point, distance_km

Lane = tuple[Point, Point, float]  # both ends and the length in km

_CELL_DEGREES = 0.1
_YARD_KM = 2.0  # nodes this much farther than the nearest also meet at the place
_BRIDGE_PENALTY = 3.0  # a bridge costs the search as much as longer track


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
        row_km = _CELL_DEGREES * KM_PER_DEGREE
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


def join_places(
    net: Net, places: Iterable[Point], *, usable: Collection[Point], snap_km: float
) -> None:
    """Join each place to the nearest nodes of the network."""
    for place in places:
        near = [pair for pair in net.list_near(place, snap_km) if pair[1] in usable]
        for km, point in near:
            if km <= near[0][0] + _YARD_KM:
                net.bridge(place, point)


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


def find_course(net: Net, start: Point, end: Point) -> tuple[list[Point], float] | None:
    """The points from start to end, and the length in km."""
    before = search(net, start, goal=end)
    if end not in before:
        return None
    course = [end]
    while (point := before[course[-1]]) is not None:
        course.append(point)
    course.reverse()
    return course, sum(net.lanes[a][b][0] for a, b in pairwise(course))
