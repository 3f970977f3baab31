"""FEATURE: `orta autonomy` says what still moves, as a user runs it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

THREE_NODES = Path(__file__).parents[2] / "docs" / "guides" / "three-nodes"
PROGRAM = [sys.executable, "-c", "from orta.cli.main import run; run()"]


def orta(*words):
    return subprocess.run(  # noqa: PLW1510 — the exit code is what we look at
        [*PROGRAM, *map(str, words)], capture_output=True, text=True, encoding="utf-8"
    )


@pytest.fixture(scope="module")
def wheat(tmp_path_factory):
    folder = tmp_path_factory.mktemp("autonomy") / "wheat"
    done = orta(
        "autonomy",
        "azerbaijan-wheat-contracts",
        "--state",
        "RU",
        "--json",
        "-o",
        folder,
    )
    return done, folder


def test_the_answer_is_one_object_with_the_promised_keys(wheat):
    done, _ = wheat
    answer = json.loads(done.stdout)

    assert done.returncode == 0
    assert answer["schema"] == "orta.autonomy/1"
    assert answer["autonomy"] == answer["states"][0]["share"] == 0.098
    assert {"state", "share", "lower", "upper", "cost_increase", "cut"} <= set(
        answer["states"][0]
    )


def test_a_folder_holds_all_that_the_figures_follow_from_and_verifies(wheat):
    done, folder = wheat
    written = {path.name for path in folder.iterdir()}

    assert {"README.md", "answer.json", "certificate.json", "arc.csv"} <= written
    assert json.loads((folder / "answer.json").read_text()) == json.loads(done.stdout)
    verified = orta("verify", folder)
    assert verified.returncode == 0
    assert "millionths and keeps every limit" in verified.stdout
    proved = json.loads(orta("verify", folder, "--json").stdout)
    assert proved["ok"]
    assert float(proved["bound_usd"]) == pytest.approx(902_000, abs=0.5)


def test_a_folder_that_is_there_is_not_touched(wheat):
    _, folder = wheat
    done = orta("autonomy", "azerbaijan-wheat", "--state", "RU", "-o", folder)

    assert done.returncode == 2
    assert "is there already" in done.stderr


def test_text_says_the_share_what_binds_and_what_would_help():
    done = orta("autonomy", "--state", "ru")

    assert done.returncode == 0
    assert done.stdout.startswith("Westbound exports of Kazakhstan\nautonomy 0.0")
    assert "full: fleet:FLEET-TANKER-AAU-BAK" in done.stdout
    assert "with: Trans-Caspian pipeline" in done.stdout


def test_what_may_be_dearer_can_be_said():
    shares = [
        json.loads(
            orta(
                "autonomy",
                "china-europe-rail",
                "--state",
                "RU",
                "--json",
                "--cost-rise",
                rise,
            ).stdout
        )["autonomy"]
        for rise in (0.5, 0.75)
    ]

    assert shares[0] < shares[1]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("wheat",), "there is no study wheat"),
        (("a" * 300,), "there is no study aaa"),
        (("a" * 300 + ".toml",), "cannot read the study"),
        (("nowhere.toml",), "cannot read the study"),
        (("azerbaijan-wheat", "--state", "XX"), "there is no state “XX”"),
        (("azerbaijan-wheat", "--state", "RU+"), "there is no state “”"),
        (("azerbaijan-wheat", "--cost-rise", "nan"), "a rise is a number"),
        (("--data", THREE_NODES), "speaks of what"),
        (("azerbaijan-wheat", "-o", "x.pdf"), "cannot write a “.pdf” file"),
    ],
)
def test_a_slip_is_an_error_that_says_what_to_do(words, message):
    done = orta("autonomy", *words, "--json")

    assert done.returncode == 2
    error = json.loads(done.stderr)
    assert message in error["message"]
    assert error["hint"]
    assert done.stdout == ""
