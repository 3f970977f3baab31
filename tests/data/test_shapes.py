"""The lines that the map draws for the rail and sea links of the shipped dataset."""

import csv
import json

import pytest

from orta.datasets import find_dataset

FOLDER = find_dataset("middle-corridor")
NEAR_DEGREES = 0.002
CASPIAN_PORTS = set("KZAAU KZKYK TMKRW AZBAK IRAMD IRBAZ RUASF RUMCX".split())


def read_table(name):
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PLACES = {
    row["node_id"]: (float(row["x_coord"]), float(row["y_coord"]))
    for row in read_table("node")
}
LINKS = {row["link_id"]: row for row in read_table("link")}
SHAPES = {
    mode: json.loads((FOLDER / f"{mode}_shape.geojson").read_text("utf-8"))
    for mode in ("rail", "sea")
}
LINES = {
    feature["properties"]["link_id"]: feature["geometry"]["coordinates"]
    for shapes in SHAPES.values()
    for feature in shapes["features"]
}
each_file = pytest.mark.parametrize("mode", SHAPES)


def is_caspian(link_id):
    link = LINKS[link_id]
    return link["mode"] == "sea" and (
        {link["from_node_id"], link["to_node_id"]} <= CASPIAN_PORTS
    )


@each_file
def test_a_file_says_whose_lines_it_has_and_on_what_terms(mode):
    assert SHAPES[mode]["type"] == "FeatureCollection"
    assert SHAPES[mode]["attribution"]
    assert SHAPES[mode]["license"] == {"rail": "ODbL-1.0", "sea": "Apache-2.0"}[mode]


@each_file
def test_each_link_of_the_mode_has_one_line_in_the_order_of_links(mode):
    drawn = [feature["properties"]["link_id"] for feature in SHAPES[mode]["features"]]
    assert drawn == sorted(key for key, link in LINKS.items() if link["mode"] == mode)


@each_file
def test_each_feature_is_a_line_that_says_how_it_was_found(mode):
    for feature in SHAPES[mode]["features"]:
        assert feature["geometry"]["type"] == "LineString"
        assert feature["properties"]["kind"] in {"routed", "straight"}


@pytest.mark.parametrize(("end", "column"), [(0, "from_node_id"), (-1, "to_node_id")])
def test_lines_end_at_their_nodes(end, column):
    away = {
        key: line[end]
        for key, line in LINES.items()
        if line[end] != pytest.approx(PLACES[LINKS[key][column]], abs=NEAR_DEGREES)
    }
    assert away == {}


def test_lines_have_two_points_or_more_and_stay_on_the_globe():
    for key, line in LINES.items():
        assert len(line) > 1, key
        for lon, lat in line:
            assert -180 <= lon <= 180, key
            assert -90 <= lat <= 90, key


def test_ships_on_the_caspian_stay_there():
    on_caspian = [key for key in LINES if is_caspian(key)]
    assert on_caspian
    for key in on_caspian:
        for lon, lat in LINES[key]:
            assert 46 <= lon <= 55, key
            assert 36 <= lat <= 47, key
