"""`orta data new` as a user runs it, and what a study that is wrong looks like."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from flows.tiny import tiny_study

import orta
from orta.cli.main import cli
from orta.cli.output import print_error
from orta.errors import StudyError
from orta.planning.flows.study import read_study


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_workbook_and_a_study_file_are_written(folder):
    result = CliRunner().invoke(cli, ["data", "new", "--xlsx", "grain.xlsx"])

    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "then: orta flows grain.toml"
    assert sorted(path.name for path in folder.iterdir()) == [
        "grain.toml",
        "grain.xlsx",
    ]
    study = read_study(Path("grain.toml"), orta.load().corridor)
    assert study.weeks == 16


def test_without_a_file_nothing_is_written(folder):
    result = CliRunner().invoke(cli, ["data", "new"])

    assert result.exit_code == 2
    assert "--xlsx" in result.stderr
    assert not list(folder.iterdir())


def test_a_study_that_is_wrong_is_said_with_all_its_cells(folder, capsys):
    path = tiny_study(folder, leg_2_days="1,5", supply_2_t_per_week="-1")
    with pytest.raises(StudyError) as caught:
        read_study(path, orta.load().corridor)
    print_error(caught.value, as_json=True)
    content = json.loads(capsys.readouterr().err)

    assert content["code"] == "bad_study"
    assert content["bad_cells"] == 2
    assert [(c["file"], c["row"]) for c in content["cells"]] == [
        ("supply.csv", 2),
        ("leg.csv", 2),
    ]
    print_error(caught.value, as_json=False)
    assert "leg.csv:2: days is '1,5', expected a number in d" in capsys.readouterr().err
