"""`orta criticality` as a user runs it."""

import csv
import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, "-c", "from orta.cli.main import run; run()"]
STUDY = """\
schema = "orta.criticality-study/1"
title = "A month without one of them"
days = 30
kinds = ["service", "border"]
top = 3
avoid = ["state:RU"]

[weights]
value_of_time_usd_per_t_day = { value = 6, source = "half of D221" }

[value_usd_per_t]
72 = { value = 700, source = "a guess" }
"""


def orta(*words):
    return subprocess.run(  # noqa: PLW1510 — the exit code is what we look at
        [*PROGRAM, "criticality", *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "NO_COLOR": "1"},
    )


def test_it_ranks_and_says_who_is_hurt():
    done = orta("--kind", "node", "--top", "5")

    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "Closed for 14 days"
    assert "loss USD" in lines[2]
    assert lines[3].split()[:2] == ["1", "node:AZBAK"]
    assert "hurt by node:AZBAK:" in done.stdout
    assert (
        len([line for line in lines if line[:2] in {f"{n} " for n in range(1, 10)}])
        == 5
    )


def test_a_corridor_without_demands_has_nothing_to_lose():
    three = str(ROOT / "docs" / "guides" / "three-nodes")
    done = orta("--data", three, "--worst", "2")

    assert done.returncode == 0, done.stderr
    assert "nothing is to be carried" in done.stdout


def test_pairs_come_with_their_proof():
    done = orta("--kind", "border,service", "--worst", "2", "--top", "4", "--json")

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["schema"] == "orta.criticality/1"
    assert len(found["closures"]) == len(found["combinations"]) == 4
    worst = found["combinations"][0]
    assert len(worst["closed"]) == 2
    assert worst["loss_usd"] >= found["closures"][0]["loss_usd"]
    proof = found["proof"]
    assert proof["n_sets"] == proof["n_solved"] + proof["n_ruled_out"]
    least, most = proof["checked_usd_per_week"]
    assert least == pytest.approx(most, rel=1e-6)
    weekly = worst["loss_usd"] * 7 / found["days"] + proof["base_usd_per_week"]
    assert weekly == pytest.approx(most, rel=1e-6)


def test_a_study_is_read_and_the_command_line_comes_first(tmp_path):
    study = tmp_path / "month.toml"
    study.write_text(STUDY)
    one = json.loads(orta(str(study), "--json").stdout)
    two = json.loads(orta(str(study), "--days", "5", "--top", "1", "--json").stdout)

    assert one["title"] == "A month without one of them"
    assert (one["days"], two["days"]) == (30, 5)
    assert one["kinds"] == ["service", "border"]
    assert one["avoid"] == ["state:RU"]
    assert one["values_usd_per_t"] == {"72": 700.0}
    assert one["sources"] == {
        "value_of_time_usd_per_t_day": "half of D221",
        "72": "a guess",
    }
    assert (len(one["closures"]), len(two["closures"])) == (3, 1)
    assert one["provenance"]["parameters"]["value_of_time_usd_per_t_day"] == "6"


def test_every_fault_of_a_study_is_named_with_its_line(tmp_path):
    study = tmp_path / "wrong.toml"
    study.write_text(
        'schema = "orta.criticality-study/1"\ndays = "long"\nkinds = ["road"]\n'
        "togehter = 3\n\n[weights]\nvalue_of_time_usd_per_t_day = { value = 6 }\n"
        "unmet_usd = 3\n"
    )
    done = orta(str(study))

    assert done.returncode == 3
    for said in (
        ":2: days", ":3: kinds", ":4: togehter", "nearest is together", ":7:",
        "source", ":8:",
    ):  # fmt: skip
        assert said in done.stderr + done.stdout, said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--kind", "road"], "there is no kind road"),
        (["--days", "0"], "more than 0"),
        (["--avoid", "RU"], "names nothing"),
        (["--avoid", "state:RU", "--rivals"], "says the contrary"),
        (["--worst", "4"], "4 is not in the range"),
        (["missing.toml"], "cannot read the study"),
        (["-o", "there/is/none"], "no folder"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_hint(words, said):
    done = orta(*words)

    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout


def test_a_folder_has_all_and_is_not_overwritten(tmp_path):
    out = tmp_path / "worst"
    words = ("--kind", "border", "--worst", "2", "--top", "2", "-o", str(out))
    first, second = orta(*words), orta(*words)

    assert first.returncode == 0, first.stderr
    assert second.returncode == 2
    assert "is there already" in second.stderr
    names = {file.name for file in out.iterdir() if file.suffix == ".csv"}
    assert names == {
        "closures.csv", "states.csv", "commodities.csv", "combinations.csv",
        "proof.csv",
    }  # fmt: skip
    with (out / "proof.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    worst = json.loads((out / "answer.json").read_text("utf-8"))["proof"]
    most = max(float(row["at_most_usd_per_week"]) for row in rows)
    assert most == pytest.approx(worst["checked_usd_per_week"][1], abs=0.02)
    assert {row["verdict"] for row in rows} <= {"split", "solved", "bounded"}


def test_control_c_says_how_far_it_came_and_leaves_nothing(tmp_path):
    main, other = pty.openpty()
    out = tmp_path / "never"
    slow = (
        "import orta.planning.optimum.removal.warm as w, time\n"
        "old = w.Warm.without\n"
        "def slow(self, links):\n"
        "    time.sleep(0.05)\n"
        "    return old(self, links)\n"
        "w.Warm.without = slow\n"
        "from orta.cli.main import run\n"
        "run()\n"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", slow, "criticality", "-o", str(out)],
        stdout=subprocess.DEVNULL,
        stderr=other,
        env={**os.environ, "TERM": "xterm", "NO_COLOR": "1"},
    )
    os.close(other)
    text = ""
    until = time.monotonic() + 60
    while "closing one" not in text and time.monotonic() < until:
        text += os.read(main, 4096).decode()
    running.send_signal(signal.SIGINT)
    assert running.wait(timeout=60) == 130
    while True:
        try:
            part = os.read(main, 4096).decode()
        except OSError:  # the other end is shut
            break
        if not part:
            break
        text += part
    os.close(main)
    assert "interrupted: closing one," in text
    assert "Traceback" not in text
    assert not list(tmp_path.iterdir())
