"""What is asked of the router, as one checked value."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date

from orta.corridor import Corridor
from orta.errors import UnknownPlaceError, UsageError
from orta.planning.loading.request import check_goods_code
from orta.planning.network import check_load
from orta.vocabulary import Cargo, RouteSpecification


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteRequest:
    """Where from and to, when, what, and which states not to cross."""

    specification: RouteSpecification
    cargo: Cargo
    avoid: frozenset[str] = field(default_factory=frozenset)
    goods_code: str = ""

    @property
    def ready_on(self) -> date:
        """The day the goods are ready, UTC; the prices of that day count."""
        return self.specification.earliest_departure_at.astimezone(UTC).date()

    def check(self, corridor: Corridor) -> None:
        """Make sure the corridor knows every word of the request.

        Raises
        ------
        UnknownPlaceError
            If origin or destination is no node.
        UsageError
            If the equipment is unknown or too small, or a state has no node.
        """
        wanted = self.specification
        for where, node_id in (
            ("origin", wanted.origin_id),
            ("destination", wanted.destination_id),
        ):
            if node_id not in corridor.node_by_id:
                raise UnknownPlaceError(node_id, where=where)
        self._check_cargo(corridor)
        check_goods_code(self.goods_code)
        countries = corridor.country_codes
        for code in sorted(self.avoid - countries):
            raise UsageError(
                f"no place of the corridor lies in “{code}”",
                where="avoid",
                hint=f"ISO 3166 codes of its states: {', '.join(sorted(countries))}",
            )

    def _check_cargo(self, corridor: Corridor) -> None:
        equipment = corridor.equipment_by_code.get(self.cargo.equipment_code)
        if equipment is None:
            raise UsageError(
                f"no equipment called “{self.cargo.equipment_code}”",
                where="cargo",
                hint=f"one of {', '.join(corridor.equipment_by_code)}",
            )
        if self.cargo.mass_per_unit_t > equipment.max_payload_t:
            raise UsageError(
                f"{self.cargo.mass_per_unit_t:g} t do not fit into one "
                f"{equipment.name}",
                where="cargo",
                hint=f"it takes at most {equipment.max_payload_t:g} t",
            )
        check_load(corridor, self.cargo)
