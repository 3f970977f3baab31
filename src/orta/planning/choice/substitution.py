"""What a change on one route does to the boxes of all: shocks and elasticities.

A shock starts from the shares of a year as they were: the constants take up what the
model misses, so that only the change is the model's. All boxes together stay as many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from orta.errors import UsageError
from orta.planning.choice.answer import ChoiceModel, Span
from orta.planning.choice.estimate import offer_of
from orta.planning.choice.figures import Attributes
from orta.planning.choice.formulation import (
    Offer,
    Tastes,
    disutility,
    share_slopes,
    shares,
    utility_of,
)
from orta.planning.choice.request import ROUTES, Change, parse_shock
from orta.planning.choice.solve import tastes_of
from orta.planning.results import Provenance

FloatArray = NDArray[np.float64]

_MIDDLE: Final = ROUTES.index("middle")
_FIELD_OF: Final = {"price": "price_kusd", "deviation": "deviation_days"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteAfter:
    """Boxes of a route before and after a shock."""

    route: str
    before_teu: float
    change_pct: Span

    @property
    def after_teu(self) -> float:
        """Boxes that would come, whether they find room or not."""
        return self.before_teu * (1 + self.change_pct.value / 100)

    def to_dict(self) -> dict[str, object]:
        """As it stands in `--json`."""
        return {
            "route": self.route,
            "before_teu": self.before_teu,
            "after_teu": self.after_teu,
            "change_pct": self.change_pct.to_dict(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Shock:
    """What changes on the routes in a year did to their boxes."""

    specification: str
    year: int
    changes: tuple[Change, ...]
    routes: tuple[RouteAfter, ...]
    capacity_teu: float | None
    provenance: Provenance

    def route(self, name: str) -> RouteAfter:
        """What became of a route."""
        return next(one for one in self.routes if one.route == name)

    @property
    def unserved_teu(self) -> float:
        """Boxes that want the Middle Corridor and find no room in it."""
        if self.capacity_teu is None:
            return 0.0
        return max(self.route("middle").after_teu - self.capacity_teu, 0.0)

    def to_dict(self) -> dict[str, object]:
        """As it stands in `--json`."""
        return {
            "specification": self.specification,
            "year": self.year,
            "changes": [str(change) for change in self.changes],
            "routes": [route.to_dict() for route in self.routes],
            "middle_capacity_teu": self.capacity_teu,
            "middle_unserved_teu": self.unserved_teu,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Diversion:
    """How many times the boxes of a route come, and the interval of 90%.

    `room_factor` is the most that published capacity lets come; None if unknown.
    """

    route: str
    year: int
    changes: tuple[Change, ...]
    factor: float
    low: float
    high: float
    room_factor: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Elasticity:
    """Per cent more boxes of a route for one per cent more price of another.

    `by_day_pct` is the per cent more for a day more on the other route.
    """

    of_route: str
    on_route: str
    by_price: Span
    by_day_pct: Span

    def to_dict(self) -> dict[str, object]:
        """As it stands in `--json`."""
        return {
            "of_route": self.of_route,
            "on_route": self.on_route,
            "by_price": self.by_price.to_dict(),
            "by_day_pct": self.by_day_pct.to_dict(),
        }


def shock(
    model: ChoiceModel,
    changes: str | Sequence[Change],
    *,
    year: int | None = None,
) -> Shock:
    """What changes do to the boxes of every route, with intervals.

    Parameters
    ----------
    changes
        As values, or as a text such as `ocean price +100%, northern closed`.
    year
        The year that it happens in; by default the last one.

    Raises
    ------
    UsageError
        If the text cannot be read, there is no such year, or a route that changes
        has no figures in it.

    Examples
    --------
    >>> import orta
    >>> from orta.planning.choice import estimate_choice
    >>> model = estimate_choice(orta.load().corridor, draws=20)
    >>> dearer = shock(model, "ocean price +100%")
    >>> dearer.route("middle").change_pct.low > 0
    True
    """
    asked = parse_shock(changes) if isinstance(changes, str) else tuple(changes)
    when = model.figures.years[-1] if year is None else year
    at = model.figures.row_of(when)
    centre = model.figures.attributes(model.specification)
    _check_routes(asked, centre, at, when)
    value = _relative(centre, at, _tastes(model, model.maximum.theta), asked)
    cloud = np.array(
        [
            _relative(attributes, at, tastes, asked)
            for attributes, tastes in _drawn(model)
        ]
    )
    there = [
        place
        for place in range(len(ROUTES))
        if np.isfinite(centre.volume_teu[at, place])
    ]
    return Shock(
        specification=model.specification.name,
        year=when,
        changes=asked,
        routes=tuple(
            RouteAfter(
                route=ROUTES[place],
                before_teu=float(centre.volume_teu[at, place]),
                change_pct=Span.of(
                    100 * (value[place] - 1), 100 * (cloud[:, place] - 1)
                ),
            )
            for place in there
        ),
        capacity_teu=model.figures.capacity(when),
        provenance=model.provenance,
    )


def diversion(
    models: ChoiceModel | Sequence[ChoiceModel],
    changes: str | Sequence[Change],
    *,
    route: str = "middle",
    year: int | None = None,
) -> Diversion:
    """How many times the boxes of a route come if routes change so.

    By several models the factor is that of the first, and the interval reaches from
    the lowest end to the highest: rows that cannot tell models apart leave both.

    Raises
    ------
    UsageError
        If there is no model, or as `shock`.

    Examples
    --------
    >>> import orta
    >>> from orta.planning.choice import estimate_choice
    >>> model = estimate_choice(orta.load().corridor, draws=20)
    >>> diverted = diversion(model, "northern closed")
    >>> diverted.low > 1, diverted.room_factor is not None
    (True, True)
    """
    several = (models,) if isinstance(models, ChoiceModel) else tuple(models)
    if not several:
        raise UsageError("no model to ask", where="models", hint="give at least one")
    shocks = [shock(model, changes, year=year) for model in several]
    first, spans = shocks[0], [one.route(route).change_pct for one in shocks]
    has_room = route == "middle" and first.capacity_teu is not None
    before = first.route(route).before_teu
    return Diversion(
        route=route,
        year=first.year,
        changes=first.changes,
        factor=1 + spans[0].value / 100,
        low=1 + min(span.low for span in spans) / 100,
        high=1 + max(span.high for span in spans) / 100,
        room_factor=(first.capacity_teu or 0.0) / before if has_room else None,
    )


def elasticities(
    model: ChoiceModel, *, year: int | None = None
) -> tuple[Elasticity, ...]:
    """How the boxes of each route answer to price and days of each, in a year."""
    at = model.figures.row_of(model.figures.years[-1] if year is None else year)
    centre = model.figures.attributes(model.specification)
    price, day = _slopes(centre, at, _tastes(model, model.maximum.theta))
    drawn = [_slopes(attributes, at, tastes) for attributes, tastes in _drawn(model)]
    prices, days = (np.array(part) for part in zip(*drawn, strict=True))
    there = np.flatnonzero(np.isfinite(centre.volume_teu[at]))
    return tuple(
        Elasticity(
            of_route=ROUTES[there[of]],
            on_route=ROUTES[there[on]],
            by_price=Span.of(price[of, on], prices[:, of, on]),
            by_day_pct=Span.of(100 * day[of, on], 100 * days[:, of, on]),
        )
        for of in range(len(there))
        for on in range(len(there))
    )


def _slopes(
    attributes: Attributes, at: int, tastes: Tastes
) -> tuple[FloatArray, FloatArray]:
    """Elasticities by price, and relative change by a day; routes that are there."""
    volume = attributes.volume_teu[at]
    there = np.isfinite(volume)
    slopes = share_slopes(volume[there] / volume[there].sum(), tastes.nest)
    per_kusd = tastes.price_per_kusd
    price_kusd = attributes.price_usd[at][there] / 1000
    return -per_kusd * price_kusd * slopes, -per_kusd * tastes.day_usd / 1000 * slopes


def _relative(
    attributes: Attributes, at: int, tastes: Tastes, changes: Sequence[Change]
) -> FloatArray:
    """Boxes after the changes, as a multiple of those before; nan where none are."""
    volume = attributes.volume_teu[[at]]
    share = volume / np.nansum(volume)
    before = offer_of(attributes, at=[at], routes=len(ROUTES))
    after, closed = _changed(before, changes)
    utility = utility_of(share, tastes.nest)
    worse = disutility(tastes, after) - disutility(tastes, before)
    utility -= np.where(np.isnan(share), 0.0, worse)
    utility[0, closed] = -np.inf
    return np.asarray((shares(utility, tastes.nest) / share)[0])


def _changed(offer: Offer, changes: Sequence[Change]) -> tuple[Offer, list[int]]:
    """The offer after the changes, and the routes that are closed."""
    fields = {name: values.copy() for name, values in offer._asdict().items()}
    closed = []
    for change in changes:
        place = ROUTES.index(change.route)
        if change.attribute == "closed":
            closed.append(place)
            continue
        values = fields[_FIELD_OF.get(change.attribute, change.attribute)]
        unit = 1000 if change.attribute == "price" else 1
        values[0, place] = change.applied(float(values[0, place]) * unit) / unit
    return Offer(**fields), closed


def _check_routes(
    changes: Sequence[Change], attributes: Attributes, at: int, year: int
) -> None:
    for change in changes:
        if np.isnan(attributes.volume_teu[at, ROUTES.index(change.route)]):
            raise UsageError(
                f"nothing is known of the {change.route} route in {year}",
                where="shock",
                hint="take another year",
            )
    if all(
        any(c.attribute == "closed" and c.route == route for c in changes)
        for place, route in enumerate(ROUTES)
        if np.isfinite(attributes.volume_teu[at, place])
    ):
        raise UsageError(
            "no route is left", where="shock", hint="leave one of them open"
        )


def _tastes(model: ChoiceModel, theta: FloatArray) -> Tastes:
    return tastes_of(theta, is_nested=model.specification.is_nested)


def _drawn(model: ChoiceModel) -> list[tuple[Attributes, Tastes]]:
    return [
        (
            model.figures.attributes(model.specification, between=between),
            _tastes(model, theta),
        )
        for theta, between in zip(model.thetas, model.betweens, strict=True)
    ]
