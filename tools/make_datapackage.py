"""Write `datapackage.json` of the shipped dataset from the schema of the tables.

python tools/make_datapackage.py [--check]
"""

from __future__ import annotations

import argparse
import json
import sys

from orta.datasets import SHIPPED, find_dataset, read_schema
from orta.datasets.package import data_package

VERSION = "2026.11"
HEAD = {
    "name": SHIPPED,
    "version": VERSION,
    "title": "The Middle Corridor: places, links, services and prices, with sources",
    "description": (
        "The freight route China - Kazakhstan - Caspian Sea - Azerbaijan - Georgia "
        "and Türkiye - Europe, its branches and its rivals by Russia and Belarus, by "
        "sea and by Iran. Every row of fact carries source, date and confidence; "
        "estimates say how they were made. Nodes and links carry GMNS names."
    ),
    "licenses": [
        {
            "name": "CC-BY-4.0",
            "title": "Creative Commons Attribution 4.0",
            "path": "https://creativecommons.org/licenses/by/4.0/",
        }
    ],
    "keywords": ["freight", "rail", "Middle Corridor", "TITR", "Caspian", "GMNS"],
}
SHAPES = [
    {
        "name": "rail-shape",
        "path": "rail_shape.geojson",
        "title": "Shapes of rail links for the map",
        "format": "geojson",
        "licenses": [
            {
                "name": "ODbL-1.0",
                "title": "Open Database License; © OpenStreetMap contributors",
                "path": "https://opendatacommons.org/licenses/odbl/1-0/",
            }
        ],
    },
    {
        "name": "sea-shape",
        "path": "sea_shape.geojson",
        "title": "Shapes of sea links for the map",
        "format": "geojson",
        "licenses": [
            {
                "name": "Apache-2.0",
                "title": "Apache License 2.0; from the network of searoute",
                "path": "https://www.apache.org/licenses/LICENSE-2.0",
            }
        ],
    },
]


def package_text() -> str:
    """The file as it should be."""
    package = data_package(HEAD, tables=read_schema(), extra=SHAPES)
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def main() -> int:
    """Write the file, or with --check say whether it is current."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    arguments = parser.parse_args()
    path = find_dataset(SHIPPED) / "datapackage.json"
    text = package_text()
    if not arguments.check:
        path.write_text(text, encoding="utf-8")
    elif path.read_text("utf-8") != text:
        print("datapackage.json is not current: run tools/make_datapackage.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
