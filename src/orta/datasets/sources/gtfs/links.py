"""What the services of a feed run on: one link for each two places in a row."""

from __future__ import annotations

from itertools import pairwise

from orta.datasets.check import great_circle_km, length_bounds_km
from orta.datasets.sources.draft import Draft
from orta.datasets.sources.gtfs.calls import Position
from orta.datasets.sources.gtfs.services import ServiceDraft
from orta.datasets.sources.gtfs.tables import GtfsFeed
from orta.vocabulary import TransportMode

_SECONDS_PER_HOUR = 3600
_LEAST_MOVE_H = 1 / 60  # timetables count in minutes
_FEWEST_POINTS = 2

Key = tuple[str, str, TransportMode]  # the two ends in the order of letters


def add_links(
    feed: GtfsFeed,
    draft: Draft,
    services: list[ServiceDraft],
    positions: dict[str, Position],
) -> None:
    """Add a link, usable both ways, wherever two places follow one another.

    Its length is that along the shape where the feed gives one, else the great
    circle, which is an estimate and says so.
    """
    at = {draft.node_id(place): position for place, position in positions.items()}
    shaped_km = _shaped_lengths(feed, services)
    for key, hours in _fastest_times(services).items():
        start, end, mode = key
        straight_km = great_circle_km(at[start], at[end])
        least_km, most_km = length_bounds_km(straight_km)
        length_km = shaped_km.get(key)
        is_estimate = length_km is None or not least_km <= length_km <= most_km
        if length_km is not None and is_estimate:
            draft.report.remark(
                "links whose shape does not fit their ends: straight line instead",
                f"{start} – {end}",
            )
        how = "length: along shapes.txt between the two calls"
        if length_km is None or is_estimate:
            detour = draft.assumptions.detour
            length_km = detour * straight_km
            how = "length: great circle"
            how += f" times {detour:g} (--detour)" if detour != 1 else ", the least"
        draft.add_link(
            f"{mode.value}-{start}-{end}",
            (start, end),
            mode,
            length_km=length_km,
            speed_kmh=length_km / hours,
            method=f"{how}; speed: by the shortest time of the timetable",
            is_estimate=is_estimate,
        )


def _fastest_times(services: list[ServiceDraft]) -> dict[Key, float]:
    """Hours of the fastest service over each link."""
    fastest_h: dict[Key, float] = {}
    for service in services:
        for start, end, seconds, _ in service.links():
            key = (min(start, end), max(start, end), service.mode)
            hours = max(seconds / _SECONDS_PER_HOUR, _LEAST_MOVE_H)
            fastest_h[key] = min(hours, fastest_h.get(key, hours))
    return fastest_h


def _shaped_lengths(feed: GtfsFeed, services: list[ServiceDraft]) -> dict[Key, float]:
    """Kilometres along shapes, the least where services differ."""
    km_a_unit = {key: _km_a_unit(points) for key, points in feed.shapes.items()}
    shaped_km: dict[Key, float] = {}
    for service in services:
        scale = km_a_unit.get(service.shape_id)
        for start, end, _, number in service.links():
            before, after = service.distances[number : number + 2]
            if scale is None or before is None or after is None or after <= before:
                continue
            key = (min(start, end), max(start, end), service.mode)
            length_km = (after - before) * scale
            shaped_km[key] = min(length_km, shaped_km.get(key, length_km))
    return shaped_km


def _km_a_unit(points: list[tuple[float, float, float | None]]) -> float | None:
    """Kilometres in one unit of a shape's own distances, found from its points.

    GTFS leaves the unit open, so that the points alone can tell.
    """
    measures = [distance for *_, distance in points]
    if len(points) < _FEWEST_POINTS or measures[0] is None or measures[-1] is None:
        return None
    if measures[-1] <= measures[0]:
        return None
    length_km = sum(great_circle_km(a[:2], b[:2]) for a, b in pairwise(points))
    return length_km / (measures[-1] - measures[0])
