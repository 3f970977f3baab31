"""What a study found: its runs' tables and charts, and what it was made from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import Any

from orta.planning.results import Provenance
from orta.planning.results.table import Value
from orta.planning.studies.kinds import Found, plain
from orta.planning.studies.study import Run, Study

SCHEMA = "orta.study-results/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """A run with what it found."""

    run: Run
    found: Found


@dataclass(frozen=True, kw_only=True)
class StudyAnswer:
    """All that a study found."""

    study: Study
    results: tuple[RunResult, ...]

    @cached_property
    def provenance(self) -> Provenance:
        """Dataset, program, seed, and the digest of every file that was read."""
        digests = {
            f"file {name}": hashlib.sha256(content).hexdigest()
            for name, content in self.study.inputs.items()
        }
        return Provenance.of(
            self.study.corridor,
            study=self.study.title,
            study_sha256=self.study.sha256,
            seed=str(self.study.seed),
            **digests,
        )

    def to_dict(self) -> dict[str, Any]:
        """As `--json` prints it, and as it stands in `study.json`."""
        return {
            "schema": SCHEMA,
            "title": self.study.title,
            "question": self.study.question,
            "seed": self.study.seed,
            "runs": [_run_dict(result) for result in self.results],
            "provenance": self.provenance.to_dict(),
        }


def _known(cell: Value) -> Value:
    """JSON knows no nan: what was not seen is null."""
    return None if isinstance(cell, float) and not isfinite(cell) else cell


def _run_dict(result: RunResult) -> dict[str, Any]:
    run, found = result.run, result.found
    return {
        "id": run.run_id,
        "kind": run.kind.name,
        "title": run.title,
        "settings": plain(dict(run.settings)),
        "points": [
            {
                "point": point.number,
                "name": point.name,
                "changes": {".".join(way): plain(v) for way, v in point.changes},
            }
            for point in run.points
        ],
        "headline": [
            dict(zip(found.headline.columns, map(_known, row), strict=True))
            for row in found.headline.rows
        ],
        "sentences": list(found.sentences),
        "warnings": list(found.warnings),
        "tables": ["headline", *found.tables],
        "charts": list(found.charts),
    }
