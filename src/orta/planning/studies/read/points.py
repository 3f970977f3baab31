"""The points of a run: all combinations of what varies, or those in a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from pathlib import PurePath
from typing import Any, Final

from orta.planning.studies.kinds import Change, Way, is_text, plain
from orta.planning.studies.read.complaints import Complaints
from orta.planning.studies.study import Point

MOST_POINTS: Final = 10_000
_AS_ASKED: Final = "as asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Axis:
    """What varies: one way or several that go together, and their values."""

    ways: tuple[Way, ...]
    values: tuple[Any, ...]


def read_points(content: Mapping[str, Any], bad: Complaints) -> tuple[Point, ...]:
    """The points of a run, in order: the last axis changes fastest."""
    if "vary" in content and "point" in content:
        bad("point", "a run has [run.vary] or [[run.point]], not both")
        return ()
    if "point" in content:
        return tuple(_listed(content["point"], bad.under("point")))
    axes = list(_axes(content.get("vary", {}), bad.under("vary")))
    count = prod(len(axis.values) for axis in axes)
    if count > MOST_POINTS:
        bad("vary", f"{count:,} points are more than {MOST_POINTS:,}")
        return ()
    return tuple(_combined(axes))


def _combined(axes: Sequence[_Axis]) -> Iterator[Point]:
    """A point for every combination of values."""
    short = dict(_short_ways([axis.ways[0] for axis in axes]))
    names: Counter[str] = Counter()
    for number, values in enumerate(product(*(a.values for a in axes)), start=1):
        said = [
            (short[axis.ways[0]], value)
            for axis, value in zip(axes, values, strict=True)
        ]
        name = _name(said)
        names[name] += 1
        if names[name] > 1:  # files of one name in two folders
            name = f"{name} ({number})"
        changes = (
            Change(way, value)
            for axis, value in zip(axes, values, strict=True)
            for way in axis.ways
        )
        yield Point(number=number, name=name, changes=tuple(changes))


def _axes(content: object, bad: Complaints) -> Iterator[_Axis]:
    if not isinstance(content, dict):
        bad((), "vary is no table", "write [run.vary] below the run")
        return
    for key, value in content.items():
        for way, values in _leaves(value):
            ways = _split(key) if not way else ((key, *way),)
            if not isinstance(values, list) or not values:
                bad(
                    (key, *way),
                    f"{'.'.join((key, *way))} is no list of values",
                    "write it as KEY = [1, 2, 3]",
                )
            elif len(set(map(repr, values))) < len(values):
                bad(
                    (key, *way),
                    f"a value of {'.'.join((key, *way))} stands there twice",
                )
            else:
                yield _Axis(ways=ways, values=tuple(values))


def _listed(content: object, bad: Complaints) -> Iterator[Point]:
    if not isinstance(content, list) or not all(isinstance(p, dict) for p in content):
        bad((), "point is no list of tables", "write [[run.point]] for each point")
        return
    if len(content) > MOST_POINTS:
        bad((), f"{len(content):,} points are more than {MOST_POINTS:,}")
        return
    drafts = [tuple(_changes(point)) for point in content]
    short = dict(_short_ways([way for draft in drafts for way, _ in draft]))
    names: Counter[str] = Counter()
    for number, (point, changes) in enumerate(zip(content, drafts, strict=True), 1):
        name = point.get("name")
        if name is None:
            name = _name((short[way], value) for way, value in changes)
        elif not is_text(name):
            bad((number - 1, "name"), "the name of a point is a text on one line")
            continue
        names[name] += 1
        if names[name] > 1:
            bad((number - 1,), f"two points are called “{name}”", "give each a name")
        yield Point(number=number, name=name, changes=changes)


def _changes(point: Mapping[str, Any]) -> Iterator[Change]:
    for key, value in point.items():
        if key == "name":
            continue
        for way, leaf in _leaves(value):
            for whole in _split(key) if not way else ((key, *way),):
                yield Change(whole, leaf)


def _leaves(value: object) -> Iterator[tuple[Way, Any]]:
    """The values at the ends of tables in tables, with the ways to them."""
    if not isinstance(value, dict):
        yield (), value
        return
    for key, inner in value.items():
        for way, leaf in _leaves(inner):
            yield (key, *way), leaf


def _split(key: str) -> tuple[Way, ...]:
    """A key in quotes may be a way, or several that change together.

    >>> _split("fleet.A.vessels_more, fleet.B.vessels_more")
    (('fleet', 'A', 'vessels_more'), ('fleet', 'B', 'vessels_more'))
    """
    return tuple(tuple(way.strip().split(".")) for way in key.split(","))


def _short_ways(ways: Sequence[Way]) -> Iterator[tuple[Way, str]]:
    """Ways with the shortest ends that tell them apart."""
    distinct = list(dict.fromkeys(ways))
    for way in distinct:
        for length in range(1, len(way) + 1):
            end = way[-length:]
            if sum(other[-length:] == end for other in distinct) == 1:
                break
        yield way, ".".join(end)


def _name(said: Iterable[tuple[str, Any]]) -> str:
    """What a point is called that has no name of its own."""
    return ", ".join(f"{word} {_shown(value)}" for word, value in said) or _AS_ASKED


def _shown(value: object) -> str:
    """A value in a name: of a file its stem, of a list its members."""
    found = plain(value)
    if isinstance(found, str):
        is_file = found.endswith(".toml")
        return PurePath(found).stem if is_file else found
    if isinstance(found, bool):
        return str(found).lower()
    if isinstance(found, list):
        return " ".join(map(str, found)) or "none"
    return f"{found:g}" if isinstance(found, float) else str(found)
