"""Whatever a file holds, the answer is a study or a typed error, soon; nothing else."""

import contextlib
import io
import random
import time
import zipfile

import pytest
from flows.tiny import (
    SETTINGS,
    TABLES,
    set_cell,
    tiny_study,
    tiny_tables,
    write_settings,
    write_workbook,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from orta.errors import StudyError
from orta.planning.flows.study import Study, read_study

CELLS = [
    (name, number, column)
    for name, rows in tiny_tables().items()
    for number, row in enumerate(rows, start=2)
    for column in row
]
WORDS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["", "0", "-1", "1e400", "nan", "-inf", "1e9", "8", "9", "520", "12 t", "1,5",
         "true", "*", ";", "grain;grain", "KZAAU", "train;ship", "units", "\0", "٣",
         "=1+1", "2026-13-01", "farm", "drought", "leg", "t_per_week", "x" * 5000]
    ),
    st.integers(-10, 10_000).map(str),
    st.floats(allow_nan=True).map(repr),
)  # fmt: skip


def read_or_refuse(path, corridor):
    """Read it; nothing but the typed error may come, and nothing may be written."""
    before = {p: p.stat().st_mtime_ns for p in path.parent.rglob("*")}
    refused = None
    try:
        study = read_study(path, corridor)
    except StudyError as error:
        refused = error
    if refused:
        assert refused.bad_cells
        assert all(cell.file and cell.expected for cell in refused.bad_cells)
        assert str(refused)
    else:
        assert isinstance(study, Study)
        assert len(study.digest) == 64
    assert {p: p.stat().st_mtime_ns for p in path.parent.rglob("*")} == before


@settings(max_examples=300)
@given(edits=st.lists(st.tuples(st.sampled_from(CELLS), WORDS), min_size=1, max_size=6))
def test_no_edit_of_cells_is_more_than_a_refusal(tmp_path_factory, corridor, edits):
    tables = tiny_tables()
    for (name, row, column), word in edits:
        with contextlib.suppress(IndexError):
            set_cell(tables, f"{name}.{row}.{column}", word)
    folder = tmp_path_factory.getbasetemp() / "edits"
    read_or_refuse(tiny_study(folder, tables=tables), corridor)


@settings(max_examples=200)
@given(name=st.sampled_from(list(TABLES)), content=st.binary(max_size=300))
def test_no_bytes_of_a_table_are_more_than_a_refusal(
    tmp_path_factory, corridor, name, content
):
    folder = tmp_path_factory.getbasetemp() / "bytes"
    path = tiny_study(folder)
    (folder / "tables" / f"{name}.csv").write_bytes(content)
    read_or_refuse(path, corridor)


@settings(max_examples=200)
@given(content=st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_bytes_of_the_settings_are_more_than_a_refusal(
    tmp_path_factory, corridor, content
):
    folder = tmp_path_factory.getbasetemp() / "settings"
    path = tiny_study(folder)
    path.write_bytes(content)
    read_or_refuse(path, corridor)


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    """The folder of a study, and the parts of its workbook."""
    folder = tmp_path_factory.mktemp("book")
    write_settings(folder / "study.toml", {**SETTINGS, "tables": '"book.xlsx"'})
    write_workbook(folder / "book.xlsx", tiny_tables())
    with zipfile.ZipFile(folder / "book.xlsx") as book:
        parts = {name: book.read(name) for name in book.namelist()}
    return folder, parts


@pytest.mark.parametrize("seed", range(150))
def test_no_change_inside_a_workbook_is_more_than_a_refusal(workbook, corridor, seed):
    folder, parts = workbook
    luck = random.Random(seed)
    name = luck.choice(list(parts))
    content = bytearray(parts[name])
    for _ in range(luck.randint(1, 4)):
        at = luck.randrange(len(content))
        if luck.random() < 0.5:
            content[at] = luck.choice(b'<>"&0123456789ABCrst /=')
        else:
            content[at : at + luck.randint(1, 8)] = b""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        for other, text in parts.items():
            book.writestr(other, bytes(content) if other == name else text)
    (folder / "book.xlsx").write_bytes(buffer.getvalue())
    read_or_refuse(folder / "study.toml", corridor)


@pytest.mark.parametrize("seed", range(50))
def test_no_change_of_its_bytes_is_either(workbook, corridor, seed):
    folder, _ = workbook
    write_workbook(folder / "book.xlsx", tiny_tables())
    content = bytearray((folder / "book.xlsx").read_bytes())
    luck = random.Random(seed)
    for _ in range(luck.randint(1, 5)):
        content[luck.randrange(len(content))] = luck.randrange(256)
    (folder / "book.xlsx").write_bytes(bytes(content))
    read_or_refuse(folder / "study.toml", corridor)


HEADER = b"supply_id,goods_id,node_id,t_per_week,usd_per_t,source_id,as_of,confidence\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (random.Random(1).randbytes(10_000_000), "is this a spreadsheet file?"),
        (bytes(10_000_000), "is this a spreadsheet file?"),
        (HEADER + b"a,b\0,c,d,e,f,g,h\n", "is this a spreadsheet file?"),
        (b"x" * 10_000_000, "comma-separated values"),
        (b"\x89\x90" * 5_000_000, "comma-separated values"),
        (HEADER + b"a,b,c,d,e,f,g,h\n" * 600_000, "what is below was not looked at"),
        (HEADER + b"\n" * 10_000_000, "at most 200,000 rows"),
        (b",".join(b"%d" % n for n in range(1_500_000)), "a column of the schema"),
        (b"," * 10_000_000, "a column of the schema"),
        (HEADER + b'"' + b"y" * 10_000_000, "comma-separated values"),
        (b"a;b;c\n" * 1_600_000, "this file uses ';'"),
        (b"z" * 40_000_000, "at most 32 MiB"),
    ],
    ids=["noise", "zeros", "nul", "one word", "no UTF-8", "rows", "lines",
         "columns", "commas",
         "quote", "semicolons", "too long"],
)  # fmt: skip
def test_ten_megabytes_of_nonsense_get_a_clear_error_soon(
    tmp_path, corridor, content, said
):
    path = tiny_study(tmp_path)
    (tmp_path / "tables" / "supply.csv").write_bytes(content)
    start = time.perf_counter()
    with pytest.raises(StudyError) as caught:
        read_study(path, corridor)
    took_s = time.perf_counter() - start

    cells = [c for c in caught.value.bad_cells if c.file == "supply.csv"]
    assert len(cells) <= 220
    assert said in "\n".join(map(str, cells))
    assert len(caught.value.message) < 20_000
    assert took_s < 5
