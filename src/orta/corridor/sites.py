"""What holds cargo up or back: terminals, borders, closed ports, limits, bans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from orta.corridor.duration import Duration
from orta.corridor.evidence import Evidence
from orta.corridor.network import RAIL_GAUGES_MM
from orta.errors import ModelError
from orta.vocabulary import (
    DANGEROUS_GOODS_CLASSES,
    LimitEffect,
    LimitQuantity,
    TransportMode,
)

WORKING_WIND_LIMIT_M_S = 15.0
_MONTHS = range(1, 13)
ANY_OWNER = "any"


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
    Where the track changes gauge, containers are transhipped; a wagon goes on only
    if its bogies are exchanged (None: nobody says so).
    """

    border_id: str
    link_id: str
    from_node_id: str
    to_node_id: str
    dwell: Duration
    evidence: Evidence
    changes_gauge: bool = False
    bogie_exchange: bool | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if self.bogie_exchange and not self.changes_gauge:
            raise ModelError(
                f"border {self.border_id}: bogies are exchanged where gauges change"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class PortClosure:
    """How much of a month a port is shut to ships by weather.

    `closed_share` is the share of the month, `mean_episode_h` the mean length
    of one uninterrupted closure. Ports of one `weather_area` are shut by the same
    storms; without an area a port has its own weather. It is shut in wind above
    `wind_limit_m_s`; 15 m/s, a working value, if nobody says.
    """

    closure_id: str
    node_id: str
    month: int
    closed_share: float
    mean_episode_h: float
    evidence: Evidence
    weather_area: str = ""
    wind_limit_m_s: float = WORKING_WIND_LIMIT_M_S

    def __post_init__(self) -> None:
        name = f"closure {self.closure_id}"
        if self.month not in _MONTHS:
            raise ModelError(f"{name}: there is no month {self.month}")
        if not 0 <= self.closed_share < 1 or self.mean_episode_h <= 0:
            raise ModelError(f"{name}: a share below 1 and a positive length belong")
        if self.wind_limit_m_s <= 0:
            raise ModelError(f"{name}: a wind limit is above 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One limit and where it holds; fields of the scope that are empty mean "all".

    A limit of a number speaks of loads beyond `most`; the `effect` says whether
    they are forbidden, go with a permit, or are not taken in places. A rule on
    dangerous goods has no `most` but `dangerous_goods_classes`, all if empty, and
    may also allow them. A width may hold `up_to_height_m` above the rail: several
    such rows draw a loading gauge, with straight lines between them.

    With a `terminal_id` it holds for loading and discharging there, otherwise for
    moving: over a link, by a service, or over all links of a mode, a state, a track
    gauge. Of rows with the same quantity and effect the most special one counts.
    """

    limit_id: str
    quantity: LimitQuantity
    effect: LimitEffect
    evidence: Evidence
    most: float | None = None
    up_to_height_m: float | None = None
    dangerous_goods_classes: tuple[str, ...] = ()
    mode: TransportMode | None = None
    country_code: str = ""
    gauge_mm: int | None = None
    link_id: str = ""
    terminal_id: str = ""
    service_id: str = ""
    equipment_code: str = ""
    permit: str = ""
    permit_days: float | None = None
    note: str = ""

    def __post_init__(self) -> None:
        problems = tuple(
            f"limit {self.limit_id}: {problem}"
            for problem in (*self._content_problems(), *self._scope_problems())
        )
        if problems:
            raise ModelError(*problems)

    @property
    def rank(self) -> tuple[bool, bool, bool, bool]:
        """How special it is; of two limits the one with the greater rank counts."""
        return (
            bool(self.link_id or self.terminal_id or self.service_id),
            bool(self.country_code),
            self.gauge_mm is not None,
            bool(self.equipment_code),
        )

    @property
    def is_about_danger(self) -> bool:
        """Whether it is a rule on dangerous goods."""
        return self.quantity is LimitQuantity.DANGEROUS_GOODS

    def _content_problems(self) -> list[str]:
        problems = []
        if self.is_about_danger != (self.most is None):
            problems.append("a number has a most, a rule on dangerous goods has none")
        if self.most is not None and self.most <= 0:
            problems.append("its most is above 0")
        if self.dangerous_goods_classes and not self.is_about_danger:
            problems.append("only a rule on dangerous goods has their classes")
        problems += [
            f"{code} is no class of dangerous goods"
            for code in self.dangerous_goods_classes
            if code not in DANGEROUS_GOODS_CLASSES
        ]
        if self.effect is LimitEffect.ALLOWED and not self.is_about_danger:
            problems.append("what is beyond a number is not allowed")
        is_width = self.quantity is LimitQuantity.WIDTH_M
        if self.up_to_height_m is not None and not is_width:
            problems.append("only a width holds up to a height")
        is_permit = self.effect is LimitEffect.PERMIT
        if (self.permit or self.permit_days is not None) and not is_permit:
            problems.append("only a limit with a permit names one")
        return problems

    def _scope_problems(self) -> list[str]:
        problems = []
        scope = (self.mode, self.country_code, self.gauge_mm, self.link_id)
        if self.terminal_id and (any(scope) or self.service_id):
            problems.append("a terminal needs no further scope but the equipment")
        if not any((*scope, self.terminal_id, self.service_id)):
            problems.append("it says neither where nor for which mode it holds")
        if self.country_code and self.mode is None and not self.link_id:
            problems.append("a state comes with a mode")
        if self.gauge_mm is not None and (
            self.mode is not TransportMode.RAIL or self.gauge_mm not in RAIL_GAUGES_MM
        ):
            problems.append(f"{self.gauge_mm} is no gauge of a railway")
        return problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Embargo:
    """One order of a railway, or one rule of it.

    A `ban` forbids loading, at stations of `loading_states` or at the nodes of
    `loading_node_ids`, for ways that lead by one of `exit_node_ids`. An
    `exception` lifts the ban named in `exempts_from`, up to `quota_per_day`
    where there is one. Empty lists mean "all": all goods, all equipment. Goods
    are Harmonized System codes, and a code stands for all that begin with it.
    Both dates are inside; without `valid_to` the order is open-ended.
    """

    embargo_id: str
    order_no: str
    issuer: str
    effect: str  # ban or exception
    exit_node_ids: tuple[str, ...]
    valid_from: str
    evidence: Evidence
    exempts_from: str = ""
    loading_states: tuple[str, ...] = ()
    loading_node_ids: tuple[str, ...] = ()
    commodity_codes: tuple[str, ...] = ()
    wagon_owner: str = ANY_OWNER
    quota_per_day: float | None = None
    valid_to: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        name = f"embargo {self.embargo_id}"
        if (self.effect == "exception") != bool(self.exempts_from):
            raise ModelError(f"{name}: an exception, and only one, exempts from a ban")
        if not self.loading_states and not self.loading_node_ids:
            raise ModelError(f"{name}: it says neither state nor station of loading")
        try:
            first, last = self.first_day, self.last_day
        except ValueError:
            raise ModelError(f"{name}: its dates are whole days") from None
        if last is not None and last < first:
            raise ModelError(f"{name}: ends before it starts")

    @property
    def first_day(self) -> date:
        """First day it is in force."""
        return date.fromisoformat(self.valid_from)

    @property
    def last_day(self) -> date | None:
        """Last day it is in force; None if that is open."""
        return date.fromisoformat(self.valid_to) if self.valid_to else None

    def is_live(self, day: date) -> bool:
        """Whether it is in force on a day."""
        last = self.last_day
        return self.first_day <= day and (last is None or day <= last)

    def covers_goods(self, code: str) -> bool:
        """Whether it speaks of these goods, or of some of them.

        Without a code, or with one shorter than the order's, some goods may be
        meant: that counts, for nothing may pass a ban unnoticed.
        """
        return not self.commodity_codes or any(
            code.startswith(own) or own.startswith(code) for own in self.commodity_codes
        )
