"""The projects of the shipped dataset: all that sources say is kept."""

from collections import defaultdict

import pytest

import orta
from orta.vocabulary import Confidence, ProjectKind


@pytest.fixture(scope="module")
def corridor():
    return orta.load().corridor


@pytest.fixture(scope="module")
def figures(corridor):
    found = defaultdict(list)
    for project in corridor.projects:
        found[project.project_id].append(project)
    return found


def test_every_project_has_one_row_that_studies_take(figures):
    for project_id, rows in figures.items():
        assert sum(row.is_used for row in rows) == 1, project_id


def test_conflicting_costs_are_all_kept(figures):
    costs = {
        (str(p.cost), p.currency) for p in figures["AKTAU-HUB"] if p.cost is not None
    }

    assert costs == {
        ("20700000000", "KZT"),
        ("96400000", "USD"),
        ("28900000", "USD"),
    }
    assert len(figures["AKTAU-HUB"]) == 5
    (used,) = (p for p in figures["AKTAU-HUB"] if p.is_used)
    assert "Used:" in used.note  # why this one


def test_no_cost_is_made_up(corridor):
    for project in corridor.projects:
        if project.cost is not None:
            assert project.evidence.confidence is Confidence.PUBLISHED


def test_measures_without_works_are_projects_too(figures):
    measures = {
        name
        for name, rows in figures.items()
        if rows[0].project_kind is ProjectKind.MEASURE
    }

    assert measures >= {
        "SOFT-DOCUMENTS",
        "SOFT-TIMETABLE",
        "SOFT-TARIFF",
        "SOFT-PORT-HOURS",
        "SOFT-BERTHS",
    }


def test_links_of_projects_are_planned_unless_they_are_there_already(corridor):
    for project in corridor.projects:
        for link_id in project.link_ids:
            assert link_id in corridor.link_by_id
