"""Rules and their slow twin, for the tests of the waits."""

from functools import lru_cache

import numpy as np
from reference.waiting import simulate

from orta.planning.waiting import FillAndGo, Ships
from orta.vocabulary import LotSizes


def rule(
    *,
    rate=24.0,
    load=72.0,
    longest=1000.0,
    ships=30,
    payload=100.0,
    away=48.0,
    lot=1.0,
    geometric=False,
    shut=0.0,
    episode=48.0,
) -> FillAndGo:
    """Units come one an hour; a ship leaves with 72, and there is always one."""
    return FillAndGo(
        arrival_teu_per_day=rate,
        min_load_teu=load,
        max_wait_h=longest,
        ships=(Ships(count=ships, payload_teu=payload, rotation_h=away),),
        lot_teu=lot,
        lot_sizes=LotSizes.GEOMETRIC if geometric else LotSizes.FIXED,
        closed_share=shut,
        mean_episode_h=episode if shut else 0.0,
    )


@lru_cache
def twin(asked: FillAndGo, *, lots: int, seed: int = 1):
    """What the event-by-event simulator sees of about so many lots."""
    counts = [ship.count for ship in asked.ships]
    payloads = [float(ship.payload_teu) for ship in asked.ships]
    rotations = [float(ship.rotation_h) for ship in asked.ships]
    return simulate(
        rate=asked.arrival_teu_per_day / 24,
        lot=float(asked.lot_teu),
        geometric=asked.lot_sizes is LotSizes.GEOMETRIC,
        load=float(asked.min_load_teu),
        longest=float(asked.max_wait_h),
        payload=np.repeat(payloads, counts),
        rotation=np.repeat(rotations, counts),
        share=float(asked.closed_share),
        episode=float(asked.mean_episode_h),
        hours=lots / asked.lots_per_h,
        rng=np.random.default_rng(seed),
    )
