"""FEATURE: what a source says of a project."""

from dataclasses import replace
from decimal import Decimal

import pytest
from corridors.build import DRAWN, corridor, node

from orta.corridor import Project
from orta.errors import ModelError
from orta.vocabulary import ProjectKind, ProjectStatus

QUAY = Project(
    figure_id="QUAY.drawn",
    project_id="QUAY",
    name="Quay",
    project_kind=ProjectKind.WORKS,
    country_codes=("KZ",),
    status=ProjectStatus.PLANNED,
    is_used=True,
    evidence=DRAWN,
)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cost": Decimal(5)}, "a cost has a currency"),
        ({"currency": "USD"}, "a cost has a currency"),
        ({"capacity_after": 5.0}, "a capacity has a unit"),
        ({"year_start": 2030, "year_finish": 2028}, "finishes before it starts"),
    ],
)
def test_what_contradicts_itself_is_refused(change, said):
    with pytest.raises(ModelError, match=said):
        replace(QUAY, **change)


def test_studies_take_one_row_of_a_project():
    again = replace(QUAY, figure_id="QUAY.other")
    with pytest.raises(ModelError, match="2 rows of project QUAY are used"):
        corridor(nodes=(node("A"),), projects=(QUAY, again))

    kept = replace(again, is_used=False)
    assert len(corridor(nodes=(node("A"),), projects=(QUAY, kept)).projects) == 2


def test_places_and_currencies_of_a_project_exist():
    far = replace(QUAY, node_ids=("Z",), cost=Decimal(5), currency="EUR")

    with pytest.raises(ModelError) as caught:
        corridor(nodes=(node("A"),), projects=(far,))

    assert len(caught.value.problems) == 2
