"""The appraisal pack as Markdown and as one HTML page that needs nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Final

from orta.planning.investment.answer import InvestAnswer
from orta.planning.investment.report.pack import Block, Code, Grid, Heading, Items, pack

_STYLE: Final = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:72em;margin:2em auto;"
    "padding:0 1em;color:#1a1a1a}"
    "table{border-collapse:collapse;margin:1em 0;"
    "display:block;overflow-x:auto}"
    "td,th{padding:.2em .7em;border-bottom:1px solid #ddd;"
    "text-align:left;vertical-align:top}td.n,th.n{text-align:right;"
    "font-variant-numeric:tabular-nums}pre{background:#f4f4f4;padding:.6em}"
)


def markdown(answer: InvestAnswer) -> str:
    """The pack as Markdown."""
    return "\n\n".join(_markdown(block) for block in pack(answer)) + "\n"


def html(answer: InvestAnswer) -> str:
    """The pack as one page."""
    body = "\n".join(_html(block) for block in pack(answer))
    title = escape(answer.study.title)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n"
        f"<body>\n{body}\n</body></html>\n"
    )


def _markdown(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"{'#' * level} {text}"
        case Code(text):
            return f"```console\n$ {text}\n```"
        case Grid(header, rows, words):
            marks = ["---" if at < words else "---:" for at in range(len(header))]
            lines = [header, marks, *rows]
            return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)
        case Items(texts):
            return "\n".join(f"- {text}" for text in texts)
        case str():
            return block


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _html(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level}>{escape(text)}</h{level}>"
        case Code(text):
            return f"<pre>$ {escape(text)}</pre>"
        case Grid():
            return "".join(_html_grid(block))
        case Items(texts):
            items = "".join(f"<li>{_inline(text)}</li>" for text in texts)
            return f"<ul>{items}</ul>"
        case str():
            return f"<p>{_inline(block)}</p>"


def _html_grid(grid: Grid) -> Iterator[str]:
    kinds = ["" if at < grid.words else ' class="n"' for at in range(len(grid.header))]
    yield "<table><thead><tr>"
    yield from (
        f"<th{k}>{escape(t)}</th>" for k, t in zip(kinds, grid.header, strict=True)
    )
    yield "</tr></thead><tbody>"
    for row in grid.rows:
        yield "<tr>"
        yield from (f"<td{k}>{escape(t)}</td>" for k, t in zip(kinds, row, strict=True))
        yield "</tr>"
    yield "</tbody></table>"


def _inline(text: str) -> str:
    """Markdown's stars and ticks, of which the pack uses no others, as HTML."""
    found = escape(text)
    found = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", found)
    found = re.sub(r"(?<![\w*])\*([^*]+?)\*(?!\w)", r"<i>\1</i>", found)
    return re.sub(r"`(.+?)`", r"<code>\1</code>", found)
