"""The emission report of a way: elements, totals, and what a reader must know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape
from math import fsum
from typing import TYPE_CHECKING, Any

from orta.corridor import Corridor, EmissionFactor
from orta.planning.emissions.allocate import intensity_g
from orta.planning.emissions.chain import ChainElement, transport_chain
from orta.planning.results import Provenance, Table
from orta.planning.routing import Option
from orta.vocabulary import Cargo, Confidence, DataQuality, EmissionBasis
from orta.vocabulary.quantities import GRAMS_PER_KG, kg_from_grams

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = "orta.emissions/1"
METHOD = "ISO 14083:2023, by transport chain element"
DISTANCE_BASIS = "shortest feasible distance, along the links"
# What stands in the way of a well-to-wheel sum.
_OTHER_BOUNDARIES = {
    "generation": (
        "counts power generation without the fuel chain before it; "
        "the sum is a lower bound"
    ),
    "TTW": (
        "counts tank to wheel, without making and bringing the fuel; "
        "the sum is a lower bound"
    ),
    "unstated": "has a boundary that its source does not state",
}
_COLUMNS = (
    "leg",
    "operation",
    "mode",
    "service_id",
    "from",
    "to",
    "distance_km",
    "activity",
    "activity_unit",
    "g_co2e_per_unit",
    "distance_adjustment",
    "co2e_kg",
    "wtt_kg",
    "ttw_kg",
    "boundary",
    "gases",
    "data_quality",
    "confidence",
    "factor_id",
    "source_id",
    "as_of",
)


@dataclass(frozen=True, kw_only=True)
class EmissionReport:
    """What a way emits, by element of its transport chain.

    Sums are exact to the gram and equal to what the router counted.
    """

    corridor: Corridor
    cargo: Cargo
    elements: tuple[ChainElement, ...]
    provenance: Provenance

    @cached_property
    def emission_g(self) -> int:
        """Grams of all elements."""
        return sum(element.emission_g for element in self.elements)

    @property
    def co2e_kg(self) -> float:
        """Kilograms of all elements."""
        return kg_from_grams(self.emission_g)

    @cached_property
    def hub_g(self) -> int:
        """Grams of the elements in hubs."""
        return sum(e.emission_g for e in self.elements if e.is_hub)

    @cached_property
    def distance_km(self) -> float:
        """Kilometres of all elements."""
        return sum(element.distance_km for element in self.elements)

    @cached_property
    def activity_tkm(self) -> float:
        """Transport activity of the whole chain: tonnes of goods times kilometres."""
        return self.cargo.mass_t * self.distance_km

    @cached_property
    def intensity_g_per_tkm(self) -> float | None:
        """Grams per tonne-kilometre of the whole chain, hubs included."""
        if not self.activity_tkm:
            return None
        return intensity_g(self.emission_g, self.activity_tkm)

    @cached_property
    def ttw_g(self) -> float | None:
        """Grams from tank to wheel, or None if an element does not tell them apart."""
        return self._sum_if_known(lambda element: element.ttw_g)

    @cached_property
    def wtt_g(self) -> float | None:
        """Grams from well to tank, or None if an element does not tell them apart."""
        return self._sum_if_known(lambda element: element.wtt_g)

    @cached_property
    def shares(self) -> dict[str, dict[str, float]]:
        """Share of the grams by boundary, data quality, confidence and operation."""
        labels: dict[str, Callable[[ChainElement], str]] = {
            "boundary": lambda e: e.factor.boundary if e.factor else "",
            "data_quality": lambda e: e.factor.data_quality.value if e.factor else "",
            "confidence": lambda e: (
                e.factor.evidence.confidence.value if e.factor else ""
            ),
            "operation": lambda e: e.operation.value,
        }
        return {name: self._share(label) for name, label in labels.items()}

    @cached_property
    def gaps(self) -> tuple[ChainElement, ...]:
        """Hub elements whose emissions nobody knows; they count 0 in the sum."""
        return tuple(e for e in self.elements if e.factor is None)

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """Where the report falls short of ISO 14083, a sentence each."""
        return tuple(self._warnings())

    @cached_property
    def table(self) -> Table:
        """One row per element."""
        rows = (self._row(element) for element in self.elements)
        return Table(columns=_COLUMNS, rows=tuple(rows))

    def to_pandas(self) -> pd.DataFrame:
        """One row per element, units in the column names."""
        return self.table.to_pandas()

    def to_dict(self) -> dict[str, Any]:
        """What `--json` prints. Names here are a promise: none is ever renamed."""
        rows = [dict(zip(_COLUMNS, row, strict=True)) for row in self.table.rows]
        return {
            "schema": SCHEMA,
            "method": METHOD,
            "distance_basis": DISTANCE_BASIS,
            "cargo": str(self.cargo),
            "mass_t": self.cargo.mass_t,
            "elements": [{n: _rounded(v) for n, v in row.items()} for row in rows],
            "co2e_kg": self.co2e_kg,
            "wtt_kg": _rounded(_kg(self.wtt_g)),
            "ttw_kg": _rounded(_kg(self.ttw_g)),
            "hub_kg": kg_from_grams(self.hub_g),
            "distance_km": round(self.distance_km, 1),
            "activity_tkm": round(self.activity_tkm, 1),
            "g_co2e_per_tkm": _rounded(self.intensity_g_per_tkm),
            "shares": {
                name: {label: round(share, 4) for label, share in of_name.items()}
                for name, of_name in self.shares.items()
            },
            "warnings": list(self.warnings),
            "provenance": self.provenance.to_dict(),
        }

    def __repr__(self) -> str:
        hubs = kg_from_grams(self.hub_g)
        head = f"{self.cargo}: {self.co2e_kg:,.0f} kg CO2e, {hubs:,.0f} of it in hubs"
        lines = [head]
        lines += [
            f"  {e.operation:12} {e.mode:5} {e.from_node_id} {e.to_node_id}  "
            f"{kg_from_grams(e.emission_g):,.1f} kg"
            for e in self.elements
        ]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        notes = "".join(f"<p>{escape(warning)}</p>" for warning in self.warnings)
        return f"<h4>{self.co2e_kg:,.0f} kg CO2e</h4>{self.table.to_html()}{notes}"

    def _row(self, element: ChainElement) -> tuple[str | int | float | None, ...]:
        factor = element.factor
        return (
            element.leg,
            element.operation.value,
            element.mode.value,
            element.service_id,
            element.from_node_id,
            element.to_node_id,
            element.distance_km,
            element.activity,
            element.basis.activity_unit,
            factor.g_co2e if factor else None,
            factor.distance_adjustment if factor else None,
            kg_from_grams(element.emission_g) if factor else None,
            _kg(element.wtt_g),
            _kg(element.ttw_g),
            factor.boundary if factor else None,
            factor.gases if factor else None,
            factor.data_quality.value if factor else None,
            factor.evidence.confidence.value if factor else None,
            factor.factor_id if factor else None,
            factor.evidence.source_id if factor else None,
            factor.evidence.as_of if factor else None,
        )

    def _sum_if_known(
        self, part_g: Callable[[ChainElement], float | None]
    ) -> float | None:
        parts = [part_g(e) for e in self.elements if e.factor is not None]
        known = [part for part in parts if part is not None]
        return fsum(known) if len(known) == len(parts) else None

    def _share(self, label: Callable[[ChainElement], str]) -> dict[str, float]:
        sums: dict[str, int] = {}
        for element in self.elements:
            if element.factor is not None:
                sums.setdefault(label(element), 0)
                sums[label(element)] += element.emission_g
        total = self.emission_g
        return {name: g / total if total else 0.0 for name, g in sums.items()}

    def _warnings(self) -> Iterator[str]:
        for element in self.gaps:
            name = self.corridor.node_by_id[element.from_node_id].name
            operation = element.operation.value.replace("_", " ")
            yield (
                f"no factor for {element.mode} in the hub {name} ({operation}): "
                "it counts 0, and the sum is too low"
            )
        yield from self._boundary_warnings()
        co2_g = self._grams(lambda factor: factor.gases == "CO2")
        if co2_g:
            yield f"{self._percent(co2_g)} is carbon dioxide alone, without other gases"
        estimated_g = self._grams(
            lambda factor: factor.evidence.confidence is Confidence.ESTIMATED
        )
        if estimated_g:
            yield f"{self._percent(estimated_g)} rests on estimated factors"
        primary_g = self._grams(
            lambda factor: factor.data_quality is DataQuality.PRIMARY
        )
        if self.emission_g and not primary_g:
            yield "no factor was measured by a carrier or a hub of this way"
        if self._has_mixed_bases():
            yield (
                "elements by tonne-kilometre and by TEU-kilometre stand side by side: "
                "the mass of the goods moves the first only"
            )

    def _boundary_warnings(self) -> Iterator[str]:
        grams: dict[str, int] = dict.fromkeys(_OTHER_BOUNDARIES, 0)
        for element in self.elements:
            if element.factor and element.factor.boundary in grams:
                grams[element.factor.boundary] += element.emission_g
        for boundary, what in _OTHER_BOUNDARIES.items():
            if grams[boundary]:
                yield f"{self._percent(grams[boundary])} {what}"

    def _has_mixed_bases(self) -> bool:
        bases = {e.basis for e in self.elements if not e.is_hub}
        return {EmissionBasis.PER_TKM, EmissionBasis.PER_TEU_KM} <= bases

    def _grams(self, is_meant: Callable[[EmissionFactor], bool]) -> int:
        return sum(
            e.emission_g for e in self.elements if e.factor and is_meant(e.factor)
        )

    def _percent(self, grams: int) -> str:
        return f"{max(grams / self.emission_g, 0.001):.1%} of the grams"


def emission_report(corridor: Corridor, cargo: Cargo, option: Option) -> EmissionReport:
    """The emission report of a way, for the cargo it was planned for.

    Raises
    ------
    UsageError
        If the way was planned for another cargo.

    Examples
    --------
    >>> import orta
    >>> model = orta.load()
    >>> answer = model.route("Aktau", "Batumi", ready="2026-12-01", limit=1)
    >>> report = emission_report(
    ...     model.corridor, answer.request.cargo, answer["A"])
    >>> report.emission_g == answer["A"].emission_g
    True
    """
    services = (planned.leg.service_id for planned in option.legs)
    return EmissionReport(
        corridor=corridor,
        cargo=cargo,
        elements=transport_chain(corridor, cargo, option),
        provenance=Provenance.of(
            corridor,
            cargo=str(cargo),
            origin=option.legs[0].leg.load_location_id,
            destination=option.legs[-1].leg.unload_location_id,
            services=" ".join(services),
            ready=option.ready_at.isoformat(),
        ),
    )


def _kg(grams: float | None) -> float | None:
    return None if grams is None else grams / GRAMS_PER_KG


def _rounded(value: str | float | None) -> str | float | None:
    return round(value, 3) if isinstance(value, float) else value
