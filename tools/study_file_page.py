"""The reference page of the study file: what each kind of run may say."""

from __future__ import annotations

from collections.abc import Iterator

from orta.planning.studies.kinds import KINDS, Key, Kind

_ABOUT = """# The study file

What `orta study run` is asked: a TOML file. [Run a study](../guides/studies.md) shows
how one is written; `orta study new FILE` makes one. Files are named as seen from it. A
key that is not listed here is refused, not passed over.

## The head

| key | value | meaning |
| --- | --- | --- |
| `schema` | `"orta.study/1"` | Form of the file; needed |
| `title` | a text | What the study is called; needed |
| `question` | a text | What it is to answer |
| `data` | a text | A shipped dataset, or a folder; `middle-corridor` if nobody says |
| `seed` | a whole number | Where chance starts; 0 if nobody says |

## `[[run]]`

| key | value | meaning |
| --- | --- | --- |
| `id` | 1 to 16 letters, digits, `_` or `-` | Names the run's files; needed |
| `kind` | {kinds} | What is asked; needed |
| `title` | a text | Title on the page; the id if nobody says |
| `[run.vary]` | lists of values | All combinations are points |
| `[[run.point]]` | values | Points one by one; each may have a `name` |

A key below `vary` or `point` is a key of the run's kind, or a way into what it reads:
`fleet.FLEET-KYK-BAK.vessels_more = [0, 1]`. In quotes several ways may stand with
commas between them: `"fleet.A.vessels_more, fleet.B.vessels_more" = [0, 1]`; they
change together. There are at most 10,000 points. The last key changes fastest."""


def study_file_page() -> str:
    """The head and every kind of run, as Markdown."""
    kinds = ", ".join(f"`{name}`" for name in KINDS)
    parts = [_ABOUT.format(kinds=kinds)]
    for kind in KINDS.values():
        parts += _kind_parts(kind)
    return "\n\n".join(parts) + "\n"


def _kind_parts(kind: Kind) -> Iterator[str]:
    yield f'## `kind = "{kind.name}"`'
    also = f" A point may also set {kind.other_ways}." if kind.other_ways else ""
    yield f"{kind.about}{also}"
    lines = ["| key | value | if nobody says | meaning |", "| --- | --- | --- | --- |"]
    yield "\n".join([*lines, *map(_row, kind.keys)])


def _row(key: Key) -> str:
    default = "needed" if key.is_needed else key.default
    return f"| `{key.name}` | {key.expected} | {default} | {key.meaning} |"
