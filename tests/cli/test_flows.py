"""FEATURE: `orta flows` plans a season and says why, as a user runs it."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from flows.tiny import tiny_study

from orta.cli.main import cli

PROGRAM = [sys.executable, "-c", "from orta.cli.main import run; run()"]
STUDIES = Path(__file__).parents[2] / "examples" / "flows"


def orta(*words):
    return subprocess.run(  # noqa: PLW1510 — the exit code is what we look at
        [*PROGRAM, *map(str, words)], capture_output=True, text=True, encoding="utf-8"
    )


@pytest.fixture
def study(tmp_path):
    return tiny_study(tmp_path)


def test_a_plan_is_printed_with_its_proof_and_what_is_scarce(study):
    done = orta("flows", study)

    assert done.returncode == 0
    assert done.stderr == ""
    assert ", proved)" in done.stdout.splitlines()[1]
    assert "leg " in done.stdout


def test_a_results_folder_is_whole_and_its_certificate_verifies(study, tmp_path):
    done = orta("flows", study, "-o", tmp_path / "season", "--json")
    answer = json.loads(done.stdout)

    assert {path.name for path in (tmp_path / "season").iterdir()} >= {
        "answer.json",
        "certificate.json",
        "flows.csv",
        "unmet.csv",
        "bottlenecks.csv",
        "map.geojson",
        "plan.xlsx",
    }
    assert json.loads((tmp_path / "season" / "answer.json").read_text()) == answer
    verified = json.loads(orta("verify", tmp_path / "season", "--json").stdout)
    assert verified["ok"]
    for figure in ("objective_usd", "bound_usd", "gap"):
        assert float(verified[figure]) == float(answer[figure])
    assert verified["sha256"] == answer["certificate"]["sha256"]


def test_the_map_has_the_tonnes_of_every_leg_that_is_used(study, tmp_path):
    orta("flows", study, "-o", tmp_path / "season")
    answer = json.loads((tmp_path / "season" / "answer.json").read_text())
    layer = json.loads((tmp_path / "season" / "map.geojson").read_text())

    (season,) = answer["seasons"]
    moved = {}
    for flow in season["flows"]:
        moved[flow["leg_id"]] = moved.get(flow["leg_id"], 0) + flow["t"]
    drawn = {f["properties"]["leg_id"]: f["properties"]["t"] for f in layer["features"]}
    assert drawn == pytest.approx(moved, abs=0.01)
    for feature in layer["features"]:
        assert len(feature["geometry"]["coordinates"]) == 2


def test_nothing_is_overwritten(study, tmp_path):
    (tmp_path / "season").mkdir()
    done = orta("flows", study, "-o", tmp_path / "season")

    assert done.returncode == 2
    assert "is there already" in done.stderr
    assert not list((tmp_path / "season").iterdir())


def test_an_unknown_ending_is_refused_before_the_search(study, tmp_path):
    done = orta("flows", study, "-o", tmp_path / "plan.pdf")

    assert done.returncode == 2
    assert ".json, .xlsx" in done.stderr


def test_a_season_that_cannot_be_says_which_limits_clash(tmp_path):
    study = tiny_study(
        tmp_path, demand_1_outside_usd_per_t="", demand_1_t_per_week="9e6"
    )
    done = orta("flows", study)

    assert done.returncode == 4
    assert "these cannot hold together" in done.stdout
    assert "demand of" in done.stdout


def test_a_rehearsal_says_how_often_promises_are_kept(tmp_path):
    study = tiny_study(tmp_path, demand_1_outside_usd_per_t="2000")
    done = orta("flows", study, "--rehearse", 20, "--json")
    found = json.loads(done.stdout)["rehearsal"]

    assert (
        0 <= found["plan"]["all_kept"]["low"] <= found["plan"]["all_kept"]["high"] <= 1
    )
    assert found["plan"]["replications"] == 20
    assert found["plan"]["sent_t"] == pytest.approx(found["ready"]["sent_t"])
    assert "rehearsed 20 times" in orta("flows", study, "--rehearse", 20).stdout


def test_a_plan_that_moves_nothing_is_printed_without_a_rehearsal(tmp_path):
    study = tiny_study(tmp_path, demand_1_outside_usd_per_t="1")
    done = orta("flows", study, "--rehearse", 20)

    assert done.returncode == 0
    assert "nothing moves" in done.stderr
    assert ", proved)" in done.stdout


def test_scenarios_are_not_rehearsed_and_that_is_said_before_the_search(tmp_path):
    path = tiny_study(tmp_path)
    text = path.read_text().replace('form = "deterministic"', 'form = "expected"')
    assert 'form = "expected"' in text or "[risk]" not in text
    if "[risk]" not in text:
        text += '\n[risk]\nform = "expected"\n'
    path.write_text(text)
    done = CliRunner().invoke(cli, ["flows", str(path), "--rehearse", "5"])

    assert done.exit_code == 1
    assert done.exception.where == "rehearse"


def test_ctrl_c_leaves_nothing(tmp_path):
    out = tmp_path / "season"
    process = subprocess.Popen(
        [*PROGRAM, "flows", str(STUDIES / "machinery.toml"), "-o", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    time.sleep(4)  # the search takes some ten seconds more
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "nothing was written" in said or "interrupted" in said
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["grain", "petrochemicals", "machinery"])
def test_the_shipped_studies_can_be_planned(name):
    done = orta("flows", STUDIES / f"{name}.toml", "--json", "--time-limit", 20)
    answer = json.loads(done.stdout)

    assert answer["status"] in ("optimal", "feasible")
    assert float(answer["gap"]) < 0.02
    assert answer["seasons"][0]["flows"]
