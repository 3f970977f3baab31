"""A scenario file: every typo is refused with its line and the nearest word."""

import random
import string
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import orta
from orta.corridor import WEEKDAYS
from orta.datasets import Lines
from orta.errors import ScenarioError, UsageError
from orta.planning.simulation.scenario import (
    Absence,
    Ban,
    Closure,
    DemandChange,
    DemandPolicy,
    FacilityPolicy,
    FleetPolicy,
    PortPolicy,
    Scenario,
    ServicePolicy,
    Slowdown,
    read_scenario,
)

EXAMPLES = Path(__file__).resolve().parents[3] / "examples" / "scenarios"

WHOLE = """\
name = "all there is"  # a comment with [brackets]
start = 2025-03-01
days = 200
warm_up_days = 60
sea_level_change_m = -0.5

[service.FEEDER-AAU-BAK]
weekdays = [
    "FR",  # by Friday
    "MO",
]
min_load_share = 0.8
max_lay_h = 72
departure_min = 720
priority = 0

[service.FEEDER-BAK-AAU]
fill = false
headway_h = 84

[fleet.FLEET-DRY-AAU-BAK]
vessels_more = 1
payload_teu = 90

[port.KZAAU]
wind_limit_change_m_s = 2
# it has quays of three kinds

[demand.KZ-AZ-grain]
factor = 1.5
priority = 2

[[ban]]
node_id = "KZKYK"
starts = 2025-06-02
days = 7

[[ban]]
node_id = "AZBAK"
commodity_codes = ["2709", "10"]
starts = 2025-07-01
days = 2.5

[port.KZKYK]
berths = 3
"""


@pytest.fixture(scope="module")
def corridor():
    return orta.load().corridor


@pytest.fixture
def file(tmp_path):
    return tmp_path / "tried.toml"


def read(file, text, corridor=None):
    file.write_text(text, "utf-8")
    return read_scenario(file, corridor)


def problems_of(file, text, corridor=None):
    with pytest.raises(ScenarioError) as caught:
        read(file, text, corridor)
    assert all(entry.file == str(file) for entry in caught.value.bad_entries)
    return [
        (entry.line, entry.problem, entry.hint) for entry in caught.value.bad_entries
    ]


def test_a_file_says_what_happens_on_some_days(file, corridor):
    text = """\
name = "some days"
[[closure]]
link_id = "L110"
from_node_id = "GETBS"
starts = 2025-02-01
days = 3
[[closure]]
node_id = "KZAAU"
starts = 2025-02-01
days = 0.5
[[slowdown]]
facility_id = "KZAAU-track"
share = 0.5
starts = 2025-03-01
days = 9
[[absence]]
fleet_id = "FLEET-KYK-BAK"
vessels = 2
starts = 2025-03-01
days = 60
[[demand_change]]
demand_ids = ["KZ-IR-grain"]
factor = 1.5
starts = 2025-09-01
days = 61
[demand.KZ-AZ-dry-25]
via_node_ids = ["KZAAU", "AZBAK"]
"""
    march = date(2025, 3, 1)
    found = read(file, text, corridor)

    assert found.closures == (
        Closure(link_id="L110", from_node_id="GETBS", starts=date(2025, 2, 1), days=3),
        Closure(node_id="KZAAU", starts=date(2025, 2, 1), days=0.5),
    )
    assert found.slowdowns == (
        Slowdown(facility_id="KZAAU-track", share=0.5, starts=march, days=9),
    )
    assert found.absences == (
        Absence(fleet_id="FLEET-KYK-BAK", vessels=2, starts=march, days=60),
    )
    assert found.demand_changes == (
        DemandChange(
            demand_ids=("KZ-IR-grain",),
            factor=1.5,
            starts=date(2025, 9, 1),
            days=61,
        ),
    )
    assert found.demands["KZ-AZ-dry-25"].via_node_ids == ("KZAAU", "AZBAK")
    assert problems_of(
        file, text.replace('"L110"\n', '"L110"\nnode_id = "X"\n'), corridor
    ) == [(2, "say one of node_id, link_id and facility_id", "")]
    assert problems_of(file, text.replace("vessels = 2\n", ""), corridor) == [
        (16, "the absence has no vessels", "add vessels, a whole number from 1 to 500")
    ]
    assert problems_of(file, 'name = "x"\n[closure]\nlink_id = "L110"', corridor) == [
        (2, "closure is no list of tables", "write [[closure]] for each closure")
    ]


def test_a_file_says_all_that_a_scenario_can_be(file, corridor):
    assert read(file, WHOLE, corridor) == Scenario(
        name="all there is",
        start=date(2025, 3, 1),
        days=200,
        warm_up_days=60,
        sea_level_change_m=-0.5,
        services={
            "FEEDER-AAU-BAK": ServicePolicy(
                weekdays=("FR", "MO"),
                min_load_share=0.8,
                max_lay_h=72,
                departure_min=720,
                priority=0,
            ),
            "FEEDER-BAK-AAU": ServicePolicy(fill=False, headway_h=84),
        },
        fleets={"FLEET-DRY-AAU-BAK": FleetPolicy(vessels_more=1, payload_teu=90)},
        ports={
            "KZAAU": PortPolicy(wind_limit_change_m_s=2),
            "KZKYK": PortPolicy(berths=3),
        },
        demands={"KZ-AZ-grain": DemandPolicy(factor=1.5, priority=2)},
        bans=(
            Ban(node_id="KZKYK", starts=date(2025, 6, 2), days=7),
            Ban(
                node_id="AZBAK",
                commodity_codes=("2709", "10"),
                starts=date(2025, 7, 1),
                days=2.5,
            ),
        ),
    )


def test_facilities_and_parameters_are_tables_like_the_others(file):
    text = 'name = "x"\n[facility.QUAY]\nroom_teu = 9\n[parameter]\nlay_h = 3\n'

    found = read(file, text)
    assert found.facilities == {"QUAY": FacilityPolicy(room_teu=9)}
    assert found.parameters == {"lay_h": 3.0}


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.toml")), ids=lambda p: p.stem)
def test_the_examples_are_about_the_shipped_corridor(path, corridor):
    assert len(read_scenario(path, corridor).to_dict()) >= 5


def test_the_order_of_a_file_does_not_matter(file):
    one = 'name = "x"\n[fleet.A]\nvessels_more = 1\n[fleet.B]\npayload_teu = 3\n'
    other = 'fleet = {B = {payload_teu = 3.0}, A.vessels_more = 1}\nname = "x"\n'

    assert read(file, one).canonical() == read(file, other).canonical()


TYPOS = [
    ('name = "all', 'nmae = "all', 1, "no “nmae”", "did you mean name?"),
    ("start = 2025", "starts = 2025", 2, "no “starts”", "did you mean start?"),
    ("start = 2025-03-01", 'start = "2025-03-01"', 2, "expected a day", ""),
    ("start = 2025-03-01", "start = 2025-03-01T06:00:00", 2, "expected a day", ""),
    ("days = 200", "days = 200.5", 3, "expected a whole number from 1 to 3660", ""),
    ("days = 200", 'days = "200"', 3, "days is '200', expected", ""),
    ("days = 200", "days = 0", 3, "days is 0, expected", ""),
    ("days = 200", "days = true", 3, "days is true, expected", ""),
    ("warm_up_days = 60", "warm_up = 60", 4, "no “warm_up”", "warm_up_days"),
    ("_m = -0.5", "_m = nan", 5, "expected a number from -10 to 10", ""),
    ("_m = -0.5", "_m = -0.5\nfactor = 2", 6, "no “factor”", "[demand.ID]"),
    ("[service.FEEDER-AAU", "[sevice.FEEDER-AAU", 7, "no “sevice”", "mean service?"),
    (
        "R-AAU-BAK]",
        "R-AAU-BAC]",
        7,
        "no service FEEDER-AAU-BAC",
        "mean FEEDER-AAU-BAK?",
    ),
    ('"FR",', '"Friday",', 8, "expected a list of MO, TU", ""),
    ("min_load_share", "min_laod_share", 12, "“min_laod_share”", "min_load_share?"),
    ("min_load_share = 0.8", "min_load_share = 80", 12, "above 0 and up to 1", ""),
    ("max_lay_h", "MAX_LAY_H", 13, "“MAX_LAY_H”", "did you mean max_lay_h?"),
    ("priority = 0", "zzz = 0", 15, "“zzz”", "there are fill, min_load_teu"),
    ("fill = false", "fill = 0", 18, "expected true or false", ""),
    ("fill = false", "fill = false\nmax_wait_h = 9", 17, "waits for no load", ""),
    (
        "FLEET-DRY-AAU-BAK",
        "FLEET-DRY-AAU-BAQ",
        21,
        "no fleet",
        "did you mean FLEET-DRY-AAU-BAK?",
    ),
    ("vessels_more = 1", "vessels_more = -9", 22, "at least one has to stay", ""),
    ("port.KZAAU", "port.Aktau", 25, "no node Aktau", "did you mean KZAAU (Aktau)?"),
    ("port.KZAAU", "port.CNXIY", 25, "no ship calls at CNXIY", "mode sea"),
    ("KZ-AZ-grain", "KZ-AZ-grian", 29, "no demand", "did you mean KZ-AZ-grain?"),
    ("factor = 1.5", "facter = 1.5", 30, "“facter”", "did you mean factor?"),
    ('"KZKYK"', '"Kuryk"', 34, "no node Kuryk", "did you mean KZKYK (Kuryk)?"),
    ("starts = 2025-06-02\n", "", 33, "the ban has no starts", "add starts, a day"),
    ("2025-06-02", "2026-06-02", 35, "outside of the run, 2024-12-31 to", ""),
    ("2025-06-02", "2025-06-32", 35, "no TOML", ""),
    ("days = 7\n", "dayz = 7\n", 33, "the ban has no days", "above 0"),
    ('"2709", "10"', '"2709", "oil"', 40, "Harmonized System codes", ""),
    ('"2709", "10"', '"9305"', 40, "no goods of code 9305", ""),
    ("days = 2.5", "days = 2.5.5", 42, "no TOML", "a line is a [table.ID]"),
    ('[[ban]]\nnode_id = "AZ', '[ban]\nnode_id = "AZ', 38, "no TOML: Cannot", ""),
    ("[port.KZAAU]", "[fleet.FLEET-DRY-AAU-BAK]", 25, "no TOML: Cannot declare", ""),
]


@pytest.mark.parametrize(
    ("old", "new", "line", "problem", "hint"), TYPOS, ids=[t[1][:24] for t in TYPOS]
)
def test_a_typo_is_refused_with_its_line(file, corridor, old, new, line, problem, hint):
    assert old in WHOLE

    found = problems_of(file, WHOLE.replace(old, new, 1), corridor)
    first = next(f for f in found if problem in f[1])
    assert first[0] == line
    assert hint in first[2]


def test_all_problems_are_told_at_once_in_the_order_of_the_file(file, corridor):
    text = WHOLE
    for old, new in (
        ("days = 200", "days = 200.5"),
        ("FEEDER-BAK-AAU", "FEEDER-BAK-AAA"),
        ("payload_teu", "payload"),
        ('"AZBAK"', '"AZBAQ"'),
    ):
        text = text.replace(old, new, 1)

    found = problems_of(file, text, corridor)
    assert [line for line, _, _ in found] == [3, 17, 23, 39]

    with pytest.raises(ScenarioError) as caught:
        read(file, text, corridor)
    assert caught.value.message.count(f"{file}:") == 4
    assert caught.value.where == f"{file}:3"


def test_the_message_of_many_problems_ends_somewhere(file):
    text = 'name = "x"\n' + "".join(f"word{n} = 1\n" for n in range(50))
    with pytest.raises(ScenarioError) as caught:
        read(file, text)

    assert len(caught.value.bad_entries) == 50
    assert caught.value.message.endswith("… and 30 more")


def test_a_key_without_its_row_is_told_where_it_belongs(file):
    text = 'name = "x"\n[service]\nfill = false\n[fleet]\nFLEET-DRY-AAU-BAK = 3\n'

    assert problems_of(file, text) == [
        (3, "fill belongs to one service", "write it under [service.ID]"),
        (
            5,
            "“FLEET-DRY-AAU-BAK” is 3, expected a table",
            "write [fleet.FLEET-DRY-AAU-BAK]",
        ),
    ]


def test_a_table_is_no_value_and_a_value_no_table(file):
    text = 'name = "x"\nservice = 3\nban = "KZKYK"\nparameter = 1\n[[fleet]]\na = 1\n'

    assert problems_of(file, text) == [
        (2, "service is no table", "write [service.ID]"),
        (3, "ban is no list of tables", "write [[ban]] for each ban"),
        (4, "parameter is no table", "write [parameter] above ID = 1.2"),
        (5, "fleet is no table", "write [fleet.ID]"),
    ]


def test_a_scenario_has_a_name(file):
    assert problems_of(file, "") == [
        (1, "the scenario has no name", 'begin with name = "what is tried"')
    ]


def test_what_would_steer_a_terminal_is_spelled_out(file):
    sign = "\\u001b[31m"
    text = f'"{sign}a" = 1\nname = "{sign}"\n[port."{sign}"]\nberths = 1\n'

    found = problems_of(file, text)
    assert len(found) == 3
    assert all("\x1b" not in part for _, *parts in found for part in parts)
    assert "“\\x1b[31ma”" in found[0][1]


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b'name = "x"\ndays = \xff', 2, "the text is not UTF-8"),
        (b'name = "x"\ndays = ' + b"9" * 5000, 2, "no TOML"),
        (b'name = "x"\ndays = 0x' + b"f" * 9000, 2, "a number of thousands of digits"),
        (b"x = " + b"[" * 5000, 1, "too deep"),
        (b'name = "x"\na' + b".a" * 40_000 + b" = 1", 2, "keys lie too deep"),
        (b'name = "x', 1, "no TOML"),
        (b"#" * 1_000_001, 1, "no longer than 1,000,000 bytes"),
        (b"name = 'x'\rdays = 3", 1, "no TOML"),
        (b'name = "\x00"', 1, "no TOML"),
    ],
    ids=lambda value: value[:12].decode("latin-1") if isinstance(value, bytes) else "",
)
def test_what_is_no_toml_is_refused_with_its_line(file, content, line, said):
    file.write_bytes(content)
    with pytest.raises(ScenarioError, match=said) as caught:
        read_scenario(file)

    assert caught.value.bad_entries[0].line == line


def test_a_byte_order_mark_and_windows_line_ends_are_no_matter(file):
    file.write_bytes(b"\xef\xbb\xbf" + b'name = "x"\r\n\r\nfoo = 1\r\n')
    with pytest.raises(ScenarioError) as caught:
        read_scenario(file)

    assert [entry.line for entry in caught.value.bad_entries] == [3]


@pytest.mark.parametrize("path", ["nowhere.toml", ".", "a\0b", ""])
def test_no_file_is_a_word_about_the_file(path):
    with pytest.raises(UsageError, match="cannot read the scenario"):
        read_scenario(path)


def test_lines_are_found_past_strings_comments_and_brackets():
    text = '''\
a = """
b = 1
"""  # c = 2
d = [
  # e = 3
  "]", 'f = "',
]
"g.h" . i = {j = 1, k = "}"}
[l]  # [m]
n = "\\"#"
[[o.p]]
q = \'\'\'x\'\'\'\'\'
[[o.p]]
q = 1
[o.p.r]
s = 1
'''
    assert tomllib.loads(text)["o"]["p"][0]["q"] == "x''"

    assert Lines.of(text).by_path == {
        ("a",): 1,
        ("d",): 4,
        ("g.h",): 8,
        ("g.h", "i"): 8,
        ("l",): 9,
        ("l", "n"): 10,
        ("o",): 11,
        ("o", "p"): 11,
        ("o", "p", 0): 11,
        ("o", "p", 0, "q"): 12,
        ("o", "p", 1): 13,
        ("o", "p", 1, "q"): 14,
        ("o", "p", 1, "r"): 15,
        ("o", "p", 1, "r", "s"): 16,
    }
    assert Lines.of(text).of_entry(("g.h", "i", "j")) == 8
    assert Lines.of("").of_entry(("x",)) == 1


SIGNS = (*string.ascii_letters, *string.digits, *" \t\n\r\"'#[]{}=.,-+_\\\0ü字€")


def mutated(text, luck):
    """The text with a few letters, words or lines other than they were."""
    for _ in range(luck.randint(1, 4)):
        at, length = luck.randrange(len(text)), luck.choice((0, 1, 1, 5, 30))
        kind = luck.random()
        if kind < 0.6:
            put = "".join(luck.choice(SIGNS) for _ in range(luck.randint(0, 3)))
            text = text[:at] + put + text[at + length :]
        elif kind < 0.8:
            lines = text.split("\n")
            luck.shuffle(lines)
            text = "\n".join(lines)
        else:
            word = luck.choice(
                ("1e999", "-7", "nan", '""', "[]", "{}", "0x" + "f" * 400)
            )
            lines = text.split("\n")
            number = luck.randrange(len(lines))
            lines[number] = f"{lines[number].partition('=')[0]}= {word}"
            text = "\n".join(lines)
        text = text or "\n"
    return text


def test_no_change_of_a_file_is_more_than_a_refusal(file, corridor):
    """Of 500 mutations each is a scenario or an error with lines, never a traceback."""
    luck, refused = random.Random(4), 0
    for _ in range(500):
        text = mutated(WHOLE, luck)
        file.write_bytes(text.encode())
        lines = refused_lines(file, corridor)
        refused += bool(lines)
        assert lines == sorted(lines)
        assert set(lines) <= set(range(1, text.count("\n") + 2))
    assert 300 < refused < 500


def refused_lines(file, corridor):
    try:
        read_scenario(file, corridor)
    except ScenarioError as error:
        return [entry.line for entry in error.bad_entries]
    return []


def test_no_bytes_are_more_than_a_refusal(file):
    luck = random.Random(5)
    for _ in range(300):
        file.write_bytes(luck.randbytes(luck.randint(0, 200)))
        with pytest.raises(ScenarioError):
            read_scenario(file)


HOURS = st.floats(0.01, 8760)
IDS = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=9)
POLICIES = st.fixed_dictionaries(
    {},
    optional={
        "min_load_share": st.floats(0.01, 1),
        "max_wait_h": HOURS,
        "max_lay_h": HOURS,
        "weekdays": st.lists(st.sampled_from(WEEKDAYS), unique=True, min_size=1),
        "departure_min": st.integers(0, 1439),
        "priority": st.integers(0, 2),
    },
)


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@given(
    st.dictionaries(IDS, POLICIES, max_size=4), st.dictionaries(IDS, HOURS, max_size=3)
)
def test_what_is_written_is_what_is_read(tmp_path_factory, services, parameters):
    """And every entry is found in the line in which it was written."""
    lines, numbers = ['name = "drawn"', ""], {}
    for service_id, policy in services.items():
        lines.append(f"[service.{quoted(service_id)}]")
        for key, value in policy.items():
            shown = str(value) if not isinstance(value, list) else repr(value)
            lines.append(f"{key} = {shown}")
            numbers["service", service_id, key] = len(lines)
    lines.append("[parameter]")
    for parameter_id, value in parameters.items():
        lines.append(f"{quoted(parameter_id)} = {value}")
        numbers["parameter", parameter_id] = len(lines)
    text = "\n".join(lines)

    found = read(tmp_path_factory.mktemp("drawn") / "x.toml", text)
    assert found.parameters == parameters
    assert {key: row.to_dict() for key, row in found.services.items()} == {
        key: policy
        if "weekdays" not in policy
        else policy | {"weekdays": sorted(policy["weekdays"], key=WEEKDAYS.index)}
        for key, policy in services.items()
    }
    located = Lines.of(text)
    assert {path: located.of_entry(path) for path in numbers} == numbers
