"""What `orta replan` prints: the table of actions, then one in detail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from orta.cli.output import print_table

if TYPE_CHECKING:
    from orta.planning.replanning import Action, ReplanAnswer


def print_actions(answer: ReplanAnswer, label: str) -> None:
    """Print the answer: notes, actions, then the one under the letter in detail."""
    click.echo(click.style(_head(answer), bold=True))
    for note in answer.notes:
        click.echo(f"note: {note}")
    if not answer.actions:
        for block in answer.blocked_by:
            click.echo(f"nothing can be done: {block.detail}", err=True)
        return
    has_deadline = answer.request.deadline_at is not None
    header = (
        *("", "what now", "arrives", "delay", "p50", "p80", "p95"),
        *(("by then",) if has_deadline else ()),
        *("USD", "kg CO2e", "why"),
    )
    rows = [_row(answer, action) for action in answer.actions]
    print_table(header, rows, right=frozenset(range(3, len(header) - 1)))
    legend = (
        f"days, USD and CO2e against the plan   ranked by {answer.rule}   "
        f"{answer.compared} ways compared   {answer.n_draws:,} draws, "
        f"seed {answer.seed}   data: {answer.corridor.name} {answer.corridor.version}"
    )
    click.echo(click.style(legend, dim=True))
    for line in _details(answer, answer[label]):
        click.echo(line)
    click.echo("next: --show B for another action in detail", err=True)


def _head(answer: ReplanAnswer) -> str:
    request, names = answer.request, answer.corridor.node_by_id
    parts = [
        f"{names[request.place_id].name} → {names[request.destination_id].name}",
        f"{request.at:%Y-%m-%d %H:%M} UTC",
        str(request.cargo),
    ]
    if request.aboard_id:
        service = answer.corridor.service_by_id[request.aboard_id]
        parts.append(f"aboard {service.name}")
    if answer.plan is not None:
        parts.append(f"planned {answer.plan_mean_days:.1f} days")
    return " · ".join(parts)


def _row(answer: ReplanAnswer, action: Action) -> tuple[str, ...]:
    chance = answer.on_time(action.label)
    unknown = "+?" if action.storage_usd is None else ""
    return (
        action.label,
        f"{action.kind.value.replace('_', ' ')}: {answer.what(action)}",
        f"{action.arrival_at:%d %b}",
        f"{action.mean_delay_days:+.1f}",
        *(f"{action.delay_days(share):+.1f}" for share in (0.5, 0.8, 0.95)),
        *(() if chance is None else (f"{chance:.0%}",)),
        f"{action.extra_cost_usd:+,.0f}{unknown}",
        f"{action.extra_co2e_kg:+,.0f}",
        "; ".join(action.reasons),
    )


def _details(answer: ReplanAnswer, action: Action) -> Iterator[str]:
    names = answer.corridor.node_by_id
    yield f"{action.label}: {answer.what(action)}"
    for planned in action.way.legs:
        leg = planned.leg
        yield (
            f"  {leg.mode}: {names[leg.load_location_id].name} → "
            f"{names[leg.unload_location_id].name}, {planned.service_name}, "
            f"{leg.load_at:%d %b %H:%M} to {leg.unload_at:%d %b %H:%M}"
        )
    for party in answer.parties(action):
        yield f"  must agree: {party.role} {party.name} ({party.reason})"
    for cost in answer.missing(action):
        yield f"  not priced: {cost}"
    for warning in answer.warnings(action):
        yield f"  warning: {warning}"
