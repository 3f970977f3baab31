"""Ask for routes, and look into one of them.

Covers
------
Loading the shipped corridor, a request, options, legs, causes, sources of a price.

Scenario
--------
Two 40 ft containers with 20 t each are ready in Altynkol on 4 December 2026 and
should go to Poti.
"""

from __future__ import annotations

import orta

answer = orta.load().route("Altynkol", "Poti", ready="2026-12-04", cargo="2x40ft:20t")
print(answer)

option = answer["A"]
print(f"\nRoute A arrives on {option.arrival_at:%d %B %Y}")
for planned in option.legs:
    print(
        f"  {planned.days:5.1f} d  {planned.cost_usd:7,.0f} USD  {planned.service_name}"
    )

print("\nWhere its days go")
for cause, days in option.causes_days.items():
    if days:
        print(f"  {days:5.1f} d  {cause}")

print("\nWhat its price rests on")
cents_by_source: dict[str, int] = {}
for charge in option.charges:
    source_id = charge.tariff.evidence.source_id
    cents_by_source.setdefault(source_id, 0)
    cents_by_source[source_id] += charge.amount_cents
for source_id, cents in sorted(cents_by_source.items()):
    if cents:
        print(f"  {cents / 100:7,.0f} USD  {source_id}")
