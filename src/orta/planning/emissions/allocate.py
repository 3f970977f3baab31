"""From measured energy to the intensity of an operation, and to a consignment's share.

With these a carrier turns its own figures into `primary` emission factors.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum
from typing import Final

from orta.errors import UsageError

# Goods in a container place where nobody knows their mass (GLEC Framework).
TONNES_PER_TEU: Final = 10.0


def energy_emission_g(quantities: Sequence[float], factors_g: Sequence[float]) -> float:
    """Grams from what was consumed: litres, kilowatt-hours, kilograms.

    Examples
    --------
    >>> energy_emission_g([50_000, 80_000], [3_000, 3_000])  # litres of diesel
    390000000.0
    """
    pairs = zip(quantities, factors_g, strict=True)
    return fsum(quantity * factor_g for quantity, factor_g in pairs)


def intensity_g(emission_g: float, activity: float) -> float:
    """Grams per unit of activity of an operation category: an emission factor.

    Raises
    ------
    UsageError
        If there was no activity that the emissions could be shared by.

    Examples
    --------
    >>> intensity_g(31_500, 490)  # tonne-kilometres of a round trip
    64.28571428571429
    """
    if activity <= 0:
        raise UsageError(
            "emissions are shared by an activity above 0",
            where="activity",
            hint="give tonne-kilometres, TEU-kilometres, tonnes or TEU",
        )
    return emission_g / activity


def allocate_g(emission_g: float, activities: Sequence[float]) -> tuple[float, ...]:
    """Each consignment's grams of a shared vehicle or hub, by its activity.

    For a vehicle that is mass times the shortest feasible, or the great-circle,
    distance from where a consignment is loaded to where it is discharged, not
    the distance it happened to be driven.

    Raises
    ------
    UsageError
        If an activity is negative or all are 0.

    Examples
    --------
    >>> [round(grams) for grams in allocate_g(31_500, [240, 150, 100])]
    [15429, 9643, 6429]
    """
    if any(activity < 0 for activity in activities):
        raise UsageError("an activity is not negative", where="activity")
    per_unit = intensity_g(emission_g, fsum(activities))
    return tuple(per_unit * activity for activity in activities)


def per_tkm_from_per_teu_km(
    intensity_g_per_teu_km: float, *, tonnes_per_teu: float = TONNES_PER_TEU
) -> float:
    """Grams per tonne-kilometre from grams per TEU-kilometre.

    Examples
    --------
    >>> round(per_tkm_from_per_teu_km(71.7), 2)
    7.17
    """
    return intensity_g(intensity_g_per_teu_km, tonnes_per_teu)
