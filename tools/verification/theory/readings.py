"""How a figure is read from a run: a total, and what it is divided by."""

from __future__ import annotations

from collections.abc import Callable

from orta.vocabulary import StageCause
from verification.theory.case import HOUR_S, Run

Reading = Callable[[Run], tuple[float, float]]
_WAIT = list(StageCause).index(StageCause.WAIT_SERVICE)


def wait_h(station: int = 0) -> Reading:
    """Hours from joining a queue to service or departure, for each unit served."""

    def read(run: Run) -> tuple[float, float]:
        row = run.kept.station[station]
        return row.wait_time / HOUR_S, row.served

    return read


def flow_wait_h(flow: int) -> Reading:
    """Hours a unit of a flow waits on its way."""

    def read(run: Run) -> tuple[float, float]:
        return run.kept.causes[flow, _WAIT] / HOUR_S, run.kept.flow[flow].left

    return read


def sojourn_h(flow: int = 0) -> Reading:
    """Hours from coming to leaving."""

    def read(run: Run) -> tuple[float, float]:
        row = run.kept.flow[flow]
        return row.lead / HOUR_S, row.left_teu

    return read


def held_h(station: int = 0) -> Reading:
    """Hours a unit that is served stands on its server for want of room."""

    def read(run: Run) -> tuple[float, float]:
        row = run.kept.station[station]
        return row.blocked_time / HOUR_S, row.served

    return read


def present(station: int = 0) -> Reading:
    """Mean number that wait at a station or are served."""

    def read(run: Run) -> tuple[float, float]:
        row = run.kept.station[station]
        return row.wait_time + row.busy_time, run.measured_s

    return read


def served_per_h(station: int = 0) -> Reading:
    """Units that a station serves in an hour."""

    def read(run: Run) -> tuple[float, float]:
        return run.kept.station[station].served, run.measured_s / HOUR_S

    return read


def departures_per_h(line: int = 0) -> Reading:
    """Trains or ships that leave in an hour."""

    def read(run: Run) -> tuple[float, float]:
        return run.kept.line[line].departures, run.measured_s / HOUR_S

    return read


def load_teu(line: int = 0) -> Reading:
    """Mean load of a departure."""

    def read(run: Run) -> tuple[float, float]:
        row = run.kept.line[line]
        return row.loaded, row.departures

    return read
