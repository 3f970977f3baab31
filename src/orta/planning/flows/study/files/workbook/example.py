"""The rows that a template shows: a small study that can be solved as it stands.

Its figures are made up, and every row says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Cell = str | int | float
Record = Mapping[str, Cell]

_SAID: Final[Record] = {
    "note": "an example: put your own row here",
    "source_id": "example",
    "as_of": "2026",
    "confidence": "estimated",
    "method": "made up to show the form",
}
_ROWS: Final[Mapping[str, tuple[Record, ...]]] = {
    "goods": (
        {"goods_id": "grain", "name": "Wheat", "commodity_code": "1001",
         "loss_share_per_week": 0.001},
        {"goods_id": "flour", "name": "Wheat flour", "commodity_code": "1101"},
    ),
    "supply": (
        {"supply_id": "harvest", "goods_id": "grain", "node_id": "KZKSN",
         "first_week": 1, "last_week": 8, "t_per_week": 2000, "usd_per_t": 180},
        {"supply_id": "granary", "goods_id": "grain", "node_id": "KZKSN",
         "first_week": 9, "t_per_week": 600, "usd_per_t": 205},
    ),
    "demand": (
        {"demand_id": "bakeries", "goods_id": "flour", "node_id": "GETBS",
         "first_week": 4, "t_per_week": 500, "outside_usd_per_t": 520,
         "may_lag_weeks": 1},
        {"demand_id": "feed", "goods_id": "grain", "node_id": "AZBAK",
         "first_week": 4, "t_per_week": 300, "outside_usd_per_t": 340},
    ),
    "store": (
        {"store_id": "silo", "node_id": "KZAAU", "goods_ids": "grain",
         "capacity_t": 6000, "usd_per_t_week": 0.4, "opening_t": 500},
    ),
    "conversion": (
        {"conversion_id": "mill", "node_id": "AZBAK", "from_goods_id": "grain",
         "to_goods_id": "flour", "yield_share": 0.76, "capacity_t_per_week": 900,
         "usd_per_t": 25},
    ),
    "pool": (
        {"pool_id": "hoppers", "equipment_code": "bulk", "node_id": "KZKSN",
         "units": 60, "hire_usd_per_unit_week": 120},
        {"pool_id": "hoppers", "equipment_code": "bulk", "node_id": "KZAAU",
         "units": 10, "hire_usd_per_unit_week": 120},
    ),
    "leg": (
        {"leg_id": "train", "from_node_id": "KZKSN", "to_node_id": "KZAAU",
         "mode": "rail", "equipment_code": "bulk", "goods_ids": "grain",
         "usd_per_t": 38, "days": 8, "kg_co2e_per_t": 40, "payload_t": 66,
         "pool_id": "hoppers", "usd_per_empty_unit": 350, "empty_days": 7,
         "lost_share": 0.002},
        {"leg_id": "ship", "from_node_id": "KZAAU", "to_node_id": "AZBAK",
         "mode": "sea", "goods_ids": "grain", "usd_per_t": 18, "days": 3,
         "kg_co2e_per_t": 9, "lot_t": 3000, "usd_per_lot": 4000},
        {"leg_id": "truck", "from_node_id": "AZBAK", "to_node_id": "GETBS",
         "mode": "road", "equipment_code": "truck", "goods_ids": "flour",
         "usd_per_t": 32, "days": 2, "kg_co2e_per_t": 45},
    ),
    "limit": (
        {"limit_id": "grain-berth", "name": "Two grain ships a week at Aktau",
         "kind": "berth", "leg_ids": "ship", "measure": "lots", "per_week": 2,
         "node_id": "KZAAU", "weather": "true"},
    ),
    "scenario": (
        {"scenario_id": "planned", "name": "As planned", "probability": 0.75},
        {"scenario_id": "drought", "name": "Half the harvest", "probability": 0.25},
    ),
    "change": (
        {"scenario_id": "drought", "table": "supply", "row_id": "harvest",
         "column": "t_per_week", "factor": 0.5},
        {"scenario_id": "drought", "table": "supply", "row_id": "*",
         "column": "usd_per_t", "factor": 1.2},
    ),
}  # fmt: skip
_SOURCE: Final[Record] = {
    "source_id": "example",
    "title": "An example: put your own sources here",
    "publisher": "Orta",
}

ROWS: Final[Mapping[str, tuple[Record, ...]]] = {
    "source": (_SOURCE,),
    **{name: tuple({**row, **_SAID} for row in rows) for name, rows in _ROWS.items()},
}
SETTINGS: Final = """\
# A study of flows: what there is, what is wanted and how it may move, week by week.
# The tables are filled in in the workbook beside this file; answer with
#     orta flows {name}
schema = "orta.flows-study/1"
title = "Flour for Tbilisi: an example"
question = "How much grain goes when, and what limits it?"
start = 2026-09-07    # first day of week 1
weeks = 16
tables = {tables}    # or a folder of CSV files
# carbon_price_usd_per_t_co2e = 50
# gap = 0.000001    # how far from the best a plan may stay, as a share of its cost

[risk]
form = "deterministic"    # or "expected" or "cvar": over the scenarios
# tail_share = 0.1    # of the outcomes, the dearest
# weight = 0.5        # of the dearest against the mean
# decided_weeks = 4   # decided before anybody knows which scenario comes
"""
