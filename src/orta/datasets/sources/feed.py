"""The text files of a feed, from a zip or a folder: bounded, strict, never unpacked.

A zip is read member by member under its exact name, so that no name in it can
lead anywhere, and no more than a limit is ever taken out of it.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

from orta.datasets.cells import nearest
from orta.errors import BadCell, DatasetError, UsageError

LARGEST_FILE_BYTES: Final = 256 * 2**20
LARGEST_FEED_BYTES: Final = 1024 * 2**20
_MOST_FAULTS = 1000
_SHOWN = 200  # characters of a cell that are shown
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_TIME = re.compile(r"(\d{1,4}):([0-5]\d):([0-5]\d)", re.ASCII)
_DATE = re.compile(r"\d{8}", re.ASCII)
_ENCRYPTED = 0x1  # bit of a zip member's flags

T = TypeVar("T")


class RowFault(Exception):  # noqa: N818 - it never leaves this package
    """A row that cannot be used; why is already noted."""


class TooManyFaultsError(Exception):
    """So many rows cannot be used that reading on helps nobody."""


class Feed:
    """The files of a feed, and every row that could not be used.

    Raises
    ------
    UsageError
        If there is no such file or folder, or it is no zip.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.faults: list[BadCell] = []
        self._faults_of_trips: dict[str, list[BadCell]] = {}
        self._taken_bytes = 0
        self._zip: zipfile.ZipFile | None = None
        if path.is_dir():
            self.names = sorted(p.name for p in path.iterdir() if p.is_file())
            return
        if not path.is_file():
            raise UsageError(
                f"no file and no folder “{path}”",
                where="source",
                hint="give a zip or a folder with the files of the feed",
            )
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError) as problem:
            raise UsageError(
                f"{path.name} is no zip file: {problem}",
                where="source",
                hint="give a zip or a folder with the files of the feed",
            ) from None
        self.names = sorted(self._zip.namelist())

    def close(self) -> None:
        """Let the zip go."""
        if self._zip is not None:
            self._zip.close()

    def has(self, name: str) -> bool:
        """Whether the feed has this file."""
        return name in self.names

    def rows(
        self,
        name: str,
        build: Callable[[Record], T],
        *,
        needed: Sequence[str],
        is_required: bool = False,
    ) -> list[T]:
        """What `build` makes of every row that can be used; faults are noted."""
        built = []
        for record in self._records(name, needed, is_required=is_required):
            try:
                built.append(build(record))
            except RowFault:
                if len(self.faults) >= _MOST_FAULTS:
                    raise TooManyFaultsError from None
        return built

    def complain(  # noqa: PLR0913 - the fields of a bad cell
        self,
        file: str,
        row: int,
        column: str,
        value: str,
        *,
        expected: str,
        hint: str = "",
    ) -> None:
        """Note a cell that cannot be used; row 0 is the whole file."""
        shown = value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"
        self.faults.append(
            BadCell(
                file=file,
                row=row,
                column=column,
                value=shown,
                expected=expected,
                hint=hint,
            )
        )

    def blame_trip(self, trip_id: str) -> None:
        """Say that the fault noted last is one of this trip alone."""
        self._faults_of_trips.setdefault(trip_id, []).append(self.faults[-1])

    def is_blamed(self, trip_id: str) -> bool:
        """Whether a row of this trip cannot be used."""
        return trip_id in self._faults_of_trips

    def skip_bad_trips(self) -> dict[str, BadCell]:
        """Trips that have a fault, with the first one; those are faults no more."""
        skipped = {id(f) for faults in self._faults_of_trips.values() for f in faults}
        self.faults = [fault for fault in self.faults if id(fault) not in skipped]
        bad = {trip_id: faults[0] for trip_id, faults in self._faults_of_trips.items()}
        self._faults_of_trips = {}
        return bad

    def raise_faults(self) -> None:
        """Raise every fault noted so far, if there is one.

        Raises
        ------
        DatasetError
            With all of them.
        """
        if self.faults:
            error = DatasetError(str(self.path), tuple(self.faults))
            error.hint = "mend these rows of the source; nothing was written"
            raise error

    def _records(
        self, name: str, needed: Sequence[str], *, is_required: bool
    ) -> Iterator[Record]:
        if not self.has(name):
            if is_required:
                self._complain_missing(name)
            return
        text = self._text(name)
        if text is None:
            return
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        number = 1
        try:
            header = [column.strip() for column in next(reader, [])]
            if not self._check_header(name, header, needed):
                return
            for number, cells in enumerate(reader, start=2):
                if not any(cells):
                    continue
                if len(cells) > len(header):
                    self.complain(
                        name,
                        number,
                        "",
                        f"{len(cells)} cells",
                        expected=f"{len(header)} cells, as the header has",
                        hint="a text with a comma in it stands in quotes",
                    )
                    continue
                padded = [*cells, *[""] * (len(header) - len(cells))]
                values = map(str.strip, padded)
                yield Record(self, name, number, dict(zip(header, values, strict=True)))
        except csv.Error as problem:
            self.complain(
                name, number + 1, "", str(problem), expected="comma-separated values"
            )

    def _check_header(
        self, name: str, header: list[str], needed: Sequence[str]
    ) -> bool:
        twice = {column for column in header if header.count(column) > 1}
        missing = [column for column in needed if column not in header]
        for column in sorted(twice):
            self.complain(name, 1, column, column, expected="each column once")
        for column in missing:
            hint = nearest(column, header)
            self.complain(
                name, 1, column, "", expected=f"a column “{column}”", hint=hint
            )
        return not missing and not twice

    def _complain_missing(self, name: str) -> None:
        inside = [other for other in self.names if other.endswith(f"/{name}")]
        hint = f"it is in a folder of the zip: {inside[0]}" if inside else ""
        near = nearest(name, self.names)
        self.complain(
            name, 0, "", "", expected="a file every feed has", hint=hint or near
        )

    def _text(self, name: str) -> str | None:
        content = self._bytes(name)
        if content is None:
            return None
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as problem:
            row = content.count(b"\n", 0, problem.start) + 1
            found = content[problem.start : problem.start + 1].hex()
            self.complain(
                name, row, "", f"byte {found}", expected="text in UTF-8 throughout"
            )
            return None

    def _bytes(self, name: str) -> bytes | None:
        """The content of a file; None, with a complaint, if it cannot be had."""
        limit = min(LARGEST_FILE_BYTES, LARGEST_FEED_BYTES - self._taken_bytes)
        try:
            content = self._take(name, limit + 1)
        except (
            OSError,
            zipfile.BadZipFile,
            zlib.error,
            NotImplementedError,
            RuntimeError,
            EOFError,
        ) as problem:
            self.complain(name, 0, "", str(problem), expected="a file that can be read")
            return None
        if content is not None and len(content) > limit:
            mib = limit // 2**20
            self.complain(
                name,
                0,
                "",
                f"more than {mib} MiB",
                expected=f"at most {LARGEST_FILE_BYTES // 2**20} MiB in a file "
                f"and {LARGEST_FEED_BYTES // 2**20} MiB in a feed",
            )
            return None
        self._taken_bytes += len(content or b"")
        return content

    def _take(self, name: str, most: int) -> bytes | None:
        if self._zip is None:
            with (self.path / name).open("rb") as file:
                return file.read(most)
        if self.names.count(name) > 1:
            self.complain(name, 0, "", "twice in the zip", expected="each file once")
            return None
        member = self._zip.getinfo(name)
        if member.flag_bits & _ENCRYPTED:
            self.complain(name, 0, "", "encrypted", expected="a file without password")
            return None
        # What a zip says of its own sizes may be a lie; what comes out is counted.
        with self._zip.open(member) as file:
            return file.read(most)


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a file; reading a cell of it notes what is wrong with it."""

    feed: Feed
    file: str
    number: int
    cells: dict[str, str]

    def fault(self, column: str, expected: str, hint: str = "") -> RowFault:
        """Note that a cell cannot be used; raise what comes back."""
        value = self.cells.get(column, "")
        self.feed.complain(
            self.file, self.number, column, value, expected=expected, hint=hint
        )
        if self.file != "trips.txt" and self.cells.get("trip_id"):
            self.feed.blame_trip(self.cells["trip_id"])
        return RowFault(expected)

    def text(self, column: str, default: str | None = None) -> str:
        """The cell as it is; without a default it may not be empty."""
        value = self.cells.get(column, "")
        if not value.isprintable():
            raise self.fault(column, "a text that can be printed")
        if value:
            return value
        if default is None:
            raise self.fault(column, "a value")
        return default

    def number_in(self, column: str, low: float, high: float) -> float:
        """The cell as a number within bounds."""
        value = self.cells.get(column, "")
        expected = f"a number from {low:g} to {high:g}"
        if not _NUMBER.fullmatch(value):
            hint = "write a decimal point" if "," in value else ""
            raise self.fault(column, expected, hint)
        number = float(value)
        if not low <= number <= high:
            raise self.fault(column, expected)
        return number

    def find_number(self, column: str, low: float, high: float) -> float | None:
        """The cell as a number within bounds; None if it is empty."""
        return self.number_in(column, low, high) if self.cells.get(column) else None

    def whole(
        self, column: str, low: int, high: int, default: int | None = None
    ) -> int:
        """The cell as a whole number within bounds."""
        if default is not None and not self.cells.get(column):
            return default
        number = self.number_in(column, low, high)
        if not number.is_integer():
            raise self.fault(column, f"a whole number from {low} to {high}")
        return int(number)

    def known(self, column: str, known: Iterable[str], *, of: Sequence[str]) -> str:
        """The cell, which is one of the known ids of the files `of`.

        Where those files have faults themselves, an unknown id is no second one.
        """
        value = self.text(column)
        if value not in known:
            if any(fault.file in of for fault in self.feed.faults):
                raise RowFault(value)
            what = column.removesuffix("_id").replace("_", " ")
            raise self.fault(column, f"the id of a {what}", nearest(value, known))
        return value

    def find_time_s(self, column: str) -> int | None:
        """The cell as seconds after the start of the service day; None if empty."""
        value = self.cells.get(column, "")
        if not value:
            return None
        found = _TIME.fullmatch(value)
        if found is None:
            raise self.fault(column, "a time like 08:30:00 or 25:10:00")
        hours, minutes, seconds = map(int, found.groups())
        return (hours * 60 + minutes) * 60 + seconds

    def time_s(self, column: str) -> int:
        """The cell as seconds after the start of the service day."""
        time_s = self.find_time_s(column)
        if time_s is None:
            raise self.fault(column, "a time like 08:30:00 or 25:10:00")
        return time_s

    def day(self, column: str) -> date:
        """The cell as a day, written 20260301."""
        value = self.cells.get(column, "")
        expected = "a day like 20260301"
        if not _DATE.fullmatch(value):
            raise self.fault(column, expected)
        try:
            return date(int(value[:4]), int(value[4:6]), int(value[6:]))
        except ValueError as problem:
            raise self.fault(column, expected, str(problem)) from None
