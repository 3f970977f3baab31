"""Write `docs/verification.md`: what the model predicts against what was published.

Every row of the shipped table `observation` that the model can speak about is
held against the model's own answer, good or bad. Run it again after any change
of data or code:

    python tools/make_verification.py [--check]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from heapq import heappop, heappush
from itertools import pairwise
from pathlib import Path
from statistics import median

from verification.comparison import Comparison
from verification.measure import counted, lead_time_error, median_error, median_ratio
from verification.stages import compare_dwell, compare_wait
from verification.transit import DRAWS, READY_DATES, compare_days, same_chain

import orta
from orta.corridor import Corridor, Observation
from orta.model import CorridorModel
from orta.vocabulary import LinkStatus, TransportMode
from orta.vocabulary.quantities import HOURS_PER_DAY

PAGE = Path(__file__).parent.parent / "docs" / "verification.md"
LENGTH_TOLERANCE = 0.03
# Published lengths that the dataset was built on: agreement with them shows that they
# arrived unharmed, and proves nothing.
ANCHORS = frozenset(
    ("K002", "K003", "K008", "K009", "K013", "K014", "K015", "K016", "K017", "K021")
)
# Rows from here on were found when the rule of the page was written.
FIRST_LATER_ROW = "V098"
KINDS = ("observed", "demonstration", "official", "schedule", "plan")


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
        "transit_time": compare_days,
        "section_time": compare_days,
        "dwell": compare_dwell,
        "service_wait": compare_wait,
        "cost": _compare_cost,
        "sailing_time": _compare_sailing,
    }[metric]
    rows = [o for o in model.corridor.observations if o.metric == metric]
    return [compare(model, observation) for observation in rows]


def _compare_length(model: CorridorModel, o: Observation) -> Comparison:
    """The shortest way by rail, or with the same chain of modes for whole routes."""
    if o.mode_chain != "rail":
        choices = same_chain(model, o, READY_DATES[0])
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


def _compare_cost(model: CorridorModel, o: Observation) -> Comparison:
    """The cheapest way with the same chain of modes."""
    choices = same_chain(model, o, READY_DATES[0])
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


def page(model: CorridorModel) -> str:
    """The whole page."""
    lengths = compare_all(model, "length")
    pairs = [c for c in lengths if c.observation.observation_kind == "observed"]
    routes = [c for c in lengths if c not in pairs]
    days = sorted(compare_all(model, "transit_time"), key=_rank)
    sections_of_rail = sorted(compare_all(model, "section_time"), key=_rank)
    dwells, waits = compare_all(model, "dwell"), compare_all(model, "service_wait")
    costs = compare_all(model, "cost")
    sailings = compare_all(model, "sailing_time")
    stages = (*sections_of_rail, *dwells, *waits)
    silent = [c for c in (*days, *stages, *costs, *sailings) if c.predicted is None]
    others = [o for o in model.corridor.observations if o.metric == "other"]
    sections = (
        (_INTRODUCTION,),
        ("## Rail lengths", (_length_summary(pairs),), _table(pairs)),
        ("### Whole routes", _ROUTES_TEXT, _table(routes)),
        ("## Transit times", _TIMES_TEXT, (_RULE_TEXT,), _summary(days)),
        ((_spread(days),), _by_way(days), (_FAR_TEXT,), _table(days)),
        ("## Stages", _STAGES_TEXT),
        ("### Sections by rail", _table(sections_of_rail)),
        ("### Borders, handling, waits for a ship", _table([*dwells, *waits])),
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
with every dispatch rule, all five criteria | \
`tests/planning/routing/test_brute_force.py` |
| shortest paths | Bellman – Ford in plain Python | \
`tests/planning/graph/test_shortest_paths.py` |
| durations from min, mean, max | the moments of the beta distribution | \
`tests/corridor/test_duration.py` |
| waits by dispatch rule | an event-by-event simulator: within 1% on 15 rules, \
and on 48 more with `-m slow` | `tests/planning/waiting/` |
| dataset check | planted faults | `tests/datasets/` |
| rail lengths, times, prices | published figures | below |"""
_ROUTES_TEXT = (
    "Lengths that were printed with a transit time, for whole routes and mostly",
    "rounded. The model's is the shortest of its itineraries with the same modes.",
)
_TIMES_TEXT = (
    "A transit time runs from the first departure to the last arrival, as carriers and",
    "forwarders count it. A *lead time*, which `orta route` answers, also holds the",
    "wait for the first departure and the handling at both ends; it has a column of",
    "its own. Both are expectations for the fastest itinerary with the same chain of",
    "modes, averaged over goods ready in the middle of January, April, July and",
    f"October of 2026; P50 and P80 are of {DRAWS:,} draws of the transit time at each",
    "date.",
)
_RULE_TEXT = """\
Which rows count is fixed by a rule, not row by row:

- *observed* is what a carrier, forwarder or sample reports of regular traffic, one
  train or many; *demonstration* a single first, test or show train; *official*,
  *schedule* and *plan* are claimed or computed, offered, hoped for. The text of the
  source decides.
- A row is an *input* if its source is named by a link, service, terminal or border
  on the predicted way. It is shown and does not count.
- The measure is the median absolute error of the observed rows that are not inputs.

No parameter was fitted to any row."""
_FAR_TEXT = """\
Where the model is far off, and why: demonstration trains are hurried through, and the
model carries a container of regular traffic. Rows of 2013 to 2015 (V054, V056) speak of
few trains and no queues. The dwell at the border of China with Kazakhstan is the
average of all rail freight; trains with priority pass faster, and in months with a
queue (V104, V105) all are slower. Over the Caspian the model is short where ships were
missing or the weather was bad (V001, V100, V110): it knows the wait for a vessel, not
the queue for it. In ocean rows (V002, V032) the carrier counts time in ports that the
model counts as handling."""
_STAGES_TEXT = (
    "Single stages of the same dataset, where a source speaks of one. A border is both",
    "sides, handling at a port is discharge and loading, a wait is for the departure",
    "and for the port to open.",
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


def _rank(c: Comparison) -> int:
    return KINDS.index(c.observation.observation_kind)


def _summary(comparisons: list[Comparison]) -> Iterator[str]:
    """By kind of row: how many count, their median error, how many lie inside."""
    yield (
        "| kind | rows | inputs | median absolute error | median ratio | "
        "inside the published range ± 20 % | error of the lead time |"
    )
    yield "|---|---|---|---|---|---|---|"
    for kind in KINDS:
        of_kind = [c for c in comparisons if c.observation.observation_kind == kind]
        free = counted(comparisons, kinds=(kind,))
        if free:
            yield (
                f"| {kind} | {len(free)} | {len(of_kind) - len(free)} | "
                f"{median_error(free):.0%} | {median_ratio(free):.2f} | "
                f"{sum(map(_is_inside, free))} | {lead_time_error(free):.0%} |"
            )


def _spread(comparisons: list[Comparison]) -> str:
    """The measure again, with one vote for each source instead of each row."""
    by_source: dict[str, list[Comparison]] = {}
    for c in counted(comparisons):
        by_source.setdefault(c.observation.evidence.source_id, []).append(c)
    both = counted(comparisons, kinds=("observed", "demonstration"))
    earlier = [
        c
        for c in counted(comparisons)
        if c.observation.observation_id < FIRST_LATER_ROW
    ]
    one_vote = median(median_error(rows) for rows in by_source.values())
    return (
        f"Several rows come from one source. With one vote for each of the "
        f"{len(by_source)} sources of observed rows the error is {one_vote:.0%}; with "
        f"the demonstration trains among the observed rows, {median_error(both):.0%}. "
        f"The rows from {FIRST_LATER_ROW} on were found when this rule was written and "
        f"taken whatever they say; the {len(earlier)} observed rows before them alone "
        f"give {median_error(earlier):.0%}. Observed rows by way:"
    )


def _by_way(comparisons: list[Comparison]) -> Iterator[str]:
    """The measure for the ways over the Caspian, by rail alone and by sea alone."""
    yield "| way | rows | median absolute error | median ratio |"
    yield "|---|---|---|---|"
    ways: dict[str, Callable[[str], bool]] = {
        "over the Caspian": lambda chain: "sea" in chain and "rail" in chain,
        "rail alone": lambda chain: chain == "rail",
        "sea alone": lambda chain: chain == "sea",
    }
    for way, is_of in ways.items():
        rows = [c for c in counted(comparisons) if is_of(c.observation.mode_chain)]
        if rows:
            yield (
                f"| {way} | {len(rows)} | {median_error(rows):.0%} | "
                f"{median_ratio(rows):.2f} |"
            )


def _is_inside(c: Comparison) -> bool:
    o = c.observation
    return c.predicted is not None and 0.8 * o.low <= c.predicted <= 1.2 * o.high


def _table(comparisons: list[Comparison]) -> Iterator[str]:
    with_draws = any(c.p50 is not None for c in comparisons)
    with_lead_time = any(c.lead_time is not None for c in comparisons)
    more = " P50 | P80 |" * with_draws + " lead time |" * with_lead_time
    rule = "---|" * more.count("|")
    yield (
        f"| row | what | kind | year | published | predicted |{more} unit | "
        "ratio | source |"
    )
    yield f"|---|---|---|---|---|---|{rule}---|---|---|"
    for c in comparisons:
        o = c.observation
        predicted = "–" if c.predicted is None else f"{c.predicted:,.{_digits(o)}f}"
        ratio = "–" if c.ratio is None else f"{c.ratio:.2f}"
        further = [c.p50, c.p80] * with_draws + [c.lead_time] * with_lead_time
        shown = "".join(f" {x:.1f} |" if x is not None else " – |" for x in further)
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
