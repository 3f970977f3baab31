"""Real processes on a real disk: started at once, killed, and without space."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tracking.ledger.keys import log_key
from tracking.ledger.worlds import World, entries

from orta.errors import StorageError
from orta.tracking.ledger import Policy
from orta.tracking.ledger.formats import Checkpoint
from orta.tracking.ledger.sequencer import Log, Sequencer
from orta.tracking.ledger.storage import Disk
from orta.tracking.ledger.tree import Tree

ROOT = Path(__file__).parents[3]

# A sequencer as a program: adds and signs until it is killed, and says what it signed.
WORKER = """
import sys
from tracking.ledger.test_processes import lonely_log
from orta.errors import LedgerError
from orta.tracking.ledger.sequencer import Sequencer
from orta.tracking.ledger.storage import Disk
from pathlib import Path

folder, name = Path(sys.argv[1]), sys.argv[2]
try:
    log = Sequencer(Disk(folder), lonely_log())
except LedgerError as error:
    print("refused", error, flush=True)
    sys.exit(3)
print("ready", flush=True)
sys.stdin.readline()
for number in range(100_000):
    places = log.add([f"{name} {log.size} {number}".encode()])
    print("added", places[0], f"{name} {places[0]} {number}", flush=True)
    size, root = log.sign().text.split("\\n")[1:3]
    print("signed", size, root, flush=True)
"""


def lonely_log():
    """A log with one witness that answers and has never seen anything.

    So nothing but the folder itself keeps two processes apart.
    """

    class Nobody:
        key = log_key().public

        def latest(self, origin):
            assert origin

    policy = Policy.parse(f"log {log_key().public}\nquorum none\n")
    return Log(key=log_key(), policy=policy, witnesses=(Nobody(),))


def start(folder, name):
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT / 'tests'}",
    }
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, str(folder), name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )


def test_a01_of_sequencers_started_at_once_one_works_and_the_others_refuse(tmp_path):
    Sequencer.create(Disk(tmp_path), lonely_log())
    workers = [start(tmp_path, f"worker{n}") for n in range(3)]
    try:
        first = [worker.stdout.readline() for worker in workers]
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()

    assert sum(line == "ready\n" for line in first) == 1
    assert sum("another process is at work" in line for line in first) == 2


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no such signal here")
def test_a02_a_sequencer_that_was_stopped_still_holds_its_folder(tmp_path):
    Sequencer.create(Disk(tmp_path), lonely_log())
    worker = start(tmp_path, "worker")
    try:
        assert worker.stdout.readline() == "ready\n"
        worker.send_signal(signal.SIGSTOP)
        with pytest.raises(StorageError, match="another process"):
            Sequencer(Disk(tmp_path), lonely_log())
        worker.send_signal(signal.SIGCONT)
    finally:
        worker.kill()
        worker.communicate()
    Sequencer(Disk(tmp_path), lonely_log()).close()


@pytest.mark.parametrize("kills", [2, pytest.param(60, marks=pytest.mark.slow)])
def test_b01_a_killed_sequencer_has_what_it_said_and_signed_one_history(
    tmp_path, kills
):
    Sequencer.create(Disk(tmp_path), lonely_log())
    said, signed = {}, []
    for number in range(kills):
        worker = start(tmp_path, f"life{number}")
        assert worker.stdout.readline() == "ready\n"
        worker.stdin.write("go\n")
        worker.stdin.flush()
        lines = [worker.stdout.readline() for _ in range(7 + 5 * (number % 4))]
        worker.kill()
        lines += worker.communicate()[0].splitlines(keepends=True)
        for line in lines:
            if line.endswith("\n"):
                word, at, rest = line.split(" ", 2)
                if word == "added":
                    said[int(at)] = rest.strip().encode()
                else:
                    signed.append((int(at), rest.strip()))
    log = Sequencer(Disk(tmp_path), lonely_log())
    there = log.list_entries()
    log.close()

    tree = Tree(there)
    assert len(signed) > 2 * kills
    for place, entry in said.items():
        assert there[place] == entry
    for size, root in signed:
        text = Checkpoint(origin=log_key().name, size=size, root=tree.root(size)).text
        assert text.split("\n")[2] == root


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_c01_a_full_disk_is_said_and_nothing_is_signed(tmp_path):
    """A tile that leads to a device without space: the kernel says ENOSPC."""
    world = World(disk=Disk(tmp_path))
    log = world.create()
    log.add(entries(0, 3))
    log.publish(log.sign())
    log.add(entries(3, 5))
    (tmp_path / "tile/entries/000.p/5.new").symlink_to("/dev/full")

    with pytest.raises(StorageError, match="No space left"):
        log.sign()
    with pytest.raises(StorageError, match="has stopped"):
        log.sign()
    log.close()
    (tmp_path / "tile/entries/000.p/5.new").unlink()
    again = world.open()
    assert again.publish(again.sign()).is_final
    again.close()


def test_c02_a_log_on_a_real_disk_is_the_same_when_opened_again(tmp_path):
    world = World(disk=Disk(tmp_path))
    log = world.create()
    for begin, end in ((0, 3), (3, 300), (300, 301)):
        log.add(entries(begin, end))
        log.publish(log.sign())
    note = bytes(log.final)
    log.close()

    again = world.open()
    assert again.repaired == []
    assert bytes(again.final) == note == (tmp_path / "checkpoint").read_bytes()
    assert again.list_entries() == entries(0, 301)
    again.close()
    assert not list(tmp_path.rglob("*.new"))
