"""`orta choice` as a user runs it."""

import csv
import json
import subprocess
import sys

import pytest

PROGRAM = [sys.executable, "-c", "from orta.cli.main import run; run()"]
QUICK = ("--draws", "20")


def choice(*words):
    return subprocess.run(  # noqa: PLW1510 — the exit code is what we look at
        [*PROGRAM, "choice", *QUICK, *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("choice") / "shock"
    done = choice("--shock", "northern closed", "-o", str(path))
    assert done.returncode == 0
    assert done.stderr == f"wrote {path}\n"
    return path


def test_the_model_is_shown_with_what_it_has_not_seen():
    done = choice()

    assert done.returncode == 0
    lines = done.stdout.splitlines()
    first = "route choice, model nested, fitted on 2019, 2020, 2021, 2022, 2025"
    assert lines[0] == first
    assert "swings into years that the fit has not seen, per cent" in lines
    seen = [line.split() for line in lines if line.startswith("middle    2023-2024")]
    assert seen[0][2] == "+176"
    assert sum("a day less is worth" in line for line in lines) == 2


def test_a_shock_is_shown_by_both_models_and_what_finds_no_room():
    done = choice("--shock", "northern closed")

    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "northern closed, in 2025"
    assert lines[2].split()[:6] == ["route", "TEU", "before", "nested", "TEU", "after"]
    closed = next(line for line in lines if line.startswith("northern  "))
    assert closed.split()[1:4] == ["301,200", "-100.0%", "0"]
    assert lines[-1].startswith("the Middle Corridor has room for 100,000 TEU: ")


def test_json_is_one_object_with_model_and_shock():
    done = choice("--shock", "ocean price +100%", "--year", "2024", "--json")

    content = json.loads(done.stdout)
    assert content["schema"] == "orta.choice/1"
    assert content["model"]["fitted_years"] == [2019, 2020, 2021, 2022, 2025]
    assert [one["specification"] for one in content["beside"]] == ["plain"]
    assert [one["specification"] for one in content["shocks"]] == ["nested", "plain"]
    shock = content["shocks"][0]
    assert (shock["year"], shock["changes"]) == (2024, ["ocean price +100%"])
    assert [route["route"] for route in shock["routes"]] == [
        *("ocean", "northern", "middle")
    ]
    assert content["provenance"]["parameters"]["draws"] == "20"


def test_the_folder_has_every_table_and_its_provenance(folder):
    names = {path.name for path in folder.iterdir()}
    tables = {"coefficients", "rows", "swings", "elasticities", "shock"}
    files = {f"{name}.csv" for name in tables}
    assert names == files | {f"{name}.provenance.json" for name in files} | {
        "choice.json"
    }
    with (folder / "shock.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    closed = [row for row in rows if row["route"] == "northern"]
    assert [row["after_teu"] for row in closed] == ["0.0", "0.0"]


def test_the_folder_is_the_same_the_second_time(folder, tmp_path):
    again = tmp_path / "again"

    choice("--shock", "northern closed", "-o", str(again))

    for path in folder.iterdir():
        assert (again / path.name).read_bytes() == path.read_bytes()


def test_the_plain_logit_alone_is_shown_once():
    content = json.loads(choice("--model", "plain", "--json").stdout)

    assert content["model"]["specification"] == "plain"
    assert content["beside"] == []
    assert content["shocks"] == []


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--shock", "arctic closed"], "no route called “arctic”"),
        (["--shock", "ocean price"], "is no change of a route"),
        (["--year", "2017"], "no figures of 2017"),
        (["--shock", "southern closed", "--year", "2023"], "nothing is known"),
        (["--model", "mixed"], "is not one of"),
        (["--draws", "3"], "is not in the range"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_hint(words, reason):
    done = choice(*words)

    assert done.returncode == 2
    assert done.stdout == ""
    assert reason in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_is_there_is_not_overwritten(folder):
    done = choice("-o", str(folder))

    assert done.returncode == 2
    assert "is there already" in done.stderr
