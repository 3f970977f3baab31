"""From a study file to a study whose tasks are known, or all that is wrong with it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from orta.corridor import Corridor
from orta.datasets import (
    SHIPPED,
    Lines,
    TomlError,
    find_dataset,
    list_shipped,
    nearest,
    read_corridor,
    read_toml,
)
from orta.errors import BadEntry, OrtaError, StudyFileError, UsageError
from orta.planning.studies.kinds import KINDS, Asked, Form, Kind, Prepared, is_text
from orta.planning.studies.read.complaints import Complaints, located
from orta.planning.studies.read.points import read_points
from orta.planning.studies.study import SCHEMA, Point, Run, Study

_MOST_BYTES: Final = 1_000_000
_RUN_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,16}")
_HEAD: Final = ("schema", "title", "question", "data", "seed", "run")
_ABOUT_RUN: Final = ("id", "kind", "title", "vary", "point")
_MOST_SEED: Final = 2**63 - 1


def read_study(path: str | Path) -> Study:
    """The study of a TOML file, every point of it understood.

    Raises
    ------
    UsageError
        If there is no such file.
    StudyFileError
        With every entry that is wrong: its line, what was expected, the nearest word.
    DatasetError
        If the dataset of the study cannot be used.
    """
    path = Path(path)
    content, text = _read(path)
    bad = Complaints()
    _check_head(content, bad)
    corridor = _corridor(content, path, bad)
    runs = [] if corridor is None else list(_runs(content, path, corridor, bad))
    if bad.found or corridor is None:
        entries = located(bad.found, Lines.of(text), str(path))
        raise StudyFileError(f"study {path}", entries)
    inputs = _inputs(path, runs)
    return Study(
        title=content["title"],
        question=content.get("question", ""),
        seed=content.get("seed", 0),
        data=content.get("data", SHIPPED),
        corridor=corridor,
        runs=tuple(runs),
        name=next(iter(inputs)),
        inputs=inputs,
    )


def _inputs(path: Path, runs: Iterable[Run]) -> dict[str, bytes]:
    """The study first, then all files that it names, seen from where they all lie."""
    own = path.resolve()
    named = {
        file.resolve() for run in runs for one in run.prepared for file in one.files
    }
    files = [own, *sorted(named - {own})]
    root = os.path.commonpath([file.parent for file in files])
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in files}


def _read(path: Path) -> tuple[dict[str, Any], str]:
    try:
        return read_toml(path, most_bytes=_MOST_BYTES)
    except TomlError as error:
        entry = BadEntry(
            path=(),
            problem=error.problem,
            hint=error.hint,
            file=str(path),
            line=error.line,
        )
        raise StudyFileError(f"study {path}", (entry,)) from None
    except (OSError, ValueError) as problem:  # ValueError: a name that cannot be one
        reason = getattr(problem, "strerror", None) or str(problem)
        raise UsageError(
            f"cannot read the study {path}: {reason}",
            where=str(path),
            hint="name a TOML file; `orta study new FILE` makes one",
        ) from None


def _check_head(content: Mapping[str, Any], bad: Complaints) -> None:
    if content.get("schema") != SCHEMA:
        said = content.get("schema")
        problem = "has no schema" if said is None else f"is of the schema {said!r}"
        bad("schema", f"the study {problem}", f'begin with schema = "{SCHEMA}"')
    for word in content:
        if word not in _HEAD:
            hint = nearest(word, _HEAD) or f"there are {', '.join(_HEAD)}"
            bad(word, f"a study has no key “{word}”", hint)
    if not is_text(content.get("title")):
        bad("title", "the study has no title, a text on one line", 'add title = "…"')
    if "question" in content and not is_text(content["question"]):
        bad("question", "question is no text on one line")
    seed = content.get("seed", 0)
    if type(seed) is not int or not 0 <= seed <= _MOST_SEED:
        bad("seed", f"seed is {seed!r}, expected a whole number of at least 0")
    if not isinstance(content.get("run"), list) or not content["run"]:
        bad("run", "the study has no runs", "add [[run]] with an id and a kind")


def _corridor(
    content: Mapping[str, Any], path: Path, bad: Complaints
) -> Corridor | None:
    said = content.get("data", SHIPPED)
    if not is_text(said):
        bad("data", f"data is {said!r}, expected a shipped dataset or a folder")
        return None
    at = said if said in list_shipped() else path.parent / said
    try:
        return read_corridor(find_dataset(at))
    except UsageError as error:
        bad("data", error.message, error.hint)
        return None


def _runs(
    content: Mapping[str, Any], path: Path, corridor: Corridor, bad: Complaints
) -> Iterator[Run]:
    runs = content.get("run")
    seed = content.get("seed", 0)
    seen: set[str] = set()
    for number, said in enumerate(runs if isinstance(runs, list) else ()):
        own = bad.under("run", number)
        if not isinstance(said, dict):
            own((), "a run is no table", "write [[run]]")
            continue
        reading = _Reading(said, own)
        if reading.run_id in seen:
            own("id", f"two runs are called “{reading.run_id}”")
        seen.add(reading.run_id)
        if reading.kind is None or not reading.is_fine:
            continue
        prepared = reading.prepare(corridor, path.parent, seed)
        yield Run(
            run_id=reading.run_id,
            title=said.get("title", reading.run_id),
            kind=reading.kind,
            settings=reading.settings,
            points=reading.points,
            prepared=tuple(prepared),
        )


class _Reading:
    """A run on its way: its head, its settings, its points."""

    def __init__(self, said: Mapping[str, Any], bad: Complaints) -> None:
        self._said, self._bad = said, bad
        before = len(bad.found)
        self.run_id = self._id()
        self.kind = self._kind()
        self.settings: dict[str, Any] = {}
        self.points: tuple[Point, ...] = ()
        if "title" in said and not is_text(said["title"]):
            bad("title", "the title of a run is a text on one line")
        if self.kind is not None:
            self.settings = self._settings(self.kind)
            self.points = read_points(said, bad)
            self._check_points(self.kind)
        self.is_fine = len(bad.found) == before

    def prepare(
        self, corridor: Corridor, folder: Path, seed: int
    ) -> Iterator[Prepared]:
        """The tasks of the points; of those that cannot be run what is wrong."""
        assert self.kind is not None  # noqa: S101 - as the caller has seen
        own = {key.name for key in self.kind.keys}
        for point in self.points:
            changed = {way[0]: v for way, v in point.changes if way[0] in own}
            others = tuple(one for one in point.changes if one.way[0] not in own)
            asked = Asked(
                settings={**self.settings, **changed},
                changes=others,
                corridor=corridor,
                seed=seed,
                folder=folder,
            )
            try:
                yield self.kind.prepare(asked)
            except OrtaError as error:
                key = _key_of(error, asked, self.kind)
                if key and key not in changed:  # the same at every point
                    self._bad.about(error, (key,))
                else:
                    at = ("vary",) if "vary" in self._said else ()
                    self._bad.about(error, at, point.name if point.changes else "")

    def _id(self) -> str:
        run_id = self._said.get("id")
        if isinstance(run_id, str) and _RUN_ID.fullmatch(run_id):
            return run_id
        self._bad(
            "id",
            "the run has no id" if run_id is None else f"the id of a run is {run_id!r}",
            "an id is 1 to 16 letters, digits, _ or -, as in id = "
            '"ferries"; it names files',
        )
        return ""

    def _kind(self) -> Kind | None:
        said = self._said.get("kind")
        kind = KINDS.get(said) if isinstance(said, str) else None
        if kind is None:
            problem = "has no kind" if said is None else f"is of the kind {said!r}"
            known = f"this version of Orta has {', '.join(KINDS)}"
            near = nearest(str(said), tuple(KINDS))
            self._bad("kind", f"the run {problem}", f"{near} {known}".strip())
        return kind

    def _settings(self, kind: Kind) -> dict[str, Any]:
        known = {key.name: key for key in kind.keys}
        settings = {}
        for word, value in self._said.items():
            if word in _ABOUT_RUN:
                continue
            key = known.get(word)
            if key is None:
                words = (*known, *_ABOUT_RUN)
                hint = nearest(word, words) or f"there are {', '.join(words)}"
                self._bad(word, f"a run of kind {kind.name} has no key “{word}”", hint)
            elif key.takes(value):
                settings[word] = value
            else:
                self._bad(word, f"{word} is {_shown(value)}, expected {key.expected}")
        return settings

    def _check_points(self, kind: Kind) -> None:
        """Whether points set what may be set, and nothing that is needed is missing."""
        known = {key.name: key for key in kind.keys}
        at = "vary" if "vary" in self._said else "point"
        for number, point in enumerate(self.points):
            for way, value in point.changes:
                key = known.get(way[0])
                path: tuple[str | int, ...] = (
                    (at, *way) if at == "vary" else (at, number, *way)
                )
                if key is None and not kind.other_ways:
                    hint = (
                        nearest(way[0], tuple(known)) or f"there are {', '.join(known)}"
                    )
                    self._bad.once(
                        path,
                        f"a run of kind {kind.name} has no “{'.'.join(way)}”",
                        hint,
                    )
                elif key is not None and (len(way) > 1 or not key.takes(value)):
                    self._bad.once(
                        path,
                        f"{'.'.join(way)} is {_shown(value)}, expected {key.expected}",
                    )
            said = {*self._said, *(way[0] for way, _ in point.changes)}
            for key in kind.keys:
                if key.is_needed and key.name not in said:
                    self._bad.once(
                        (), f"the run has no {key.name}", f"add it: {key.expected}"
                    )


def _key_of(error: OrtaError, asked: Asked, kind: Kind) -> str:
    """The key that an error speaks of, by its name or by the file it names."""
    for key in kind.keys:
        said = asked.settings.get(key.name)
        is_file = key.form is Form.FILE and isinstance(said, str)
        names = (key.name, str(asked.folder / str(said)) if is_file else key.name)
        if error.where in names:
            return key.name
    return ""


def _shown(value: object) -> str:
    """The value as it would stand in the file, shortened."""
    if isinstance(value, bool):
        return str(value).lower()
    try:
        text = repr(value)
    except ValueError:  # Python spells out no integer of thousands of digits
        return "a number of thousands of digits"
    widest = 40
    return text if len(text) <= widest else f"{text[: widest - 1]}…"
