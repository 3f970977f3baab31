"""Each kind of run finds what its own command finds, at every point."""

import csv
import json
import pickle
from pathlib import Path

import pytest
from flows.tiny import tiny_study
from folders import HEAD

import orta
from orta.planning.choice import (
    DECLARED,
    choice_dict,
    estimate_choice,
    parse_shock,
    shock,
)
from orta.planning.flows.report import flows_dict
from orta.planning.investment import appraise, read_invest_study
from orta.planning.investment.report import invest_dict
from orta.planning.optimum.certificate import verify_file
from orta.planning.resilience.autonomy import find_autonomy, shipped_study
from orta.planning.resilience.autonomy.report import autonomy_dict
from orta.planning.resilience.criticality import (
    ClosureKind,
    CriticalityRequest,
    criticality_dict,
    rank_closures,
)
from orta.planning.resilience.stress import (
    find_measure,
    find_stress,
    stress_dict,
    stress_test,
)
from orta.planning.simulation.parts import pack, unpack
from orta.planning.simulation.report import comparison_dict
from orta.planning.simulation.scenario import FleetPolicy, Scenario
from orta.planning.studies import (
    Store,
    Threads,
    Working,
    export_study,
    read_study,
    run_study,
)

EXAMPLE = Path(__file__).parents[3] / "examples/investment/middle_corridor.toml"
FLOWS = """
[[run]]
id = "season"
kind = "flows"
season = "season/{name}"

[run.vary]
carbon_price_usd_per_t_co2e = [0, 40, 80, 120, 160, 200]
"""
WHEAT = """
[[run]]
id = "wheat"
kind = "autonomy"
trade = "azerbaijan-wheat"
states = ["ru"]

[run.vary]
cost_rise = [0, 0.5, 1]
"""
SHOCKS = """
[[run]]
id = "boxes"
kind = "choice"
draws = 20

[run.vary]
shock = ["ocean price +50%", "northern closed"]
"""
BORDERS = """
[[run]]
id = "borders"
kind = "criticality"
kinds = ["border"]

[run.vary]
days = [7, 28]
"""
STRESS = """
[[run]]
id = "bridge"
kind = "stress"
scenarios = ["own.toml"]
replications = 2

[run.vary]
measures = [[], ["one-more-feeder"]]
"""
BRIDGE = """
id = "own"
version = 1
title = "The line to Poti shut"
happened = "A bridge fell."
start = 2026-01-01
days = 40
warm_up_days = 10

[[closure]]
link_id = "L110"
starts = 2026-01-10
days = 10

[[figure]]
what = "days"
value = "10"
source_ids = ["orta-estimate"]
as_of = "2026"
confidence = "estimated"
method = "made up"
"""
INVEST = """
[[run]]
id = "projects"
kind = "invest"
appraisal = "few.toml"

[[run.point]]
name = "poor"
budget_usd = 20e6
cost.TANKERS-KZ = 60e6

[[run.point]]
name = "rich"
budget_usd = 100e6
cost.TANKERS-KZ = 60e6
"""
FERRIES = """
[[run]]
id = "ferries"
kind = "simulate"
days = 10
warm_up_days = 5
replications = 4

[[run.point]]
name = "as it is"

[[run.point]]
name = "two more"
fleet.FLEET-KYK-BAK.vessels_more = 2
fleet.FLEET-BAK-KYK.vessels_more = 2

[[run.point]]
name = "longer"
replications = 6
"""
NO_WAY = """
[[run]]
id = "ways"
kind = "route"
from = "Almaty"
to = "Tashkent"
ready = "2026-12-04"
draws = 10

[run.vary]
avoid = [[], ["UZ"]]
"""


def run(folder, text, *, workers=2):
    path = folder / "study.toml"
    path.write_text(HEAD + text, "utf-8")
    return run_study(
        read_study(path), folder / "tasks", executor=Threads(workers=workers)
    )


@pytest.fixture
def season(tmp_path):
    (tmp_path / "season").mkdir()
    return tiny_study(tmp_path / "season")


def test_a_season_is_planned_as_its_command_plans_it(tmp_path, season):
    """Six at once: the solver's library bears one search in a process."""
    answer = run(tmp_path, FLOWS.format(name=season.name), workers=6)

    (result,) = answer.results
    alone = flows_dict(orta.load().flows(season))
    found = result.found.answers[1]
    assert {**found, "provenance": ""} == {
        **json.loads(json.dumps(alone)),
        "provenance": "",
    }
    costs = [row[2] for row in result.found.headline.rows]
    assert costs == sorted(costs)
    assert costs[0] < costs[-1]


def test_the_certificate_of_a_season_is_in_the_folder_and_proves_it(tmp_path, season):
    answer = run(tmp_path, FLOWS.format(name=season.name))
    folder = export_study(answer, tmp_path / "results")

    proved = verify_file(folder / "runs" / "season" / "point-3-certificate.json")
    table = (folder / "tables" / "season-headline.csv").read_text("utf-8")
    third = list(csv.DictReader(table.splitlines()))[2]
    assert float(proved.objective_usd) == pytest.approx(float(third["cost_usd"]))
    assert (folder / "inputs" / "season" / season.name).read_bytes() == (
        season.read_bytes()
    )
    assert (folder / "inputs" / "season" / "tables" / "leg.csv").is_file()


def test_points_are_compared_as_the_command_compares_them(tmp_path):
    answer = run(tmp_path, FERRIES)

    (result,) = answer.results
    days = {"days": 10, "warm_up_days": 5}
    more = FleetPolicy(vessels_more=2)
    comparison = orta.load().compare(
        (
            Scenario(name="as the dataset says", **days),
            Scenario(
                name="as the dataset says",
                fleets={"FLEET-KYK-BAK": more, "FLEET-BAK-KYK": more},
                **days,
            ),
        ),
        replications=4,
        seed=7,
    )
    changes = result.found.tables["changes"]
    place = changes.columns.index("difference")
    found = {
        (row[2], row[3]): row[place] for row in changes.rows if row[1] == "two more"
    }
    differences = comparison_dict(comparison)["differences"]
    assert len(found) == len(differences)
    compared = 0
    for one in differences:
        expected = one["difference"]["value"]
        if expected is not None:
            value = found[one["metric"], one["asset_id"]]
            assert value == pytest.approx(expected, abs=1e-6)
            compared += expected != 0
    assert compared > 10


def test_a_point_with_more_replications_is_compared_over_those_of_both(tmp_path):
    answer = run(tmp_path, FERRIES)

    changes = answer.results[0].found.tables["changes"]
    pairs = changes.columns.index("pairs")
    assert {row[pairs] for row in changes.rows if row[1] == "longer"} <= {0, 1, 2, 3, 4}
    headline = answer.results[0].found.headline
    values = dict(zip(headline.columns, headline.rows[2], strict=True))
    assert values["delivered_teu_change"] == 0  # the same luck, the same corridor
    assert answer.results[0].found.answers[3]["replications"] == 6


def test_no_way_is_an_answer_of_a_point_not_an_error(tmp_path):
    (result,) = run(tmp_path, NO_WAY).results

    assert [row[2] for row in result.found.headline.rows] == [3, 0]
    assert result.found.headline.rows[1][3:] == (None,) * 6
    assert result.found.warnings[0].startswith("avoid UZ: no route: ")
    assert [bar.label for bar in result.found.charts["days"].bars] == ["avoid none"]


def test_autonomy_is_what_its_command_finds_and_is_proved(tmp_path):
    answer = run(tmp_path, WHEAT, workers=3)

    corridor = orta.load().corridor
    wheat = shipped_study("azerbaijan-wheat", corridor)
    alone = autonomy_dict(find_autonomy(wheat, corridor, states=["RU"]))
    (result,) = answer.results
    assert result.found.answers[2] == json.loads(json.dumps(alone))
    shares = [
        dict(zip(result.found.headline.columns, row, strict=True))["without RU"]
        for row in result.found.headline.rows
    ]
    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] <= 1
    folder = export_study(answer, tmp_path / "results")
    proved = verify_file(folder / "runs" / "wheat" / "point-1-RU-certificate.json")
    assert float(proved.gap) < 1e-6


def test_a_shock_is_what_its_command_finds(tmp_path):
    (result,) = run(tmp_path, SHOCKS).results

    model = estimate_choice(
        orta.load().corridor, specification=DECLARED, draws=20, seed=7
    )
    closed = shock(model, parse_shock("northern closed"), year=None)
    alone = choice_dict(model, shocks=(closed,))
    assert result.found.answers[2] == json.loads(json.dumps(alone))
    values = dict(
        zip(result.found.headline.columns, result.found.headline.rows[1], strict=True)
    )
    assert values["northern_pct"] == -100
    assert values["middle_pct_low"] < values["middle_pct"] < values["middle_pct_high"]


def test_a_stress_is_what_its_command_finds(tmp_path):
    (tmp_path / "own.toml").write_text(BRIDGE)
    (result,) = run(tmp_path, STRESS).results

    corridor = orta.load().corridor
    bridge = find_stress([tmp_path / "own.toml"], corridor)
    feeder = find_measure("one-more-feeder", corridor)
    alone = stress_dict(
        stress_test(corridor, bridge, measures=(feeder,), replications=2, seed=7)
    )
    assert result.found.answers[2] == json.loads(json.dumps(alone))
    assert result.found.answers[1]["measures"] == []
    names = [point.name for point in result.run.points]
    assert names == ["measures none", "measures one-more-feeder"]
    folder = export_study(run(tmp_path, STRESS), tmp_path / "results")
    assert (folder / "inputs" / "own.toml").read_text() == BRIDGE


def test_a_ranking_is_what_its_command_finds(tmp_path):
    (result,) = run(tmp_path, BORDERS).results

    asked = CriticalityRequest(kinds=(ClosureKind.BORDER,), days=28)
    alone = criticality_dict(rank_closures(orta.load().corridor, asked))
    assert result.found.answers[2] == json.loads(json.dumps(alone))
    worst = [row[2] for row in result.found.headline.rows]
    assert 0 < worst[0] < worst[1]


@pytest.mark.parametrize("text", [WHEAT, BORDERS, SHOCKS, FERRIES])
def test_what_tasks_need_can_go_to_another_process(tmp_path, text):
    path = tmp_path / "study.toml"
    path.write_text(HEAD + text, "utf-8")
    working = Working(read_study(path), Store(tmp_path / "tasks"))

    for task in working.tasks:
        for name, value in zip(
            task.needs, working.materials.of(task.needs), strict=True
        ):
            there = pickle.loads(working.materials.freeze(name))  # noqa: S301
            assert repr(there) == repr(value)


def test_an_appraisal_is_what_its_command_finds_wherever_it_lies(tmp_path):
    text = EXAMPLE.read_text("utf-8")
    years = "[2026, 2027, 2028, 2030, 2033, 2036, 2040]"
    assert years in text
    head, first, *_ = text.replace(years, "[2026, 2033, 2040]").split("[[future]]")
    few = f"{head}[[future]]{first}\n[draws]\ncount = 0\n"
    (tmp_path / "few.toml").write_text(few, "utf-8")
    (result,) = run(tmp_path, INVEST).results

    corridor = orta.load().corridor
    study = read_invest_study(tmp_path / "few.toml", corridor)
    rich = study.with_budget(100e6).with_cost("TANKERS-KZ", 60e6)
    alone = json.loads(json.dumps(invest_dict(appraise(rich, corridor))))
    assert result.found.answers[2] | {"provenance": ""} == alone | {"provenance": ""}
    worth = [row[2] for row in result.found.headline.rows]
    assert worth[0] < worth[1]
    assert str(tmp_path) not in json.dumps(result.found.answers)


def test_a_replication_comes_out_of_its_bytes_as_it_went_in():
    from orta.planning.simulation.parts import Replicator

    week = Scenario(name="a week", days=7, warm_up_days=3)
    ready = Replicator(orta.load().corridor, week)
    content = ready.replicate(5, seed=9)

    assert pack(unpack(content)) == content
    assert ready.replicate(5, seed=9) == content
    assert ready.replicate(6, seed=9) != content
    assert ready.replicate(5, seed=8) != content


@pytest.mark.parametrize("content", [b"", b"{}\n", b"no json\n", b"[1]\nabc"])
def test_bytes_that_are_no_replication_are_refused(content):
    with pytest.raises(orta.ModelError, match="no replication"):
        unpack(content)
