"""Every error Orta raises on purpose.

OrtaError
├── UsageError               the request itself cannot be understood
│   ├── UnknownPlaceError    … because a place has no such name
│   └── UnknownCurrencyError … because a currency has no exchange rate
├── DatasetError             a dataset cannot be used; lists every bad cell
│   └── StudyError           … nor a study of flows: its settings or its tables
├── ScenarioError            a scenario cannot be used; lists every bad entry
│   └── StudyFileError       … nor the file of a study that `orta study` runs
├── ModelError               a corridor contradicts itself; lists every contradiction
├── CertificateError         a certificate does not prove what it states
├── LedgerError              the log or a witness refuses what it is asked
│   ├── ProofError           … because a proof does not prove it
│   ├── NoteError            … because bytes are not in the agreed format
│   ├── ForkError            … because it would be a second history
│   └── StorageError         … because a disk failed, or is not what it was
├── StatementError           a statement cannot be accepted; says which check it failed
├── KeyFileError             a private key cannot be used as it lies there
└── RunInterruptedError      a long run was broken off; says what is there of it

A question without an answer (no route) is not an error: the engine returns a
result that says which constraint stands in the way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import ClassVar


class OrtaError(Exception):
    """Base of the tree: where, what, and what to do, as fields.

    `code` is stable and machine-readable; `where` names the argument, file or
    value at fault; `hint` says what to do next, or is empty.
    """

    code: ClassVar[str] = "error"

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __reduce__(self) -> tuple[object, ...]:
        # Built by keyword, so the default pickling (by position) would fail in workers.
        return (_rebuild, (type(self), self.args, self.__dict__))


def _rebuild(
    kind: type[OrtaError], args: tuple[object, ...], fields: dict[str, object]
) -> OrtaError:
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(fields)
    return error


class UsageError(OrtaError):
    """A request that cannot be understood, or that contradicts itself."""

    code = "usage"


class UnknownPlaceError(UsageError):
    """No place of the corridor has this name; `suggestions` are the nearest ones."""

    code = "unknown_place"

    def __init__(
        self, text: str, suggestions: tuple[str, ...] = (), *, where: str = ""
    ) -> None:
        did_you_mean = f"did you mean {_either(suggestions)}?" if suggestions else ""
        super().__init__(
            f"no place called “{text}”",
            where=where,
            hint=did_you_mean or "list places with `orta places TEXT`",
        )
        self.text = text
        self.suggestions = suggestions


class UnknownCurrencyError(UsageError):
    """The corridor has no exchange rate for a currency; `known` are those it has."""

    code = "unknown_currency"

    def __init__(self, text: str, known: tuple[str, ...] = ()) -> None:
        alike = get_close_matches(text, known, n=1, cutoff=0.5)
        did_you_mean = f"did you mean {alike[0]}? " if alike else ""
        super().__init__(
            f"no exchange rate for the currency “{text}”",
            where="currency",
            hint=f"{did_you_mean}there are {', '.join(known)}",
        )
        self.text = text
        self.known = known


def _either(names: tuple[str, ...]) -> str:
    *head, last = names
    return f"{', '.join(head)} or {last}" if head else last


@dataclass(frozen=True, slots=True, kw_only=True)
class BadCell:
    """One cell of a dataset that cannot be used. Fields, not prose.

    `row` is 1-based and counts the header, as a spreadsheet does; 0 means the
    whole file or column. `severity` is "error" or "warning".
    """

    file: str
    row: int
    column: str
    value: str
    expected: str
    hint: str = ""
    severity: str = "error"

    def __str__(self) -> str:
        place = f"{self.file}:{self.row}" if self.row else self.file
        column = f" {self.column}" if self.column else ""
        text = f"{place}:{column} is {self.value!r}, expected {self.expected}"
        return f"{text} ({self.hint})" if self.hint else text


_SHOWN = 5  # bad cells in the message; the rest is in the field
_MOST_ENTRIES = 20  # bad entries in the message, likewise


class DatasetError(OrtaError):
    """A dataset cannot be used. `bad_cells` has every reason, not only the first."""

    code = "bad_data"

    def __init__(self, folder: str, bad_cells: tuple[BadCell, ...]) -> None:
        count = len(bad_cells)
        first = "\n".join(f"  {cell}" for cell in bad_cells[:_SHOWN])
        more = f"\n  … and {count - _SHOWN} more" if count > _SHOWN else ""
        noun = "value" if count == 1 else "values"
        super().__init__(
            f"{count} {noun} of the dataset cannot be used\n{first}{more}",
            where=folder,
            hint=f"see all of them with `orta data check {folder}`",
        )
        self.bad_cells = bad_cells


class StudyError(DatasetError):
    """A study of flows cannot be used. `bad_cells` has every reason there is.

    In the file of its settings, the row of a bad cell is the line.
    """

    code = "bad_study"

    def __init__(self, study: str, bad_cells: tuple[BadCell, ...]) -> None:
        super().__init__(study, bad_cells)
        count = len(bad_cells)
        first = "\n".join(f"  {cell}" for cell in bad_cells[:_MOST_ENTRIES])
        left = count - _MOST_ENTRIES
        more = f"\n  … and {left} more" if left > 0 else ""
        noun = "value" if count == 1 else "values"
        self.message = f"{count} {noun} of the study cannot be used\n{first}{more}"
        self.args = (self.message,)
        self.hint = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadEntry:
    """One entry of a scenario that cannot be used. Fields, not prose.

    `path` is where it stands: table, id, key. `line` is 1-based, and 0 where there
    is no file.
    """

    path: tuple[str | int, ...]
    problem: str
    hint: str = ""
    file: str = ""
    line: int = 0

    @property
    def where(self) -> str:
        """The file and the line, or the path of what was made without a file."""
        if self.line:
            return f"{self.file}:{self.line}"
        return self.file or ".".join(map(str, self.path))

    def __str__(self) -> str:
        text = f"{self.where}: {self.problem}"
        return f"{text} ({self.hint})" if self.hint else text


class ScenarioError(OrtaError):
    """A scenario cannot be used. `bad_entries` has every reason, not only the first."""

    code = "bad_scenario"

    def __init__(self, name: str, bad_entries: tuple[BadEntry, ...]) -> None:
        first, count = bad_entries[0], len(bad_entries)
        if count == 1:
            message = f"{name} cannot be used: {first.problem}"
        else:
            lines = "\n".join(f"  {entry}" for entry in bad_entries[:_MOST_ENTRIES])
            left = count - _MOST_ENTRIES
            more = f"\n  … and {left} more" if left > 0 else ""
            message = f"{name} cannot be used, {count} entries are wrong\n{lines}{more}"
        super().__init__(
            message, where=first.where, hint=first.hint if count == 1 else ""
        )
        self.bad_entries = bad_entries


class StudyFileError(ScenarioError):
    """The file of a study cannot be used. `bad_entries` has every reason there is."""

    code = "bad_study_file"


class ModelError(OrtaError):
    """A value or a corridor contradicts itself. `problems` has every contradiction."""

    code = "bad_model"

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class CertificateError(OrtaError):
    """A certificate does not prove what it states; `where` is the part at fault."""

    code = "bad_certificate"


class LedgerError(OrtaError):
    """The log, a witness or a party that follows them refuses what it is asked."""

    code = "ledger"


class ProofError(LedgerError):
    """A proof of inclusion or of consistency does not prove what it should."""

    code = "bad_proof"


class NoteError(LedgerError):
    """Bytes are not in the agreed format, or not signed by a key that is known."""

    code = "bad_note"


class ForkError(LedgerError):
    """Two histories contradict each other; nothing was signed."""

    code = "fork"


class StorageError(LedgerError):
    """A disk failed or does not hold what was written; nothing was signed since."""

    code = "storage"


class StatementError(OrtaError):
    """A statement cannot be accepted; `where` is the check that it failed."""

    code = "bad_statement"


class KeyFileError(OrtaError):
    """A private key cannot be used as it lies there; `where` is the file."""

    code = "bad_key_file"


class RunInterruptedError(OrtaError):
    """A long run was broken off. `written` are the files that are there, whole."""

    code = "interrupted"

    def __init__(self, message: str, written: Iterable[Path] = ()) -> None:
        self.written = tuple(written)
        names = ", ".join(map(str, self.written))
        there = f"{names} is there, whole" if names else "nothing was written"
        super().__init__(f"{message}: {there}")
