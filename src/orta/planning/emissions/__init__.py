"""What a way emits, element by element of its transport chain (ISO 14083)."""

from orta.planning.emissions.allocate import (
    allocate_g,
    energy_emission_g,
    intensity_g,
    per_tkm_from_per_teu_km,
)
from orta.planning.emissions.chain import ChainElement, Operation, transport_chain
from orta.planning.emissions.report import EmissionReport, emission_report

__all__ = [
    "ChainElement",
    "EmissionReport",
    "Operation",
    "allocate_g",
    "emission_report",
    "energy_emission_g",
    "intensity_g",
    "per_tkm_from_per_teu_km",
    "transport_chain",
]
