"""The chain in SimPy: a process a consignment, a voyage and the port."""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Generator

import simpy
from chain import (
    BORDER_S,
    BORDER_SERVERS,
    CRANE_S,
    CRANES,
    FLEET,
    GAP_S,
    LOAD,
    OPEN_S,
    RAIL_ON_S,
    RAIL_S,
    SAIL_S,
    SHUT_S,
    Replication,
    Result,
    Stopwatch,
    main,
    on_one_core,
    replication,
)

Steps = Generator[simpy.Event, object, None]


class Chain:
    """One replication."""

    def __init__(self, n: int, chance: random.Random) -> None:
        self.n = n
        self.draw = lambda mean_s: chance.expovariate(1 / mean_s)
        self.env = simpy.Environment()
        self.border = simpy.Resource(self.env, BORDER_SERVERS)
        self.crane, self.crane_there, self.crane_last = (
            simpy.Resource(self.env, CRANES) for _ in range(3)
        )
        self.quay: deque[tuple[float, simpy.Event]] = deque()
        self.ships = FLEET  # at the quay; all alike, so a count keeps their order
        self.is_open = True
        self.done = self.env.event()
        self.counts: Counter[str] = Counter()
        self.lead_s = self.quay_s = 0.0

    def run(self) -> Replication:
        """Simulate to the last exit."""
        self.env.process(self.arrivals())
        self.env.process(self.port())
        self.env.run(until=self.done)
        return replication(self.counts, self.lead_s, self.quay_s)

    def arrivals(self) -> Steps:
        """The stream of consignments."""
        for _ in range(self.n):
            yield self.env.timeout(self.draw(GAP_S))
            self.env.process(self.consignment())

    def served(self, server: simpy.Resource, mean_s: float) -> Steps:
        """Wait for a server and hold it."""
        with server.request() as request:
            yield request
            yield self.env.timeout(self.draw(mean_s))

    def consignment(self) -> Steps:
        """From the border to the last crane."""
        start_s = self.env.now
        yield from self.served(self.border, BORDER_S)
        yield self.env.timeout(self.draw(RAIL_S))
        yield from self.served(self.crane, CRANE_S)
        over_there = self.env.event()
        self.quay.append((self.env.now, over_there))
        self.sail()
        yield over_there
        yield from self.served(self.crane_there, CRANE_S)
        yield self.env.timeout(self.draw(RAIL_ON_S))
        yield from self.served(self.crane_last, CRANE_S)
        self.lead_s += self.env.now - start_s
        self.counts["exited"] += 1
        if self.counts["exited"] == self.n:
            self.done.succeed()

    def sail(self) -> None:
        """Let every ship leave that may."""
        while self.is_open and self.ships and len(self.quay) >= LOAD:
            self.ships -= 1
            self.counts["sailed"] += 1
            load = [self.quay.popleft() for _ in range(LOAD)]
            self.quay_s += sum(self.env.now - since_s for since_s, _ in load)
            self.env.process(self.voyage([over_there for _, over_there in load]))

    def voyage(self, load: list[simpy.Event]) -> Steps:
        """Over with a load, and back."""
        yield self.env.timeout(SAIL_S)
        self.counts["landed"] += 1
        for over_there in load:
            over_there.succeed()
        yield self.env.timeout(SAIL_S)
        self.counts["back"] += 1
        self.ships += 1
        self.sail()

    def port(self) -> Steps:
        """Open and shut in turn."""
        while True:
            yield self.env.timeout(self.draw(OPEN_S if self.is_open else SHUT_S))
            self.counts["port"] += 1
            self.is_open = not self.is_open
            self.sail()


def run(n: int, replications: int, workers: int, seed: int) -> Result:
    """The chain in SimPy, on one core."""
    on_one_core("SimPy", workers)
    watch = Stopwatch()
    ones = []
    for one in range(replications):
        chance = random.Random(f"{seed}/{one}")  # noqa: S311 — a sample, not a secret
        ones.append(Chain(n, chance).run())
    return Result(
        engine=f"SimPy {simpy.__version__}",
        n=n,
        workers=workers,
        replications=tuple(ones),
        **watch.read(),
    )


if __name__ == "__main__":
    main(run)
