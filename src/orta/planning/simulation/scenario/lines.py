"""In which line of a TOML file an entry stands: the library that reads it does not say.

The text has been read by `tomllib` before, so it is TOML; all that is left is to find
where its statements begin, past strings, comments and brackets.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Path = tuple[str | int, ...]

_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*"
    r"|.",
    re.DOTALL,
)


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
