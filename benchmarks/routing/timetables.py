"""Timetables as lines: made from a seed, read from a GTFS feed, written as one."""

from __future__ import annotations

import csv
import random
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from io import TextIOWrapper
from pathlib import Path

import numpy as np
from networks import Problem, problem

from orta.planning.graph import Csr, build_csr

DAY_MIN = 24 * 60
WEEK_MIN = 7 * DAY_MIN
CHANGE_MIN = (
    2  # what a change takes at least; what nigiri takes for a feed silent on it
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Trips that call at the same stops at the same intervals.

    `arrive` and `depart` count minutes from the departure at the first stop,
    `departures` are those departures, minutes of the week.
    """

    stops: tuple[int, ...]
    arrive: tuple[int, ...]
    depart: tuple[int, ...]
    departures: tuple[int, ...]


def as_problem(lines: list[Line], *, n_stops: int) -> Problem:
    """A state for every stop, a hop for every line from every stop to all later ones.

    The weight is the number of vehicles boarded. The kernel adds a hop's minutes
    first and waits then, so a ride with its timetable at the end, that of the
    arrivals, is the same as one with the departures at its start. Whoever
    alights is ready CHANGE_MIN after arrival, at the destination too: take it off
    there.
    """
    hops: list[tuple[int, int, int, int]] = []  # tail, head, minutes, wait
    timetables = []
    for line in lines:
        for n, here in enumerate(line.stops):
            for m in range(n + 1, len(line.stops)):
                ready = line.arrive[m] + CHANGE_MIN
                hops.append(
                    (here, line.stops[m], ready - line.depart[n], len(timetables))
                )
                timetables.append([(d + ready) % WEEK_MIN for d in line.departures])
    tail, head, minutes, wait = np.array(hops).T
    legs = np.ones((tail.size, 1), np.int64)
    made = problem(tail, head, minutes, legs, wait, timetables, n_states=n_stops)
    return made._replace(backward=_shortest(made, n_stops))


def aboard_problem(lines: list[Line], *, n_stops: int) -> Problem:
    """The same with a state for every line at every stop it leaves.

    Fewer hops where lines are long: a stop joins each line once, not each of its
    later stops.
    """
    hops: list[tuple[int, int, int, int, int]] = []  # tail, head, minutes, legs, wait
    timetables = []
    aboard = n_stops
    for line in lines:
        first = aboard
        for n, here in enumerate(line.stops[:-1]):
            leaves = [(d + line.depart[n]) % WEEK_MIN for d in line.departures]
            hops.append((here, aboard, 0, 1, len(timetables)))
            timetables.append(leaves)
            if aboard > first:
                run_min = line.depart[n] - line.depart[n - 1]
                hops.append((aboard - 1, aboard, run_min, 0, -1))
            ride_min = line.arrive[n + 1] - line.depart[n]
            hops.append((aboard, line.stops[n + 1], ride_min + CHANGE_MIN, 0, -1))
            aboard += 1
    tail, head, minutes, legs, wait = np.array(hops).T
    return problem(
        tail, head, minutes, legs[:, None], wait, timetables, n_states=aboard
    )


def _shortest(made: Problem, n_stops: int) -> Csr:
    """The backward graph with the shortest hop between two stops alone.

    The others cannot make a bound lower.
    """
    order = np.lexsort((made.least, made.tail, made.head))
    ends = np.column_stack([made.tail, made.head])[order]
    kept = order[np.r_[True, (ends[1:] != ends[:-1]).any(axis=1)]].astype(np.int32)
    csr = build_csr(made.head[kept], made.tail[kept], n_vertices=n_stops)
    return csr._replace(edge=kept[csr.edge])


def made_up(n_stops: int, *, n_lines: int, most_calls: int, seed: int) -> list[Line]:
    """Trains and ships along a corridor: few departures, long chains.

    Stops lie in columns of ten; a line calls at two to `most_calls` columns next
    to one another, there and back, and leaves 7 to 28 times a week.
    """
    chance = random.Random(seed)  # noqa: S311 — a timetable, not a secret
    width = 10
    columns = n_stops // width
    lines = []
    while len(lines) < n_lines:
        length = chance.randint(2, most_calls)
        start = chance.randrange(columns - length + 1)
        stops = [(start + n) * width + chance.randrange(width) for n in range(length)]
        runs = [chance.randint(40, 240) for _ in stops[1:]]
        for way, minutes in ((stops, runs), (stops[::-1], runs[::-1])):
            arrive, depart = [0], [0]
            for run in minutes:
                arrive.append(depart[-1] + run)
                depart.append(arrive[-1] + 10)
            lines.append(
                Line(
                    stops=tuple(way),
                    arrive=tuple(arrive),
                    depart=tuple(depart),
                    departures=tuple(
                        sorted(chance.sample(range(WEEK_MIN), chance.randint(7, 28)))
                    ),
                )
            )
    return lines


def write_gtfs(lines: list[Line], *, n_stops: int, folder: Path, monday: date) -> None:
    """The same timetable as a GTFS feed, for three weeks from a Monday on, in UTC."""
    ends = f"{monday:%Y%m%d}", f"{monday + timedelta(days=20):%Y%m%d}"
    trips, times = [], []
    for number, line in enumerate(lines):
        for departure in line.departures:
            day, minute = divmod(departure, DAY_MIN)
            trips.append((number, day, len(trips)))
            for n, stop in enumerate(line.stops):
                clock = [
                    "{:02}:{:02}:00".format(*divmod(minute + t[n], 60))
                    for t in (line.arrive, line.depart)
                ]
                times.append((len(trips) - 1, *clock, stop, n))
    week = [[int(day == other) for other in range(7)] for day in range(7)]
    names = "monday tuesday wednesday thursday friday saturday sunday".split()
    tables = {
        "agency": (
            ["agency_id", "agency_name", "agency_url", "agency_timezone"],
            [("A", "A", "https://example.org", "Etc/UTC")],
        ),
        "stops": (
            ["stop_id", "stop_name", "stop_lat", "stop_lon"],
            [(s, s, 40 + s % 10, s // 10) for s in range(n_stops)],
        ),
        "routes": (
            ["route_id", "agency_id", "route_short_name", "route_type"],
            [(n, "A", n, 2) for n in range(len(lines))],
        ),
        "calendar": (
            ["service_id", *names, "start_date", "end_date"],
            [(day, *flags, *ends) for day, flags in enumerate(week)],
        ),
        "trips": (["route_id", "service_id", "trip_id"], trips),
        "stop_times": (
            ["trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"],
            times,
        ),
    }
    for name, (header, rows) in tables.items():
        with (folder / f"{name}.txt").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])


def read_gtfs(feed: Path, *, monday: date) -> tuple[list[Line], list[str]]:
    """The lines of one week of a feed with `calendar_dates`, and its stops.

    Minutes are those of the feed's own clock.
    """
    with zipfile.ZipFile(feed) as archive:
        stops = [row["stop_id"] for row in _rows(archive, "stops")]
        days = defaultdict(list)
        for row in _rows(archive, "calendar_dates"):
            when = date.fromisoformat(row["date"])
            if row["exception_type"] == "1" and 0 <= (when - monday).days <= 6:
                days[row["service_id"]].append((when - monday).days)
        service = {r["trip_id"]: r["service_id"] for r in _rows(archive, "trips")}
        calls = defaultdict(list)
        for row in _rows(archive, "stop_times"):
            if service[row["trip_id"]] in days:
                calls[row["trip_id"]].append(
                    (
                        int(row["stop_sequence"]),
                        stops.index(row["stop_id"]),
                        _minute(row["arrival_time"]),
                        _minute(row["departure_time"]),
                    )
                )
    departures = defaultdict(set)
    for trip, called in calls.items():
        _, at, arrive, depart = zip(*sorted(called), strict=True)
        start = depart[0]
        pattern = (
            at,
            tuple(minute - start for minute in arrive),
            tuple(minute - start for minute in depart),
        )
        departures[pattern] |= {
            (day * DAY_MIN + start) % WEEK_MIN for day in days[service[trip]]
        }
    lines = [
        Line(
            stops=stops_, arrive=arrive, depart=depart, departures=tuple(sorted(leaves))
        )
        for (stops_, arrive, depart), leaves in departures.items()
    ]
    return lines, stops


def _rows(archive: zipfile.ZipFile, table: str) -> list[dict[str, str]]:
    with archive.open(f"{table}.txt") as file:
        return list(csv.DictReader(TextIOWrapper(file, "utf-8-sig")))


def _minute(clock: str) -> int:
    hours, minutes, _ = clock.split(":")
    return int(hours) * 60 + int(minutes)
