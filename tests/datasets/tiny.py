"""A whole dataset of three places, small enough to read and to spoil at random.

    Aya ──rail 90 km── Bay ══sea 100 km══ Cem
    KZ   border at Bay  KZ                 AZ

Every column of every table is filled in somewhere.
"""

import csv
import json
from pathlib import Path

from orta.datasets import read_schema

_FACT = {"source_id": "drawn", "as_of": "2026", "confidence": "published"}
_MADE = {"source_id": "drawn", "as_of": "2026-03-01", "confidence": "estimated"}
_MADE["method"] = "drawn for a test"
_STAY = {"handling_min_h": "1", "handling_mean_h": "2", "handling_max_h": "5"}
_DWELL = {"dwell_min_h": "4", "dwell_mean_h": "10", "dwell_max_h": "40"}
_SAIL = {"transit_min_h": "4", "transit_mean_h": "6", "transit_max_h": "12"}

# The first row of each table has all its cells, as far as they go together.
TABLES: dict[str, list[dict[str, str]]] = {
    "source": [
        {
            "source_id": "drawn",
            "title": "Drawn corridor, «first» edition",
            "publisher": "Orta",
            "published": "June 2026",
            "address": "https://example.org/drawn",
            "trust": "A",
        }
    ],
    "node": [
        {
            "node_id": node_id,
            "name": name,
            "node_type": kind,
            "country_code": country,
            "x_coord": longitude,
            "y_coord": "45",
            "un_location_code": f"{country}{node_id}",
            "note": "drawn",
            **_MADE,
        }
        for node_id, name, kind, country, longitude in (
            ("AYA", "Aya", "city", "KZ", "50"),
            ("BAY", "Bay", "port", "KZ", "51"),
            ("CEM", "Cem", "port", "AZ", "52"),
        )
    ],
    "name": [
        {
            "node_id": "BAY",
            "language": "kk",
            "name": "Бай,порты",
            "name_type": "preferred",
            **_MADE,
        }
    ],
    "link": [
        {
            "link_id": "L1",
            "from_node_id": "AYA",
            "to_node_id": "BAY",
            "mode": "rail",
            "length_km": "90",
            "free_speed_kmh": "22.5",
            "directed": "false",
            "operator": "KTZ",
            "via_country_codes": "UZ",
            "from_state_share": "0.5",
            "gauge_mm": "1520",
            "track_count": "2",
            "is_electrified": "true",
            "capacity": "24",
            "capacity_unit": "trains/day",
            "status": "in_service",
            "note": "drawn",
            **_MADE,
        },
        {
            "link_id": "L2",
            "from_node_id": "BAY",
            "to_node_id": "CEM",
            "mode": "sea",
            "length_km": "100",
            "free_speed_kmh": "20",
            "status": "in_service",
            **_FACT,
        },
    ],
    "terminal": [
        {
            "terminal_id": "BAY-sea",
            "node_id": "BAY",
            "mode": "sea",
            **_STAY,
            "capacity": "100000",
            "capacity_unit": "TEU/year",
            "note": "drawn",
            **_MADE,
        }
    ],
    "border": [
        {
            "border_id": "BAY-CEM",
            "link_id": "L2",
            "from_node_id": "BAY",
            "to_node_id": "CEM",
            **_DWELL,
            "changes_gauge": "true",
            "bogie_exchange": "false",
            "note": "drawn",
            **_MADE,
        }
    ],
    "service": [
        {
            "service_id": "SHIP",
            "name": "Bay – Cem",
            "operator": "KMTF",
            "mode": "sea",
            "equipment_codes": "20ft;40ft",
            "dispatch_rule": "fill_and_go",
            "min_load_teu": "80",
            "max_wait_h": "96",
            "arrival_teu_per_day": "60",
            "cutoff_h": "12",
            "lot_teu": "2",
            "lot_sizes": "geometric",
            "note": "drawn",
            **_MADE,
        },
        {
            "service_id": "RAIL",
            "name": "Freight trains",
            "mode": "rail",
            "country_codes": "KZ",
            "equipment_codes": "40ft",
            "dispatch_rule": "headway",
            "headway_h": "24",
            "fastest_share": "0.8",
            "slowest_share": "1.5",
            **_FACT,
        },
        {
            "service_id": "LINER",
            "name": "Bay – Cem by timetable",
            "mode": "sea",
            "equipment_codes": "40ft",
            "dispatch_rule": "timetable",
            "weekdays": "MO;TH",
            "departure_min": "360",
            **_FACT,
        },
        {
            "service_id": "BACK",
            "name": "Cem – Bay",
            "mode": "sea",
            "equipment_codes": "40ft",
            "dispatch_rule": "headway",
            "headway_h": "84",
            **_FACT,
        },
    ],
    "embargo": [
        {
            "embargo_id": "BAN",
            "order_no": "1",
            "issuer": "Railway",
            "effect": "ban",
            "loading_states": "KZ",
            "exit_node_ids": "BAY",
            "commodity_codes": "10;1101",
            "wagon_owner": "foreign",
            "valid_from": "2026-01-01",
            "valid_to": "2026-01-31",
            "note": "drawn",
            **_MADE,
        },
        {
            "embargo_id": "BUT",
            "order_no": "2",
            "issuer": "Railway",
            "effect": "exception",
            "exempts_from": "BAN",
            "loading_node_ids": "AYA",
            "exit_node_ids": "BAY",
            "quota_per_day": "36",
            "valid_from": "2026-01-05",
            **_FACT,
        },
    ],
    "call": [
        {
            "service_id": service,
            "call_sequence": sequence,
            "node_id": node_id,
            "passes": "false",
            **transit,
            **_MADE,
        }
        for service, calls in (("SHIP", "BC"), ("LINER", "BC"), ("BACK", "CB"))
        for sequence, node_id, transit in (
            ("1", {"B": "BAY", "C": "CEM"}[calls[0]], {}),
            ("2", {"B": "BAY", "C": "CEM"}[calls[1]], _SAIL),
        )
    ],
    "fleet": [
        {
            "fleet_id": "F1",
            "service_id": "SHIP",
            "vessel_type": "feeder",
            "vessel_count": "3",
            "payload_teu": "225",
            "rotation_h": "84",
            "return_service_id": "BACK",
            "max_lay_h": "36",
            "loss_share_per_m": "0.15",
            "margin_m": "0.5",
            "note": "drawn",
            **_MADE,
        }
    ],
    "closure": [
        {
            "closure_id": "BAY-01",
            "node_id": "BAY",
            "month": "1",
            "closed_share": "0.25",
            "mean_episode_h": "48",
            "weather_area": "east",
            "wind_limit_m_s": "15",
            **_MADE,
        }
    ],
    "tariff": [
        {
            "tariff_id": "T1",
            "charge_type": "freight",
            "target_id": "SHIP",
            "equipment_code": "40ft",
            "basis": "per_unit",
            "amount": "900",
            "currency": "USD",
            "valid_from": "2026-01",
            "valid_to": "2026-12",
            "note": "drawn",
            **_MADE,
        },
        {
            "tariff_id": "T2",
            "charge_type": "surcharge",
            "target_id": "SHIP",
            "equipment_code": "40ft",
            "basis": "percent",
            "amount": "7.5",
            "valid_from": "2026",
            **_FACT,
        },
    ],
    "exchange_rate": [
        {
            "rate_id": "EUR-2026",
            "currency": "EUR",
            "usd_per_unit": "1.1",
            "note": "drawn",
            **_MADE,
        }
    ],
    "emission_factor": [
        {
            "factor_id": "E1",
            "service_id": "RAIL",
            "mode": "rail",
            "is_electrified": "true",
            "country_code": "KZ",
            "basis": "per_tkm",
            "g_co2e": "16.4",
            "g_co2e_ttw": "0",
            "boundary": "WTW",
            "gases": "CO2e",
            "data_quality": "default",
            "distance_adjustment": "1",
            "note": "drawn",
            **_MADE,
        },
        {
            "factor_id": "E2",
            "terminal_id": "BAY-sea",
            "mode": "sea",
            "basis": "per_t",
            "g_co2e": "300",
            "boundary": "WTW",
            **_MADE,
        },
    ],
    "equipment": [
        {
            "equipment_code": code,
            "name": f"{code} container",
            "iso_size_type": size,
            "teu": teu,
            "max_payload_t": "26.7",
            "inside_length_m": length,
            "inside_width_m": "2.35",
            "inside_height_m": "2.39",
            **_MADE,
        }
        for code, size, teu, length in (
            ("20ft", "22G1", "1", "5.9"),
            ("40ft", "42G1", "2", "12.03"),
        )
    ]
    + [
        {
            "equipment_code": "wagon",
            "name": "flat wagon",
            "teu": "2",
            "max_payload_t": "70",
            "gauge_mm": "1520",
            "deck_height_m": "1.3",
            **_MADE,
        }
    ],
    "limit": [
        {
            "limit_id": "WIDE",
            "quantity": "width_m",
            "most": "3.25",
            "up_to_height_m": "4",
            "effect": "permit",
            "mode": "rail",
            "country_code": "KZ",
            "gauge_mm": "1520",
            "link_id": "L1",
            "service_id": "RAIL",
            "equipment_code": "wagon",
            "permit": "leave of the railway",
            "permit_days": "10",
            "note": "drawn",
            **_MADE,
        },
        {
            "limit_id": "FLAMES",
            "quantity": "dangerous_goods",
            "dangerous_goods_classes": "3;4.1",
            "effect": "forbidden",
            "terminal_id": "BAY-sea",
            **_FACT,
        },
    ],
    "commodity": [
        {"commodity_code": "1001", "name": "Wheat", "note": "drawn", **_MADE}
    ],
    "demand": [
        {
            "demand_id": "D1",
            "origin_node_id": "AYA",
            "destination_node_id": "CEM",
            "commodity_code": "1001",
            "equipment_code": "40ft",
            "volume_per_year": "12000",
            "volume_unit": "TEU",
            "via_node_ids": "BAY",
            "lot_teu": "40",
            "lot_sizes": "geometric",
            "unit_mass_t": "20",
            "season_id": "HARVEST",
            "note": "drawn",
            **_MADE,
        }
    ],
    "season": [
        {
            "season_id": "HARVEST",
            **{f"share_{month:02d}": "0.05" for month in range(1, 9)},
            **{f"share_{month:02d}": "0.15" for month in range(9, 13)},
            "note": "drawn",
            **_MADE,
        }
    ],
    "facility": [
        {
            "facility_id": "BAY-berths",
            "facility_type": "berth",
            "node_id": "BAY",
            "server_count": "2",
            "available_share": "0.5",
            "service_ids": "SHIP",
            "valid_from": "2026-01-01",
            "valid_to": "2026-12-31",
            "note": "drawn",
            **_MADE,
        },
        {
            "facility_id": "L1-path",
            "facility_type": "train_path",
            "link_id": "L1",
            "from_node_id": "AYA",
            "mode": "rail",
            "server_count": "1",
            "service_min_h": "1",
            "service_mean_h": "2",
            "service_max_h": "4",
            "opens_hour": "20",
            "open_hours": "8",
            **_FACT,
        },
        {
            "facility_id": "BAY-yard",
            "facility_type": "yard",
            "node_id": "BAY",
            "room_teu": "900",
            "equipment_code": "40ft",
            **_FACT,
        },
    ],
    "parameter": [
        {
            "parameter_id": "LAY",
            "quantity": "lay_h",
            "target_ids": "F1",
            "start": "36",
            "lower": "12",
            "upper": "72",
            "fitted": "48",
            "note": "drawn",
            **_MADE,
        }
    ],
    "target": [
        {
            "target_id": "T1",
            "volume_id": "V1",
            "metric": "delivered_t",
            "asset_ids": "BAY;F1",
            "demand_ids": "D1",
            "first_month": "1",
            "last_month": "6",
            "scale": "1000",
            "held_out": "false",
            "is_input": "true",
            "note": "drawn",
            **_MADE,
        },
        {
            "target_id": "T2",
            "observation_id": "O1",
            "metric": "lead_days",
            "demand_ids": "D1",
            "held_out": "true",
            "is_input": "false",
            **_FACT,
        },
    ],
    "project": [
        {
            "figure_id": "P1.drawn",
            "project_id": "P1",
            "name": "Second track",
            "project_kind": "works",
            "place": "Aya - Bay",
            "node_ids": "AYA;BAY",
            "link_ids": "L1",
            "country_codes": "KZ",
            "metric": "trains",
            "capacity_before": "24",
            "capacity_after": "60",
            "capacity_unit": "trains/day",
            "cost": "12500000.50",
            "currency": "USD",
            "year_start": "2026",
            "year_finish": "2028",
            "status": "planned",
            "promoter": "KTZ",
            "is_used": "true",
            "note": "drawn",
            **_MADE,
        }
    ],
    "volume": [
        {
            "volume_id": "V1",
            "scope": "corridor",
            "period": "year",
            "metric": "cargo",
            "commodity": "all",
            "direction": "both",
            "volume": "759",
            "unit": "thousand t",
            "note": "drawn",
            **_MADE,
        }
    ],
    "alternative": [
        {
            "alternative_id": "A1",
            "route": "middle",
            "metric": "price",
            "label": "rate",
            "period": "January",
            "value_low": "5000",
            "value_high": "6000",
            "unit": "USD/FEU",
            "used_as": "evidence",
            "from_place": "Aya",
            "to_place": "Cem",
            "note": "drawn",
            **_MADE,
        }
    ],
    "observation": [
        {
            "observation_id": "O1",
            "label": "Aya – Cem",
            "metric": "transit_time",
            "from_node_id": "AYA",
            "to_node_id": "CEM",
            "mode_chain": "rail-sea",
            "value_min": "10",
            "value_mean": "14",
            "value_max": "20",
            "unit": "days",
            "observation_kind": "observed",
            "via_node_ids": "BAY",
            "avoid": "RU;IR",
            "note": "drawn",
            **_MADE,
        }
    ],
}
PACKAGE = {"name": "tiny", "version": "1"}


def write_tiny(folder: Path, *, without: tuple[str, str] | None = None) -> Path:
    """The folder with the tiny dataset in it, maybe without one column."""
    text = json.dumps(PACKAGE)
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
    for name, rows in TABLES.items():
        columns = [c.name for c in read_schema()[name].columns]
        if without and without[0] == name:
            columns.remove(without[1])
        path = folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(
                file, columns, extrasaction="ignore", lineterminator="\n"
            )
            writer.writeheader()
            writer.writerows(rows)
    return folder
