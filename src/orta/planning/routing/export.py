"""An answer as a file: the suffix of its name says which kind."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from orta.datasets import LinkShape
from orta.errors import UsageError
from orta.planning.results import (
    Table,
    write_bytes,
    write_csv,
    write_parquet,
    write_xlsx,
)
from orta.planning.routing.answer import QUANTILES, RouteAnswer
from orta.planning.routing.choose import Choice
from orta.planning.routing.options import PlannedLeg

NO_SHAPES: Final[Mapping[str, LinkShape]] = {}
_GEOJSON_SCHEMA = "orta.route-geojson/1"
_STRAIGHT = "straight lines between the nodes"

Shapes = Mapping[str, LinkShape]


def export_answer(
    answer: RouteAnswer, path: str | Path, *, shapes: Shapes = NO_SHAPES
) -> tuple[Path, ...]:
    """The files written, the answer first; what was there before is replaced.

    `.csv` and `.parquet` hold one row for each leg, with the figures of its
    route; `.xlsx` has the routes, their legs and the provenance on sheets of
    their own; `.geojson` one feature for each leg, drawn along `shapes` where
    they have its links.

    Raises
    ------
    UsageError
        If the suffix is none of these, the library that writes it is not
        installed, or the file cannot be written.

    Examples
    --------
    >>> import orta, tempfile
    >>> answer = orta.load().route("Aktau", "Baku", ready="2026-12-01", draws=10)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.name for path in export_answer(answer, f"{folder}/routes.csv")]
    ['routes.csv', 'routes.csv.provenance.json']
    """
    path = Path(path)
    write = WRITERS.get(path.suffix.lower())
    if write is None:
        raise UsageError(
            f"cannot write a “{path.suffix or path.name}” file",
            where="output",
            hint=f"give it one of these endings: {', '.join(WRITERS)}",
        )
    return write(answer, path, shapes)


def legs_table(answer: RouteAnswer) -> Table:
    """One row for each leg of each shown option, under the figures of its route."""
    return Table(
        columns=(*_ROUTE_COLUMNS, *_LEG_COLUMNS),
        rows=tuple(
            (*_route_cells(answer, choice), number, *_leg_cells(answer, planned))
            for choice in answer.choices
            for number, planned in enumerate(choice.option.legs, start=1)
        ),
    )


def route_geojson(answer: RouteAnswer, *, shapes: Shapes = NO_SHAPES) -> dict[str, Any]:
    """A GeoJSON feature collection: one line for each leg of each shown option.

    Notes
    -----
    Source: RFC 7946. Provenance is a foreign member of the collection; every
    feature says how it was drawn and whom to name.
    """
    features = [
        _feature(answer, choice, number, shapes)
        for choice in answer.choices
        for number in range(1, len(choice.option.legs) + 1)
    ]
    return {
        "type": "FeatureCollection",
        "schema": _GEOJSON_SCHEMA,
        "provenance": answer.provenance.to_dict(),
        "features": features,
    }


def write_geojson(
    answer: RouteAnswer, path: Path, *, shapes: Shapes = NO_SHAPES
) -> tuple[Path, ...]:
    """The file written: the legs as lines on the globe."""
    content = route_geojson(answer, shapes=shapes)
    text = json.dumps(content, ensure_ascii=False, allow_nan=False)
    write_bytes(f"{text}\n".encode(), path)
    return (path,)


def _write_csv(answer: RouteAnswer, path: Path, _: Shapes) -> tuple[Path, ...]:
    return write_csv(legs_table(answer), path, provenance=answer.provenance)


def _write_xlsx(answer: RouteAnswer, path: Path, _: Shapes) -> tuple[Path, ...]:
    sheets = {"routes": answer.table, "legs": legs_table(answer)}
    return write_xlsx(sheets, path, provenance=answer.provenance)


def _write_parquet(answer: RouteAnswer, path: Path, _: Shapes) -> tuple[Path, ...]:
    return write_parquet(legs_table(answer), path, provenance=answer.provenance)


def _write_geojson(answer: RouteAnswer, path: Path, shapes: Shapes) -> tuple[Path, ...]:
    return write_geojson(answer, path, shapes=shapes)


WRITERS: Final[dict[str, Callable[[RouteAnswer, Path, Shapes], tuple[Path, ...]]]] = {
    ".csv": _write_csv,
    ".xlsx": _write_xlsx,
    ".geojson": _write_geojson,
    ".parquet": _write_parquet,
}

_ROUTE_COLUMNS = (
    "route",
    "route_days_mean",
    "route_days_p50",
    "route_days_p80",
    "route_days_p95",
    "route_cost_usd",
    "route_co2e_kg",
    "route_transit",
)
_LEG_COLUMNS = (
    "leg",
    "mode",
    "service_id",
    "service",
    "from_node_id",
    "from",
    "to_node_id",
    "to",
    "load_at",
    "unload_at",
    "distance_km",
    "days",
    "cost_usd",
    "co2e_kg",
    "countries",
)


def _feature(
    answer: RouteAnswer, choice: Choice, number: int, shapes: Shapes
) -> dict[str, Any]:
    planned = choice.option.legs[number - 1]
    cells = (*_route_cells(answer, choice), number, *_leg_cells(answer, planned))
    columns = (*_ROUTE_COLUMNS, *_LEG_COLUMNS)
    return {
        "type": "Feature",
        "id": f"{choice.label}{number}",
        "properties": {
            **dict(zip(columns, cells, strict=True)),
            **_drawn_from(planned, shapes),
        },
        "geometry": {
            "type": "LineString",
            "coordinates": [list(p) for p in _line(answer, planned, shapes)],
        },
    }


def _route_cells(answer: RouteAnswer, choice: Choice) -> tuple[str | float, ...]:
    option, drawn = choice.option, answer.lead_times[choice.label]
    return (
        choice.label,
        option.days,
        *(drawn.quantile_days(share) for share in QUANTILES),
        option.cost_usd,
        option.co2e_kg,
        " ".join(option.transit_codes),
    )


def _leg_cells(answer: RouteAnswer, planned: PlannedLeg) -> tuple[str | float, ...]:
    leg, nodes = planned.leg, answer.corridor.node_by_id
    return (
        leg.mode.value,
        leg.service_id,
        planned.service_name,
        leg.load_location_id,
        nodes[leg.load_location_id].name,
        leg.unload_location_id,
        nodes[leg.unload_location_id].name,
        leg.load_at.isoformat(),
        leg.unload_at.isoformat(),
        planned.distance_km,
        planned.days,
        planned.cost_usd,
        planned.co2e_kg,
        " ".join(planned.country_codes),
    )


def _hops(planned: PlannedLeg) -> Iterator[tuple[str, str, str]]:
    """Link, start and end of every move of a leg, in order."""
    for step in planned.steps:
        if step.hop.link_id:
            yield step.hop.link_id, step.hop.from_node_id, step.hop.to_node_id


def _line(
    answer: RouteAnswer, planned: PlannedLeg, shapes: Shapes
) -> list[tuple[float, float]]:
    """Positions along a leg, each once until it changes."""
    nodes, links = answer.corridor.node_by_id, answer.corridor.link_by_id
    line: list[tuple[float, float]] = []
    for link_id, start, end in _hops(planned):
        shape = shapes.get(link_id)
        if shape is None:
            ends = nodes[start], nodes[end]
            positions = tuple((n.longitude_deg, n.latitude_deg) for n in ends)
        elif links[link_id].from_node_id == start:
            positions = shape.positions
        else:
            positions = shape.positions[::-1]
        line += positions if not line or line[-1] != positions[0] else positions[1:]
    return line


def _drawn_from(planned: PlannedLeg, shapes: Shapes) -> dict[str, str]:
    """How a leg is drawn, and whom to name for it."""
    found = [shapes.get(link_id) for link_id, _, _ in _hops(planned)]
    known = [shape for shape in found if shape is not None]
    ways = [*(shape.kind for shape in known), *([_STRAIGHT] if None in found else [])]
    return {
        "drawn": "; ".join(dict.fromkeys(way for way in ways if way)),
        "attribution": "; ".join(dict.fromkeys(s.attribution for s in known)),
        "license": "; ".join(dict.fromkeys(s.licence for s in known)),
    }
