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

Floats = NDArray[np.float64]

SEED = 1
ERROR_SHARE = 0.005  # of the mean: its standard error
_FEWEST_RUNS, _MOST_RUNS = 16, 32
_MOST_LOTS, _LEAST_LOTS = 1 << 17, 1 << 12  # of a run
_SHIPS = 4096  # of a run, about
_SHAPED = 30_000  # ships are enough for the shape of the waits, and quick to sort
_STREAMS = 4  # that the runs take in turn
_WARM_UP_SHARE = 1 / 64  # of a run that starts with empty quays


def sampled(rule: FillAndGo, *, error_share: float = ERROR_SHARE) -> ServiceWait:
    """The wait by simulation, ship after ship, in runs of about 4,096 ships.

    Runs are added until the standard error of the mean is this share of it, or
    there are as many as is reasonable.

    Notes
    -----
    How often and how long the port was shut in a run, and how much cargo came,
    is known on average. Means are those at the known averages, by linear
    regression over the runs (control variates; Asmussen and Glynn, Stochastic
    Simulation, 2007, section V.2).
    """
    n_lots = _lots_of_a_run(rule)
    most = int(_MOST_RUNS * max(1.0, (ERROR_SHARE / error_share) ** 2))
    berth, warm_up = _berth(rule), int(n_lots * _WARM_UP_SHARE)
    rng = np.random.default_rng(SEED)
    tallies: list[Tally] = []
    controls: list[tuple[float, ...]] = []
    while len(tallies) < most:
        part = _part(rule, n_lots, len(tallies))
        port, of_closures = _closures(rule, part.arrival[-1], rng)
        tallies.append(sail(part, port, berth, warm_up))
        came = part.teu[-1] / part.arrival[-1] / rule.lot_teu - 1
        controls.append((came, *of_closures))
        if len(tallies) % _FEWEST_RUNS == 0:
            whole = [(tally.wait + tally.weather) / tally.teu for tally in tallies]
            mean, error = _at_the_mean(whole, np.array(controls))
            if error <= error_share * mean:
                break
    return _answer(rule, tallies, np.array(controls), len(tallies) * n_lots)


def _answer(
    rule: FillAndGo, tallies: list[Tally], controls: Floats, n_lots: int
) -> ServiceWait:
    per_h = rule.lots_per_h
    teu = sum(tally.teu for tally in tallies)
    whole = [(t.wait + t.weather) / t.teu for t in tallies]
    mean, error = _at_the_mean(whole, controls)
    wait_h, _ = _at_the_mean([t.wait / t.teu / per_h for t in tallies], controls)
    weather_h, _ = _at_the_mean([t.weather / t.teu / per_h for t in tallies], controls)
    n_ships = sum(tally.load_teu.size for tally in tallies)
    every = max(n_ships // _SHAPED, 1)
    loads = np.concatenate([tally.load_teu[::every] for tally in tallies])
    waits = np.concatenate([tally.for_ship[::every] for tally in tallies]) / per_h
    order = np.argsort(waits)
    shares = (np.cumsum(loads[order]) - loads[order] / 2) / loads.sum()
    load_teu = teu / n_ships
    episode_h = rule.mean_episode_h if rule.closed_share else 0.0
    return ServiceWait(
        quantiles_h=quantile_table(waits[order], shares, mean_h=wait_h),
        met_share=weather_h / episode_h if episode_h else 0.0,
        mean_episode_h=episode_h,
        load_share=teu / sum(tally.room_teu for tally in tallies),
        departures_per_day=rule.arrival_teu_per_day / load_teu,
        method=f"sampled: {n_lots:,} lots, seed {SEED}, "
        f"standard error {error / mean if mean else 0:.1%}",
    )


def _at_the_mean(values: list[float], controls: Floats) -> tuple[float, float]:
    """The value at controls of zero, from a plane through the runs; its error."""
    varied = controls[:, np.ptp(controls, axis=0) > 0]
    plane = np.column_stack([np.ones(len(values)), varied])
    found = np.linalg.lstsq(plane, np.array(values), rcond=None)[0]
    beside = values - (plane * found).sum(axis=1)
    freedom = max(len(values) - plane.shape[1], 1)
    variance = (beside**2).sum() / freedom
    spread = float(np.linalg.pinv(plane.T @ plane)[0, 0])
    return max(float(found[0]), 0.0), float(np.sqrt(variance * spread))


def _part(rule: FillAndGo, n_lots: int, run: int) -> Stream:
    """The lots of a run. Where closures differ, a few streams serve all runs."""
    a_stream = _MOST_LOTS // n_lots
    number = run // a_stream
    if rule.closed_share:
        number %= _STREAMS
    return _parts(rule.lot_teu, rule.lot_sizes, n_lots, number)[run % a_stream]


@lru_cache(maxsize=64)
def _parts(
    lot_teu: float, lot_sizes: LotSizes, n_lots: int, number: int
) -> tuple[Stream, ...]:
    """Stretches of one stream of lots, each counted from where it starts."""
    arrival = _exponentials(number).reshape(-1, n_lots).cumsum(axis=1)
    if lot_sizes is LotSizes.FIXED or lot_teu == 1:
        lots = np.full(arrival.shape, float(lot_teu))
    else:
        per_lot = -1 / np.log1p(-1 / lot_teu)
        draws = _exponentials(-1 - number).reshape(-1, n_lots)
        lots = np.floor(draws * per_lot) + 1
    teu, teu_time = lots.cumsum(axis=1), (lots * arrival).cumsum(axis=1)
    return tuple(map(Stream, arrival, teu, teu_time))


@lru_cache(maxsize=16)
def _exponentials(number: int) -> Floats:
    """Exponential numbers of mean 1: gaps for 0, 1 …, sizes for -1, -2 … ."""
    key = (SEED, abs(number), int(number < 0))
    return np.random.default_rng(key).standard_exponential(_MOST_LOTS)


def _lots_of_a_run(rule: FillAndGo) -> int:
    """A power of two, so that the runs share the stream evenly."""
    payload = max(ship.payload_teu for ship in rule.ships)
    by_quantity = min(rule.min_load_teu, payload) / rule.lot_teu
    lots_a_ship = max(1.0, min(by_quantity, rule.max_wait_h * rule.lots_per_h))
    wanted = int(min(max(_SHIPS * lots_a_ship, _LEAST_LOTS), _MOST_LOTS))
    return 1 << (wanted.bit_length() - 1)


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
    calm = rng.standard_exponential(count) * open_for
    if rng.random() < share:
        calm[0] = 0.0  # the run starts in the middle of a closure
    ends = np.cumsum(calm + shut)
    starts = ends - shut
    within = np.clip(span - starts, 0.0, shut)  # of the run
    waited = within * (shut - within / 2)  # by one who comes all the time
    of_waiting = waited.sum() / span / (share * episode) - 1
    return Closures(starts, ends), (within.sum() / span / share - 1, of_waiting)


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
