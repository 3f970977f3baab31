"""Cheapest paths of all commodities under given costs. Arrays in, arrays out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from orta.planning.graph import Csr, pop, push

Floats = NDArray[np.float64]
Indices = NDArray[np.int32]
Places = NDArray[np.int64]

NONE = -1  # no link leads here yet


class Wanted(NamedTuple):
    """Commodities grouped by origin: group g are `first[g] : first[g + 1]`.

    `origin` (groups,), `first` (groups + 1,), `destination` (commodities,).
    """

    origin: Indices
    first: Places
    destination: Indices


class Tree(NamedTuple):
    """Scratch of one search, used again for the next; all of shape (nodes,)."""

    distance: Floats
    bits: Places  # the same memory, read as whole numbers
    by: Indices  # link that leads to the node, or NONE
    is_wanted: NDArray[np.bool_]


@njit(cache=True, nogil=True)
def _mark(wanted: Wanted, group: int, is_wanted: NDArray[np.bool_]) -> int:
    """Mark the destinations of a group; how many nodes they are."""
    count = 0
    for k in range(wanted.first[group], wanted.first[group + 1]):
        node = wanted.destination[k]
        if not is_wanted[node]:
            is_wanted[node] = True
            count += 1
    return count


@njit(cache=True, nogil=True)
def _grow(
    csr: Csr, cost: Floats, tree: Tree, heap: Places, root: int, left: int
) -> None:
    """Grow the tree of cheapest paths from a root until `left` marked nodes are in it.

    Notes
    -----
    Source: Dijkstra (1959). The heap sorts whole numbers: the bits of a distance that
    is not negative sort as it does, and its last bits make room for the node. So two
    nodes may come in the wrong order if their distances are almost equal; a node that
    gets a shorter distance is put in again, which makes the distances exact.
    """
    n_nodes = csr.start.size - 1
    room = 1
    while room < n_nodes:
        room <<= 1
    last = np.int64(room - 1)
    tree.distance[:] = np.inf
    tree.by[:] = NONE
    tree.distance[root] = 0.0
    size, enough = push(heap, 0, root), np.int64(-1)
    while size > 0:
        nearest = pop(heap, size)
        size -= 1
        node, so_far = nearest & last, nearest & ~last
        if so_far > tree.bits[node] & ~last:
            continue  # an older, longer way to a node that is settled
        if 0 <= enough < so_far:
            break  # whatever comes now is further than all that are wanted
        if tree.is_wanted[node]:
            tree.is_wanted[node] = False
            left -= 1
            if left == 0:
                enough = np.int64(so_far)
        for slot in range(csr.start[node], csr.start[node + 1]):
            link, head = csr.edge[slot], csr.head[slot]
            further = tree.distance[node] + cost[link]
            if further < tree.distance[head]:
                tree.distance[head] = further
                tree.by[head] = link
                size = push(heap, size, (tree.bits[head] & ~last) | head)


@njit(cache=True, nogil=True)
def cheapest_paths(
    csr: Csr,
    tail: Indices,
    cost: Floats,
    wanted: Wanted,
    limit: Floats,
) -> tuple[Floats, Places, Indices]:
    """Cheapest path of each commodity, where it is cheaper than a limit.

    Parameters
    ----------
    csr, tail
        Links grouped by tail, and the tail of each link, shape (links,).
    cost
        Cost of each link, shape (links,), not negative.
    wanted
        Commodities grouped by origin; all groups of it are searched.
    limit
        A path is given only if it costs less, shape (commodities,).

    Returns
    -------
    distance
        Cost of the cheapest path, infinite where there is none, (commodities,).
    start, link
        The path of commodity k is `link[start[k] : start[k + 1]]`, from its end to
        its origin; empty where none was asked for.
    """
    n_nodes, n = csr.start.size - 1, wanted.destination.size
    by_node = np.empty(n_nodes)
    tree = Tree(
        by_node,
        by_node.view(np.int64),
        np.empty(n_nodes, np.int32),
        np.zeros(n_nodes, np.bool_),
    )
    heap = np.empty(csr.edge.size + 1, np.int64)
    distance, start = np.empty(n), np.zeros(n + 1, np.int64)
    links = np.empty(16 * n + n_nodes, np.int32)
    used = 0
    for group in range(wanted.origin.size):
        root = wanted.origin[group]
        left = _mark(wanted, group, tree.is_wanted)
        _grow(csr, cost, tree, heap, root, left)
        for k in range(wanted.first[group], wanted.first[group + 1]):
            node = wanted.destination[k]
            tree.is_wanted[node] = False  # those that no path leads to
            distance[k] = tree.distance[node]
            if distance[k] < limit[k]:
                if links.size < used + n_nodes:
                    links = np.concatenate((links, np.empty(links.size, np.int32)))
                while node != root:
                    links[used] = tree.by[node]
                    node = tail[links[used]]
                    used += 1
            start[k + 1] = used
    return distance, start, links[:used].copy()


@njit(cache=True, nogil=True)
def along(start: Places, link: Indices, value: Floats) -> Floats:
    """Sum of a value of links along each path, shape (paths,)."""
    total = np.zeros(start.size - 1)
    for path in range(total.size):
        for at in range(start[path], start[path + 1]):
            total[path] += value[link[at]]
    return total


@njit(cache=True, nogil=True)
def onto(start: Places, link: Indices, flow: Floats, n_links: int) -> Floats:
    """Sum of what flows on the paths over each link, shape (links,)."""
    total = np.zeros(n_links)
    for path in range(flow.size):
        for at in range(start[path], start[path + 1]):
            total[link[at]] += flow[path]
    return total


@njit(cache=True, nogil=True)
def least_along(start: Places, link: Indices, value: Floats) -> Floats:
    """Least value of links along each path, one where it has none, (paths,)."""
    least = np.ones(start.size - 1)
    for path in range(least.size):
        for at in range(start[path], start[path + 1]):
            least[path] = min(least[path], value[link[at]])
    return least
