"""The chain in Ciw: six plain nodes, and one of our own for the quay and its ships.

Ciw knows no batch that waits for a server, so the ship is a subclass of its node
that decides itself when "service" begins; the records, servers and clock are Ciw's.
"""

from __future__ import annotations

import math
import random
from collections import Counter, deque

import ciw
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

QUAY = 4  # Ciw counts nodes from one


class Quay(ciw.Node):
    """Consignments wait for a full load, a ship and an open port."""

    def __init__(self, id_: int, simulation: ciw.Simulation) -> None:
        super().__init__(id_, simulation)
        self.quay: deque[ciw.Individual] = deque()
        self.loads: deque[tuple[float, list[ciw.Individual]]] = deque()
        self.returns_s: deque[float] = deque()  # fixed times, so in order
        self.ships = FLEET
        self.is_open = True
        self.change_s = random.expovariate(1 / OPEN_S)
        self.counts: Counter[str] = Counter()
        self.quay_s = 0.0
        self.next_event_date = self.change_s

    def begin_service_if_possible_accept(self, next_individual: ciw.Individual) -> None:
        """Wait at the quay; the ship may be full now."""
        next_individual.arrival_date = self.now
        next_individual.service_start_date = math.inf
        next_individual.service_end_date = math.inf
        self.quay.append(next_individual)
        self.sail()

    def sail(self) -> None:
        """Let every ship leave that may."""
        while self.is_open and self.ships and len(self.quay) >= LOAD:
            self.ships -= 1
            self.counts["sailed"] += 1
            load = [self.quay.popleft() for _ in range(LOAD)]
            for individual in load:
                self.quay_s += self.now - individual.arrival_date
                individual.service_start_date = self.now
                individual.service_time = SAIL_S
                individual.service_end_date = self.now + SAIL_S
                self.number_in_service += 1
            self.loads.append((self.now + SAIL_S, load))

    def update_next_event_date(self) -> None:
        """The next landing, return or change of the port."""
        landing_s = self.loads[0][0] if self.loads else math.inf
        return_s = self.returns_s[0] if self.returns_s else math.inf
        self.next_event_date = min(landing_s, return_s, self.change_s)

    def have_event(self) -> None:
        """Carry out the one that is due."""
        now_s = self.next_event_date
        if self.loads and self.loads[0][0] == now_s:
            _, load = self.loads.popleft()
            self.counts["landed"] += 1
            self.returns_s.append(now_s + SAIL_S)
            for individual in load:
                there = self.next_node(individual)
                individual.destination = there.id_number
                self.release(individual, there)
        elif self.returns_s and self.returns_s[0] == now_s:
            self.returns_s.popleft()
            self.counts["back"] += 1
            self.ships += 1
            self.sail()
        else:
            self.counts["port"] += 1
            self.is_open = not self.is_open
            mean_s = OPEN_S if self.is_open else SHUT_S
            self.change_s = now_s + random.expovariate(1 / mean_s)
            self.sail()


class Arrivals(ciw.dists.Distribution):
    """Gaps between consignments; endless after the last."""

    def __init__(self, n: int) -> None:
        self.left = n

    def sample(self, t: float | None = None, ind: object = None) -> float:
        """The next gap."""
        del t, ind
        self.left -= 1
        return random.expovariate(1 / GAP_S) if self.left >= 0 else math.inf


def simulate(n: int, seed: int) -> Replication:
    """One replication, to the last exit."""
    exponential = ciw.dists.Exponential
    means_s = (BORDER_S, RAIL_S, CRANE_S, SAIL_S, CRANE_S, RAIL_ON_S, CRANE_S)
    servers = (BORDER_SERVERS, math.inf, CRANES, math.inf, CRANES, math.inf, CRANES)
    onward = [[float(there == here + 1) for there in range(7)] for here in range(7)]
    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[Arrivals(n), *[None] * 6],
        service_distributions=[exponential(1 / mean_s) for mean_s in means_s],
        number_of_servers=list(servers),
        routing=onward,
    )
    classes = [Quay if node == QUAY else ciw.Node for node in range(1, 8)]
    simulation = ciw.Simulation(network, node_class=classes)
    simulation.simulate_until_max_customers(n, method="Complete")
    leads_s = (
        individual.data_records[-1].exit_date - individual.data_records[0].arrival_date
        for individual in simulation.nodes[-1].all_individuals
    )
    quay = simulation.nodes[QUAY]
    quay.counts["exited"] = simulation.nodes[-1].number_of_completed_individuals
    return replication(quay.counts, sum(leads_s), quay.quay_s)


def run(n: int, replications: int, workers: int, seed: int) -> Result:
    """The chain in Ciw, on one core."""
    on_one_core("Ciw", workers)
    watch = Stopwatch()
    ones = [simulate(n, 1_000_003 * seed + one) for one in range(replications)]
    return Result(
        engine=f"Ciw {ciw.__version__}",
        n=n,
        workers=workers,
        replications=tuple(ones),
        **watch.read(),
    )


if __name__ == "__main__":
    main(run)
