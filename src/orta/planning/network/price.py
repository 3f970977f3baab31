"""Which amount of the tariffs and which emission factor applies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from orta.corridor import Corridor, EmissionFactor, Link, Tariff, TransportService
from orta.vocabulary import Cargo, ChargeType
from orta.vocabulary.quantities import cents_from_usd


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """An amount for this cargo and the tariff it follows from."""

    tariff: Tariff
    amount_cents: int


@dataclass(frozen=True)
class PriceList:
    """The tariffs and factors of a corridor, as they apply to one cargo."""

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

    def emission_g(self, service: TransportService, link: Link) -> int | None:
        """Grams of CO2e for the cargo over the link, or None if no factor says."""
        factor = self._find_factor(service, link)
        if factor is None:
            return None
        return round(factor.g_co2e_per_tkm * self.cargo.mass_t * link.length_km)

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

    def _find_factor(
        self, service: TransportService, link: Link
    ) -> EmissionFactor | None:
        """The most specific factor: service, then state and traction, then traction.

        A line that is electrified in part or of unknown traction counts as
        diesel, so that the figure errs on the high side.
        """
        country = self.corridor.node_by_id[link.from_node_id].country_code
        is_electrified = link.is_electrified is True if link.mode == "rail" else None
        of_mode = [f for f in self.corridor.emission_factors if f.mode is link.mode]
        return (
            _first(f for f in of_mode if f.service_id == service.service_id)
            or _first(
                f
                for f in of_mode
                if not f.service_id
                and f.is_electrified == is_electrified
                and f.country_code == country
            )
            or _first(
                f
                for f in of_mode
                if not f.service_id
                and f.is_electrified == is_electrified
                and not f.country_code
            )
        )


def _first(factors: Iterable[EmissionFactor]) -> EmissionFactor | None:
    return next(iter(factors), None)
