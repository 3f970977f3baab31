"""JSON in the one form that RFC 8785 gives a value: what is signed and hashed.

Beyond the RFC: no number but a safe integer (decimals are strings), strings in
Unicode form NFC, no key twice, at most 64 KiB and 16 levels.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import NoReturn, TypeAlias
from unicodedata import is_normalized

import rfc8785

from orta.errors import StatementError

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"

MOST_BYTES = 64 * 1024
MOST_LEVELS = 16
MOST_INTEGER = 2**53 - 1  # what every JSON reader holds exactly

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_NOT_A_BRACKET = re.compile(r"[^\[\]{}]+")


def write_canonical(value: Json, *, where: str = "payload") -> bytes:
    r"""Canonical bytes of a JSON value.

    Raises
    ------
    StatementError
        When the value holds what a statement may not.

    Examples
    --------
    >>> write_canonical({"b": "ə", "a": [1, None]})
    b'{"a":[1,null],"b":"\xc9\x99"}'
    """
    _check_value(value, levels=MOST_LEVELS, where=where)
    try:
        data = rfc8785.dumps(value)
    except rfc8785.CanonicalizationError as error:
        raise StatementError(
            f"the value has no canonical form: {error}", where=where
        ) from None
    _check_size(data, where)
    _check_text(data.decode("utf-8"), where)
    return data


def read_canonical(data: bytes, *, where: str = "payload") -> Json:
    """JSON value of canonical bytes; any other bytes are refused.

    Raises
    ------
    StatementError
        When the bytes are no JSON, hold what a statement may not, or are not
        what `write_canonical` makes of their value.

    Examples
    --------
    >>> read_canonical(b'{"a":1}')
    {'a': 1}
    """
    _check_size(data, where)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise StatementError("the bytes are not UTF-8", where=where) from None
    _check_text(text, where)
    _check_levels(text, where)
    try:
        value: Json = _DECODER.decode(text)
        same = rfc8785.dumps(value) == data
    except StatementError as error:
        error.where = where
        raise
    except (ValueError, RecursionError) as error:
        # Errors of json and rfc8785 are ValueErrors; so are integers of 4,301 digits.
        raise StatementError(f"this is no JSON: {error}", where=where) from None
    if not same:
        raise StatementError(
            "the bytes are not the canonical form of their value",
            where=where,
            hint="write it as RFC 8785 says: sorted keys, no spaces, least escapes",
        )
    return value


def read_canonical_object(data: bytes, *, where: str = "payload") -> dict[str, Json]:
    """JSON object of canonical bytes; another value than an object is refused."""
    value = read_canonical(data, where=where)
    if not isinstance(value, dict):
        raise StatementError("this is no JSON object", where=where)
    return value


def _check_size(data: bytes, where: str) -> None:
    if len(data) > MOST_BYTES:
        raise StatementError(
            f"{len(data)} bytes are too many", where=where, hint=f"at most {MOST_BYTES}"
        )


def _check_text(text: str, where: str) -> None:
    # Quotes and brackets compose with nothing, so the whole is NFC exactly when
    # every string in it is.
    if not is_normalized("NFC", text):
        raise StatementError(
            "a string is not in Unicode form NFC",
            where=where,
            hint="normalise before you sign",
        )


def _check_levels(text: str, where: str) -> None:
    # Before the reader, so that its recursion is bounded by us and not by Python.
    if text.count("[") + text.count("{") <= MOST_LEVELS:
        return
    level = 0
    for bracket in _NOT_A_BRACKET.sub("", _STRING.sub("", text)):
        level += 1 if bracket in "[{" else -1
        if level > MOST_LEVELS:
            _refuse_levels(where)


def _check_value(value: object, *, levels: int, where: str) -> None:
    match value:
        case None | bool() | str():
            return
        case int() if abs(value) <= MOST_INTEGER:
            return
        case int() | float():
            _refuse_number(str(value), where)
    if levels == 0:
        _refuse_levels(where)
    match value:
        case Mapping():
            for key, item in value.items():
                if not isinstance(key, str):
                    raise StatementError(f"the key {key!r} is no text", where=where)
                _check_value(item, levels=levels - 1, where=where)
        case Sequence() if not isinstance(value, bytes | bytearray | memoryview):
            for item in value:
                _check_value(item, levels=levels - 1, where=where)
        case _:
            raise StatementError(
                f"a {type(value).__name__} is no JSON value", where=where
            )


def _refuse_levels(where: str) -> NoReturn:
    raise StatementError(
        f"the value is nested deeper than {MOST_LEVELS} levels", where=where
    )


def _refuse_number(text: str, where: str = "payload") -> NoReturn:
    raise StatementError(
        f"{text[:40]} is no integer within ±(2^53-1)",
        where=where,
        hint='write decimals and large numbers as strings: "12.50"',
    )


def _read_integer(text: str) -> int:
    # 17 characters hold every safe integer; the length keeps int() cheap.
    value = int(text) if len(text) <= len(str(-MOST_INTEGER)) else MOST_INTEGER + 1
    if abs(value) > MOST_INTEGER:
        _refuse_number(text)
    return value


def _read_object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise StatementError("an object has a key twice")
    return value


_DECODER = json.JSONDecoder(
    object_pairs_hook=_read_object,
    parse_int=_read_integer,
    parse_float=_refuse_number,
    parse_constant=_refuse_number,
)
