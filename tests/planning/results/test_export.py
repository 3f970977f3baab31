"""Tables as files: what another program reads back is what was written."""

import hashlib
import json
import sys
import time

import openpyxl
import pandas as pd
import pytest
from pyarrow import parquet

from orta.errors import UsageError
from orta.planning.results import (
    Provenance,
    Table,
    write_csv,
    write_parquet,
    write_xlsx,
)

PROVENANCE = Provenance(
    dataset_name="drawn",
    dataset_version="1",
    dataset_digest="ab" * 32,
    orta_version="0",
    parameters=(("cargo", "1x40ft:18t"), ("seed", "0")),
)
TABLE = Table(
    columns=("place", "cost_usd", "calls", "note"),
    rows=(
        ("Ақтау", 0.1 + 0.2, 3, None),
        ("ბათუმი, port", 1e-9, None, 'with a "quote"'),
        ("Xi'an", None, -7, "two\nlines"),
    ),
)
RISKY = ("=1+1", "+49", "-5 °C", "@SUM(A1)", "\t=1", "\r=1", "\n=1")


def write_all(folder, table=TABLE):
    write_csv(table, folder / "t.csv", provenance=PROVENANCE)
    write_xlsx({"rows": table}, folder / "t.xlsx", provenance=PROVENANCE)
    write_parquet(table, folder / "t.parquet", provenance=PROVENANCE)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_csv_has_every_digit_and_its_provenance_beside_it(tmp_path):
    write_all(tmp_path)

    frame = pd.read_csv(tmp_path / "t.csv", encoding="utf-8", dtype={"calls": "Int64"})
    pd.testing.assert_frame_equal(
        frame, TABLE.to_pandas().astype({"calls": "Int64"}), check_exact=True
    )
    about = json.loads((tmp_path / "t.csv.provenance.json").read_text("utf-8"))
    assert about["schema"] == "orta.provenance/1"
    assert about["dataset_digest"] == PROVENANCE.dataset_digest
    assert about["parameters"] == dict(PROVENANCE.parameters)
    content = (tmp_path / "t.csv").read_bytes()
    assert about["sha256"] == hashlib.sha256(content).hexdigest()


def test_a_workbook_has_a_sheet_for_the_table_and_one_for_provenance(tmp_path):
    write_all(tmp_path)

    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["rows", "provenance"]
    rows = tuple(book["rows"].iter_rows(values_only=True))
    assert rows[0] == TABLE.columns
    assert [row[0] for row in rows[1:]] == [row[0] for row in TABLE.rows]
    assert [row[1] for row in rows[1:]] == [0.3, 1e-9, None]  # 16 digits
    assert [row[2:] for row in rows[1:]] == [row[2:] for row in TABLE.rows]
    about = dict(book["provenance"].iter_rows(values_only=True))
    assert about["dataset_digest"] == PROVENANCE.dataset_digest
    assert about["cargo"] == "1x40ft:18t"


def test_a_parquet_file_has_types_and_provenance_in_its_schema(tmp_path):
    write_all(tmp_path)

    read = parquet.read_table(tmp_path / "t.parquet")
    assert read.column_names == list(TABLE.columns)
    assert tuple(tuple(row.values()) for row in read.to_pylist()) == TABLE.rows
    kinds = [str(field.type) for field in read.schema]
    assert kinds == ["string", "double", "int64", "string"]
    about = json.loads(read.schema.metadata[b"orta.provenance"])
    assert about["dataset"] == "drawn"


def test_the_same_table_gives_the_same_bytes_at_another_time(tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    first = write_all(tmp_path / "one")
    time.sleep(2.1)  # zip files keep times to two seconds

    assert write_all(tmp_path / "two") == first


@pytest.mark.parametrize("text", RISKY)
def test_no_text_becomes_a_formula(tmp_path, text):
    write_all(tmp_path, Table(columns=("note",), rows=((text,),)))

    lines = pd.read_csv(tmp_path / "t.csv")["note"].tolist()
    assert lines[0][0] == "'"
    cell = openpyxl.load_workbook(tmp_path / "t.xlsx")["rows"]["A2"]
    assert cell.data_type == "s"
    assert cell.value.replace("_x000D_", "\r") == text
    assert parquet.read_table(tmp_path / "t.parquet").to_pylist() == [{"note": text}]


def test_numbers_below_zero_stay_numbers(tmp_path):
    write_all(tmp_path, Table(columns=("cost_usd",), rows=((-5.5,),)))

    assert (tmp_path / "t.csv").read_text("utf-8") == "cost_usd\n-5.5\n"


def test_what_is_no_number_is_an_empty_cell(tmp_path):
    odd = Table(columns=("a", "b"), rows=((float("nan"), 1.0), (float("inf"), 2.0)))
    write_csv(odd, tmp_path / "t.csv", provenance=PROVENANCE)
    write_xlsx({"rows": odd}, tmp_path / "t.xlsx", provenance=PROVENANCE)

    assert (tmp_path / "t.csv").read_text("utf-8") == "a,b\n,1.0\n,2.0\n"
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book["rows"]["A2"].value is None


def test_a_file_is_replaced_whole_and_leaves_no_parts(tmp_path):
    (tmp_path / "t.csv").write_text("old", encoding="utf-8")
    write_all(tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "t.csv",
        "t.csv.provenance.json",
        "t.parquet",
        "t.xlsx",
    ]


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UsageError, match="cannot write") as caught:
        write_csv(TABLE, tmp_path / "no" / "t.csv", provenance=PROVENANCE)

    assert "folder that exists" in caught.value.hint


@pytest.mark.parametrize(
    ("library", "write"),
    [
        ("xlsxwriter", lambda t, path, **more: write_xlsx({"rows": t}, path, **more)),
        ("pyarrow", write_parquet),
    ],
)
def test_a_missing_library_is_named_with_how_to_install_it(
    tmp_path, monkeypatch, library, write
):
    monkeypatch.setitem(sys.modules, library, None)

    with pytest.raises(UsageError, match=library) as caught:
        write(TABLE, tmp_path / "t", provenance=PROVENANCE)

    assert "orta[export]" in caught.value.hint
    assert not list(tmp_path.iterdir())
