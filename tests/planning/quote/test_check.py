"""An old quote is added up and priced again; a document that was changed is not."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest
from corridors.build import tariff
from corridors.priced import PRICES, quoted, train_and_ship
from hypothesis import given, settings
from hypothesis import strategies as st

from orta.errors import UsageError
from orta.planning.quote import check_quote
from orta.planning.quote.answer import document_digest

THERE = replace(train_and_ship(), digest="d1")
QUOTE = quoted(THERE, currency="EUR")
TEXT = json.dumps(QUOTE.to_dict(), ensure_ascii=False, indent=2)
DIGITS = [found.start() for found in re.finditer(r"\d", TEXT)]


def changed(**fields):
    """The document with other fields and a digest to match: what a forger makes."""
    document = {**json.loads(TEXT), **fields}
    document["document_digest"] = document_digest(document)
    return json.dumps(document)


def with_line(number, **fields):
    lines = json.loads(TEXT)["lines"]
    lines[number] |= fields
    return changed(lines=lines)


def test_a_quote_agrees_with_itself_and_with_its_dataset():
    found = check_quote(TEXT, THERE)

    assert found.agrees
    assert found.is_same_dataset
    assert found.total_usd == QUOTE.total_usd
    assert found.n_lines == len(QUOTE.lines)


def test_spacing_and_the_order_of_fields_change_nothing():
    document = json.loads(TEXT)
    backwards = dict(reversed(document.items()))

    assert check_quote(json.dumps(backwards), THERE).agrees


def test_with_another_dataset_it_is_added_up_only():
    dearer = replace(train_and_ship(*PRICES[1:], tariff("KZ-RAIL", 9)), digest="d2")

    found = check_quote(TEXT, dearer)

    assert (found.agrees, found.is_same_dataset) == (True, False)
    assert found.total_usd == QUOTE.total_usd


@settings(max_examples=150, deadline=None, derandomize=True)
@given(place=st.sampled_from(DIGITS), step=st.integers(1, 9))
def test_one_digit_changed_anywhere_is_refused(place, step):
    digit = str((int(TEXT[place]) + step) % 10)
    tampered = TEXT[:place] + digit + TEXT[place + 1 :]

    try:
        agrees = check_quote(tampered, THERE).agrees
    except UsageError:  # no schema or no date any more
        agrees = False
    assert not agrees


@pytest.mark.parametrize(
    ("forged", "says"),
    [
        (with_line(1, rate="252"), "its own figures give"),
        (with_line(0, amount_usd="11.01"), "amount_usd is '11.01'"),
        (with_line(1, usd_per_unit="0.003"), "parts[0].amount_usd"),
        (with_line(0, quantity="11"), "quantity is '11'"),
        (changed(total_usd="297.56"), "total_usd is '297.56'"),
        (changed(empty_returns_usd="1.00"), "empty_returns_usd"),
        (changed(lines=json.loads(TEXT)["lines"][:-1]), "total_usd is '297.55'"),
    ],
)
def test_a_forger_who_makes_a_new_digest_still_has_to_add_up(forged, says):
    found = check_quote(forged, replace(THERE, digest="another"))

    assert not found.agrees
    assert any(says in difference for difference in found.differences)


@pytest.mark.parametrize(
    ("forged", "says"),
    [
        (with_line(0, source_id="elsewhere"), "source_id is 'elsewhere'"),
        (with_line(5, valid_to="2027"), "valid_to is '2027'"),
        (with_line(1, exchange_as_of="2026-06"), "exchange_as_of is '2026-06'"),
        (with_line(0, estimated=True), "estimated is True"),
        (changed(missing=[]), "missing is []"),
        (
            changed(route={**json.loads(TEXT)["route"], "cost_usd": "1.00"}),
            "route.cost_usd is '1.00'",
        ),
        (
            changed(request={**json.loads(TEXT)["request"], "on": "2026-07-01"}),
            "the dataset gives 7",
        ),
    ],
)
def test_what_adds_up_but_is_not_in_the_dataset_is_found(forged, says):
    found = check_quote(forged, THERE)

    assert any(says in difference for difference in found.differences)
    assert all("digest" not in difference for difference in found.differences)


def test_a_leg_the_dataset_does_not_know_is_a_difference():
    route = json.loads(TEXT)["route"]
    route["legs"][0]["steps"][1]["link_id"] = "nowhere"

    found = check_quote(changed(route=route), THERE)

    assert "no move by KZ-RAIL from A to B" in found.differences[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"schema": "orta.route/1"}',
        '{"schema": "orta.quote/1"}',
        "[" * 100_000,
        changed(lines=None),
        changed(lines=[{}]),
        changed(total_usd=297.55),
        changed(total_usd="NaN"),
        changed(total_usd="1e9"),
        changed(total_usd="９"),
        changed(total={"amount": "1", "usd_per_unit": "0"}),
        changed(provenance="none"),
        changed(route={"legs": [{"leg": []}]}),
        with_line(0, basis="per_mile"),
        with_line(0, parts=3),
        with_line(0, parts=[{"quantity": "1"}]),
    ],
)
def test_what_is_no_quote_gets_one_clear_error(text):
    with pytest.raises(UsageError, match="not a quote"):
        check_quote(text, THERE)


@pytest.mark.parametrize("on", [date(2026, 7, 1), date(2025, 1, 1), date(2031, 1, 1)])
@pytest.mark.parametrize("estimate", [False, True])
def test_quotes_of_every_kind_agree(on, estimate):
    quote = quoted(THERE, on=on, estimate=estimate)

    assert check_quote(json.dumps(quote.to_dict()), THERE).differences == ()
