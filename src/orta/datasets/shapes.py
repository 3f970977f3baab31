"""The drawn lines of a dataset's links, each with whose they are.

Shapes lie apart from the tables (decision Shapes-apart): they are for maps, and
lengths never come from them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orta.errors import BadCell, DatasetError

Position = tuple[float, float]  # longitude, latitude in degrees


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkShape:
    """The line of a link from its first node to its second, and its terms of use."""

    link_id: str
    positions: tuple[Position, ...]
    attribution: str
    licence: str
    kind: str = ""  # routed along a network, or a straight line


def read_link_shapes(folder: Path) -> dict[str, LinkShape]:
    """Shapes under their link, from every `*_shape.geojson` of the folder.

    Raises
    ------
    DatasetError
        If a file is not a GeoJSON feature collection with attribution and lines.

    Examples
    --------
    >>> from orta.datasets import find_dataset
    >>> shapes = read_link_shapes(find_dataset("middle-corridor"))
    >>> shapes["L222"].positions[0], shapes["L222"].licence
    ((51.22, 43.6), 'Apache-2.0')
    """
    shapes: dict[str, LinkShape] = {}
    for path in sorted(folder.glob("*_shape.geojson")):
        try:
            shapes.update(_read_file(path))
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            bad = BadCell(
                file=path.name,
                row=0,
                column="",
                value=type(problem).__name__,
                expected="GeoJSON lines with link_id, and an attribution and license",
                hint=str(problem),
            )
            raise DatasetError(str(folder), (bad,)) from None
    return shapes


def _read_file(path: Path) -> dict[str, LinkShape]:
    content: dict[str, Any] = json.loads(path.read_bytes())
    shapes = {}
    for feature in content["features"]:
        properties = feature["properties"]
        link_id = str(properties["link_id"])
        line = feature["geometry"]["coordinates"]
        shapes[link_id] = LinkShape(
            link_id=link_id,
            positions=tuple((float(lon), float(lat)) for lon, lat, *_ in line),
            attribution=str(content["attribution"]),
            licence=str(content["license"]),
            kind=str(properties.get("kind", "")),
        )
    return shapes
