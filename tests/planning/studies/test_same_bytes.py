"""The same study gives the same bytes, whoever works it off and in what pieces."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from folders import contents, log, small

import orta
from orta.planning.simulation.report import export_simulation
from orta.planning.simulation.scenario import Scenario
from orta.planning.studies import (
    Store,
    Threads,
    Working,
    export_study,
    read_study,
    run_study,
)


def run(path, folder, *, workers=2, cache=None):
    answer = run_study(
        read_study(path),
        cache or folder.with_suffix(".tasks"),
        executor=Threads(workers=workers),
    )
    return export_study(answer, folder)


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("two")
    return run(small(folder), folder / "results")


def test_one_worker_finds_the_bytes_of_two(two_workers, tmp_path):
    again = run(small(tmp_path / "study"), tmp_path / "again", workers=1)

    assert contents(again) == contents(two_workers)


def test_a_folder_holds_what_readers_and_programs_need(two_workers):
    names = set(contents(two_workers))

    assert {
        "README.md",
        "report.html",
        "study.json",
        "provenance.json",
        "inputs/small.toml",
        "tables.xlsx",
        "tables/ferries-headline.csv",
        "tables/ferries-headline.csv.provenance.json",
        "tables/ferries-changes.csv",
        "tables/routes-legs.csv",
        "figures/ferries-mean_days.svg",
        "runs/ferries/point-2.json",
        "runs/routes/point-1.json",
    } <= names
    about = json.loads((two_workers / "provenance.json").read_text("utf-8"))
    assert about["dataset_digest"] == orta.load().corridor.digest
    assert about["parameters"]["seed"] == "7"
    digests = contents(two_workers / "inputs")
    assert about["parameters"]["file small.toml"] == digests["small.toml"]


def test_a_results_folder_makes_itself_again(two_workers, tmp_path):
    again = run(two_workers / "inputs" / "small.toml", tmp_path / "again")

    assert contents(again) == contents(two_workers)


def test_a_point_is_what_the_command_itself_finds(two_workers, tmp_path):
    as_it_is = Scenario(name="as the dataset says", days=10, warm_up_days=5)
    answer = orta.load().simulate(as_it_is, replications=6, seed=7)
    alone = export_simulation(answer, tmp_path / "answer.json")

    of_study = two_workers / "runs" / "ferries" / "point-1.json"
    assert of_study.read_bytes() == alone.read_bytes()


def test_a_route_is_what_the_command_itself_finds(two_workers):
    answer = orta.load().route("Aktau", "Poti", ready="2027-03-05", draws=50, seed=7)

    of_study = two_workers / "runs" / "routes" / "point-2.json"
    assert json.loads(of_study.read_text("utf-8")) == answer.to_dict()


@pytest.mark.parametrize("per_task", [4, 6])
def test_the_pieces_that_a_run_is_cut_into_decide_no_figure(
    two_workers, tmp_path, per_task
):
    whole = run(small(tmp_path / "study", per_task=per_task), tmp_path / "whole")

    for part in ("tables", "figures", "runs"):
        found, expected = contents(whole / part), contents(two_workers / part)
        found = {n: d for n, d in found.items() if not n.endswith("provenance.json")}
        assert found.items() <= expected.items()
        assert found


def test_what_is_finished_is_not_done_again_and_more_can_follow(tmp_path):
    study, store = small(tmp_path / "study"), tmp_path / "tasks"
    run(study, tmp_path / "first", cache=store)
    done = len(log(store))
    run(study, tmp_path / "second", cache=store)

    assert len(log(store)) == done
    assert contents(tmp_path / "first") == contents(tmp_path / "second")
    run(small(tmp_path / "study", replications=8), tmp_path / "more", cache=store)
    assert len(log(store)) == done + 2  # one more task for each of two points


def test_a_damaged_result_is_noticed_and_made_again(tmp_path):
    study = small(tmp_path / "study", more="")
    first = run(study, tmp_path / "first", cache=tmp_path / "tasks")
    victim = min((tmp_path / "tasks").rglob("*.task"))
    content = bytearray(victim.read_bytes())
    content[-20] ^= 1
    victim.write_bytes(content)

    store = Store(tmp_path / "tasks")
    working = Working(read_study(study), store)
    working.settle(Threads(workers=1))

    assert store.damaged == [victim.stem]
    assert [line["key"] for line in log(store.folder)].count(victim.stem) == 2
    again = export_study(working.answer(), tmp_path / "again")
    assert contents(again) == contents(first)


def test_a_task_that_another_has_finished_meanwhile_is_not_done_again(tmp_path):
    store = Store(tmp_path / "tasks")
    store.make()
    working = Working(read_study(small(tmp_path / "study", more="")), store)
    for _ in range(2):  # the second time as one who has not heard of the first
        settled = list(Threads().settle(working.tasks, working.materials, store))
        assert len(settled) == len(working.tasks)

    assert len(log(store.folder)) == len(working.tasks)


def test_another_process_in_another_place_finds_the_same_bytes(two_workers, tmp_path):
    """Another hash seed, time zone, language and folder, and no wide registers."""
    place = tmp_path / "quite" / "another place"
    place.mkdir(parents=True)
    small(place)
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(orta.__file__).parents[1]),
        "PYTHONHASHSEED": "4711",
        "TZ": "Asia/Almaty",
        "LC_ALL": "C",
        "NPY_DISABLE_CPU_FEATURES": _wide(),
    }
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from orta.cli.main import run; run()",
            *("study", "run", "small.toml", "-o", "results", "--workers", "1"),
        ],
        cwd=place,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert contents(place / "results") == contents(two_workers)


def _wide():
    """Features of this processor that numpy would use and an older one has not."""
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    return ",".join(f for f in __cpu_dispatch__ if __cpu_features__.get(f))
