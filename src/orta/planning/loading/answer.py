"""Yes, no, or from when on, with the orders behind the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from orta.corridor import Corridor, Embargo
from orta.planning.loading.request import LoadingRequest
from orta.planning.loading.solve import (
    find_bans,
    find_bans_by_other_ways,
    find_earliest_day,
    find_exceptions,
)
from orta.planning.results import Provenance

SCHEMA = "orta.loading/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadingAnswer:
    """Whether loading is allowed; `earliest` is the day asked for if it is.

    `orders` are the bans in the way, or the exceptions that let it pass.
    `orders_by_other_ways` are bans that would be in the way if it led by a place
    that the question did not name.
    """

    request: LoadingRequest
    allowed: bool
    earliest: date | None
    orders: tuple[Embargo, ...]
    orders_by_other_ways: tuple[Embargo, ...] = ()
    provenance: Provenance

    @property
    def quota_per_day(self) -> float | None:
        """Most wagons a day under the exceptions it passes by, if they say."""
        quotas = [o.quota_per_day for o in self.orders if o.quota_per_day is not None]
        return min(quotas, default=None)

    def to_dict(self) -> dict[str, Any]:
        """What `--json` prints. Names here are a promise: none is ever renamed."""
        return {
            "schema": SCHEMA,
            "allowed": self.allowed,
            "earliest": self.earliest.isoformat() if self.earliest else None,
            "quota_per_day": self.quota_per_day,
            "orders": [order_dict(order) for order in self.orders],
            "orders_by_other_ways": [
                order_dict(order) for order in self.orders_by_other_ways
            ],
            "provenance": self.provenance.to_dict(),
        }


def may_load(corridor: Corridor, request: LoadingRequest) -> LoadingAnswer:
    """Whether a wagon may be loaded, by the orders of the corridor.

    Raises
    ------
    UnknownPlaceError, UsageError
        If the corridor does not know a word of the request.
    """
    request.check(corridor)
    bans = find_bans(corridor, request)
    return LoadingAnswer(
        request=request,
        allowed=not bans,
        earliest=find_earliest_day(corridor, request),
        orders=bans or find_exceptions(corridor, request),
        orders_by_other_ways=find_bans_by_other_ways(corridor, request),
        provenance=Provenance.of(
            corridor,
            station=request.station_id,
            by=" ".join(request.exit_node_ids),
            on=request.day.isoformat(),
            goods=request.goods_code,
            owner=request.wagon_owner,
        ),
    )


def ban_warning(ban: Embargo) -> str:
    """One sentence that names the order, its goods and until when it holds."""
    goods = f" of goods {', '.join(ban.commodity_codes)}" if ban.commodity_codes else ""
    until = f"until {ban.valid_to}" if ban.valid_to else "without an end"
    return (
        f"loading{goods} is banned {until} by order {ban.order_no} of {ban.issuer} "
        f"({ban.evidence.source_id})"
    )


def order_dict(order: Embargo) -> dict[str, Any]:
    """An order as it stands in `--json`."""
    return {
        "order_id": order.embargo_id,
        "order_no": order.order_no,
        "issuer": order.issuer,
        "effect": order.effect,
        "valid_from": order.valid_from,
        "valid_to": order.valid_to or None,
        "source_id": order.evidence.source_id,
    }
