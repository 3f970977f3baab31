"""An answer as a file that spreadsheets, maps and data frames read."""

import csv
import json
from itertools import pairwise

import openpyxl
import pytest
from pyarrow import parquet

import orta
from orta.datasets import find_dataset, read_link_shapes
from orta.datasets.check import great_circle_km
from orta.errors import UsageError
from orta.planning.routing import export_answer, legs_table

SHAPES = read_link_shapes(find_dataset("middle-corridor"))


@pytest.fixture(scope="module")
def answer():
    return orta.load().route("Altynkol", "Poti", ready="2026-12-04", draws=50)


def alike(row):
    """Cells to 13 digits: spreadsheets keep fewer than we compute with."""
    return [float(f"{c:.13g}") if isinstance(c, float | int) else c for c in row]


def read_features(answer, path, **more):
    export_answer(answer, path, **more)
    return json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".xlsx"])
def test_legs_come_back_as_they_were(answer, tmp_path, suffix):
    path = tmp_path / f"routes{suffix}"
    export_answer(answer, path)

    if suffix == ".parquet":
        read = [tuple(row.values()) for row in parquet.read_table(path).to_pylist()]
    elif suffix == ".xlsx":
        rows = openpyxl.load_workbook(path)["legs"].iter_rows(values_only=True)
        read = [tuple("" if c is None else c for c in row) for row in list(rows)[1:]]
    else:
        with path.open(encoding="utf-8", newline="") as file:
            read = [tuple(row) for row in csv.reader(file)][1:]
    wanted = list(legs_table(answer).rows)
    assert len(wanted) == sum(len(choice.option.legs) for choice in answer.choices)
    if suffix == ".csv":
        wanted = [tuple(map(str, row)) for row in wanted]
    assert list(map(alike, read)) == list(map(alike, wanted))


def test_figures_of_the_legs_sum_to_those_of_their_route(answer):
    table = legs_table(answer)
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    for choice in answer.choices:
        own = [row for row in rows if row["route"] == choice.label]
        assert [row["leg"] for row in own] == list(range(1, len(own) + 1))
        assert sum(r["cost_usd"] for r in own) == pytest.approx(
            own[0]["route_cost_usd"]
        )
        assert sum(r["days"] for r in own) == pytest.approx(own[0]["route_days_mean"])


def test_each_leg_is_a_line_between_its_nodes(answer, tmp_path):
    content = read_features(answer, tmp_path / "routes.geojson")

    assert content["type"] == "FeatureCollection"
    assert content["provenance"] == answer.provenance.to_dict()
    nodes = answer.corridor.node_by_id
    for feature in content["features"]:
        about, line = feature["properties"], feature["geometry"]["coordinates"]
        for end, key in ((0, "from_node_id"), (-1, "to_node_id")):
            node = nodes[about[key]]
            assert line[end] == [node.longitude_deg, node.latitude_deg]
        assert about["drawn"] == "straight lines between the nodes"
        assert about["attribution"] == about["license"] == ""


def test_shapes_bend_the_lines_and_bring_their_terms(answer, tmp_path):
    straight = read_features(answer, tmp_path / "straight.geojson")
    drawn = read_features(answer, tmp_path / "drawn.geojson", shapes=SHAPES)

    for before, after in zip(straight["features"], drawn["features"], strict=True):
        old, new = (f["geometry"]["coordinates"] for f in (before, after))
        for end in (0, -1):
            assert new[end] == pytest.approx(old[end], abs=0.002)
        about = after["properties"]
        assert len(new) >= len(old)
        if about["mode"] == "rail":
            assert about["license"] == "ODbL-1.0"
            assert "OpenStreetMap" in about["attribution"]
        if about["mode"] == "sea":
            assert about["license"] == "Apache-2.0"
    sizes = [
        sum(len(f["geometry"]["coordinates"]) for f in content["features"])
        for content in (straight, drawn)
    ]
    assert sizes[1] > 5 * sizes[0]


def test_a_line_never_goes_back_to_where_it_came_from(answer, tmp_path):
    """A shape laid the wrong way round would make the line far too long."""
    content = read_features(answer, tmp_path / "drawn.geojson", shapes=SHAPES)

    for feature in content["features"]:
        line = feature["geometry"]["coordinates"]
        drawn_km = sum(great_circle_km(*ends) for ends in pairwise(line))
        assert drawn_km < 1.25 * feature["properties"]["distance_km"] + 30


@pytest.mark.parametrize("name", ["routes.pdf", "routes", ".csv"])
def test_an_unknown_ending_is_refused_with_the_list(answer, tmp_path, name):
    with pytest.raises(UsageError) as caught:
        export_answer(answer, tmp_path / name)

    assert ".csv, .xlsx, .geojson, .parquet" in caught.value.hint
    assert not list(tmp_path.iterdir())


def test_the_ending_may_be_in_capitals(answer, tmp_path):
    assert export_answer(answer, tmp_path / "ROUTES.CSV")[0].is_file()
