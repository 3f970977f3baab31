"""A body in sections: shown to some, hidden from others, erased without a trace."""

import json
from base64 import urlsafe_b64encode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from signed.build import finder, key, said

from orta.errors import StatementError, UsageError
from orta.tracking.events import (
    DIGESTS_OF_A_BODY,
    SECTIONS,
    Disclosure,
    check_disclosures,
    digest_of,
    divide,
    read_presentation,
    read_statement,
    write_presentation,
)

RAILWAY = key("kz.ktz/2026-1")
BODY = {
    "goods": {"gng": "72083900", "massKg": "61250"},
    "commercial": {"priceUsd": "48200.00"},
    "parties": {"consignor": "Темір ЖШС", "consignee": "Bakı MMC"},
}
CHANCE = b"".join(sha256(bytes([i])).digest() for i in range(4))


def consignment(chance=CHANCE, body=None):
    divided = divide(body or BODY, random=chance)
    return divided, said(RAILWAY, body=None, digests=divided.digests)


def shown(divided, *names):
    return [item for item in divided.disclosures if item.name in names]


def test_the_digest_of_rfc_9901_comes_out():
    """§4.2.3; its disclosure has spaces, which is why `Disclosure.read` refuses it."""
    text = json.dumps(
        ["_26bc4LT-ac6q2KI6cBW5es", "family_name", "Möbius"], ensure_ascii=False
    )
    disclosure = urlsafe_b64encode(text.encode()).rstrip(b"=").decode()

    assert digest_of(disclosure) == "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"
    with pytest.raises(StatementError):
        Disclosure.read(disclosure)


def test_our_digest_of_the_design_comes_out():
    goods = Disclosure(salt=bytes(range(16)), name="goods", value=BODY["goods"])

    assert goods.digest == "WTHUBrYQ6b4Eg1RtgO7S2TDWgVEwJ2TXEGNE1b92nRA"
    assert Disclosure.read(goods.text) == goods


def test_customs_sees_the_goods_and_no_trace_of_the_price():
    divided, signed = consignment()
    text = write_presentation(signed.envelope.text, shown(divided, "goods"))

    received, disclosures = read_presentation(text)
    statement = read_statement(received, find_key=finder(RAILWAY)).statement

    assert check_disclosures(statement, disclosures) == {"goods": BODY["goods"]}
    (price,) = shown(divided, "commercial")
    for trace in ("48200.00", "commercial", price.text, price.salt.hex()):
        assert trace not in text
        assert trace not in json.dumps(statement.payload)


def test_an_erased_section_leaves_the_statement_and_the_others_valid():
    divided, signed = consignment()
    kept = [item for item in divided.disclosures if item.name != "parties"]

    again = read_statement(signed.envelope.text, find_key=finder(RAILWAY))

    assert again.hash == signed.hash
    assert set(check_disclosures(again.statement, kept)) == {"goods", "commercial"}


def test_all_statements_have_as_many_digests_and_their_order_tells_nothing():
    one, _ = consignment(body={"goods": 1})
    six, _ = consignment(body=dict.fromkeys(SECTIONS, 1))

    assert len(one.digests) == len(six.digests) == DIGESTS_OF_A_BODY
    for divided in (one, six):
        assert list(divided.digests) == sorted(divided.digests)
        assert len(set(divided.digests)) == DIGESTS_OF_A_BODY


@given(
    st.dictionaries(
        st.sampled_from(SECTIONS),
        st.text("ab€", max_size=3) | st.integers(0, 9),
        min_size=1,
    ),
    st.binary(min_size=128, max_size=128),
    st.data(),
)
def test_any_choice_of_sections_is_shown_and_checked(body, chance, data):
    if len({chance[i : i + 16] for i in range(0, 128, 16)}) < 8:
        return  # salts that are the same do not come from a good source
    divided = divide(body, random=chance)
    signed = said(RAILWAY, body=None, digests=divided.digests)
    some = data.draw(st.lists(st.sampled_from(divided.disclosures), unique_by=id))

    text, disclosures = read_presentation(
        write_presentation(signed.envelope.text, some)
    )

    assert text == signed.envelope.text
    assert check_disclosures(signed.statement, disclosures) == {
        item.name: body[item.name] for item in some
    }


@pytest.mark.parametrize(
    "change",
    [
        {"value": {"gng": "72083900", "massKg": "61251"}},
        {"name": "customs"},
        {"salt": bytes(15) + b"\1"},
    ],
)
def test_a_section_that_is_not_what_was_signed_is_refused(change):
    divided, signed = consignment()
    (goods,) = shown(divided, "goods")
    fields = {"salt": goods.salt, "name": goods.name, "value": goods.value}

    with pytest.raises(StatementError, match="not part"):
        check_disclosures(signed.statement, [Disclosure(**(fields | change))])


def test_a_section_of_another_statement_is_refused():
    first, _ = consignment()
    _, second = consignment(chance=CHANCE[::-1])

    with pytest.raises(StatementError, match="not part"):
        check_disclosures(second.statement, shown(first, "goods"))


def test_two_sections_of_one_name_are_refused_though_both_were_signed():
    """Else a signer could show the goods to one reader and other goods to another."""
    honest = divide({"goods": 1}, random=CHANCE).disclosures[0]
    other = divide({"goods": 2}, random=CHANCE[::-1]).disclosures[0]
    signed = said(
        RAILWAY, body=None, digests=tuple(sorted([honest.digest, other.digest]))
    )

    with pytest.raises(StatementError, match="twice"):
        check_disclosures(signed.statement, [honest, other])


@pytest.mark.parametrize(
    "fields",
    [
        ["AAAAAAAAAAAAAAAAAAAAAA", "goods"],
        ["AAAAAAAAAAAAAAAAAAAAAA", "goods", 1, 2],
        ["AAAAAAAAAAAAAAAAAAAAA", "goods", 1],  # 15 bytes
        ["AAAAAAAAAAAAAAAAAAAAAB", "goods", 1],  # spare bits
        ["AAAAAAAAAAAAAAAAAAAAAAAA", "goods", 1],
        ["AAAAAAAAAAAAAAAAAAAAAA", "_sd", 1],
        ["AAAAAAAAAAAAAAAAAAAAAA", "price", 1],
        ["AAAAAAAAAAAAAAAAAAAAAA", None, 1],
        [0, "goods", 1],
        {"salt": "AAAAAAAAAAAAAAAAAAAAAA"},
    ],
)
def test_a_disclosure_has_one_form(fields):
    data = json.dumps(fields, separators=(",", ":")).encode()

    with pytest.raises(StatementError):
        Disclosure.read(urlsafe_b64encode(data).rstrip(b"=").decode())


def test_a_presentation_has_one_form():
    divided, signed = consignment()
    text = write_presentation(signed.envelope.text, divided.disclosures)
    jws, *parts, _ = text.split("~")

    assert read_presentation(f"{jws}~") == (jws, ())
    for wrong in (
        jws,
        text[:-1],
        f"{text}~",
        "~".join([jws, *parts[::-1], ""]),
        "~".join([jws, parts[0], parts[0], ""]),
        "~".join([jws, *parts * 3, ""]),
        f"{jws}~{parts[0]}=~",
        text + "é",
        "~" * 2_000_000,
    ):
        with pytest.raises(StatementError):
            read_presentation(wrong)


def test_chance_is_neither_too_little_nor_left_over():
    for chance in (b"", CHANCE[:-1], CHANCE + b"\0"):
        with pytest.raises(UsageError):
            divide(BODY, random=chance)
    with pytest.raises(UsageError):
        divide({}, random=CHANCE)
    with pytest.raises(StatementError):
        divide({"price": 1}, random=CHANCE)
