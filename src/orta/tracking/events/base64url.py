"""Bytes as base64url text (RFC 4648 §5), in the one form without padding."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

from orta.errors import StatementError

_ALPHABET = re.compile(r"[A-Za-z0-9_-]+")


def write_base64url(data: bytes) -> str:
    """Text of some bytes, without padding.

    >>> write_base64url(b"orta")
    'b3J0YQ'
    """
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def read_base64url(text: str, *, where: str) -> bytes:
    """Bytes of a text that has exactly the form in which they would be written.

    Decoders pass over foreign characters, padding and spare bits in the last
    character, so that one content has many texts; here it has one.

    Raises
    ------
    StatementError
        When writing the bytes again gives another text.

    Examples
    --------
    >>> read_base64url("b3J0YQ", where="payload")
    b'orta'
    """
    if not _ALPHABET.fullmatch(text):
        raise StatementError(
            "the text has other characters than those of base64url, or none",
            where=where,
            hint="use A-Z a-z 0-9 - _ and no padding",
        )
    # A single character left over holds no whole byte; the decoder would raise.
    data = (
        b"" if len(text) % 4 == 1 else urlsafe_b64decode(text + "=" * (-len(text) % 4))
    )
    if write_base64url(data) != text:
        raise StatementError(
            "the text is not the base64url of its own bytes",
            where=where,
            hint="spare bits of the last character must be zero",
        )
    return data
