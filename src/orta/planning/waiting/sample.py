"""Lots, ships and closures drawn at random, where there is no closed form.

The same rule gives the same bytes: every draw starts from one fixed seed.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from orta.planning.waiting.answer import ServiceWait, quantile_table
from orta.planning.waiting.kernel import Berth, Closures, Stream, Tally, sail
from orta.planning.waiting.rule import FillAndGo
from orta.vocabulary import LotSizes
from orta.vocabulary.quantities import HOURS_PER_DAY

Floats = NDArray[np.float64]

SEED = 1
RUNS = 16
_MOST_LOTS, _LEAST_LOTS = 1 << 17, 1 << 12  # of a run
_SHIPS = 4096  # of a run, about
_WARM_UP_SHARE = 1 / 64  # of a run that starts with empty quays


def sampled(rule: FillAndGo, *, runs: int = RUNS) -> ServiceWait:
    """The wait by simulation: about 4,096 ships in each run, ship after ship.

    Notes
    -----
    How often and how long the port was shut in a run, and how much cargo came,
    is known on average. Means are those at the known averages, by linear
    regression over the runs (control variates; Asmussen and Glynn, Stochastic
    Simulation, 2007, section V.2).
    """
    stream = _stream(rule.lot_teu, rule.lot_sizes)
    n_lots, warm_up = _lots_of_a_run(rule)
    rng = np.random.default_rng(SEED)
    tallies, controls = [], []
    for run in range(runs):
        part = _part(stream, run * n_lots % _MOST_LOTS, n_lots)
        port, of_closures = _closures(rule, part.arrival[-1], rng)
        tallies.append(sail(part, port, _berth(rule), warm_up))
        came = part.teu[-1] / part.arrival[-1] / rule.lot_teu - 1
        controls.append((came, *of_closures))
    return _answer(rule, tallies, np.array(controls), runs * n_lots)


def _answer(
    rule: FillAndGo, tallies: list[Tally], controls: Floats, n_lots: int
) -> ServiceWait:
    per_h = rule.lots_per_h
    teu = sum(tally.teu for tally in tallies)
    wait_h = _at_the_mean([t.wait / t.teu / per_h for t in tallies], controls)
    weather_h = _at_the_mean([t.weather / t.teu / per_h for t in tallies], controls)
    loads = np.concatenate([tally.load_teu for tally in tallies])
    waits = np.concatenate([tally.for_ship for tally in tallies]) / per_h
    order = np.argsort(waits)
    shares = (np.cumsum(loads[order]) - loads[order] / 2) / loads.sum()
    load_teu = teu / loads.size
    episode_h = rule.mean_episode_h if rule.closed_share else 0.0
    return ServiceWait(
        quantiles_h=quantile_table(waits[order], shares, mean_h=wait_h),
        met_share=weather_h / episode_h if episode_h else 0.0,
        mean_episode_h=episode_h,
        load_share=teu / sum(tally.room_teu for tally in tallies),
        departures_per_day=rule.arrival_teu_per_day / load_teu,
        method=f"sampled: {n_lots:,} lots, seed {SEED}",
    )


def _at_the_mean(values: list[float], controls: Floats) -> float:
    """The value at controls of zero, from a plane through those of the runs."""
    varied = controls[:, np.ptp(controls, axis=0) > 0]
    plane = np.column_stack([np.ones(len(values)), varied])
    if len(values) <= plane.shape[1] + 1:
        return float(np.mean(values))
    found = np.linalg.lstsq(plane, np.array(values), rcond=None)[0]
    return max(float(found[0]), 0.0)


@lru_cache(maxsize=32)
def _stream(lot_teu: float, lot_sizes: LotSizes) -> Stream:
    """Lots that come one mean gap apart, on average exactly."""
    rng = np.random.default_rng(SEED)
    arrival = np.cumsum(_exponentials(rng, _MOST_LOTS))
    if lot_sizes is LotSizes.FIXED or lot_teu == 1:
        lots = np.full(_MOST_LOTS, lot_teu)
    else:
        per_lot = -1 / np.log1p(-1 / lot_teu)
        lots = np.floor(_exponentials(rng, _MOST_LOTS) * per_lot) + 1
    return Stream(arrival, np.cumsum(lots), np.cumsum(lots * arrival))


def _exponentials(rng: np.random.Generator, count: int) -> Floats:
    """Exponential numbers of mean 1, one from each of `count` equal slices."""
    shares = (rng.permutation(count) + rng.random(count)) / count
    return -np.log1p(-shares)


def _lots_of_a_run(rule: FillAndGo) -> tuple[int, int]:
    """How many lots a run has, and how many of them are not counted."""
    payload = max(ship.payload_teu for ship in rule.ships)
    by_quantity = min(rule.min_load_teu, payload) / rule.lot_teu
    lots_a_ship = max(1.0, min(by_quantity, rule.max_wait_h * rule.lots_per_h))
    wanted = int(min(max(_SHIPS * lots_a_ship, _LEAST_LOTS), _MOST_LOTS))
    n_lots = 1 << (wanted.bit_length() - 1)  # so that runs share the stream evenly
    return n_lots, int(n_lots * _WARM_UP_SHARE)


def _part(stream: Stream, start: int, count: int) -> Stream:
    """Some lots of the stream, counted from where they start."""
    if start == 0 and count == stream.arrival.size:
        return stream
    end = start + count
    arrival, teu = stream.arrival[start:end], stream.teu[start:end]
    then, before = (arrival[0], teu[0]) if start else (0.0, 0.0)
    lots = np.diff(stream.teu[start:end], prepend=before)
    if start:  # the first lot is where the last part ended
        lots[0] = stream.teu[start] - stream.teu[start - 1]
        then = stream.arrival[start - 1]
    arrival = arrival - then
    return Stream(arrival, np.cumsum(lots), np.cumsum(lots * arrival))


def _closures(
    rule: FillAndGo, span: float, rng: np.random.Generator
) -> tuple[Closures, tuple[float, float]]:
    """Closures over a span of mean gaps, and how they differ from their mean."""
    if not rule.closed_share:
        return Closures(np.empty(0), np.empty(0)), (0.0, 0.0)
    share, episode = rule.closed_share, rule.mean_episode_h * rule.lots_per_h
    open_for = episode * (1 - share) / share
    count = int(1.2 * span / (episode + open_for)) + 60
    shut = rng.standard_exponential(count) * episode
    ends = np.cumsum(rng.standard_exponential(count) * open_for + shut)
    count = int(np.searchsorted(ends, span)) + 1
    shut, ends = shut[:count], ends[:count]
    waited = (shut**2).sum() / 2 / span / (share * episode) - 1
    return Closures(ends - shut, ends), (shut.sum() / span / share - 1, waited)


def _berth(rule: FillAndGo) -> Berth:
    per_h = rule.lots_per_h
    counts = [ship.count for ship in rule.ships]
    payload = np.array([ship.payload_teu for ship in rule.ships], dtype=np.float64)
    rotation = np.array([ship.rotation_h for ship in rule.ships], dtype=np.float64)
    return Berth(
        min_load_teu=float(rule.min_load_teu),
        max_wait=rule.max_wait_h * per_h,
        payload_teu=np.repeat(payload, counts),
        rotation=np.repeat(rotation, counts) * per_h,
    )
