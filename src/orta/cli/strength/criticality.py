"""`orta criticality`: what matters most, alone and in combination."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orta.cli.options import data_option, json_option
from orta.cli.output import patience, print_json, print_table
from orta.errors import RunInterruptedError, UsageError
from orta.model import load

if TYPE_CHECKING:
    from orta.planning.resilience.criticality import (
        Closure,
        CriticalityAnswer,
        CriticalityRequest,
        Hurt,
    )

_CLEARED = "\r\x1b[K"
_LONGEST_NAME = 46
_MOST_HURT = 6
_HEADER = (
    "",
    "closed",
    "loss USD",
    "held up t",
    "no way t",
    "tariff USD",
    "days",
    "queue days",
    "queue USD",
    "full until then",
)


@click.command()
@click.argument("study", required=False, type=click.Path(path_type=Path))
@click.option(
    "--kind",
    "kinds",
    metavar="KIND[,KIND]",
    help="What closes: node, link, service, border, terminal, fleet, facility, state, "
    "or railway (all of a state's). [default: node,link,service,border]",
)
@click.option("--days", type=float, help="How long. [default: 14]")
@click.option(
    "--worst",
    "together",
    type=click.IntRange(1, 3),
    help="How many close together, at most; combinations come with a proof. "
    "[default: 1]",
)
@click.option("--top", type=click.IntRange(min=1), help="How many. [default: 20]")
@click.option(
    "--avoid",
    multiple=True,
    metavar="ASSET",
    help="What nothing goes by that does not begin or end there, as in state:RU or "
    "'service:OCEAN-*'; may be given more than once. [default: Russia, Iran and the "
    "deep sea]",
)
@click.option(
    "--rivals",
    is_flag=True,
    help="Avoid nothing: goods go by Russia, Iran and the deep sea where that is "
    "cheaper, in a usual week too.",
)
@click.option(
    "--output",
    "-o",
    metavar="PATH",
    help="Write a .json or .csv file, or without ending a folder with all.",
)
@data_option
@json_option
def criticality(
    study: Path | None,
    kinds: str | None,
    days: float | None,
    together: int | None,
    top: int | None,
    avoid: tuple[str, ...],
    rivals: bool,
    output: str | None,
    data: str,
    as_json: bool,
) -> None:
    """Rank what matters most: each thing closed for a time, and the worst together.

    While it is closed, goods go round where that costs less than to wait, as far as
    there is room; the others queue, and leave with the room there is afterwards. STUDY
    is a TOML file with the same settings and what a day is worth.

    \b
        orta criticality
        orta criticality --kind node,border --days 30 --rivals
        orta criticality --worst 2 --top 5 -o worst-pairs
    """
    from orta.planning.resilience.criticality import (
        CriticalityRequest,
        check_output,
        criticality_dict,
        export_criticality,
        rank_closures,
        read_study,
    )

    model = load(data)
    asked = CriticalityRequest() if study is None else read_study(study)
    if rivals and avoid:
        raise UsageError("--rivals avoids nothing, so --avoid says the contrary")
    avoided = () if rivals else avoid or asked.avoid
    asked = replace(_with(asked, kinds, days, together, top), avoid=avoided)
    if output is not None:
        check_output(output)
    progress = _Progress()
    with patience("compiling the corridor"), progress.breakable():
        answer = rank_closures(model.corridor, asked, on_progress=progress)
    if output is not None:
        click.echo(f"wrote {export_criticality(answer, output)}", err=True)
    if as_json:
        print_json(criticality_dict(answer))
    else:
        _print(answer)


def _with(
    asked: CriticalityRequest,
    kinds: str | None,
    days: float | None,
    together: int | None,
    top: int | None,
) -> CriticalityRequest:
    """The request with what the command line says instead."""
    from orta.planning.resilience.criticality import ClosureKind

    words = [word.strip() for word in (kinds or "").split(",") if word.strip()]
    known = [str(kind) for kind in ClosureKind]
    for word in words:
        if word not in known:
            raise UsageError(
                f"there is no kind {word}", where="kind", hint=f"use {', '.join(known)}"
            )
    return replace(
        asked,
        kinds=tuple(map(ClosureKind, words)) if words else asked.kinds,
        days=asked.days if days is None else days,
        together=asked.together if together is None else together,
        top=asked.top if top is None else top,
    )


class _Progress:
    """One line on stderr, on a terminal, and what Ctrl C leaves."""

    def __init__(self) -> None:
        self._said, self._left = "", "compiling the corridor"
        self._is_drawn = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def __call__(self, step: str, done: int, of: int) -> None:
        self._left = f"{step}, {done:,} of {of:,} done"
        text = f"{step}  {done / of:.0%} of {of:,}"
        if self._is_drawn and text != self._said:
            click.echo(f"{_CLEARED}{text}", nl=False, err=True)
            self._said = text

    def breakable(self) -> _Breakable:
        """Ctrl C becomes an error that says how far it came."""
        return _Breakable(self)

    def end(self, *, is_broken: bool) -> None:
        """Take the line away."""
        if self._said:
            click.echo(_CLEARED, nl=False, err=True)
        if is_broken:
            raise RunInterruptedError(f"interrupted: {self._left}") from None


class _Breakable:
    def __init__(self, progress: _Progress) -> None:
        self._progress = progress

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._progress.end(is_broken=kind is KeyboardInterrupt)


def _print(answer: CriticalityAnswer) -> None:
    request = answer.request
    head = request.title or f"Closed for {request.days:g} days"
    click.echo(click.style(head, bold=True))
    click.echo(
        f"{answer.goods_t_per_week:,.0f} t a week, all closed things one at a time; "
        f"{len(answer.closures)} cost something, {answer.n_without_loss} nothing"
    )
    if not answer.goods_t_per_week:
        click.echo("nothing is to be carried: the dataset has no demand of the year")
    if answer.unmet_t_per_week > 1:
        click.echo(f"{answer.unmet_t_per_week:,.0f} t a week find no room even now")
    if answer.closures:
        _print_closures(answer.closures, request.top)
        _print_hurt(answer.closures[0])
    if answer.proof is not None:
        click.echo()
        click.echo(click.style(f"At most {request.together} together", bold=True))
        if answer.combinations:
            _print_closures(answer.combinations, request.top)
            _print_hurt(answer.combinations[0])
        proof = answer.proof
        least, most = proof.checked_usd_per_week
        click.echo(
            f"{proof.n_sets:,} combinations of {len(proof.names)} things: "
            f"{proof.n_solved:,} solved, {proof.n_ruled_out:,} ruled out by bounds"
        )
        click.echo(
            f"checked without a solver: no week costs more than {most:,.0f} USD, and "
            f"with the worst closed none less than {least:,.0f} USD "
            f"({proof.base_usd_per_week:,.0f} with all open)"
        )


def _print_closures(closures: tuple[Closure, ...], most: int) -> None:
    """A table of the worst; those that do exactly the same harm share a row."""
    groups: list[list[Closure]] = []
    for closure in closures:
        if groups and _harm(groups[-1][0]) == _harm(closure):
            groups[-1].append(closure)
        else:
            groups.append([closure])
    rows = [
        (
            str(number),
            _named(group),
            f"{group[0].loss_usd:,.0f}",
            f"{group[0].held_up_t:,.0f}",
            f"{group[0].no_way_t:,.0f}",
            f"{round(group[0].extra_tariff_usd) + 0:,}",
            f"{round(group[0].extra_days, 2) + 0.0:+.2f}",
            _days(group[0]),
            f"{group[0].recovery.after_usd:,.0f}",
            group[0].recovery.asset_id,
        )
        for number, group in enumerate(groups[:most], start=1)
    ]
    print_table(_HEADER, rows, right=frozenset(range(len(_HEADER))) - {1, 9})
    if len(groups) > most:
        click.echo(f"… and {len(groups) - most} more: --top, or -o for all")


def _harm(closure: Closure) -> tuple[float, ...]:
    return (
        round(closure.loss_usd),
        round(closure.held_up_t),
        round(closure.extra_tariff_usd),
    )


def _named(group: list[Closure]) -> str:
    first = " + ".join(_short(each.closure_id, each.name) for each in group[0].closed)
    if len(group) == 1:
        return first
    return f"{first}, or {len(group) - 1} that do the same"


def _short(closure_id: str, name: str) -> str:
    is_said = closure_id.partition(":")[2] == name
    text = closure_id if is_said else f"{closure_id} {name}"
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…"


def _days(closure: Closure) -> str:
    days = closure.recovery.days
    if days is None:
        return "unknown"
    return f"{days:,.0f}" if isfinite(days) else "never"


def _print_hurt(closure: Closure) -> None:
    names = " + ".join(each.closure_id for each in closure.closed)
    states = [_state(hurt) for hurt in closure.by_state[:_MOST_HURT]]
    goods = [
        f"{hurt.code or 'other'} {hurt.loss_usd:,.0f} USD"
        for hurt in closure.by_commodity[:_MOST_HURT]
    ]
    click.echo(f"hurt by {names}: {'; '.join(states)}")
    click.echo(f"  goods: {'; '.join(goods)}")


def _state(hurt: Hurt) -> str:
    crossing = hurt.crossing_t or 0.0
    return f"{hurt.code} {hurt.loss_usd:,.0f} USD, {crossing:+,.0f} t cross"
