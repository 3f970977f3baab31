"""The same page as HTML, in one file that needs no network: charts stand in it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from orta.planning.results import Table
from orta.planning.studies.answer import RunResult, StudyAnswer
from orta.planning.studies.charts import draw
from orta.planning.studies.report.reading import as_read
from orta.planning.studies.report.readme import MOST_ROWS, reproduction

_STYLE: Final = (
    "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;font-size:.85rem;display:block;overflow-x:auto}"
    "td,th{border-bottom:1px solid #ddd;padding:.2rem .6rem;text-align:right}"
    "td:nth-child(2),th:nth-child(2){text-align:left}"
    "svg{max-width:100%;height:auto}code{word-break:break-all}"
)


def page(answer: StudyAnswer) -> str:
    """The page as one HTML file."""
    return "\n".join(_lines(answer)) + "\n"


def _lines(answer: StudyAnswer) -> Iterator[str]:
    study, about = answer.study, answer.provenance
    yield "<!doctype html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield f"<title>{escape(study.title)}</title><style>{_STYLE}</style></head><body>"
    yield f"<h1>{escape(study.title)}</h1>"
    if study.question:
        yield f"<p>{escape(study.question)}</p>"
    for result in answer.results:
        yield from _run_lines(result)
    yield "<h2>How it was made</h2>"
    yield (
        f"<p>With Orta {escape(about.orta_version)} from the dataset "
        f"{escape(about.dataset_name)} {escape(about.dataset_version)} (SHA-256 "
        f"<code>{about.dataset_digest}</code>), seed {study.seed}. The same program "
        "makes the same bytes of it on any machine:</p>"
    )
    yield f"<pre>{escape(reproduction(answer))}</pre>"
    yield "</body></html>"


def _run_lines(result: RunResult) -> Iterator[str]:
    run, found = result.run, result.found
    yield f"<h2>{escape(run.title)}</h2>"
    yield (
        f"<p>Run <code>{escape(run.run_id)}</code> of kind "
        f"<code>{escape(run.kind.name)}</code>: {escape(run.kind.about)}</p>"
    )
    yield _table(found.headline)
    said = [
        *found.sentences,
        *(f"note: {warning}" for warning in found.warnings),
    ]
    if said:
        yield "<ul>" + "".join(f"<li>{escape(one)}</li>" for one in said) + "</ul>"
    for chart in found.charts.values():
        yield f"<figure>{draw(chart)}</figure>"


def _table(table: Table) -> str:
    columns, rows = as_read(table)
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
        for row in rows[:MOST_ROWS]
    )
    left = len(rows) - MOST_ROWS
    more = f"<p>… and {left} more rows, in <code>tables</code>.</p>" if left > 0 else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"
