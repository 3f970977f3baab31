"""What `orta simulate` prints: what arrives, what waits, what a policy changes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import click

from orta.cli.output import print_table
from orta.corridor import Corridor

if TYPE_CHECKING:
    from orta.planning.simulation.answer import (
        AssetResult,
        Backlog,
        FlowResult,
        SimulationAnswer,
    )
    from orta.planning.simulation.compare import Comparison, PairedDifference
    from orta.planning.simulation.estimate import Estimate

_MOST_ASSETS = 15
_LEAST_DAYS = 0.05  # of a cause, to be worth a word
_WIDEST_NAME = 18
_WIDEST_PLACE = 30
_MOST_DIGITS = 7
_FLOW_HEADER = (
    *("from", "to", "goods", "in", "offered TEU", "arrived TEU", "left TEU"),
    *("days", "p50", "p80", "p95", "days by cause"),
)
_ASSET_HEADER = (
    *("asset", "kind", "where", "waiting TEU", "p95", "wait h"),
    *("used", "load", "shut", "departures", "TEU served"),
)
_PAIR_HEADER = ("figure", "of", "first", "second", "change", "95 % interval", "")


def print_simulation(
    answer: SimulationAnswer, corridor: Corridor, *, show_all: bool
) -> None:
    """Print the answer: flows with their causes, then assets, most waiting first."""
    name = (answer.scenario_name, answer.start, answer.days, answer.warm_up.days)
    click.echo(click.style(_head(*name, answer.replications, answer.seed), bold=True))
    print_table(
        _FLOW_HEADER,
        [_flow_row(flow, corridor) for flow in answer.flows],
        right=frozenset(range(4, len(_FLOW_HEADER) - 1)),
    )
    click.echo()
    assets, places = sorted(answer.assets, key=_most_waiting), _places(corridor)
    shown = assets if show_all else assets[:_MOST_ASSETS]
    print_table(
        _ASSET_HEADER,
        [_asset_row(asset, places) for asset in shown],
        right=frozenset(range(3, len(_ASSET_HEADER))),
    )
    legend = (
        "± half of the 95 % interval   left: still under way at the end, less at the "
        f"start   {answer.events:,} events"
    )
    click.echo(click.style(legend, dim=True))
    for backlog in answer.backlogs:
        click.echo(_backlog_line(backlog, corridor))
    for check, count in answer.checks.items():
        click.echo(f"check: {check} held in {count} of {answer.replications}")
    for warning in answer.warnings:
        click.echo(f"note: {warning}")
    if len(shown) < len(assets):
        click.echo(f"next: --all for {len(assets) - len(shown)} more assets", err=True)


def print_comparison(comparison: Comparison, *, show_all: bool) -> None:
    """Print what surely differs, or every figure."""
    names = f"{comparison.first_name} → {comparison.second_name}"
    time = (comparison.start, comparison.days, comparison.warm_up_days)
    head = _head(names, *time, comparison.replications, comparison.seed)
    click.echo(click.style(head, bold=True))
    rows = comparison.differences
    shown = [row for row in rows if show_all or row.is_sure or not row.asset_id]
    if shown:
        print_table(
            _PAIR_HEADER, [_pair_row(row) for row in shown], right=frozenset({2, 3, 4})
        )
    legend = (
        "change: the second less the first, replication by replication under the same "
        f"luck   *: the interval leaves zero out; of {len(rows)} figures up to "
        f"{comparison.sure_by_luck} do by luck alone"
    )
    click.echo(click.style(legend, dim=True))
    for warning in comparison.warnings:
        click.echo(f"note: {warning}")
    if len(shown) < len(rows):
        unsure = len(rows) - len(shown)
        click.echo(f"next: --all for {unsure} figures that may be the same", err=True)


def _head(
    name: str, start: object, days: int, warm_up_days: int, replications: int, seed: int
) -> str:
    times = "replication" if replications == 1 else "replications"
    return (
        f"{name} · {days} days from {start}, after {warm_up_days} of warm-up · "
        f"{replications} {times}, seed {seed}"
    )


def _flow_row(flow: FlowResult, corridor: Corridor) -> tuple[str, ...]:
    ends = (flow.from_node_id, flow.to_node_id)
    return (
        *(corridor.node_by_id[node_id].name for node_id in ends),
        *(_goods(flow.goods, corridor), flow.unit),
        _shown(flow.offered_teu, 0),
        _shown(flow.delivered_teu, 0),
        _shown(flow.backlog_teu, 0),
        _shown(flow.mean_days, 1),
        *(_value(e, 1) for e in (flow.p50_days, flow.p80_days, flow.p95_days)),
        ", ".join(
            f"{cause.value} {days.value:.1f}"
            for cause, days in flow.causes_days.items()
            if days.value >= _LEAST_DAYS
        ),
    )


def _backlog_line(backlog: Backlog, corridor: Corridor) -> str:
    place = corridor.node_by_id[backlog.node_id].name
    line = (
        f"ban: {place} for {backlog.ban_days:g} days from {backlog.starts} holds "
        f"{_shown(backlog.held_teu, 0)} TEU back"
    )
    if backlog.cleared_share == 0:
        return f"{line}, not cleared while the run lasts"
    cleared = f"{line}, cleared {_shown(backlog.clear_days, 1)} days after it"
    if backlog.cleared_share < 1:
        cleared += f" in {backlog.cleared_share:.0%} of the replications"
    return cleared


def _goods(code: str, corridor: Corridor) -> str:
    for commodity in corridor.commodities:
        if commodity.commodity_code == code:
            return f"{code} {_cut(commodity.name, _WIDEST_NAME)}"
    return code


def _most_waiting(asset: AssetResult) -> tuple[float, str]:
    queue = asset.queue_mean_teu
    waiting = 0.0 if queue is None or math.isnan(queue.value) else queue.value
    return -waiting, asset.asset_id


def _places(corridor: Corridor) -> dict[str, str]:
    """Where things are, in names: by the id of a node, a service or a facility."""
    names = {node.node_id: node.name for node in corridor.nodes}
    ends = {
        link.link_id: f"{names[link.from_node_id]} – {names[link.to_node_id]}"
        for link in corridor.links
    }
    return {
        **names,
        **{service.service_id: service.name for service in corridor.services},
        **{
            facility.facility_id: names.get(facility.node_id)
            or ends.get(facility.link_id, "")
            for facility in corridor.facilities
        },
    }


def _place(asset_id: str, places: dict[str, str]) -> str:
    """The place of an asset; trains of a network wait at one place for another."""
    if asset_id in places:
        return _cut(places[asset_id], _WIDEST_PLACE)
    ends = asset_id.rpartition("@")[2].split(">")
    return _cut(" – ".join(places.get(end, "") for end in ends), _WIDEST_PLACE)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _asset_row(asset: AssetResult, places: dict[str, str]) -> tuple[str, ...]:
    return (
        *(asset.asset_id, asset.kind, _place(asset.asset_id, places)),
        _shown(asset.queue_mean_teu, 1),
        _value(asset.queue_p95_teu, 0),
        _value(asset.wait_mean_h, 1),
        *(
            _share(share)
            for share in (asset.utilisation, asset.load_factor, asset.closed_share)
        ),
        _value(asset.departures, 0),
        _value(asset.served_teu, 0),
    )


def _pair_row(row: PairedDifference) -> tuple[str, ...]:
    digits = _digits(row)
    low, high = row.difference.low, row.difference.high
    return (
        *(row.metric, row.asset_id or "whole corridor"),
        _value(row.first, digits),
        _value(row.second, digits),
        _signed(row.difference.value, digits),
        f"{_signed(low, digits)} to {_signed(high, digits)}" if row.pairs > 1 else "",
        "*" if row.is_sure else "",
    )


def _digits(row: PairedDifference) -> int:
    """Digits behind the point, so that a change of a share is seen.

    What leaves zero out has no end that is rounded to zero.
    """
    values = (row.first.value, row.second.value)
    largest = max((abs(v) for v in values if not math.isnan(v)), default=0.0)
    few = next((n for bound, n in ((1000, 0), (10, 1), (1, 2)) if largest >= bound), 3)
    nearest = min(abs(row.difference.low), abs(row.difference.high))
    if not row.is_sure:
        return few
    return next((n for n in range(few, _MOST_DIGITS) if round(nearest, n)), few)


def _signed(value: float, digits: int) -> str:
    return "" if math.isnan(value) else f"{_rounded(value, digits):+,.{digits}f}"


def _rounded(value: float, digits: int) -> float:
    """The value rounded, and never the zero that has a minus."""
    return round(value, digits) + 0.0


def _shown(estimate: Estimate | None, digits: int) -> str:
    """The value with half of its interval; alone if there is one replication."""
    text = _value(estimate, digits)
    if estimate is None or not text or estimate.low == estimate.high:
        return text
    return f"{text} ±{(estimate.high - estimate.low) / 2:,.{digits}f}"


def _value(estimate: Estimate | None, digits: int) -> str:
    if estimate is None or math.isnan(estimate.value):
        return ""
    return f"{_rounded(estimate.value, digits):,.{digits}f}"


def _share(estimate: Estimate | None) -> str:
    if estimate is None or math.isnan(estimate.value):
        return ""
    return f"{estimate.value:.0%}"
