"""The values of a study made in Python refuse what a file could not say either."""

from dataclasses import FrozenInstanceError, replace
from datetime import date, datetime

import pytest
from flows.tiny import read_tiny

from orta.errors import ModelError
from orta.planning.flows.study import RiskForm


@pytest.fixture
def study(tmp_path, corridor):
    return read_tiny(tmp_path, corridor)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"t_per_week": -1}, "supply farm: t_per_week is -1, expected at least 0"),
        ({"t_per_week": float("nan")}, "expected a finite number"),
        ({"t_per_week": 10**400}, "at most 100000000"),
        ({"t_per_week": "12"}, "expected a number"),
        ({"t_per_week": True}, "expected a number"),
        ({"t_per_week": None}, "expected a value"),
        ({"first_week": 1.5}, "expected a whole number"),
        ({"supply_id": "two words"}, "expected Id of the supply"),
        ({"goods_id": 3}, "expected a text"),
        ({"first_week": 6, "last_week": 5}, "expected a week from first_week, 6, on"),
    ],
)
def test_a_row_checks_itself(study, change, said):
    with pytest.raises(ModelError) as caught:
        replace(study.supplies[0], **change)

    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"weeks": 3}, "supply farm: last_week is '4', expected a week of the study"),
        ({"weeks": 0}, "weeks is 0, expected at least 1"),
        ({"start": datetime(2026, 9, 7)}, "expected a date"),  # noqa: DTZ001
        ({"title": ""}, "title is '', expected a value"),
        ({"goods": ()}, "goods_id is 'grain', expected a goods.goods_id"),
        ({"legs": ()}, "leg_ids is 'ship', expected a leg.leg_id"),
        ({"pools": ()}, "pool_id is 'hoppers', expected a pool.pool_id"),
        ({"supplies": ()}, "row_id is 'farm', expected a row of supply"),
    ],
)
def test_a_study_checks_that_its_rows_go_together(study, change, said):
    with pytest.raises(ModelError) as caught:
        replace(study, **change)

    assert said in str(caught.value)


def test_a_product_that_is_no_goods_is_named(study):
    (mill,) = study.conversions
    other = replace(mill.products[0], to_goods_id="cake")
    with pytest.raises(ModelError, match="to_goods_id is 'cake'"):
        replace(study, conversions=(replace(mill, products=(other,)),))


@pytest.mark.parametrize("field", ["goods", "supplies", "demands", "legs", "scenarios"])
def test_an_id_stands_once_in_a_study(study, field):
    rows = getattr(study, field)
    with pytest.raises(ModelError, match="expected each once"):
        replace(study, **{field: (*rows, rows[0])})


def test_a_risk_needs_scenarios(study):
    risk = replace(study.risk, form=RiskForm.CVAR)

    assert replace(study, risk=risk).risk.form is RiskForm.CVAR
    with pytest.raises(ModelError, match="the form of the risk is cvar"):
        replace(study, risk=risk, scenarios=())


def test_equal_studies_have_one_digest_however_numbers_are_written(study):
    whole = replace(study.supplies[0], t_per_week=500)
    decimal = replace(study.supplies[0], t_per_week=500.0)
    other = replace(study.supplies[0], t_per_week=500.5)
    digests = [
        replace(study, supplies=(farm,)).digest for farm in (whole, decimal, other)
    ]

    assert digests[0] == digests[1] == study.digest
    assert digests[2] != study.digest


@pytest.mark.parametrize(
    "change",
    [
        {"title": "another"},
        {"start": date(2026, 9, 14)},
        {"gap": 1e-3},
        {"limits": ()},
        {"sources": ()},
    ],
)
def test_whatever_changes_changes_the_digest(study, change):
    assert replace(study, **change).digest != study.digest


def test_a_study_is_frozen_and_knows_where_it_is(study):
    with pytest.raises(FrozenInstanceError):
        study.weeks = 9

    assert study.node_ids == ("AZBAK", "GETBS", "KZAAU", "KZKSN")
    assert study.leg_by_id["train"].takes("grain")
    assert not study.leg_by_id["train"].takes("flour")
    assert study.leg_by_id["ship"].takes("flour")
    assert study.goods_by_id["bran"].name == "Bran"
    assert study.pool_by_id["hoppers"].equipment_code == "bulk"
