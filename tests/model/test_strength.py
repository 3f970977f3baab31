"""FEATURE: a loaded corridor answers questions about its strength."""

from pathlib import Path

import orta
from orta.planning.resilience.criticality import CriticalityRequest

STUDIES = Path(orta.__file__).parent / "planning/resilience/autonomy/studies"


def test_autonomy_of_a_shipped_study_is_that_of_its_file():
    model = orta.load()
    named = model.autonomy("azerbaijan-wheat", states=["RU"])
    read = model.autonomy(STUDIES / "azerbaijan-wheat.toml", states=["RU"])
    (one,), (other,) = named.states, read.states
    assert (one.state, one.share, one.cut) == (other.state, other.share, other.cut)


def test_an_event_of_the_library_is_tried_with_what_may_help():
    answer = orta.load().stress(
        "kuryk-ban-2025", measures=["one-more-ferry"], replications=2
    )
    assert [one.measure.measure_id for one in answer.helps] == ["one-more-ferry"]


def test_boxes_choose_by_the_declared_model():
    assert orta.load().choice().fitted_years == (2019, 2020, 2021, 2022, 2025)


def test_what_closes_costs_most_first():
    request = CriticalityRequest(kinds=("border",), days=7)
    losses = [one.loss_usd for one in orta.load().criticality(request).closures]
    assert losses == sorted(losses, reverse=True)
    assert losses[0] > 0
