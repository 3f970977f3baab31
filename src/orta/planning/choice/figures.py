"""Corridor to arrays: the figures of each route and year, between low and high."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from orta.corridor import Alternative, Corridor
from orta.errors import UsageError
from orta.planning.choice.request import LAND, ROUTES, Specification

FloatArray = NDArray[np.float64]
Key = tuple[str, str, int]  # route, metric, year

FITTED_LAND: Final = ("northern", "middle")
_OF_THE_YEAR: Final = ("estimation", "held_out")
_BEFORE: Final = ("days", "deviation")


class Attributes(NamedTuple):
    """Figures by year (rows) and route (columns, as in `ROUTES`); nan where none is."""

    price_usd: FloatArray
    days: FloatArray
    deviation_days: FloatArray
    exposure: FloatArray
    volume_teu: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All figures of the years, low and high, and which years are for what."""

    years: tuple[int, ...]
    estimation_years: tuple[int, ...]
    held_out_years: tuple[int, ...]
    cells: tuple[Alternative, ...]
    capacity_teu: tuple[tuple[int, float], ...]

    @classmethod
    def of(cls, corridor: Corridor) -> Figures:
        """The figures of a corridor's rival routes.

        Raises
        ------
        UsageError
            If it has none, or too few to fit.
        """
        used = [row for row in corridor.alternatives if row.used_as in _OF_THE_YEAR]
        volumes = [row for row in used if row.metric == "volume"]
        by_use = {
            use: _common_years(row for row in volumes if row.used_as == use)
            for use in _OF_THE_YEAR
        }
        if len(by_use["estimation"]) < 3:  # noqa: PLR2004 - a slope needs three
            raise UsageError(
                f"dataset {corridor.name} has no years to fit the choice of route on",
                where="alternative.csv",
                hint="give volumes of ocean, northern and middle in at least three "
                "years, used_as estimation",
            )
        return cls(
            years=tuple(sorted({*by_use["estimation"], *by_use["held_out"]})),
            estimation_years=by_use["estimation"],
            held_out_years=by_use["held_out"],
            cells=tuple(row for row in used if row.metric != "capacity"),
            capacity_teu=tuple(
                sorted(
                    (row.year, row.centre)
                    for row in used
                    if row.metric == "capacity" and row.route == "middle"
                )
            ),
        )

    def attributes(
        self, specification: Specification, *, between: FloatArray | None = None
    ) -> Attributes:
        """The figures: in the middle, or at `between` (0 to 1, one for each cell)."""
        at = np.full(len(self.cells), 0.5) if between is None else between
        value = {
            (row.route, row.metric, row.year): row.value_low
            + (row.value_high - row.value_low) * float(part)
            for row, part in zip(self.cells, at, strict=True)
        }

        def table(metric: str) -> FloatArray:
            rows = [
                [
                    value.get(_key(value, specification, (route, metric, year)), np.nan)
                    for route in ROUTES
                ]
                for year in self.years
            ]
            return np.array(rows, dtype=np.float64)

        names = ("price", "days", "deviation", "exposure", "volume")
        return Attributes(*map(table, names))

    def capacity(self, year: int) -> float | None:
        """TEU a year that the Middle Corridor can take, as last published by then."""
        known = [most for since, most in self.capacity_teu if since <= year]
        return known[-1] if known else None

    def row_of(self, year: int) -> int:
        """Where a year stands in the arrays.

        Raises
        ------
        UsageError
            If there is no such year.
        """
        if year not in self.years:
            raise UsageError(
                f"no figures of {year}",
                where="year",
                hint=f"years are {', '.join(map(str, self.years))}",
            )
        return self.years.index(year)


def _key(known: Container[Key], specification: Specification, asked: Key) -> Key:
    """Where the figure of a route, metric and year is looked for."""
    route, metric, year = asked
    spot, before = (route, "spot_price", year), (route, metric, year - 1)
    if metric == "price" and not specification.posted_prices and spot in known:
        return spot
    is_late = metric in _BEFORE and route in LAND and specification.days_before
    return before if is_late and before in known else asked


def _common_years(rows: Iterable[Alternative]) -> tuple[int, ...]:
    """Years in which all fitted routes and the ocean have a volume."""
    years: dict[int, set[str]] = {}
    for row in rows:
        years.setdefault(row.year, set()).add(row.route)
    needed = {"ocean", *FITTED_LAND}
    return tuple(sorted(year for year, routes in years.items() if needed <= routes))
