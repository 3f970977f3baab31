"""What keeping out of a state costs in days, money and CO2e.

Covers
------
The `avoid` argument, the whole Pareto set, an answer without options.

Scenario
--------
A container is ready in Almaty on 4 December 2026 and should go to Istanbul. Which
states can the forwarder do without, one at a time and together?
"""

from __future__ import annotations

import orta

model = orta.load()
print(f"{'without':10} {'fastest':>9} {'cheapest':>10} {'least CO2e':>11}  ways")
for avoid in ((), ("RU",), ("IR",), ("GE",), ("RU", "IR"), ("RU", "IR", "GE")):
    answer = model.route("Almaty", "Istanbul", ready="2026-12-04", avoid=avoid)
    name = " ".join(avoid) or "nothing"
    options = answer.options
    if not options:
        print(f"{name:10} {'; '.join(o.detail for o in answer.blocked_by)}")
        continue
    print(
        f"{name:10} {min(o.days for o in options):7.1f} d "
        f"{min(o.cost_usd for o in options):6,.0f} USD "
        f"{min(o.co2e_kg for o in options):8,.0f} kg {len(options):5d}"
    )
