"""The rows of a study as frozen values: each checks itself against the schema."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from orta.corridor import Evidence
from orta.planning.flows.study.checked import Checked, Dated, find_broken_figure
from orta.planning.flows.study.schema import CHANGEABLE, read_whole_schema
from orta.vocabulary import TransportMode

EVERY_ROW: Final = "*"


class Measure(StrEnum):
    """What a limit counts: tonnes, loaded units of equipment, or departures."""

    T = "t"
    UNITS = "units"
    LOTS = "lots"


class LimitKind(StrEnum):
    """What kind of thing is limited."""

    SECTION = "section"
    PORT = "port"
    BERTH = "berth"
    FLEET = "fleet"
    BORDER = "border"
    ORDER = "order"
    TERMINAL = "terminal"
    CLOSURE = "closure"
    EMBARGO = "embargo"
    OTHER = "other"


class RiskForm(StrEnum):
    """What is made least: the cost as planned, its mean, or also its dear tail."""

    DETERMINISTIC = "deterministic"
    EXPECTED = "expected"
    CVAR = "cvar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods(Checked):
    """What is bought, moved, stored, made and sold."""

    TABLE: ClassVar[str] = "goods"
    KEY: ClassVar[str] = "goods_id"

    goods_id: str
    name: str
    commodity_code: str
    evidence: Evidence
    loss_share_per_week: float = 0.0  # of what lies in a store
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply(Dated):
    """Goods that can be had at a node, at a price at the source."""

    TABLE: ClassVar[str] = "supply"
    KEY: ClassVar[str] = "supply_id"

    supply_id: str
    goods_id: str
    node_id: str
    t_per_week: float
    usd_per_t: float
    evidence: Evidence
    first_week: int = 1
    last_week: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand(Dated):
    """Goods that are wanted at a node.

    What does not come costs `outside_usd_per_t`; without it the demand must be met.
    The demand of a week may be met up to `may_lag_weeks` later.
    """

    TABLE: ClassVar[str] = "demand"
    KEY: ClassVar[str] = "demand_id"

    demand_id: str
    goods_id: str
    node_id: str
    t_per_week: float
    evidence: Evidence
    outside_usd_per_t: float | None = None
    may_lag_weeks: int = 0
    first_week: int = 1
    last_week: int | None = None
    note: str = ""

    @property
    def must_be_met(self) -> bool:
        """Whether there is no price for not meeting it."""
        return self.outside_usd_per_t is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Store(Checked):
    """Room for goods at a node; without `goods_ids` for all of them."""

    TABLE: ClassVar[str] = "store"
    KEY: ClassVar[str] = "store_id"

    store_id: str
    node_id: str
    capacity_t: float
    evidence: Evidence
    goods_ids: tuple[str, ...] = ()
    usd_per_t_week: float = 0.0
    opening_t: float = 0.0  # before week 1
    note: str = ""

    def _contradictions(self) -> Iterator[tuple[str, str]]:
        yield from _repeated("goods_ids", self.goods_ids)
        if self.opening_t and len(self.goods_ids) != 1:
            yield "opening_t", "one of goods_ids: which goods would lie there?"
        if self.opening_t > self.capacity_t:
            yield "opening_t", f"no more than capacity_t, {self.capacity_t:g} t"


@dataclass(frozen=True, slots=True, kw_only=True)
class Product(Checked):
    """What comes out of a conversion, for a tonne that goes in."""

    TABLE: ClassVar[str] = "conversion"

    to_goods_id: str
    yield_share: float
    evidence: Evidence
    note: str = ""

    @property
    def label(self) -> str:
        """The id of its goods."""
        return f"to {self.to_goods_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion(Checked):
    """Goods made of other goods at a node; tonnes and costs are those that go in."""

    TABLE: ClassVar[str] = "conversion"
    KEY: ClassVar[str] = "conversion_id"

    conversion_id: str
    node_id: str
    from_goods_id: str
    products: tuple[Product, ...]
    capacity_t_per_week: float
    usd_per_t: float = 0.0

    def _contradictions(self) -> Iterator[tuple[str, str]]:
        made = tuple(product.to_goods_id for product in self.products)
        if not made:
            yield "products", "at least one"
        yield from _repeated("to_goods_id", made)
        if self.from_goods_id in made:
            yield "from_goods_id", "other goods than it makes"


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolPlace(Checked):
    """How many units of a pool are at a node before week 1."""

    TABLE: ClassVar[str] = "pool"

    node_id: str
    units: float
    evidence: Evidence
    note: str = ""

    @property
    def label(self) -> str:
        """The id of its node."""
        return f"at {self.node_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool(Checked):
    """Wagons, tanks or boxes that have to come back; more can be hired at a price."""

    TABLE: ClassVar[str] = "pool"
    KEY: ClassVar[str] = "pool_id"

    pool_id: str
    equipment_code: str
    places: tuple[PoolPlace, ...]
    hire_usd_per_unit_week: float | None = None  # None: none to be had

    def _contradictions(self) -> Iterator[tuple[str, str]]:
        if not self.places:
            yield "places", "at least one"
        yield from _repeated("node_id", tuple(place.node_id for place in self.places))


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg(Dated):
    """A way for goods from one node to another, in units of some equipment.

    Without `goods_ids` it takes all goods. A departure takes `days`: of seven a
    week, those whose week is not over arrive in an earlier week than the rest. With
    `lot_t` goods go in departures of at most that much, at least `least_lot_share`
    of it. A leg with a `pool_id` uses the units of that pool; `usd_per_empty_unit`
    is their way back, empty.
    """

    TABLE: ClassVar[str] = "leg"
    KEY: ClassVar[str] = "leg_id"

    leg_id: str
    from_node_id: str
    to_node_id: str
    mode: TransportMode
    usd_per_t: float
    days: float
    evidence: Evidence
    equipment_code: str = ""
    goods_ids: tuple[str, ...] = ()
    kg_co2e_per_t: float = 0.0
    payload_t: float | None = None  # of one unit; None: as the equipment
    first_week: int = 1
    last_week: int | None = None
    lot_t: float | None = None
    least_lot_share: float = 0.0
    usd_per_lot: float = 0.0
    max_lots_per_week: int | None = None
    pool_id: str = ""
    usd_per_empty_unit: float | None = None
    empty_days: float | None = None
    lost_share: float = 0.0
    note: str = ""

    def takes(self, goods_id: str) -> bool:
        """Whether these goods may go by it."""
        return not self.goods_ids or goods_id in self.goods_ids

    def _contradictions(self) -> Iterator[tuple[str, str]]:
        yield from self._order_of_weeks()
        yield from _repeated("goods_ids", self.goods_ids)
        if self.from_node_id == self.to_node_id:
            yield "to_node_id", "another node than it begins at"
        if self.lot_t is None:
            for name in ("least_lot_share", "usd_per_lot", "max_lots_per_week"):
                if getattr(self, name):
                    yield name, "a lot_t beside it: how much is one departure?"
        if not self.equipment_code:
            for name in ("payload_t", "pool_id"):
                if getattr(self, name):
                    yield name, "an equipment_code beside it: what is one unit?"
        if (self.usd_per_empty_unit is None) != (self.empty_days is None):
            yield "empty_days", "a value where usd_per_empty_unit has one, only there"
        if self.usd_per_empty_unit is not None and not self.pool_id:
            yield "usd_per_empty_unit", "a pool_id beside it: whose units come back?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit(Dated):
    """How much may go over some legs together in a week.

    With `weather` the share of the month that the port `node_id` is closed for is
    taken off.
    """

    TABLE: ClassVar[str] = "limit"
    KEY: ClassVar[str] = "limit_id"

    limit_id: str
    name: str
    kind: LimitKind
    leg_ids: tuple[str, ...]
    measure: Measure
    per_week: float
    evidence: Evidence
    first_week: int = 1
    last_week: int | None = None
    node_id: str = ""
    weather: bool = False
    note: str = ""

    def _contradictions(self) -> Iterator[tuple[str, str]]:
        yield from self._order_of_weeks()
        yield from _repeated("leg_ids", self.leg_ids)
        if self.weather and not self.node_id:
            yield "weather", "a node_id beside it: the weather of which port?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Dated):
    """What is other in a scenario: a column of one row, or of every row (`*`)."""

    TABLE: ClassVar[str] = "change"

    table: str
    row_id: str
    column: str
    evidence: Evidence
    factor: float | None = None
    value: float | None = None
    first_week: int = 1
    last_week: int | None = None
    note: str = ""

    @property
    def label(self) -> str:
        """Where the figure stands."""
        return f"of {self.table} {self.row_id} {self.column}"

    def applies_to(self, table: str, row_id: str, column: str) -> bool:
        """Whether it is about this figure."""
        return (
            self.table == table
            and self.column == column
            and self.row_id in (EVERY_ROW, row_id)
        )

    def of(self, figure: float | None) -> float | None:
        """The figure as it is after the change; what is empty has no factor."""
        if self.value is not None:
            return self.value
        if figure is None or self.factor is None:
            return figure
        return figure * self.factor

    def _contradictions(self) -> Iterator[tuple[str, str]]:
        yield from self._order_of_weeks()
        if (self.factor is None) == (self.value is None):
            yield "factor", "either a factor or a value"
        if self.column not in CHANGEABLE[self.table]:
            known = CHANGEABLE[self.table]
            yield "column", f"one of {', '.join(known)}"
        elif self.value is not None:
            rule = read_whole_schema()[self.table].column_by_name[self.column]
            if expected := find_broken_figure(self.value, rule):
                yield "value", expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario(Checked):
    """What may come, how likely, and which figures are then other."""

    TABLE: ClassVar[str] = "scenario"
    KEY: ClassVar[str] = "scenario_id"

    scenario_id: str
    name: str
    probability: float
    evidence: Evidence
    changes: tuple[Change, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk(Checked):
    """How scenarios count: not at all, by their mean, or by their dear tail, too.

    Under `cvar` the cost is (1 - weight) * mean + weight * mean of the dearest
    `tail_share` of outcomes. What is decided in the first `decided_weeks` weeks is the
    same in all scenarios.
    """

    TABLE: ClassVar[str] = "risk"

    form: RiskForm = RiskForm.DETERMINISTIC
    tail_share: float = 0.1
    weight: float = 0.5
    decided_weeks: int = 4


def _repeated(column: str, ids: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for key in dict.fromkeys(ids):
        if ids.count(key) > 1:
            yield column, f"{key} once"
