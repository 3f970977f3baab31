"""The door for Python users: load a corridor, ask it questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from orta.corridor import Gazetteer, PlaceMatch
from orta.datasets import SHIPPED, find_dataset, read_corridor
from orta.errors import ModelError, UsageError
from orta.model.motion import InMotion
from orta.model.season import InSeason
from orta.model.strength import InStrength
from orta.vocabulary import (
    Cargo,
    RouteSpecification,
    read_deadline,
    read_instant,
)

if TYPE_CHECKING:
    from orta.planning.emissions import EmissionReport
    from orta.planning.loading import LoadingAnswer
    from orta.planning.quote import Quote, QuoteCheck
    from orta.planning.replanning import Disruption, ReplanAnswer
    from orta.planning.routing import RouteAnswer


@dataclass(frozen=True)
class CorridorModel(InMotion, InSeason, InStrength):
    """A corridor together with the engines that answer questions about it."""

    def route(
        self,
        origin: str,
        destination: str,
        *,
        ready: str | datetime | None = None,
        by: str | datetime | None = None,
        cargo: str | Cargo = "1x40ft:18t",
        avoid: Iterable[str] = (),
        goods: str = "",
        limit: int | None = 6,
        draws: int = 4000,
        seed: int = 0,
        past: bool = False,
    ) -> RouteAnswer:
        """The itineraries from origin to destination worth considering.

        Parameters
        ----------
        origin, destination
            A place by any of its names, its id or its UN/LOCODE.
        ready, by
            When the goods can be loaded, and the latest expected arrival: an ISO
            instant or an aware `datetime`, or a date, which means its first
            minute for `ready` and its last for `by`, UTC. Without `ready` it is
            now, to the minute; give it where an answer has to repeat.
        cargo
            Units, equipment and mass of goods in each unit: `2x40ft:22t`.
        avoid
            ISO 3166 codes of states no leg may touch.
        goods
            Harmonized System code, for the warnings of loading bans.
        limit
            Most options shown; None for the whole Pareto set.
        draws, seed
            How many lead times are drawn for each shown option, and from where
            chance starts; the same seed gives the same quantiles.
        past
            Let the goods be ready before the month of the dataset's version: as
            if its services and prices had held then.

        Raises
        ------
        UnknownPlaceError
            If no place is called so; it suggests the nearest ones.
        UsageError
            If the goods were ready before the dataset's time, or another word of
            the request cannot be understood.

        Examples
        --------
        >>> import orta
        >>> answer = orta.load().route("Aktau", "Батуми", ready="2026-12-01")
        >>> [leg.leg.mode.value for leg in answer["A"].legs][0]
        'sea'
        """
        from orta.planning.routing import RouteRequest, find_routes  # imports numba

        try:
            specification = RouteSpecification(
                origin_id=self._place(origin, "origin"),
                destination_id=self._place(destination, "destination"),
                earliest_departure_at=read_instant(ready, "ready"),
                arrival_deadline_at=None if by is None else read_deadline(by),
            )
        except ModelError as error:
            raise UsageError(error.message, where="request") from None
        if not past:
            self._check_not_past(specification.earliest_departure_at)
        request = RouteRequest(
            specification=specification,
            cargo=cargo if isinstance(cargo, Cargo) else Cargo.parse(cargo),
            avoid=frozenset(code.upper() for code in avoid),
            goods_code=goods,
        )
        return find_routes(
            self.corridor, request, limit=limit, n_draws=draws, seed=seed
        )

    def emissions(
        self,
        origin: str,
        destination: str,
        *,
        route: str = "A",
        ready: str | datetime | None = None,
        by: str | datetime | None = None,
        cargo: str | Cargo = "1x40ft:18t",
        avoid: Iterable[str] = (),
        limit: int | None = 6,
    ) -> EmissionReport:
        """What one of the itineraries emits, element by element (ISO 14083).

        Parameters
        ----------
        route
            Letter of the itinerary, as `route` with the same words gives it.
        origin, destination, ready, by, cargo, avoid, limit
            As in `route`.

        Raises
        ------
        UnknownPlaceError
            If no place is called so; it suggests the nearest ones.
        UsageError
            If another word cannot be understood, there is no way, or none has
            that letter.

        Examples
        --------
        >>> import orta
        >>> report = orta.load().emissions("Aktau", "Batumi", ready="2026-12-01")
        >>> [element.operation.value for element in report.elements][:2]
        ['load', 'transport']
        """
        from orta.planning.emissions import emission_report  # imports numba

        answer = self.route(
            origin,
            destination,
            ready=ready,
            by=by,
            cargo=cargo,
            avoid=avoid,
            limit=limit,
        )
        try:
            option = answer[route]
        except KeyError:
            letters = ", ".join(choice.label for choice in answer.choices)
            blocked = "; ".join(obstacle.detail for obstacle in answer.blocked_by)
            raise UsageError(
                f"no route {route}" if letters else "no route",
                where="route",
                hint=f"there are {letters}" if letters else blocked,
            ) from None
        return emission_report(self.corridor, answer.request.cargo, option)

    def quote(
        self,
        origin: str,
        destination: str,
        *,
        route: str = "A",
        on: date | None = None,
        currency: str = "USD",
        estimate: bool = False,
        ready: str | datetime | None = None,
        by: str | datetime | None = None,
        cargo: str | Cargo = "1x40ft:18t",
        avoid: Iterable[str] = (),
        goods: str = "",
        limit: int | None = 6,
        past: bool = False,
    ) -> Quote:
        """The price of a route, line by line, to the cent.

        Parameters
        ----------
        origin, destination, ready, by, cargo, avoid, goods, limit, past
            As for `route`.
        route
            Letter of the route, as `route` shows it.
        on
            Day the prices are wanted for; without it the day the goods are ready.
        currency
            Currency of the total, ISO 4217.
        estimate
            Whether a price that does not hold on that day, or that no tariff
            says, is replaced by an estimate that says it is one.

        Raises
        ------
        UnknownPlaceError, UnknownCurrencyError, UsageError
            If a word of the request cannot be understood.

        Examples
        --------
        >>> import orta
        >>> quote = orta.load().quote("Aktau", "Baku", ready="2026-12-01")
        >>> sum(line.amount_usd for line in quote.lines) == quote.total_usd
        True
        """
        from orta.planning.quote import (
            QuoteRequest,
            check_currency,
            default_day,
            make_quote,
        )

        code = currency.strip().upper()
        check_currency(self.corridor, code)
        answer = self.route(
            origin,
            destination,
            ready=ready,
            by=by,
            cargo=cargo,
            avoid=avoid,
            goods=goods,
            limit=limit,
            past=past,
        )
        request = QuoteRequest(
            on=on or default_day(answer),
            currency=code,
            estimate=estimate,
        )
        return make_quote(answer, route, request)

    def check_quote(self, document: str) -> QuoteCheck:
        """Whether a quote, the text of its JSON, agrees to the cent.

        It is added up from its own figures and, if it was made from this very
        dataset, priced again.

        Raises
        ------
        UsageError
            If the text is no quote.
        """
        from orta.planning.quote import check_quote

        return check_quote(document, self.corridor)

    def replan(
        self,
        place: str,
        destination: str,
        *,
        at: str | datetime | None = None,
        aboard: str = "",
        planned: Iterable[str] = (),
        planned_via: Iterable[str] = (),
        came_by: Iterable[str] = (),
        closed: Iterable[str | Disruption] = (),
        by: str | datetime | None = None,
        cargo: str | Cargo = "1x40ft:18t",
        avoid: Iterable[str] = (),
        goods: str = "",
        storage_usd_per_day: float | None = None,
        limit: int | None = 8,
        draws: int = 4000,
        seed: int = 0,
        past: bool = False,
    ) -> ReplanAnswer:
        """What to do now with goods whose plan is disturbed, best action first.

        Parameters
        ----------
        place, destination
            Where the goods are and where they must go, by any name.
        at
            The present instant; without it now, to the minute.
        aboard
            Service that the goods are aboard of; the place is then where it calls
            or passes at that instant: for a ship at sea its next call.
        planned, planned_via
            Services and places the plan goes by; otherwise the plan is the way of
            the earliest expected arrival, had nothing been shut.
        came_by
            Places the goods have come through, to tell what leads back.
        closed
            What is shut: `Aktau:2026-12-09` (opens then), `Aktau:24/72/200h`
            (least, mean and most hours from now), `Aktau` (nobody says until
            when); a place, or the id of a link, a border or a service. A start
            lies before two dots: `Aktau:2026-12-05..2026-12-09`.
        by
            Deadline; actions are then ranked by the chance to meet it.
        storage_usd_per_day
            Price of storage for one unit; the dataset has none.
        cargo, avoid, goods, limit, draws, seed, past
            As in `route`.

        Raises
        ------
        UnknownPlaceError, UsageError
            If a word of the request cannot be understood.

        Examples
        --------
        >>> import orta
        >>> answer = orta.load().replan(
        ...     "Aktau", "Poti", at="2026-12-04T06:00", closed=["Aktau:2026-12-20"])
        >>> answer.actions[0].kind.value
        'other_port'
        """
        from orta.planning.replanning import ReplanRequest, find_disruption, replan

        request = ReplanRequest(
            place_id=self._place(place, "place"),
            destination_id=self._place(destination, "destination"),
            at=read_instant(at, "at"),
            cargo=cargo if isinstance(cargo, Cargo) else Cargo.parse(cargo),
            aboard_id=aboard,
            planned_ids=tuple(planned),
            planned_via_ids=tuple(self._place(t, "planned via") for t in planned_via),
            came_by_ids=tuple(self._place(text, "came by") for text in came_by),
            disruptions=tuple(
                find_disruption(self.corridor, said, self._gazetteer) for said in closed
            ),
            deadline_at=None if by is None else read_deadline(by),
            avoid=frozenset(code.upper() for code in avoid),
            goods_code=goods,
            storage_usd_per_day=storage_usd_per_day,
        )
        if not past:
            self._check_not_past(request.at, "at")
        return replan(self.corridor, request, limit=limit, n_draws=draws, seed=seed)

    def loading(
        self,
        station: str,
        destination: str,
        *,
        on: date,
        goods: str = "",
        owner: str = "own",
        via: Iterable[str] = (),
    ) -> LoadingAnswer:
        """Whether a wagon may be loaded at a station for a destination on a day.

        Parameters
        ----------
        station, destination, via
            Places by any of their names; `via` are those the way leads by.
        goods
            Harmonized System code; empty if not known, then any ban counts.
        owner
            Whose wagon: "own" or "foreign".

        Raises
        ------
        UnknownPlaceError, UsageError
            If a word of the question cannot be understood.

        Examples
        --------
        >>> import orta
        >>> from datetime import date
        >>> answer = orta.load().loading(
        ...     "Kostanay", "Aktau", on=date(2025, 10, 10), goods="1001")
        >>> answer.allowed, answer.earliest
        (False, datetime.date(2025, 10, 21))
        """
        from orta.planning.loading import LoadingRequest, may_load

        exits = [self._place(text, "via") for text in via]
        request = LoadingRequest(
            station_id=self._place(station, "station"),
            exit_node_ids=(*exits, self._place(destination, "destination")),
            day=on,
            goods_code=goods,
            wagon_owner=owner,
        )
        return may_load(self.corridor, request)

    def places(self, text: str, *, limit: int = 10) -> tuple[PlaceMatch, ...]:
        """Places with a name like the text, most alike first.

        Examples
        --------
        >>> import orta
        >>> orta.load().places("Aktou")[0].node.node_id
        'KZAAU'
        """
        return self._gazetteer.list_places(text, limit=limit)

    def _check_not_past(self, instant: datetime, where: str = "ready") -> None:
        first = self.corridor.holds_from
        if first and instant.date() < first:
            raise UsageError(
                f"{instant:%Y-%m-%d} lies before the dataset, which is of {first}",
                where=where,
                hint="give a later day, or say `past` to take its prices back in time",
            )

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer(self.corridor)

    def _place(self, text: str, where: str) -> str:
        return self._gazetteer.get_place(text, where=where).node_id

    def __repr__(self) -> str:
        return repr(self.corridor)


def load(name_or_folder: str | Path = SHIPPED) -> CorridorModel:
    """The corridor of a shipped dataset or of a dataset folder.

    Raises
    ------
    UsageError
        If there is no such dataset.
    DatasetError
        With every value that cannot be used.

    Examples
    --------
    >>> load()
    Corridor('middle-corridor' ...)
    """
    return CorridorModel(read_corridor(find_dataset(name_or_folder)))
