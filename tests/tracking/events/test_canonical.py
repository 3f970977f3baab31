"""One value has one text: RFC 8785, and what we refuse beyond it."""

import json
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orta.errors import StatementError
from orta.tracking.events import read_canonical, write_canonical
from orta.tracking.events.base64url import read_base64url, write_base64url
from orta.tracking.events.canonical import MOST_BYTES, MOST_INTEGER, MOST_LEVELS

TEXT = st.text(st.characters(exclude_categories=["Cs"])).map(
    lambda text: normalize("NFC", text)
)
SCALAR = st.none() | st.booleans() | st.integers(-MOST_INTEGER, MOST_INTEGER) | TEXT
VALUE = st.recursive(
    SCALAR,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4)
    ),
    max_leaves=20,
)


SHORT = {8: "b", 9: "t", 10: "n", 12: "f", 13: "r", 34: '"', 92: "\\"}


def slow_letter(letter):
    if ord(letter) in SHORT:
        return f"\\{SHORT[ord(letter)]}"
    return f"\\u{ord(letter):04x}" if ord(letter) < 32 else letter


def slow_canonical(value):
    """RFC 8785 without numbers that are no integers, written from its text."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        pairs = (f"{slow_canonical(key)}:{slow_canonical(value[key])}" for key in keys)
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(slow_canonical, value)) + "]"
    if isinstance(value, str):
        return '"' + "".join(map(slow_letter, value)) + '"'
    if value is None or isinstance(value, bool):
        return {True: "true", False: "false", None: "null"}[value]
    return str(value)


def refused(data):
    with pytest.raises(StatementError) as caught:
        read_canonical(data)
    return str(caught.value)


@given(VALUE)
def test_a_value_comes_back_from_its_canonical_bytes(value):
    assert read_canonical(write_canonical(value)) == value


@given(VALUE)
def test_canonical_bytes_are_those_of_the_slow_twin(value):
    assert write_canonical(value) == slow_canonical(value).encode()


@given(VALUE)
def test_another_text_of_the_same_value_is_refused(value):
    canonical = write_canonical(value)
    for text in (
        json.dumps(value),
        json.dumps(value, indent=1),
        json.dumps(value, ensure_ascii=False) + "\n",
        " " + json.dumps(value, ensure_ascii=False),
    ):
        if text.encode() != canonical:
            refused(text.encode())


@given(st.binary(max_size=60) | TEXT.map(str.encode))
def test_bytes_are_canonical_json_or_refused(data):
    try:
        value = read_canonical(data)
    except StatementError:
        return
    assert write_canonical(value) == data


def test_keys_are_sorted_as_the_rfc_sorts_them():
    """The example of §3.2.3, less its Hebrew letter, which has no form NFC."""
    words = {
        "€": "Euro Sign",
        "\r": "Carriage Return",
        "1": "One",
        "😀": "Emoji: Grinning Face",
        "\x80": "Control",
        "ö": "Latin Small Letter O With Diaeresis",
        "�": "Replacement Character",
    }

    text = write_canonical(words).decode()

    places = [text.index(f'"{words[key]}"') for key in "\r 1 \x80 ö € 😀 �".split(" ")]
    assert places == sorted(places)
    assert refused('{"\ufb33":1}'.encode()).startswith("a string is not in")


def test_strings_are_escaped_as_the_rfc_escapes_them():
    """The string of §3.2.2: euro, dollar, control, newline, A, quote, backslash…"""
    text = '€$\x0f\nA\'B"\\\\"/'

    assert write_canonical(text) == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'.encode()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b'{"b":1,"a":1}', "canonical"),
        (b'{"a": 1}', "canonical"),
        (b'{"a":1} ', "canonical"),
        (b'{"a":1,"a":1}', "twice"),
        (b'{"a":1,"\\u0061":2}', "twice"),
        (b'{"\\u0061":1}', "canonical"),
        (b'"\\/"', "canonical"),
        (b'"\\u000F"', "canonical"),
        (b'"\\u0009"', "canonical"),
        (b'"\\ud83d\\ude00"', "canonical"),
        (b'"\\ud83d"', "no JSON"),
        (b'"\\ude00\\ud83d"', "no JSON"),
        (b'"\xed\xa0\xbd"', "UTF-8"),
        (b'"\xc0\xaf"', "UTF-8"),
        (b'"\xff"', "UTF-8"),
        (b"\xef\xbb\xbf1", "no JSON"),
        ("1".encode("utf-16"), "UTF-8"),
        (b"1.0", "integer"),
        (b"1e3", "integer"),
        (b"1E400", "integer"),
        (b"-0", "canonical"),
        (b"-0.0", "integer"),
        (b"01", "no JSON"),
        (b"+1", "no JSON"),
        (b"9007199254740992", "integer"),
        (b"-9007199254740992", "integer"),
        (b"9" * 5000, "integer"),
        (b"NaN", "integer"),
        (b"Infinity", "integer"),
        (b"-Infinity", "integer"),
        (b"", "no JSON"),
        (b"{", "no JSON"),
        (b"{'a':1}", "no JSON"),
        (b"[1,]", "no JSON"),
        (b"1 2", "no JSON"),
        (b"/**/1", "no JSON"),
        ('"e\u0301"'.encode(), "NFC"),
        (b'"\t"', "no JSON"),
        (b"[" * 17 + b"]" * 17, "deeper"),
        (b"[" * 30_000, "deeper"),
        (b'{"a":' * 10_000, "deeper"),
        (b'"' + b"a" * MOST_BYTES + b'"', "too many"),
    ],
)
def test_what_is_not_canonical_is_refused_with_a_reason(data, why):
    assert why in refused(data)


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        MOST_INTEGER + 1,
        b"bytes",
        {1: "a"},
        {"a": {1, 2}},
        "\ud800",
        "e\u0301",
        {"e\u0301": 1},
        "a" * MOST_BYTES,
    ],
)
def test_what_a_statement_may_not_hold_is_not_written(value):
    with pytest.raises(StatementError):
        write_canonical(value)


def test_sixteen_levels_are_read_and_written_and_no_more():
    deep = []
    for _ in range(MOST_LEVELS - 1):
        deep = [deep]

    assert read_canonical(write_canonical(deep)) == deep
    assert (
        write_canonical({"[[[[{{{{": "[" * 20}) == b'{"[[[[{{{{":"' + b"[" * 20 + b'"}'
    )
    assert read_canonical(write_canonical({"a": "[" * 50 + '\\"{'}))
    with pytest.raises(StatementError, match="deeper"):
        write_canonical([deep])


def test_a_list_within_itself_is_refused():
    ring = []
    ring.append(ring)
    with pytest.raises(StatementError, match="deeper"):
        write_canonical(ring)


@given(st.binary(min_size=1, max_size=80))
def test_bytes_come_back_from_base64url(data):
    assert read_base64url(write_base64url(data), where="") == data


@given(st.text("ABCxyz019-_+/=\n. ", max_size=12) | st.text(max_size=8))
def test_a_text_is_the_base64url_of_its_bytes_or_refused(text):
    try:
        data = read_base64url(text, where="")
    except StatementError:
        return
    assert write_base64url(data) == text


@pytest.mark.parametrize(
    "text", ["", "A", "AB", "QUI=", "QU I", "QUI\n", "QUJ", "+A", "/w", "QQ==", "é"]
)
def test_other_texts_of_the_same_bytes_are_refused(text):
    with pytest.raises(StatementError):
        read_base64url(text, where="part")
