"""Networks in the TNTP form, out of a zip that the user names; none is kept here."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import numpy as np

from orta.planning.optimum.paths import FlowProblem

# What a traveller who does not go costs, minutes; far above any way that is there.
UNMET_COST = 1000.0
_PRACTICAL = 0.15  # share by which a link at its practical capacity is slower


def read_tntp(path: Path, name: str, *, demand_factor: float = 1.0) -> FlowProblem:
    """Free-flow minutes as cost, practical capacities, trips as amounts.

    The delay of a link is `b (flow / capacity) ** power` of its free time; some files
    have a capacity of one and all the rest in `b`. What a link takes is, in all of
    them, the flow that makes it 15 percent slower, as the Bureau of Public Roads (1964)
    says of a practical capacity; a link that is never slower takes any.
    """
    with zipfile.ZipFile(path) as book:
        net = book.read(f"{name}_net.tntp").decode()
        trips = book.read(f"{name}_trips.tntp").decode()
    links = np.array(
        [
            [float(cell) for cell in line.split("~")[0].split(";")[0].split()[:7]]
            for line in net.split("<END OF METADATA>")[1].splitlines()
            if line.strip() and not line.strip().startswith("~")
        ]
    )
    slower, power = links[:, 5], links[:, 6]
    is_ever = (slower > 0) & (power > 0)
    capacity = np.full(len(links), np.inf)
    capacity[is_ever] = links[is_ever, 2] * (
        (_PRACTICAL / slower[is_ever]) ** (1 / power[is_ever])
    )
    origin, destination, amount = [], [], []
    for block in re.split(r"Origin", trips)[1:]:
        start = int(block.split()[0])
        for end, flow in re.findall(r"(\d+)\s*:\s*([\d.eE+-]+)\s*;", block):
            if float(flow) > 0 and int(end) != start:
                origin.append(start - 1)
                destination.append(int(end) - 1)
                amount.append(float(flow) * demand_factor)
    return FlowProblem.of(
        tail=links[:, 0] - 1,
        head=links[:, 1] - 1,
        cost=links[:, 4],
        capacity=capacity,
        origin=origin,
        destination=destination,
        amount=amount,
        unmet_cost=UNMET_COST,
    )


def drawn(n_nodes: int, n_links: int, n_commodities: int, seed: int) -> FlowProblem:
    """A random connected network with scarce links."""
    rng = np.random.default_rng(seed)
    ring = np.arange(n_nodes)
    more = rng.integers(0, n_nodes, (2, n_links - n_nodes))
    more[1] = np.where(more[0] == more[1], (more[1] + 2) % n_nodes, more[1])
    asked = rng.integers(0, n_nodes, (2, n_commodities))
    asked[1] = np.where(asked[0] == asked[1], (asked[1] + 1) % n_nodes, asked[1])
    return FlowProblem.of(
        tail=np.concatenate([ring, more[0]]),
        head=np.concatenate([(ring + 1) % n_nodes, more[1]]),
        cost=rng.uniform(1, 10, n_links),
        capacity=rng.uniform(1, 40, n_links),
        origin=asked[0],
        destination=asked[1],
        amount=rng.uniform(0.1, 2, n_commodities),
        unmet_cost=UNMET_COST,
    )
