"""Reads the links of the dataset and makes the shape of each from its course."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import distribution
from itertools import pairwise
from pathlib import Path

from link_shapes.geometry import Point, distance_km, list_great_circle, simplify
from link_shapes.net import Net, find_course

_LENGTH_RATIOS = (0.75, 1.35)  # outside these the course is another line's


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

    @property
    def drawn_km(self) -> float:
        """The length of the line."""
        return sum(distance_km(*piece) for piece in pairwise(self.line))


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


def list_places(links: Iterable[Link]) -> list[Point]:
    """Where links end, each place once, from west to east."""
    return sorted({place for link in links for place in (link.start, link.end)})


def read_source(package: str, version: str, path: str) -> str:
    """A file of an installed package, which is not imported for it."""
    found = distribution(package)
    if found.version != version:
        raise SystemExit(f"{package} is {found.version}, expected {version}")
    return Path(str(found.locate_file(path))).read_text("utf-8")


def shape_link(net: Net, link: Link) -> Shape:
    """The shape of a link: its course if that is about as long, else straight."""
    course, course_km = find_course(net, link.start, link.end) or ([], None)
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
