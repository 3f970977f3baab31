"""FEATURE: scenarios are data with evidence, put together by their ids."""

from datetime import date
from pathlib import Path

import pytest

import orta
from orta.corridor import Corridor
from orta.datasets import list_shipped
from orta.errors import ModelError, ScenarioError, UsageError
from orta.planning.resilience.stress import (
    Diverted,
    Reading,
    combine,
    find_measure,
    find_scenario,
    find_stress,
    list_measure_ids,
    list_scenario_ids,
    read_measure,
    read_sources,
    read_stress,
    stress_test,
)
from orta.planning.simulation.scenario import (
    Closure,
    DemandPolicy,
    FleetPolicy,
    Scenario,
    ServicePolicy,
)

WANTED = {  # of issue 6
    "altynkol-10-trains",
    "autumn-storms",
    "demand-30-percent-more",
    "georgia-main-line",
    "harvest-failure",
    "kuryk-ban-2025",
    "malaszewicze-13-days",
    "no-russian-transit",
    "red-sea-2024",
    "sea-one-metre-lower",
    "sea-prices-fall-2025",
    "surge-2022",
    "two-vessels-out",
}


@pytest.fixture(scope="module")
def corridor() -> Corridor:
    return orta.load().corridor


def test_the_library_has_all_that_was_asked_for_and_is_no_dataset():
    assert set(list_scenario_ids()) > WANTED
    assert list_shipped() == ("middle-corridor",)


@pytest.mark.parametrize("name", list_scenario_ids())
def test_a_scenario_says_what_happened_and_where_each_figure_is_from(name, corridor):
    scenario = find_scenario(name, corridor)
    known = {*read_sources(), *(source.source_id for source in corridor.sources)}

    assert scenario.scenario_id == name
    assert scenario.figures or scenario.includes
    assert {i for f in scenario.figures for i in f.source_ids} <= known
    assert set(scenario.measure_ids) <= set(list_measure_ids())
    assert set(scenario.includes) <= set(list_scenario_ids())


def test_sources_of_the_library_are_those_that_it_cites(corridor):
    own = set(read_sources())
    cited = {
        source_id
        for name in list_scenario_ids()
        for figure in find_scenario(name, corridor).figures
        for source_id in figure.source_ids
    }

    assert own <= cited


@pytest.mark.parametrize("name", list_measure_ids())
def test_a_measure_has_its_id_and_a_cost_has_evidence(name, corridor):
    measure = find_measure(name, corridor)

    assert measure.measure_id == name
    if measure.cost is not None:
        assert measure.cost.method or measure.cost.confidence == "published"


@pytest.mark.parametrize("name", sorted(set(list_scenario_ids()) - {"hard-autumn"}))
def test_every_scenario_runs_on_the_shipped_dataset_and_meets_cargo(name, corridor):
    answer = stress_test(corridor, find_stress([name], corridor), replications=2)

    assert answer.warnings == ()
    changed = [row for row in answer.totals if row.difference.value]
    assert changed


def test_a_combination_is_the_union_of_its_parts(corridor):
    parts = ("autumn-storms", "two-vessels-out", "altynkol-10-trains")
    by_name = find_stress(["hard-autumn"], corridor)
    by_hand = find_stress(parts, corridor)
    backwards = find_stress(parts[::-1], corridor)
    twice = find_stress(["hard-autumn", *parts], corridor)

    said = [
        {**one.changes.to_dict(), "name": ""}
        for one in (by_name, by_hand, backwards, twice)
    ]
    assert said[0] == said[1] == said[2] == said[3]
    assert len(by_name.changes.closures) == 4
    assert by_name.changes.days == 455  # of the storms, the longest
    assert {part.scenario_id for part in by_name.parts} == {"hard-autumn", *parts}
    assert len(by_name.figures) == len(by_hand.figures) > 4
    # The measures are those of the one that was asked for.
    assert "boxes-by-kuryk" in by_name.measure_ids
    assert "wind-limits-2-m-s" not in find_stress(parts[1:2], corridor).measure_ids


def test_policies_of_the_same_thing_are_put_together_or_refused():
    by_friday = Scenario(name="a", services={"S": ServicePolicy(weekdays=("FR",))})
    at_80 = Scenario(name="b", services={"S": ServicePolicy(min_load_share=0.8)})
    at_90 = Scenario(name="c", services={"S": ServicePolicy(min_load_share=0.9)})

    both = combine([by_friday, at_80])
    assert both.services["S"] == ServicePolicy(weekdays=("FR",), min_load_share=0.8)
    assert combine([at_80, at_80]).services == at_80.services
    with pytest.raises(ModelError, match=r"service S: min_load_share is 0.8 in one"):
        combine([at_80, at_90])
    with pytest.raises(ModelError, match="sea_level_change_m"):
        combine(
            [
                Scenario(name="a", sea_level_change_m=-1),
                Scenario(name="b", sea_level_change_m=-2),
            ]
        )
    with pytest.raises(ModelError, match="parameter P"):
        combine(
            [
                Scenario(name="a", parameters={"P": 1}),
                Scenario(name="b", parameters={"P": 2}),
            ]
        )
    others = {"fleets": {"F": FleetPolicy(vessels_more=1)}}
    assert combine([Scenario(name="a", **others), at_80]).fleets == others["fleets"]
    assert combine(
        [Scenario(name="a", demands={"D": DemandPolicy(factor=2)}), by_friday]
    ).demands["D"] == DemandPolicy(factor=2)


def test_the_days_of_a_union_are_those_of_all():
    long = Scenario(name="a", start=date(2026, 1, 1), days=100, warm_up_days=10)
    early = Scenario(name="b", start=date(2025, 12, 1), days=10, warm_up_days=30)

    both = combine([long, early])
    assert (both.start, both.end) == (early.start, long.end)
    assert both.warm_up_start == early.warm_up_start
    assert combine([long, long]).closures == ()
    closure = Closure(node_id="KZAAU", starts=date(2026, 2, 1), days=1)
    one = Scenario(name="a", start=date(2026, 1, 1), closures=(closure,))
    assert combine([one, one]).closures == (closure,)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("kuryk-ban", "did you mean kuryk-ban-2025?"),
        ("georgian-main-line", "did you mean georgia-main-line?"),
        ("zzzz", "--list"),
    ],
)
def test_an_unknown_id_is_refused_with_the_nearest_one(name, hint, corridor):
    with pytest.raises(UsageError) as caught:
        find_stress([name], corridor)

    assert caught.value.message == f"there is no scenario “{name}”"
    assert hint in caught.value.hint


def test_an_unknown_measure_and_no_scenario_at_all(corridor):
    with pytest.raises(UsageError, match="no measure “one-more-feder”") as caught:
        find_measure("one-more-feder", corridor)
    assert "did you mean one-more-feeder?" in caught.value.hint
    with pytest.raises(UsageError, match="no scenario is named"):
        find_stress([], corridor)
    with pytest.raises(UsageError, match="cannot read the scenario"):
        find_stress(["nowhere.toml"], corridor)


HEAD = """\
id = "own"
version = 1
title = "Own"
happened = "Something."
start = 2026-01-01
days = 60
"""


def written(folder, text, name="own.toml"):
    path = Path(folder, name)
    path.write_text(text, "utf-8")
    return path


def test_a_scenario_of_ones_own(tmp_path, corridor):
    path = written(
        tmp_path,
        HEAD
        + 'includes = ["georgia-main-line"]\nmeasures = ["one-more-feeder"]\n'
        + '[[closure]]\nlink_id = "L111"\nstarts = 2026-02-01\ndays = 2\n'
        + '[[figure]]\nwhat = "days"\nvalue = "2"\nsource_ids = ["D221"]\n'
        + 'as_of = "2025"\nconfidence = "published"\n',
    )

    found = find_stress([path], corridor)

    assert [closure.link_id for closure in found.changes.closures] == ["L110", "L111"]
    assert found.changes.days == 365  # those of the part that lasts longest
    assert found.measure_ids == ("one-more-feeder",)
    assert found.title == "Own"
    assert read_stress(path, corridor).figures[0].value == "2"


def test_scenarios_that_include_each_other_are_refused(tmp_path, corridor):
    one, other = tmp_path / "one.toml", tmp_path / "other.toml"
    written(tmp_path, HEAD.replace("own", "1") + f'includes = ["{other}"]', "one.toml")
    written(tmp_path, HEAD.replace("own", "2") + f'includes = ["{one}"]', "other.toml")

    with pytest.raises(UsageError, match=r"include each other: 1 → 2 → 1$"):
        find_stress([one], corridor)


@pytest.mark.parametrize(
    ("text", "line", "problem", "hint"),
    [
        (HEAD.replace("version = 1\n", ""), 1, "has no version", "begin with 1"),
        (HEAD + 'name = "x"', 7, "it has a title already", "leave name out"),
        (HEAD + "inclodes = []", 7, "no “inclodes”", ""),
        (HEAD + 'includes = "x"', 7, "no list of texts", "write includes"),
        (HEAD + "[[figure]]\nwhat = 3", 8, "what is no text", "quotes"),
        (HEAD + "figure = 3", 7, "no list of tables", "[[figure]]"),
        (HEAD + '[[figure]]\nwaht = "x"', 8, "no key “waht”", "did you mean what?"),
        (
            HEAD + '[[closure]]\nlink_id = "L11"\nstarts = 2026-02-01\ndays = 2',
            8,
            "no link L11",
            "did you mean L011",
        ),
        (
            HEAD + '[[closure]]\nlink_id = "L110"\nstarts = 2027-02-01\ndays = 2',
            9,
            "lies outside of the run",
            "",
        ),
        (HEAD + '[[shock]]\nchange = "ocean prise +1"', 8, "no “prise”", "say price"),
        (
            HEAD + '[[shock]]\nchange = "northern closed"\nstarts = 2026-02-01',
            7,
            "has no days",
            "",
        ),
        (
            HEAD
            + '[[figure]]\nwhat = "x"\nvalue = "1"\nsource_ids = ["D221"]\n'
            + 'as_of = "2025"\nconfidence = "derived"',
            7,
            "say in method",
            "",
        ),
        ("id = ", 1, "no TOML", "a line is"),
    ],
)
def test_every_slip_is_refused_with_its_line(
    tmp_path, text, line, problem, hint, corridor
):
    path = written(tmp_path, text)

    with pytest.raises(ScenarioError) as caught:
        read_stress(path, corridor)

    found = [
        entry
        for entry in caught.value.bad_entries
        if problem in entry.problem and entry.line == line and hint in entry.hint
    ]
    assert found, caught.value.bad_entries


def test_a_measure_has_no_dates_and_shows_what_its_cost_is_from(tmp_path, corridor):
    head = HEAD.replace("happened", "what")
    dated = written(
        tmp_path,
        head + '[[closure]]\nlink_id = "L110"\nstarts = 2026-02-01\ndays = 2',
    )
    with pytest.raises(ScenarioError, match="holds for the whole run"):
        read_measure(dated, corridor)
    bare = written(tmp_path, head + "cost_usd_per_year = 5")
    with pytest.raises(ScenarioError, match="no figure is the evidence of the cost"):
        read_measure(bare, corridor)


def test_route_choice_brings_boxes_and_more_at_its_upper_end(corridor):
    low, middle, high = (
        find_stress(["malaszewicze-13-days"], corridor, reading=reading)
        for reading in (Reading.LOW, Reading.MIDDLE, Reading.HIGH)
    )

    def factor(found):
        (change,) = found.changes.demand_changes
        (diverted,) = found.diverted
        assert isinstance(diverted, Diverted)
        assert change.factor == diverted.factor
        return change.factor

    assert 1 < factor(low) < factor(middle) < factor(high)
    assert middle.figures[-1].what == "factor of boxes after “northern closed”"
