"""The chain in cimba for Python, whose models are compiled onto cimba's C engine."""

from __future__ import annotations

import cimba as cb
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
    Result,
    Stopwatch,
    main,
    replication,
)
from cimba import random


class Ride(cb.Model):
    """A consignment on the railway."""

    came_s: float
    mean_s: float
    there: cb.Ref[cb.Store[float]]

    @cb.process
    def ride(self) -> None:
        """Take its time, then queue there."""
        cb.hold(random.exponential(self.mean_s))
        self.there.put(self.came_s)


class Chain(cb.Model):
    """The stations, the stream and the port; stores hold times of arrival."""

    n: cb.Param[int]
    border: cb.Store[float]
    crane: cb.Store[float]
    quay: cb.Store[float]
    quay_since: cb.Store[float]
    crane_there: cb.Store[float]
    crane_last: cb.Store[float]
    may_sail: cb.Condition
    is_open: bool = True
    waiting: int = 0
    exited: cb.Output[int]
    sailed: cb.Output[int]
    landed: cb.Output[int]
    back: cb.Output[int]
    port: cb.Output[int]
    lead_s: cb.Output[float]
    quay_s: cb.Output[float]
    ships: list[Ship]

    @cb.on_start
    def zero(self) -> None:
        """Outputs begin as no number."""
        self.exited = self.sailed = self.landed = self.back = self.port = 0
        self.lead_s = self.quay_s = 0.0

    @cb.process
    def stream(self) -> None:
        """Consignments come to the border."""
        for _ in range(self.n):
            cb.hold(random.exponential(GAP_S))
            self.border.put(cb.now())

    @cb.process(copies=BORDER_SERVERS)
    def at_border(self) -> None:
        """One of the border posts."""
        while True:
            came_s = self.border.get()
            cb.hold(random.exponential(BORDER_S))
            cb.spawn(Ride, came_s=came_s, mean_s=RAIL_S, there=self.crane)

    @cb.process(copies=CRANES)
    def at_crane(self) -> None:
        """One of the cranes at the port."""
        while True:
            came_s = self.crane.get()
            cb.hold(random.exponential(CRANE_S))
            self.quay.put(came_s)
            self.quay_since.put(cb.now())
            self.waiting += 1
            self.may_sail.signal()

    @cb.process(copies=CRANES)
    def at_crane_there(self) -> None:
        """One of the cranes over there."""
        while True:
            came_s = self.crane_there.get()
            cb.hold(random.exponential(CRANE_S))
            cb.spawn(Ride, came_s=came_s, mean_s=RAIL_ON_S, there=self.crane_last)

    @cb.process(copies=CRANES)
    def at_crane_last(self) -> None:
        """One of the last cranes."""
        while True:
            came_s = self.crane_last.get()
            cb.hold(random.exponential(CRANE_S))
            self.lead_s += cb.now() - came_s
            self.exited += 1
            if self.exited == self.n:
                cb.end_trial()

    @cb.process
    def port_opens_and_shuts(self) -> None:
        """Open and shut in turn."""
        while True:
            if self.is_open:
                cb.hold(random.exponential(OPEN_S))
            else:
                cb.hold(random.exponential(SHUT_S))
            self.port += 1
            self.is_open = not self.is_open
            self.may_sail.signal()


class Ship(cb.Model):
    """A ship that sails when it may."""

    chain: cb.Ref[Chain]
    load: cb.Array[float] = cb.Array(LOAD)

    def attached(self, owner: Chain, field: str) -> None:
        """Know the chain, as its `field`."""
        del field
        self.chain = owner

    @cb.predicate
    def can_sail(self) -> bool:
        """Whether a load waits and the port is open."""
        return self.chain.is_open and self.chain.waiting >= LOAD

    @cb.process
    def voyages(self) -> None:
        """Sail when it may, over and back."""
        chain = self.chain
        while True:
            chain.may_sail.wait_until(self.can_sail)
            if not (chain.is_open and chain.waiting >= LOAD):
                continue  # another ship was woken first
            chain.sailed += 1
            chain.waiting -= LOAD
            for i in range(LOAD):
                self.load[i] = chain.quay.get()
                chain.quay_s += cb.now() - chain.quay_since.get()
            cb.hold(SAIL_S)
            chain.landed += 1
            for i in range(LOAD):
                chain.crane_there.put(self.load[i])
            cb.hold(SAIL_S)
            chain.back += 1


COUNTS = ("exited", "sailed", "landed", "back", "port")


def simulate(
    n: int, replications: int, workers: int, seed: int
) -> list[dict[str, float]]:
    """What every replication counted."""
    model = Chain()
    model.n = n
    model.ships = [Ship() for _ in range(FLEET)]
    found = cb.Experiment(model, replications=replications, seed=seed)
    answer = found.run(workers=workers)[model]
    columns = {
        name: getattr(answer, name).values[0] for name in (*COUNTS, "lead_s", "quay_s")
    }
    return [
        {name: column[one].item() for name, column in columns.items()}
        for one in range(replications)
    ]


def run(n: int, replications: int, workers: int, seed: int) -> Result:
    """The chain in cimba for Python; the model is compiled before the clock runs."""
    simulate(LOAD, 1, 1, seed)
    watch = Stopwatch()
    found = simulate(n, replications, workers, seed)
    took = watch.read()
    ones = [
        replication(
            {name: round(one[name]) for name in COUNTS}, one["lead_s"], one["quay_s"]
        )
        for one in found
    ]
    return Result(
        engine=f"cimba for Python {cb.__version__}",
        n=n,
        workers=workers,
        replications=tuple(ones),
        **took,
    )


if __name__ == "__main__":
    main(run)
