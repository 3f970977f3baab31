"""What holds cargo up: terminals, border crossings, closed ports."""

from __future__ import annotations

from dataclasses import dataclass

from orta.corridor.duration import Duration
from orta.corridor.evidence import Evidence
from orta.errors import ModelError
from orta.vocabulary import TransportMode

_MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """Where goods are put on or taken off one mode at one node.

    `handling` is the time to load or to discharge one consignment, once, from
    its arrival at the terminal; it does not contain the wait for a departure.
    A change of mode takes the handling of both modes.
    """

    terminal_id: str
    node_id: str
    mode: TransportMode
    handling: Duration
    evidence: Evidence
    capacity: float | None = None
    capacity_unit: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if (self.capacity is None) != (not self.capacity_unit):
            raise ModelError(
                f"terminal {self.terminal_id}: a capacity comes with its unit"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class BorderCrossing:
    """One direction of one link that leads into another state or onto another gauge.

    `dwell` holds all that happens to a consignment at the border on both
    sides: waiting, gauge change, inspection, hand-over to the next carrier.
    """

    border_id: str
    link_id: str
    from_node_id: str
    to_node_id: str
    dwell: Duration
    evidence: Evidence
    changes_gauge: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PortClosure:
    """How much of a month a port is shut to ships by weather.

    `closed_share` is the share of the month, `mean_episode_h` the mean length
    of one uninterrupted closure.
    """

    closure_id: str
    node_id: str
    month: int
    closed_share: float
    mean_episode_h: float
    evidence: Evidence

    def __post_init__(self) -> None:
        name = f"closure {self.closure_id}"
        if self.month not in _MONTHS:
            raise ModelError(f"{name}: there is no month {self.month}")
        if not 0 <= self.closed_share < 1 or self.mean_episode_h <= 0:
            raise ModelError(f"{name}: a share below 1 and a positive length belong")
