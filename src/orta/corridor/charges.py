"""What it costs and what it emits: tariffs and emission factors."""

from __future__ import annotations

from dataclasses import dataclass

from orta.corridor.evidence import Evidence
from orta.errors import ModelError
from orta.vocabulary import ChargeBasis, ChargeType, TransportMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """One amount somebody charges.

    `target_id` is the service, terminal or border crossing it is charged for,
    or empty: then it holds for all of that charge type that have none of
    their own. `valid_to` empty means open-ended.
    """

    tariff_id: str
    charge_type: ChargeType
    equipment_code: str
    basis: ChargeBasis
    amount: float
    currency: str
    valid_from: str
    evidence: Evidence
    target_id: str = ""
    valid_to: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ModelError(f"tariff {self.tariff_id}: a charge is not negative")
        # A year is before its months and days in the order of letters, too.
        last = self.valid_to[: len(self.valid_from)]
        if self.valid_to and last < self.valid_from[: len(self.valid_to)]:
            raise ModelError(f"tariff {self.tariff_id}: ends before it starts")

    def charge(self, *, unit_count: int, mass_t: float, length_km: float) -> float:
        """The amount for a cargo over a distance, in `currency`."""
        quantity = {
            ChargeBasis.PER_UNIT: float(unit_count),
            ChargeBasis.PER_UNIT_KM: unit_count * length_km,
            ChargeBasis.PER_T: mass_t,
            ChargeBasis.PER_T_KM: mass_t * length_km,
        }[self.basis]
        return self.amount * quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class EmissionFactor:
    """Greenhouse gas per tonne-kilometre of goods.

    The most specific one applies: same service, else same mode, traction and
    state, else same mode and traction.
    """

    factor_id: str
    mode: TransportMode
    g_co2e_per_tkm: float
    boundary: str  # WTW (well to wheel), TTW (tank to wheel), generation
    evidence: Evidence
    service_id: str = ""
    is_electrified: bool | None = None
    country_code: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.g_co2e_per_tkm < 0:
            raise ModelError(f"emission factor {self.factor_id}: not negative")
