"""Runs of kind `route`: itineraries between two places, point by point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from orta.corridor import Gazetteer
from orta.errors import ModelError, OrtaError, UsageError
from orta.planning.studies.charts import Bar, RowChart
from orta.planning.studies.kinds.shape import (
    Asked,
    Form,
    Found,
    Gathered,
    Key,
    Piece,
    Prepared,
    Single,
    Singles,
    plain,
)
from orta.planning.studies.tasks import Call
from orta.vocabulary import Cargo, RouteSpecification, read_deadline, read_instant

if TYPE_CHECKING:
    from orta.planning.routing import RouteAnswer, RouteRequest

_KEYS: Final = (
    Key(name="from", meaning="Where the goods are, by any name", is_needed=True),
    Key(name="to", meaning="Where they must go, by any name", is_needed=True),
    Key(
        name="ready",
        form=Form.INSTANT,
        meaning="When they can be loaded, UTC",
        is_needed=True,
    ),
    Key(name="by", form=Form.INSTANT, meaning="Latest expected arrival, UTC"),
    Key(
        name="cargo",
        meaning="COUNTxEQUIPMENT:TONNESt, the mass of goods in each unit",
        default="1x40ft:18t",
    ),
    Key(name="goods", meaning="Harmonized System code, for bans"),
    Key(name="avoid", form=Form.TEXTS, meaning="States that no leg may touch"),
    Key(
        name="past",
        form=Form.FLAG,
        meaning="Let the goods be ready before the dataset's time, at its prices",
        default="false",
    ),
    Key(
        name="limit",
        form=Form.WHOLE,
        least=1,
        most=1000,
        meaning="Most routes shown",
        default="6",
    ),
    Key(
        name="draws",
        form=Form.WHOLE,
        least=1,
        most=1_000_000,
        meaning="Lead times drawn for each way",
        default="4000",
    ),
)
# The words of the request that errors speak of, and the keys they are given under.
_WHERE: Final = {"origin": "from", "destination": "to", "request": "by"}
_HEADLINE: Final = (
    *("routes", "days_mean", "days_p50", "days_p80", "days_p95"),
    *("cost_usd", "co2e_kg"),
)


class Route:
    """Which itineraries there are, and what they take, cost and emit."""

    name = "route"
    about = "Which itineraries are worth considering, from where, when and for what."
    keys = _KEYS
    is_alone = False
    other_ways = ""

    def prepare(self, asked: Asked) -> Prepared:
        """One search."""
        try:
            words = _words(asked)
            _request(words).check(asked.corridor)
        except OrtaError as error:
            where = _WHERE.get(error.where, error.where)
            raise UsageError(error.message, where=where, hint=error.hint) from None
        need = f"corridor:{asked.corridor.digest}"
        return Prepared(
            pieces=(Piece(parameters=words, needs=(need,)),),
            materials={need: asked.corridor},
        )

    def perform(self, call: Call) -> bytes:
        """The routes, with their legs."""
        from orta.planning.routing import find_routes, legs_table  # imports numba

        (corridor,) = call.values
        words = call.parameters
        answer = find_routes(
            corridor,
            _request(words),
            limit=words["limit"],
            n_draws=words["draws"],
            seed=words["seed"],
        )
        return Single(
            answer=answer.to_dict(),
            tables={"routes": answer.table, "legs": legs_table(answer)},
            figures=_figures(answer),
            warnings=tuple(f"no route: {one.detail}" for one in answer.blocked_by),
        ).pack()

    def reduce(self, points: Sequence[Gathered]) -> Found:
        """All routes, and of each point the fastest, the cheapest and the cleanest."""
        found = Singles.of(points)
        quantiles = [found.values(f"days_{name}") for name in ("p50", "p80", "p95")]
        days = tuple(
            Bar(label=name, value=p80, low=p50, high=p95)
            for (name, p50), (_, p80), (_, p95) in zip(*quantiles, strict=True)
        )
        prices = tuple(Bar(label=n, value=usd) for n, usd in found.values("cost_usd"))
        return Found(
            headline=found.headline(_HEADLINE),
            tables=found.tables(),
            charts={
                "days": RowChart(
                    title="The fastest route: 80 % are not later, 50 to 95 % the line",
                    unit="days",
                    bars=days,
                ),
                "cost": RowChart(
                    title="The cheapest route", unit="USD", bars=prices, from_zero=True
                ),
            },
            answers=found.answers(),
            warnings=found.warnings(),
            files={},
        )


def _words(asked: Asked) -> dict[str, Any]:
    """The request in its canonical form: places by id, times in UTC."""
    said, gazetteer = asked.settings, Gazetteer(asked.corridor)
    ready = read_instant(plain(said["ready"]), "ready")
    first = asked.corridor.holds_from
    if first and ready.date() < first and not said.get("past", False):
        raise UsageError(
            f"{ready:%Y-%m-%d} lies before the dataset, which is of {first}",
            where="ready",
            hint="give a later day, or past = true to take its prices back in time",
        )
    by = said.get("by")
    return {
        "origin": gazetteer.get_place(said["from"], where="from").node_id,
        "destination": gazetteer.get_place(said["to"], where="to").node_id,
        "ready": ready.isoformat(),
        "by": None if by is None else read_deadline(plain(by)).isoformat(),
        "cargo": said.get("cargo", "1x40ft:18t"),
        "goods": said.get("goods", ""),
        "avoid": sorted({code.strip().upper() for code in said.get("avoid", [])}),
        "limit": said.get("limit", 6),
        "draws": said.get("draws", 4000),
        "seed": asked.seed,
    }


def _request(words: Mapping[str, Any]) -> RouteRequest:
    from orta.planning.routing import RouteRequest  # imports numba

    try:
        specification = RouteSpecification(
            origin_id=words["origin"],
            destination_id=words["destination"],
            earliest_departure_at=read_instant(words["ready"], "ready"),
            arrival_deadline_at=None
            if words["by"] is None
            else read_instant(words["by"], "by"),
        )
    except ModelError as error:
        raise UsageError(error.message, where="request") from None
    return RouteRequest(
        specification=specification,
        cargo=Cargo.parse(words["cargo"]),
        avoid=frozenset(words["avoid"]),
        goods_code=words["goods"],
    )


def _figures(answer: RouteAnswer) -> dict[str, float | None]:
    """Days of the fastest shown route, and the least price and CO2e of all shown."""
    columns = {
        name: [row[n] for row in answer.table.rows]
        for n, name in enumerate(answer.table.columns)
    }
    figures: dict[str, Any] = {"routes": len(answer.table.rows)}
    if answer.choices:
        means = columns["days_mean"]
        fastest = means.index(min(means))  # type: ignore[type-var]
        for name in _HEADLINE[1:5]:
            figures[name] = columns[name][fastest]
        for name in _HEADLINE[5:]:
            figures[name] = min(columns[name])  # type: ignore[type-var]
    return figures
