"""Disruptions on a network: which hops they stop, and until when."""

from __future__ import annotations

import zlib
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from orta.planning.lead_time import Until
from orta.planning.network import (
    Clock,
    HopKind,
    Network,
    service_wait,
    weather_wait,
)
from orta.planning.replanning.disruption import Disruption, DisruptionKind
from orta.vocabulary import NodeType, StageCause, TransportMode
from orta.vocabulary.quantities import (
    MINUTES_PER_DAY,
    MINUTES_PER_HOUR,
    minutes_from_hours,
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Opening:
    """When something shut opens: one drawn number of hours for each draw.

    `bit` marks it among the openings of a request.
    """

    disruption: Disruption
    until: Until
    bit: int

    def passed_min(self, minute: int) -> int:
        """Expected minute at which goods that come at a minute get through.

        The mean of the later of the two, arrival and opening. It never falls
        as `minute` grows, so that who comes first still leaves first.
        """
        if not self.is_shut(minute):
            return minute
        ordered, tails = self._ordered
        earlier = int(np.searchsorted(ordered, minute, side="right"))
        return round(float(minute * earlier + tails[earlier]) / len(ordered))

    def from_now(self) -> Opening:
        """The same for who waits for it even if it has yet to shut."""
        return replace(self, until=replace(self.until, shuts_h=0.0))

    def is_shut(self, minute: int) -> bool:
        """Whether it shuts before a minute; it may have opened again."""
        return minute >= minutes_from_hours(float(self.until.shuts_h))

    @cached_property
    def _ordered(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Openings in order, and the sum from each of them on."""
        ordered = np.sort(self.until.opens_h * MINUTES_PER_HOUR)
        tails = np.append(np.cumsum(ordered[::-1])[::-1], 0.0)
        return ordered, tails


@dataclass(frozen=True, kw_only=True, eq=False)
class Openings:
    """Openings by the number of the hop that waits for them.

    `stopped` are the hops that something shut for good stops, by disruption.
    """

    by_hop: dict[int, tuple[Opening, ...]]
    stopped: dict[Disruption, frozenset[int]]
    idle: tuple[Disruption, ...] = ()  # those that stop nothing

    @cached_property
    def closed(self) -> frozenset[int]:
        """All hops that are shut for good."""
        return frozenset().union(*self.stopped.values())

    @cached_property
    def waiting(self) -> frozenset[int]:
        """All hops that something shut delays."""
        return frozenset(self.by_hop)

    def passed(self, number: int, *, at: int, behind: int) -> tuple[int, int]:
        """Expected minute at which a hop's openings are behind, and all that are.

        `behind` are the bits of openings that the goods have waited for before:
        once open it is open, however long it might have been shut.
        """
        for opening in self.by_hop.get(number, ()):
            if not behind & opening.bit and opening.is_shut(at):
                at, behind = opening.passed_min(at), behind | opening.bit
        return at, behind

    def but(self, opened: tuple[Opening, ...]) -> Openings:
        """The same without some openings: what else there is to wait for."""
        bits = {opening.bit for opening in opened}
        left = {
            number: tuple(o for o in found if o.bit not in bits)
            for number, found in self.by_hop.items()
        }
        return replace(self, by_hop={n: found for n, found in left.items() if found})


NONE_SHUT = Openings(by_hop={}, stopped={})


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """The network as it is expected from the present on, with what is shut."""

    network: Network
    openings: Openings
    at: datetime

    @cached_property
    def clock(self) -> Clock:
        """The present as the waits of the network read it."""
        moment = self.at.astimezone(UTC)
        of_year = moment - datetime(moment.year, 1, 1, tzinfo=UTC)
        return Clock(
            ready_minute_of_year=int(of_year / timedelta(minutes=1)),
            ready_minute_of_week=moment.weekday() * MINUTES_PER_DAY
            + moment.hour * MINUTES_PER_HOUR
            + moment.minute,
        )

    def passed(self, number: int, *, at: int, behind: int) -> tuple[int, int, int]:
        """When a hop that starts at a minute ends, how long it stands, what is behind.

        Goods are handled in a shut port and then wait for a ship; ships and trains
        wait before they enter.
        """
        network = self.network
        hop, minutes = network.hops[number], int(network.arrays.minutes[number])
        before = minutes if hop.kind is HopKind.LOAD else 0
        came = at + before
        until, behind = self.openings.passed(number, at=came, behind=behind)
        now = until + minutes - before
        if hop.wait >= 0:
            now += int(service_wait(network.waits, hop.wait, now, self.clock))
            now += int(weather_wait(network.waits, hop.wait, now, self.clock))
        return now, until - came, behind


def opened(openings: tuple[Opening, ...], minute: int) -> int:
    """Expected minute at which goods that are there at a minute see all of it open."""
    for opening in openings:
        minute = opening.passed_min(minute)
    return minute


def find_openings(
    network: Network,
    disruptions: tuple[Disruption, ...],
    *,
    at: datetime,
    n_draws: int,
    seed: int,
) -> Openings:
    """What the disruptions do to the hops, with drawn openings.

    Two disruptions of the same thing are drawn apart. The draws depend on the
    seed and the thing, so that every action waits for the same openings.
    """
    by_hop: dict[int, list[Opening]] = defaultdict(list)
    stopped, idle = {}, []
    for place, disruption in enumerate(disruptions):
        hops = stopped_hops(network, disruption)
        if not hops:
            idle.append(disruption)
        elif disruption.opens is None:
            stopped[disruption] = hops
        else:
            key = [seed, place, zlib.crc32(disruption.closed_id.encode())]
            opening = Opening(
                disruption=disruption,
                until=Until(
                    cause=_cause(network, disruption),
                    opens_h=disruption.draw_opens_h(
                        at, n_draws=n_draws, rng=np.random.default_rng(key)
                    ),
                    shuts_h=disruption.shuts_h(at),
                ),
                bit=1 << place,
            )
            for number in hops:
                by_hop[number].append(opening)
    return Openings(
        by_hop={number: tuple(found) for number, found in by_hop.items()},
        stopped=stopped,
        idle=tuple(idle),
    )


def stopped_hops(network: Network, disruption: Disruption) -> frozenset[int]:
    """Numbers of the hops that cannot be made while something is shut.

    A port is shut to ships, any other place to all that stops, starts or passes
    there. What leads to a place is not stopped: goods arrive and wait. Whoever
    is aboard a service that is cancelled can still get off.
    """
    closed_id, kind = disruption.closed_id, disruption.kind
    corridor = network.corridor
    if kind is DisruptionKind.PLACE:
        is_port = is_shut_to_ships(network, disruption)
        return frozenset(
            number
            for number, hop in enumerate(network.hops)
            if hop.from_node_id == closed_id
            and (not is_port or hop.mode is TransportMode.SEA)
        )
    if kind is DisruptionKind.SERVICE:
        return frozenset(
            number
            for number, hop in enumerate(network.hops)
            if hop.service_id == closed_id and hop.kind is not HopKind.DISCHARGE
        )
    starts = {""}
    if kind is DisruptionKind.BORDER:
        border = next(b for b in corridor.borders if b.border_id == closed_id)
        closed_id, starts = border.link_id, {border.from_node_id}
    return frozenset(
        number
        for number, hop in enumerate(network.hops)
        if hop.link_id == closed_id and (starts == {""} or hop.from_node_id in starts)
    )


def is_shut_to_ships(network: Network, disruption: Disruption) -> bool:
    """Whether it is a port: that is shut to ships and to nothing else."""
    if disruption.kind is not DisruptionKind.PLACE:
        return False
    node = network.corridor.node_by_id[disruption.closed_id]
    return node.node_type is NodeType.PORT


def _cause(network: Network, disruption: Disruption) -> StageCause:
    """A port waits for the weather; everything else is shut by somebody's order."""
    is_port = is_shut_to_ships(network, disruption)
    return StageCause.WEATHER if is_port else StageCause.EMBARGO
