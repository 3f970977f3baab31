"""The way a demand takes: hops of the network from its origin by its vias."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Sequence

from orta.errors import ModelError
from orta.planning.network import Hop, HopKind, Network


def find_way(
    network: Network, origin: str, destination: str, via: Sequence[str]
) -> tuple[Hop, ...]:
    """The way of the least expected time that leads by some places in this order.

    A place is passed where a hop begins or ends there. Waits count with their yearly
    mean.

    Raises
    ------
    ModelError
        If there is no such way.
    """
    mean_waits = [
        int((service + weather).mean())
        for service, weather in zip(
            network.waits.service, network.waits.weather, strict=True
        )
    ]
    leaving: dict[int, list[int]] = defaultdict(list)
    for number, hop in enumerate(network.hops):
        leaving[hop.tail].append(number)
    start = (network.ground[origin], _passed(via, 0, origin))
    goal = (network.ground[destination], len(via))
    reached: dict[tuple[int, int], tuple[int, int, tuple[int, int] | None]] = {}
    queue: list[tuple[int, tuple[int, int], int, tuple[int, int] | None]]
    queue = [(0, start, -1, None)]
    while queue:
        minutes, here, by, before = heapq.heappop(queue)
        if here in reached:
            continue
        reached[here] = (minutes, by, before)
        if here == goal:
            return _read_back(network, reached, goal)
        for number in leaving[here[0]]:
            hop = network.hops[number]
            there = (hop.head, _passed(via, here[1], hop.to_node_id))
            wait = mean_waits[hop.wait] if hop.wait >= 0 else 0
            heapq.heappush(queue, (minutes + hop.minutes + wait, there, number, here))
    by_vias = f" by {', '.join(via)}" if via else ""
    raise ModelError(
        f"no way leads {network.cargo.equipment_code} from {origin} to {destination}"
        + by_vias
    )


def nodes_of(way: Sequence[Hop]) -> tuple[str, ...]:
    """All places of a way in order, each once."""
    nodes = [hop.to_node_id for hop in way if hop.kind is HopKind.MOVE]
    return tuple(dict.fromkeys([way[0].from_node_id, *nodes]))


def _passed(via: Sequence[str], count: int, node_id: str) -> int:
    """How many vias are behind at a node, if `count` were before."""
    return count + (count < len(via) and via[count] == node_id)


def _read_back(
    network: Network,
    reached: dict[tuple[int, int], tuple[int, int, tuple[int, int] | None]],
    goal: tuple[int, int],
) -> tuple[Hop, ...]:
    hops: list[Hop] = []
    place: tuple[int, int] | None = goal
    while place is not None:
        _, by, before = reached[place]
        if by >= 0:
            hops.append(network.hops[by])
        place = before
    return tuple(reversed(hops))
