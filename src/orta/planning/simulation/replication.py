"""One replication: a run of the kernel, and the few figures that are kept of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from orta.errors import ModelError
from orta.planning.simulation.kernel import World, run
from orta.planning.simulation.kernel.world import (
    BIN_S,
    FINISHED,
    NOBODY,
    Rows,
)
from orta.planning.simulation.tables import Tables, Windows

Floats = NDArray[np.float64]

_MOST_UNITS: Final = 1 << 24  # under way at once; a plant that jams is stopped
BEFORE_DAYS: Final = 14  # that are kept of the days before the measured ones
_SHARES: Final = (0.5, 0.8, 0.95)
DAY_S: Final = 24 * 60 * 60


@dataclass(frozen=True, eq=False, kw_only=True)
class Replication:
    """What one run leaves behind.

    flow, station, line, port: rows of the kernel's tables, in the order of the plant.
    causes: TEU seconds, shape (n_flows, n_causes). quantiles_h: hours at 50, 80 and
    95 % of the TEU, shape (n_flows, 3), nan where nothing arrived. series: TEU that
    wait at the end of each measured day, shape (n_days, n_stations); before: likewise
    of the last two weeks before them, if so many were run; under_way: TEU in the whole
    plant at the end of every day, warm-up included; daily: those of each flow at the
    end of each measured day, and those of it that have arrived, shape
    (n_days, n_flows, 2). lead: TEU by whole hours of lead time, up to the longest.
    shut_s: seconds each calendar was shut while measured.
    """

    flow: Rows
    station: Rows
    line: Rows
    port: Rows
    causes: NDArray[np.int64]
    quantiles_h: Floats
    series: NDArray[np.int32]
    before: NDArray[np.int32]
    under_way: NDArray[np.int32]
    daily: NDArray[np.int32]
    lead: NDArray[np.int32]
    shut_s: dict[str, int]
    events: int
    units_balance: bool
    little_holds: bool


def replicate(  # noqa: PLR0913 - all by name
    tables: Tables,
    *,
    key: int,
    windows: Mapping[str, Windows],
    starts_s: int,
    ends_s: int,
    most_units: int = 1 << 14,
) -> Replication:
    """Run the plant once, with as many rows as it turns out to need.

    Raises
    ------
    ModelError
        If so many units are under way that the plant must be jammed.
    """
    while True:
        world = tables.world(
            key=key,
            windows=windows,
            starts_s=starts_s,
            ends_s=ends_s,
            most_units=most_units,
        )
        if run(world) == FINISHED:
            return _kept(world, tables, windows)
        most_units *= 4
        if most_units > _MOST_UNITS:
            raise ModelError(
                f"more than {_MOST_UNITS:,} units are under way at once: "
                "more cargo comes than the places can serve"
            )


def _kept(world: World, tables: Tables, windows: Mapping[str, Windows]) -> Replication:
    clock = world.clock[0]
    units = world.unit[: clock.most_units]
    alive = int(((units["uid"] != NOBODY) & (units["members"] == NOBODY)).sum())
    first_day = int(clock.starts // DAY_S)
    n_stations = len(tables.station_ids)
    return Replication(
        flow=world.flow,
        station=world.station,
        line=world.line,
        port=world.port,
        causes=world.cause,
        quantiles_h=lead_quantiles(world.lead),
        series=world.series[first_day : clock.day, :n_stations].copy(),
        before=world.series[
            max(first_day - BEFORE_DAYS, 0) : first_day, :n_stations
        ].copy(),
        under_way=world.series[: clock.day, n_stations].copy(),
        daily=world.daily[first_day : clock.day].copy(),
        lead=_trimmed(world.lead),
        shut_s={
            calendar_id: _shut_s(windows.get(calendar_id, ()), clock)
            for calendar_id in tables.plant.calendars
        },
        events=int(clock.events),
        units_balance=int(clock.born - clock.gone) == alive,
        little_holds=int(clock.area) == int(clock.stay),
    )


def _shut_s(windows: Windows, clock: Rows) -> int:
    """Seconds within windows that were measured."""
    at = np.array(windows, np.int64).reshape(len(windows), 2)
    at = at.clip(clock.starts, clock.ends)
    return int((at[:, 1] - at[:, 0]).sum())


def _trimmed(lead: NDArray[np.int32]) -> NDArray[np.int32]:
    """The bins up to the last one that holds anything."""
    longest = np.flatnonzero(lead.any(axis=0)).max(initial=-1) + 1
    return lead[:, :longest].copy()


def lead_quantiles(lead: NDArray[np.int32]) -> Floats:
    """Hours that 50, 80 and 95 % of the TEU do not exceed, linear within a bin.

    `lead` has a row for each flow and a column for each hour; nan where nothing came.
    """
    below = np.cumsum(lead, axis=1, dtype=np.float64)
    found = np.full((lead.shape[0], len(_SHARES)), np.nan)
    for flow in range(lead.shape[0]):
        total = below[flow, -1]
        if total == 0:
            continue
        for place, share in enumerate(_SHARES):
            number = int(np.searchsorted(below[flow], share * total))
            before = below[flow, number] - lead[flow, number]
            within = (share * total - before) / lead[flow, number]
            found[flow, place] = (number + within) * BIN_S / 3600
    return found
