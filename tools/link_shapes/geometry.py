"""Measures and thins out lines on the sphere: the ground all other parts stand on."""

from collections.abc import Sequence
from math import asin, atan2, cos, degrees, hypot, radians, sin, sqrt

Point = tuple[float, float]  # longitude and latitude in degrees
Box = tuple[Point, Point]  # south-west and north-east corner

_EARTH_RADIUS_KM = 6371.0
KM_PER_DEGREE = 111.2
_TOLERANCE_DEGREES = 0.01
_GREAT_CIRCLE_STEP_KM = 100.0


def distance_km(start: Point, end: Point) -> float:
    """The length of the great circle between two points of the sphere."""
    lon, lat = radians(end[0] - start[0]), radians(end[1] - start[1])
    across = cos(radians(start[1])) * cos(radians(end[1])) * sin(lon / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * asin(sqrt(sin(lat / 2) ** 2 + across))


def is_inside(point: Point, box: Box) -> bool:
    """True for a point in the box or on its edge."""
    (west, south), (east, north) = box
    return west <= point[0] <= east and south <= point[1] <= north


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
