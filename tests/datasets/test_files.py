"""Files that a spreadsheet, an editor or a disk has spoiled as a whole."""

import codecs
from dataclasses import replace

import pytest
from datasets.planting import (
    change,
    edit_bytes,
    only_problem,
    places,
    read_rows,
    row_of,
    write_rows,
)

from orta.datasets import check_dataset, read_corridor


def test_the_untouched_copy_has_no_problem(folder):
    assert check_dataset(folder) == ()


@pytest.mark.parametrize(
    "edit",
    [
        lambda old: codecs.BOM_UTF8 + old,
        lambda old: old.replace(b"\n", b"\r\n"),
        lambda old: codecs.BOM_UTF8 + old.replace(b"\n", b"\r\n"),
        lambda old: old.replace(b"\n", b"\r"),
        lambda old: old.replace(b"\n", b"\n\n"),
        lambda old: old.replace(b"\n", b"\n , ,\t\n", 3),
        lambda old: old.removesuffix(b"\n"),
        lambda old: old + b"\n\n \n",
        lambda old: old.replace(b",", b" ,", 12).replace(b",", b"\t,", 3),
    ],
    ids="BOM|CRLF|BOM and CRLF|CR|blank lines|lines of commas|no last line end|"
    "blank lines at the end|spaces before commas".split("|"),
)
def test_what_editors_do_to_a_file_does_not_change_the_corridor(folder, edit):
    before = read_corridor(folder)
    edit_bytes(folder, "link.csv", edit)

    after = read_corridor(folder)

    assert replace(after, digest="") == replace(before, digest="")
    assert after.digest != before.digest


def test_rows_are_counted_as_a_spreadsheet_does_over_blank_lines_and_long_notes(folder):
    note = "first line\nsecond line"
    change(folder, "link", "L001", note=note)
    change(folder, "link", "L003", length_km="far")
    edit_bytes(folder, "link.csv", lambda old: old.replace(b"\nL002", b"\n\n\nL002"))

    # Header, L001 with its note of two lines, two blank rows, L002, L003.
    assert places(folder) == [("link.csv", 6, "length_km")]


# Encodings


def test_one_line_in_the_encoding_of_old_windows_is_named_with_its_column(folder):
    number = change(folder, "link", "L005", operator="КТЖ")
    edit_bytes(
        folder,
        "link.csv",
        lambda old: old.replace("КТЖ".encode(), "КТЖ".encode("cp1251")),
    )

    problem = only_problem(folder)

    assert (problem.file, problem.row, problem.column) == (
        "link.csv",
        number,
        "operator",
    )
    assert problem.value == "КТЖ"
    assert problem.expected == "text in UTF-8"
    assert problem.hint == "save the file as UTF-8"


def test_a_whole_file_in_the_encoding_of_old_windows_has_each_such_cell_named(folder):
    rows = read_rows(folder, "commodity")
    for row in rows[1:]:
        row[1] = "зерно"
    write_rows(folder, "commodity", rows)
    edit_bytes(
        folder, "commodity.csv", lambda old: old.decode("utf-8").encode("cp1251")
    )

    found = check_dataset(folder)

    assert [(c.row, c.column) for c in found] == [
        (number, "name") for number in range(2, len(rows) + 1)
    ]
    assert {c.value for c in found} == {"зерно"}


def test_a_header_in_another_encoding_is_named_in_readable_letters(folder):
    edit_bytes(
        folder,
        "link.csv",
        lambda old: old.replace(b"operator", "оператор".encode("cp1251"), 1),
    )

    problem = only_problem(folder)

    assert (problem.row, problem.column) == (1, "оператор")
    assert problem.expected == "a column of the schema"


@pytest.mark.parametrize(
    ("edit", "value", "hint"),
    [
        (lambda old: old.decode().encode("utf-16"), "UTF-16", "save the file as UTF-8"),
        (lambda old: old.decode().encode("utf-16-le"), "a zero byte", "a spreadsheet"),
        (lambda old: old[:900] + b"\0" + old[900:], "a zero byte", "a spreadsheet"),
        (lambda _: b"PK\x03\x04\x14\0\x06\0\x08\0", "a zero byte", "a spreadsheet"),
        (lambda _: b"", "", "the file is empty"),
        (lambda _: b" \n\r\n\t\n", "", "the file is empty"),
        (lambda _: codecs.BOM_UTF8, "", "the file is empty"),
    ],
    ids="UTF-16|UTF-16 without mark|zero byte|xlsx|empty|blank|only a BOM".split("|"),
)
@pytest.mark.parametrize("file", ["node.csv", "closure.csv"])
def test_a_file_that_is_no_text_is_the_one_thing_named(folder, file, edit, value, hint):
    edit_bytes(folder, file, edit)

    problem = only_problem(folder)

    assert (problem.file, problem.row, problem.column) == (file, 0, "")
    assert problem.value == value
    assert hint in problem.hint


# Headers


def test_a_misspelled_column_is_named_with_the_nearest_and_the_one_that_lacks(folder):
    edit_bytes(folder, "link.csv", lambda old: old.replace(b"length_km", b"lenght", 1))

    unknown, missing = check_dataset(folder)

    assert (unknown.row, unknown.column, unknown.value) == (1, "lenght", "lenght")
    assert unknown.hint == "nearest is length_km"
    assert (missing.row, missing.column, missing.value) == (1, "length_km", "")
    assert missing.expected == "a column “length_km”"
    assert missing.hint == "Length along the infrastructure"


def test_a_misspelled_optional_column_is_named_and_the_rows_are_still_checked(folder):
    number = change(folder, "link", "L001", length_km="far")
    edit_bytes(folder, "link.csv", lambda old: old.replace(b"operator", b"Operator", 1))

    assert places(folder) == [
        ("link.csv", 1, "Operator"),
        ("link.csv", number, "length_km"),
    ]
    assert check_dataset(folder)[0].hint == "nearest is operator"


def test_a_column_that_stands_twice_is_named(folder):
    edit_bytes(folder, "link.csv", lambda old: old.replace(b",note,", b",operator,", 1))

    problem = only_problem(folder)

    place = (problem.file, problem.row, problem.column)
    assert place == ("link.csv", 1, "operator")
    assert problem.expected == "each column once"


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_file_with_another_separator_is_named_with_the_separator(folder, mark):
    edit_bytes(folder, "link.csv", lambda old: old.replace(b",", mark.encode()))

    problem = only_problem(folder)

    assert (problem.file, problem.row, problem.column) == ("link.csv", 1, "")
    assert problem.expected == "columns separated by commas"
    assert problem.hint == f"this file uses {mark!r}"


def test_columns_may_stand_in_any_order(folder):
    write_rows(folder, "link", [row[::-1] for row in read_rows(folder, "link")])

    assert check_dataset(folder) == ()


def test_a_header_without_rows_is_an_empty_table(folder):
    edit_bytes(folder, "target.csv", lambda old: old.split(b"\n")[0])

    assert read_corridor(folder).targets == ()


# Rows and quotes


def test_a_row_with_a_cell_too_many_is_named(folder):
    number = row_of(folder, "link", "L010")
    edit_bytes(folder, "link.csv", lambda old: old.replace(b"\nL010,", b"\nL010,,"))

    problem = only_problem(folder)

    assert (problem.file, problem.row, problem.column) == ("link.csv", number, "")
    assert (problem.value, problem.expected) == ("22 cells", "21 cells")
    assert problem.hint == "a text with a comma in it stands in quotes"


def test_a_decimal_comma_without_quotes_is_a_cell_too_many(folder):
    edit_bytes(folder, "link.csv", lambda old: old.replace(b",595,", b",595,5,", 1))

    problem = only_problem(folder)

    assert (problem.row, problem.value) == (2, "22 cells")


def test_a_row_with_a_cell_too_few_is_named(folder):
    number = row_of(folder, "link", "L010")
    rows = read_rows(folder, "link")
    rows[number - 1] = rows[number - 1][:18]
    write_rows(folder, "link", rows)

    problem = only_problem(folder)

    assert (problem.file, problem.row) == ("link.csv", number)
    assert (problem.value, problem.expected) == ("18 cells", "21 cells")


@pytest.mark.parametrize("table", ["node", "link", "call", "fleet", "source"])
def test_a_quote_that_is_not_closed_is_named_where_it_opens(folder, table):
    lines = (folder / f"{table}.csv").read_bytes().split(b"\n")
    first = row_of(folder, table, read_rows(folder, table)[4][0])
    content = b"\n".join((*lines[:4], b'"' + lines[4].replace(b'"', b""), b""))
    (folder / f"{table}.csv").write_bytes(content)

    problem = only_problem(folder)

    assert problem.file == f"{table}.csv"
    assert 0 < problem.row <= max(first, 5)
    assert problem.expected == "comma-separated values"
    assert "a quote that is not closed" in problem.hint


def test_a_header_with_a_quote_that_is_not_closed_is_the_one_thing_named(folder):
    edit_bytes(folder, "link.csv", lambda old: b'"' + old.replace(b'"', b""))

    assert places(folder) == [("link.csv", 1, "")]


def test_a_text_after_a_closed_quote_is_named(folder):
    number = row_of(folder, "link", "L020")
    edit_bytes(folder, "link.csv", lambda old: old.replace(b"\nL020,", b'\n"L020"x,'))

    assert places(folder) == [("link.csv", number, "")]


def test_a_cell_longer_than_the_csv_reader_takes_is_named(folder):
    number = change(folder, "link", "L020", note="x" * 200_000)

    problem = only_problem(folder)

    assert (problem.file, problem.row) == ("link.csv", number)
    assert "field larger than field limit" in problem.value


@pytest.mark.parametrize("column", ["length_km", "mode", "from_node_id", "as_of"])
def test_a_very_long_cell_is_named_with_its_beginning(folder, column):
    number = change(folder, "link", "L020", **{column: "9 km " * 20_000})

    problem = only_problem(folder)

    assert (problem.row, problem.column) == (number, column)
    assert problem.value.startswith("9 km 9 km")
    assert len(problem.value) < 300
    assert len(str(problem)) < 1000


def test_a_table_every_dataset_has_is_not_empty_below_its_header(folder):
    path = folder / "link.csv"
    path.write_text(path.read_text("utf-8").splitlines()[0] + "\n", "utf-8")

    assert any(
        (cell.file, cell.expected) == ("link.csv", "rows below the header")
        for cell in check_dataset(folder)
    )
