"""Numbers and bytes as the text formats write them: one form, or refused."""

from __future__ import annotations

import base64
import binascii
import re

from orta.errors import NoteError

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
_LARGEST = 2**63 - 1


def encode_base64(data: bytes) -> str:
    """The bytes in standard base 64."""
    return base64.b64encode(data).decode("ascii")


def decode_base64(text: str, *, where: str) -> bytes:
    """The bytes of standard base 64; a second spelling of them is refused."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        data = None
    if data is None or encode_base64(data) != text:
        raise NoteError(f"{where} is not base 64", where=where)
    return data


def decode_hash(text: str, *, where: str) -> bytes:
    """A SHA-256 hash in base 64."""
    data = decode_base64(text, where=where)
    if len(data) != 32:  # noqa: PLR2004 - SHA-256
        raise NoteError(f"{where} has {len(data)} bytes, expected 32", where=where)
    return data


def decode_decimal(text: str, *, where: str) -> int:
    """A number below 2^63 without sign and leading zeroes."""
    if not _DECIMAL.fullmatch(text) or int(text) > _LARGEST:
        raise NoteError(f"{where} is not a number: {text[:40]!r}", where=where)
    return int(text)
