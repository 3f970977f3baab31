"""Several scenarios as one: all that each of them says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

from orta.errors import ModelError
from orta.planning.simulation.scenario import LISTS, TABLES, Policy, Scenario


def combine(scenarios: Sequence[Scenario], *, name: str = "") -> Scenario:
    """The union of scenarios, over the days of all of them.

    The order does not matter, and what two say alike is said once. A policy of one and
    another policy of the other for the same thing are put together if they speak of
    different fields of it.

    Raises
    ------
    ModelError
        If two say different things of the same.

    Examples
    --------
    >>> from orta.planning.simulation.scenario import FleetPolicy
    >>> low = Scenario(name="low", sea_level_change_m=-1)
    >>> more = Scenario(name="more", fleets={"F": FleetPolicy(vessels_more=1)})
    >>> both = combine([low, more])
    >>> both.name, both.sea_level_change_m, both.fleets["F"].vessels_more
    ('low + more', -1, 1)
    >>> combine([more, low]).to_dict() == {**both.to_dict(), "name": "more + low"}
    True
    """
    start = min(one.start for one in scenarios)
    end = max(one.end for one in scenarios)
    warm_up_start = min(one.warm_up_start for one in scenarios)
    rows = {
        field: _rows(table, [getattr(one, field) for one in scenarios])
        for table, (field, _) in TABLES.items()
    }
    dated = {
        field: tuple(
            dict.fromkeys(row for one in scenarios for row in getattr(one, field))
        )
        for field, _ in LISTS.values()
    }
    made: dict[str, Any] = {**rows, **dated}
    return Scenario(
        name=name or " + ".join(dict.fromkeys(one.name for one in scenarios)),
        start=start,
        days=(end - start) // timedelta(days=1),
        warm_up_days=(start - warm_up_start) // timedelta(days=1),
        sea_level_change_m=_one(
            "sea_level_change_m", [one.sea_level_change_m for one in scenarios], 0.0
        ),
        parameters=_rows("parameter", [one.parameters for one in scenarios]),
        **made,
    )


def _rows(table: str, said: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Rows by id, those of the same id put together."""
    found: dict[str, Any] = {}
    for rows in said:
        for key, row in rows.items():
            where = f"{table} {key}"
            found[key] = _joined(where, found[key], row) if key in found else row
    return found


def _joined(where: str, one: Any, other: Any) -> Any:  # noqa: ANN401
    """Two policies of the same thing, or two values of one parameter."""
    if not isinstance(one, Policy):
        return _one(where, [one, other], None)
    given: dict[str, Any] = {}
    for field in fields(one):  # type: ignore[arg-type]
        values = [getattr(row, field.name) for row in (one, other)]
        given[field.name] = _one(f"{where}: {field.name}", values, field.default)
    return replace(one, **given)  # type: ignore[type-var]


def _one(where: str, values: Sequence[Any], default: object) -> Any:  # noqa: ANN401
    """The one value that is said; the default if none is."""
    said = list(dict.fromkeys(value for value in values if value != default))
    if len(said) > 1:
        raise ModelError(
            f"{where} is {' in one scenario and '.join(map(str, said))} in another: "
            "they cannot be combined"
        )
    return said[0] if said else default
