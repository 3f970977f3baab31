"""FEATURE: a study on several workers of Dask, and one of them is killed.

The workers are processes of this machine, joined over the loopback alone.
"""

import logging
import os
import re
import signal
import threading
import time
from collections import Counter

import pytest
from folders import contents, log, small

from orta.errors import UsageError
from orta.planning.studies import (
    Cluster,
    Store,
    Threads,
    Working,
    export_study,
    read_study,
    run_study,
)
from orta.planning.studies.tasks import Task
from orta.planning.studies.tasks.journal import _read

distributed = pytest.importorskip("distributed")
# A worker that is killed is what the library warns of.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
PART = re.compile(r"([0-9a-f]{64})\..*-(\d+)-\d+\.part")


@pytest.fixture(autouse=True)
def _no_log_of_deaths(caplog):
    caplog.set_level(logging.CRITICAL, logger="distributed")


def test_two_workers_find_the_bytes_of_threads(tmp_path):
    study = read_study(small(tmp_path / "study"))
    alone = run_study(study, tmp_path / "alone.tasks", executor=Threads(workers=1))
    together = run_study(study, tmp_path / "tasks", executor=Cluster(workers=2))

    first = export_study(alone, tmp_path / "alone")
    second = export_study(together, tmp_path / "together")
    assert contents(first) == contents(second)
    done = Counter(line["key"] for line in log(tmp_path / "tasks"))
    assert set(done.values()) == {1}


def test_a_killed_worker_loses_no_finished_replication(tmp_path):
    """Killed in the middle of a task: its finished parts are taken over."""
    path = small(tmp_path / "study", days=400, replications=20, per_task=10, more="")
    study, store = read_study(path), Store(tmp_path / "tasks")
    store.make()
    working = Working(study, store)
    killer = _Killer(store)
    killer.start()
    working.settle(Cluster(workers=2))
    killer.join()

    assert killer.killed, "nobody was killed: the test has shown nothing"
    lines = log(store.folder)
    assert Counter(line["key"] for line in lines) == dict.fromkeys(
        (task.key for task in working.tasks), 1
    )
    (resumed,) = [line for line in lines if line["key"] == killer.key]
    assert resumed["parts_found"] >= killer.parts > 0
    assert resumed["parts_found"] + resumed["parts_made"] == 10
    assert not list(store.folder.rglob("*.part"))
    alone = run_study(study, tmp_path / "alone.tasks", executor=Threads(workers=2))
    first = export_study(alone, tmp_path / "alone")
    assert contents(export_study(working.answer(), tmp_path / "it")) == contents(first)


class _Killer(threading.Thread):
    """Kills the first worker that has finished a part of a task, but not all of it."""

    def __init__(self, store):
        super().__init__()
        self.store, self.killed, self.key, self.parts = store, 0, "", 0

    def run(self):
        ends_at = time.monotonic() + 60
        while not self.killed and time.monotonic() < ends_at:
            for path in self.store.folder.rglob("*.part"):
                parts = len(dict(_read(path)))
                if 1 < parts < 8:  # so that it is still at it when the signal comes
                    self.key, pid = PART.fullmatch(path.name).groups()
                    self.parts, self.killed = parts, int(pid)
                    os.kill(self.killed, signal.SIGKILL)
                    return
            time.sleep(0.002)


def test_workers_that_do_not_see_the_folder_send_their_results(tmp_path, monkeypatch):
    monkeypatch.setattr(Store, "marked", _marked_elsewhere)
    study = read_study(small(tmp_path / "study", replications=2))
    run_study(study, tmp_path / "tasks", executor=Cluster(workers=1))

    workers = {line["worker"] for line in log(tmp_path / "tasks")}
    assert {worker.rpartition(":")[2] for worker in workers} == {str(os.getpid())}


def _marked_elsewhere(store):
    """As `marked`, under a name that is on no other machine."""
    import contextlib

    return contextlib.nullcontext(store.folder / "on another machine")


@pytest.fixture
def address():
    """A cluster that is running already, in this process."""
    with distributed.LocalCluster(
        n_workers=1,
        processes=False,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        protocol="tcp",
    ) as cluster:
        yield cluster.scheduler_address


def test_a_running_cluster_is_joined_by_its_address(tmp_path, address):
    study = read_study(small(tmp_path / "study", replications=2, more=""))
    run_study(study, tmp_path / "tasks", executor=Cluster(address=address))

    assert len(log(tmp_path / "tasks")) == 2


def _another():
    return str(time.perf_counter())


def _none():
    raise ModuleNotFoundError("No module named 'orta'")


@pytest.mark.parametrize(
    ("digest", "problem"),
    [(_another, "1 of 1 workers run another Orta"), (_none, "cannot run Orta: .*orta")],
)
def test_workers_that_run_something_else_get_no_task(
    tmp_path, address, monkeypatch, digest, problem
):
    monkeypatch.setattr("orta.planning.studies.executors.cluster.engine_digest", digest)
    study = read_study(small(tmp_path / "study", replications=2, more=""))

    with pytest.raises(UsageError, match=problem):
        run_study(study, tmp_path / "tasks", executor=Cluster(address=address))
    assert not (tmp_path / "tasks" / "log.jsonl").exists()


def test_no_cluster_at_the_address_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr("orta.planning.studies.executors.cluster._WAIT_S", 1)
    study = read_study(small(tmp_path / "study", replications=2, more=""))

    with pytest.raises(UsageError, match="no cluster at tcp"):
        run_study(
            study, tmp_path / "tasks", executor=Cluster(address="tcp://127.0.0.1:1")
        )


def test_a_worker_with_another_program_refuses(tmp_path):
    study = read_study(small(tmp_path / "study", replications=2, more=""))
    store = Store(tmp_path / "tasks")
    store.make()
    working = Working(study, store)
    own = working.tasks[0]
    foreign = Task(
        kind=own.kind, parameters=own.parameters, needs=own.needs, engine="another"
    )

    with pytest.raises(UsageError, match="another Orta"):
        list(Threads().settle([foreign], working.materials, store))
