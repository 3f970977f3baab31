"""A study file says what is asked; what is wrong with it is said with its line."""

import re

import pytest
from folders import HEAD

from orta.errors import StudyFileError, UsageError
from orta.planning.studies import TEMPLATE, read_study

SIMULATE = '[[run]]\nid = "a"\nkind = "simulate"\n'  # lines 5 to 7
ROUTE = '[[run]]\nid = "a"\nkind = "route"\nfrom = "Aktau"\nto = "Poti"\n'
READY = 'ready = "2026-12-04"\n'


def written(folder, text):
    path = folder / "study.toml"
    path.write_text(text, "utf-8")
    return path


def points(folder, text):
    (run,) = read_study(written(folder, HEAD + text)).runs
    return [point.name for point in run.points]


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ('title = "x"\n', 1, "the study has no schema"),
        (HEAD.replace("orta.study/1", "orta.flows-study/1"), 1, "of the schema"),
        (HEAD, 1, "the study has no runs"),
        (HEAD + 'sed = 1\n[[run]]\nid = "a"\n', 5, "no key “sed”.*seed"),
        (HEAD.replace("7", "-7") + SIMULATE, 4, "seed is -7, expected a whole"),
        (HEAD + 'data = "nowhere"\n' + SIMULATE, 5, "nowhere"),
        (HEAD + '[[run]]\nkind = "simulate"\n', 5, "the run has no id"),
        (HEAD + '[[run]]\nid = "../a"\nkind = "simulate"\n', 6, "an id is 1 to 16"),
        (HEAD + SIMULATE + SIMULATE, 9, "two runs are called “a”"),
        (HEAD + '[[run]]\nid = "a"\n', 5, "the run has no kind"),
        (HEAD + '[[run]]\nid = "a"\nkind = "rout"\n', 7, "'rout'.*route"),
        (HEAD + SIMULATE + 'days = "ten"\n', 8, "days is 'ten', expected a whole"),
        (HEAD + SIMULATE + "days = 0\n", 8, "days is 0, expected a whole number"),
        (HEAD + SIMULATE + "days = true\n", 8, "days is true, expected a whole"),
        (HEAD + SIMULATE + 'scenario = "no.toml"\n', 8, "cannot read the scenario"),
        (HEAD + SIMULATE + "[run.vary]\ndays = 3\n", 9, "days is no list of values"),
        (HEAD + SIMULATE + "[run.vary]\ndays = []\n", 9, "days is no list of values"),
        (HEAD + SIMULATE + "[run.vary]\ndays = [3, 3]\n", 9, "stands there twice"),
        (HEAD + SIMULATE + "[run.vary]\ndays = [3, -3]\n", 9, "days is -3, expected"),
        (
            HEAD + SIMULATE + "[run.vary]\nfleet.NO.vessels_more = [1]\n",
            8,
            "point “vessels_more 1”: fleet.NO: the dataset has no fleet NO",
        ),
        (
            HEAD + SIMULATE + "[run.vary]\nban.0.days = [1]\n",
            8,
            "ban is no list of tables",
        ),
        (
            HEAD + SIMULATE + "[run.vary]\ndays = [3]\n[[run.point]]\ndays = 4\n",
            10,
            "not both",
        ),
        (
            HEAD + SIMULATE + '[[run.point]]\nname = "x"\n[[run.point]]\nname = "x"\n',
            10,
            "two points are called “x”",
        ),
        (HEAD + ROUTE, 5, "the run has no ready"),
        (HEAD + ROUTE + 'ready = "soon"\n', 10, "cannot read the date “soon”"),
        (HEAD + ROUTE + 'ready = "2020-01-01"\n', 10, "lies before the dataset"),
        (HEAD + ROUTE + READY + 'avoid = ["RU", 3]\n', 11, "expected a list of texts"),
        (HEAD + ROUTE + READY + "[run.vary]\nwind = [1]\n", 12, "no “wind”"),
        (
            HEAD + ROUTE.replace("Aktau", "Aktou") + READY,
            8,
            "no place called “Aktou”.*Aktau",
        ),
        (
            HEAD + ROUTE.replace('to = "Poti"\n', "") + READY + "[run.vary]\n"
            'to = ["Poti", "Patagonia"]\n',
            10,
            "point “to Patagonia”: no place called",
        ),
        (HEAD + '[[run]]\nid = "f"\nkind = "flows"\n', 5, "the run has no season"),
        (
            HEAD + '[[run]]\nid = "f"\nkind = "flows"\nseason = "no.toml"\n',
            8,
            "cannot read the study",
        ),
        (
            HEAD + '[[run]]\nid = "w"\nkind = "autonomy"\ntrade = "azerbaijan-weat"\n',
            8,
            "no study azerbaijan-weat.*azerbaijan-wheat",
        ),
        (
            HEAD + '[[run]]\nid = "w"\nkind = "autonomy"\ntrade = "azerbaijan-wheat"\n'
            'states = ["RU+XX"]\n',
            9,
            "no place of the corridor lies in “XX”",
        ),
        (
            HEAD + '[[run]]\nid = "c"\nkind = "choice"\nshock = "ocean prise +1%"\n',
            8,
            "prise",
        ),
        (
            HEAD + '[[run]]\nid = "c"\nkind = "choice"\nshock = "northern closed"\n'
            'model = "best"\n',
            9,
            "no model “best”.*nested",
        ),
        (
            HEAD + '[[run]]\nid = "c"\nkind = "criticality"\nkinds = ["bridge"]\n',
            8,
            "nothing of the kind “bridge” closes.*border",
        ),
        (
            HEAD + '[[run]]\nid = "s"\nkind = "stress"\nscenarios = ["storm"]\n',
            8,
            "no scenario “storm”",
        ),
        ("schema = \n", 1, "no TOML"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path, text, line, problem):
    path = written(tmp_path, text)
    with pytest.raises(StudyFileError) as caught:
        read_study(path)

    said = [
        f"{entry.line}: {entry.problem} {entry.hint}"
        for entry in caught.value.bad_entries
    ]
    assert any(
        one.startswith(f"{line}: ") and re.search(problem, one) for one in said
    ), said
    assert {entry.file for entry in caught.value.bad_entries} == {str(path)}


def test_everything_is_said_at_once(tmp_path):
    text = HEAD + SIMULATE + "days = 0\ndais = 1\n" + SIMULATE.replace("mul", "mil")
    with pytest.raises(StudyFileError) as caught:
        read_study(written(tmp_path, text))

    assert [entry.line for entry in caught.value.bad_entries] == [8, 9, 11, 12]


def test_what_is_wrong_in_a_scenario_is_said_with_its_own_line_once(tmp_path):
    (tmp_path / "typo.toml").write_text('name = "t"\n[flet.X]\nvessels = 1\n')
    text = HEAD + SIMULATE + 'scenario = "typo.toml"\n[run.vary]\ndays = [3, 4]\n'
    with pytest.raises(StudyFileError) as caught:
        read_study(written(tmp_path, text))

    (entry,) = caught.value.bad_entries
    assert (entry.file, entry.line) == (str(tmp_path / "typo.toml"), 2)


def test_no_file_is_no_study(tmp_path):
    with pytest.raises(UsageError, match="cannot read the study"):
        read_study(tmp_path / "none.toml")


def test_all_combinations_are_points_and_the_last_key_changes_fastest(tmp_path):
    text = "[run.vary]\ndays = [3, 4]\nport.KZAAU.wind_limit_change_m_s = [0, 1.5]\n"

    assert points(tmp_path, SIMULATE + text) == [
        "days 3, wind_limit_change_m_s 0",
        "days 3, wind_limit_change_m_s 1.5",
        "days 4, wind_limit_change_m_s 0",
        "days 4, wind_limit_change_m_s 1.5",
    ]


def test_ways_with_a_comma_between_them_change_together(tmp_path):
    text = (
        '[run.vary]\n"fleet.FLEET-KYK-BAK.vessels_more, '
        'fleet.FLEET-BAK-KYK.vessels_more" = [0, 1]\n'
    )
    (run,) = read_study(written(tmp_path, HEAD + SIMULATE + text)).runs

    assert [point.name for point in run.points] == ["vessels_more 0", "vessels_more 1"]
    fleets = run.prepared[1].context.scenario.fleets
    assert [policy.vessels_more for policy in fleets.values()] == [1, 1]


def test_keys_of_one_name_are_told_apart_by_what_they_belong_to(tmp_path):
    text = (
        "[run.vary]\nport.KZAAU.wind_limit_change_m_s = [1]\n"
        "port.KZKYK.wind_limit_change_m_s = [2]\n"
    )

    assert points(tmp_path, SIMULATE + text) == [
        "KZAAU.wind_limit_change_m_s 1, KZKYK.wind_limit_change_m_s 2"
    ]


def test_points_can_be_listed_and_named(tmp_path):
    text = (
        '[[run.point]]\nname = "now"\n'
        "[[run.point]]\nsea_level_change_m = -1\n[run.point.port.KZAAU]\n"
        "wind_limit_change_m_s = 2\n"
    )
    (run,) = read_study(written(tmp_path, HEAD + SIMULATE + text)).runs

    assert [point.name for point in run.points] == [
        "now",
        "sea_level_change_m -1, wind_limit_change_m_s 2",
    ]
    low = run.prepared[1].context.scenario
    assert (low.sea_level_change_m, set(low.ports)) == (-1, {"KZAAU"})


def test_a_point_changes_a_ban_of_its_scenario_and_the_file_stays_as_it_is(tmp_path):
    ban = 'name = "b"\n[[ban]]\nnode_id = "KZKYK"\nstarts = 2025-03-01\ndays = 7\n'
    (tmp_path / "ban.toml").write_text(ban)
    text = SIMULATE + 'scenario = "ban.toml"\n[run.vary]\nban.0.days = [7, 14]\n'
    (run,) = read_study(written(tmp_path, HEAD + text)).runs

    bans = [one.context.scenario.bans[0].days for one in run.prepared]
    assert bans == [7, 14]
    assert (tmp_path / "ban.toml").read_text() == ban


def test_scenarios_of_one_name_in_two_folders_are_two_points(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "s.toml").write_text(f'name = "{name}"\n')
    text = SIMULATE + '[run.vary]\nscenario = ["a/s.toml", "b/s.toml"]\n'
    study = read_study(written(tmp_path, HEAD + text))

    names = [point.name for point in study.runs[0].points]
    assert names == ["scenario s", "scenario s (2)"]
    assert list(study.inputs) == ["study.toml", "a/s.toml", "b/s.toml"]


def test_files_are_named_as_seen_from_where_they_all_lie(tmp_path):
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "s.toml").write_text('name = "s"\n')
    (tmp_path / "studies").mkdir()
    text = HEAD + SIMULATE + 'scenario = "../scenarios/s.toml"\n'
    study = read_study(written(tmp_path / "studies", text))

    assert study.name == "studies/study.toml"
    assert list(study.inputs) == ["studies/study.toml", "scenarios/s.toml"]


def test_equal_points_share_their_tasks(tmp_path):
    from orta.planning.studies import Store, Working

    text = SIMULATE + "days = 3\nreplications = 4\nreplications_per_task = 2\n"
    study = read_study(written(tmp_path, HEAD + text + text.replace('"a"', '"b"')))

    assert len(Working(study, Store(tmp_path)).tasks) == 2


def test_the_template_can_be_read(tmp_path):
    study = read_study(written(tmp_path, TEMPLATE))

    assert [(run.run_id, len(run.points)) for run in study.runs] == [
        ("ferries", 4),
        ("routes", 4),
    ]
