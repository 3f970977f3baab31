"""The lines of a quote: what each is for, what it follows from, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from orta.corridor import Evidence, ExchangeRate, Tariff
from orta.vocabulary import ChargeBasis, ChargeType, Confidence
from orta.vocabulary.money import PERCENT, rounded_product, total
from orta.vocabulary.periods import first_day, last_day

# A price without an end that nobody has confirmed for a year is stale.
_FRESH: Final = timedelta(days=365)


class Validity(StrEnum):
    """How a price or rate stands to the day of a quote.

    `stale`: in force as far as anybody knows, but not confirmed for a year.
    """

    IN_FORCE = "in_force"
    STALE = "stale"
    EXPIRED = "expired"
    NOT_YET = "not_yet"

    @property
    def is_quotable(self) -> bool:
        """Whether a price may be quoted without being called an estimate."""
        return self in (Validity.IN_FORCE, Validity.STALE)


def tariff_validity(tariff: Tariff, on: date) -> Validity:
    """How a tariff stands to a day."""
    if on < first_day(tariff.valid_from):
        return Validity.NOT_YET
    if on > tariff.ends_on:
        return Validity.EXPIRED
    known_until = max(last_day(tariff.valid_from), last_day(tariff.evidence.as_of))
    is_open = not tariff.valid_to
    return (
        Validity.STALE if is_open and on - known_until > _FRESH else Validity.IN_FORCE
    )


def rate_validity(rate: ExchangeRate, on: date) -> Validity:
    """How an exchange rate stands to a day; a rate never expires, it gets stale."""
    if rate.day > on:
        return Validity.NOT_YET
    return Validity.STALE if on - rate.day > _FRESH else Validity.IN_FORCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One amount of a line: a link, a terminal or a border by itself.

    A line sums its parts, because that is how the router counts: to the cent for
    every hop.
    """

    quantity: Decimal
    amount: Decimal
    amount_usd: Decimal

    @classmethod
    def of(
        cls,
        quantity: Decimal,
        *,
        rate: Decimal,
        basis: ChargeBasis,
        usd_per_unit: Decimal,
    ) -> Part:
        """The amounts that follow from a quantity.

        >>> Part.of(Decimal("100"), rate=Decimal("0.125"), usd_per_unit=Decimal("1.1"),
        ...         basis=ChargeBasis.PER_UNIT_KM).amount_usd
        Decimal('13.75')
        """
        share = (PERCENT,) if basis is ChargeBasis.PERCENT else ()
        amount = rounded_product(rate, quantity, *share)
        return cls(
            quantity=quantity,
            amount=amount,
            amount_usd=rounded_product(amount, usd_per_unit),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLine:
    """An amount to be paid, with all that it follows from."""

    leg: int
    charge_type: ChargeType
    item: str
    tariff_id: str  # empty if there is none: then it is an estimate
    basis: ChargeBasis
    rate: Decimal
    currency: str
    parts: tuple[Part, ...]
    exchange_rate: ExchangeRate | None  # None for US dollars
    exchange_validity: Validity
    valid_from: str
    valid_to: str
    validity: Validity
    evidence: Evidence
    percent_of: str = ""  # the tariff whose freight it is a percentage of
    freight_holds: bool = True  # whether that freight has a price on the day
    is_stand_in: bool = False  # made for this quote, because estimates were wanted

    @property
    def quantity(self) -> Decimal:
        """What the rate is multiplied by, in all."""
        return sum((part.quantity for part in self.parts), Decimal(0))

    @property
    def amount(self) -> Decimal:
        """What is to be paid, in its currency."""
        return total(part.amount for part in self.parts)

    @property
    def amount_usd(self) -> Decimal:
        """The same in US dollars."""
        return total(part.amount_usd for part in self.parts)

    @property
    def usd_per_unit(self) -> Decimal:
        """US dollars for one unit of its currency."""
        rate = self.exchange_rate
        return Decimal(1) if rate is None else rate.usd_per_unit

    @property
    def is_quotable(self) -> bool:
        """Whether everything it follows from holds on the day of the quote."""
        return (
            self.validity.is_quotable
            and self.exchange_validity.is_quotable
            and self.freight_holds
        )

    @property
    def estimated(self) -> bool:
        """Whether the amount is an estimate: of the dataset or of this quote."""
        is_working_value = self.evidence.confidence is Confidence.ESTIMATED
        return self.is_stand_in or is_working_value


class MissingKind(StrEnum):
    """Why something is not in the total.

    `not_valid`: there is a tariff, but not for that day. `no_tariff`: the dataset
    could hold one and does not. `outside`: no dataset of this form holds it.
    """

    NOT_VALID = "not_valid"
    NO_TARIFF = "no_tariff"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingLine:
    """Something that a through price may have and this one does not."""

    kind: MissingKind
    item: str
    legs: tuple[int, ...]  # empty: the whole way
    why: str


OUTSIDE: Final = tuple(
    MissingLine(kind=MissingKind.OUTSIDE, item=item, legs=(), why=why)
    for item, why in (
        ("pick-up and delivery", "the price is from terminal to terminal"),
        ("customs clearance, duties and taxes", "they depend on goods and states"),
        ("insurance of the goods", "it depends on their value"),
        ("storage, demurrage and detention", "no free days and day rates are held"),
        (
            "hire of containers and wagons",
            "no rate says whether it is in it",
        ),
        ("documents, guarding and the forwarder's fee", "no tariff is held"),
    )
)
