"""Trains that fill, wait, or leave by the clock; a train is always at hand."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from orta.planning.simulation.plant import Line, Plant, Step, StepKind
from verification import queueing as q
from verification.theory import readings as read
from verification.theory.case import (
    HOUR_S,
    LONGEST_S,
    WARM_UP_SHARE,
    Case,
    Figure,
    Run,
    flow_of,
    plant_of,
)
from verification.theory.servers import MEAN_H, MEAN_S, waiting

_RATE_PER_H = 1 / MEAN_H  # one unit each MEAN_S
BOARD = Step(kind=StepKind.BOARD, place_id="line", dissolves=True)


def line_cases() -> Iterator[Case]:
    """Lines without a fleet, and the season of a flow."""
    yield Case(
        name="train leaves with 20",
        plant=_plant(Line(line_id="line", min_load_teu=20)),
        figures=(waiting(q.n_policy_wait(_RATE_PER_H, least=20), q.n_policy_wait),),
        runs=8,
    )
    batches = q.batch_n_policy_wait(_RATE_PER_H, least=20, batch_mean=5)
    yield Case(
        name="train leaves with 20 or more, lots geometric with mean 5",
        plant=_plant(Line(line_id="line", min_load_teu=20), lot_units=5.0),
        figures=(waiting(batches, q.batch_n_policy_wait),),
        runs=8,
    )
    yield _n_or_longest()
    yield from _by_the_clock()
    yield _season()


def _plant(line: Line, *, unit_s: int = MEAN_S, lot_units: float = 1.0) -> Plant:
    return plant_of(
        flow_of(1 / unit_s / lot_units, BOARD, lot_units=lot_units, is_geometric=True),
        lines=(line,),
    )


def _n_or_longest() -> Case:
    least, longest_s = 20, 18 * MEAN_S
    longest_h = 18 * MEAN_H
    return Case(
        name="train leaves with 20, or when the first has waited 3 h",
        plant=_plant(Line(line_id="line", min_load_teu=least, max_wait_s=longest_s)),
        figures=(
            waiting(
                q.n_or_longest_wait(_RATE_PER_H, least=least, longest=longest_h),
                q.n_or_longest_wait,
            ),
            Figure(
                what="mean load",
                theory=q.n_or_longest_load(_RATE_PER_H, least=least, longest=longest_h),
                source=q.source_of(q.n_or_longest_load),
                read=read.load_teu(),
            ),
        ),
        runs=8,
    )


def _by_the_clock() -> Iterator[Case]:
    # Few units in an interval: some trains are due and find nobody, and do not stay.
    for units, unit_s in ((20, MEAN_S), (2, HOUR_S)):
        every_s = units * unit_s
        wait = q.bailey_wait(HOUR_S / unit_s, interval=every_s / HOUR_S, room=200)
        yield Case(
            name=f"train every {every_s // 60} min, {units} come, room for all",
            plant=_plant(
                Line(line_id="line", cycle_s=every_s, due_s=(0,)), unit_s=unit_s
            ),
            figures=(waiting(wait, q.bailey_wait),),
            runs=8,
        )
    wait = q.bailey_wait(_RATE_PER_H, interval=20 * MEAN_H, room=24)
    line = Line(line_id="line", cycle_s=20 * MEAN_S, due_s=(0,), payload_teu=24)
    yield Case(
        name="train every 200 min, room for 24 where 20 come",
        plant=_plant(line),
        figures=(waiting(wait, q.bailey_wait),),
        runs=8,
    )


def _season() -> Case:
    """Months of 20 and 40 days by turns, in which lots are rare and frequent."""
    day_s = 24 * HOUR_S
    lengths = np.tile([20 * day_s, 40 * day_s], LONGEST_S // (60 * day_s) + 1)
    month_ends = lengths.cumsum()
    rates = np.tile([1 / 36_000, 1 / 12_000], lengths.size // 2)

    def came(run: Run) -> tuple[float, float]:
        ends_s = round(run.measured_s / (1 - WARM_UP_SHARE))
        overlap = np.minimum(month_ends, ends_s) - np.maximum(
            month_ends - lengths, ends_s - run.measured_s
        )
        return float(run.kept.flow[0].came), float(np.maximum(overlap, 0) @ rates)

    flow = flow_of(1.0, lots_per_s=tuple(rates.tolist()))
    return Case(
        name="lots come thrice as often in every other month",
        plant=Plant(flows=(flow,), month_ends_s=tuple(month_ends.tolist())),
        figures=(
            Figure(
                what="lots that come, of the expected ones",
                theory=1.0,
                source="Çınlar, Introduction to Stochastic Processes (1975), "
                "section 4.7.",
                read=came,
            ),
        ),
        runs=20,
    )
