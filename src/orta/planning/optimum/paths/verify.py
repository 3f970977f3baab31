"""What a certificate of path flows proves, recomputed without rounding.

Two things are checked: that the flows keep every amount and every capacity and cost
what is stated; and that no plan costs less than the stated bound. For prices of at
least nought for the capacities every plan costs at least

    sum of amount * min(unmet cost, cheapest path under cost + price)
    - sum of price * capacity

The steps are numbered. This module imports the standard library and what certificates
of programmes are checked with, which imports nothing else either.
"""

from __future__ import annotations

from fractions import Fraction
from heapq import heappop, heappush
from itertools import pairwise
from typing import NamedTuple

from orta.errors import CertificateError
from orta.planning.optimum.certificate.exact import (
    Decimals,
    Json,
    read_decimals,
    write_decimal,
)
from orta.planning.optimum.certificate.problem import (
    read_integers,
    read_list,
    read_object,
    require_length,
)
from orta.planning.optimum.certificate.statement import (
    Figures,
    open_parts,
    read_about,
    require_figures,
)
from orta.planning.optimum.certificate.verify import Verification

PATHS = "orta.certificate.paths/1"
_OF_LINKS = "tail head cost capacity".split()
_OF_COMMODITIES = "origin destination amount unmet_cost".split()
_PLAN = frozenset("commodity start link flow".split())
_MOST = 2**31


class Network(NamedTuple):
    """The problem as whole numbers; a capacity that is not listed has no limit."""

    tail: list[int]
    head: list[int]
    cost: Decimals
    capacity: Decimals
    limited: list[int]  # links that have a capacity, in order
    origin: list[int]
    destination: list[int]
    amount: Decimals
    unmet_cost: Decimals


class Flows(NamedTuple):
    """The plan: path p takes `link[start[p] : start[p + 1]]` for a commodity."""

    commodity: list[int]
    start: list[int]
    link: list[int]
    flow: Decimals


def verify_paths(document: dict[str, Json]) -> Verification:
    """What a certificate of path flows proves.

    Raises
    ------
    CertificateError
        If it does not prove what it states; says what is wrong, and where.
    """
    # 1. All parts are there and nothing else, and the digests are right.
    parts = open_parts(document, PATHS)
    # 2. The arrays fit each other and no number is negative.
    network = read_network(parts["problem"])
    flows = read_flows(parts["plan"], network)
    check_ways(network, flows)  # 3
    unmet = left_unmet(network, flows)  # 4
    check_capacities(network, flows)  # 5
    # 6. What the plan costs. 7. What no plan costs less than.
    prices = read_prices(parts["proof"], network)
    figures = Figures.of(cost_of(network, flows, unmet), bound_of(network, prices))
    # 8. Both, and the gap between them, are what is stated.
    require_figures(parts["statement"], figures)
    return Verification(
        schema=PATHS,
        objective_usd=figures.objective_usd,
        bound_usd=figures.bound_usd,
        gap=figures.gap,
        sizes=(
            ("links", len(network.tail)),
            ("capacities", len(network.limited)),
            ("commodities", len(network.origin)),
            ("paths", len(flows.commodity)),
        ),
        about=read_about(parts["about"]),
        sha256=str(parts["sha256"]),
        problem_sha256=str(parts["problem_sha256"]),
    )


def read_network(part: Json) -> Network:
    """The problem of a certificate."""
    keys = frozenset([*_OF_LINKS, *_OF_COMMODITIES])
    fields = read_object(part, keys, "problem")
    lists = {key: read_list(fields[key], f"problem.{key}") for key in fields}
    for names in (_OF_LINKS, _OF_COMMODITIES):
        for name in names:
            require_length(lists[name], len(lists[names[0]]), f"problem.{name}")
    capacities = lists["capacity"]
    limited = [link for link, text in enumerate(capacities) if text is not None]
    lists["capacity"] = [capacities[link] for link in limited]
    numbers = {
        name: read_decimals(lists[name], f"problem.{name}")
        for name in ("cost", "capacity", "amount", "unmet_cost")
    }
    for name, decimals in numbers.items():
        if any(integer < 0 for integer in decimals.integers):
            raise CertificateError("a number is negative", where=f"problem.{name}")
    nodes = {
        name: read_integers(lists[name], f"problem.{name}", below=_MOST)
        for name in ("tail", "head", "origin", "destination")
    }
    return Network(
        tail=nodes["tail"],
        head=nodes["head"],
        cost=numbers["cost"],
        capacity=numbers["capacity"],
        limited=limited,
        origin=nodes["origin"],
        destination=nodes["destination"],
        amount=numbers["amount"],
        unmet_cost=numbers["unmet_cost"],
    )


def read_flows(part: Json, network: Network) -> Flows:
    """The plan of a certificate."""
    fields = read_object(part, _PLAN, "plan")
    lists = {key: read_list(fields[key], f"plan.{key}") for key in fields}
    require_length(lists["commodity"], len(lists["flow"]), "plan.commodity")
    require_length(lists["start"], len(lists["flow"]) + 1, "plan.start")
    n_links, n_commodities = len(network.tail), len(network.origin)
    start = read_integers(lists["start"], "plan.start", below=_MOST)
    ends = start[0], start[-1]
    in_order = all(one <= two for one, two in pairwise(start))
    if ends != (0, len(lists["link"])) or not in_order:
        raise CertificateError("paths do not follow each other", where="plan.start")
    flow = read_decimals(lists["flow"], "plan.flow")
    if any(integer <= 0 for integer in flow.integers):
        raise CertificateError("a path carries nothing", where="plan.flow")
    commodity = read_integers(lists["commodity"], "plan.commodity", below=n_commodities)
    link = read_integers(lists["link"], "plan.link", below=n_links)
    return Flows(commodity=commodity, start=start, link=link, flow=flow)


def read_prices(part: Json, network: Network) -> Decimals:
    """A price for each link: those that are not listed are nought."""
    fields = read_object(part, frozenset({"link", "usd"}), "proof")
    links = read_list(fields["link"], "proof.link")
    texts = read_list(fields["usd"], "proof.usd")
    require_length(texts, len(links), "proof.usd")
    priced = read_integers(links, "proof.link", below=len(network.tail))
    if any(one >= two for one, two in pairwise(priced)):
        raise CertificateError("links are not in order", where="proof.link")
    if not set(network.limited).issuperset(priced):
        raise CertificateError("a link without limit has a price", where="proof.link")
    prices = read_decimals(texts, "proof.usd")
    if any(price <= 0 for price in prices.integers):
        raise CertificateError("a price is not above nought", where="proof.usd")
    dense = [0] * len(network.tail)
    for link, price in zip(priced, prices.integers, strict=True):
        dense[link] = price
    return Decimals(dense, prices.places)


def check_ways(network: Network, flows: Flows) -> None:
    """Refuse a path that does not lead from its origin to its destination."""
    # 3. Each link begins where the one before it ends.
    for path, (first, end) in enumerate(pairwise(flows.start)):
        node = network.origin[flows.commodity[path]]
        for link in flows.link[first:end]:
            if network.tail[link] != node:
                raise CertificateError(f"path {path} has a hole", where="plan.link")
            node = network.head[link]
        if node != network.destination[flows.commodity[path]]:
            raise CertificateError(f"path {path} ends elsewhere", where="plan.link")


def left_unmet(network: Network, flows: Flows) -> Decimals:
    """What does not come of each commodity; refuses what comes beyond an amount."""
    # 4. Amounts and flows are brought to one power of ten.
    places = max(network.amount.places, flows.flow.places)
    tens_amount = 10 ** (places - network.amount.places)
    tens_flow = 10 ** (places - flows.flow.places)
    left = [amount * tens_amount for amount in network.amount.integers]
    for commodity, flow in zip(flows.commodity, flows.flow.integers, strict=True):
        left[commodity] -= flow * tens_flow
    for commodity, amount in enumerate(left):
        if amount < 0:
            by = write_decimal(-amount, places)
            raise CertificateError(
                f"commodity {commodity} exceeds its amount by {by}", where="plan.flow"
            )
        if network.origin[commodity] == network.destination[commodity]:
            left[commodity] = 0  # is there already
    return Decimals(left, places)


def check_capacities(network: Network, flows: Flows) -> None:
    """Refuse a plan that uses more of a link than there is."""
    # 5. Sums of flows are whole numbers, so is the comparison.
    used = [0] * len(network.tail)
    for flow, (first, end) in zip(
        flows.flow.integers, pairwise(flows.start), strict=True
    ):
        for link in flows.link[first:end]:
            used[link] += flow
    tens_used, tens_limit = 10**network.capacity.places, 10**flows.flow.places
    places = network.capacity.places + flows.flow.places
    for link, limit in zip(network.limited, network.capacity.integers, strict=True):
        over = used[link] * tens_used - limit * tens_limit
        if over > 0:
            by = write_decimal(over, places)
            raise CertificateError(f"link {link} is exceeded by {by}", where="plan")


def cost_of(network: Network, flows: Flows, unmet: Decimals) -> Fraction:
    """What a plan costs with all that it leaves unmet."""
    cost = network.cost.integers
    carried = sum(
        flow * sum(cost[link] for link in flows.link[first:end])
        for flow, (first, end) in zip(
            flows.flow.integers, pairwise(flows.start), strict=True
        )
    )
    missing = sum(
        amount * each
        for amount, each in zip(
            unmet.integers, network.unmet_cost.integers, strict=True
        )
    )
    carried_places = network.cost.places + flows.flow.places
    missing_places = unmet.places + network.unmet_cost.places
    return Fraction(carried, 10**carried_places) + Fraction(missing, 10**missing_places)


def bound_of(network: Network, prices: Decimals) -> Fraction:
    """What every plan costs at least."""
    places = max(network.cost.places, prices.places, network.unmet_cost.places)
    lengths = [
        cost * 10 ** (places - network.cost.places)
        + price * 10 ** (places - prices.places)
        for cost, price in zip(network.cost.integers, prices.integers, strict=True)
    ]
    by_origin: dict[int, list[int]] = {}
    for commodity, origin in enumerate(network.origin):
        by_origin.setdefault(origin, []).append(commodity)
    leaving: dict[int, list[tuple[int, int]]] = {}
    for tail, head, length in zip(network.tail, network.head, lengths, strict=True):
        leaving.setdefault(tail, []).append((head, length))
    least = 0
    tens = 10 ** (places - network.unmet_cost.places)
    for origin, commodities in by_origin.items():
        distance = distances(
            leaving, origin, {network.destination[k] for k in commodities}
        )
        for k in commodities:
            each = network.unmet_cost.integers[k] * tens
            each = min(each, distance.get(network.destination[k], each))
            least += network.amount.integers[k] * each
    worth = sum(
        prices.integers[link] * limit
        for link, limit in zip(network.limited, network.capacity.integers, strict=True)
    )
    return Fraction(least, 10 ** (places + network.amount.places)) - Fraction(
        worth, 10 ** (prices.places + network.capacity.places)
    )


def distances(
    leaving: dict[int, list[tuple[int, int]]], origin: int, wanted: set[int]
) -> dict[int, int]:
    """Least lengths of ways from an origin to the wanted nodes that it leads to."""
    settled: dict[int, int] = {}
    best, heap, missing = {origin: 0}, [(0, origin)], set(wanted)
    while heap and missing:
        so_far, node = heappop(heap)
        if node in settled:
            continue
        settled[node] = so_far
        missing.discard(node)
        for head, length in leaving.get(node, ()):
            further = so_far + length
            if further < best.get(head, further + 1):
                best[head] = further
                heappush(heap, (further, head))
    return settled
