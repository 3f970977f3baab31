"""Which amount of the tariffs applies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from orta.corridor import Corridor, Tariff, TransportService
from orta.vocabulary import Cargo, ChargeType
from orta.vocabulary.quantities import cents_from_usd


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """An amount for this cargo and the tariff it follows from."""

    tariff: Tariff
    amount_cents: int


@dataclass(frozen=True)
class PriceList:
    """The tariffs of a corridor, as they apply to one cargo."""

    corridor: Corridor
    cargo: Cargo

    def find_charges(
        self, charge_type: ChargeType, target_id: str, *, length_km: float = 0.0
    ) -> tuple[Charge, ...] | None:
        """What is charged, or None if no tariff says.

        Amounts for the target itself go before amounts for all targets. Where
        a target has several amounts for the same equipment, they add up.
        """
        for target in (target_id, ""):
            tariffs = self._tariffs.get((charge_type, target))
            if tariffs:
                return tuple(self._charge(tariff, length_km) for tariff in tariffs)
        return None

    def find_freight(
        self, service: TransportService, *, length_km: float
    ) -> tuple[Charge, ...] | None:
        """Freight over a distance or, for 0 km, what is charged once for a leg."""
        charges = self.find_charges(
            ChargeType.FREIGHT, service.service_id, length_km=length_km
        )
        if charges is None:
            return None
        return tuple(
            charge
            for charge in charges
            if charge.tariff.basis.grows_with_distance == (length_km > 0)
        )

    @cached_property
    def _tariffs(self) -> dict[tuple[ChargeType, str], list[Tariff]]:
        found: dict[tuple[ChargeType, str], list[Tariff]] = {}
        for tariff in self.corridor.tariffs:
            if tariff.equipment_code == self.cargo.equipment_code:
                key = (tariff.charge_type, tariff.target_id)
                found.setdefault(key, []).append(tariff)
        return found

    def _charge(self, tariff: Tariff, length_km: float) -> Charge:
        amount_usd = tariff.charge(
            unit_count=self.cargo.unit_count,
            mass_t=self.cargo.mass_t,
            length_km=length_km,
        )
        return Charge(tariff=tariff, amount_cents=cents_from_usd(amount_usd))
