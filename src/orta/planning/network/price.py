"""Which amounts of the tariffs apply on a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from orta.corridor import (
    Corridor,
    ExchangeRate,
    Tariff,
    TransportService,
)
from orta.vocabulary import Cargo, ChargeBasis, ChargeType
from orta.vocabulary.money import PERCENT, cents, rounded_product
from orta.vocabulary.periods import first_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """An amount for this cargo, the tariff it follows from, and how.

    `amount` is in `currency`; `exchange_rate` is None for US dollars. A
    percentage is of the freight of another tariff, `freight_tariff`; then
    `quantity` is that freight.
    """

    tariff: Tariff
    quantity: Decimal
    currency: str
    exchange_rate: ExchangeRate | None
    amount: Decimal
    amount_cents: int
    freight_tariff: Tariff | None = None

    @property
    def usd_per_unit(self) -> Decimal:
        """US dollars for one unit of its currency."""
        rate = self.exchange_rate
        return Decimal(1) if rate is None else rate.usd_per_unit


@dataclass(frozen=True)
class PriceList:
    """The tariffs of a corridor, as they apply to one cargo on a day."""

    corridor: Corridor
    cargo: Cargo
    on: date = date.max

    def find_charges(
        self, charge_type: ChargeType, target_id: str, *, length_km: float = 0.0
    ) -> tuple[Charge, ...] | None:
        """What is charged, or None if no tariff says.

        Amounts for the target itself go before amounts for all targets. Where
        a target has several amounts for the same equipment, they add up. Of
        several periods the one in force counts, else the last one: that a price
        is out of date is for a quote to say, not a reason for no route.
        """
        tariffs = self._find_tariffs(charge_type, target_id)
        if tariffs is None:
            return None
        return tuple(self._charge(tariff, length_km) for tariff in tariffs)

    def find_freight(
        self, service: TransportService, *, length_km: float
    ) -> tuple[Charge, ...] | None:
        """Freight over a distance or, for 0 km, what is charged once for a leg.

        Surcharges of the service are part of it.
        """
        tariffs = self._find_tariffs(ChargeType.FREIGHT, service.service_id)
        if tariffs is None:
            return None
        freight = tuple(
            self._charge(tariff, length_km)
            for tariff in tariffs
            if tariff.grows_with_distance == (length_km > 0)
        )
        return (*freight, *self._surcharges(service, freight, length_km))

    def find_empty_return(self, service: TransportService) -> tuple[Charge, ...] | None:
        """What the service takes to bring the equipment back, if a tariff says."""
        return self.find_charges(ChargeType.EMPTY_RETURN, service.service_id)

    @cached_property
    def _tariffs(self) -> dict[tuple[ChargeType, str], list[Tariff]]:
        found: dict[tuple[ChargeType, str], list[Tariff]] = {}
        for tariff in self.corridor.tariffs:
            if tariff.equipment_code == self.cargo.equipment_code:
                key = (tariff.charge_type, tariff.target_id)
                found.setdefault(key, []).append(tariff)
        return {key: applicable(tariffs, self.on) for key, tariffs in found.items()}

    @cached_property
    def _rates(self) -> dict[str, ExchangeRate | None]:
        return {
            currency: self.corridor.get_exchange_rate(currency, on=self.on)
            for currency in self.corridor.currencies
        }

    def _find_tariffs(
        self, charge_type: ChargeType, target_id: str
    ) -> list[Tariff] | None:
        return self._tariffs.get((charge_type, target_id)) or self._tariffs.get(
            (charge_type, "")
        )

    def _surcharges(
        self,
        service: TransportService,
        freight: tuple[Charge, ...],
        length_km: float,
    ) -> Iterator[Charge]:
        """Flat amounts with the part of the freight they go with, and percentages."""
        tariffs = self._find_tariffs(ChargeType.SURCHARGE, service.service_id) or ()
        for tariff in tariffs:
            if tariff.basis is ChargeBasis.PERCENT:
                for charge in freight:
                    yield self._percentage(tariff, charge)
            elif tariff.grows_with_distance == (length_km > 0):
                yield self._charge(tariff, length_km)

    def _charge(self, tariff: Tariff, length_km: float) -> Charge:
        quantity = tariff.quantity(
            unit_count=self.cargo.unit_count,
            mass_t=self._mass_t,
            length_km=length_km,
        )
        amount = rounded_product(tariff.amount, quantity)
        return self._converted(tariff, quantity, amount, tariff.currency)

    def _percentage(self, tariff: Tariff, freight: Charge) -> Charge:
        amount = rounded_product(tariff.amount, freight.amount, PERCENT)
        return self._converted(
            tariff, freight.amount, amount, freight.currency, freight.tariff
        )

    def _converted(
        self,
        tariff: Tariff,
        quantity: Decimal,
        amount: Decimal,
        currency: str,
        freight_tariff: Tariff | None = None,
    ) -> Charge:
        rate = self._rates[currency]
        usd = amount if rate is None else rounded_product(amount, rate.usd_per_unit)
        return Charge(
            tariff=tariff,
            quantity=quantity,
            currency=currency,
            exchange_rate=rate,
            amount=amount,
            amount_cents=cents(usd),
            freight_tariff=freight_tariff,
        )

    @cached_property
    def _mass_t(self) -> Decimal:
        return self.cargo.charged_mass_t


def applicable(tariffs: list[Tariff], on: date) -> list[Tariff]:
    """Those that have begun by a day and that no later one has replaced.

    One that began after another had ended replaces it. What has ended without
    being replaced still stands: nobody has said a new price, and without it the
    leg would seem free. If none has begun, the first to begin stand.
    """
    starts = {tariff.tariff_id: first_day(tariff.valid_from) for tariff in tariffs}
    begun = [start for start in starts.values() if start <= on]
    if not begun:
        earliest = min(starts.values())
        return [t for t in tariffs if starts[t.tariff_id] == earliest]
    last_start = max(begun)
    return [t for t in tariffs if starts[t.tariff_id] <= on and t.ends_on >= last_start]
