"""Writes the lines that the map draws for the rail and sea links of a dataset.

python tools/make_link_shapes.py [--check] [--data FOLDER]

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

import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from link_shapes import Shape, shape_rail, shape_sea

DATA = Path(__file__).resolve().parent.parent / "src/orta/data/middle-corridor"

_RAIL_ATTRIBUTION = (
    "© OpenStreetMap contributors, ODbL 1.0, by way of scgraph-data 2.0.0"
)
_SEA_ATTRIBUTION = "searoute 1.6.0, Apache-2.0; with lanes to some ports by Orta"


def as_geojson(shapes: Iterable[Shape], *, attribution: str, licence: str) -> bytes:
    """A feature collection with one line of text for each shape."""
    features = [
        {
            "type": "Feature",
            "properties": {
                "link_id": shape.link.link_id,
                "drawn_km": round(shape.drawn_km),
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
