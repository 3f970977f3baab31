"""`orta stress` as a user runs it."""

import csv
import json

import pytest

from orta.cli.main import run

OWN = """\
id = "own"
version = 1
title = "The line to Poti shut"
happened = "A bridge fell."
start = 2026-01-01
days = 70
warm_up_days = 30
measures = ["one-more-feeder"]

[[closure]]
link_id = "L110"
starts = 2026-01-20
days = 10

[[figure]]
what = "days"
value = "10"
source_ids = ["orta-estimate"]
as_of = "2026"
confidence = "estimated"
method = "made up"
"""
QUICK = ("--replications", "3")


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(OWN, "utf-8")
    return str(path)


@pytest.fixture
def orta(capfd):
    """The program: its exit code, and what it says on stdout and stderr."""

    def called(*words):
        with pytest.raises(SystemExit) as leaving:
            run(list(words))
        out, err = capfd.readouterr()
        return leaving.value.code, out, err

    return called


def test_the_library_is_listed_for_people_and_programs(orta):
    code, out, _ = orta("stress", "--list")
    assert code == 0
    assert "kuryk-ban-2025" in out
    assert "3,935,000 (estimated)" in out
    assert "not published" in out

    code, out, _ = orta("stress", "--list", "--json")
    found = json.loads(out)
    assert found["schema"] == "orta.stress-library/1"
    assert {"id", "version", "title", "happened"} <= set(found["scenarios"][0])


def test_an_answer_says_what_is_lost_who_is_hurt_and_what_helps(orta, own):
    code, out, err = orta("stress", own, *QUICK)

    assert code == 0
    for words in (
        "The line to Poti shut · 70 days from 2026-01-01, after 30 of warm-up",
        "own: A bridge fell.",
        "carried, TEU",
        "tail: % beyond the ordinary 95 %",
        "CN-GE-transit-25",
        "GE",
        "most in the week from 2026-01-",
        "One more feeder on Aktau – Alat",
        "for a dollar",
        "a day under way is worth 11.76 USD a tonne",
        "note: no freight of KZ-BTC-oil-25: no price by",
    ):
        assert words in out, words
    assert "evidence of all 1 figures" in err
    top = max(len(line) for line in out.splitlines() if "█" in line)
    assert top < 100


def test_the_same_bytes_twice_and_another_answer_for_another_seed(orta, own):
    words = ("stress", own, *QUICK, "--json", "--no-measures")
    first, second = orta(*words), orta(*words, "--workers", "1")
    other = orta(*words, "--seed", "1")

    assert first[:2] == second[:2]
    assert first[1] != other[1]
    found = json.loads(first[1])
    assert found["schema"] == "orta.stress/1"
    assert found["totals"]["delay_t_days"]["change"]["value"] > 0
    assert found["recovery"]["weeks"][0]["more_teu"]["value"] == 0
    assert (found["begins"], found["ends"]) == ("2026-01-20", "2026-01-30")
    assert found["measures"] == []
    assert found["scenarios"][0]["figures"][0]["method"] == "made up"
    assert found["provenance"]["parameters"]["parts"] == "own/1"


def test_a_folder_has_all_of_it_and_is_not_overwritten(orta, own, tmp_path):
    folder = tmp_path / "kept"

    code, _, err = orta("stress", own, *QUICK, "-o", str(folder))

    assert code == 0
    assert f"wrote {folder}" in err
    names = ("figures", "recovery", "measures", "evidence")
    for name in names:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert list(csv.DictReader(file)), name
        assert (folder / f"{name}.csv.provenance.json").is_file()
    answer = json.loads((folder / "answer.json").read_text("utf-8"))
    with (folder / "recovery.csv").open(encoding="utf-8", newline="") as file:
        weeks = [row for row in csv.DictReader(file) if not row["owner"]]
    assert len(weeks) == len(answer["recovery"]["weeks"]) == 10
    code, _, err = orta("stress", own, *QUICK, "-o", str(folder))
    assert code == 2
    assert "there already" in err


def test_the_measures_and_the_worth_of_a_day_are_the_users(orta, own):
    words = ("stress", own, *QUICK, "--json", "--value-of-day", "2")
    code, out, _ = orta(*words, "--measure", "fill-to-half")

    found = json.loads(out)
    assert code == 0
    assert [one["id"] for one in found["measures"]] == ["fill-to-half"]
    assert found["value_of_day_usd_per_t"] == 2
    total = {name: row["change"]["value"] for name, row in found["totals"].items()}
    assert total["delay_usd"] == pytest.approx(2 * total["delay_t_days"])


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("stress",), 2, "no scenario is named"),
        (("stress", "kuryk-ban"), 2, "did you mean kuryk-ban-2025?"),
        (("stress", "kuryk-ban-2025", "--measure", "x"), 2, "no measure “x”"),
        (("stress", "nowhere.toml"), 2, "cannot read the scenario"),
        (("stress", "surge-2022", "--replications", "1"), 2, "--replications"),
        (("stress", "surge-2022", "-o", "/nowhere/at/all"), 2, "no folder"),
    ],
)
def test_a_slip_is_told_without_a_traceback(orta, words, code, said):
    found, out, err = orta(*words)

    assert (found, out) == (code, "")
    assert said in err
    assert "Traceback" not in err


def test_a_bad_file_is_bad_data(orta, tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text(OWN.replace("L110", "L1100"), "utf-8")

    code, _, err = orta("stress", str(path), *QUICK)

    assert code == 3
    assert "the dataset has no link L1100" in err
    assert f"{path}:11" in err


def test_two_that_contradict_each_other_are_refused(orta, tmp_path):
    low = tmp_path / "low.toml"
    low.write_text(
        'id = "low"\nversion = 1\ntitle = "low"\nhappened = "low"\n'
        "start = 2026-01-01\nsea_level_change_m = -2\n",
        "utf-8",
    )

    code, _, err = orta("stress", str(low), "sea-one-metre-lower")

    assert code == 2
    assert "sea_level_change_m" in err
    assert "they cannot be combined" in err
