"""GMNS networks become datasets that route, or every bad row is named."""

from dataclasses import replace

import pytest
from datasets.sources.drawn import ASSUMED, NETWORK, put, with_row

import orta
from orta.datasets import check_dataset, read_corridor
from orta.datasets.sources import GmnsOptions, convert_gmns, default_uses
from orta.errors import DatasetError, UsageError
from orta.vocabulary import TransportMode

GIVEN = replace(ASSUMED, headway_h={"": 24.0, "road": 1.0})
OPTIONS = GmnsOptions(as_of="2026-01-31", mode_of_use=default_uses())


def convert(tmp_path, files=NETWORK, *, assumptions=GIVEN, options=OPTIONS):
    source = put(tmp_path / "network", files)
    report = convert_gmns(
        source, tmp_path / "made", assumptions=assumptions, options=options
    )
    return read_corridor(tmp_path / "made"), report


def test_a_network_becomes_a_dataset_that_checks_and_routes(tmp_path):
    convert(tmp_path)

    assert check_dataset(tmp_path / "made") == ()
    answer = orta.load(tmp_path / "made").route("1", "3", ready="2026-02-01", draws=10)
    assert [leg.leg.mode.value for leg in answer["A"].legs] == ["rail", "road"]
    assert answer["A"].distance_km == pytest.approx(258 * 1.609344, abs=0.01)


def test_lengths_and_speeds_are_in_the_units_of_the_config(tmp_path):
    corridor, _ = convert(tmp_path)

    rail = corridor.link_by_id["r1"]
    assert rail.length_km == pytest.approx(250 * 1.609344, abs=1e-3)
    assert rail.free_speed_kmh == pytest.approx(20 * 1.609344, abs=1e-3)
    assert rail.evidence.confidence == "published"
    assert (rail.directed, rail.track_count) == (False, 1)
    road = corridor.link_by_id["s1"]
    assert (road.mode, road.directed) == (TransportMode.ROAD, True)
    assert road.track_count is None


def test_a_length_that_is_missing_is_estimated_and_says_so(tmp_path):
    corridor, _ = convert(tmp_path)

    link = corridor.link_by_id["s2"]
    assert link.length_km == pytest.approx(12.3, abs=0.2)
    assert link.evidence.confidence == "estimated"
    assert "great circle" in link.evidence.method


def test_a_length_that_is_missing_follows_the_geometry(tmp_path):
    files = with_row(NETWORK, "link.csv", "allowed_uses\n", "allowed_uses,geometry\n")
    files = with_row(
        files,
        "link.csv",
        "2,truck\n",
        '2,truck,"LINESTRING (51.31 43.69, 51.31 43.60, 51.22 43.60)"\n',
    )
    files = with_row(files, "link.csv", "30,2,truck", "30,2,truck")
    corridor, _ = convert(tmp_path, files)

    link = corridor.link_by_id["s2"]
    assert link.length_km == pytest.approx(10.0 + 7.25, abs=0.1)
    assert link.evidence.confidence == "derived"


def test_uses_lead_to_modes_and_the_rest_is_left_out_and_told(tmp_path):
    corridor, report = convert(tmp_path)

    assert set(corridor.link_by_id) == {"r1", "s1", "s2"}
    told = {remark.what: remark.ids for remark in report.remarks.values()}
    assert told["links left out: no use of theirs is freight"] == ["w1"]
    assert told["links left out: they end where they start"] == ["z1"]
    assert told["nodes left out: no link touches them"] == ["9"]
    assert {node.node_type.value for node in corridor.nodes} == {
        "yard",
        "port",
        "terminal",
    }


def test_a_link_for_two_modes_becomes_two(tmp_path):
    files = with_row(NETWORK, "link.csv", "20,1,rail", '20,1,"rail,truck"')
    corridor, _ = convert(tmp_path, files)

    modes = {corridor.link_by_id[f"r1-{mode}"].mode for mode in ("rail", "road")}
    assert modes == {TransportMode.RAIL, TransportMode.ROAD}


def test_a_use_of_ones_own_may_be_named(tmp_path):
    files = with_row(NETWORK, "link.csv", "30,2,truck", "30,2,lorry")
    options = replace(
        OPTIONS, mode_of_use={**default_uses(), "lorry": TransportMode.ROAD}
    )
    corridor, _ = convert(tmp_path, files, options=options)
    assert "s2" in corridor.link_by_id


@pytest.mark.parametrize(
    ("assumptions", "files", "option"),
    [
        (ASSUMED, NETWORK, "--headway-h"),
        (GIVEN, with_row(NETWORK, "link.csv", "250,20", "250,"), "--speed-kmh"),
        (GIVEN, with_row(NETWORK, "config.csv", ",mi,", ",furlong,"), "--length-unit"),
        (GIVEN, with_row(NETWORK, "config.csv", "mph", ""), "--speed-unit"),
        (GIVEN, with_row(NETWORK, "config.csv", "EPSG:4326", "EPSG:32639"),
         "config.csv crs"),
    ],
)  # fmt: skip
def test_what_is_needed_and_not_given_is_refused(tmp_path, assumptions, files, option):
    with pytest.raises(UsageError) as caught:
        convert(tmp_path, files, assumptions=assumptions)

    assert caught.value.where == option
    assert [path.name for path in tmp_path.iterdir()] == ["network"]


@pytest.mark.parametrize(
    ("file", "old", "new", "row", "column", "expected"),
    [
        ("link.csv", "r1,1,2", "r1,1,5", 2, "to_node_id", "a node_id of node.csv"),
        ("link.csv", "s1,2,3,true", "s1,2,3,both", 3, "directed", "true or false"),
        ("link.csv", "s2,3,2", "s1,3,2", 4, "link_id", "each id once"),
        ("link.csv", "250,20", "25,20", 2, "length", "317 to 1921 km"),
        ("link.csv", "250,20", "-1,20", 2, "length", "a number from 0 to 1e+09"),
        ("link.csv", "30,2,truck", "30,2,", 4, "allowed_uses",
         "a use such as rail or truck"),
        ("node.csv", "1,Beineu,55.20", "1,Beineu,255.20", 2, "x_coord",
         "a number from -180 to 180"),
        ("node.csv", "9,Nowhere", "3,Nowhere", 5, "node_id", "each id once"),
        ("node.csv", "y_coord", "y", 1, "y_coord", "a column “y_coord”"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_place(
    tmp_path, file, old, new, row, column, expected
):
    with pytest.raises(DatasetError) as caught:
        convert(tmp_path, with_row(NETWORK, file, old, new))

    cells = [(c.file, c.row, c.column, c.expected) for c in caught.value.bad_cells]
    assert cells == [(file, row, column, expected)]
    assert [path.name for path in tmp_path.iterdir()] == ["network"]


@pytest.mark.parametrize("name", ["node.csv", "link.csv"])
def test_a_missing_table_is_named(tmp_path, name):
    files = {other: text for other, text in NETWORK.items() if other != name}
    with pytest.raises(DatasetError) as caught:
        convert(tmp_path, files)
    assert [c.file for c in caught.value.bad_cells] == [name]
