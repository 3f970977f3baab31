"""A quote: lines that sum to the cent, what is missing, and how to check it later."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from orta.corridor import Corridor, ExchangeRate
from orta.errors import UsageError
from orta.planning.quote.legs import QuotedLeg, quoted_legs
from orta.planning.quote.lines import MissingKind, MissingLine, QuoteLine
from orta.planning.quote.request import QuoteRequest
from orta.planning.quote.solve import price_legs
from orta.planning.results import Provenance, Table
from orta.planning.routing import RouteAnswer
from orta.vocabulary import Cargo, ChargeType
from orta.vocabulary.money import ROUNDING, decimal_of, rounded_quotient, total

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = "orta.quote/1"


@dataclass(frozen=True, kw_only=True)
class Quote:
    """The price of one route on one day, line by line.

    `total_usd` is the exact sum of `lines`, and they are all that has a price:
    `missing` says what else a through price may have.
    """

    corridor: Corridor
    request: QuoteRequest
    route_request: dict[str, str]  # what was asked of the router, as it understood
    cargo: Cargo
    label: str  # letter of the route; empty if there is none
    route_cost_usd: Decimal  # price of the router, at the day the goods are ready
    legs: tuple[QuotedLeg, ...]
    lines: tuple[QuoteLine, ...]
    missing: tuple[MissingLine, ...]
    blocked_by: tuple[tuple[str, str], ...]
    provenance: Provenance

    @cached_property
    def total_usd(self) -> Decimal:
        """The sum of the lines, US dollars."""
        return total(line.amount_usd for line in self.lines)

    @cached_property
    def empty_returns_usd(self) -> Decimal:
        """What the lines for empty returns add to the price of the router."""
        return total(
            line.amount_usd
            for line in self.lines
            if line.charge_type is ChargeType.EMPTY_RETURN
        )

    @cached_property
    def exchange_rate(self) -> ExchangeRate | None:
        """The rate of the total's currency; None for US dollars."""
        return self.request.get_exchange_rate(self.corridor)

    @cached_property
    def total(self) -> Decimal:
        """The sum of the lines in the currency asked for."""
        rate = self.exchange_rate
        return (
            self.total_usd
            if rate is None
            else rounded_quotient(self.total_usd, rate.usd_per_unit)
        )

    @property
    def refused(self) -> tuple[MissingLine, ...]:
        """What could not be quoted because its price does not hold on that day."""
        return tuple(m for m in self.missing if m.kind is MissingKind.NOT_VALID)

    @property
    def is_complete(self) -> bool:
        """Whether every line of the route that has a tariff is in the total."""
        return bool(self.lines) and not self.refused

    @cached_property
    def table(self) -> Table:
        """One row per line."""
        return Table(
            columns=(
                "leg",
                "item",
                "tariff_id",
                "rate",
                "basis",
                "quantity",
                "amount",
                "currency",
                "amount_usd",
                "validity",
                "source_id",
                "estimated",
            ),
            rows=tuple(
                (
                    line.leg,
                    line.item,
                    line.tariff_id,
                    plain(line.rate),
                    line.basis.value,
                    plain(line.quantity),
                    plain(line.amount),
                    line.currency,
                    plain(line.amount_usd),
                    line.validity.value,
                    line.evidence.source_id,
                    line.estimated,
                )
                for line in self.lines
            ),
        )

    def to_pandas(self) -> pd.DataFrame:
        """One row per line; amounts are texts, so that no cent is lost."""
        return self.table.to_pandas()

    def to_dict(self) -> dict[str, Any]:
        """What `--json` prints, and `--check` reads. No name is ever changed."""
        rate = self.exchange_rate
        content = {
            "schema": SCHEMA,
            "request": {
                **self.route_request,
                "cargo": str(self.cargo),
                "mass_per_unit_t": plain(decimal_of(self.cargo.mass_per_unit_t)),
                "on": self.request.on.isoformat(),
                "currency": self.request.currency,
                "estimate": self.request.estimate,
            },
            "route": {
                "label": self.label,
                "cost_usd": plain(self.route_cost_usd),
                "legs": [_leg_dict(leg) for leg in self.legs],
            },
            "lines": [line_dict(line) for line in self.lines],
            "complete": self.is_complete,
            "total_usd": plain(self.total_usd),
            "empty_returns_usd": plain(self.empty_returns_usd),
            "total": {
                "amount": plain(self.total),
                "currency": self.request.currency,
                **rate_dict(rate),
            },
            "missing": [missing_dict(missing) for missing in self.missing],
            "blocked_by": [
                {"constraint": constraint, "detail": detail}
                for constraint, detail in self.blocked_by
            ],
            "rounding": ROUNDING,
            "provenance": self.provenance.to_dict(),
        }
        return {**content, "document_digest": document_digest(content)}

    def __repr__(self) -> str:
        lines = [f"Quote of route {self.label} on {self.request.on}"]
        lines += [f"  {line.item:50} {line.amount_usd:>12} USD" for line in self.lines]
        return "\n".join([*lines, f"  {'in all':50} {self.total_usd:>12} USD"])


def make_quote(answer: RouteAnswer, label: str, request: QuoteRequest) -> Quote:
    """The quote of the route that an answer shows under a letter.

    Without any route the quote has no lines, and says what stands in the way.

    Raises
    ------
    UnknownCurrencyError, UsageError
        If the currency has no rate, or no route has that letter.
    """
    corridor = answer.corridor
    request.get_exchange_rate(corridor)
    letters = [choice.label for choice in answer.choices]
    if letters and label.upper() not in letters:
        raise UsageError(
            f"no route {label}", where="route", hint=f"there are {', '.join(letters)}"
        )
    legs = quoted_legs(answer[label]) if letters else ()
    price = price_legs(corridor, answer.request.cargo, legs, request)
    cost_cents = answer[label].cost_cents if letters else 0
    return Quote(
        corridor=corridor,
        request=request,
        route_request=_words(answer),
        cargo=answer.request.cargo,
        label=label.upper() if letters else "",
        route_cost_usd=Decimal(cost_cents).scaleb(-2),
        legs=legs,
        lines=price.lines,
        missing=price.missing if letters else (),
        blocked_by=tuple((o.constraint, o.detail) for o in answer.blocked_by),
        provenance=Provenance.of(
            corridor,
            **dict(answer.provenance.parameters),
            route=label.upper(),
            on=request.on.isoformat(),
            currency=request.currency,
            estimate=str(request.estimate).lower(),
        ),
    )


def _words(answer: RouteAnswer) -> dict[str, str]:
    wanted = answer.request.specification
    return {
        "origin": wanted.origin_id,
        "destination": wanted.destination_id,
        "ready_at": wanted.earliest_departure_at.isoformat(),
    }


def default_day(answer: RouteAnswer) -> date:
    """The day a quote is for if nobody says: the day the goods are ready."""
    return answer.request.specification.earliest_departure_at.date()


def plain(number: Decimal) -> str:
    """A decimal number without an exponent.

    >>> plain(Decimal("1E+3"))
    '1000'
    """
    return format(number, "f")


def rate_dict(rate: ExchangeRate | None) -> dict[str, Any]:
    """An exchange rate as it stands in `--json`; a dollar is a dollar."""
    if rate is None:
        return {
            "usd_per_unit": "1",
            "exchange_rate_id": None,
            "exchange_as_of": None,
            "exchange_source_id": None,
        }
    return {
        "usd_per_unit": plain(rate.usd_per_unit),
        "exchange_rate_id": rate.rate_id,
        "exchange_as_of": rate.evidence.as_of,
        "exchange_source_id": rate.evidence.source_id,
    }


def line_dict(line: QuoteLine) -> dict[str, Any]:
    """A line as it stands in `--json`."""
    return {
        "leg": line.leg,
        "item": line.item,
        "charge_type": line.charge_type.value,
        "tariff_id": line.tariff_id or None,
        "percent_of": line.percent_of or None,
        "rate": plain(line.rate),
        "basis": line.basis.value,
        "quantity": plain(line.quantity),
        "amount": plain(line.amount),
        "currency": line.currency,
        **rate_dict(line.exchange_rate),
        "exchange_validity": line.exchange_validity.value,
        "amount_usd": plain(line.amount_usd),
        "parts": [
            {
                "quantity": plain(part.quantity),
                "amount": plain(part.amount),
                "amount_usd": plain(part.amount_usd),
            }
            for part in line.parts
        ],
        "valid_from": line.valid_from,
        "valid_to": line.valid_to or None,
        "validity": line.validity.value,
        "source_id": line.evidence.source_id,
        "as_of": line.evidence.as_of,
        "confidence": line.evidence.confidence.value,
        "method": line.evidence.method,
        "estimated": line.estimated,
    }


def missing_dict(missing: MissingLine) -> dict[str, Any]:
    """Something missing as it stands in `--json`."""
    return {
        "kind": missing.kind.value,
        "item": missing.item,
        "legs": list(missing.legs),
        "why": missing.why,
    }


def document_digest(content: dict[str, Any]) -> str:
    """SHA-256 of a quote without this very field, whatever its spacing."""
    rest = {name: v for name, v in content.items() if name != "document_digest"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _leg_dict(leg: QuotedLeg) -> dict[str, Any]:
    return {
        "leg": leg.number,
        "mode": leg.mode,
        "service_id": leg.service_id,
        "from": leg.from_node_id,
        "to": leg.to_node_id,
        "steps": [
            {
                "kind": step.kind.value,
                "service_id": step.service_id,
                "from": step.from_node_id,
                "to": step.to_node_id,
                "link_id": step.link_id,
                "next_service_id": step.next_service_id,
            }
            for step in leg.steps
        ],
    }
