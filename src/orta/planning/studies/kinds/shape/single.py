"""Points that are one task each: the result as JSON, with its tables."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from orta.planning.results import Table
from orta.planning.studies.kinds.shape.kind import Gathered
from orta.planning.studies.kinds.shape.tables import stacked

Figures = Mapping[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Single:
    """What came out of a point: the answer as `--json` prints it, tables and figures.

    `figures` are what the headline shows of the point; `files` are texts that are kept
    as they are.
    """

    answer: Mapping[str, Any]
    tables: Mapping[str, Table]
    figures: Figures = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)

    def pack(self) -> bytes:
        """It as bytes."""
        content = {
            "answer": self.answer,
            "tables": {
                name: {"columns": table.columns, "rows": table.rows}
                for name, table in self.tables.items()
            },
            "figures": dict(self.figures),
            "warnings": self.warnings,
            "files": dict(self.files),
        }
        return json.dumps(content, ensure_ascii=False).encode()

    @classmethod
    def unpack(cls, content: bytes) -> Self:
        """It from such bytes."""
        found = json.loads(content)
        return cls(
            answer=found["answer"],
            tables={
                name: Table(
                    columns=tuple(table["columns"]),
                    rows=tuple(tuple(row) for row in table["rows"]),
                )
                for name, table in found["tables"].items()
            },
            figures=found["figures"],
            warnings=tuple(found["warnings"]),
            files=found["files"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Singles:
    """All points of a run whose points are one task each."""

    points: tuple[Gathered, ...]
    found: tuple[Single, ...]

    @classmethod
    def of(cls, points: Sequence[Gathered]) -> Self:
        """The results of all points, read."""
        found = tuple(Single.unpack(point.load()[0]) for point in points)
        return cls(points=tuple(points), found=found)

    def headline(self, figures: Sequence[str] = ()) -> Table:
        """A row for each point, with these figures; all that any point has if none."""
        found = (name for one in self.found for name in one.figures)
        figures = tuple(figures or dict.fromkeys(found))
        return Table(
            columns=("point", "name", *figures),
            rows=tuple(
                (point.number, point.name, *map(one.figures.get, figures))
                for point, one in self
            ),
        )

    def tables(self) -> dict[str, Table]:
        """The tables of all points, put together by name."""
        names = dict.fromkeys(name for one in self.found for name in one.tables)
        stacks = {}
        for name in names:
            having = [(p, one.tables[name]) for p, one in self if name in one.tables]
            points = [(point.number, point.name) for point, _ in having]
            stacks[name] = stacked(points, [table for _, table in having])
        return stacks

    def answers(self) -> dict[int, Mapping[str, Any]]:
        """The answers under the numbers of their points."""
        return {point.number: one.answer for point, one in self}

    def files(self) -> dict[str, str]:
        """The files, each under the number of its point and its own name."""
        return {
            f"point-{point.number}-{name}": text
            for point, one in self
            for name, text in one.files.items()
        }

    def warnings(self) -> tuple[str, ...]:
        """What to know before one believes the figures."""
        return tuple(
            f"{point.name}: {warning}"
            for point, one in self
            for warning in one.warnings
        )

    def values(self, figure: str) -> list[tuple[str, float]]:
        """One figure by the name of the point, where there is one."""
        return [
            (point.name, value)
            for point, one in self
            if (value := one.figures.get(figure)) is not None
        ]

    def __iter__(self) -> Iterator[tuple[Gathered, Single]]:
        return iter(zip(self.points, self.found, strict=True))
