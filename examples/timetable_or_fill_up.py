"""How long cargo waits, and how full ships leave, by the clock and by the load.

Covers
------
The waits of `orta.planning.waiting`: headway, fill and go, and both together.

Scenario
--------
The feeders from Aktau to Alat. Should they leave every so many hours, once enough
is on board, or once enough is on board but at the latest after two days? And what
would six of them carry in a year?
"""

from __future__ import annotations

from dataclasses import replace

import orta
from orta.planning.waiting import FillAndGo, crowded_headway_h, fill_and_go_wait

service = orta.load().corridor.service_by_id["FEEDER-AAU-BAK"]
calm = FillAndGo.of(service)
(feeders,) = calm.ships
payload_teu = int(feeders.payload_teu)

print("calm weather              load  waits h  sails a week")
for headway_h in (18, 24, 30, 36, 42):
    rate = calm.arrival_teu_per_day
    wait_h = crowded_headway_h(
        headway_h,
        arrival_teu_per_day=rate,
        payload_teu=payload_teu,
        lot_teu=calm.lot_teu,
    )
    load = rate * headway_h / 24 / payload_teu
    print(f"every {headway_h} h{load:>20.0%}{wait_h:>9.1f}{168 / headway_h:>14.1f}")
for longest_h, name in ((14 * 24, "or after a fortnight"), (48, "or after 2 days")):
    for load_teu in (40, 71, 112, 150, 190):
        rule = replace(calm, min_load_teu=load_teu, max_wait_h=longest_h)
        wait = fill_and_go_wait(rule)
        print(
            f"{f'{load_teu} TEU {name}':24}{wait.load_share:>6.0%}{wait.mean_h:>9.1f}"
            f"{wait.departures_per_day * 7:>14.1f}"
        )

print("\nsix feeders of 225 TEU, a round of 84 h, one direction, TEU a year")
stormy = replace(calm, closed_share=0.22, mean_episode_h=48)  # mean of the months
for name, rule in (("always open", calm), ("shut 22% of the time", stormy)):
    full_teu = 365 * rule.capacity_teu_per_day
    print(f"{name:22} full {full_teu:>8,.0f}   56% full {0.56 * full_teu:>7,.0f}")
