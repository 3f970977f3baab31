"""Runs of kind `autonomy`: what still moves without a state, point by point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from orta.corridor import Corridor
from orta.errors import UsageError
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
    digest_of,
    files_of,
)
from orta.planning.studies.tasks import Call

if TYPE_CHECKING:
    from orta.planning.resilience.autonomy import AutonomyAnswer, AutonomyStudy

_KEYS: Final = (
    Key(
        name="trade",
        meaning="Whose goods: a study that comes with Orta, or a file, as `orta "
        "autonomy` takes them",
        is_needed=True,
    ),
    Key(
        name="states",
        form=Form.TEXTS,
        meaning="States to look at, joined by + if shut together",
        default="as the trade says",
    ),
    Key(
        name="cost_rise",
        form=Form.NUMBER,
        least=0,
        most=100,
        meaning="How much more a delivered tonne may cost, as a share",
        default="as the trade says",
    ),
)


class Autonomy:
    """How much of a demand set still moves when a state is lost."""

    name = "autonomy"
    about = "How much still moves, and at what cost, when a state's transit is lost."
    keys = _KEYS
    is_alone = True
    other_ways = ""

    def prepare(self, asked: Asked) -> Prepared:
        """One trade, all of its states."""
        said = asked.settings["trade"]
        study, files = _trade(said, asked.folder, asked.corridor)
        # What comes with Orta is part of the program, whose digest is in every key.
        digest = digest_of(files) if files else said
        if "cost_rise" in asked.settings:
            rise = asked.settings["cost_rise"]
            study = replace(
                study, cost_rise=float(rise), cost_rise_source="asked for by the study"
            )
            digest = f"{digest} at {float(rise)!r}"
        states = [code.strip().upper() for code in asked.settings.get("states", [])]
        _check_states(states, asked.corridor)
        needs = (f"corridor:{asked.corridor.digest}", f"trade:{digest}")
        return Prepared(
            pieces=(Piece(parameters={"states": states}, needs=needs),),
            materials=dict(zip(needs, (asked.corridor, study), strict=True)),
            files=files,
        )

    def perform(self, call: Call) -> bytes:
        """The shares of the states, with what binds them."""
        from orta.planning.resilience.autonomy import find_autonomy
        from orta.planning.resilience.autonomy.report import (
            autonomy_dict,
            output_tables,
        )

        corridor, study = call.values
        answer = find_autonomy(study, corridor, states=call.parameters["states"])
        return Single(
            answer=autonomy_dict(answer),
            tables=output_tables(answer),
            figures=_figures(answer),
            files={
                f"{one.state}-certificate.json": one.certificate.to_bytes().decode()
                for one in answer.states
            },
        ).pack()

    def reduce(self, points: Sequence[Gathered]) -> Found:
        """Shares of all states at all points."""
        found = Singles.of(points)
        return Found(
            headline=found.headline(),
            tables=found.tables(),
            charts={
                "share": RowChart(
                    title="The share that still moves, within its bounds",
                    unit="share of the tonnes",
                    bars=tuple(_bars(found)),
                )
            },
            answers=found.answers(),
            files=found.files(),
            warnings=found.warnings(),
        )


def _trade(
    said: str, folder: Path, corridor: Corridor
) -> tuple[AutonomyStudy, tuple[Path, ...]]:
    """The study of a trade, and the files it was read from; none if it is shipped."""
    from orta.planning.resilience.autonomy import read_study, shipped_study

    if said.lower().endswith(".toml"):
        return read_study(folder / said, corridor), files_of(folder / said)
    try:
        return shipped_study(said, corridor), ()
    except UsageError as error:
        raise UsageError(error.message, where="trade", hint=error.hint) from None


def _check_states(states: Sequence[str], corridor: Corridor) -> None:
    known = corridor.country_codes
    for code in (part for state in states for part in state.split("+")):
        if code not in known:
            raise UsageError(
                f"no place of the corridor lies in “{code}”",
                where="states",
                hint=f"ISO 3166 codes of its states: {', '.join(sorted(known))}",
            )


def _figures(answer: AutonomyAnswer) -> dict[str, float | None]:
    return {
        "autonomy": answer.autonomy,
        "open_share": answer.open_share,
        **{f"without {one.state}": one.share for one in answer.states},
    }


def _bars(found: Singles) -> Iterator[Bar]:
    """A row for each state of each point, from the table of results."""
    table = found.tables()["result"]
    places = [table.columns.index(name) for name in ("share", "lower", "upper")]
    for row in table.rows:
        share, low, high = (float(row[place] or 0) for place in places)
        label = f"{row[1]}: without {row[2]}" if len(found.points) > 1 else str(row[2])
        yield Bar(label=label, value=share, low=low, high=high)
