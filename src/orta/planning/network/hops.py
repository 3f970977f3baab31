"""The compiled corridor: states of a consignment and the hops between them.

A consignment is either on the ground at a node or aboard a service at a node:

    ground A ──load──▶ aboard S at A ──move──▶ aboard S at B ──discharge──▶ ground B

At a border the hop leads from one railway's trains straight to the next one's.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from orta.corridor import Corridor, Duration
from orta.errors import ModelError
from orta.planning.graph import Csr, build_csr
from orta.planning.lead_time import Wait
from orta.planning.network.arrays import Hops, Waits
from orta.planning.network.price import Charge
from orta.vocabulary import Cargo, StageCause, TransportMode
from orta.vocabulary.quantities import minutes_from_hours

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

    @cached_property
    def arrays(self) -> Hops:
        """Hops as the kernel wants them, grouped by the state they leave."""
        hops = self.hops
        weights = [(hop.cost_cents, hop.emission_g) for hop in hops]
        return Hops(
            csr=build_csr(self._tails, self._heads, n_vertices=self.n_states),
            minutes=np.array([hop.minutes for hop in hops], dtype=np.int64),
            weights=np.array(weights, dtype=np.int64).reshape(len(hops), 2),
            areas=np.array([self.area_mask(h.country_codes) for h in hops], np.int64),
            wait=np.array([hop.wait for hop in hops], dtype=np.int32),
        )

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

    def open_hops(self, avoid: frozenset[str]) -> NDArray[np.bool_]:
        """Which hops do not touch the states to be avoided, shape (n_hops,)."""
        return np.array([avoid.isdisjoint(h.country_codes) for h in self.hops], bool)

    @cached_property
    def _tails(self) -> NDArray[np.int32]:
        return np.array([hop.tail for hop in self.hops], dtype=np.int32)

    @cached_property
    def _heads(self) -> NDArray[np.int32]:
        return np.array([hop.head for hop in self.hops], dtype=np.int32)
