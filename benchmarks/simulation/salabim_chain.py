"""The chain in salabim: a component a consignment, a voyage and the port.

With generators ("yield" mode) and every monitor off: the fastest way it has.
"""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Generator

import salabim
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

Steps = Generator[object, None, None]


class Chain(salabim.Environment):
    """One replication."""

    def setup(self, n: int, chance: random.Random) -> None:
        """Servers, quay and counters."""
        self.n = n
        self.draw = lambda mean_s: chance.expovariate(1 / mean_s)
        self.border = salabim.Resource(capacity=BORDER_SERVERS, monitor=False)
        self.crane, self.crane_there, self.crane_last = (
            salabim.Resource(capacity=CRANES, monitor=False) for _ in range(3)
        )
        self.quay: deque[tuple[float, Consignment]] = deque()
        self.ships = FLEET  # at the quay; all alike, so a count keeps their order
        self.is_open = True
        self.counts: Counter[str] = Counter()
        self.lead_s = self.quay_s = 0.0

    def simulate(self) -> Replication:
        """Run to the last exit."""
        Arrivals()
        Port()
        self.run()
        return replication(self.counts, self.lead_s, self.quay_s)

    def sail(self) -> None:
        """Let every ship leave that may."""
        while self.is_open and self.ships and len(self.quay) >= LOAD:
            self.ships -= 1
            self.counts["sailed"] += 1
            load = [self.quay.popleft() for _ in range(LOAD)]
            self.quay_s += sum(self.now() - since_s for since_s, _ in load)
            Voyage(load=[consignment for _, consignment in load])


class Part(salabim.Component):
    """A component that knows its chain."""

    env: Chain

    def setup(self) -> None:
        """Keep no statistics of the component."""
        self.mode.monitor(False)
        self.status.monitor(False)

    def served(self, server: salabim.Resource, mean_s: float) -> Steps:
        """Wait for a server and hold it."""
        yield self.request(server)
        yield self.hold(self.env.draw(mean_s))
        self.release(server)


class Arrivals(Part):
    """The stream of consignments."""

    def process(self) -> Steps:
        """What happens, in order."""
        for _ in range(self.env.n):
            yield self.hold(self.env.draw(GAP_S))
            Consignment()


class Consignment(Part):
    """From the border to the last crane."""

    def process(self) -> Steps:
        """What happens, in order."""
        env = self.env
        start_s = env.now()
        yield from self.served(env.border, BORDER_S)
        yield self.hold(env.draw(RAIL_S))
        yield from self.served(env.crane, CRANE_S)
        env.quay.append((env.now(), self))
        env.sail()
        yield self.passivate()
        yield from self.served(env.crane_there, CRANE_S)
        yield self.hold(env.draw(RAIL_ON_S))
        yield from self.served(env.crane_last, CRANE_S)
        env.lead_s += env.now() - start_s
        env.counts["exited"] += 1
        if env.counts["exited"] == env.n:
            env.main().activate()


class Voyage(Part):
    """Over with a load, and back."""

    def setup(self, load: list[Consignment]) -> None:
        """Take the load aboard."""
        super().setup()
        self.load = load

    def process(self) -> Steps:
        """What happens, in order."""
        env = self.env
        yield self.hold(SAIL_S)
        env.counts["landed"] += 1
        for consignment in self.load:
            consignment.activate()
        yield self.hold(SAIL_S)
        env.counts["back"] += 1
        env.ships += 1
        env.sail()


class Port(Part):
    """Open and shut in turn."""

    def process(self) -> Steps:
        """What happens, in order."""
        env = self.env
        while True:
            yield self.hold(env.draw(OPEN_S if env.is_open else SHUT_S))
            env.counts["port"] += 1
            env.is_open = not env.is_open
            env.sail()


def run(n: int, replications: int, workers: int, seed: int) -> Result:
    """The chain in salabim, on one core."""
    on_one_core("salabim", workers)
    watch = Stopwatch()
    ones = []
    for one in range(replications):
        chance = random.Random(f"{seed}/{one}")  # noqa: S311 — a sample, not a secret
        chain = Chain(trace=False, yieldless=False, n=n, chance=chance)
        ones.append(chain.simulate())
    return Result(
        engine=f"salabim {salabim.__version__}",
        n=n,
        workers=workers,
        replications=tuple(ones),
        **watch.read(),
    )


if __name__ == "__main__":
    main(run)
