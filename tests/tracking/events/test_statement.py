"""Statements as they are signed, read and refused."""

import json
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from signed.build import (
    EXAMPLE,
    EXAMPLE_KEY,
    finder,
    key,
    resealed,
    said,
    sid,
)
from signed.headers import HEADERS, PLAIN, RAW_HEADERS, header

from orta.errors import StatementError
from orta.tracking.events import (
    Algorithm,
    Envelope,
    Statement,
    make_sid,
    read_statement,
    seal,
    sign_statement,
    write_canonical,
)
from orta.tracking.events.base64url import write_base64url

RAILWAY = key("kz.ktz/2026-1")
CARD = key("kz.ktz/card", algorithm=Algorithm.ES256)
KEYS = finder(RAILWAY, CARD)
HASH = "0" * 64


def refused(text, find_key=KEYS):
    with pytest.raises(StatementError) as caught:
        read_statement(text, find_key=find_key)
    return caught.value.where


def test_the_worked_example_comes_out_byte_for_byte():
    """`trust.md` §3.7: an envelope alone, for its payload has not all fields."""
    envelope = Envelope.read(EXAMPLE)
    payload = envelope.verify(finder(EXAMPLE_KEY))

    assert envelope.kid == "kz.ktz/2026-1"
    assert envelope.hash == (
        "66906dd9ef097c35a9dfb63cfc86cb8a742f3dea803370bdd2c02cdeb360810d"
    )
    assert envelope.entry.hex() == (
        f"01{envelope.hash}108a07572163c63b7670b6751a3d887b"
    )
    assert sha256(b"\0" + envelope.entry).hexdigest() == (
        "2406f1d223e63ec730b038567eecf03f8e9e4732a627e289460c55e02453fb5b"
    )
    assert seal(payload, EXAMPLE_KEY) == EXAMPLE
    assert refused(EXAMPLE, finder(EXAMPLE_KEY)) == "payload"


@pytest.mark.parametrize("signer", [RAILWAY, CARD], ids=["Ed25519", "ES256"])
def test_what_was_said_comes_back(signer):
    signed = said(
        signer,
        number=7,
        parents=(HASH, "1" * 64),
        occurred_at="2026-11-25T10:00:00+05:00",
        reply_to=HASH,
    )

    again = read_statement(signed.envelope.text, find_key=KEYS)

    assert again == signed
    assert read_statement(signed.envelope.text.encode(), find_key=KEYS) == signed
    assert again.statement.payload["n"] == "7"


def test_the_same_statement_has_the_same_bytes():
    for signer in (RAILWAY, CARD):
        assert said(signer).envelope.text == said(signer).envelope.text


names = st.text("abc-.", min_size=1, max_size=6)
bodies = st.dictionaries(
    st.text('aə\n"€😀', max_size=4),
    st.none() | st.integers(-9, 9) | st.text('aə\n"€😀', max_size=4),
    max_size=4,
)


@given(body=bodies, number=st.integers(1, 2**53 - 1), count=st.integers(0, 5))
def test_any_statement_comes_back_and_has_one_text(body, number, count):
    parents = tuple(sha256(bytes([i])).hexdigest() for i in range(count))
    signed = said(
        RAILWAY, body=body, number=number, sid=sid(1), parents=tuple(sorted(parents))
    )

    again = read_statement(signed.envelope.text, find_key=KEYS)

    assert again.statement == signed.statement
    assert sign_statement(again.statement, RAILWAY).hash == signed.hash


GOOD = said(RAILWAY).statement.payload
BYTES = write_canonical(GOOD)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"v": "2"}, "v"),
        ({"v": 1}, "v"),
        ({"v": None}, "v"),
        ({"sid": "0190a5b2-5a6e-4c3d-9f1a-5d0d3c1b2a3f"}, "sid"),  # not version 7
        ({"sid": "0190A5B2-5A6E-7C3D-9F1A-5D0D3C1B2A3F"}, "sid"),
        ({"sid": "0190a5b25a6e7c3d9f1a5d0d3c1b2a3f"}, "sid"),
        ({"sid": "0190a5b2-5a6e-7c3d-9f1a-5d0d3c1b2a3f\n"}, "sid"),
        ({"org": "kz.other"}, "organisation"),
        ({"org": "KZ.KTZ"}, "org"),
        ({"org": "kz"}, "org"),
        ({"org": "kz..ktz"}, "org"),
        ({"org": "kz.кtz"}, "org"),
        ({"org": ["kz.ktz"]}, "org"),
        ({"type": ""}, "type"),
        ({"type": "Milestone"}, "type"),
        ({"type": "a" * 65}, "type"),
        ({"subject": ""}, "subject"),
        ({"subject": "СSQU3054383"}, "subject"),  # the first letter is Cyrillic
        ({"subject": "a b"}, "subject"),
        ({"subject": "a" * 129}, "subject"),
        ({"n": 1}, "n"),
        ({"n": "0"}, "n"),
        ({"n": "01"}, "n"),
        ({"n": "-1"}, "n"),
        ({"n": "١"}, "n"),  # a digit, in Arabic
        ({"n": "9007199254740992"}, "n"),
        ({"n": True}, "n"),
        ({"parents": HASH}, "parents"),
        ({"parents": [HASH, HASH]}, "parents"),
        ({"parents": ["1" * 64, HASH]}, "parents"),
        ({"parents": ["0" * 63]}, "parents"),
        ({"parents": ["A" * 64]}, "parents"),
        ({"parents": [None]}, "parents"),
        ({"parents": [f"{i:064x}" for i in range(65)]}, "parents"),
        ({"occurred": "2026-11-25T10:00:00"}, "occurred"),  # no offset
        ({"occurred": "2026-11-25 10:00:00Z"}, "occurred"),
        ({"occurred": "2026-02-30T10:00:00Z"}, "occurred"),
        ({"occurred": "2026-11-25T10:00:00+25:00"}, "occurred"),
        ({"occurred": ""}, "occurred"),
        ({"occurred": 1795400000}, "occurred"),
        ({"body": None}, "body"),
        ({"body": "text"}, "body"),
        ({"body": []}, "body"),
        ({"_sd": []}, "_sd"),
        ({"_sd": ["A" * 43]}, "body"),  # both
        ({"retracts": "yes"}, "retracts"),
        ({"replyTo": ""}, "replyTo"),
        ({"more": 1}, "payload"),
        ({"V": "1"}, "payload"),
    ],
)
def test_a_signed_payload_that_does_not_fit_is_refused(change, where):
    assert refused(seal(GOOD | change, RAILWAY)) == where


@pytest.mark.parametrize("name", ["v", "sid", "org", "type", "subject", "n", "parents"])
def test_a_field_that_must_be_there_is_missed(name):
    payload = {key: value for key, value in GOOD.items() if key != name}

    assert refused(seal(payload, RAILWAY)) == "payload"


def test_a_statement_says_something():
    assert refused(seal({k: v for k, v in GOOD.items() if k != "body"}, RAILWAY)) == (
        "body"
    )
    signed = said(RAILWAY, body=None, retracts=HASH)
    assert read_statement(signed.envelope.text, find_key=KEYS) == signed


@pytest.mark.parametrize(
    "digest", ["A" * 42, "A" * 44, "A" * 42 + "B", "=" * 43, "A" * 42 + "="]
)
def test_a_digest_has_32_bytes_in_one_form(digest):
    payload = {k: v for k, v in GOOD.items() if k != "body"} | {"_sd": [digest]}

    assert refused(seal(payload, RAILWAY)) == "_sd"


@pytest.mark.parametrize("case", HEADERS)
def test_a_header_that_is_not_ours_is_refused(case):
    """Even where the key really signed it: row 8 of the table of attacks."""
    assert read_statement(
        resealed(BYTES, RAILWAY, header=header(**PLAIN)), find_key=KEYS
    )
    text = resealed(BYTES, RAILWAY, header=header(**HEADERS[case]))

    assert refused(text) in {"header", "key"}


@pytest.mark.parametrize("case", RAW_HEADERS)
def test_a_header_in_another_form_is_refused(case):
    text = resealed(BYTES, RAILWAY, header=write_base64url(RAW_HEADERS[case]))

    assert refused(text) == "header"


TEXT = said(RAILWAY).envelope.text
HEAD, BODY, SIGNATURE = TEXT.split(".")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "parts"),
        ("...", "parts"),
        ("..", "header"),
        (f"{HEAD}.{BODY}", "parts"),
        (f"{HEAD}.{BODY}.", "signature"),
        (f"{HEAD}..{SIGNATURE}", "payload"),
        (f".{BODY}.{SIGNATURE}", "header"),
        (f"{TEXT}.", "parts"),
        (f"{TEXT}.{SIGNATURE}", "parts"),
        (f"{TEXT}=", "signature"),
        (f"{TEXT}==", "signature"),
        (f"{TEXT}\n", "signature"),
        (f" {TEXT}", "header"),
        (f"{TEXT}A", "signature"),
        (f"{TEXT[:-1]}", "signature"),
        (f"{HEAD}=.{BODY}.{SIGNATURE}", "header"),
        (f"{HEAD}.{BODY}\r\n.{SIGNATURE}", "payload"),
        (TEXT + "é", "parts"),
        (TEXT.encode() + b"\xff", "parts"),
        (TEXT.encode("utf-16"), "parts"),
        (b"\x00" * 10, "parts"),
        ("A" * 100_000, "size"),
        (b"." * 10_000_000, "size"),
        (json.dumps({"payload": BODY, "signatures": []}), "parts"),
    ],
)
def test_a_text_that_is_no_compact_jws_in_its_one_form_is_refused(text, where):
    assert refused(text) == where


def test_a_payload_that_is_signed_but_not_canonical_is_refused():
    for data in (b"{}", b" " + BYTES, BYTES + b"\n", BYTES.replace(b":", b": ", 1)):
        assert refused(resealed(data, RAILWAY)) == "payload"
    assert refused(resealed(b"[]", RAILWAY)) == "payload"


def test_the_algorithm_is_that_of_the_key_and_not_that_of_the_header():
    swapped = header(**PLAIN | {"kid": CARD.kid})  # says Ed25519, the key is of P-256

    assert refused(resealed(BYTES, RAILWAY, header=swapped)) == "key"
    assert refused(
        resealed(BYTES, CARD, header=header(**PLAIN | {"alg": "ES256"}))
    ) == ("key")


def test_nothing_of_the_payload_is_read_before_the_signature_holds():
    bomb = resealed(b"[" * 40_000, RAILWAY)
    forged = bomb[: bomb.rindex(".") + 1] + SIGNATURE

    assert refused(forged) == "signature"


class HighCard:
    """Hardware that returns s in the upper half, as half of all cards do."""

    kid, public_key = CARD.kid, CARD.public_key

    def sign(self, message):
        from orta.tracking.events.keys.algorithm import P256_ORDER

        good = CARD.sign(message)
        return good[:32] + (P256_ORDER - int.from_bytes(good[32:])).to_bytes(32)


class BrokenCard(HighCard):
    def sign(self, message):
        return super().sign(message + b"!")


def test_what_hardware_returns_is_brought_to_its_one_form():
    assert seal(GOOD, HighCard()) == seal(GOOD, CARD)


def test_a_signature_that_does_not_verify_is_never_given_out():
    with pytest.raises(StatementError, match="signature"):
        seal(GOOD, BrokenCard())


def test_an_id_tells_its_time_and_is_of_version_seven():
    from datetime import UTC, datetime
    from uuid import UUID

    at = datetime(2026, 11, 25, 12, 30, 1, 250_000, tzinfo=UTC)
    made = UUID(make_sid(at, b"\xff" * 10))

    assert made.version == 7
    assert made.variant == "specified in RFC 4122"
    assert made.int >> 80 == 1795609801250
    assert Statement(**{**_fields(), "sid": str(made)})


def _fields():
    return {
        "organisation": "kz.ktz",
        "type": "milestone",
        "subject": "x",
        "number": 1,
        "body": {},
    }
