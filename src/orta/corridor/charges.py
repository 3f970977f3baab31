"""What it costs and what it emits: tariffs, exchange rates and emission factors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from orta.corridor.evidence import Evidence
from orta.errors import ModelError
from orta.vocabulary import (
    ChargeBasis,
    ChargeType,
    DataQuality,
    EmissionBasis,
    TransportMode,
)
from orta.vocabulary.money import US_DOLLAR, decimal_of, exact_product
from orta.vocabulary.periods import first_day, last_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """One amount somebody charges.

    `target_id` is the service, terminal or border crossing it is charged for,
    or empty: then it holds for all of that charge type that have none of
    their own. `valid_to` empty means that no end is stated. A surcharge may be
    a percentage of the freight: then it has no currency of its own.

    Examples
    --------
    >>> from orta.vocabulary import Confidence
    >>> ferry = Tariff(
    ...     tariff_id="F", charge_type=ChargeType.FREIGHT, equipment_code="40ft",
    ...     basis=ChargeBasis.PER_UNIT, amount=Decimal("1200"), currency="USD",
    ...     valid_from="2023-03", valid_to="2023",
    ...     evidence=Evidence(source_id="list", as_of="2023",
    ...                       confidence=Confidence.PUBLISHED))
    >>> ferry.is_in_force(date(2023, 12, 31)), ferry.is_in_force(date(2024, 1, 1))
    (True, False)
    """

    tariff_id: str
    charge_type: ChargeType
    equipment_code: str
    basis: ChargeBasis
    amount: Decimal
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
        is_percent = self.basis is ChargeBasis.PERCENT
        if is_percent and self.charge_type is not ChargeType.SURCHARGE:
            raise ModelError(
                f"tariff {self.tariff_id}: only a surcharge is a percentage"
            )
        if is_percent == bool(self.currency):
            raise ModelError(
                f"tariff {self.tariff_id}: a percentage has no currency, "
                "every other amount has one"
            )
        if self.charge_type is ChargeType.EMPTY_RETURN and self.grows_with_distance:
            raise ModelError(
                f"tariff {self.tariff_id}: an empty return is charged once for a leg"
            )

    @property
    def grows_with_distance(self) -> bool:
        """Whether it is charged for every kilometre, not once for a leg."""
        return self.basis.grows_with_distance

    def is_in_force(self, day: date) -> bool:
        """Whether it is valid on a day; a tariff without an end stays so."""
        return first_day(self.valid_from) <= day <= self.ends_on

    @property
    def ends_on(self) -> date:
        """Last day it is valid, or the end of all days where none is stated."""
        return last_day(self.valid_to) if self.valid_to else date.max

    def quantity(
        self, *, unit_count: int, mass_t: Decimal, length_km: float
    ) -> Decimal:
        """What the amount is multiplied by, exactly as written.

        Raises
        ------
        ModelError
            If it is a percentage: that is multiplied by an amount of freight.
        """
        units, km = Decimal(unit_count), decimal_of(length_km)
        match self.basis:
            case ChargeBasis.PER_UNIT:
                return units
            case ChargeBasis.PER_UNIT_KM:
                return exact_product(units, km)
            case ChargeBasis.PER_T:
                return mass_t
            case ChargeBasis.PER_T_KM:
                return exact_product(mass_t, km)
            case ChargeBasis.PERCENT:
                raise ModelError(f"tariff {self.tariff_id} is a share of the freight")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRate:
    """US dollars for one unit of a currency, on a day or as the mean of a period.

    The mean of a month or year is known on its last day, so it is of that day.
    """

    rate_id: str
    currency: str
    usd_per_unit: Decimal
    evidence: Evidence
    note: str = ""

    def __post_init__(self) -> None:
        if self.usd_per_unit <= 0:
            raise ModelError(f"exchange rate {self.rate_id}: more than nothing")
        if self.currency == US_DOLLAR:
            raise ModelError(f"exchange rate {self.rate_id}: a dollar is a dollar")

    @property
    def day(self) -> date:
        """The day from which on it may be used."""
        return last_day(self.evidence.as_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmissionFactor:
    """Greenhouse gas per unit of activity: of transport, or of handling in a hub.

    The most specific one applies. Transport: same service, else same mode,
    traction and state, else same mode and traction. Hub: same terminal, else
    same mode and state, else same mode.

    `g_co2e_ttw` is the part from the vehicle itself where the source tells it
    apart. `distance_adjustment` turns our distance, the shortest feasible one,
    into the distance that the intensity was worked out for.

    Examples
    --------
    >>> from orta.corridor import EmissionFactor, Evidence
    >>> from orta.vocabulary import Confidence, TransportMode
    >>> diesel = EmissionFactor(
    ...     factor_id="rail-diesel", mode=TransportMode.RAIL, g_co2e=30.7,
    ...     boundary="WTW", g_co2e_ttw=23.6,
    ...     evidence=Evidence(
    ...         source_id="D236", as_of="2025", confidence=Confidence.PUBLISHED))
    >>> tkm = diesel.activity(mass_t=20, teu=2, distance_km=1000)
    >>> tkm, diesel.emission_g(tkm), diesel.ttw_g(tkm)
    (20000.0, 614000.0, 472000.0)
    """

    factor_id: str
    mode: TransportMode
    g_co2e: float
    boundary: str  # WTW (well to wheel), TTW (tank to wheel), generation, unstated
    evidence: Evidence
    basis: EmissionBasis = EmissionBasis.PER_TKM
    service_id: str = ""
    terminal_id: str = ""
    is_electrified: bool | None = None
    country_code: str = ""
    g_co2e_ttw: float | None = None
    gases: str = "CO2e"  # or CO2: carbon dioxide alone
    data_quality: DataQuality = DataQuality.DEFAULT
    distance_adjustment: float = 1.0
    note: str = ""

    def __post_init__(self) -> None:
        name = f"emission factor {self.factor_id}"
        ttw = self.g_co2e_ttw
        if self.g_co2e < 0 or (ttw is not None and ttw < 0):
            raise ModelError(f"{name}: not negative")
        if ttw is not None and ttw > self.g_co2e:
            raise ModelError(f"{name}: tank to wheel is at most the whole")
        if self.distance_adjustment <= 0:
            raise ModelError(f"{name}: a distance adjustment is above 0")
        if not self.basis.is_hub and self.terminal_id:
            raise ModelError(f"{name}: a terminal has a basis per_t or per_teu")
        if self.basis.is_hub and (
            self.service_id
            or self.is_electrified is not None
            or self.distance_adjustment != 1
        ):
            raise ModelError(
                f"{name}: a hub has no service, no traction and no distance"
            )

    def activity(self, *, mass_t: float, teu: float, distance_km: float) -> float:
        """How much of what is counted: t·km or TEU·km, and t or TEU in a hub.

        `mass_t` is the mass of the goods and their packing, without containers.
        """
        quantity = {
            EmissionBasis.PER_TKM: mass_t * distance_km,
            EmissionBasis.PER_TEU_KM: teu * distance_km,
            EmissionBasis.PER_T: mass_t,
            EmissionBasis.PER_TEU: teu,
        }[self.basis]
        return float(quantity)

    def emission_g(self, activity: float) -> float:
        """Grams for an activity, within the factor's boundary."""
        return self.g_co2e * activity * self.distance_adjustment

    def ttw_g(self, activity: float) -> float | None:
        """Grams from tank to wheel, or None if the source does not tell them apart."""
        if self.g_co2e_ttw is None:
            return None
        return self.g_co2e_ttw * activity * self.distance_adjustment
