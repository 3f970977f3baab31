"""`orta route` with loads out of the ordinary, as a user types them."""

import json
import subprocess
import sys

import pytest

PROGRAM = [sys.executable, "-c", "from orta.cli.main import run; run()", "route"]
READY = ("--ready", "2026-12-04")


def run(*words):
    return subprocess.run(  # noqa: PLW1510 — the exit code is what we look at
        [*PROGRAM, *words, *READY], capture_output=True, text=True, encoding="utf-8"
    )


def test_a_route_for_a_heavy_wagon_says_what_is_unknown():
    found = run(
        *("Aktau", "Poti", "--cargo", "1xwagon:40t", "--axle-load", "20", "--json")
    )

    answer = json.loads(found.stdout)
    assert found.returncode == 0
    assert answer["cargo"] == "1xwagon:40t, 20 t per axle"
    for itinerary in answer["itineraries"]:
        assert any("unknown: limit of axle load" in w for w in itinerary["warnings"])


def test_no_route_says_which_limit_stands_in_the_way():
    found = run(
        *("Poti", "Baku", "--cargo", "1xtruck:20t", "--axle-load", "9.5", "--json")
    )

    [obstacle] = json.loads(found.stdout)["blocked_by"]
    assert found.returncode == 4
    assert obstacle["constraint"] == "axle_load"
    assert "limit 9 t" in obstacle["detail"]


def test_a_table_tells_of_the_notes():
    found = run("Aktau", "Baku", "--cargo", "1x40ft:18t", "--dangerous", "3")

    assert found.returncode == 0
    assert "notes on limits for this load" in found.stdout


@pytest.mark.parametrize(
    ("option", "text", "message"),
    [
        ("--size", "12x3.4", "cannot read the size"),
        ("--size", "12x3.4x3.8m", "does not go into one 40 ft container"),
        ("--axle-load", "heavy", "cannot read the axle load"),
        ("--gross-mass", "5", "does not hold 18 t of goods"),
        ("--dangerous", "11", "is no class of dangerous goods"),
    ],
)
def test_a_bad_option_is_one_clear_error(option, text, message):
    found = run("Aktau", "Poti", option, text)

    assert found.returncode == 2
    assert found.stderr.count("error:") == 1
    assert message in found.stderr
    assert "Traceback" not in found.stderr
