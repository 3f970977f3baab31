"""Wires the parts: figures, posterior, draws, rows held out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from orta.corridor import Corridor
from orta.errors import UsageError
from orta.planning.choice.answer import (
    ChoiceModel,
    Coefficient,
    PredictedRow,
    Span,
    Swing,
)
from orta.planning.choice.figures import FITTED_LAND, Attributes, Figures
from orta.planning.choice.formulation import Offer, disutility, shares
from orta.planning.choice.prior import PRIORS, Prior
from orta.planning.choice.request import DECLARED, ROUTES, Specification
from orta.planning.choice.solve import (
    ERROR,
    NEST,
    Maximum,
    Posterior,
    Rows,
    climb,
    fit,
    maximise,
    tastes_of,
)
from orta.planning.results import Provenance

FloatArray = NDArray[np.float64]

DRAWS: Final = 200
_FITTED: Final = 1 + len(FITTED_LAND)  # the ocean and the land routes, as in ROUTES


class _Drawn(NamedTuple):
    refits: FloatArray
    thetas: FloatArray
    betweens: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """What is fitted on what."""

    figures: Figures
    specification: Specification
    fitted: tuple[int, ...]
    priors: tuple[Prior, ...]

    def posterior(self, between: FloatArray | None = None) -> Posterior:
        """Of the figures in the middle, or between their lows and highs."""
        attributes = self.figures.attributes(self.specification, between=between)
        at = [self.figures.years.index(year) for year in self.fitted]
        volume = attributes.volume_teu[at, :_FITTED]
        rows = Rows(
            offer=offer_of(attributes, at=at, routes=_FITTED),
            log_odds=np.log(volume[:, 1:] / volume[:, :1]),
        )
        return Posterior(rows, self.priors, is_nested=self.specification.is_nested)


def estimate_choice(  # noqa: PLR0913 - one keyword for each thing asked
    corridor: Corridor,
    *,
    specification: Specification = DECLARED,
    priors: tuple[Prior, ...] = PRIORS,
    held_out: tuple[int, ...] | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> ChoiceModel:
    """The model of route choice that is most believable under a corridor's figures.

    Parameters
    ----------
    specification
        How the rows are read; the default was declared before the first fit.
    priors
        What is believed before, one for each coefficient, in the order of `PRIORS`.
    held_out
        Years that the fit must not see; by default those of the dataset.
    draws
        How many times figures and coefficients are drawn for the intervals.
    seed
        Where chance starts; the same seed gives the same intervals.

    Raises
    ------
    UsageError
        If the dataset has too few years to fit, or the priors are not those of the
        coefficients.

    Examples
    --------
    >>> import orta
    >>> model = estimate_choice(orta.load().corridor, draws=20)
    >>> model.fitted_years
    (2019, 2020, 2021, 2022, 2025)
    >>> all(swing.has_direction for swing in model.swings)
    True
    """
    _check_priors(priors)
    figures = Figures.of(corridor)
    out = figures.held_out_years if held_out is None else held_out
    fitted = tuple(year for year in figures.years if year not in out)
    if len(fitted) < 3:  # noqa: PLR2004 - a slope needs three
        raise UsageError(
            f"only {len(fitted)} years are left to fit",
            where="held_out",
            hint="hold fewer years out",
        )
    task = _Task(
        figures=figures, specification=specification, fitted=fitted, priors=priors
    )
    posterior, top = fit(task.posterior())
    drawn = _draw(task, posterior, top, count=draws, seed=seed)
    observed, value, cloud = _predict(task, top, drawn=drawn, seed=seed)
    return ChoiceModel(
        specification=specification,
        figures=figures,
        fitted_years=fitted,
        maximum=top,
        log_evidence=_log_evidence(posterior.less(0.0)),
        coefficients=_coefficients(task, top, drawn),
        rows=_rows(task, observed, value=value, cloud=cloud),
        swings=_swings(task, observed, value=value, cloud=cloud),
        thetas=drawn.thetas,
        betweens=drawn.betweens,
        provenance=Provenance.of(
            corridor,
            specification=specification.name,
            held_out=" ".join(map(str, out)),
            draws=str(draws),
            seed=str(seed),
            **_changed_priors(priors),
        ),
    )


def _changed_priors(priors: tuple[Prior, ...]) -> dict[str, str]:
    """Priors that are not the package's, for the provenance."""
    return {
        f"prior_{prior.name}": f"{prior.mean!r} {prior.deviation!r}"
        for prior, own in zip(priors, PRIORS, strict=True)
        if prior != own
    }


def _check_priors(priors: tuple[Prior, ...]) -> None:
    names = [(prior.name, prior.scale) for prior in priors]
    if names != [(prior.name, prior.scale) for prior in PRIORS]:
        raise UsageError(
            "the priors are not those of the coefficients",
            where="priors",
            hint="change those of PRIORS with dataclasses.replace",
        )


def offer_of(attributes: Attributes, *, at: list[int], routes: int) -> Offer:
    """What the first so many routes offer in these rows of the years."""
    return Offer(
        price_kusd=attributes.price_usd[at, :routes] / 1000,
        days=attributes.days[at, :routes],
        deviation_days=attributes.deviation_days[at, :routes],
        exposure=attributes.exposure[at, :routes],
    )


def _draw(
    task: _Task, posterior: Posterior, top: Maximum, *, count: int, seed: int
) -> _Drawn:
    """Refits on figures drawn between low and high, and coefficients around them.

    Around means by Student's t with the degrees of freedom that are left: the size of
    the error is itself not known well.
    """
    freedom, used = posterior.freedom, top.effective_count
    random = np.random.default_rng(seed)
    betweens = random.random((count, len(task.figures.cells)))
    around = random.standard_normal((count, top.theta.size))
    around *= np.sqrt(freedom / random.chisquare(freedom, (count, 1)))
    root = np.linalg.cholesky(top.covariance)
    refits = np.array(
        [
            climb(task.posterior(between).less(used), start=top.theta)
            for between in betweens
        ]
    )
    return _Drawn(refits=refits, thetas=refits + around @ root.T, betweens=betweens)


def _coefficients(task: _Task, top: Maximum, drawn: _Drawn) -> tuple[Coefficient, ...]:
    return tuple(
        Coefficient(
            name=prior.name,
            unit=prior.unit,
            scale=prior.scale,
            span=Span.of(
                prior.natural(top.theta[place]),
                np.array([prior.natural(value) for value in drawn.thetas[:, place]]),
            ),
            standard_error=float(np.sqrt(top.covariance[place, place])),
            figures_error=float(drawn.refits[:, place].std()),
            prior_median=prior.median,
            prior_deviation=prior.deviation,
        )
        for place, prior in enumerate(task.priors)
        if place != NEST or task.specification.is_nested
    )


def _predict(
    task: _Task, top: Maximum, *, drawn: _Drawn, seed: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Boxes of all years by route: observed, predicted, and predicted in each draw."""
    figures, specification = task.figures, task.specification
    centre = figures.attributes(specification)
    shape = (len(figures.years), _FITTED - 1)
    value = _volumes(centre, top.theta, np.zeros(shape), specification)
    # Errors of the years have a stream of their own, next to that of the draws.
    errors = np.random.default_rng((seed, 1)).standard_normal(
        (len(drawn.thetas), *shape)
    )
    cloud = [
        _volumes(
            figures.attributes(specification, between=between),
            theta,
            error * np.exp(theta[ERROR]),
            specification,
        )
        for theta, between, error in zip(
            drawn.thetas, drawn.betweens, errors, strict=True
        )
    ]
    return centre.volume_teu[:, :_FITTED], value, np.array(cloud)


def _rows(
    task: _Task, observed: FloatArray, *, value: FloatArray, cloud: FloatArray
) -> tuple[PredictedRow, ...]:
    return tuple(
        PredictedRow(
            year=year,
            route=ROUTES[route],
            is_held_out=year not in task.fitted,
            observed_teu=float(observed[place, route]),
            predicted=Span.of(value[place, route], cloud[:, place, route]),
        )
        for place, year in enumerate(task.figures.years)
        for route in range(1, _FITTED)
    )


def _swings(
    task: _Task, observed: FloatArray, *, value: FloatArray, cloud: FloatArray
) -> tuple[Swing, ...]:
    """Changes into the years held out."""
    years = task.figures.years
    return tuple(
        Swing(
            route=ROUTES[route],
            from_year=years[place - 1],
            to_year=year,
            observed_pct=float(_rise(observed[:, route], place)),
            predicted=Span.of(
                float(_rise(value[:, route], place)),
                _rise(cloud[:, :, route].T, place),
            ),
        )
        for place, year in enumerate(years)
        if year not in task.fitted and place > 0
        for route in range(1, _FITTED)
    )


def _rise(volumes: FloatArray, place: int) -> FloatArray:
    """Per cent by which a year is above the one before."""
    return np.asarray(100 * (volumes[place] / volumes[place - 1] - 1))


def _volumes(
    attributes: Attributes,
    theta: FloatArray,
    error: FloatArray,
    specification: Specification,
) -> FloatArray:
    """Boxes of all years by route, if the years miss by the errors (log odds)."""
    tastes = tastes_of(theta, is_nested=specification.is_nested)
    every = list(range(len(attributes.volume_teu)))
    utility = -disutility(tastes, offer_of(attributes, at=every, routes=_FITTED))
    utility[:, 1:] += theta[: _FITTED - 1]
    share = shares(utility, tastes.nest)
    odds = share[:, 1:] / share[:, :1] * np.exp(error)
    boxes = np.hstack([np.ones((len(odds), 1)), odds])
    total = attributes.volume_teu[:, :_FITTED].sum(axis=1, keepdims=True)
    return np.asarray(total * boxes / boxes.sum(axis=1, keepdims=True))


def _log_evidence(posterior: Posterior) -> float:
    """Logarithm of how probable the rows are under the model (Laplace).

    The nest parameter of a plain logit has prior and curvature alike, and cancels.
    """
    top = maximise(posterior)
    _, size = np.linalg.slogdet(top.covariance)
    return float(
        -posterior.value(top.theta)
        + size / 2
        + np.log(posterior.precision).sum() / 2
        - posterior.rows.log_odds.size / 2 * np.log(2 * np.pi)
    )
