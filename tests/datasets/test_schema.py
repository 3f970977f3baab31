"""The schema against the values that are built from its tables."""

import pytest
from datasets.planting import change, places
from datasets.tiny import TABLES, write_tiny

from orta.datasets import SHIPPED, check_dataset, find_dataset, read_corridor
from orta.datasets.rows import BUILDERS
from orta.datasets.schema import REQUIRED_TABLES, read_schema
from orta.errors import DatasetError, UsageError

COLUMNS = [column for table in read_schema().values() for column in table.columns]
OPTIONAL = [column for column in COLUMNS if not column.is_needed]
TYPES = {"number", "decimal", "integer", "boolean", "date", "list", "text", "code"}

# Optional columns that a row of the tiny dataset needs for what else it says.
NEEDED_THERE = {
    "terminal": {"capacity", "capacity_unit"},
    "link": {"capacity", "capacity_unit"},  # one comes with the other
    "service": {
        *("country_codes", "weekdays", "departure_min", "headway_h"),
        *("min_load_teu", "max_wait_h", "arrival_teu_per_day"),
        *("fastest_share", "slowest_share"),  # one comes with the other
    },
    "emission_factor": {"basis"},  # a hub says so there
    "tariff": {"currency"},  # unless it is a percentage
    "embargo": {"exempts_from", "loading_states", "loading_node_ids"},
    "equipment": {"inside_length_m", "inside_width_m", "inside_height_m"},
    "limit": {"most", "mode", "terminal_id"},
    "call": {"transit_min_h", "transit_mean_h", "transit_max_h"},
    "facility": {
        *("node_id", "link_id", "server_count", "room_teu"),
        *("service_min_h", "service_mean_h", "service_max_h"),
        *("opens_hour", "open_hours"),  # one comes with the other
    },
    "target": {"volume_id", "observation_id", "demand_ids"},
    "project": {"cost", "currency", "capacity_unit"},  # one comes with the other
}

# Tables that a row of another table of the tiny dataset points at.
_REFERRED_TO = {
    *("service", "terminal", "call", "fleet", "equipment", "commodity"),
    *("season", "demand", "volume", "observation"),
}


def ids(columns):
    return [f"{column.table}-{column.name}" for column in columns]


def first_key(table):
    return " ".join(TABLES[table][0][name] for name in read_schema()[table].key)


@pytest.fixture
def tiny(tmp_path):
    return write_tiny(tmp_path)


def test_the_shipped_dataset_has_no_problem():
    folder = find_dataset(SHIPPED)

    assert check_dataset(folder) == ()
    assert read_corridor(folder).name == "middle-corridor"


def test_the_tiny_dataset_has_no_problem(tiny):
    corridor = read_corridor(tiny)

    assert check_dataset(tiny) == ()
    assert len(corridor.nodes) == 3
    assert len(corridor.links) == 2
    assert len(corridor.service_by_id["SHIP"].fleets) == 1
    assert corridor.service_by_id["LINER"].weekdays == ("MO", "TH")


@pytest.mark.parametrize("column", COLUMNS, ids=ids(COLUMNS))
def test_a_column_says_what_it_means_and_a_number_in_which_unit(column):
    assert column.meaning
    assert column.type in TYPES
    assert column.presence in {"key", "required", "optional"}
    assert column.unit or column.type != "number"
    assert column.alternatives or column.type != "code"
    # No number, however large, gets past a bound.
    is_bounded = column.bounds or column.alternatives
    assert is_bounded or column.type not in {"number", "integer"}


def test_a_table_has_a_key_and_what_it_refers_to_exists_as_one():
    for table in read_schema().values():
        assert table.key, table.name
        assert len(table.column_by_name) == len(table.columns), table.name
    for column in COLUMNS:
        if column.reference:
            target, _, name = column.reference.partition(".")
            assert read_schema()[target].key == (name,)


def test_every_table_but_that_of_the_facts_itself_says_where_it_was_read():
    for table in read_schema().values():
        last = [column.name for column in table.columns[-4:]]
        is_fact = last == ["source_id", "as_of", "confidence", "method"]
        assert is_fact == (table.name != "source"), table.name


def test_every_table_has_a_builder():
    assert {*BUILDERS, "service"} == set(read_schema())


def test_every_column_is_filled_in_somewhere_in_the_tiny_dataset():
    for column in COLUMNS:
        texts = [row.get(column.name) for row in TABLES[column.table]]
        assert any(texts), f"{column.table}.{column.name}"


@pytest.mark.parametrize("table", read_schema())
def test_a_row_with_all_its_optional_cells_empty_builds(tiny, table):
    needed = NEEDED_THERE.get(table, set()) - {"capacity", "capacity_unit"}
    if table == "observation":
        needed = {"value_mean"}  # an observation has a value
    optional = {column.name for column in OPTIONAL if column.table == table}
    cells = {"confidence": "published"} if table != "source" else {}
    change(
        tiny, table, first_key(table), **cells, **dict.fromkeys(optional - needed, "")
    )

    assert places(tiny) == []
    read_corridor(tiny)


@pytest.mark.parametrize("column", OPTIONAL, ids=ids(OPTIONAL))
def test_an_optional_column_may_be_absent_unless_a_row_needs_it(tmp_path, column):
    folder = write_tiny(tmp_path, without=(column.table, column.name))

    found = check_dataset(folder)

    needed = {*NEEDED_THERE.get(column.table, ()), "method"}
    assert bool(found) == (column.name in needed)
    assert all(cell.row > 1 for cell in found)


NEEDED = [column for column in COLUMNS if column.is_needed]


@pytest.mark.parametrize("column", NEEDED, ids=ids(NEEDED))
def test_a_needed_column_that_is_absent_is_the_one_thing_named(tmp_path, column):
    folder = write_tiny(tmp_path, without=(column.table, column.name))

    assert places(folder) == [(f"{column.table}.csv", 1, column.name)]


CODES = [c for c in COLUMNS if c.type == "code" and c.presence != "key"]


@pytest.mark.parametrize("column", CODES, ids=ids(CODES))
def test_every_code_of_the_list_is_one_the_values_know(tiny, column):
    """What else the row then lacks may be named, but no code may be a surprise."""
    for code in column.alternatives:
        change(tiny, column.table, first_key(column.table), **{column.name: code})

        named = {cell.column for cell in check_dataset(tiny)}
        assert named <= {"", "target_id", "target_ids"}


@pytest.mark.parametrize("table", read_schema())
def test_a_table_may_be_absent_if_no_other_one_needs_it(tiny, table):
    (tiny / f"{table}.csv").unlink()

    found = check_dataset(tiny)

    if table in REQUIRED_TABLES:
        assert [(c.file, c.row) for c in found] == [(f"{table}.csv", 0)]
        assert found[0].hint.startswith("the file is missing")
    elif table in _REFERRED_TO:
        assert found
        assert all(cell.row > 1 for cell in found)
    else:
        assert found == ()


def test_a_corridor_is_not_read_from_a_folder_with_a_fault(tiny):
    change(tiny, "node", "AYA", country_code="kz")

    with pytest.raises(DatasetError) as caught:
        read_corridor(tiny)

    assert caught.value.bad_cells == check_dataset(tiny)
    assert caught.value.where == str(tiny)


def test_a_dataset_is_found_by_its_name_or_by_its_folder(tiny):
    assert find_dataset(str(tiny)) == tiny
    with pytest.raises(UsageError, match="no dataset and no folder"):
        find_dataset("northern-corridor")
