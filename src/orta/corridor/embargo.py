"""Loading bans ("convention bans") of railways: orders as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from orta.corridor.evidence import Evidence
from orta.errors import ModelError

ANY_OWNER = "any"


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
