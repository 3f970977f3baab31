"""Finished tasks are files that are whole, or are not there."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from folders import log
from hypothesis import given
from hypothesis import strategies as st

import orta
from orta.errors import UsageError
from orta.planning.studies.tasks import Once, Store, Task, bundle, unbundle

KEY = "ab" + "0" * 62
SOURCE = str(Path(orta.__file__).parents[1])


@pytest.fixture
def store(tmp_path):
    made = Store(tmp_path / "tasks")
    made.make()
    return made


def test_a_result_is_found_under_its_key(store):
    assert store.find(KEY) is None
    store.put(KEY, b"result", seconds=1.5)

    assert store.find(KEY) == b"result"
    assert Store(store.folder).find(KEY) == b"result"
    (line,) = log(store.folder)
    assert (line["key"], line["seconds"]) == (KEY, 1.5)


@pytest.mark.parametrize("cut", [0, 1, 40, -1])
def test_a_file_that_was_cut_off_is_not_used(store, cut):
    store.put(KEY, b"result" * 100)
    (path,) = store.folder.rglob("*.task")
    path.write_bytes(path.read_bytes()[:cut])

    assert store.find(KEY) is None
    assert store.damaged == [KEY]
    assert not path.exists()


@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_no_flipped_bit_goes_unnoticed(tmp_path_factory, place, bit):
    store = Store(tmp_path_factory.mktemp("flip"))
    store.put(KEY, bytes(range(256)) * 4)
    (path,) = store.folder.rglob("*.task")
    content = bytearray(path.read_bytes())
    content[place % len(content)] ^= 1 << bit
    path.write_bytes(content)

    assert store.find(KEY) in (None, bytes(range(256)) * 4)
    assert (store.find(KEY) is None) == bool(store.damaged)


def test_a_result_under_another_key_is_not_taken_for_it(store):
    store.put(KEY, b"result")
    (path,) = store.folder.rglob("*.task")
    other = KEY[:-1] + "1"
    path.rename(path.with_name(f"{other}.task"))

    assert store.find(other) is None


def test_parts_are_kept_until_the_task_is_finished(store):
    journal = store.journal(KEY)
    journal.keep(3, b"three")
    journal.keep(1, b"one\nand\nmore")

    assert store.journal(KEY).kept() == {3: b"three", 1: b"one\nand\nmore"}
    store.put(KEY, b"result")
    assert store.journal(KEY).kept() == {}
    assert not list(store.folder.rglob("*.part"))


def test_a_part_that_was_cut_off_is_left_out_and_those_before_it_count(store):
    journal = store.journal(KEY)
    journal.keep(0, b"zero" * 50)
    journal.keep(1, b"one" * 50)
    (path,) = store.folder.rglob("*.part")
    for cut in range(1, 200, 7):
        whole = path.read_bytes()
        path.write_bytes(whole[:-cut])
        assert set(store.journal(KEY).kept()) <= {0}
        path.write_bytes(whole)

    assert set(store.journal(KEY).kept()) == {0, 1}


def test_removed_is_removed_with_its_parts(store):
    store.put(KEY, b"result")
    store.journal(KEY).keep(0, b"part")
    store.remove([KEY, KEY[:-1] + "1"])

    assert store.find(KEY) is None
    assert store.journal(KEY).kept() == {}
    assert store.damaged == []


def test_a_kill_while_writing_leaves_whole_files_only(tmp_path):
    """A process writes as fast as it can, and is killed; what is there can be read."""
    program = (
        "from pathlib import Path; from orta.planning.studies.tasks import Store\n"
        f"store = Store(Path({str(tmp_path)!r}))\n"
        "for n in range(100_000):\n"
        "    store.put(f'{n:064x}', bytes([n % 256]) * 100_000)\n"
    )
    writer = subprocess.Popen(
        [sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": SOURCE}
    )
    ends_at = time.monotonic() + 30
    while len(list(tmp_path.rglob("*.task"))) < 5 and time.monotonic() < ends_at:
        time.sleep(0.01)
    writer.send_signal(signal.SIGKILL)
    writer.wait()

    store, found = Store(tmp_path), sorted(tmp_path.rglob("*.task"))
    assert len(found) >= 5
    for path in found:
        number = int(path.stem, 16)
        assert store.find(path.stem) == bytes([number % 256]) * 100_000
    assert store.damaged == []


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(UsageError, match="cannot use"):
        Store(tmp_path / "file" / "tasks").make()


def test_whatever_decides_a_result_is_in_the_key():
    task = Task.of("simulate", {"first": 0, "seed": 1}, ("corridor:a", "scenario:b"))
    others = [
        Task.of("route", {"first": 0, "seed": 1}, ("corridor:a", "scenario:b")),
        Task.of("simulate", {"first": 1, "seed": 1}, ("corridor:a", "scenario:b")),
        Task.of("simulate", {"first": 0, "seed": 2}, ("corridor:a", "scenario:b")),
        Task.of("simulate", {"first": 0, "seed": 1}, ("corridor:c", "scenario:b")),
        Task.of("simulate", {"first": 0, "seed": 1}, ("corridor:a", "scenario:d")),
        Task(
            kind="simulate",
            parameters=task.parameters,
            needs=task.needs,
            engine="another",
        ),
    ]

    assert len({task.key, *(other.key for other in others)}) == 7
    same = Task.of("simulate", {"seed": 1, "first": 0}, ("corridor:a", "scenario:b"))
    assert same.key == task.key


@given(st.lists(st.binary(max_size=30), max_size=6))
def test_parts_in_a_bundle_come_out_as_they_went_in(parts):
    assert unbundle(bundle(parts)) == parts


def test_threads_that_ask_for_the_same_value_wait_for_one_making_of_it():
    made, once = [], Once(most=2)

    def make():
        time.sleep(0.05)
        made.append(1)
        return len(made)

    threads = [threading.Thread(target=once.get, args=("key", make)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]
    assert once.get("key", make) == 1


def test_values_not_asked_for_the_longest_are_dropped():
    once = Once(most=2)
    for key in ("a", "b", "a", "c"):
        once.get(key, lambda key=key: key.upper())

    assert once.get("a", lambda: "new") == "A"
    assert once.get("b", lambda: "new") == "new"
