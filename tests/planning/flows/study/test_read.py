"""A study from its file and tables; every fault with file, row and expectation."""

import time
from datetime import date

import pytest
from flows.tiny import (
    SAID,
    read_tiny,
    tiny_study,
    tiny_tables,
    write_workbook,
)

from orta.errors import StudyError, UsageError
from orta.planning.flows.study import Measure, RiskForm, read_study
from orta.vocabulary import TransportMode


def faults(folder, corridor, **changes):
    """Every fault as (file, row, column), and all that is said of them."""
    path = tiny_study(folder, **changes)
    before = sorted(folder.rglob("*"))
    with pytest.raises(StudyError) as caught:
        read_study(path, corridor)
    assert sorted(folder.rglob("*")) == before, "something was written"
    cells = caught.value.bad_cells
    return [(c.file, c.row, c.column) for c in cells], "\n".join(map(str, cells))


def test_every_cell_comes_to_its_place(tmp_path, corridor):
    study = read_tiny(tmp_path, corridor)

    assert study.title == "Flour for Tbilisi"
    assert (study.start, study.weeks) == (date(2026, 9, 7), 8)
    assert study.risk.form is RiskForm.DETERMINISTIC
    assert [goods.loss_share_per_week for goods in study.goods] == [0.01, 0, 0]
    assert list(study.supplies[0].weeks(study.weeks)) == [1, 2, 3, 4]
    assert list(study.demands[0].weeks(study.weeks)) == [3, 4, 5, 6, 7, 8]
    assert study.demands[0].may_lag_weeks == 1
    train, ship, truck = study.legs
    assert train.mode is TransportMode.RAIL
    assert (train.payload_t, ship.payload_t) == (65, None)
    assert truck.goods_ids == ("flour", "bran")
    assert (ship.equipment_code, ship.max_lots_per_week) == ("", None)
    assert study.limits[0].measure is Measure.LOTS
    assert study.limits[0].weather is True
    assert study.goods[0].evidence.method == SAID["method"]


def test_rows_of_one_mill_and_of_one_pool_are_one_thing(tmp_path, corridor):
    study = read_tiny(tmp_path, corridor)

    (mill,) = study.conversions
    yields = {product.to_goods_id: product.yield_share for product in mill.products}
    assert yields == {"flour": 0.75, "bran": 0.22}
    (pool,) = study.pools
    assert {place.node_id: place.units for place in pool.places} == {
        "KZKSN": 20,
        "KZAAU": 5,
    }


def test_a_scenario_says_what_a_figure_is_in_each_week(tmp_path, corridor):
    tables = tiny_tables()
    tables["change"][0] |= {"first_week": "2", "last_week": "3"}
    study = read_tiny(tmp_path, corridor, tables=tables)
    farm, drought = study.supplies[0], study.scenarios[1]

    assert study.weekly(farm, "t_per_week") == (500,) * 8
    assert study.weekly(farm, "t_per_week", scenario=drought) == (
        500, 250, 250, 500, 500, 500, 500, 500,
    )  # fmt: skip
    assert study.weekly(farm, "usd_per_t", scenario=drought) == (180,) * 8


def test_a_change_of_all_rows_leaves_empty_what_is_empty(tmp_path, corridor):
    tables = tiny_tables()
    tables["demand"].append({**tables["demand"][0], "demand_id": "must"})
    tables["demand"][1]["outside_usd_per_t"] = ""
    tables["change"][0] |= {
        "table": "demand", "row_id": "*", "column": "outside_usd_per_t",
    }  # fmt: skip
    study = read_tiny(tmp_path, corridor, tables=tables)
    bakery, must = study.demands

    assert must.must_be_met
    column, drought = "outside_usd_per_t", study.scenarios[1]
    assert study.weekly(bakery, column, scenario=drought) == (300,) * 8
    assert study.weekly(must, column, scenario=drought) == (None,) * 8


def test_what_is_said_decides_the_digest_not_how_it_is_written(tmp_path, corridor):
    plain = read_tiny(tmp_path / "plain", corridor)
    tables = tiny_tables()
    tables["supply"][0] |= {"t_per_week": "5e2", "usd_per_t": "180.0"}
    same = read_tiny(tmp_path / "same", corridor, tables=tables)
    tables["supply"][0]["t_per_week"] = "501"
    other = read_tiny(tmp_path / "other", corridor, tables=tables)

    assert same.digest == plain.digest
    assert same == plain
    assert other.digest != plain.digest


@pytest.mark.parametrize(
    ("cell", "value", "row", "said"),
    [
        ("supply_2_t_per_week", "-5", 2, "at least 0"),
        ("store_2_capacity_t", "-1", 2, "at least 0"),
        ("conversion_2_capacity_t_per_week", "-1", 2, "at least 0"),
        ("supply_2_t_per_week", "12 t", 2, "write 12 if it is in t/week"),
        ("leg_2_payload_t", "60 t", 2, "write 60 if it is in t/unit"),
        ("leg_2_days", "1,5", 2, "write 1.5: decimal point"),
        ("supply_2_usd_per_t", "1 250,5", 2, "write 1250.5"),
        ("leg_2_days", "nan", 2, "a number in d"),
        ("leg_2_lost_share", "5%", 2, "a number"),
        ("leg_2_max_lots_per_week", "2.5", 2, "a whole number"),
        ("leg_3_mode", "see", 3, "nearest is sea"),
        ("limit_2_measure", "tonnes", 2, "one of t, units, lots"),
        ("limit_2_weather", "TRUE", 2, "true or false"),
        ("goods_2_goods_id", "two words", 2, "Id of the goods"),
        ("supply_2_confidence", "sure", 2, "one of published, derived, estimated"),
        ("supply_2_as_of", "7.9.2026", 2, "a date like"),
        ("supply_2_first_week", "0", 2, "at least 1"),
        ("leg_4_goods_ids", "flour;;bran", 4, "there is an empty one"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named(
    tmp_path, corridor, cell, value, row, said
):
    found, text = faults(tmp_path, corridor, **{cell: value})
    table, _, column = cell.split("_", 2)

    assert (f"{table}.csv", row, column) in found
    assert said in text


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        (
            "supply_2_goods_id",
            "grian",
            "goods.goods_id of the study (nearest is grain",
        ),
        ("supply_2_node_id", "KZKSM", "did you mean KZKSN"),
        ("supply_2_node_id", "Kostanay", "did you mean KZKSN (Kostanay)?"),
        ("goods_2_commodity_code", "5201", "a commodity.commodity_code of the dataset"),
        ("leg_2_equipment_code", "bulks", "(nearest is bulk)"),
        ("leg_2_pool_id", "hopper", "nearest is hoppers"),
        ("leg_4_goods_ids", "flour;brand", "nearest is bran"),
        ("limit_2_leg_ids", "ship;boat", "a leg.leg_id of the study"),
        ("limit_2_node_id", "KZKSN", "a port with closures by weather"),
        (
            "supply_2_source_id",
            "drown",
            "source.source_id of the study or the dataset",
        ),
        ("change_2_scenario_id", "droughts", "nearest is drought"),
        ("change_2_row_id", "form", "a supply.supply_id of the study (nearest is farm"),
        ("change_2_column", "goods_id", "one of t_per_week, usd_per_t"),
        ("change_2_table", "goods", "one of supply, demand"),
    ],
)
def test_what_refers_to_nothing_is_named(tmp_path, corridor, cell, value, said):
    found, text = faults(tmp_path, corridor, **{cell: value})
    table, row, column = cell.split("_", 2)

    assert found == [(f"{table}.csv", int(row), column)]
    assert said in text


def test_a_source_of_the_dataset_needs_no_row_here(tmp_path, corridor):
    study = read_tiny(tmp_path, corridor, supply_2_source_id="orta-estimate")

    assert study.supplies[0].evidence.source_id == "orta-estimate"


def test_a_code_stands_for_all_that_begin_with_it(tmp_path, corridor):
    study = read_tiny(tmp_path, corridor, goods_2_commodity_code="100199")

    assert study.goods[0].commodity_code == "100199"


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        ("supply_2_last_week", "9", "a week of the study, 1 to 8"),
        ("demand_2_first_week", "12", "a week of the study, 1 to 8"),
        ("supply_2_first_week", "5", "a week from first_week, 5, on"),
        ("store_2_goods_ids", "", "which goods would lie there?"),
        ("store_2_opening_t", "2001", "no more than capacity_t, 2000 t"),
        ("leg_2_to_node_id", "KZKSN", "another node than it begins at"),
        ("leg_2_lot_t", "", "a lot_t beside it"),
        ("leg_2_empty_days", "", "a value where usd_per_empty_unit has one"),
        ("leg_2_pool_id", "", "a pool_id beside it"),
        ("leg_2_equipment_code", "", "an equipment_code beside it"),
        ("leg_2_equipment_code", "truck", "bulk, which is in pool hoppers"),
        ("limit_2_measure", "units", "legs that have a equipment_code"),
        ("limit_2_node_id", "", "a node_id beside it"),
        ("limit_2_leg_ids", "ship;ship", "ship once"),
        ("conversion_3_usd_per_t", "21", "20, as in row 2"),
        ("conversion_3_node_id", "GETBS", "AZBAK, as in row 2"),
        ("conversion_3_usd_per_t", "", "20, as in row 2"),
        ("pool_3_hire_usd_per_unit_week", "", "90, as in row 2"),
        ("conversion_3_to_goods_id", "flour", "it is already in row 2"),
        ("conversion_3_to_goods_id", "grain", "other goods than it makes"),
        ("conversion_2_yield_share", "0", "more than 0"),
        ("scenario_3_probability", "0.2", "0.7 + 0.2 = 0.9"),
        ("change_2_factor", "", "either a factor or a value"),
        ("change_2_value", "3", "either a factor or a value"),
        ("supply_2_method", "", "says how it was made"),
    ],
)
def test_what_contradicts_itself_is_named(tmp_path, corridor, cell, value, said):
    found, text = faults(tmp_path, corridor, **{cell: value})

    assert {file for file, _, _ in found} == {f"{cell.partition('_')[0]}.csv"}
    assert said in text


def test_an_id_stands_once(tmp_path, corridor):
    tables = tiny_tables()
    tables["leg"].append(dict(tables["leg"][0]))
    found, text = faults(tmp_path, corridor, tables=tables)

    assert found == [("leg.csv", 5, "leg_id")]
    assert "it is already in row 2" in text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"row_id": "farm"}, "supply farm t_per_week is changed in week 1 already"),
        ({"row_id": "*"}, "supply farm t_per_week is changed in week 1 already"),
        ({"first_week": "8"}, "is changed in week 8 already"),
    ],
)
def test_a_figure_is_changed_once_in_a_week(tmp_path, corridor, change, said):
    tables = tiny_tables()
    tables["change"].append({**tables["change"][0], "first_week": "", **change})
    found, text = faults(tmp_path, corridor, tables=tables)

    assert found == [("change.csv", 3, "row_id")]
    assert said in text


def test_changes_of_other_weeks_go_together(tmp_path, corridor):
    tables = tiny_tables()
    tables["change"][0] |= {"first_week": "1", "last_week": "4"}
    tables["change"].append({**tables["change"][0], "first_week": "5",
                             "last_week": "8", "factor": "0.9"})  # fmt: skip
    study = read_tiny(tmp_path, corridor, tables=tables)

    figures = study.weekly(study.supplies[0], "t_per_week", scenario=study.scenarios[1])
    assert figures == (250,) * 4 + (450,) * 4


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"factor": "1e6"}, "at most 100000000"),
        ({"factor": "", "value": "-3"}, "at least 0"),
        ({"table": "demand", "row_id": "bakery", "column": "outside_usd_per_t"},
         "a value, for a figure that is empty"),
    ],
)  # fmt: skip
def test_a_change_makes_a_figure_that_may_be(tmp_path, corridor, change, said):
    tables = tiny_tables()
    tables["change"][0] |= change
    tables["demand"][0]["outside_usd_per_t"] = ""
    found, text = faults(tmp_path, corridor, tables=tables)

    assert [(file, row) for file, row, _ in found] == [("change.csv", 2)]
    assert said in text


@pytest.mark.parametrize("name", ["goods", "supply", "demand", "leg"])
def test_a_missing_table_is_one_fault(tmp_path, corridor, name):
    tables = tiny_tables()
    tables[f"{name}s"] = tables.pop(name)
    found, text = faults(tmp_path, corridor, tables=tables)

    assert found == [(f"{name}.csv", 0, ""), (f"{name}s.csv", 0, "")]
    assert f"a table of every study (it is missing; nearest is {name}s)" in text


@pytest.mark.parametrize("name", ["goods", "supply", "demand", "leg"])
def test_an_empty_table_is_one_fault(tmp_path, corridor, name):
    path = tiny_study(tmp_path)
    file = tmp_path / "tables" / f"{name}.csv"
    file.write_text(file.read_text("utf-8").splitlines()[0], "utf-8")
    with pytest.raises(StudyError, match="rows below the header") as caught:
        read_study(path, corridor)

    assert [cell.file for cell in caught.value.bad_cells] == [f"{name}.csv"]


def test_a_table_that_nobody_would_read_is_named(tmp_path, corridor):
    tables = tiny_tables()
    tables["stores"] = tables.pop("store")
    found, text = faults(tmp_path, corridor, tables=tables)

    assert found == [("stores.csv", 0, "")]
    assert "nearest is store" in text


def test_tables_that_no_study_needs_may_lack(tmp_path, corridor):
    needed = ("source", "goods", "supply", "demand", "conversion", "leg")
    tables = {name: rows for name, rows in tiny_tables().items() if name in needed}
    tables["leg"][0] |= {"pool_id": "", "usd_per_empty_unit": "", "empty_days": ""}
    study = read_tiny(tmp_path, corridor, tables=tables)

    assert (study.stores, study.limits, study.pools, study.scenarios) == ((),) * 4


def test_faults_of_all_tables_come_at_once_and_none_twice(tmp_path, corridor):
    found, _ = faults(
        tmp_path,
        corridor,
        settings={"weeks": "0"},
        goods_2_loss_share_per_week="a lot",
        supply_2_t_per_week="-1",
        leg_3_days="1,5",
    )

    # What refers to the goods and the leg that could not be read is not said again.
    assert found == [
        ("study.toml", 5, "weeks"),
        ("goods.csv", 2, "loss_share_per_week"),
        ("supply.csv", 2, "t_per_week"),
        ("leg.csv", 3, "days"),
    ]


def test_what_refers_to_an_id_that_cannot_be_one_is_no_second_fault(tmp_path, corridor):
    tables = tiny_tables()
    tables["goods"][0]["goods_id"] = "gr ain"
    columns = {
        "supply": "goods_id",
        "leg": "goods_ids",
        "store": "goods_ids",
        "conversion": "from_goods_id",
    }
    for name, column in columns.items():
        for row in tables[name]:
            if row.get(column) == "grain":
                row[column] = "gr ain"
    found, _ = faults(tmp_path, corridor, tables=tables)

    assert found == [("goods.csv", 2, "goods_id")]


def test_a_study_that_is_nowhere_is_a_wrong_request(tmp_path, corridor):
    with pytest.raises(UsageError, match="cannot read the study"):
        read_study(tmp_path / "none.toml", corridor)
    with pytest.raises(UsageError, match="cannot read the study"):
        read_study("a\0b.toml", corridor)


@pytest.mark.parametrize("tables", ["nowhere", "nothing.xlsx", "study.toml"])
def test_tables_that_are_nowhere_are_named_in_their_line(tmp_path, corridor, tables):
    found, text = faults(tmp_path, corridor, settings={"tables": f'"{tables}"'})

    assert found == [("study.toml", 6, "tables")]
    assert "a folder of CSV files or an .xlsx workbook" in text


def test_a_workbook_says_the_same_as_a_folder(tmp_path, corridor):
    folder = read_tiny(tmp_path, corridor)
    write_workbook(tmp_path / "study.xlsx", tiny_tables())
    path = tiny_study(tmp_path, settings={"tables": '"study.xlsx"'})

    assert read_study(path, corridor) == folder
    assert read_study(path, corridor).digest == folder.digest


def test_a_thousand_legs_are_read_within_a_second(tmp_path, corridor):
    tables = tiny_tables()
    for number in range(1000):
        tables["leg"].append({**tables["leg"][number % 3], "leg_id": f"L{number}"})
    path = tiny_study(tmp_path, tables=tables)
    start = time.perf_counter()
    study = read_study(path, corridor)
    took_s = time.perf_counter() - start

    assert len(study.legs) == 1003
    assert took_s < 1
