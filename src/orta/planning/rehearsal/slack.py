"""Plans with time in hand: made as if ships took longer than they do."""

from __future__ import annotations

from dataclasses import replace

from orta.errors import ModelError
from orta.planning.flows.study import Study
from orta.vocabulary import TransportMode


def with_slack(study: Study, *, days: float) -> Study:
    """The study with so many days more at sea, to make a plan with slack.

    A plan of tonnes a week knows storms only as a share of a week, and lets goods
    arrive in the week they are wanted. Made for this study and rehearsed in its own,
    its goods leave earlier and lie at their destination before they are wanted.

    Raises
    ------
    ModelError
        If the days are negative.
    """
    if days < 0:
        raise ModelError(f"slack of {days:g} days, expected 0 or more")
    return replace(
        study,
        legs=tuple(
            replace(leg, days=leg.days + days) if leg.mode is TransportMode.SEA else leg
            for leg in study.legs
        ),
    )
