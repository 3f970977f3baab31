"""The peers, each asked the same question; only their own work is timed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from networks import Problem

NAMES = ("pynigiri", "scipy", "igraph", "rustworkx", "networkx")


def versions() -> dict[str, str]:
    """The version of every peer, or "not installed"."""
    found = {}
    for name in NAMES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def find(name: str) -> ModuleType | None:
    """A peer's module, or None where it is not installed."""
    try:
        return import_module(name)
    except ImportError:
        return None


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds the work took, and what it returned."""
    start = time.perf_counter()
    result = work()
    return (time.perf_counter() - start) * 1000, result


class Nigiri:
    """nigiri with one feed: journeys by arrival and transfers."""

    def __init__(self, feed: Path, *, first: str, last: str) -> None:
        os.environ["TZ"] = "UTC"
        self.module = import_module("pynigiri")
        source = self.module.TimetableSource("f", str(feed))
        config = self.module.LoaderConfig()
        config.link_stop_distance = 0  # no walks: they are not in our arrays either
        source.loader_config = config
        with _quiet():
            self.timetable = self.module.load_timetable([source], first, last)
        self.feed = feed

    def ask(
        self, start: str, end: str, *, minute: int, most_min: int, transfers: int
    ) -> tuple[float, set[tuple[int, int]]]:
        """Milliseconds, and (minutes to arrival, transfers) of every journey.

        `minute` is counted from 1970 on, UTC.
        """
        ng, find = self.module, self.timetable.find_location
        query = ng.Query()
        query.start_time = minute
        query.start = [ng.Offset(find(start), 0, 0)]
        query.destination = [ng.Offset(find(end), 0, 0)]
        query.max_travel_time = most_min
        query.max_transfers = transfers
        took_ms, journeys = timed(lambda: ng.route(self.timetable, query))
        return took_ms, {(j.arrival_time() - minute, j.transfers) for j in journeys}


@contextmanager
def _quiet() -> Iterator[None]:
    """Hide what a peer's compiled code writes to the standard error."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def one_to_all(given: Problem) -> Iterator[tuple[str, Callable[[int], object]]]:
    """Each installed peer's distances in minutes from a node to all, ready to time."""
    n_nodes = given.backward.start.size - 1
    minutes = given.hops.minutes.astype(float)
    # Parallel links add up in a sparse matrix and in simple graphs: keep the least.
    order = np.lexsort((minutes, given.head, given.tail))
    ends = np.column_stack([given.tail, given.head])[order]
    first = np.r_[True, (ends[1:] != ends[:-1]).any(axis=1)]
    ends, minutes = ends[first], minutes[order][first]
    if find("scipy"):
        from scipy.sparse import csr_matrix
        from scipy.sparse.csgraph import dijkstra

        matrix = csr_matrix((minutes, ends.T), shape=(n_nodes, n_nodes))
        yield "scipy", lambda node: dijkstra(matrix, indices=node)
    if igraph := find("igraph"):
        graph = igraph.Graph(n_nodes, ends.tolist(), directed=True)
        weights = minutes.tolist()
        yield "igraph", lambda node: graph.distances(node, weights=weights)[0]
    triples = [(a, b, m) for (a, b), m in zip(ends.tolist(), minutes, strict=True)]
    if rustworkx := find("rustworkx"):
        rusty = rustworkx.PyDiGraph(multigraph=False)
        rusty.add_nodes_from(range(n_nodes))
        rusty.add_edges_from(triples)
        yield (
            "rustworkx",
            lambda node: rustworkx.dijkstra_shortest_path_lengths(rusty, node, float),
        )
    if networkx := find("networkx"):
        plain = networkx.DiGraph()
        plain.add_weighted_edges_from(triples)
        yield (
            "networkx",
            lambda node: networkx.single_source_dijkstra_path_length(plain, node),
        )
