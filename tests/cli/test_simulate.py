"""`orta simulate` as a user runs it, with a made-up simulator behind it.

That the program hands the question on and deals with the answer is looked at here;
what the real simulator answers is tested beside it.
"""

import csv
import json
import os
import pty
import re
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from orta.cli.simulate.table import _pair_row
from orta.planning.simulation.compare import PairedDifference
from orta.planning.simulation.estimate import Estimate
from orta.vocabulary import StageCause

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, str(ROOT / "tests" / "simulated" / "made_up.py")]
SCENARIOS = ROOT / "examples" / "scenarios"
ONE_MORE = str(SCENARIOS / "one_more_ferry.toml")
QUICK = ("--days", "10", "--replications", "3")


def orta(*words):
    return subprocess.run(  # noqa: PLW1510 — the exit code is what we look at
        [*PROGRAM, *words], capture_output=True, text=True, encoding="utf-8"
    )


def started(*words, **environment):
    """The program, told to say when a replication is done, and to take its time."""
    return subprocess.Popen(
        [*PROGRAM, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={
            **os.environ,
            "ORTA_TEST_TELL": "1",
            "ORTA_TEST_SLOW_S": "20",
            **environment,
        },
        text=True,
        encoding="utf-8",
    )


def test_the_answer_is_a_table_of_flows_and_one_of_what_waits_most():
    done = orta("simulate", *QUICK)

    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == (
        "as the dataset says · 10 days from 2025-01-01, after 90 of warm-up · "
        "3 replications, seed 0"
    )
    assert lines[1].split()[:4] == ["from", "to", "goods", "in"]
    assert re.match(r"Xi'an +Alat +99 .* 40ft +[\d,]+ ±[\d,]+ ", lines[2])
    assert "wait_service" in lines[2]
    assert "embargo" not in lines[2]  # a thousandth of a day is not worth a word
    assets = lines[lines.index("") + 2 :][:15]
    assert [line.split()[0] for line in assets[:2]] != ["KZAAU", "FEEDER-AAU-BAK"]
    waiting = [float(re.search(r"([\d.]+) ±", line)[1]) for line in assets]
    assert waiting == sorted(waiting, reverse=True)
    assert "check: little held in 3 of 3" in done.stdout
    assert "nan" not in done.stdout
    assert "\x1b" not in done.stdout
    assert done.stderr == "next: --all for 9 more assets\n"


def test_all_shows_every_asset():
    done = orta("simulate", *QUICK, "--all")

    assert done.stdout.count("CRANE-") == 20
    rows = [re.split(r"  +", line)[:3] for line in done.stdout.splitlines()]
    for row in (
        ["FEEDER-AAU-BAK", "line", "Aktau – Alat container feeder"],
        ["KZAAU", "berth", "Aktau"],
        ["RAIL-AZ@AZBAK>AZBKC", "train", "Alat – Baku"],
    ):
        assert row in rows
    assert done.stderr == ""


def test_one_replication_has_no_interval():
    done = orta("simulate", "--days", "10", "--replications", "1")

    assert "1 replication, seed 0" in done.stdout
    assert "±" not in done.stdout.split("± half")[0]


def test_json_keeps_the_promise():
    done = orta("simulate", *QUICK, "--json", "--seed", "7")

    answer = json.loads(done.stdout, parse_constant=pytest.fail)
    assert answer["schema"] == "orta.simulation/1"
    assert (answer["seed"], answer["days"], answer["replications"]) == (7, 10, 3)
    flow = answer["throughput"][0]
    assert set(flow["delivered_teu"]) == {"value", "low", "high"}
    assert flow["delivered_teu"]["low"] < flow["delivered_teu"]["value"]
    lead = answer["lead_times"][0]
    assert {"from", "to", "goods", "days", "causes_days"} <= set(lead)
    assert set(lead["days"]) == {"mean", "p50", "p80", "p95"}
    assert set(lead["causes_days"]) == {cause.value for cause in StageCause}
    promised = (
        *("asset_id", "kind", "utilisation", "load_factor"),
        *("queue_mean", "queue_p95", "closed_share"),
    )
    for asset in answer["assets"]:
        assert set(promised) <= set(asset)
    line, berth = answer["assets"][0], answer["assets"][2]
    assert line["utilisation"] is None
    assert berth["utilisation"]["value"] == pytest.approx(0.5, rel=0.3)
    assert line["closed_share"] == {"value": None, "low": None, "high": None}


def test_the_same_seed_gives_the_same_bytes():
    assert (
        orta("simulate", *QUICK, "--json").stdout
        == orta("simulate", *QUICK, "--json", "--workers", "2").stdout
    )


def test_a_results_folder_has_everything(tmp_path):
    folder = tmp_path / "run"
    done = orta("simulate", *QUICK, "-o", str(folder))

    assert done.returncode == 0
    assert f"wrote {folder}" in done.stderr
    assert {file.name for file in folder.iterdir()} == {
        "answer.json",
        "flows.csv",
        "flows.csv.provenance.json",
        "assets.csv",
        "assets.csv.provenance.json",
        "series.parquet",
    }
    assert [file.name for file in tmp_path.iterdir()] == ["run"]
    printed = orta("simulate", *QUICK, "--json").stdout
    assert (folder / "answer.json").read_text("utf-8") == printed
    with (folder / "flows.csv").open(encoding="utf-8") as file:
        flow = next(csv.DictReader(file))
    assert float(flow["mean_days_low"]) < float(flow["mean_days"])
    assert float(flow["wait_service_days"]) == pytest.approx(4, rel=0.3)
    assert flow["co2e_kg"] == ""
    with (folder / "assets.csv").open(encoding="utf-8") as file:
        assets = list(csv.DictReader(file))
    assert len(assets) == 24
    assert assets[0]["utilisation"] == ""
    about = json.loads((folder / "flows.csv.provenance.json").read_text("utf-8"))
    assert "as the dataset says" in about["parameters"]["scenario"]


def test_the_time_series_goes_to_parquet(tmp_path):
    path = tmp_path / "series.parquet"
    orta("simulate", *QUICK, "-o", str(path))

    table = pq.read_table(path).to_pydict()
    assert len(table["day"]) == 10 * 24
    assert (table["day"][0], table["day"][-1]) == ("2025-01-01", "2025-01-10")
    assert table["asset_id"][:2] == ["FEEDER-AAU-BAK", "FERRY-KYK-BAK"]
    assert all(
        high > mean
        for mean, high in zip(table["queue_teu"], table["queue_high_teu"], strict=True)
    )


@pytest.mark.parametrize("ending", ["json", "csv"])
def test_an_ending_says_what_is_written(tmp_path, ending):
    path = tmp_path / f"found.{ending}"
    assert orta("simulate", *QUICK, "-o", str(path)).returncode == 0

    first = path.read_text("utf-8").splitlines()[0]
    assert first == "{" if ending == "json" else first.startswith("asset_id,kind,")


def test_what_cannot_be_written_is_said_before_the_run(tmp_path):
    (tmp_path / "there").mkdir()
    for output, said in (
        (tmp_path / "there", "is there already"),
        (tmp_path / "run.xls", "cannot write a “.xls” file"),
        (tmp_path / "nowhere" / "run", "is no folder that can be written to"),
    ):
        done = orta("simulate", "--replications", "100000", "-o", str(output))
        assert done.returncode == 2
        assert said in done.stderr
        assert "╰─ output" in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["there"]


def test_ctrl_c_says_how_far_it_came_and_writes_nothing(tmp_path):
    words = ("simulate", *QUICK, "-o", str(tmp_path / "run"))
    with started(*words) as program:
        assert program.stderr.readline() == "replication 1\n"
        program.send_signal(signal.SIGINT)
        out, err = program.communicate(timeout=60)

    assert program.returncode == 130
    assert out == ""
    assert "interrupted after 1 of 3 replications: nothing was written" in err
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_under_json_is_one_object_on_stderr():
    with started("simulate", "--replications", "9", "--json") as program:
        program.stderr.readline()
        program.send_signal(signal.SIGINT)
        out, err = program.communicate(timeout=60)

    assert program.returncode == 130
    assert out == ""
    error = json.loads(err)
    assert error["code"] == "interrupted"
    assert "after 1 of 9 replications" in error["message"]


def test_ctrl_c_that_a_compiler_swallows_is_heard_after_the_replication():
    with started("simulate", "--replications", "9", ORTA_TEST_DEAF="1") as program:
        program.stderr.readline()
        program.send_signal(signal.SIGINT)
        _, err = program.communicate(timeout=60)

    assert program.returncode == 130
    assert "interrupted after 2 of 9 replications: nothing was written" in err


def test_a_killed_run_leaves_no_half_result(tmp_path):
    with started("simulate", *QUICK, "-o", str(tmp_path / "run")) as program:
        program.stderr.readline()
        program.kill()

    assert program.returncode == -signal.SIGKILL
    assert list(tmp_path.iterdir()) == []


def test_killed_at_any_instant_a_folder_is_whole_or_not_there(tmp_path):
    """The kill comes somewhere in or around the writing: later from run to run."""
    seen = set()
    for number in range(8):
        folder = tmp_path / f"run{number}"
        with started(
            *("simulate", "--days", "300", "--replications", "1", "-o", str(folder)),
            ORTA_TEST_SLOW_S="0",
        ) as program:
            program.stderr.readline()
            try:
                program.wait(timeout=0.02 * 2**number)
            except subprocess.TimeoutExpired:
                program.kill()
        seen.add(folder.exists())
        if folder.exists():
            assert len(list(folder.iterdir())) == 6
            assert json.loads((folder / "answer.json").read_text("utf-8"))["seed"] == 0
            assert pq.read_table(folder / "series.parquet").num_rows == 300 * 24
    assert seen == {True, False}


def test_the_bar_is_drawn_on_a_terminal_and_taken_away():
    leader, follower = pty.openpty()
    done = subprocess.run(
        [*PROGRAM, "simulate", *QUICK],
        stdout=subprocess.PIPE,
        stderr=follower,
        check=True,
        env={**os.environ, "TERM": "xterm"},
    )
    os.close(follower)
    shown = b""
    while chunk := _read(leader):
        shown += chunk
    text = shown.decode()

    assert b"\x1b[K" not in done.stdout
    assert "simulating ░" in text
    assert "█ 3 of 3 replications" in text
    assert text.rindex("\x1b[K") > text.rindex("replications")


def _read(terminal):
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux says so when the other end is closed
        return b""


def test_a_comparison_shows_what_surely_differs():
    done = orta("simulate", "--compare", ONE_MORE, "--replications", "9")

    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith(
        "as the dataset says → one more ferry on Kuryk – Alat · "
    )
    assert lines[1].split()[:4] == ["figure", "of", "first", "second"]
    assert re.match(
        r"delivered_teu +whole corridor .* \+\d+ +\+\d+ to \+\d+ +\*", lines[2]
    )
    assert lines[3].startswith("wait_mean_h")
    assert lines[4].endswith("of 3 figures up to 0 do by luck alone")
    assert "load_factor" not in done.stdout
    assert "next: --all for 1 figures that may be the same" in done.stderr
    assert "load_factor" in orta("simulate", "--compare", ONE_MORE, "--all").stdout


def test_what_is_sure_has_no_end_that_is_rounded_to_zero():
    almost = Estimate(-3.5, -7.0, -0.0031)
    row = PairedDifference(
        metric="p50_days",
        asset_id="",
        first=Estimate(28, 20, 30),
        second=Estimate(24.5, 20, 30),
        difference=almost,
        pairs=6,
    )

    cells = _pair_row(row)
    assert cells[5] == "-7.000 to -0.003"
    assert _pair_row(replace(row, pairs=1))[5] == ""
    maybe = replace(row, difference=Estimate(-3.5, -7.0, 0.0031))
    assert _pair_row(maybe)[5] == "-7.0 to +0.0"


def test_a_comparison_as_json_and_as_files(tmp_path):
    words = ("simulate", "--compare", ONE_MORE, "--replications", "9")
    done = orta(*words, "--json", "-o", str(tmp_path / "both"))

    answer = json.loads(done.stdout)
    assert answer["schema"] == "orta.comparison/1"
    delivered = answer["differences"][0]
    assert delivered["is_sure"]
    assert delivered["pairs"] == 9
    assert delivered["difference"]["low"] > 0
    # Luck that both have falls out: the change is far surer than either figure.
    width = {name: spread(delivered[name]) for name in ("first", "difference")}
    assert width["difference"] < width["first"] / 5
    assert {file.name for file in (tmp_path / "both").iterdir()} == {
        "comparison.json",
        "differences.csv",
        "differences.csv.provenance.json",
    }
    for ending in ("json", "csv", "parquet"):
        path = tmp_path / f"both.{ending}"
        assert orta(*words, "-o", str(path)).returncode == 0
        assert path.stat().st_size > 100


def spread(estimate):
    return estimate["high"] - estimate["low"]


def test_scenarios_that_last_otherwise_share_no_luck(tmp_path):
    longer = tmp_path / "longer.toml"
    longer.write_text('name = "longer"\ndays = 30\n', "utf-8")
    done = orta("simulate", "--compare", str(longer))

    assert done.returncode == 2
    assert "“as the dataset says” has days 365, “longer” has 30" in done.stderr
    assert orta("simulate", "--compare", str(longer), "--days", "9").returncode == 0


def test_days_on_the_command_line_win_over_the_scenario():
    done = orta("simulate", "--scenario", ONE_MORE, "--days", "12", "--warm-up", "7")

    assert done.stdout.startswith(
        "one more ferry on Kuryk – Alat · 12 days from 2025-01-01, after 7 of warm-up"
    )


def test_a_ban_after_the_last_day_is_refused():
    ban = str(SCENARIOS / "ban_kuryk_7_days.toml")
    done = orta("simulate", "--scenario", ban, "--days", "90")

    assert done.returncode == 2
    assert "lies outside of the run" in done.stderr
    assert "help: give more --days" in done.stderr


def test_a_typo_is_refused_with_its_line_and_the_nearest_word(tmp_path):
    path = tmp_path / "typo.toml"
    path.write_text('name = "x"\n\n[service.FEEDER-AAU-BAK]\nmin_laod_share = 0.8\n')
    done = orta("simulate", "--scenario", str(path))

    assert done.returncode == 3
    assert "service has no key “min_laod_share”" in done.stderr
    assert f"╰─ {path}:4" in done.stderr
    assert "help: did you mean min_load_share?" in done.stderr

    error = json.loads(orta("simulate", "--scenario", str(path), "--json").stderr)
    assert error["code"] == "bad_scenario"
    assert error["where"] == f"{path}:4"
    assert error["hint"] == "did you mean min_load_share?"
    assert error["bad_entries"] == [
        {
            "line": 4,
            "path": ["service", "FEEDER-AAU-BAK", "min_laod_share"],
            "problem": "service has no key “min_laod_share”",
            "hint": "did you mean min_load_share?",
        }
    ]


def test_a_scenario_that_is_not_there_is_said():
    done = orta("simulate", "--scenario", "nowhere.toml")

    assert done.returncode == 2
    assert "cannot read the scenario nowhere.toml: No such file" in done.stderr
