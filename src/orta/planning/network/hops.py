"""The compiled corridor: states of a consignment and the hops between them.

A consignment is either on the ground at a node or aboard a service at a node:

    ground A ──load──▶ aboard S at A ──move──▶ aboard S at B ──discharge──▶ ground B

At a border the hop leads from one railway's trains straight to the next one's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from orta.corridor import Corridor, Duration
from orta.errors import ModelError
from orta.planning.graph import Csr, build_csr
from orta.planning.lead_time import Wait
from orta.planning.network.arrays import Hops, Waits, month_wait
from orta.planning.network.price import Charge
from orta.vocabulary import Cargo, StageCause, TransportMode
from orta.vocabulary.quantities import minutes_from_hours, square_minutes_from_hours

NO_WAIT: Final = -1
_MOST_AREAS: Final = 62  # bits of a signed 64-bit mask, one spare

# One customs territory: a consignment crosses it under one transit declaration,
# so that two ways through it do not differ in the states they depend on.
_EU_MEMBERS: Final = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU".split()
    + "IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
)


def transit_area(country_code: str) -> str:
    """What a state counts as when two ways are compared by the states they cross."""
    return "EU" if country_code in _EU_MEMBERS else country_code


class HopKind(StrEnum):
    """What a hop does."""

    LOAD = "load"
    MOVE = "move"
    DISCHARGE = "discharge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One step, with all that its legs, price and explanation are made of."""

    kind: HopKind
    tail: int
    head: int
    mode: TransportMode
    service_id: str
    from_node_id: str
    to_node_id: str
    stages: tuple[tuple[StageCause, Duration], ...]
    charges: tuple[Charge, ...]
    country_codes: tuple[str, ...]
    country_shares: tuple[float, ...]  # of the hop that belongs to each state
    emission_g: int = 0
    link_id: str = ""
    length_km: float = 0.0
    wait: int = NO_WAIT

    @property
    def minutes(self) -> int:
        """Expected minutes, without the wait for a departure or for the weather."""
        return sum(minutes_from_hours(d.mean_h) for _, d in self.stages)

    @property
    def spread_min(self) -> int:
        """Standard deviation of the move, minutes."""
        moves = [d for cause, d in self.stages if cause is StageCause.MOVE]
        return sum(minutes_from_hours(sqrt(d.variance_h2)) for d in moves)

    @property
    def variance_min2(self) -> int:
        """Variance of the hop by itself, square minutes, without its wait."""
        others = [d for cause, d in self.stages if cause is not StageCause.MOVE]
        return self.spread_min**2 + sum(
            square_minutes_from_hours(d.variance_h2) for d in others
        )

    @property
    def cost_cents(self) -> int:
        """What the hop costs for the whole cargo."""
        return sum(charge.amount_cents for charge in self.charges)


@dataclass(frozen=True)
class Network:
    """The compiled corridor for one cargo."""

    corridor: Corridor
    cargo: Cargo
    hops: tuple[Hop, ...]
    ground: dict[str, int]  # state of a consignment on the ground at a node
    n_states: int
    waits: Waits
    wait_values: tuple[Wait, ...]  # the same waits, for draws
    left_out: tuple[str, ...]  # services that could not be used, and why

    def without(self, closed: Collection[int]) -> Network:
        """The same network with some hops, by their numbers, left out.

        The hops that stay get new numbers.
        """
        kept = [hop for number, hop in enumerate(self.hops) if number not in closed]
        return replace(self, hops=tuple(kept))

    def find_aboard(self, service_id: str, node_id: str) -> int | None:
        """The state of a consignment aboard a service at a node, or None.

        Where a wagon can be there on two gauges, the one it is handled on.
        """
        here = [
            hop
            for hop in self.hops
            if hop.service_id == service_id and hop.from_node_id == node_id
        ]
        for hop in sorted(here, key=lambda hop: hop.kind is HopKind.MOVE):
            return hop.head if hop.kind is HopKind.LOAD else hop.tail
        return None

    @cached_property
    def arrays(self) -> Hops:
        """Hops as the kernel wants them, grouped by the state they leave."""
        hops = self.hops
        weights = [(h.cost_cents, h.emission_g, h.variance_min2) for h in hops]
        return Hops(
            csr=build_csr(self._tails, self._heads, n_vertices=self.n_states),
            minutes=np.array([hop.minutes for hop in hops], dtype=np.int64),
            weights=np.array(weights, dtype=np.int64).reshape(len(hops), 3),
            spread=np.array([hop.spread_min for hop in hops], dtype=np.int64),
            areas=np.array([self.area_mask(h.country_codes) for h in hops], np.int64),
            wait=np.array([hop.wait for hop in hops], dtype=np.int32),
        )

    def in_season(self, minute_of_year: int) -> Hops:
        """The hops, with the variance that their waits have at a time of the year."""
        hops = self.arrays
        variances = [month_wait(w, minute_of_year) for w in self.waits.variance]
        of_hop = np.where(hops.wait < 0, 0, np.array([*variances, 0])[hops.wait])
        weights = hops.weights.copy()
        weights[:, -1] += of_hop
        return hops._replace(weights=weights)

    @cached_property
    def backward(self) -> Csr:
        """The same hops grouped by the state they lead to."""
        return build_csr(self._heads, self._tails, n_vertices=self.n_states)

    @cached_property
    def area_bit(self) -> dict[str, int]:
        """One bit for each area of transit: a state, or the European Union.

        Raises
        ------
        ModelError
            If there are more areas than bits.
        """
        areas = sorted({transit_area(c) for c in self.corridor.country_codes})
        if len(areas) > _MOST_AREAS:
            raise ModelError(f"{len(areas)} areas of transit, at most {_MOST_AREAS}")
        return {area: 1 << position for position, area in enumerate(areas)}

    def area_mask(self, country_codes: tuple[str, ...]) -> int:
        """The bits of the areas that these states lie in."""
        mask = 0
        for code in country_codes:
            mask |= self.area_bit[transit_area(code)]
        return mask

    def open_hops(
        self, avoid: frozenset[str], *, origin: int, destination: int
    ) -> NDArray[np.bool_]:
        """Which hops are worth trying between two states, shape (n_hops,).

        Those that touch no state to be avoided. And goods are put on the ground,
        or picked up there, only at the ends or where another service takes over:
        who discharges to load the same service again only loses by it.
        """
        is_open = np.ones(len(self.hops), np.bool_)
        for code in avoid:
            is_open[self._hops_in.get(code, [])] = False
        at_end = (self._tails == origin) | (self._heads == destination)
        is_open &= self._is_change | at_end
        return is_open

    @cached_property
    def _is_change(self) -> NDArray[np.bool_]:
        """Hops that may be part of a change of services, shape (n_hops,)."""
        loads: dict[int, set[int]] = defaultdict(set)
        discharges: dict[int, set[int]] = defaultdict(set)
        for hop in self.hops:
            if hop.kind is HopKind.LOAD:
                loads[hop.tail].add(hop.head)
            elif hop.kind is HopKind.DISCHARGE:
                discharges[hop.head].add(hop.tail)
        is_change = [
            hop.kind is HopKind.MOVE
            or bool(discharges[hop.tail] - {hop.head})
            or bool(loads[hop.head] - {hop.tail})
            for hop in self.hops
        ]
        return np.array(is_change, np.bool_)

    @cached_property
    def _hops_in(self) -> dict[str, list[int]]:
        """Numbers of the hops that touch each state."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, hop in enumerate(self.hops):
            for code in hop.country_codes:
                found[code].append(number)
        return found

    @cached_property
    def _tails(self) -> NDArray[np.int32]:
        return np.array([hop.tail for hop in self.hops], dtype=np.int32)

    @cached_property
    def _heads(self) -> NDArray[np.int32]:
        return np.array([hop.head for hop in self.hops], dtype=np.int32)
