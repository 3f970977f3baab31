"""Folders that lack a file, and `datapackage.json`."""

import pytest
from datasets.planting import only_problem

from orta.datasets import (
    check_dataset,
    dataset_digest,
    read_corridor,
    read_schema,
)
from orta.errors import DatasetError

PACKAGE = "datapackage.json"


@pytest.mark.parametrize("table", ["source", "node", "link"])
def test_a_missing_file_that_every_dataset_has_is_the_one_thing_named(folder, table):
    (folder / f"{table}.csv").unlink()

    problem = only_problem(folder)

    assert (problem.file, problem.row, problem.column) == (f"{table}.csv", 0, "")
    assert problem.hint.startswith("the file is missing")


def test_a_file_with_a_misspelled_name_is_the_hint_for_the_missing_one(folder):
    (folder / "node.csv").rename(folder / "nodes.csv")

    assert only_problem(folder).hint == "the file is missing; nearest is nodes.csv"


def test_a_folder_in_place_of_a_file_is_a_missing_file(folder):
    (folder / "node.csv").unlink()
    (folder / "node.csv").mkdir()

    assert only_problem(folder).file == "node.csv"


def test_an_empty_folder_lacks_its_description_and_three_tables(tmp_path):
    files = [cell.file for cell in check_dataset(tmp_path)]

    assert files == [PACKAGE, "source.csv", "node.csv", "link.csv"]


def test_a_folder_that_is_not_there_is_named_as_an_empty_one(tmp_path):
    assert len(check_dataset(tmp_path / "nowhere")) == 4


def test_other_files_beside_the_tables_do_not_matter(folder):
    before = dataset_digest(folder)
    (folder / "README.md").write_text("mine", encoding="utf-8")
    (folder / "old.csv").write_bytes(b"\xff\0")

    assert check_dataset(folder) == ()
    assert dataset_digest(folder) == before


def test_a_file_beyond_all_measure_is_not_read(folder):
    with (folder / "volume.csv").open("r+b") as file:
        file.truncate(2**28 + 1)  # a hole, which takes no room on the disk

    problem = only_problem(folder)

    assert (problem.file, problem.row) == ("volume.csv", 0)
    assert problem.value == "268435457 bytes"
    assert problem.expected == "at most 256 MiB"


def test_a_digest_changes_with_every_byte_of_every_table(folder):
    digests = {dataset_digest(folder)}
    files = [PACKAGE, *(schema.file_name for schema in read_schema().values())]
    for file in files:
        (folder / file).write_bytes((folder / file).read_bytes() + b"\n")
        digests.add(dataset_digest(folder))

    assert len(digests) == len(files) + 1


def test_a_missing_description_is_named(folder):
    (folder / PACKAGE).unlink()

    problem = only_problem(folder)

    assert (problem.file, problem.row, problem.column) == (PACKAGE, 0, "")
    assert problem.hint == "the file is missing"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b'{"name": "x", "version": "1"',
        b"{'name': 'x', 'version': '1'}",
        b"[]",
        b'[{"name": "x", "version": "1"}]',
        b'"x"',
        b"1",
        b"null",
        b"[" * 100_000 + b"]" * 100_000,
        b'{"name": ' * 100_000,
        b'{"name": ' + b"9" * 10_000 + b"}",
        b"\xff\xfe\x00",
        b"\x80\x81",
        b'{"name": "\xcf\xf0", "version": "1"}',
    ],
    ids=[
        *("empty", "open brace", "cut off", "single quotes", "empty list"),
        *("list", "text", "number", "null", "deep list", "deep object"),
        *("huge number", "half of UTF-16", "no encoding", "cp1251"),
    ],
)
def test_a_description_that_is_no_json_object_is_named_as_a_file(folder, content):
    (folder / PACKAGE).write_bytes(content)

    problem = only_problem(folder)

    assert (problem.file, problem.row, problem.column) == (PACKAGE, 0, "")
    assert problem.expected == "a JSON object"
    with pytest.raises(DatasetError):
        read_corridor(folder)


@pytest.mark.parametrize(
    ("content", "columns"),
    [
        ("{}", ["name", "version"]),
        ('{"name": "x"}', ["version"]),
        ('{"name": "", "version": "1"}', ["name"]),
        ('{"name": " ", "version": "1"}', ["name"]),
        ('{"name": "x", "version": 1}', ["version"]),
        ('{"name": ["x"], "version": null}', ["name", "version"]),
        ('{"name": ' + "[" * 900 + "]" * 900 + ', "version": "1"}', ["name"]),
        ('{"name": "\\ud800", "version": "1"}', ["name"]),
        ('{"name": "a\\nb", "version": "1\\u0000"}', ["name", "version"]),
    ],
)
def test_a_name_or_version_that_is_no_text_is_named(folder, content, columns):
    (folder / PACKAGE).write_text(content, encoding="utf-8")

    found = check_dataset(folder)

    assert [(c.file, c.row, c.column) for c in found] == [
        (PACKAGE, 0, column) for column in columns
    ]
    "\n".join(map(str, found)).encode("utf-8")


def test_a_description_may_say_more_and_in_any_encoding_of_json(folder):
    text = '{"name": "Орта", "version": "1", "licenses": [{"name": "CC-BY-4.0"}]}'
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
        (folder / PACKAGE).write_bytes(text.encode(encoding))

        assert read_corridor(folder).name == "Орта"
