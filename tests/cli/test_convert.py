"""`orta data convert` as a user runs it."""

import json
import subprocess
import sys

import pytest
from datasets.sources.drawn import FEED, NETWORK, put, with_row

PROGRAM = [sys.executable, "-c", "from orta.cli.main import run; run()"]
GIVEN = ("--country", "KZ", "--usd-per-km", "1", "--g-co2e-per-tkm", "30")


def orta(*words, cwd):
    return subprocess.run(  # noqa: PLW1510 — the exit code is what we look at
        [*PROGRAM, "data", *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
    )


def test_a_feed_is_converted_and_then_checks(tmp_path):
    put(tmp_path / "feed", FEED)
    done = orta("convert", "feed", "made", *GIVEN, cwd=tmp_path)

    assert done.returncode == 0
    assert done.stdout.startswith("made: 6 stops, 5 trips, 4 trips used")
    assert "note: 1 trips left out: their mode" in done.stdout
    assert "assumed: borders: no time of their own" in done.stdout
    assert orta("check", "made", cwd=tmp_path).returncode == 0


def test_json_has_counts_remarks_and_assumptions(tmp_path):
    put(tmp_path / "feed", FEED)
    done = orta("convert", "feed", "made", *GIVEN, "--json", cwd=tmp_path)

    answer = json.loads(done.stdout)
    assert answer["schema"] == "orta.convert/1"
    assert answer["ok"] is True
    assert answer["counts"]["service_rows"] == 3
    assert answer["remarks"][0]["ids"] == ["p1"]
    assert answer["bad_cells"] == []


@pytest.mark.parametrize("as_json", [False, True])
def test_bad_rows_end_with_3_and_write_nothing(tmp_path, as_json):
    put(tmp_path / "feed", with_row(FEED, "stops.txt", "39.98", "north"))
    words = ["convert", "feed", "made", *GIVEN, *(["--json"] if as_json else [])]
    done = orta(*words, cwd=tmp_path)

    assert done.returncode == 3
    assert not (tmp_path / "made").exists()
    if as_json:
        assert json.loads(done.stdout)["bad_cells"][0]["value"] == "north"
    else:
        assert done.stdout == (
            "stops.txt:7: stop_lat is 'north', expected a number from -90 to 90\n"
        )
    assert "Traceback" not in done.stderr


def test_a_network_is_known_by_its_files(tmp_path):
    put(tmp_path / "net", NETWORK)
    more = ("--headway-h", "24", "--as-of", "2026-01-31")
    done = orta("convert", "net", "made", *GIVEN, *more, cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert "3 link rows" in done.stdout


def test_the_shipped_corridor_goes_out_as_gtfs(tmp_path):
    days = ("--first-day", "2026-01-01", "--last-day", "2026-12-31")
    done = orta("convert", "middle-corridor", "out.zip", *days, cwd=tmp_path)

    assert done.returncode == 0
    assert "11 fill and go" in done.stdout
    assert (tmp_path / "out.zip").is_file()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nowhere", "made"], "cannot tell what"),
        (
            ["feed", "made", "--from", "orta", "--to", "orta"],
            "cannot convert orta to orta",
        ),
        (["feed", "made", "--to", "gtfs"], "cannot convert gtfs to gtfs"),
        (["feed", "feed", *GIVEN], "there already"),
        (["feed", "no/where", *GIVEN], "cannot write"),
        (["feed", "made"], "--country"),
        (["feed", "made", *GIVEN, "--usd-per-km", "air=1"], "cannot read “air=1”"),
        (["feed", "made", *GIVEN, "--usd-per-km", "nan"], "cannot read “nan”"),
        (["feed", "made", *GIVEN, "--handling-h", "rail=-1"], "too small"),
        (["feed", "made", *GIVEN, "--country", "Kazakhstan"], "names no state"),
        (["feed", "made", *GIVEN, "--equipment", "40ft"], "cannot read the equipment"),
        (["feed", "made", *GIVEN, "--detour", "0.5"], "too small"),
        (["feed", "made", *GIVEN, "--week", "2026-01-06"], "no Monday"),
        (["middle-corridor", "made"], "first and a last day"),
        (["net", "made", *GIVEN], "--as-of"),
        (["net", "made", "--as-of", "2026-01-01", "--use", "x=y"], "cannot read “x=y”"),
    ],
)
def test_a_request_that_cannot_be_done_gets_one_clear_error(tmp_path, words, says):
    put(tmp_path / "feed", FEED)
    put(tmp_path / "net", NETWORK)
    done = orta("convert", *words, cwd=tmp_path)

    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["feed", "net"]
