"""Workbooks: the template, what comes back of it, and what is no workbook at all."""

import io
import time
import tomllib
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from flows.tiny import (
    SETTINGS,
    columns,
    tiny_tables,
    write_folder,
    write_settings,
    write_workbook,
)

from orta.errors import StudyError, UsageError
from orta.planning.flows.study import (
    read_study,
    read_study_schema,
    write_template,
)
from orta.planning.flows.study.files.workbook.example import ROWS
from orta.planning.flows.study.schema import CHANGEABLE, read_whole_schema


@pytest.fixture
def settings(tmp_path):
    write_settings(tmp_path / "study.toml", {**SETTINGS, "tables": '"book.xlsx"'})
    return tmp_path / "study.toml"


def faults(path, corridor):
    with pytest.raises(StudyError) as caught:
        read_study(path, corridor)
    return caught.value.bad_cells


def sheets(path):
    book = openpyxl.load_workbook(path)
    return {sheet.title: sheet for sheet in book.worksheets}


def test_the_template_is_a_study_as_it_stands(tmp_path, corridor):
    book, beside = write_template(tmp_path / "mine.xlsx", corridor)

    assert (book.name, beside.name) == ("mine.xlsx", "mine.toml")
    assert tomllib.loads(beside.read_text("utf-8"))["tables"] == "mine.xlsx"
    study = read_study(beside, corridor)
    assert len(study.demands) == len(ROWS["demand"])
    assert all(leg.evidence.confidence == "estimated" for leg in study.legs)
    rows = {name for name, of_table in ROWS.items() if of_table}
    assert rows == set(read_study_schema())


def test_the_rows_of_a_template_say_the_same_in_csv_files(tmp_path, corridor):
    _, beside = write_template(tmp_path / "mine.xlsx", corridor)
    write_folder(tmp_path / "tables", ROWS)
    text = beside.read_text("utf-8").replace('"mine.xlsx"', '"tables"')
    (tmp_path / "csv.toml").write_text(text, "utf-8")
    study = read_study(tmp_path / "csv.toml", corridor)

    assert study == read_study(beside, corridor)
    assert study.digest == read_study(beside, corridor).digest


def test_the_same_version_makes_the_same_bytes(tmp_path, corridor):
    one, _ = write_template(tmp_path / "one.xlsx", corridor)
    time.sleep(1.1)  # a clock would show
    two, _ = write_template(tmp_path / "two.xlsx", corridor)

    assert one.read_bytes() == two.read_bytes()


def test_a_sheet_has_every_column_with_its_meaning_and_its_words(tmp_path, corridor):
    path, _ = write_template(tmp_path / "mine.xlsx", corridor)
    found = sheets(path)
    for name, table in read_study_schema().items():
        sheet = found[name]
        header = [cell for cell in sheet[1] if cell.value]
        assert [cell.value for cell in header] == [c.name for c in table.columns]
        assert sheet.freeze_panes == "B2"
        for cell, column in zip(header, table.columns, strict=True):
            assert column.meaning in cell.comment.text
            assert column.unit in ("", "1") or column.unit in cell.comment.text
    rules = found["leg"].data_validations.dataValidation
    choices = {str(rule.sqref): rule.formula1 for rule in rules}
    assert '"rail,road,sea,pipeline"' in choices.values()
    assert f"_node!$A$2:$A${len(corridor.nodes) + 1}" in choices.values()
    about = {row[1].value for row in found["columns"].iter_rows() if row[1].value}
    assert {c.name for t in read_study_schema().values() for c in t.columns} <= about


def test_a_template_replaces_nothing(tmp_path, corridor):
    (tmp_path / "mine.toml").write_text("kept", "utf-8")
    with pytest.raises(UsageError, match="is there already"):
        write_template(tmp_path / "mine.xlsx", corridor)
    with pytest.raises(UsageError, match="does not end in"):
        write_template(tmp_path / "mine.ods", corridor)

    assert [p.name for p in tmp_path.iterdir()] == ["mine.toml"]
    assert (tmp_path / "mine.toml").read_text("utf-8") == "kept"


def test_a_fault_on_a_sheet_is_named_with_sheet_and_row(settings, corridor):
    tables = tiny_tables()
    tables["leg"][1]["days"] = "soon"
    tables["supply"][0]["t_per_week"] = "-5"
    write_workbook(settings.with_name("book.xlsx"), tables)

    assert [(c.file, c.row, c.column, c.value) for c in faults(settings, corridor)] == [
        ("book.xlsx[supply]", 2, "t_per_week", "-5"),
        ("book.xlsx[leg]", 3, "days", "soon"),
    ]


def test_rows_count_as_the_spreadsheet_shows_them(settings, corridor):
    tables = tiny_tables()
    tables["leg"].insert(1, {})  # a blank row counts, too
    tables["leg"][2]["days"] = "soon"
    write_workbook(settings.with_name("book.xlsx"), tables)

    assert [(c.row, c.value) for c in faults(settings, corridor)] == [(4, "soon")]


def test_dates_shares_and_truths_of_a_spreadsheet_are_read(settings, corridor):
    tables = tiny_tables()
    path = settings.with_name("book.xlsx")
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": True}) as book:
        day = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        share = book.add_format({"num_format": "0%"})
        for name, rows in tables.items():
            sheet = book.add_worksheet(name)
            for place, key in enumerate(columns(rows)):
                sheet.write(0, place, key)
                for number, row in enumerate(rows, start=1):
                    cell = (number, place)
                    if key == "as_of":
                        sheet.write_datetime(*cell, datetime(2026, 9, 1), day)  # noqa: DTZ001
                    elif key == "weather":
                        sheet.write_boolean(*cell, True)
                    elif key == "yield_share":
                        sheet.write_number(*cell, float(row[key]), share)
                    elif row.get(key):
                        sheet.write(*cell, row[key])
    study = read_study(settings, corridor)

    assert study.goods[0].evidence.as_of == "2026-09-01"
    assert study.limits[0].weather is True
    assert study.conversions[0].products[1].yield_share == 0.22


def test_a_sheet_that_nobody_would_read_is_named(settings, corridor):
    tables = tiny_tables()
    tables["stores"] = tables.pop("store")
    tables["_sums"] = [{"whatever": "1"}]
    tables["columns"] = [{"whatever": "1"}]
    write_workbook(settings.with_name("book.xlsx"), tables)

    (fault,) = faults(settings, corridor)
    assert (fault.file, fault.hint) == ("book.xlsx[stores]", "nearest is store")


def test_a_missing_sheet_is_one_fault(settings, corridor):
    tables = tiny_tables()
    del tables["leg"]
    write_workbook(settings.with_name("book.xlsx"), tables)

    (fault,) = faults(settings, corridor)
    assert (fault.file, fault.row) == ("book.xlsx[leg]", 0)
    assert fault.expected == "a table of every study"


@pytest.mark.parametrize("what", ["", "header"])
def test_an_empty_sheet_is_one_fault(settings, corridor, what):
    path = settings.with_name("book.xlsx")
    tables = tiny_tables()
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in tables.items():
            sheet = book.add_worksheet(name)
            if name == "leg":
                sheet.write_row(0, 0, columns(rows) if what else [])
                continue
            sheet.write_row(0, 0, columns(rows))
            for number, row in enumerate(rows, start=1):
                sheet.write_row(number, 0, [row.get(c, "") for c in columns(rows)])

    assert [c.file for c in faults(settings, corridor)] == ["book.xlsx[leg]"]


def test_without_the_library_the_extra_is_named(settings, corridor, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "python_calamine", None)
    write_workbook(settings.with_name("book.xlsx"), tiny_tables())
    with pytest.raises(UsageError, match="python-calamine") as caught:
        read_study(settings, corridor)

    assert "pip install 'orta[export]'" in caught.value.hint


def a_workbook(tables=None):
    path = io.BytesIO()
    with xlsxwriter.Workbook(path) as book:
        for name in tables or ("goods",):
            book.add_worksheet(name).write(0, 0, "x")
    return path.getvalue()


def with_part(name, text, content=None):
    """A workbook in which one part is another one."""
    before = zipfile.ZipFile(io.BytesIO(content or a_workbook()))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            after.writestr(part.filename, text if part.filename == name
                           else before.read(part))  # fmt: skip
        if name not in before.namelist():
            after.writestr(name, text)
    return buffer.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
HEAD = (
    b'<?xml version="1.0"?>%s<worksheet xmlns="http://schemas.openxmlformats.org'
    b'/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
)


def sheet(body, doctype=b""):
    return with_part(SHEET, HEAD % (doctype, body))


NONSENSE = {
    "nothing": (b"", "no .xlsx workbook"),
    "noise": (bytes(range(256)) * 40_000, "no .xlsx workbook"),
    "zeros": (bytes(10_000_000), "no .xlsx workbook"),
    "an old one": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 1000, "no .xlsx workbook"),
    "cut off": (a_workbook()[:-200], "no .xlsx workbook"),
    "another zip": (with_part("a", b"b", None).replace(b"xl/workbook", b"xl/walkbook"),
                    "no .xlsx workbook"),
    "far away": (sheet(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
                 "reaches to row 1048576, column 16384"),
    "far by another way": (sheet(b'<row><c r="&#88;FD1048576"><v>1</v></c></row>'),
                           "reaches to row 1048576, column 16384"),
    "far, counted": (sheet(b"<row/>" * 400_000 + b"<row>" + b"<c/>" * 400 + b"</row>"),
                     "reaches to row"),
    "an entity": (sheet(b"<row/>", b'<!DOCTYPE a [<!ENTITY b "c">]>'),
                  "declares entities"),
    "no XML": (sheet(b"<row><c></row>"), "no .xlsx workbook"),
    "a bomb": (with_part("xl/media/image.png", bytes(200 * 2**20)),
               "unfolds to more than 64 MiB"),
    "many parts": (None, "no .xlsx workbook"),
}  # fmt: skip


@pytest.mark.parametrize("name", NONSENSE)
def test_what_is_no_workbook_is_one_clear_fault_at_once(settings, corridor, name):
    content, said = NONSENSE[name]
    if content is None:
        buffer = io.BytesIO(a_workbook())
        with zipfile.ZipFile(buffer, "a") as parts:
            for number in range(2000):
                parts.writestr(f"{number}", b"")
        content = buffer.getvalue()
    settings.with_name("book.xlsx").write_bytes(content)
    start = time.perf_counter()
    (fault,) = faults(settings, corridor)
    took_s = time.perf_counter() - start

    assert (fault.file, fault.row) == ("book.xlsx", 0)
    assert said in fault.value
    assert fault.expected == "a workbook that can be read"
    assert took_s < 5
    assert len(list(Path(settings.parent).iterdir())) == 2


def test_a_size_that_lies_is_not_believed(settings, corridor):
    content = bytearray(with_part("xl/media/image.png", bytes(200 * 2**20)))
    true, said = (200 * 2**20).to_bytes(4, "little"), (100).to_bytes(4, "little")
    settings.with_name("book.xlsx").write_bytes(bytes(content).replace(true, said))

    (fault,) = faults(settings, corridor)
    assert "workbook" in fault.value or "unfolds" in fault.value


def test_what_may_change_is_a_figure_of_its_table():
    schema = read_whole_schema()
    for table, names in CHANGEABLE.items():
        for name in names:
            assert schema[table].column_by_name[name].type in ("number", "integer")
            assert not schema[table].column_by_name[name].reference
    assert set(schema["change"].column_by_name["table"].alternatives) == set(CHANGEABLE)
