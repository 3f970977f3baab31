"""A known truth is found again, held-out rows stay out, what is written is whole."""

import csv
import doctest
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import calibration
import numpy as np
import pytest
from calibration.design import latin_hypercube
from calibration.emulator import Emulator
from calibration.fit import (
    RECOVERED_SHARE,
    Fit,
    fit_values,
    recover_one,
    rows_to_fit,
    truths_of,
)
from calibration.page import Compared, page
from calibration.posterior import Calibration
from calibration.rows import Row, Use, misfit, row_of, use_of
from calibration.runs import Runs, Simulator, read_runs, runs_text
from calibration.table import SOURCE_ID, table_text, write_all
from calibration.waves import run_waves

import orta
from orta.datasets import SHIPPED, find_dataset

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tools" / "calibration"
TABLE = find_dataset(SHIPPED) / "parameter.csv"
MODULES = sorted(module.name for module in iter_modules(calibration.__path__))
FERRY = ("LAY-FERRY-KYK", "HANDLING-FERRY")
TRUCKS = ("KZ-AZ-trucks-25", "AZ-KZ-trucks-25")
OF_FERRY = ("T201", "T204", "T208", "T209")


@pytest.fixture(scope="module")
def corridor():
    return orta.load().corridor


@pytest.fixture(scope="module")
def runs():
    return read_runs(FOLDER / "runs.csv")


@pytest.fixture(scope="module")
def fit():
    return Fit.from_json(json.loads((FOLDER / "fit.json").read_text("utf-8")))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_hold(name):
    result = doctest.testmod(import_module(f"calibration.{name}"))

    assert not result.failed


def test_every_slice_of_every_parameter_is_tried_once():
    points = latin_hypercube(50, 3, seed=7)

    assert (np.arange(50) == np.sort((points * 50).astype(int), axis=0).T).all()
    assert (points == latin_hypercube(50, 3, seed=7)).all()
    assert (points != latin_hypercube(50, 3, seed=8)).any()


@pytest.fixture(scope="module")
def ferry(corridor):
    """The ferry of Kuryk and the trucks that it carries, with two open figures."""
    return replace(
        corridor,
        demands=tuple(d for d in corridor.demands if d.demand_id in TRUCKS),
        parameters=tuple(p for p in corridor.parameters if p.parameter_id in FERRY),
        targets=tuple(t for t in corridor.targets if t.target_id in OF_FERRY),
    )


def test_a_truth_that_was_simulated_is_found_again(ferry):
    """From end to end: run the truth, publish its figures, fit, and look."""
    truth = np.array([1.1, 40.0])  # in the order of the table: handling, lay
    published = Simulator(
        corridor=ferry, targets=ferry.targets, replications=2, seed=9
    ).figures(truth)
    rows = [
        replace(row_of(ferry, target), low=figure, high=figure, tolerance=0.1)
        for target, figure in zip(ferry.targets, published.tolist(), strict=True)
    ]

    simulator = Simulator(corridor=ferry, targets=ferry.targets, replications=1, seed=3)
    runs = run_waves(simulator, rows, (16, 12))
    fitting = Calibration(runs, rows, ferry.parameters)

    lay = fitting.sample(seed=3, draws=20_000).marginals()[1]
    assert lay.parameter.parameter_id == "LAY-FERRY-KYK"
    assert lay.low <= truth[1] <= lay.high
    assert lay.is_narrow
    weighted, effective = fitting.simulated()
    assert weighted[1].low <= lay.median <= weighted[1].high
    assert 3 <= effective <= 12


def test_known_truths_of_the_shipped_design_are_found_again(corridor, runs):
    """Of every parameter that is fitted the interval holds the truth and is narrow."""
    rows = rows_to_fit(corridor)
    numbers = truths_of(runs)  # all of them: of a few, chance decides
    assert len(numbers) >= 32

    found = [
        recover_one(runs, rows, corridor.parameters, number=number, seed=5)
        for number in numbers
    ]

    held = np.array(
        [
            [m.low <= value <= m.high for m, value in zip(f, truth, strict=True)]
            for f, truth in zip(found, runs.values[numbers], strict=True)
        ]
    )
    widths = np.array([[m.width_share for m in f] for f in found])
    assert held.mean() >= 0.88
    assert (widths < 1.1).all()
    for n, parameter in enumerate(corridor.parameters):
        if parameter.fitted is not None:
            assert widths[:, n].mean() < 0.85, parameter.parameter_id


def test_a_figure_that_depends_on_nothing_narrows_nothing(corridor):
    """An open parameter without a trace in the figures keeps its prior."""
    parameters = corridor.parameters[:2]
    points = latin_hypercube(60, 2, seed=1)
    lower = np.array([p.lower for p in parameters])
    upper = np.array([p.upper for p in parameters])
    runs = Runs(
        parameter_ids=tuple(p.parameter_id for p in parameters),
        target_ids=("X",),
        wave=np.zeros(60),
        expected=np.full(60, np.nan),
        values=lower + points * (upper - lower),
        figures=np.exp(points[:, :1]),
    )
    middle = float(np.exp(0.5))
    row = Row(target_id="X", source_id="s", low=middle, high=middle, tolerance=0.1)

    known, unknown = (
        Calibration(runs, [row], parameters).sample(seed=1, draws=20_000).marginals()
    )

    normal = 2 * 1.645 * 0.1 / 0.9  # the figure is linear, so the posterior is normal
    assert known.width_share == pytest.approx(normal, rel=0.03)
    assert known.is_narrow
    assert unknown.width_share > 0.95
    assert not unknown.is_narrow


def test_what_is_fixed_stays_where_it_started(corridor, runs):
    fitting = Calibration(runs, rows_to_fit(corridor), corridor.parameters)
    one = corridor.parameters[3]

    found = fitting.sample(seed=1, fixed=(one.parameter_id,), draws=20_000).marginals()

    assert found[3].low == pytest.approx(one.start)
    assert found[3].high == pytest.approx(one.start)


def test_a_polynomial_of_degree_two_is_met_exactly():
    points = latin_hypercube(40, 3, seed=2)
    figures = (points[:, :1] - points[:, 1:2] * points[:, 2:]) + 4

    emulator = Emulator.of(points, figures)

    assert emulator.spread == pytest.approx([0], abs=1e-9)
    assert emulator.log_figures(points) == pytest.approx(figures)


def test_a_miss_counts_outside_of_the_range_and_once_a_source():
    def row(source_id, low, high):
        return Row(
            target_id="X", source_id=source_id, low=low, high=high, tolerance=0.5
        )

    one, twice = row("a", 10, 20), [row("a", 10, 20), row("a", 10, 20)]
    logs = np.log([[15.0], [20.0 * np.exp(0.5)], [10.0 * np.exp(-1.0)]])

    assert misfit([one], logs) == pytest.approx([0, 1, 4])
    assert misfit(twice, np.hstack([logs, logs])) == pytest.approx([0, 1, 4])
    both = misfit([one, row("b", 10, 20)], np.hstack([logs, logs]))
    assert both == pytest.approx([0, 2, 8])


def test_nothing_held_out_and_no_input_is_fitted_on(corridor):
    fitted = {row.target_id for row in rows_to_fit(corridor)}
    by_id = {target.target_id: target for target in corridor.targets}
    provable = [target for target in corridor.targets if not target.is_input]

    assert fitted
    assert not any(by_id[t].held_out or by_id[t].is_input for t in fitted)
    assert len(fitted) <= 0.8 * len(provable)


def test_figures_held_out_do_not_move_the_fit(corridor, runs):
    """Even if all of them were ten times as large."""
    figures = runs.figures.copy()
    for n, target_id in enumerate(runs.target_ids):
        target = next(t for t in corridor.targets if t.target_id == target_id)
        if use_of(target) is not Use.FITTED_ON:
            figures[:, n] *= 10

    others = Calibration(
        replace(runs, figures=figures), rows_to_fit(corridor), corridor.parameters
    )
    fitting = Calibration(runs, rows_to_fit(corridor), corridor.parameters)

    _, moved = fit_values(others, seed=1, draws=40_000)

    assert moved == fit_values(fitting, seed=1, draws=40_000)[1]


def test_figures_fitted_on_move_the_fit(corridor, runs):
    """Fuller vessels: feeders that lay longer for boxes."""
    rows = rows_to_fit(corridor)
    fuller = [
        replace(row, low=row.low * 1.5, high=row.high * 1.5)
        if row.source_id == "valyuta-kmtf"
        else row
        for row in rows
    ]

    lays = [
        Calibration(runs, some, corridor.parameters)
        .sample(seed=1, draws=40_000)
        .marginals()[3]
        for some in (rows, fuller)
    ]

    assert lays[0].parameter.parameter_id == "LAY-FEEDER-AAU"
    assert lays[1].median > 1.15 * lays[0].median


def test_the_shipped_fit_follows_from_the_shipped_runs(corridor, runs, fit):
    fitting = Calibration(runs, rows_to_fit(corridor), corridor.parameters)

    never = [
        row.parameter_id
        for row in fit.parameters
        if row.recovered_width_share > RECOVERED_SHARE
    ]

    _, fitted = fit_values(fitting, seed=fit.seed, never=never)

    assert never
    assert fitted == {
        row.parameter_id: row.fitted for row in fit.parameters if row.fitted is not None
    }


def test_the_dataset_holds_the_fit(corridor, fit):
    for parameter in corridor.parameters:
        assert parameter.value == fit.values()[parameter.parameter_id]
        is_fitted = parameter.fitted is not None
        assert is_fitted == (parameter.evidence.source_id == SOURCE_ID)
    assert any(parameter.fitted is not None for parameter in corridor.parameters)


def test_runs_are_read_as_they_were_written(tmp_path, runs):
    path = tmp_path / "runs.csv"
    path.write_text(runs_text(runs), "utf-8")

    again = read_runs(path)

    assert (again.parameter_ids, again.target_ids) == (
        runs.parameter_ids,
        runs.target_ids,
    )
    assert np.array_equal(again.values, runs.values)
    assert np.array_equal(again.figures, runs.figures, equal_nan=True)


def test_a_vector_under_which_the_plant_jams_is_left_out(corridor, runs):
    figures = runs.figures.copy()
    figures[3] = np.nan

    fitting = Calibration(
        replace(runs, figures=figures), rows_to_fit(corridor), corridor.parameters
    )

    assert fitting.lost == 1
    assert len(fitting.points) == len(runs.values) - 1
    assert np.isfinite(fitting.misfits).all()


def test_a_parameter_that_is_no_longer_fitted_gets_its_evidence_back(tmp_path, fit):
    """Fitting and unfitting leaves the table as it was before any fit."""
    path = tmp_path / "parameter.csv"
    none = replace(
        fit, parameters=tuple(replace(p, fitted=None) for p in fit.parameters)
    )
    every = replace(
        fit, parameters=tuple(replace(p, fitted=p.median) for p in fit.parameters)
    )
    path.write_text(table_text(TABLE, none), "utf-8")
    before = path.read_text("utf-8")

    path.write_text(table_text(path, every), "utf-8")
    path.write_text(table_text(path, every), "utf-8")
    fitted = list(csv.DictReader(path.read_text("utf-8").splitlines()))

    assert all(row["confidence"] == "derived" for row in fitted)
    assert all("seed" in row["method"] for row in fitted)
    assert table_text(path, none) == before
    assert "fitted: " not in before


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path):
    path = tmp_path / "page.md"
    path.write_text("old", "utf-8")

    with pytest.raises(UnicodeEncodeError):
        write_all({path: "new \ud800"})

    assert path.read_text("utf-8") == "old"


def test_the_page_says_when_the_fit_is_of_another_day(corridor, fit):
    """And shows rows however bad they are."""
    compared = [
        Compared(
            target=target,
            source_id="s",
            published=10,
            before=20,
            after=45,
            misses=(2, 9),
        )
        for target in corridor.targets
    ]

    stale = page(corridor, fit, compared, is_current=False)

    assert "has changed" in stale
    assert "has changed" not in page(corridor, fit, compared, is_current=True)
    assert stale.count("+350%") >= len(corridor.targets)
    assert all(f"| {t.target_id} |" in stale for t in corridor.targets)


def test_a_calibration_that_is_ended_writes_nothing():
    """Ctrl C in the middle of the design: one sentence, and all is as it was."""
    before = {path: path.read_bytes() for path in (*FOLDER.iterdir(), TABLE)
              if path.is_file()}  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "tools/calibrate.py"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stderr=subprocess.PIPE,
    ) as program:
        while b"vector" not in program.stderr.read1():
            assert program.poll() is None
        program.send_signal(signal.SIGINT)
        rest = program.stderr.read().decode()

    assert program.returncode == 130
    assert "nothing was written" in rest
    assert all(path.read_bytes() == content for path, content in before.items())
