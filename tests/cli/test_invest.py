"""FEATURE: `orta invest` as users run it, on the shipped study with fewer draws."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples/investment/middle_corridor.toml"
PROGRAM = [sys.executable, "-c", "from orta.cli.main import run; run()"]


def orta(*words, cwd=None):
    return subprocess.run(
        [*PROGRAM, *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env={**os.environ, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
        check=False,
    )


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    path = tmp_path_factory.mktemp("study") / "study.toml"
    text = EXAMPLE.read_text("utf-8")
    for old, new in (
        ("[2026, 2027, 2028, 2030, 2033, 2036, 2040]", "[2026, 2028, 2033, 2040]"),
    ):
        assert old in text
        text = text.replace(old, new)
    # Of five futures two are left.
    first, second, third, *_ = text.split("[[future]]")
    path.write_text(
        f"{first}[[future]]{second}[[future]]{third}"
        "\n[alternatives]\nshare = 0.05\nmost = 3\n\n[draws]\ncount = 2\n",
        "utf-8",
    )
    return path


@pytest.fixture(scope="module")
def folder(study):
    """A run in which the asker says what tankers and dry ships cost."""
    words = ("--cost", "TANKERS-KZ=60e6", "--cost", "DRY-SHIPS-KZ=30e6")
    path = study.parent / "appraisal"
    found = orta("invest", study, *words, "--budget", "100e6", "-o", path)
    assert found.returncode == 0, found.stderr
    return path


@pytest.fixture(scope="module")
def answer(folder):
    return json.loads((folder / "answer.json").read_text("utf-8"))


def test_what_pays_is_chosen_within_the_budget(answer):
    chosen = {each["option"] for each in answer["portfolio"]}

    assert answer["schema"] == "orta.invest/1"
    assert "TANKERS-KZ" in chosen
    assert answer["npv_usd"] > 0
    costs = {o["option"]: o["cost_usd"] for o in answer["options"]}
    assert sum(costs[name] for name in chosen) <= 100e6 + 1
    assert answer["proved"]


def test_accounts_are_the_net_present_value(answer):
    *accounts, total = answer["gains"]["accounts"]

    assert total["who"] == "all"
    assert sum(a["npv_usd"] for a in accounts) == pytest.approx(total["npv_usd"], abs=1)
    assert total["npv_usd"] == pytest.approx(answer["npv_usd"], abs=10)
    parts = sum(answer["gains"]["parts_usd"].values())
    assert parts - total["paid_usd"] == pytest.approx(answer["npv_usd"], abs=10)


def test_what_has_no_published_cost_is_not_chosen_and_has_a_break_even(answer):
    chosen = {each["option"] for each in answer["portfolio"]}
    unpriced = [o for o in answer["options"] if o["cost_usd"] is None]

    assert unpriced
    assert not chosen & {o["option"] for o in unpriced}
    documents = next(o for o in unpriced if o["option"] == "SOFT-DOCUMENTS")
    assert documents["break_even_usd"] > 1e6


def test_the_tornado_has_a_bar_for_every_uncertain_input(answer):
    uncertain = {n for n, i in answer["inputs"].items() if i["low"] < i["high"]}

    assert {bar["input"] for bar in answer["tornado"]} == uncertain
    assert len(uncertain) > 10
    assert all(i["source_id"] for i in answer["inputs"].values())


def test_the_certificate_is_checked_without_a_solver(folder):
    found = orta("verify", folder, "--json")

    assert found.returncode == 0
    checked = json.loads(found.stdout)
    answer = json.loads((folder / "answer.json").read_text("utf-8"))
    assert checked["ok"]
    assert checked["sha256"] == answer["certificate"]


def test_the_pack_says_how_to_make_it_again_and_the_bytes_are_the_same(folder):
    pack = (folder / "appraisal.md").read_text("utf-8")
    (command,) = (
        line[2:] for line in pack.splitlines() if line.startswith("$ orta invest")
    )
    again = folder.parent / "again"
    words = command.split()
    assert words[:3] == ["orta", "invest", "study.toml"]

    found = orta(*words[1:-1], again, cwd=folder)

    assert found.returncode == 0, found.stderr
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(path.name for path in again.iterdir())
    for name in names:
        assert (folder / name).read_bytes() == (again / name).read_bytes(), name


def test_tables_hold_what_the_answer_says(folder, answer):
    with (folder / "options.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["option"]: row for row in csv.DictReader(file)}

    for option in answer["options"]:
        row = rows[option["option"]]
        assert float(row["break_even_usd"]) == pytest.approx(
            option["break_even_usd"], abs=0.01
        )
        assert bool(row["cost_usd"]) == (option["cost_usd"] is not None)
    html = (folder / "appraisal.html").read_text("utf-8")
    assert html.startswith("<!doctype html>")
    assert "<script" not in html
    assert "http" not in html


def test_conflicting_costs_stand_in_the_pack(folder):
    pack = (folder / "appraisal.md").read_text("utf-8")

    for source in ("D134a", "D134b", "D222", "D223", "D134c"):
        assert f"AKTAU-HUB | {source}" in pack


def test_on_a_terminal_it_says_what_is_best_and_what_others_may_cost(study):
    found = orta("invest", study)

    assert found.returncode == 0, found.stderr
    assert "best portfolio    nothing" in found.stdout
    assert "not published" in found.stdout
    assert "(reliability)" in found.stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("none.toml",), 2, "cannot read the study"),
        ((EXAMPLE, "--cost", "TANKERS-KZ"), 2, "OPTION=USD"),
        ((EXAMPLE, "--cost", "NOBODY=1"), 2, "no option"),
        ((EXAMPLE, "--budget", "-1"), 2, "budget"),
        ((EXAMPLE, "-o", "answer.doc"), 2, ".doc"),
        ((EXAMPLE, "--cost", "TANKERS-KZ=nan"), 2, "cost"),
    ],
)
def test_what_cannot_be_understood_is_refused_without_a_traceback(
    tmp_path, words, code, said
):
    found = orta("invest", *words, cwd=tmp_path)

    assert found.returncode == code
    assert said in found.stderr
    assert "Traceback" not in found.stderr
    assert not list(tmp_path.iterdir())


def test_a_study_that_cannot_be_used_names_the_line(tmp_path):
    path = tmp_path / "study.toml"
    path.write_text(
        EXAMPLE.read_text("utf-8").replace("last_year = 2045", "last_year = 1900"),
        "utf-8",
    )

    found = orta("invest", path, "--json")

    assert found.returncode == 3
    error = json.loads(found.stderr)
    assert error["code"] == "bad_study"
    assert error["cells"][0]["column"] == "last_year"
    assert error["cells"][0]["row"] > 1
