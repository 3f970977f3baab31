"""A tiny study, drawn: grain to a port, over the sea, to a mill, flour to a bakery.

KZKSN ──train──▶ KZAAU ──ship──▶ AZBAK ──truck──▶ GETBS
farm             silo            mill             bakery
"""

from __future__ import annotations

import copy
import csv
from pathlib import Path

import xlsxwriter

from orta.planning.flows.study import read_study

SAID = {
    "note": "",
    "source_id": "drawn",
    "as_of": "2026",
    "confidence": "estimated",
    "method": "drawn",
}
SETTINGS = {
    "schema": '"orta.flows-study/1"',
    "title": '"Flour for Tbilisi"',
    "question": '"How much grain, and when?"',
    "start": "2026-09-07",
    "weeks": "8",
    "tables": '"tables"',
}
TABLES = {
    "source": [{"source_id": "drawn", "title": "A drawing"}],
    "goods": [
        {"goods_id": "grain", "name": "Wheat", "commodity_code": "1001",
         "loss_share_per_week": "0.01"},
        {"goods_id": "flour", "name": "Flour", "commodity_code": "1101"},
        {"goods_id": "bran", "name": "Bran", "commodity_code": "1101"},
    ],
    "supply": [
        {"supply_id": "farm", "goods_id": "grain", "node_id": "KZKSN",
         "first_week": "1", "last_week": "4", "t_per_week": "500",
         "usd_per_t": "180"},
    ],
    "demand": [
        {"demand_id": "bakery", "goods_id": "flour", "node_id": "GETBS",
         "first_week": "3", "last_week": "", "t_per_week": "120",
         "outside_usd_per_t": "600", "may_lag_weeks": "1"},
    ],
    "store": [
        {"store_id": "silo", "node_id": "KZAAU", "goods_ids": "grain",
         "capacity_t": "2000", "usd_per_t_week": "0.5", "opening_t": "100"},
    ],
    "conversion": [
        {"conversion_id": "mill", "node_id": "AZBAK", "from_goods_id": "grain",
         "to_goods_id": "flour", "yield_share": "0.75",
         "capacity_t_per_week": "400", "usd_per_t": "20"},
        {"conversion_id": "mill", "node_id": "AZBAK", "from_goods_id": "grain",
         "to_goods_id": "bran", "yield_share": "0.22",
         "capacity_t_per_week": "400", "usd_per_t": "20"},
    ],
    "pool": [
        {"pool_id": "hoppers", "equipment_code": "bulk", "node_id": "KZKSN",
         "units": "20", "hire_usd_per_unit_week": "90"},
        {"pool_id": "hoppers", "equipment_code": "bulk", "node_id": "KZAAU",
         "units": "5", "hire_usd_per_unit_week": "90"},
    ],
    "leg": [
        {"leg_id": "train", "from_node_id": "KZKSN", "to_node_id": "KZAAU",
         "mode": "rail", "equipment_code": "bulk", "goods_ids": "grain",
         "usd_per_t": "30", "days": "6", "kg_co2e_per_t": "12", "payload_t": "65",
         "lot_t": "1300", "least_lot_share": "0.1", "usd_per_lot": "500",
         "max_lots_per_week": "3", "pool_id": "hoppers",
         "usd_per_empty_unit": "200", "empty_days": "7", "lost_share": "0.001"},
        {"leg_id": "ship", "from_node_id": "KZAAU", "to_node_id": "AZBAK",
         "mode": "sea", "usd_per_t": "15", "days": "2", "lot_t": "3000"},
        {"leg_id": "truck", "from_node_id": "AZBAK", "to_node_id": "GETBS",
         "mode": "road", "equipment_code": "truck", "goods_ids": "flour;bran",
         "usd_per_t": "25", "days": "1"},
    ],
    "limit": [
        {"limit_id": "berth", "name": "One berth", "kind": "berth",
         "leg_ids": "ship", "measure": "lots", "per_week": "1",
         "node_id": "KZAAU", "weather": "true"},
    ],
    "scenario": [
        {"scenario_id": "calm", "name": "As planned", "probability": "0.7"},
        {"scenario_id": "drought", "name": "Half a harvest", "probability": "0.3"},
    ],
    "change": [
        {"scenario_id": "drought", "table": "supply", "row_id": "farm",
         "column": "t_per_week", "factor": "0.5"},
    ],
}  # fmt: skip


def tiny_tables():
    """A copy of all tables, each row with its evidence: change it as you like."""
    tables = copy.deepcopy(TABLES)
    for name, rows in tables.items():
        if name != "source":
            for row in rows:
                row.update({key: SAID[key] for key in SAID if key not in row})
    return tables


def set_cell(tables, place, value):
    """Put a value in `table.row.column`; rows are numbered as a spreadsheet does."""
    table, row, column = place.split(".")
    rows = tables[table]
    for other in rows:
        other.setdefault(column, "")
    rows[int(row) - 2][column] = value


def columns(rows):
    """All columns that a row has, in the order they come."""
    return list(dict.fromkeys(name for row in rows for name in row))


def write_folder(folder, tables):
    """One CSV file for each table."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns(rows), restval="")
            writer.writeheader()
            writer.writerows(rows)


def write_workbook(path, tables):
    """One sheet for each table; what looks like a number is one."""
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": True}) as book:
        for name, rows in tables.items():
            sheet = book.add_worksheet(name)
            header = columns(rows)
            sheet.write_row(0, 0, header)
            for number, row in enumerate(rows, start=1):
                for column, key in enumerate(header):
                    if row.get(key, "") != "":
                        sheet.write(number, column, row[key])


def write_settings(path, settings=SETTINGS, more=""):
    """The TOML file."""
    lines = [f"{key} = {value}" for key, value in settings.items()]
    path.write_text("\n".join([*lines, more, ""]), encoding="utf-8")


def tiny_study(folder, *, settings=None, more="", tables=None, **cells):
    """The path of the study, written; `supply_2_t_per_week="-1"` changes a cell.

    `settings` replaces entries (None leaves one out), `more` is added below them.
    """
    folder = Path(folder)
    own = {**SETTINGS, **(settings or {})}
    own = {key: value for key, value in own.items() if value is not None}
    tables = tiny_tables() if tables is None else tables
    for name, value in cells.items():
        set_cell(tables, ".".join(name.split("_", 2)), value)
    write_folder(folder / "tables", tables)
    write_settings(folder / "study.toml", own, more)
    return folder / "study.toml"


def read_tiny(folder, corridor, **changes):
    """The study itself, as a value."""
    return read_study(tiny_study(folder, **changes), corridor)
