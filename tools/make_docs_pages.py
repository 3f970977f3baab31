"""Writes the parts of the documentation that the program itself can say.

`docs/reference/cli.md` comes from the commands, `docs/reference/data.md` from
the schema and the shipped dataset, `docs/reference/study.md` from the schema of
studies of flows, `docs/reference/study-file.md` from the kinds of runs of
studies. In hand-written pages every line `$ orta …` of a `console` block is run
again and its output put below it; the `.out` files of the examples are what they
print.
`--check` writes nothing and exits with 1 if a page would change.
"""

from __future__ import annotations

import argparse
import csv
import inspect
import json
import re
import runpy
import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import click
from study_file_page import study_file_page

from orta.cli import main as program
from orta.datasets import SHIPPED, Column, TableSchema, find_dataset, read_schema
from orta.planning.flows.study import (
    CHANGEABLE,
    SETTINGS,
    read_study_schema,
    read_whole_schema,
)
from orta.vocabulary import DispatchRule, TransportMode

DOCS = Path(__file__).resolve().parent.parent / "docs"
EXAMPLES = DOCS.parent / "examples"
README = DOCS.parent / "README.md"
_WRITTEN_BY_HAND = ("tutorial/*.md", "guides/*.md")
_GENERATED = "<!-- Written by tools/make_docs_pages.py: change the source. -->"
# Columns whose empty cells say something; the meaning says what.
_NO_GAP = ("note", "method", "target_id", "service_id", "country_code",
           "country_codes", "iso_size_type", "avoid")  # fmt: skip
_RAIL_ONLY = ("gauge_mm", "track_count", "is_electrified")
# What click reads as "keep these lines", as a character and as it is written.
_KEEP_LINES = ("\b", r"\b")
_CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEAD = re.compile(r"(.*?)\s*\|\s*head -n (\d+)")

_ABOUT_COMMANDS = """# Commands

Data go to standard output, all else to standard error. With `--json` an error is one
JSON object on standard error; see [JSON answers](json.md). With `ORTA_DEBUG=1` in the
environment a bug prints its traceback.

Exit codes:"""
_ABOUT_DATA = """# The dataset

`{name}`, version {version}: one CSV file for each table. See also
[How the dataset was made](../background/data-making.md) and
[Your own dataset](../guides/your-own-dataset.md).
Licence of the data: {licence}. Licence of the program: [LICENSE](../../LICENSE).

A *key* column identifies the row, a *required* one is never empty. *Published* means
read in the source, *derived* computed from published figures, *estimated* a working
value; `method` says how a derived or estimated figure was made.

## Rows and confidence"""

_ABOUT_STUDIES = """# The study of flows

What `orta flows` is asked: a TOML file with the settings, and the tables that its entry
`tables` names, in a folder of CSV files or on the sheets of an `.xlsx` workbook. `orta
data new --xlsx FILE` makes both, with an example that can be solved as it stands.

- Weeks are whole numbers; week 1 begins on the day `start`.
- A *key* column identifies the row, together with the others if there are several. A
  *required* one is never empty, an *optional* one may be left out altogether.
- Numbers have a decimal point and no unit: the unit belongs to the column. A list has
  `;` between its values.
- Every row of a table says where it comes from, as those of
  [the dataset](data.md) do; sources, places, goods and equipment of the dataset may be
  used without a row here.
- A table, sheet, column or entry that is not listed below is refused, not passed over.
  Of a workbook the sheet `columns` and all whose name begins with `_` are left out.

## The settings

In the TOML file itself; those of the risk stand below `[risk]`."""

Row = dict[str, str]


def pages() -> dict[Path, str]:
    """The text that each page should have, under its path."""
    data = data_page(find_dataset(SHIPPED))
    wanted = {
        DOCS / "reference/cli.md": cli_page(),
        DOCS / "reference/data.md": data,
        DOCS / "reference/study.md": study_page(),
        DOCS / "reference/study-file.md": f"{_GENERATED}\n\n{study_file_page()}",
    }
    by_hand = sorted(path for p in _WRITTEN_BY_HAND for path in DOCS.glob(p))
    for path in (README, *by_hand):
        text = path.read_text("utf-8")
        wanted[path] = with_fresh_output(text, folder=path.parent)
    for script in sorted(EXAMPLES.glob("*.py")):
        with redirect_stdout(StringIO()) as screen:
            runpy.run_path(str(script))
        wanted[script.with_suffix(".out")] = screen.getvalue()
    return wanted


def stale_pages() -> dict[Path, str]:
    """Pages that say something else than the program, and what they should say."""
    return {
        path: text
        for path, text in pages().items()
        if not path.is_file() or path.read_text("utf-8") != text
    }


def cli_page() -> str:
    """Every command with its help, arguments and options, as Markdown."""
    codes = (program.__doc__ or "").strip().split("\n\n")[-1].replace("\n", " ")
    listed = "\n".join(f"- {code.strip().rstrip('.')}" for code in codes.split("·"))
    parts = [_GENERATED, _ABOUT_COMMANDS, listed]
    for path, command in list_commands(program.cli, "orta"):
        parts += _command_parts(path, command)
    return "\n\n".join(parts) + "\n"


def list_commands(
    command: click.Command, path: str
) -> Iterator[tuple[str, click.Command]]:
    """A command and all those below it, each with the words that call it."""
    yield path, command
    if isinstance(command, click.Group):
        for name in sorted(command.commands):
            yield from list_commands(command.commands[name], f"{path} {name}")


def help_paragraphs(command: click.Command) -> Iterator[tuple[str, bool]]:
    """Paragraphs of the help, and whether their lines are to be kept as they are."""
    for paragraph in (command.help or "").split("\n\n"):
        first, _, rest = paragraph.strip("\n").partition("\n")
        if first.strip() in _KEEP_LINES:
            yield inspect.cleandoc(rest).strip(), True
        else:
            yield " ".join(paragraph.split()), False


def _command_parts(path: str, command: click.Command) -> Iterator[str]:
    yield f"## `{path}`"
    context = click.Context(command, info_name=path)
    yield f"```text\n{path} {' '.join(command.collect_usage_pieces(context))}\n```"
    for text, is_example in help_paragraphs(command):
        yield f"```shell\n{text}\n```" if is_example else text
    options = [p for p in command.params if isinstance(p, click.Option)]
    if options:
        rows = [_option_row(option, context) for option in options]
        yield markdown_table(("option", "takes", "default", "meaning"), rows)
    if isinstance(command, click.Group):
        rows = [
            (f"`{path} {name}`", command.commands[name].get_short_help_str(limit=100))
            for name in sorted(command.commands)
        ]
        yield markdown_table(("command", "answers"), rows)


def _option_row(option: click.Option, context: click.Context) -> tuple[str, ...]:
    takes = "" if option.is_flag else option.make_metavar(context)
    default = str(option.default) if option.show_default else ""
    also = f" Also read from `{option.envvar}`." if option.envvar else ""
    names = ", ".join(map(_code, option.opts))
    return (names, _code(takes), _code(default), f"{option.help}{also}")


def data_page(folder: Path) -> str:
    """Every table: columns, confidence, sources and gaps, as Markdown."""
    schema = read_schema()
    rows = {name: read_rows(folder, table) for name, table in schema.items()}
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    licences = [
        f"{licence['name']} ({part.get('path', 'the tables')})"
        for part in (package, *package.get("resources", ()))
        for licence in part.get("licenses", ())
    ]
    about = _ABOUT_DATA.format(**package, licence=", ".join(licences) or "not stated")
    parts = [_GENERATED, about, _confidence_table(rows)]
    for name, table in schema.items():
        parts += _table_parts(table, rows[name])
    parts += ["## Sources in full", _source_table(rows["source"])]
    return "\n\n".join(parts) + "\n"


def read_rows(folder: Path, table: TableSchema) -> list[Row]:
    """The rows of a table as text."""
    with (folder / table.file_name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def study_page() -> str:
    """Settings and tables of a study of flows, as Markdown."""
    schema = read_whole_schema()
    header = ("key", "type", "unit", "presence", "rule", "meaning")
    parts = [_GENERATED, _ABOUT_STUDIES]
    for name in SETTINGS:
        rows = [_plain_row(column) for column in schema[name].columns]
        title = "" if name == SETTINGS[0] else f"### `[{name}]`\n\n"
        parts.append(title + markdown_table(header, rows))
    for name, table in read_study_schema().items():
        parts.append(f"(study-{name})=\n## `{name}`")
        keys = ", ".join(f"`{key}`" for key in table.key)
        need = "Every study needs it. " if table.is_needed else ""
        parts.append(f"{need}Key {keys}.")
        if name == "change":
            can = (
                f"`{table}`: {', '.join(map(_code, columns))}"
                for table, columns in CHANGEABLE.items()
            )
            parts.append(f"What may be changed: {'; '.join(can)}.")
        rows = [_plain_row(column) for column in table.columns]
        parts.append(markdown_table(("column", *header[1:]), rows))
    return "\n\n".join(parts) + "\n"


def _plain_row(column: Column) -> tuple[str, ...]:
    values = column.alternatives or (column.rule.removeprefix("pattern:"),)
    rule = " ".join(map(_code, values)) or _code(column.reference)
    return (_code(column.name), column.type, column.unit, column.presence, rule,
            column.meaning)  # fmt: skip


def _confidence_table(rows: dict[str, list[Row]]) -> str:
    levels = ("published", "derived", "estimated")
    lines = []
    for name, of_table in rows.items():
        count = Counter(row.get("confidence", "") for row in of_table)
        shares = [str(count[level]) if count[level] else "–" for level in levels]
        lines.append((f"[`{name}`](#table-{name})", str(len(of_table)), *shares))
    return markdown_table(("table", "rows", *levels), lines)


def _table_parts(table: TableSchema, rows: Sequence[Row]) -> Iterator[str]:
    yield f"(table-{table.name})=\n## `{table.name}`"
    yield f"{len(rows)} rows, key {', '.join(f'`{name}`' for name in table.key)}."
    header = ("column", "type", "unit", "presence", "rule", "meaning", "filled")
    yield markdown_table(header, (_column_row(c, rows) for c in table.columns))
    if "source_id" in table.column_by_name and table.name != "source":
        count = Counter(row["source_id"] for row in rows)
        sources = (f"`{key}` ({count[key]})" for key in sorted(count))
        yield f"**Sources** (rows): {', '.join(sources)}."
    yield f"**Gaps** (empty cells): {_gaps(table, rows)}"


def _column_row(column: Column, rows: Sequence[Row]) -> tuple[str, ...]:
    filled = len(rows) - _empty_cells(column, rows)
    return (*_plain_row(column), "all" if filled == len(rows) else str(filled))


def _gaps(table: TableSchema, rows: Sequence[Row]) -> str:
    """Optional facts that are missing, of the rows that could have them."""
    found = []
    for column in table.columns:
        able = [row for row in rows if _can_have(column, row)]
        if (empty := _empty_cells(column, able)) and column.name not in _NO_GAP:
            found.append(f"`{column.name}` in {empty} of {len(able)}")
    return f"{', '.join(found)} rows that could have it." if found else "none."


def _can_have(column: Column, row: Row) -> bool:
    if column.table == "limit":  # elsewhere an empty cell says "all"
        return column.name.startswith("permit") and row["effect"] == "permit"
    if column.table == "equipment":
        is_inside = column.name.startswith("inside_")
        return column.name != "gauge_mm" and is_inside == bool(row["iso_size_type"])
    if column.name == "bogie_exchange":
        return row["changes_gauge"] == "true"
    if column.name in _RAIL_ONLY:
        return row["mode"] == TransportMode.RAIL
    if column.name.startswith("transit_"):
        return row["call_sequence"] != "1"
    rule = column.meaning.partition(":")[0].lower().replace(" ", "_")
    return rule not in set(DispatchRule) or row["dispatch_rule"] == rule


def _empty_cells(column: Column, rows: Sequence[Row]) -> int:
    return sum(not (row.get(column.name) or "").strip() for row in rows)


def _source_table(rows: Sequence[Row]) -> str:
    header = ("id", "title", "publisher", "published", "address", "trust")
    lines = [
        [_code(row["source_id"]), *(row[name] for name in header[1:])] for row in rows
    ]
    for line in lines:
        if re.fullmatch(r"https?://\S+", line[4]):
            line[4] = f"<{line[4]}>"
    return markdown_table(header, lines)


def with_fresh_output(text: str, *, folder: Path) -> str:
    """A page whose `$ orta …` lines are followed by what they print today."""
    return _CONSOLE.sub(lambda block: _fresh_block(block[1], folder), text)


def _fresh_block(block: str, folder: Path) -> str:
    lines = block.splitlines()
    starts = [n for n, line in enumerate(lines) if line.startswith("$ ")]
    kept, code = lines[: starts[0]] if starts else lines, 0
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        command = lines[start].removeprefix("$ ")
        kept.append(lines[start])
        if command == "echo $?":
            kept.append(str(code))
        elif command.startswith("orta "):
            output, code = run_command(command, folder=folder)
            kept += output.splitlines()
        else:
            kept += lines[start + 1 : end]
    return "\n".join(["```console", *kept, "```"])


def run_command(command: str, *, folder: Path) -> tuple[str, int]:
    """What `orta …` shows on a terminal, and its exit code.

    One addition for long answers: `| head -n N` keeps the first lines.
    """
    cut = _HEAD.fullmatch(command)
    words = shlex.split(cut[1] if cut else command)[1:]
    screen, code = StringIO(), 0
    with chdir(folder), redirect_stdout(screen), redirect_stderr(screen):
        try:
            program.run(words)
        except SystemExit as leaving:
            code = int(leaving.code or 0)
    lines = screen.getvalue().splitlines()
    return "\n".join(lines[: int(cut[2])] if cut else lines), code


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a bar inside a cell is escaped."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", r"\|") for cell in line) + " |"
        for line in lines
    )


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def main() -> int:
    """Write or check the pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    is_check = parser.parse_args().check
    stale = stale_pages()
    for path, text in stale.items():
        print(f"{'stale' if is_check else 'written'}: {path.relative_to(DOCS.parent)}")
        if not is_check:
            path.write_text(text, "utf-8")
    return 1 if is_check and stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
