"""Write the tables of `docs/background/criticality.md`, or check them.

The text of the page is written by hand; what stands between `<!-- name -->` marks comes
from here:

    python tools/make_criticality.py [--check]
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from itertools import groupby
from math import isfinite
from pathlib import Path

import orta
from orta.corridor import Corridor
from orta.planning.resilience.criticality import (
    USUAL_DAYS,
    Closure,
    ClosureKind,
    CriticalityAnswer,
    CriticalityRequest,
    rank_closures,
)

PAGE = Path(__file__).parent.parent / "docs" / "background" / "criticality.md"
RANKED, TOGETHER = 20, 5
_FIRST = 10
PUBLISHED = (
    ("Aktau", "node:KZAAU"),
    ("Baku: the port, which is at Alat", "node:AZBAK"),
    ("Baku: the city", "node:AZBKC"),
    ("Turkmenbashi", "node:TMKRW"),
    ("railways-KAZ", "railway:KZ"),
    ("railways-AZE", "railway:AZ"),
    ("railways-GEO", "railway:GE"),
)
SPANS_DAYS = (2.0, 7.0, USUAL_DAYS, 30.0, 90.0)


def main() -> int:
    """Fill the marks of the page, or say that they are stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    old = PAGE.read_text("utf-8")
    new = old
    for mark, table in tables(orta.load().corridor).items():
        between = re.compile(rf"(<!-- {mark} -->\n).*?(<!-- /{mark} -->)", re.DOTALL)
        new = between.sub(_filled(table), new)
    if check:
        if new != old:
            print(f"{PAGE.name} is stale: run {Path(__file__).name}", file=sys.stderr)
        return int(new != old)
    PAGE.write_text(new, "utf-8")
    return 0


def _filled(table: str) -> str:
    escaped = table.replace("\\", r"\\")
    return rf"\g<1>\n{escaped}\n\n\g<2>"


def tables(corridor: Corridor) -> dict[str, str]:
    """Every table of the page by its mark."""
    threes = CriticalityRequest(together=3, top=TOGETHER)
    pairs = CriticalityRequest(together=2, top=TOGETHER)
    two, three = rank_closures(corridor, pairs), rank_closures(corridor, threes)
    return {
        "ranking": _ranking(two),
        "together": f"{_together(two)}\n\n{_together(three)}",
        "days": _days(corridor),
        "published": _published(corridor),
    }


def _ranking(answer: CriticalityAnswer) -> str:
    rows = []
    for number, (_, group) in enumerate(groupby(answer.closures, key=_harm), start=1):
        if number > RANKED:
            break
        rows.append([str(number), *_row(list(group))])
    head = f"{answer.goods_t_per_week:,.0f} t of goods a week; of "
    head += f"{len(answer.closures) + answer.n_without_loss} things that something "
    head += f"could use {len(answer.closures)} cost something when they close."
    return f"{head}\n\n{_table(['', *_COLUMNS], rows)}"


def _together(answer: CriticalityAnswer) -> str:
    proof = answer.proof
    if proof is None:
        raise AssertionError("combinations have a proof")
    least, most = proof.checked_usd_per_week
    rows = [_row([closure]) for closure in answer.combinations]
    return (
        f"{_table(_COLUMNS, rows)}\n\n"
        f"Up to {answer.request.together} of {len(proof.names)}: "
        f"{proof.n_sets:,} sets, {proof.n_solved:,} solved, "
        f"{proof.n_ruled_out:,} ruled out. With the worst closed a week costs "
        f"between {least:,.0f} and {most:,.0f} USD, as checked without a solver; "
        f"{proof.base_usd_per_week:,.0f} with everything open."
    )


def _days(corridor: Corridor) -> str:
    keys = [key for _, key in PUBLISHED]
    rows = []
    for days in SPANS_DAYS:
        found = _asked(corridor, days)
        losses = [found[key].loss_usd if key in found else 0.0 for key in keys]
        rows.append([f"{days:g}", *(f"{loss / 1e6:,.2f}" for loss in losses)])
    names = [key.partition(":")[2] for key in keys]
    head = "Loss in millions of USD:\n\n"
    return head + _table(["days closed", *names], rows)


def _published(corridor: Corridor) -> str:
    found = _asked(corridor, USUAL_DAYS)
    place = {key: number for number, key in enumerate(found, start=1)}
    rows = [
        [name, f"{place[key]} of {len(place)}", *_row([found[key]])]
        for name, key in PUBLISHED
    ]
    first = list(found)[:_FIRST]
    in_first = [key for _, key in PUBLISHED if key in first]
    others = ", ".join(
        f"{found[key].closed[0].name} (`{key}`)" for key in first if key not in in_first
    )
    said = (
        f"{len(in_first)} of these {len(PUBLISHED)} are among the first {_FIRST}. The "
        f"others there are {others}."
    )
    return f"{_table(['published', 'rank here', *_COLUMNS], rows)}\n\n{said}"


def _asked(corridor: Corridor, days: float) -> dict[str, Closure]:
    """Closures of nodes and railways by their ids, worst first."""
    kinds = (ClosureKind.NODE, ClosureKind.RAILWAY)
    answer = rank_closures(corridor, CriticalityRequest(kinds=kinds, days=days))
    return {closure.closed[0].closure_id: closure for closure in answer.closures}


def _harm(closure: Closure) -> tuple[float, float]:
    return round(closure.loss_usd), round(closure.held_up_t)


_COLUMNS = (
    "closed",
    "loss, USD",
    "held up, t",
    "no way, t",
    "tariff, USD",
    "days",
    "queue days",
    "queue, USD",
)


def _row(group: Sequence[Closure]) -> list[str]:
    first = group[0]
    names = " + ".join(f"`{each.closure_id}` {each.name}" for each in first.closed)
    if len(group) > 1:
        others = ", ".join(f"`{one.closed[0].closure_id}`" for one in group[1:])
        names += f"; also {others}"
    after = first.recovery.days
    queue = "unknown" if after is None else "never"
    if after is not None and isfinite(after):
        queue = f"{after:,.0f}"
    return [
        names,
        f"{first.loss_usd:,.0f}",
        f"{first.held_up_t:,.0f}",
        f"{first.no_way_t:,.0f}",
        f"{round(first.extra_tariff_usd):,}",
        f"{round(first.extra_days, 2) + 0.0:+.2f}",
        queue,
        f"{first.recovery.after_usd:,.0f}",
    ]


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
