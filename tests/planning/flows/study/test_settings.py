"""The TOML file of a study: every entry that cannot be used, with its line."""

from datetime import date

import pytest
from flows.tiny import tiny_study

from orta.errors import StudyError
from orta.planning.flows.study import Risk, RiskForm, read_study


def faults(path, corridor):
    with pytest.raises(StudyError) as caught:
        read_study(path, corridor)
    return [(c.row, c.column, c.expected, c.hint) for c in caught.value.bad_cells]


def test_all_settings_come_to_their_place(tmp_path, corridor):
    more = (
        "carbon_price_usd_per_t_co2e = 50\ngap = 1e-4\n"
        '[risk]\nform = "cvar"\ntail_share = 0.2\nweight = 1\ndecided_weeks = 2'
    )
    study = read_study(tiny_study(tmp_path, more=more), corridor)

    assert study.carbon_price_usd_per_t_co2e == 50
    assert study.gap == 1e-4
    assert study.risk == Risk(
        form=RiskForm.CVAR, tail_share=0.2, weight=1, decided_weeks=2
    )


@pytest.mark.parametrize("name", ["schema", "title", "start", "weeks", "tables"])
def test_what_is_needed_and_missing_is_named(tmp_path, corridor, name):
    found = faults(tiny_study(tmp_path, settings={name: None}), corridor)

    assert [column for _, column, _, _ in found] == [name]
    assert found[0][2].startswith("a value: ")


@pytest.mark.parametrize(
    ("entry", "value", "line", "expected", "hint"),
    [
        ("schema", '"orta.flows-study/2"', 1, "orta.flows-study/1", ""),
        ("title", '""', 2, "a text of 1 to", ""),
        ("title", '"a\\u001b[31m"', 2, "a text of 1 to", ""),
        ("title", "3", 2, "a text", ""),
        ("start", '"2026-09-07"', 4, "a day such as 2026-09-01", "without quotes"),
        ("start", "2026-09-07T10:00:00", 4, "a day such as", ""),
        ("weeks", '"8"', 5, "a whole number", "without quotes"),
        ("weeks", "8.0", 5, "a whole number", ""),
        ("weeks", "true", 5, "a whole number", ""),
        ("weeks", "0", 5, "at least 1 and at most 520", ""),
        ("weeks", "-4", 5, "at least 1", ""),
        ("weeks", "9" * 3000, 5, "at most 520", ""),
        ("tables", "[1]", 6, "a text", ""),
        ("gap", "nan", 7, "a finite number", ""),
        ("gap", "-1e-6", 7, "at least 0", ""),
        ("carbon_price_usd_per_t_co2e", "inf", 7, "a finite number", ""),
        ("wekks", "8", 7, "a key of a study", "nearest is weeks"),
        ("legs", "{}", 7, "a key of a study", ""),
        ("risk", '"cvar"', 7, "a table", "write [risk]"),
    ],
)
def test_an_entry_that_cannot_be_used_is_named_in_its_line(
    tmp_path, corridor, entry, value, line, expected, hint
):
    found = faults(tiny_study(tmp_path, settings={entry: value}), corridor)

    assert [(row, column) for row, column, _, _ in found] == [(line, entry)]
    assert expected in found[0][2]
    assert hint in found[0][3]


@pytest.mark.parametrize(
    ("entry", "expected", "hint"),
    [
        ('form = "cvr"', "one of deterministic, expected, cvar", "nearest is cvar"),
        ("tail_share = 0", "more than 0", ""),
        ("weight = 2", "at most 1", ""),
        ('weight = "half"', "a number", "without quotes"),
        ("wieght = 0.5", "a key of a study", "nearest is weight"),
    ],
)
def test_so_is_one_of_the_risk(tmp_path, corridor, entry, expected, hint):
    found = faults(tiny_study(tmp_path, more=f"[risk]\n{entry}"), corridor)

    assert [(row, column) for row, column, _, _ in found] == [(8, entry.split()[0])]
    assert expected in found[0][2]
    assert hint in found[0][3]


def test_a_risk_that_needs_scenarios_says_so(tmp_path, corridor):
    path = tiny_study(tmp_path, more='[risk]\nform = "expected"')
    for name in ("scenario", "change"):
        (tmp_path / "tables" / f"{name}.csv").unlink()
    found = faults(path, corridor)

    assert [row for row, _, _, _ in found] == [0]
    assert "scenarios, since the form of the risk is expected" in found[0][2]


def test_settings_and_tables_are_looked_at_together(tmp_path, corridor):
    path = tiny_study(tmp_path, settings={"start": '"soon"'}, leg_2_days="-1")

    assert [(row, column) for row, column, _, _ in faults(path, corridor)] == [
        (4, "start"),
        (2, "days"),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"\0", "no TOML"),
        (b"x = " + b"[" * 50_000, "too deep"),
        (b"a" + b".a" * 40_000 + b" = 1", "too deep"),
        (b"[" + b"a." * 40_000 + b"a]", "too deep"),
        (b"a = " + b"{b = " * 5_000, "too deep"),
        (b"weeks = " + b"9" * 50_000, "no TOML"),
        (b"weeks = 0x" + b"f" * 50_000, "at most 520 week"),
        (b"#" * 10_000_000, "no longer than 100,000 bytes"),
        (b"this is no study at all", "no TOML"),
        (b"", "a value: Form of the file"),
    ],
    ids=["utf", "nul", "deep", "dots", "heads", "inline", "digits", "hex", "long",
         "prose", "empty"],
)  # fmt: skip
def test_nonsense_gets_a_clear_error(tmp_path, corridor, content, said):
    path = tmp_path / "study.toml"
    path.write_bytes(content)
    with pytest.raises(StudyError) as caught:
        read_study(path, corridor)

    assert said in "\n".join(map(str, caught.value.bad_cells))


def test_a_study_made_in_python_has_a_day_for_its_start(tmp_path, corridor):
    study = read_study(tiny_study(tmp_path), corridor)

    assert study.first_day(1) == date(2026, 9, 7)
    assert study.first_day(3) == date(2026, 9, 21)
