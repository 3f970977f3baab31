"""Write `docs/verification.md`: what the model predicts against what was published.

Every row of the shipped table `observation` that the model can speak about is
held against the model's own answer, good or bad. Run it again after any change
of data or code:

    python tools/make_verification.py [--check]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise
from pathlib import Path
from statistics import mean, median

import numpy as np

import orta
from orta.corridor import Corridor, Observation
from orta.model import CorridorModel
from orta.planning.routing import Choice
from orta.vocabulary import LinkStatus, TransportMode

PAGE = Path(__file__).parent.parent / "docs" / "verification.md"
LENGTH_TOLERANCE = 0.03
# Published lengths that the dataset was built on: agreement with them shows that they
# arrived unharmed, and proves nothing.
ANCHORS = frozenset(
    ("K002", "K003", "K008", "K009", "K013", "K014", "K015", "K016", "K017", "K021")
)
# One date in each season: published times seldom say when they were measured.
DRAWS = 4000
READY_DATES = ("2026-01-15", "2026-04-15", "2026-07-15", "2026-10-15")
# Prices are quoted per 40 ft container; the load only matters for dues per tonne.
CARGO = "1x40ft:20t"
HOURS_PER_DAY = 24
KINDS = ("observed", "official", "schedule", "plan")


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """An observation and what the model says, in the observation's unit.

    `predicted` is None where the model has no answer; `is_input` is True where
    the model's figure was itself taken from the observation's source.
    """

    observation: Observation
    predicted: float | None
    is_input: bool = False
    p50: float | None = None
    p80: float | None = None

    @property
    def ratio(self) -> float | None:
        """Predicted over published."""
        if self.predicted is None:
            return None
        return self.predicted / self.observation.centre


def rail_length_km(
    corridor: Corridor, start: str, end: str, *, avoid: Sequence[str] = ()
) -> float | None:
    """Kilometres of the shortest way by rail in service, or None if there is none."""
    neighbours: dict[str, list[tuple[str, float]]] = {}
    for link in corridor.links:
        if link.mode is TransportMode.RAIL and link.status is LinkStatus.IN_SERVICE:
            ends = (link.from_node_id, link.to_node_id)
            for here, there in (ends, ends[::-1]):
                if corridor.node_by_id[there].country_code not in avoid:
                    neighbours.setdefault(here, []).append((there, link.length_km))
    queue, done = [(0.0, start)], set[str]()
    while queue:
        so_far, here = heappop(queue)
        if here == end:
            return so_far
        if here in done:
            continue
        done.add(here)
        for there, length_km in neighbours.get(here, []):
            heappush(queue, (so_far + length_km, there))
    return None


def compare_all(model: CorridorModel, metric: str) -> list[Comparison]:
    """Every observation of a metric with the model's own figure."""
    compare = {
        "length": _compare_length,
        "transit_time": _compare_days,
        "cost": _compare_cost,
        "sailing_time": _compare_sailing,
    }[metric]
    rows = [o for o in model.corridor.observations if o.metric == metric]
    return [compare(model, observation) for observation in rows]


def _compare_length(model: CorridorModel, o: Observation) -> Comparison:
    """The shortest way by rail, or with the same chain of modes for whole routes."""
    if o.mode_chain != "rail":
        choices = _same_chain(model, o, READY_DATES[0])
        shortest = min((c.option.distance_km for c in choices), default=None)
        return Comparison(observation=o, predicted=shortest)
    stops = (o.from_node_id, *o.via_node_ids, o.to_node_id)
    parts = [
        rail_length_km(model.corridor, start, end, avoid=o.avoid)
        for start, end in pairwise(stops)
    ]
    known = [part for part in parts if part is not None]
    return Comparison(
        observation=o,
        predicted=sum(known) if len(known) == len(parts) else None,
        is_input=o.observation_id in ANCHORS,
    )


def _compare_days(model: CorridorModel, o: Observation) -> Comparison:
    """The fastest way with the same chain of modes, averaged over four dates."""
    fastest, drawn = [], []
    for ready in READY_DATES:
        choices = _same_chain(model, o, ready)
        if not choices:
            return Comparison(observation=o, predicted=None)
        best = min(choices, key=lambda choice: choice.option.minutes)
        fastest.append(best.option.days)
        drawn.append(best.lead_times(n_draws=DRAWS, seed=0).days)
    hours = HOURS_PER_DAY if o.unit == "hours" else 1
    p50, p80 = np.quantile(np.concatenate(drawn), (0.5, 0.8)) * hours
    return Comparison(
        observation=o,
        predicted=mean(fastest) * hours,
        p50=float(p50),
        p80=float(p80),
    )


def _compare_cost(model: CorridorModel, o: Observation) -> Comparison:
    """The cheapest way with the same chain of modes."""
    choices = _same_chain(model, o, READY_DATES[0])
    if not choices:
        return Comparison(observation=o, predicted=None)
    best = min((choice.option for choice in choices), key=lambda c: c.cost_cents)
    sources = {c.tariff.evidence.source_id for c in best.charges}
    return Comparison(
        observation=o,
        predicted=best.cost_usd,
        is_input=o.evidence.source_id in sources,
    )


def _compare_sailing(model: CorridorModel, o: Observation) -> Comparison:
    """Mean sailing time of the first service that sails this way."""
    for service in model.corridor.services:
        nodes = [call.node_id for call in service.calls]
        if [o.from_node_id, o.to_node_id] == nodes and service.calls[1].transit:
            hours = service.calls[1].transit.mean_h
            days = 1 if o.unit == "hours" else HOURS_PER_DAY
            return Comparison(observation=o, predicted=hours / days, is_input=True)
    return Comparison(observation=o, predicted=None)


def _same_chain(model: CorridorModel, o: Observation, ready: str) -> list[Choice]:
    if o.from_node_id == o.to_node_id:
        return []
    answer = model.route(
        o.from_node_id,
        o.to_node_id,
        ready=ready,
        cargo=CARGO,
        avoid=o.avoid,
        limit=None,
    )
    return [
        choice
        for choice in answer.choices
        if not o.mode_chain or "-".join(choice.option.mode_chain) == o.mode_chain
    ]


def page(model: CorridorModel) -> str:
    """The whole page."""
    lengths = compare_all(model, "length")
    pairs = [c for c in lengths if c.observation.observation_kind == "observed"]
    routes = [c for c in lengths if c not in pairs]
    days = compare_all(model, "transit_time")
    days.sort(key=lambda c: KINDS.index(c.observation.observation_kind))
    costs = compare_all(model, "cost")
    sailings = compare_all(model, "sailing_time")
    silent = [c for c in (*days, *costs, *sailings) if c.predicted is None]
    others = [o for o in model.corridor.observations if o.metric == "other"]
    sections = (
        (_INTRODUCTION,),
        ("## Rail lengths", (_length_summary(pairs),), _table(pairs)),
        ("### Whole routes", _ROUTES_TEXT, _table(routes)),
        ("## Transit times", _TIMES_TEXT, _summary(days), _table(days)),
        ("## Prices", _PRICES_TEXT, _table(costs)),
        ("## Sailing times", (_SAILINGS_TEXT,), _table(sailings)),
        ("## Rows without an answer", (_silence(silent, others),)),
    )
    blocks = (
        block if isinstance(block, str) else "\n".join(block)
        for section in sections
        for block in section
    )
    return "\n\n".join(blocks) + "\n"


def _silence(silent: list[Comparison], others: list[Observation]) -> str:
    return (
        f"{len(silent)} rows above have no prediction, because the Pareto set has no "
        "itinerary with the modes of the published one, or the model has no such "
        f"service. {len(others)} further rows of the table `observation` are counts "
        "of traffic, closures, differences and one side of a border, which the "
        "planner does not predict: " + ", ".join(o.observation_id for o in others) + "."
    )


_INTRODUCTION = """\
# Verification

This page is made by `tools/make_verification.py` from the shipped dataset, and
checked in CI. It is not edited by hand.

| what | held against | where |
|---|---|---|
| Pareto set of the router | a twin that walks every way, 500 random corridors \
with every dispatch rule, all five criteria | `tests/planning/routing/test_brute_force.py` |
| shortest paths | Bellman – Ford in plain Python | \
`tests/planning/graph/test_shortest_paths.py` |
| durations from min, mean, max | the moments of the beta distribution | \
`tests/corridor/test_duration.py` |
| waits by dispatch rule | simulated arrivals | \
`tests/planning/network/test_waiting.py` |
| dataset check | planted faults | `tests/datasets/` |
| rail lengths, times, prices | published figures | below |"""
_ROUTES_TEXT = (
    "Lengths that were printed with a transit time, for whole routes and mostly",
    "rounded. The model's is the shortest of its itineraries with the same modes.",
)
_TIMES_TEXT = (
    "The prediction is the expected lead time of the fastest itinerary with the same",
    "chain of modes, averaged over goods ready in the middle of January, April, July",
    f"and October of 2026; P50 and P80 are of {DRAWS:,} draws at each date. It runs",
    "from ready to load until available at the destination, so it holds the wait for",
    "the first train and both terminals; many published times do not say whether they",
    "do. *Observed* rows are what a carrier, forwarder or sample measured, among them",
    "single demonstration trains; *official*, *schedule* and *plan* are what was",
    "claimed, offered and hoped for. No parameter was fitted to any row.",
)
_PRICES_TEXT = (
    "The prediction is the price of the cheapest itinerary with the same chain of",
    "modes for one 40 ft container. Where a tariff of the model comes from the same",
    "source as the row, the agreement proves nothing; those rows are marked *input*.",
)


_SAILINGS_TEXT = (
    "These are inputs of the model. The table shows that they arrived unharmed."
)


def _length_summary(lengths: list[Comparison]) -> str:
    free = [c for c in lengths if not c.is_input]
    met, met_free = sum(map(_is_met, lengths)), sum(map(_is_met, free))
    return (
        f"{met} of {len(lengths)} published lengths are met within "
        f"{LENGTH_TOLERANCE:.0%}. But {len(lengths) - len(free)} of them are anchors "
        "that sections were set to, marked *input*; of the other "
        f"{len(free)}, {met_free} are met. Xi'an - Almaty is one only if the train "
        "went by Dostyk, which its source does not say. The model's length is the "
        "shortest way over rail links in service, around the states the published "
        "train did not cross."
    )


def _is_met(c: Comparison) -> bool:
    return c.ratio is not None and abs(c.ratio - 1) <= LENGTH_TOLERANCE


def _summary(comparisons: list[Comparison]) -> Iterator[str]:
    """By kind of row: how many, the median error, and how many lie inside."""
    yield (
        "| kind | rows | median absolute error | median ratio | "
        "inside the published range ± 20 % |"
    )
    yield "|---|---|---|---|---|"
    for kind in KINDS:
        ratios = [
            c.ratio
            for c in comparisons
            if c.observation.observation_kind == kind and c.ratio is not None
        ]
        inside = sum(
            _is_inside(c)
            for c in comparisons
            if c.observation.observation_kind == kind and c.ratio is not None
        )
        if ratios:
            error = median(abs(ratio - 1) for ratio in ratios)
            yield (
                f"| {kind} | {len(ratios)} | {error:.0%} | {median(ratios):.2f} | "
                f"{inside} |"
            )


def _is_inside(c: Comparison) -> bool:
    o = c.observation
    return c.predicted is not None and 0.8 * o.low <= c.predicted <= 1.2 * o.high


def _table(comparisons: list[Comparison]) -> Iterator[str]:
    with_draws = any(c.p50 is not None for c in comparisons)
    quantiles = " P50 | P80 |" if with_draws else ""
    rule = "---|---|" if with_draws else ""
    yield (
        f"| row | what | kind | year | published | predicted |{quantiles} unit | "
        "ratio | source |"
    )
    yield f"|---|---|---|---|---|---|{rule}---|---|---|"
    for c in comparisons:
        o = c.observation
        predicted = "–" if c.predicted is None else f"{c.predicted:,.{_digits(o)}f}"
        ratio = "–" if c.ratio is None else f"{c.ratio:.2f}"
        drawn = [f"{x:.1f} |" if x is not None else "– |" for x in (c.p50, c.p80)]
        shown = " " + " ".join(drawn) if with_draws else ""
        yield (
            f"| {o.observation_id} | {o.label} | "
            f"{o.observation_kind}{', input' if c.is_input else ''} | "
            f"{o.evidence.as_of} | {_published(o)} | {predicted} |{shown} {o.unit} | "
            f"{ratio} | {o.evidence.source_id} |"
        )


def _digits(o: Observation) -> int:
    return 0 if o.metric in ("cost", "length") else 1


def _published(o: Observation) -> str:
    if o.low == o.high:
        return f"{o.low:g}"
    return f"{o.low:g} – {o.high:g}"


def main() -> int:
    """Write the page, or with --check say whether it is current."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    arguments = parser.parse_args()
    text = page(orta.load())
    if not arguments.check:
        PAGE.write_text(text, encoding="utf-8")
    elif not PAGE.is_file() or PAGE.read_text("utf-8") != text:
        print("docs/verification.md is not current: run tools/make_verification.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
