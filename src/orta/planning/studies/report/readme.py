"""A results folder's page: what was asked, what came out, how to make it again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from orta.planning.results import Table
from orta.planning.studies.answer import RunResult, StudyAnswer
from orta.planning.studies.report.reading import as_read

MOST_ROWS: Final = 60  # of a headline on a page; the table has all


def readme(answer: StudyAnswer) -> str:
    """The page in Markdown."""
    return "\n".join(_lines(answer)) + "\n"


def reproduction(answer: StudyAnswer) -> str:
    """The command that makes the folder again, from its own files."""
    return f"orta study run inputs/{answer.study.name} -o again"


def _lines(answer: StudyAnswer) -> Iterator[str]:
    study, about = answer.study, answer.provenance
    yield f"# {study.title}"
    yield ""
    if study.question:
        yield study.question
        yield ""
    for result in answer.results:
        yield from _run_lines(result)
    yield "## How it was made"
    yield ""
    yield (
        f"With Orta {about.orta_version} from the dataset {about.dataset_name} "
        f"{about.dataset_version} (SHA-256 `{about.dataset_digest}`), seed "
        f"{study.seed}. The same program makes the same bytes of it on any machine, "
        "however many workers it has:"
    )
    yield ""
    yield f"    {reproduction(answer)}"
    yield ""
    yield (
        "`report.html` is this page with its charts. `tables` holds all tables as CSV, "
        "`figures` the charts, `runs` what each point found as its own command prints "
        "it, `inputs` the files that were read, `provenance.json` their digests."
    )


def _run_lines(result: RunResult) -> Iterator[str]:
    run, found = result.run, result.found
    yield f"## {run.title}"
    yield ""
    yield f"Run `{run.run_id}` of kind `{run.kind.name}`: {run.kind.about}"
    yield ""
    yield from _table_lines(found.headline)
    yield ""
    for sentence in found.sentences:
        yield f"- {sentence}"
    for warning in found.warnings:
        yield f"- note: {warning}"
    if found.sentences or found.warnings:
        yield ""
    for name, chart in found.charts.items():
        yield f"![{chart.title}](figures/{run.run_id}-{name}.svg)"
        yield ""


def _table_lines(table: Table) -> Iterator[str]:
    columns, rows = as_read(table)
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for row in rows[:MOST_ROWS]:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"
    if len(table.rows) > MOST_ROWS:
        yield ""
        yield f"… and {len(table.rows) - MOST_ROWS} more rows, in `tables`."
