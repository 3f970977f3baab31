"""Which emission factor applies, and the grams that follow from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from orta.corridor import (
    BorderCrossing,
    Corridor,
    EmissionFactor,
    Link,
    TransportService,
)
from orta.vocabulary import Cargo, TransportMode

# A lift from one gauge to the other is a discharge and a loading.
GAUGE_CHANGE_HANDLINGS = 2


@dataclass(frozen=True)
class EmissionList:
    """The emission factors of a corridor, as they apply to one cargo.

    The router and the report take their grams from here, so that both agree
    to the gram.
    """

    corridor: Corridor
    cargo: Cargo

    def find_transport(
        self, service: TransportService, link: Link
    ) -> EmissionFactor | None:
        """The most specific factor: service, then state and traction, then traction.

        A line that is electrified in part or of unknown traction counts as
        diesel, so that the figure errs on the high side.
        """
        country = self.corridor.node_by_id[link.from_node_id].country_code
        is_electrified = link.is_electrified is True if link.mode == "rail" else None
        of_mode = self._factors(link.mode, is_hub=False)
        of_all = [
            f
            for f in of_mode
            if not f.service_id and f.is_electrified == is_electrified
        ]
        return (
            _first(f for f in of_mode if f.service_id == service.service_id)
            or _first(f for f in of_all if f.country_code == country)
            or _first(f for f in of_all if not f.country_code)
        )

    def find_hub(self, mode: TransportMode, node_id: str) -> EmissionFactor | None:
        """The most specific factor of a hub: terminal, then state, then mode."""
        country = self.corridor.node_by_id[node_id].country_code
        terminal_id = self._terminal_ids.get((node_id, mode))
        of_mode = self._factors(mode, is_hub=True)
        of_all = [f for f in of_mode if not f.terminal_id]
        return (
            _first(f for f in of_mode if f.terminal_id and f.terminal_id == terminal_id)
            or _first(f for f in of_all if f.country_code == country)
            or _first(f for f in of_all if not f.country_code)
        )

    def activity(
        self, factor: EmissionFactor, *, distance_km: float = 0.0, handlings: int = 1
    ) -> float:
        """Transport activity over a distance, or hub activity of some handlings."""
        once = factor.activity(
            mass_t=self.cargo.mass_t, teu=self._teu, distance_km=distance_km
        )
        return once * handlings if factor.basis.is_hub else once

    def transport_g(self, service: TransportService, link: Link) -> int | None:
        """Grams of CO2e for the cargo over the link, or None if no factor says."""
        factor = self.find_transport(service, link)
        if factor is None:
            return None
        activity = self.activity(factor, distance_km=link.length_km)
        return round(factor.emission_g(activity))

    def handling_g(
        self, mode: TransportMode, node_id: str, *, handlings: int = 1
    ) -> int:
        """Grams for loading or discharging the cargo; 0 if no factor says.

        A hub without a factor does not close a way, as a price without a tariff
        does: the report names it.
        """
        factor = self.find_hub(mode, node_id)
        if factor is None:
            return 0
        return round(factor.emission_g(self.activity(factor, handlings=handlings)))

    def border_g(self, mode: TransportMode, border: BorderCrossing | None) -> int:
        """Grams for a border: those of the lift where the gauge changes.

        The lift is made by the railway that takes over.
        """
        if border is None or not border.changes_gauge:
            return 0
        return self.handling_g(
            mode, border.to_node_id, handlings=GAUGE_CHANGE_HANDLINGS
        )

    def _factors(self, mode: TransportMode, *, is_hub: bool) -> list[EmissionFactor]:
        return self._by_mode.get((mode, is_hub), [])

    @cached_property
    def _by_mode(self) -> dict[tuple[TransportMode, bool], list[EmissionFactor]]:
        found: dict[tuple[TransportMode, bool], list[EmissionFactor]] = {}
        for factor in self.corridor.emission_factors:
            found.setdefault((factor.mode, factor.basis.is_hub), []).append(factor)
        return found

    @cached_property
    def _terminal_ids(self) -> dict[tuple[str, TransportMode], str]:
        return {(t.node_id, t.mode): t.terminal_id for t in self.corridor.terminals}

    @cached_property
    def _teu(self) -> float:
        equipment = self.corridor.equipment_by_code[self.cargo.equipment_code]
        return self.cargo.unit_count * equipment.teu


def _first(factors: Iterable[EmissionFactor]) -> EmissionFactor | None:
    return next(iter(factors), None)
