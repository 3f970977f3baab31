"""One cell of the shipped dataset is spoiled; the check names it and nothing else.

A fault is written `table key | column | what stands there | expected | hint`.
"""

import pytest
from datasets.planting import change, only_problem

from orta.datasets import read_schema
from orta.datasets.cells import CellError, parse_cell

LINK, NODE, CALL = "link L001", "node CNLYG", "call FEEDER-AAU-BAK 2"
SHIP, TRAIN = "service FEEDER-AAU-BAK", "service TRAIN-PTI-SUM-E"

FAULTS = {
    # Numbers
    "length in metres": (
        f"{LINK} | length_km | 595000 | at most 25000 km | check the unit"
    ),
    "length in miles": f"{LINK} | length_km | 370 | km | the straight line is 517",
    "length absurdly long": f"{LINK} | length_km | 5950 | km | check unit and ends",
    "speed in kilometres a day": (
        f"{LINK} | free_speed_kmh | 800 | at most 130 km/h | check the unit"
    ),
    "decimal comma": (
        f"{LINK} | length_km | 1 240,5 | a number in km | write 1240.5: decimal point"
    ),
    "decimal comma and a narrow space": (
        f"{LINK} | length_km | 1\u202f240,5 | a number in km | write 1240.5:"
    ),
    "space between the thousands": (
        f"{LINK} | length_km | 1 240 | a number in km | write 1240:"
    ),
    "comma of the thousands or of the decimals": (
        f"{LINK} | length_km | 1,240 | a number in km | write 1.240 or 1240:"
    ),
    "number with its unit": (
        f"{LINK} | length_km | 595 km | a number in km | write 595 if it is in km"
    ),
    "count with its noun": (
        "fleet FLEET-AAU-BAK | vessel_count | 6 ships | a number | write 6: the unit"
    ),
    "negative distance": f"{LINK} | length_km | -595 | more than 0 and at most |",
    "zero distance": f"{LINK} | length_km | 0 | more than 0 and at most |",
    "zero speed": f"{LINK} | free_speed_kmh | 0 | more than 0 and at most 130 km/h |",
    "word for a number": f"{LINK} | length_km | far | a number in km |",
    "infinity": f"{LINK} | length_km | infinity | a number in km |",
    "not a number": f"{LINK} | length_km | nan | a number in km |",
    "number beyond all floats": f"{LINK} | length_km | 1e999 | at most 25000 km |",
    "digits of another script": f"{LINK} | length_km | ٥٩٥ | a number in km |",
    "two numbers": f"{LINK} | length_km | 595-600 | a number in km |",
    "half a track": f"{LINK} | track_count | 1.5 | a whole number |",
    "count beyond all floats": f"{LINK} | track_count | 1e999 | a whole number |",
    "count of a hundred digits": f"{LINK} | track_count | {'9' * 100} | at most 4 |",
    "count of four hundred digits": (
        f"{LINK} | track_count | {'9' * 400} | a whole number |"
    ),
    "gauge no railway has": f"{LINK} | gauge_mm | 1530 | one of 1000, 1435, 1520 |",
    "latitude off the globe": f"{NODE} | y_coord | 95 | at most 90 deg |",
    "longitude off the globe": f"{NODE} | x_coord | -480 | at least -180 |",
    "share in percent": (
        "closure KZAAU-01 | closed_share | 32.3 | at most 0.95 | check the unit"
    ),
    "share above one": "closure KZAAU-01 | closed_share | 1.2 | at most 0.95 |",
    "month thirteen": "closure KZAAU-01 | month | 13 | at least 1 and at most 12 |",
    "negative tariff": "tariff T001 | amount | -5 | at least 0 |",
    "negative wait": "border AZAST-IRAST-rail | dwell_min_h | -1 | at least 0 |",
    "no vessels": "fleet FLEET-AAU-BAK | vessel_count | 0 | at least 1 |",
    "departure after midnight": f"{TRAIN} | departure_min | 1440 | at most 1439 min |",
    # Dates
    "month of a date": f"{LINK} | as_of | 2026-13-01 | a date like | month",
    "day of a date": f"{LINK} | as_of | 2026-02-30 | a date like | day",
    "date with points": f"{LINK} | as_of | 31.12.2026 | a date like 2026-03-01 |",
    "date in a year of two digits": f"{LINK} | as_of | 26-03-01 | a date like |",
    "year nought": f"{LINK} | as_of | 0000 | a date like | year",
    "date in wide digits": f"{LINK} | as_of | \uff12\uff10\uff12\uff16 | a date like |",
    "date with a time": f"{LINK} | as_of | 2026-03-01T00:00 | a date like |",
    # Codes, booleans, lists, patterns
    "yes for true": f"{LINK} | is_electrified | yes | true or false |",
    "TRUE of a spreadsheet": f"{LINK} | is_electrified | TRUE | true or false |",
    "misspelled code": (
        f"{LINK} | mode | raill | one of rail, road, sea | nearest is rail"
    ),
    "code in capitals": f"{LINK} | mode | RAIL | one of rail | nearest is rail",
    "code like no other": f"{LINK} | mode | 飞机 | one of rail, road, sea |",
    "unknown confidence": (
        f"{LINK} | confidence | estimate | one of published | nearest is estimated"
    ),
    "no weekday": f"{TRAIN} | weekdays | MO;MON | one of MO, TU | nearest is MO",
    "empty item in a list": (
        f"{SHIP} | equipment_codes | 20ft;;40ft | values separated by ; | an empty one"
    ),
    "list that ends in its separator": (
        f"{SHIP} | equipment_codes | 20ft; | values separated by ; | an empty one"
    ),
    "country in small letters": f"{NODE} | country_code | cn | ISO 3166-1 alpha-2 |",
    "country in a list": (
        "service RAIL-CN | country_codes | CN;China | States whose links |"
    ),
    "currency without a rate": (
        "tariff T001 | currency | JPY | a currency with an exchange rate | add a row"
    ),
    "UN/LOCODE of four letters": f"{NODE} | un_location_code | CNLY | UN/LOCODE |",
    # Cells that may not be empty
    "missing source": f"{LINK} | source_id | | a value: Source the row was read in |",
    "missing length": f"{LINK} | length_km | | a value: Length along |",
    "missing date": f"{LINK} | as_of | | a value: Day, month or year |",
    "missing name of a place": f"{NODE} | name | | a value: Short English name |",
    "name of a place that is spaces": f"{NODE} | name | \u00a0  | a value: Short |",
    "missing equipment": f"{SHIP} | equipment_codes | | a value: Equipment |",
    # References
    "unknown source": f"{LINK} | source_id | D9999 | a source.source_id | nearest is D",
    "unknown place": (
        "link L055 | from_node_id | KZAAV | a node.node_id | nearest is KZAAU"
    ),
    "place in small letters": (
        f"{CALL} | node_id | azbak | a node.node_id | nearest is AZBAK"
    ),
    "place like no other": f"{CALL} | node_id | 阿克套 | a node.node_id |",
    "unknown equipment in a list": (
        f"{SHIP} | equipment_codes | 20ft;41ft | a equipment.equipment_code | 40ft"
    ),
    "tariff of no service": (
        "tariff T001 | target_id | RAIL-CM | a service.service_id | nearest is RAIL-CN"
    ),
    "link of no border": (
        "border AZAST-IRAST-rail | link_id | L9999 | a link.link_id | nearest is L"
    ),
    "unknown goods": (
        "demand CN-AZ-import | commodity_code | 98 | a commodity.commodity_code |"
    ),
    "factor of no service": (
        "emission_factor rail-diesel | service_id | RAIL-XX | a service.service_id |"
    ),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_the_spoiled_cell_is_named_and_no_other(folder, fault):
    (row, column, text, expected, hint) = (part.strip(" ") for part in fault.split("|"))
    table, _, key = row.partition(" ")
    number = change(folder, table, key, **{column: text})

    problem = only_problem(folder)

    place = (f"{table}.csv", number, column)
    assert (problem.file, problem.row, problem.column) == place
    assert problem.value in text or problem.value.startswith(text[:200])
    assert expected in problem.expected
    assert hint in problem.hint
    assert f"{table}.csv:{number}: {column} is " in str(problem)


def test_there_are_well_over_forty_faults():
    assert len(FAULTS) > 40


@pytest.mark.parametrize(
    "text", ["595", " 595 ", "595.0", "5.95e2", "+595", "\t595\u00a0", "0595"]
)
def test_a_length_may_be_written_in_any_of_these_ways(text):
    column = read_schema()["link"].column_by_name["length_km"]

    assert parse_cell(text, column) == 595


def test_items_of_a_list_may_have_spaces_around_them():
    column = read_schema()["service"].column_by_name["equipment_codes"]

    assert parse_cell(" 20ft ; 40ft ", column) == ("20ft", "40ft")


@pytest.mark.parametrize("text", ["2026", "2026-03", "2026-03-01", "2024-02-29"])
def test_a_date_may_be_a_day_a_month_or_a_year(text):
    column = read_schema()["link"].column_by_name["as_of"]

    assert parse_cell(text, column) == text


def test_the_bounds_of_a_rule_are_allowed_unless_it_opens_them():
    longitude = read_schema()["node"].column_by_name["x_coord"]
    speed = read_schema()["link"].column_by_name["free_speed_kmh"]

    assert parse_cell("-180", longitude) == -180
    assert parse_cell("180", longitude) == 180
    assert parse_cell("130", speed) == 130
    with pytest.raises(CellError):
        parse_cell("-0.0", speed)
