"""A TOML file as its entries and the lines they stand in, or why it is none.

The library that reads TOML does not say where an entry stands. Once it has read a text,
all that is left is to find where its statements begin, past strings, comments and
brackets.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, Final

Path = tuple[str | int, ...]

# A hundred parts joined by dots: reading such a key takes time that grows with the
# square of its parts. No backtracking, so that the search itself does not.
_DEEP_KEY: Final = re.compile(r"""(?<![\w"'-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){100}""")
_AT_LINE: Final = re.compile(r"\(at line (\d+), column \d+\)$")
_SYNTAX: Final = (
    "a line is a [table.ID], or key = value with texts in quotes and lists in brackets"
)
_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*"
    r"|.",
    re.DOTALL,
)


class TomlError(Exception):
    """A file that is no TOML: in which line, why, and a hint."""

    def __init__(self, line: int, problem: str, hint: str = "") -> None:
        super().__init__(problem)
        self.line = line
        self.problem = problem
        self.hint = hint


def read_toml(path: str | FilePath, *, most_bytes: int) -> tuple[dict[str, Any], str]:
    """The entries of a TOML file, and its text to find their lines in.

    Raises
    ------
    OSError, ValueError
        If there is no such file, or its name cannot be one.
    TomlError
        If it is too long, no text, or no TOML.
    """
    with FilePath(path).open("rb") as file:
        content = file.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise TomlError(1, f"such a file is no longer than {most_bytes:,} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise TomlError(line, "the text is not UTF-8") from None
    if deep := _DEEP_KEY.search(text):
        line = text.count("\n", 0, deep.start()) + 1
        raise TomlError(line, "keys lie too deep in one another")
    try:
        return tomllib.loads(text), text
    except RecursionError:
        raise TomlError(1, "brackets lie too deep in one another") from None
    except ValueError as error:  # TOMLDecodeError, and integers without end
        message = str(error)
    found = _AT_LINE.search(message)
    line = int(found[1]) if found else text.count("\n") + 1
    raise TomlError(line, f"no TOML: {_AT_LINE.sub('', message).strip()}", _SYNTAX)


@dataclass(frozen=True, slots=True)
class Lines:
    r"""Lines of entries by their path: table, id, key; a number in a list of tables.

    Examples
    --------
    >>> lines = Lines.of('name = "x"\n\n[service.A]\nfill = true\n')
    >>> lines.of_entry(("service", "A", "fill")), lines.of_entry(("service", "A"))
    (4, 3)
    """

    by_path: dict[Path, int] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> Lines:
        """The lines of all entries of a text that is TOML."""
        lines = cls()
        table: Path = ()
        counts: dict[Path, int] = {}
        for line, statement in _statements(text):
            if statement[0] != "[":
                key = _key("".join(statement[: statement.index("=")]))
                lines.put((*table, *key), line)
                continue
            is_list = statement[1] == "["
            head = "".join(part for part in statement if part[0] != "#").strip()
            keys = _key(head[2:-2] if is_list else head[1:-1])
            table = _numbered(keys[:-1], counts) + keys[-1:]
            if is_list:
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            lines.put(table, line)
        return lines

    def put(self, path: Path, line: int) -> None:
        """Keep the first line of a path and of all that it lies in."""
        for length in range(1, len(path) + 1):
            self.by_path.setdefault(path[:length], line)

    def of_entry(self, path: Path) -> int:
        """The line of an entry, else of the nearest thing that it lies in, else 1."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.by_path:
                return self.by_path[path[:length]]
        return 1


def _statements(text: str) -> Iterator[tuple[int, list[str]]]:
    """Lines and parts of statements; a line break inside brackets ends none."""
    line, depth, first = 1, 0, 1
    parts: list[str] = []
    for part in (match[0] for match in _TOKEN.finditer(f"{text}\n")):
        if part == "\n" and depth == 0:
            if parts:
                yield first, parts
            parts = []
        elif parts or not (part.isspace() or part[0] == "#"):
            if not parts:
                first = line
            parts.append(part)
        depth += (part in "[{") - (part in "]}")
        line += part.count("\n")


def _key(text: str) -> Path:
    """The parts of a dotted key, quotes taken off."""
    content: Any = tomllib.loads(f"{text.strip()} = 0")
    parts = []
    while isinstance(content, dict):
        ((part, content),) = content.items()
        parts.append(part)
    return tuple(parts)


def _numbered(keys: Path, counts: dict[Path, int]) -> Path:
    """The path of a table that lies in the last of a list of tables."""
    path: Path = ()
    for key in keys:
        path = (*path, key)
        if path in counts:
            path = (*path, counts[path])
    return path
