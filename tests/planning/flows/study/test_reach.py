"""A demand that nothing can get to is refused, with what was expected there."""

import pytest
from flows.tiny import read_tiny, tiny_tables

from orta.errors import StudyError
from orta.planning.flows.study.reach import weeks_by_spot


def hint(folder, corridor, tables=None, **cells):
    with pytest.raises(StudyError) as caught:
        read_tiny(folder, corridor, tables=tables, **cells)
    (cell,) = caught.value.bad_cells
    assert (cell.file, cell.row, cell.column) == ("demand.csv", 2, "node_id")
    assert "a chain of legs and conversions" in cell.expected
    return cell.hint


def test_goods_move_week_by_week(tmp_path, corridor):
    """Grain of weeks 1 to 4; a train of 6 days, a silo, a ship of 2 days."""
    found = weeks_by_spot(read_tiny(tmp_path, corridor))

    assert found["grain", "KZKSN"] == 0b1111
    assert found["grain", "KZAAU"] == 0b11111111  # the silo keeps it
    assert found["grain", "AZBAK"] == 0b11111111
    assert found["flour", "AZBAK"] == found["grain", "AZBAK"]
    assert ("bran", "KZAAU") not in found


def test_without_a_store_goods_go_on_at_once(tmp_path, corridor):
    tables = tiny_tables()
    tables["store"][0] |= {"node_id": "GETBS", "opening_t": "0"}
    tables["leg"][0]["days"] = "14"
    found = weeks_by_spot(read_tiny(tmp_path, corridor, tables=tables))

    assert found["grain", "KZAAU"] == 0b111100  # two whole weeks, no part of one
    assert found["grain", "AZBAK"] == 0b1111100  # the ship takes two days


def test_a_leg_leaves_in_its_weeks_only(tmp_path, corridor):
    found = weeks_by_spot(
        read_tiny(tmp_path, corridor, leg_3_first_week="4", leg_3_last_week="5")
    )

    assert found["grain", "AZBAK"] == 0b111000


def test_no_leg_ends_there(tmp_path, corridor):
    said = hint(tmp_path, corridor, demand_2_node_id="CNXIY")

    assert said == "it gets to AZBAK, GETBS, and no leg that takes it ends at CNXIY"


def test_the_leg_takes_other_goods(tmp_path, corridor):
    said = hint(tmp_path, corridor, leg_4_goods_ids="bran")

    assert said == "it gets to AZBAK, and no leg that takes it ends at GETBS"


def test_the_chain_is_broken_farther_back(tmp_path, corridor):
    tables = tiny_tables()
    tables["leg"][1] |= {"from_node_id": "KZKSN", "first_week": "8"}
    said = hint(tmp_path, corridor, tables)

    assert said.startswith("there is no flour anywhere")


def test_nothing_makes_it(tmp_path, corridor):
    tables = tiny_tables()
    del tables["conversion"]
    said = hint(tmp_path, corridor, tables)

    assert said.startswith("there is no flour anywhere")


def test_it_comes_too_late(tmp_path, corridor):
    said = hint(
        tmp_path,
        corridor,
        store_2_opening_t="0",
        leg_2_days="28",
        demand_2_last_week="3",
        demand_2_may_lag_weeks="1",
    )

    assert said == "it comes in weeks 5 to 8 only"


def test_what_may_come_later_is_reached(tmp_path, corridor):
    study = read_tiny(
        tmp_path,
        corridor,
        store_2_opening_t="0",
        leg_2_days="28",
        demand_2_last_week="3",
        demand_2_may_lag_weeks="2",
    )

    assert study.demands[0].may_lag_weeks == 2


def test_an_opening_store_is_a_beginning(tmp_path, corridor):
    found = weeks_by_spot(
        read_tiny(tmp_path, corridor, supply_2_node_id="UZTAS", store_2_opening_t="1")
    )

    assert found["flour", "GETBS"]
