"""How a user calls Orta; checked by mypy, not run."""

from datetime import UTC, datetime

import pandas as pd

import orta
from orta.planning.emissions import EmissionReport
from orta.planning.replanning import Party, ReplanAnswer
from orta.planning.routing import Option, RouteAnswer

model: orta.CorridorModel = orta.load()
answer: RouteAnswer = model.route(
    "Xi'an",
    "Duisburg",
    ready=datetime(2026, 12, 4, tzinfo=UTC),
    by="2027-02-01",
    cargo=orta.Cargo.parse("2x40ft:22t"),
    avoid={"RU"},
    limit=None,
)
option: Option = answer["A"]
days: float = option.days
cost_usd: float = option.cost_usd
services: list[str] = [planned.leg.service_id for planned in option.legs]
now: ReplanAnswer = model.replan(
    "Aktau",
    "Poti",
    at=datetime(2026, 12, 4, tzinfo=UTC),
    closed=["Aktau:2026-12-09"],
    planned=["FEEDER-AAU-BAK"],
)
delay_days: float = now["A"].mean_delay_days
must_agree: tuple[Party, ...] = now.parties(now["A"])
frame: pd.DataFrame = answer.to_pandas()
report: EmissionReport = model.emissions("Aktau", "Poti", route="B")
kilograms: list[float] = [e.emission_g / 1000 for e in report.elements if e.is_hub]
