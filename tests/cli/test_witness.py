"""`orta witness`, run as users run it."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner
from tracking.ledger.keys import ORIGIN, log_key
from tracking.ledger.witness.test_witness import ask

from orta.cli.main import cli, run
from orta.tracking.ledger import HttpWitness, PublicKey

PROGRAM = [sys.executable, "-c", "from orta.cli.main import run; run()"]


def make(folder, *more):
    words = ["witness", "create", str(folder), "--name", "kz.example/1"]
    return [*words, "--log", str(log_key().public), *more]


def test_a_witness_is_made_and_shown(tmp_path):
    runner = CliRunner()
    made = runner.invoke(cli, make(tmp_path / "kz"))
    shown = runner.invoke(cli, ["witness", "show", str(tmp_path / "kz")])
    told = runner.invoke(cli, ["witness", "show", str(tmp_path / "kz"), "--json"])

    key = PublicKey.parse(made.output.strip())
    assert key.name == "kz.example/1"
    assert shown.output.splitlines() == [str(key), f"  {ORIGIN}  nothing"]
    assert json.loads(told.output) == {
        "schema": "orta.witness/1",
        "vkey": str(key),
        "seen": {ORIGIN: None},
    }
    secret = (tmp_path / "kz" / "witness.key").read_text().strip()
    assert secret[-20:] not in made.output + shown.output + told.output


def test_every_witness_has_another_key(tmp_path):
    runner = CliRunner()
    keys = {runner.invoke(cli, make(tmp_path / str(n))).output for n in range(3)}
    assert len(keys) == 3


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["show", "nowhere"], 3, "no folder"),
        (["show", "."], 3, "no witness in this folder"),
        (["create", "x", "--name", "kz/1", "--log", "abc"], 3, "key abc"),
        (["create", "x", "--name", "a name", "--log", "{log}"], 3, "no name of a key"),
        (["create", "x", "--name", "kz/1"], 2, "--log"),
        (["serve", "."], 3, "no witness in this folder"),
    ],
)
def test_mistakes_are_said_without_a_traceback(
    words, code, says, tmp_path, monkeypatch, capfd
):
    monkeypatch.chdir(tmp_path)
    words = [word.format(log=log_key().public) for word in words]
    with pytest.raises(SystemExit) as leaving:
        run(["witness", *words])
    assert leaving.value.code == code
    said = capfd.readouterr().err
    assert says in said
    assert "Traceback" not in said


def test_a_served_witness_cosigns_and_remembers_when_it_was_killed(tmp_path):
    folder = tmp_path / "kz"
    key = PublicKey.parse(CliRunner().invoke(cli, make(folder)).output.strip())
    for old, size in ((0, 5), (5, 9)):
        server = subprocess.Popen(
            [*PROGRAM, "witness", "serve", str(folder), "--port", "0"],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            said = server.stdout.readline()
            link = HttpWitness(key=key, url=said.split()[-1], patience_s=20)
            assert link.add_checkpoint(ask(old, size)).status == 200
            assert link.add_checkpoint(ask(3, 4)).status == 409
        finally:
            server.kill()
            server.communicate()
    shown = CliRunner().invoke(cli, ["witness", "show", str(folder)])
    assert f"{ORIGIN}  9  " in shown.output
