"""`orta replan` as a user runs it: output, errors, exit codes."""

import json
import subprocess
import sys

import pytest

PROGRAM = [sys.executable, "-c", "from orta.cli.main import run; run()"]
STORM = ["replan", "Aktau", "Poti", "--at", "2026-12-04T06:00"]


def orta(*words):
    return subprocess.run(  # noqa: PLW1510 — the exit code is what we look at
        [*PROGRAM, *words], capture_output=True, text=True, encoding="utf-8"
    )


def test_actions_are_a_table_with_the_recommended_one_in_detail():
    done = orta(*STORM, "--closed", "Aktau:2026-12-09")

    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0].startswith("Aktau → Poti · 2026-12-04 06:00 UTC · 1x40ft:18t")
    assert [line[0] for line in lines[2:10]] == list("ABCDEFGH")
    kinds = " ".join(line[3:15] for line in lines[2:10])
    assert all(kind in kinds for kind in ("wait", "store", "other port", "other mode"))
    assert any(line.startswith("  must agree: carrier ") for line in lines)
    assert "\x1b" not in done.stdout
    assert "next:" in done.stderr


def test_another_action_is_shown_by_its_letter():
    done = orta(*STORM, "--closed", "Aktau:2026-12-09", "--show", "f")

    assert "\nF: " in done.stdout
    refused = orta(*STORM, "--show", "Q")
    assert refused.returncode == 2
    assert "no action Q" in refused.stderr


def test_json_has_ranked_actions_with_what_is_not_priced():
    words = (*STORM, "--closed", "Aktau:24/72/200h", "--by", "2026-12-20", "--json")
    answer = json.loads(orta(*words).stdout)

    assert answer["schema"] == "orta.replan/1"
    assert answer["closed"] == ["KZAAU:24/72/200h"]
    chances = [round(a["on_time"], 2) for a in answer["actions"]]
    assert chances == sorted(chances, reverse=True)
    stored = next(a for a in answer["actions"] if a["kind"] == "store")
    assert stored["storage_usd"] is None
    assert stored["storage_days"] > 0
    assert any("storage at Aktau" in missing for missing in stored["missing"])


def test_names_of_any_kind_say_what_is_shut():
    for what, said in (
        ("Ақтау:72h", "KZAAU:72/72/72h"),
        ("feeder-aau-bak", "FEEDER-AAU-BAK"),
        ("azbkk-gegdb-rail:2026-12-20", "AZBKK-GEGDB-rail:2026-12-20T00:00:00+00:00"),
    ):
        answer = json.loads(orta(*STORM, "--closed", what, "--json").stdout)
        assert answer["closed"] == [said]


def test_a_port_shut_to_ships_is_said_to_be_open_to_the_trucks_of_the_plan():
    done = orta(*STORM, "--closed", "Poti")

    assert "keep: go on as planned" in done.stdout
    note = "note: Poti is shut to ships alone; the plan goes there by land"
    assert note in done.stdout.splitlines()
    assert "alone" not in orta(*STORM, "--closed", "Aktau").stdout


def test_if_nothing_can_be_done_the_exit_code_is_4_and_says_why():
    # Everything that leads out of Aktau: its ships, its trains, its lorries.
    shut = ("Aktau", "RAIL-KZ", "ROAD-KZ")
    words = [word for what in shut for word in ("--closed", what)]
    done = orta(*STORM, *words)

    assert done.returncode == 4
    assert "nothing can be done: every way needs" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("replan", "Aktau", "Aktau"),
        ("replan", "Nowhere at all", "Poti"),
        (*STORM, "--closed", "Nowhere at all"),
        (*STORM, "--closed", "Aktau:soon"),
        (*STORM, "--closed", "Aktau:9/5/1h"),
        (*STORM, "--closed", ""),
        (*STORM, "--closed", "Aktau:2026-12-09..2026-12-08"),
        (*STORM, "--closed", "Aktau:2027-06-01.."),
        (*STORM, "--closed", "Aktau:9999-12-31"),
        (*STORM, "--closed", "Aktau:1e9h"),
        (*STORM, "--closed", "Aktau:1/2/1e300h"),
        (*STORM, "--aboard", "FERRY-KYK-BAK"),
        (*STORM, "--planned", "no such service"),
        (*STORM, "--by", "2026-12-01"),
        (*STORM, "--avoid", "XX"),
        (*STORM, "--goods", "1"),
        (*STORM, "--storage-usd-per-day", "-3"),
        (*STORM, "--storage-usd-per-day", "nan"),
        (*STORM, "--storage-usd-per-day", "inf"),
        (*STORM, "--cargo", "1x40ft:60t"),
        ("replan", "Aktau", "Poti", "--at", "99999-01-01"),
    ],
)
def test_a_bad_request_gets_one_error_and_exit_code_2(words):
    done = orta(*words)

    assert done.returncode == 2
    assert done.stderr.count("error:") == 1
    assert "Traceback" not in done.stderr
