"""`orta emissions` as a user runs it."""

import json

import pytest
from click.testing import CliRunner

from orta.cli.main import cli

ASKED = ["emissions", "Aktau", "Poti", "--ready", "2026-12-04"]


def orta(*words):
    return CliRunner().invoke(cli, list(words))


def test_a_report_is_a_table_with_a_sum_and_its_shortcomings():
    done = orta(*ASKED)

    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "Aktau → Poti · 1x40ft:18t · route A"
    assert "load sea" in lines[2]
    assert any("in all" in line for line in lines)
    assert any(line.startswith("note: ") for line in lines)


def test_the_sum_is_what_the_route_shows():
    report = json.loads(orta(*ASKED, "--route", "b", "--json").stdout)
    routes = json.loads(orta("route", *ASKED[1:], "--draws", "1", "--json").stdout)

    (shown,) = [i for i in routes["itineraries"] if i["label"] == "B"]
    assert report["schema"] == "orta.emissions/1"
    assert round(report["co2e_kg"], 1) == shown["co2e_kg"]
    total = sum(element["co2e_kg"] for element in report["elements"])
    assert total == pytest.approx(report["co2e_kg"])


def test_a_letter_that_no_route_has_is_named_with_those_there_are():
    done = orta(*ASKED, "--route", "Z")

    assert done.exit_code == 2
    assert "no route Z; there are A" in done.stderr


def test_no_route_is_the_answer_4():
    done = orta("emissions", "Almaty", "Tashkent", "--avoid", "UZ")

    assert done.exit_code == 4
    assert "no route:" in done.stderr
