"""The way a demand takes: hops of the network from its origin by its vias."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from orta.corridor import Corridor
from orta.errors import ModelError
from orta.planning.network import Hop, HopKind, Network, compile_network
from orta.vocabulary import Cargo, TransportMode

_SEA = TransportMode.SEA
_TRUCK = "truck"


class Networks:
    """The networks of a corridor on a day, each made when it is first asked for.

    Plants that are compared share them: no policy changes what a step takes or costs.
    """

    def __init__(self, corridor: Corridor, on: date) -> None:
        self.corridor, self.on = corridor, on
        self._made: dict[tuple[str, float, bool], Network] = {}

    def network(
        self, equipment_code: str, mass_t: float, *, needs_price: bool
    ) -> Network:
        """The network for one unit of a cargo, with or without what has no price."""
        key = equipment_code, mass_t, needs_price
        if key not in self._made:
            cargo = Cargo(
                unit_count=1, equipment_code=equipment_code, mass_per_unit_t=mass_t
            )
            self._made[key] = compile_network(
                self.corridor, cargo, on=self.on, needs_price=needs_price
            )
        return self._made[key]


def find_way(
    network: Network, origin: str, destination: str, via: Sequence[str]
) -> tuple[Hop, ...]:
    """The way of the least expected time that leads by some places in this order.

    A place is passed where a hop ends; a place with a quay, where goods go on or off
    a ship. Waits count with their yearly mean. By road go trucks alone, unless there
    is no other way.

    Raises
    ------
    ModelError
        If there is no such way.
    """
    ports = {t.node_id for t in network.corridor.terminals if t.mode is _SEA}
    stops = [(place, place in ports) for place in via]
    if network.cargo.equipment_code != _TRUCK:
        try:
            return _search(network, origin, destination, stops, by_road=False)
        except ModelError:
            pass  # somewhere no train runs
    return _search(network, origin, destination, stops, by_road=True)


def _search(
    network: Network,
    origin: str,
    destination: str,
    stops: Sequence[tuple[str, bool]],
    *,
    by_road: bool,
) -> tuple[Hop, ...]:
    mean_waits = [
        int((service + weather).mean())
        for service, weather in zip(
            network.waits.service, network.waits.weather, strict=True
        )
    ]
    leaving: dict[int, list[int]] = defaultdict(list)
    for number, hop in enumerate(network.hops):
        if by_road or hop.mode is not TransportMode.ROAD:
            leaving[hop.tail].append(number)
    start = (network.ground[origin], 0)
    goal = (network.ground[destination], len(stops))
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
            there = (hop.head, _passed(stops, here[1], hop))
            wait = mean_waits[hop.wait] if hop.wait >= 0 else 0
            heapq.heappush(queue, (minutes + hop.minutes + wait, there, number, here))
    by_vias = f" by {', '.join(place for place, _ in stops)}" if stops else ""
    raise ModelError(
        f"no way leads {network.cargo.equipment_code} from {origin} to {destination}"
        + by_vias
    )


def nodes_of(way: Sequence[Hop]) -> tuple[str, ...]:
    """All places of a way in order, each once."""
    nodes = [hop.to_node_id for hop in way if hop.kind is HopKind.MOVE]
    return tuple(dict.fromkeys([way[0].from_node_id, *nodes]))


def _passed(stops: Sequence[tuple[str, bool]], count: int, hop: Hop) -> int:
    """How many stops lie behind after a hop, if `count` did before it."""
    if count == len(stops) or stops[count][0] != hop.to_node_id:
        return count
    is_port = stops[count][1]
    is_at_quay = hop.mode is _SEA and hop.kind is not HopKind.MOVE
    return count + (is_at_quay or not is_port)


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
