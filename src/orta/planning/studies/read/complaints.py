"""Everything that is wrong with a study, gathered with where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from orta.datasets import Lines
from orta.errors import BadCell, BadEntry, DatasetError, OrtaError, ScenarioError

Path = tuple[str | int, ...]


class Complaints:
    """Called with a path, a problem and a hint; `under` is one for a part."""

    def __init__(self, found: list[BadEntry] | None = None, path: Path = ()) -> None:
        self.found = [] if found is None else found
        self._path = path

    def __call__(self, path: Path | str | int, problem: str, hint: str = "") -> None:
        """Keep what is wrong."""
        own = path if isinstance(path, tuple) else (path,)
        self.found.append(
            BadEntry(path=(*self._path, *own), problem=problem, hint=hint)
        )

    def once(self, path: Path, problem: str, hint: str = "") -> None:
        """Keep what is wrong, but not for every point again."""
        self._keep(BadEntry(path=(*self._path, *path), problem=problem, hint=hint))

    def under(self, *path: str | int) -> Complaints:
        """The complaints of what stands below a path, kept with all others."""
        return Complaints(self.found, (*self._path, *path))

    def about(self, error: OrtaError, path: Path, point: str = "") -> None:
        """Keep what an error says: of another file with its lines, else at the path."""
        of_point = f"point “{point}”: " if point else ""
        if isinstance(error, ScenarioError):
            for entry in error.bad_entries:
                if entry.line:  # it stands in a file of its own
                    self._keep(entry)
                else:
                    way = ".".join(map(str, entry.path))
                    self.once(path, f"{of_point}{way}: {entry.problem}", entry.hint)
        elif isinstance(error, DatasetError):
            for cell in error.bad_cells:
                self._keep(_entry(cell))
        else:
            self.once(path, f"{of_point}{error.message}", error.hint)

    def _keep(self, entry: BadEntry) -> None:
        if entry not in self.found:  # every point of a run reads the same file
            self.found.append(entry)


def located(
    entries: Iterable[BadEntry], lines: Lines, file: str
) -> tuple[BadEntry, ...]:
    """The entries with their lines, in the order of the file; other files come last."""
    own, others = [], []
    for entry in entries:
        if entry.line or entry.file:
            others.append(entry)
        else:
            line = lines.of_entry(entry.path)
            own.append(replace(entry, file=file, line=line))
    return (*sorted(own, key=lambda entry: entry.line), *others)


def _entry(cell: BadCell) -> BadEntry:
    problem = f"{cell.column} is {cell.value!r}, expected {cell.expected}"
    return BadEntry(
        path=(cell.column,),
        problem=problem.strip(),
        hint=cell.hint,
        file=cell.file,
        line=cell.row,
    )
