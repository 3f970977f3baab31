"""`orta study` as a user runs it, broken off as users and machines break it off."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from folders import contents, log, small

import orta

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, "-c", "from orta.cli.main import run; run()"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(orta.__file__).parents[1])}
LONG = {"days": 300, "replications": 20, "per_task": 2, "more": ""}  # 20 tasks


def run(*words, cwd, **environment):
    return subprocess.run(
        [*PROGRAM, "study", *map(str, words)],
        cwd=cwd,
        env={**ENVIRONMENT, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def started(*words, cwd):
    return subprocess.Popen(
        [*PROGRAM, "study", *map(str, words)],
        cwd=cwd,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,  # so that a signal can go to all of its processes
    )


def wait_for_tasks(store, count):
    """Until so many tasks are finished."""
    ends_at = time.monotonic() + 60
    while time.monotonic() < ends_at:
        if (store / "log.jsonl").exists() and len(log(store)) >= count:
            return
        time.sleep(0.01)
    pytest.fail("the study does not get on")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The study run in one go."""
    folder = tmp_path_factory.mktemp("whole")
    small(folder, **LONG)
    done = run("run", "small.toml", "-o", "whole", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "whole"


@pytest.mark.parametrize(
    ("how", "code"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)]
)
def test_what_was_finished_before_the_end_is_not_done_again(tmp_path, whole, how, code):
    small(tmp_path, **LONG)
    first = started("run", "small.toml", "-o", "it", "--workers", "2", cwd=tmp_path)
    wait_for_tasks(tmp_path / "it.tasks", 3)
    first.send_signal(how)
    said = first.communicate(timeout=60)[1]

    assert first.returncode == code
    assert not (tmp_path / "it").exists()
    before = len(log(tmp_path / "it.tasks"))
    assert 3 <= before < 20
    if how is signal.SIGINT:
        assert "interrupted after" in said
        assert "it.tasks is there, whole" in said
    again = run("run", "small.toml", "-o", "it", cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    assert f"{before} of 20 tasks were finished before: it.tasks" in again.stderr
    done = Counter(line["key"] for line in log(tmp_path / "it.tasks"))
    assert (len(done), set(done.values())) == (20, {1})
    assert contents(tmp_path / "it") == contents(whole)


def test_fresh_does_all_of_it_anew(tmp_path):
    small(tmp_path, replications=2)
    run("run", "small.toml", "-o", "one", "--cache", "tasks", cwd=tmp_path)
    done = len(log(tmp_path / "tasks"))
    again = run(
        *("run", "small.toml", "-o", "two", "--cache", "tasks", "--fresh"), cwd=tmp_path
    )

    assert again.returncode == 0, again.stderr
    assert len(log(tmp_path / "tasks")) == 2 * done
    assert "finished before" not in again.stderr
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_a_results_folder_is_not_overwritten_and_nothing_is_run(tmp_path):
    small(tmp_path)
    (tmp_path / "small-results").mkdir()
    done = run("run", "small.toml", cwd=tmp_path)

    assert done.returncode == 2
    assert "small-results is there already" in done.stderr
    assert not (tmp_path / "small-results.tasks").exists()


def test_json_is_what_stands_in_the_folder(tmp_path):
    small(tmp_path, replications=2)
    done = run("run", "small.toml", "-o", "it", "--json", cwd=tmp_path)

    answer = json.loads(done.stdout, parse_constant=pytest.fail)
    assert answer["schema"] == "orta.study-results/1"
    assert done.stdout == (tmp_path / "it" / "study.json").read_text("utf-8")
    ferries, routes = answer["runs"]
    assert [point["point"] for point in ferries["headline"]] == [1, 2]
    assert routes["points"][1]["changes"] == {"ready": "2027-03-05"}


def test_check_counts_points_and_tasks_and_runs_none(tmp_path):
    small(tmp_path)
    done = run("check", "small.toml", "--json", cwd=tmp_path)

    answer = json.loads(done.stdout)
    counts = [(one["id"], one["points"], one["tasks"]) for one in answer["runs"]]
    assert counts == [("ferries", 2, 6), ("routes", 2, 2)]
    assert [path.name for path in tmp_path.iterdir()] == ["small.toml"]
    shown = run("check", "small.toml", cwd=tmp_path)
    assert "ferries  simulate       2      6  One more ferry" in shown.stdout


def test_a_new_study_can_be_checked_as_it_stands(tmp_path):
    assert run("new", "mine.toml", cwd=tmp_path).returncode == 0
    assert run("check", "mine.toml", cwd=tmp_path).returncode == 0
    again = run("new", "mine.toml", cwd=tmp_path)

    assert again.returncode == 2
    assert "mine.toml is there already" in again.stderr


def test_a_cluster_without_its_library_says_what_to_install(tmp_path):
    small(tmp_path, replications=2)
    blocked = tmp_path / "blocked"
    blocked.mkdir()
    (blocked / "distributed.py").write_text("raise ImportError('blocked')")
    path = os.pathsep.join((str(blocked), ENVIRONMENT["PYTHONPATH"]))
    done = run("run", "small.toml", "--dask", cwd=tmp_path, PYTHONPATH=path)

    assert done.returncode == 2
    assert "pip install 'orta[cluster]'" in done.stderr


def test_a_cluster_has_its_own_workers(tmp_path):
    small(tmp_path)
    done = run(
        *("run", "small.toml", "--cluster", "tcp://127.0.0.1:1", "--workers", "3"),
        cwd=tmp_path,
    )

    assert done.returncode == 2
    assert "leave out --workers" in done.stderr


def test_everything_that_is_wrong_is_said_with_its_line(tmp_path):
    path = small(tmp_path)
    text = path.read_text("utf-8")
    path.write_text(text.replace("days = 10", "dais = 10"), "utf-8")
    done = run("check", "small.toml", "--json", cwd=tmp_path)

    assert done.returncode == 3
    error = json.loads(done.stderr)
    assert error["code"] == "bad_study_file"
    (entry,) = error["bad_entries"]
    assert entry["line"] == 10
    assert entry["path"] == ["run", 0, "dais"]
    assert "days" in entry["hint"]


def test_every_key_of_the_answer_is_described(tmp_path):
    small(tmp_path, replications=2)
    done = run("run", "small.toml", "-o", "it", "--json", cwd=tmp_path)
    page = (ROOT / "docs" / "reference" / "json.md").read_text("utf-8")
    (section,) = (s for s in page.split("\n## ") if s.startswith("`orta.study-results"))
    described = {
        re.escape(path).replace(re.escape("{…}"), r".+")
        for path in re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)
    }

    free = ("changes", "parameters")  # what a study varies and reads names their keys
    undescribed = {
        path
        for path in _key_paths(json.loads(done.stdout))
        if not any(re.fullmatch(pattern, path) for pattern in described)
        and not any(f".{word}." in path for word in free)
    }
    assert not undescribed


def _key_paths(value, path=""):
    """Every key as a path; items of a list are `[]`."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{path}.{key}".lstrip(".")
            yield from _key_paths(inner, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for inner in value:
            yield from _key_paths(inner, f"{path}[]")


@pytest.mark.parametrize(
    "path", sorted((ROOT / "examples" / "studies").glob("*.toml")), ids=lambda p: p.stem
)
def test_an_example_can_be_checked(path):
    done = run("check", path, cwd=path.parent)

    assert done.returncode == 0, done.stderr


def test_ctrl_c_ends_workers_of_dask_without_a_word_of_theirs(tmp_path):
    """Ctrl C goes to all processes of a terminal, the workers among them."""
    small(tmp_path, **LONG)
    first = started("run", "small.toml", "-o", "it", "--dask", cwd=tmp_path)
    wait_for_tasks(tmp_path / "it.tasks", 2)
    os.killpg(first.pid, signal.SIGINT)
    said = first.communicate(timeout=60)[1]

    assert first.returncode == 130
    assert "Traceback" not in said
    assert said.startswith("stopping; Ctrl C again ends at once\nerror: interrupted")
    assert len(log(tmp_path / "it.tasks")) < 20
