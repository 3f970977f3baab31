"""What is asked: cargo that comes in lots, ships that fill and go, a port."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

from orta.corridor import BUSIEST_SHARE, TransportService
from orta.errors import ModelError
from orta.vocabulary import LotSizes
from orta.vocabulary.quantities import HOURS_PER_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Ships:
    """Ships of one kind: how many, what each carries, and how long it is away."""

    count: int
    payload_teu: float
    rotation_h: float

    def __post_init__(self) -> None:
        if self.count < 1 or self.payload_teu <= 0 or self.rotation_h <= 0:
            raise ModelError("ships: count, payload and rotation must be positive")


@dataclass(frozen=True, slots=True, kw_only=True)
class FillAndGo:
    """A ship leaves once it is filled far enough, or the oldest box waited its longest.

    Cargo comes as a Poisson stream of lots, `arrival_teu_per_day` in all and
    `lot_teu` at once on average. A ship that is at the berth takes it in the
    order of arrival, up to its payload, and leaves at the first moment at which

    - at least `min_load_teu` waits, or what the ship holds if that is less, or
      the oldest box has waited `max_wait_h`, and
    - the port is open: it is shut for `closed_share` of all time, each time for
      an exponential time of mean `mean_episode_h`.

    It is back at the berth `rotation_h` later. Many ships at once are no crowd.

    Raises
    ------
    ModelError
        If a figure is out of its range, or more cargo comes than 95 percent of
        what the ships can carry: the mean wait would have no bound.
    """

    arrival_teu_per_day: float
    min_load_teu: float
    max_wait_h: float
    ships: tuple[Ships, ...]
    lot_teu: float = 1.0
    lot_sizes: LotSizes = LotSizes.FIXED
    closed_share: float = 0.0
    mean_episode_h: float = 0.0

    def __post_init__(self) -> None:
        figures = (
            self.arrival_teu_per_day,
            self.min_load_teu,
            self.max_wait_h,
            self.lot_teu,
        )
        if any(figure <= 0 for figure in figures) or not self.ships:
            raise ModelError("fill and go: rate, load, wait, lot, ships are positive")
        if self.lot_sizes is LotSizes.GEOMETRIC and self.lot_teu < 1:
            raise ModelError("fill and go: a geometric lot has a mean of at least 1")
        if not 0 <= self.closed_share < 1 or (
            self.closed_share > 0 and self.mean_episode_h <= 0
        ):
            raise ModelError("fill and go: a share below 1 and a positive length")
        if self.busy_share > BUSIEST_SHARE:
            raise ModelError(
                f"fill and go: {self.arrival_teu_per_day:g} TEU a day come, and with "
                f"the port shut {self.closed_share:.0%} of the time the ships carry "
                f"{self.capacity_teu_per_day:.4g}: the wait has no bound"
            )

    @classmethod
    def of(cls, service: TransportService) -> FillAndGo:
        """The rule of a service, at a port that is never shut."""
        return cls(
            arrival_teu_per_day=service.arrival_teu_per_day or 0.0,
            min_load_teu=service.min_load_teu or 0.0,
            max_wait_h=service.max_wait_h or 0.0,
            lot_teu=service.lot_teu,
            lot_sizes=service.lot_sizes,
            ships=tuple(
                Ships(
                    count=fleet.vessel_count,
                    payload_teu=fleet.payload_teu,
                    rotation_h=fleet.rotation_h,
                )
                for fleet in service.fleets
            ),
        )

    @property
    def lots_per_h(self) -> float:
        """Lots that come in an hour."""
        return self.arrival_teu_per_day / HOURS_PER_DAY / self.lot_teu

    @property
    def ship_count(self) -> int:
        """Ships of all kinds."""
        return sum(ship.count for ship in self.ships)

    @property
    def capacity_teu_per_day(self) -> float:
        """What the ships carry if there is always enough cargo.

        Notes
        -----
        A ship that leaves an open port finds it shut when it is back with the
        probability that a two-state Markov chain is in its other state after
        the rotation, and then waits a whole mean episode: what is left of an
        exponential closure is as long as a new one.
        """
        return sum(
            HOURS_PER_DAY * ship.count * ship.payload_teu / self._round_h(ship)
            for ship in self.ships
        )

    @property
    def busy_share(self) -> float:
        """Cargo that comes, as a share of what the ships can carry."""
        return self.arrival_teu_per_day / self.capacity_teu_per_day

    def _round_h(self, ship: Ships) -> float:
        share, episode_h = self.closed_share, self.mean_episode_h
        if share == 0:
            return ship.rotation_h
        per_h = 1 / episode_h + share / ((1 - share) * episode_h)
        is_shut = share * (1 - exp(-per_h * ship.rotation_h))
        return ship.rotation_h + is_shut * episode_h
