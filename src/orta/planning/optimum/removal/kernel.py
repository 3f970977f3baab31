"""Flows led round what is removed, and what commodities cost then. Arrays only."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from orta.planning.graph import Csr
from orta.planning.optimum.paths.kernel import Wanted, cheapest_paths

Floats = NDArray[np.float64]
Indices = NDArray[np.int32]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]

_NOTHING = 1e-12  # share of a limit or an amount that counts as none


class Rows(NamedTuple):
    """Limits: link e takes `use[i]` of `row[i]`, i in `first[e] : first[e + 1]`.

    `first` (links + 1,); `link`, `row` and `use` (entries,); `limit` (rows,).
    """

    first: Places
    link: Indices
    row: Indices
    use: Floats
    limit: Floats


class Network(NamedTuple):
    """Links and commodities, the latter in order of their origins.

    `tail` and `cost` (links,); `origin`, `destination` and `unmet_cost`
    (commodities,).
    """

    csr: Csr
    tail: Indices
    cost: Floats
    origin: Indices
    destination: Indices
    unmet_cost: Floats


class Carried(NamedTuple):
    """Paths with what flows on them; their links go from the end to the origin."""

    commodity: Indices
    start: Places
    link: Indices
    flow: Floats


class Dual(NamedTuple):
    """Prices of rows (rows,) and what they make of links and commodities.

    `lengths` (links,) are costs with prices; the cheapest way of commodity k, which
    costs `least[k]`, goes backwards over `link[start[k] : start[k + 1]]`.
    """

    price: Floats
    lengths: Floats
    least: Floats
    amount: Floats
    start: Places
    link: Indices


@njit(cache=True, nogil=True)
def coefficients(
    carried: tuple[Places, Indices], rows: Rows, place: Indices
) -> tuple[Places, Indices, Floats]:
    """What each path takes of the rows that have a place, by path.

    Path p takes `value[i]` of the row at `at[i]`, i in `begin[p] : begin[p + 1]`.
    """
    start, link = carried
    n = start.size - 1
    taken = np.zeros(place.size)
    begin = np.zeros(n + 1, np.int64)
    at, value = np.empty(256 + 4 * n, np.int32), np.empty(256 + 4 * n)
    size = 0
    for path in range(n):
        first = size
        for here in range(start[path], start[path + 1]):
            for i in range(rows.first[link[here]], rows.first[link[here] + 1]):
                row = rows.row[i]
                if place[row] < 0:
                    continue
                if taken[row] == 0.0:
                    if size == at.size:
                        at = np.concatenate((at, np.empty_like(at)))
                        value = np.concatenate((value, np.empty_like(value)))
                    at[size] = row
                    size += 1
                taken[row] += rows.use[i]
        for i in range(first, size):
            row = at[i]
            value[i], taken[row], at[i] = taken[row], 0.0, place[row]
        begin[path + 1] = size
    return begin, at[:size].copy(), value[:size].copy()


@njit(cache=True, nogil=True)
def is_hit(start: Places, link: Indices, is_closed: Flags) -> Flags:
    """Whether each path goes over a closed link, shape (paths,)."""
    hit = np.zeros(start.size - 1, np.bool_)
    for path in range(hit.size):
        for at in range(start[path], start[path + 1]):
            if is_closed[link[at]]:
                hit[path] = True
                break
    return hit


@njit(cache=True, nogil=True)
def distances_of(
    network: Network, some: Indices, lengths: Floats, limit: Floats
) -> tuple[Floats, Places, Indices]:
    """Cheapest paths of some commodities, which stand in order of their origins."""
    n = some.size
    origin, first = np.empty(n, np.int32), np.zeros(n + 1, np.int64)
    groups = 0
    for i in range(n):
        root = network.origin[some[i]]
        if groups == 0 or origin[groups - 1] != root:
            origin[groups] = root
            groups += 1
        first[groups] = i + 1
    wanted = Wanted(origin[:groups], first[: groups + 1], network.destination[some])
    return cheapest_paths(network.csr, network.tail, lengths, wanted, limit)


@njit(cache=True, nogil=True)
def _room(way: Indices, rows: Rows, left: Floats, taken: Floats) -> float:
    """How much the rows of a way leave room for."""
    for at in range(way.size):
        for i in range(rows.first[way[at]], rows.first[way[at] + 1]):
            taken[rows.row[i]] += rows.use[i]
    room = np.inf
    for at in range(way.size):
        for i in range(rows.first[way[at]], rows.first[way[at] + 1]):
            row = rows.row[i]
            if left[row] <= _NOTHING * rows.limit[row]:
                room = 0.0
            elif taken[row] > 0.0:
                room = min(room, left[row] / taken[row])
    for at in range(way.size):
        for i in range(rows.first[way[at]], rows.first[way[at] + 1]):
            taken[rows.row[i]] = 0.0
    return room


@njit(cache=True, nogil=True)
def _take(
    way: Indices, rows: Rows, amount: float, left: Floats, lengths: Floats
) -> None:
    """Let an amount flow on a way; links of rows that are full get no length."""
    for at in range(way.size):
        for i in range(rows.first[way[at]], rows.first[way[at] + 1]):
            row = rows.row[i]
            left[row] -= rows.use[i] * amount
            if left[row] <= _NOTHING * rows.limit[row]:
                lengths[way[at]] = np.inf


@njit(cache=True, nogil=True)
def _full(rows: Rows, left: Floats, lengths: Floats) -> None:
    """Take their length from all links that draw on a row that is full."""
    for link in range(lengths.size):
        for i in range(rows.first[link], rows.first[link + 1]):
            if left[rows.row[i]] <= _NOTHING * rows.limit[rows.row[i]]:
                lengths[link] = np.inf


@njit(cache=True, nogil=True)
def by_link(start: Places, link: Indices, n_links: int) -> tuple[Places, Indices]:
    """The paths over each link: those of e are `path[first[e] : first[e + 1]]`."""
    first = np.zeros(n_links + 1, np.int64)
    for at in range(start[-1]):
        first[link[at] + 1] += 1
    for e in range(n_links):
        first[e + 1] += first[e]
    path, end = np.empty(start[-1], np.int32), first[:-1].copy()
    for p in range(start.size - 1):
        for at in range(start[p], start[p + 1]):
            path[end[link[at]]] = p
            end[link[at]] += 1
    return first, path


@njit(cache=True, nogil=True)
def _over(inverse: tuple[Places, Indices], closed: Indices, is_there: Flags) -> Indices:
    """The paths over some links, each once, in order; `is_there` is all false."""
    first, path = inverse
    n = 0
    for link in closed:
        n += first[link + 1] - first[link]
    found, n = np.empty(n, np.int32), 0
    for link in closed:
        for at in range(first[link], first[link + 1]):
            if not is_there[path[at]]:
                is_there[path[at]] = True
                found[n] = path[at]
                n += 1
    for i in range(n):
        is_there[found[i]] = False
    found = found[:n]
    found.sort()
    return found


@njit(cache=True, nogil=True)
def dearer_at_least(
    network: Network,
    rows: Rows,
    dual: Dual,
    targets: tuple[Places, Indices],
) -> Floats:
    """What each target costs at least, by prices of before, shape (targets,).

    Commodities whose cheapest way used a target take their next one; a row that only
    removed links draw on has nothing to be paid for.
    """
    start, link = targets
    n = start.size - 1
    dearer, lengths = np.zeros(n), dual.lengths.copy()
    inverse = by_link(dual.start, dual.link, lengths.size)
    is_there = np.zeros(dual.least.size, np.bool_)
    drawn = np.zeros(rows.limit.size, np.int32)
    for row in rows.row:
        drawn[row] += 1
    for t in range(n):
        closed = link[start[t] : start[t + 1]]
        some = _over(inverse, closed, is_there)
        for e in closed:
            lengths[e] = np.inf
            for i in range(rows.first[e], rows.first[e + 1]):
                row = rows.row[i]
                drawn[row] -= 1
                if drawn[row] == 0:
                    dearer[t] += dual.price[row] * rows.limit[row]
        nothing = np.zeros(some.size)
        distance = distances_of(network, some, lengths, nothing)[0]
        for i in range(some.size):
            k = some[i]
            least = min(distance[i], network.unmet_cost[k])
            dearer[t] += dual.amount[k] * (least - dual.least[k])
        for e in closed:
            lengths[e] = dual.lengths[e]
            for i in range(rows.first[e], rows.first[e + 1]):
                drawn[rows.row[i]] += 1
    return dearer


@njit(cache=True, nogil=True)
def dearer_at_most(
    network: Network,
    rows: Rows,
    carried: Carried,
    guide: Floats,
    targets: tuple[Places, Indices],
) -> Floats:
    """What each target costs at most: its flows are led round, (targets,)."""
    start, link = targets
    n = start.size - 1
    dearer = np.zeros(n)
    left = room_left(rows, carried)
    inverse = by_link(carried.start, carried.link, guide.size)
    is_there = np.zeros(carried.flow.size, np.bool_)
    lengths = guide.copy()
    for t in range(n):
        closed = link[start[t] : start[t + 1]]
        hit = _over(inverse, closed, is_there)
        if hit.size:
            lengths[closed] = np.inf
            dearer[t] = led_round(network, rows, carried, hit, left, lengths)[0]
            lengths[closed] = guide[closed]
    return dearer


@njit(cache=True, nogil=True)
def room_left(rows: Rows, carried: Carried) -> Floats:
    """What a plan leaves of each row, shape (rows,)."""
    left = rows.limit.copy()
    for path in range(carried.flow.size):
        for at in range(carried.start[path], carried.start[path + 1]):
            link = carried.link[at]
            for i in range(rows.first[link], rows.first[link + 1]):
                left[rows.row[i]] -= rows.use[i] * carried.flow[path]
    return left


@njit(cache=True, nogil=True)
def led_round(
    network: Network,
    rows: Rows,
    carried: Carried,
    hit: Indices,
    room: Floats,
    guide: Floats,
) -> tuple[float, Carried]:
    """Flows of some paths led over others where there is room left.

    Parameters
    ----------
    network, rows, carried
        The problem and a plan of it that keeps every row.
    hit
        Paths that can be used no longer.
    room
        What the plan leaves of each row, shape (rows,).
    guide
        Lengths that choose the ways, infinite where none may go, shape (links,); the
        costs are those of the network.

    Returns
    -------
    dearer
        What the plan costs more; what finds no way that is cheaper than to be unmet
        is unmet.
    carried
        The ways taken instead.
    """
    left, lengths = room.copy(), guide.copy()
    owed = np.zeros(network.origin.size)
    dearer = 0.0
    for path in hit:
        flow, k = carried.flow[path], carried.commodity[path]
        cost = 0.0
        for at in range(carried.start[path], carried.start[path + 1]):
            link = carried.link[at]
            cost += network.cost[link]
            for i in range(rows.first[link], rows.first[link + 1]):
                left[rows.row[i]] += rows.use[i] * flow
        owed[k] += flow
        dearer += flow * (network.unmet_cost[k] - cost)
    _full(rows, left, lengths)
    saved, carried_round = _placed(network, rows, owed, left, lengths)
    return dearer - saved, carried_round


@njit(cache=True, nogil=True)
def _placed(
    network: Network, rows: Rows, owed: Floats, left: Floats, lengths: Floats
) -> tuple[float, Carried]:
    """Amounts owed sent on their shortest ways in turn, while there is room."""
    commodity, flows = np.empty(64, np.int32), np.empty(64)
    start, links = np.zeros(65, np.int64), np.empty(1024, np.int32)
    taken = np.zeros(rows.limit.size)
    size, saved = 0, 0.0
    some = np.flatnonzero(owed > 0.0).astype(np.int32)
    first = 0
    while first < some.size:
        end = first
        while end < some.size and (
            network.origin[some[end]] == network.origin[some[first]]
        ):
            end += 1
        group = some[first:end]
        none = np.full(group.size, np.inf)
        distance, begin, ways = distances_of(network, group, lengths, none)
        for i in range(group.size):
            k = group[i]
            if not np.isfinite(distance[i]):
                first += 1
                continue
            way = ways[begin[i] : begin[i + 1]]
            worth = network.unmet_cost[k] - network.cost[way].sum()
            if worth <= 0.0:
                first += 1
                continue
            amount = min(owed[k], _room(way, rows, left, taken))
            if amount > 0.0:
                _take(way, rows, amount, left, lengths)
                owed[k] -= amount
                saved += amount * worth
                if size == flows.size:
                    commodity = np.concatenate((commodity, np.empty_like(commodity)))
                    flows = np.concatenate((flows, np.empty_like(flows)))
                    start = np.concatenate((start, np.empty(size, np.int64)))
                while start[size] + way.size > links.size:
                    links = np.concatenate((links, np.empty_like(links)))
                links[start[size] : start[size] + way.size] = way
                commodity[size], flows[size] = k, amount
                start[size + 1] = start[size] + way.size
                size += 1
            if amount <= 0.0 or owed[k] > 0.0:
                break  # a row is full: the tree is grown anew without its links
            first += 1
        _full(rows, left, lengths)
    placed = Carried(
        commodity[:size].copy(),
        start[: size + 1].copy(),
        links[: start[size]].copy(),
        flows[:size].copy(),
    )
    return saved, placed
