"""Whatever stands in the files: it is named or accepted, nothing else happens."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from datasets.tiny import TABLES, write_tiny
from hypothesis import given, settings
from hypothesis import strategies as st

from orta.datasets import check_dataset, read_corridor
from orta.errors import DatasetError

FILES = ["datapackage.json", *(f"{table}.csv" for table in TABLES)]
# Where programs stumble; plain random bytes rarely come to these.
SNAGS = [
    *(b'"', b'""', b",", b"\n", b"\r", b"\r\n", b"\n\n", b";", b"\t", b" "),
    *(b"\0", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\xc0\x80", b"\xed\xa0\x80"),
    *(b"1e999", b"-1e999", b"nan", b"inf", b"-0", b"9" * 400, b"1_000", b"0x1F"),
    *(sign.encode() for sign in "٣۵²½\u2028\u00a0ё車"),
]
EDITS = st.lists(
    st.tuples(
        st.integers(0, 1500),  # where
        st.integers(0, 12),  # bytes taken out
        st.one_of(st.sampled_from(SNAGS), st.binary(max_size=4)),  # bytes put in
    ),
    min_size=1,
    max_size=4,
)


def spoil(content: bytes, edits) -> bytes:
    for where, count, new in edits:
        at = where % (len(content) + 1)
        content = content[:at] + new + content[at + count :]
    return content


def named_or_accepted(folder: Path):
    """What is named; without a fault the corridor is there, else it is not."""
    problems = check_dataset(folder)
    if problems:
        with pytest.raises(DatasetError) as caught:
            read_corridor(folder)
        assert caught.value.bad_cells == problems
        assert str(caught.value).encode("utf-8")
    else:
        assert read_corridor(folder).name
    assert all(cell.file in FILES and cell.row >= 0 for cell in problems)
    assert all(str(cell).encode("utf-8") for cell in problems)
    return problems


@settings(max_examples=300, deadline=None, derandomize=True)
@given(file=st.sampled_from(FILES), edits=EDITS)
def test_random_edits_of_a_file_are_named_or_accepted(file, edits):
    with TemporaryDirectory() as name:
        folder = write_tiny(Path(name))
        path = folder / file
        path.write_bytes(spoil(path.read_bytes(), edits))

        named_or_accepted(folder)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(file=st.sampled_from(FILES), content=st.binary(max_size=300))
def test_a_file_of_random_bytes_is_named_or_accepted(file, content):
    with TemporaryDirectory() as name:
        folder = write_tiny(Path(name))
        (folder / file).write_bytes(content)

        problems = named_or_accepted(folder)

        assert file in {cell.file for cell in problems}


@settings(max_examples=250, deadline=None, derandomize=True)
@given(
    table=st.sampled_from(sorted(TABLES)),
    row=st.integers(0, 3),
    column=st.integers(0, 18),
    text=st.one_of(
        st.text(st.characters(exclude_characters='",\n\r\0', codec="utf-8")),
        st.floats().map(repr),
        st.integers().map(str),
        st.dates().map(str),
    ),
)
def test_a_random_text_in_a_cell_is_named_in_its_own_row_or_accepted(
    table, row, column, text
):
    with TemporaryDirectory() as name:
        folder = write_tiny(Path(name))
        path = folder / f"{table}.csv"
        lines = [line.split(",") for line in path.read_text("utf-8").splitlines()]
        record = lines[1 + row % (len(lines) - 1)]
        record[column % len(record)] = text
        path.write_text("\n".join(map(",".join, lines)), encoding="utf-8")

        named_or_accepted(folder)
