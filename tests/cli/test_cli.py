"""The program as a user runs it: output, errors, exit codes."""

import json
import signal
import subprocess
import sys

import pytest

from orta.datasets import find_dataset

PROGRAM = [sys.executable, "-c", "from orta.cli.main import run; run()"]
ROUTE = ["route", "Xi'an", "Duisburg", "--ready", "2026-12-04"]


def orta(*words, **more):
    return subprocess.run(  # noqa: PLW1510 — the exit code is what we look at
        [*PROGRAM, *words], capture_output=True, text=True, encoding="utf-8", **more
    )


def test_a_route_is_a_table_on_stdout_and_talk_on_stderr():
    done = orta(*ROUTE)

    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "Xi'an → Duisburg · 1x40ft:18t · ready 2026-12-04"
    assert [line[0] for line in lines[2:8]] == list("ABCDEF")
    assert "\x1b" not in done.stdout
    assert "next:" in done.stderr


def test_json_is_one_object_with_a_stable_schema_name():
    answer = json.loads(orta(*ROUTE, "--json").stdout)

    assert answer["schema"] == "orta.route/1"
    assert answer["blocked_by"] == []
    first = answer["itineraries"][0]
    assert {
        "label",
        "legs",
        "cost_usd",
        "lead_time_days",
        "causes_days",
        "co2e_kg",
        "transit_exposure",
        "reasons",
        "warnings",
    } <= set(first)
    assert {
        "mode",
        "service_id",
        "from",
        "to",
        "countries",
        "distance_km",
        "days",
        "cost_usd",
        "co2e_kg",
    } <= set(first["legs"][0])


def test_the_letters_stay_when_the_order_changes():
    by_time = json.loads(orta(*ROUTE, "--json").stdout)["itineraries"]
    rows = orta(*ROUTE, "--sort", "price").stdout.splitlines()[2:8]

    cheapest = min(by_time, key=lambda i: i["cost_usd"])["label"]
    assert rows[0][0] == cheapest


def test_routes_can_be_ordered_by_lateness():
    routes = json.loads(orta(*ROUTE, "--json").stdout)["itineraries"]
    rows = orta(*ROUTE, "--sort", "lateness").stdout.splitlines()[2:8]

    steady = sorted(routes, key=lambda i: i["lead_time_days"]["standard_deviation"])
    assert [row[0] for row in rows] == [route["label"] for route in steady]


def test_show_prints_the_legs_and_their_sum():
    done = orta(*ROUTE, "--show", "c")

    assert "route C in all" in done.stdout
    assert "days by cause: move" in done.stdout


def test_show_under_json_leaves_the_one_itinerary():
    answer = json.loads(orta(*ROUTE, "--show", "c", "--json").stdout)

    assert [i["label"] for i in answer["itineraries"]] == ["C"]


def test_all_prints_the_whole_pareto_set():
    size = json.loads(orta(*ROUTE, "--json").stdout)["pareto_set_size"]

    assert (
        len(json.loads(orta(*ROUTE, "--all", "--json").stdout)["itineraries"]) == size
    )


def test_avoid_takes_a_list_in_any_case():
    done = orta(*ROUTE, "--avoid", "ru,by", "--avoid", "IR", "--json")

    for itinerary in json.loads(done.stdout)["itineraries"]:
        countries = {c for leg in itinerary["legs"] for c in leg["countries"]}
        assert not countries & {"RU", "BY", "IR"}


def test_an_impossible_request_says_what_blocks_it():
    done = orta(*ROUTE, "--by", "2026-12-10", "--json")

    assert done.returncode == 4
    answer = json.loads(done.stdout)
    assert answer["itineraries"] == []
    assert answer["blocked_by"][0]["constraint"] == "by"


def test_an_impossible_request_says_so_in_words_too():
    done = orta(*ROUTE, "--avoid", "DE")

    assert done.returncode == 4
    assert "no route: every way crosses DE" in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["route", "Xian", "Aktou"], "did you mean Aktau"),
        (["route", "Xian", "Xi'an"], "the same place"),
        (["route", "Xian", "Duisburg", "--cargo", "2 boxes"], "cannot read the cargo"),
        (["route", "Xian", "Duisburg", "--cargo", "0x40ft:1t"], "at least one unit"),
        (["route", "Xian", "Duisburg", "--cargo", "1x40ft:60t"], "do not fit"),
        (["route", "Xian", "Duisburg", "--cargo", "1x99ft:6t"], "no equipment called"),
        (["route", "Xian", "Duisburg", "--ready", "tomorrow"], "cannot read the date"),
        (["route", "Xian", "Duisburg", "--ready", "0001-01-01"], "out of reach"),
        (["route", "Xian", "Duisburg", "--ready", "2020-05-01"], "before the dataset"),
        (["route", "Xian", "Duisburg", "--goods", "7701"], "is no goods code"),
        ([*ROUTE, "-o", "routes.doc"], "cannot write a “.doc” file"),
        (["route", "Xian", "Duisburg", "--avoid", "XX"], "no place of the corridor"),
        ([*ROUTE, "--by", "2026-12-01"], "the deadline is not after"),
        ([*ROUTE, "--show", "Z"], "no route Z"),
        ([*ROUTE, "--show", "Z", "--json"], "no route Z"),
        ([*ROUTE, "--sort", "beauty"], "beauty"),
        (["route", "Xian"], "Missing argument"),
        (["rout"], "No such command"),
        (["loading", "Aktau", "Baku", "--on", "soon"], "cannot read the date"),
        (["loading", "Aktau", "Baku", "--goods", "99"], "is no goods code"),
        (["loading", "Aktau", "Baku", "--owner", "mine"], "no kind of wagon owner"),
        (["data", "show", "nodes"], "no table"),
        (["data", "check", "nowhere"], "no dataset and no folder"),
        (["places", "!!!"], "no place called"),
    ],
)
def test_a_bad_request_gets_one_clear_error(words, told):
    done = orta(*words)

    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_under_json_the_error_is_one_object_on_stderr():
    done = orta("route", "Xian", "Aktou", "--json")

    error = json.loads(done.stderr)
    assert error["schema"] == "orta.error/1"
    assert error["code"] == "unknown_place"
    assert error["where"] == "destination"
    assert error["hint"].startswith("did you mean Aktau")


def test_the_shipped_dataset_is_fine():
    done = orta("data", "check", "middle-corridor")

    assert (done.returncode, done.stderr) == (0, "")
    assert "every value can be used" in done.stdout


def test_a_broken_dataset_names_its_bad_rows_and_exits_3(tmp_path):
    for path in find_dataset("middle-corridor").glob("*.*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    link = tmp_path / "link.csv"
    link.write_text(link.read_text("utf-8").replace("KZDYK", "KZDYX"), "utf-8")

    checked = orta("data", "check", str(tmp_path))
    asked = orta(*ROUTE, "--data", str(tmp_path))

    assert (checked.returncode, asked.returncode) == (3, 3)
    assert "nearest is KZDYK" in checked.stdout
    assert "orta data check" in asked.stderr


def test_a_forbidden_loading_cites_its_order_and_exits_4():
    done = orta("loading", "Kostanay", "Aktau", "--goods", "1001", "--on", "2025-10-10")

    assert done.returncode == 4
    assert "the earliest day is 2025-10-21" in done.stdout
    assert "orda-grain25" in done.stdout


def test_a_route_over_a_ban_is_warned_of_in_the_table():
    asked = [
        "route",
        "Kostanay",
        "Baku",
        "--ready",
        "2025-10-10",
        "--past",
        "--goods",
        "10",
    ]
    done = orta(*asked, "--past", "--all")

    assert "warning" in done.stdout
    assert "banned until 2025-10-20" in done.stdout


def test_tables_can_be_looked_at():
    whole = orta("data", "show")
    table = json.loads(orta("data", "show", "service", "--json").stdout)
    listed = orta("data", "list")

    assert "emission_factor" in whole.stdout
    assert table["rows"][0]["service_id"]
    assert "middle-corridor" in listed.stdout


def test_places_match_in_any_script():
    done = orta("places", "Ақтау", "--json")

    assert json.loads(done.stdout)["places"][0]["node_id"] == "KZAAU"


def test_looking_around_does_not_pay_for_the_compiler():
    watched = (
        "import sys; from orta.cli.main import cli\n"
        "try: cli(['places', 'Aktau'])\n"
        "except SystemExit: pass\n"
        "print([m for m in ('numba', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", watched], capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "[]"


def test_a_reader_that_leaves_early_is_no_error():
    with subprocess.Popen(
        [*PROGRAM, "data", "show", "link"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as program:
        assert program.stdout.readline().startswith("link_id")
        program.stdout.close()
        assert program.stderr.read() == ""

    assert program.returncode in (0, -signal.SIGPIPE)


@pytest.mark.parametrize(
    "words",
    [
        ["route", "Aktau", "Poti", "--ready", ""],
        ["replan", "Aktau", "Poti", "--at", ""],
        ["loading", "Kostanay", "Aktau", "--on", ""],
        ["quote", "Aktau", "Poti", "--ready", "2026-12-04", "--on", ""],
    ],
)
def test_an_empty_date_is_not_today(words):
    done = orta(*words)

    assert done.returncode == 2
    assert "cannot read the date “”" in done.stderr


def test_the_table_says_where_the_cargo_needs_several_sailings():
    words = ["--ready", "2026-12-04", "--cargo", "500x40ft:20t"]
    done = orta("route", "Aktau", "Alat", *words)

    assert "warning A: Aktau – Alat container feeder: 1000 TEU need" in done.stdout


def test_a_yes_to_loading_says_by_which_way_it_would_be_a_no():
    words = ["--goods", "1001", "--on", "2025-10-10"]
    done = orta("loading", "Kostanay", "Baku", *words)

    assert done.returncode == 0
    assert "but not by way of Aktau: order of October 2025" in done.stdout
