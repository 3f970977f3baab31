"""What an organisation says: the payload of a statement, field by field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from orta.errors import StatementError
from orta.tracking.events.base64url import read_base64url
from orta.tracking.events.canonical import MOST_INTEGER, Json
from orta.tracking.events.envelope import (
    Envelope,
    KeyFinder,
    check_organisation,
    seal,
)
from orta.tracking.events.keys import Signer

VERSION = "1"
_REQUIRED = {"v", "sid", "org", "type", "subject", "n", "parents"}
_OPTIONAL = {"occurred", "body", "_sd", "retracts", "replyTo"}
_HASH = re.compile(r"[0-9a-f]{64}")
_SID = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
)
_TYPE = re.compile(r"[a-z][a-z0-9-]*(\.[a-z0-9-]+)*")
_SUBJECT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]*")
_COUNT = re.compile(r"0|[1-9][0-9]{0,15}")
_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII
)
_LONGEST_TYPE = 64
_LONGEST_SUBJECT = 128
_MOST_PARENTS = 64
_MOST_DIGESTS = 64
_DIGEST_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What is said, by whom, about what, and after what.

    Attributes
    ----------
    sid
        UUIDv7 that the organisation gives; it says one statement under it.
    organisation, type, subject
        Who says what kind of thing about which consignment, key or organisation.
    number
        Counts what the organisation says about the subject, from 1: a statement that
        somebody hides leaves a hole.
    parents
        Hashes of statements that the organisation had seen, ascending.
    occurred_at
        When it happened, as claimed, RFC 3339 with an offset; order is the log's.
    body, digests
        The content in the open, or the digests of its sections; a bare retraction has
        neither.
    retracts, reply_to
        Hash of the statement that is taken back or put right; of the one answered.
    """

    sid: str
    organisation: str
    type: str
    subject: str
    number: int
    parents: tuple[str, ...] = ()
    occurred_at: str = ""
    body: Mapping[str, Json] | None = None
    digests: tuple[str, ...] = ()
    retracts: str = ""
    reply_to: str = ""

    def __post_init__(self) -> None:
        _match(self.sid, _SID, "sid", "a UUIDv7 in small letters")
        check_organisation(self.organisation, where="org")
        check_type(self.type)
        _match(
            self.subject, _SUBJECT, "subject", "an ASCII id", longest=_LONGEST_SUBJECT
        )
        if not 1 <= self.number <= MOST_INTEGER:
            raise StatementError(f"{self.number} is no number", where="n")
        _check_ascending(self.parents, "parents", most=_MOST_PARENTS)
        for parent in self.parents:
            _match(parent, _HASH, "parents", "64 hexadecimal digits")
        if self.occurred_at:
            check_instant(self.occurred_at, "occurred")
        _check_ascending(self.digests, "_sd", most=_MOST_DIGESTS)
        for digest in self.digests:
            if len(read_base64url(digest, where="_sd")) != _DIGEST_BYTES:
                raise StatementError("a digest has not 32 bytes", where="_sd")
        for name, text in (("retracts", self.retracts), ("replyTo", self.reply_to)):
            if text:
                _match(text, _HASH, name, "64 hexadecimal digits")
        self._check_content()

    def _check_content(self) -> None:
        if self.body is not None and self.digests:
            raise StatementError("there are both body and _sd", where="body")
        if self.body is None and not self.digests and not self.retracts:
            raise StatementError(
                "there is nothing said",
                where="body",
                hint="a body, digests of sections, or a retraction",
            )

    @property
    def payload(self) -> dict[str, Json]:
        """The statement as the JSON object that is signed."""
        optional: dict[str, Json] = {
            "occurred": self.occurred_at,
            "_sd": list(self.digests),
            "retracts": self.retracts,
            "replyTo": self.reply_to,
        }
        payload: dict[str, Json] = {
            "v": VERSION,
            "sid": self.sid,
            "org": self.organisation,
            "type": self.type,
            "subject": self.subject,
            "n": str(self.number),
            "parents": list(self.parents),
        } | {name: value for name, value in optional.items() if value}
        if self.body is not None:
            payload["body"] = self.body
        return payload

    @classmethod
    def from_payload(cls, payload: Mapping[str, Json]) -> Self:
        """Statement of a verified payload; unknown and empty fields are refused."""
        check_fields(payload, required=_REQUIRED, optional=_OPTIONAL, where="payload")
        if payload["v"] != VERSION:
            raise StatementError(
                f"the version is {payload['v']!r}", where="v", hint=f"“{VERSION}”"
            )
        body = payload.get("body")
        if "body" in payload and not isinstance(body, dict):
            raise StatementError("the body is no object", where="body")
        return cls(
            sid=read_text(payload["sid"], "sid"),
            organisation=read_text(payload["org"], "org"),
            type=read_text(payload["type"], "type"),
            subject=read_text(payload["subject"], "subject"),
            number=read_count(payload["n"], "n"),
            parents=read_texts(payload["parents"], "parents"),
            occurred_at=_read_optional(payload, "occurred"),
            body=body if isinstance(body, dict) else None,
            digests=_read_digests(payload),
            retracts=_read_optional(payload, "retracts"),
            reply_to=_read_optional(payload, "replyTo"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedStatement:
    """A statement with the envelope that proves who said it."""

    envelope: Envelope
    statement: Statement

    def __post_init__(self) -> None:
        if self.envelope.organisation != self.statement.organisation:
            raise StatementError(
                f"a key of {self.envelope.organisation} speaks for "
                f"{self.statement.organisation}",
                where="organisation",
            )

    @property
    def hash(self) -> str:
        """Name of the statement: SHA-256 of its text."""
        return self.envelope.hash


def sign_statement(statement: Statement, signer: Signer) -> SignedStatement:
    """A statement sealed by a key of the organisation that says it.

    >>> from orta.tracking.events.keys import LocalKey
    >>> said = Statement(
    ...     sid="0190a5b2-5a6e-7c3d-9f1a-5d0d3c1b2a3f", organisation="kz.ktz",
    ...     type="milestone", subject="CSQU3054383", number=1, body={"code": "LOAD"},
    ... )
    >>> key = LocalKey.from_secret("kz.ktz/2026-1", bytes(range(32)))
    >>> sign_statement(said, key).hash[:16]
    'ab1b49eefe8c85fb'
    """
    return SignedStatement(
        envelope=Envelope.read(seal(statement.payload, signer)), statement=statement
    )


def read_statement(data: str | bytes, *, find_key: KeyFinder) -> SignedStatement:
    """A received statement, when every check of form, key and signature holds.

    In this order: size, parts, encoding, header, key, signature, payload, fields,
    organisation. `find_key` gives the key of a name where it is valid, or nothing.

    Raises
    ------
    StatementError
        With the check that failed in `where`.
    """
    envelope = Envelope.read(data)
    statement = Statement.from_payload(envelope.verify(find_key))
    return SignedStatement(envelope=envelope, statement=statement)


def make_sid(at: datetime, random: bytes) -> str:
    """UUIDv7 of an instant and ten random bytes, both of the caller (RFC 9562).

    >>> from datetime import UTC
    >>> make_sid(datetime(2026, 11, 25, tzinfo=UTC), bytes(10))
    '01a21000-8800-7000-8000-000000000000'
    """
    milliseconds = int(at.timestamp() * 1000) & (1 << 48) - 1
    chance = int.from_bytes(random[:10])
    high, low = chance >> 62 & 0xFFF, chance & (1 << 62) - 1
    number = milliseconds << 80 | 7 << 76 | high << 64 | 0b10 << 62 | low
    digits = f"{number:032x}"
    return "-".join(
        digits[start:end]
        for start, end in ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32))
    )


def check_fields(
    value: Mapping[str, Json], *, required: set[str], optional: set[str], where: str
) -> None:
    """Nothing, when an object has all required fields and no unknown one."""
    missing, unknown = required - set(value), set(value) - required - optional
    if missing or unknown:
        names = ", ".join(sorted(missing) or sorted(unknown))
        problem = "are missing" if missing else "are unknown"
        raise StatementError(f"fields {problem}: {names[:200]}", where=where)


def read_text(value: Json, where: str) -> str:
    """A value that is text."""
    if not isinstance(value, str):
        raise StatementError(f"{str(value)[:60]!r} is no text", where=where)
    return value


def read_texts(value: Json, where: str) -> tuple[str, ...]:
    """A value that is a list of texts."""
    if not isinstance(value, list):
        raise StatementError("this is no list", where=where)
    return tuple(read_text(item, where) for item in value)


def read_count(value: Json, where: str) -> int:
    """A whole number that is written as text: figures are strings in statements."""
    text = read_text(value, where)
    number = int(text) if _COUNT.fullmatch(text) else -1
    if not 0 <= number <= MOST_INTEGER:
        raise StatementError(
            f"{text[:60]!r} is no whole number",
            where=where,
            hint='digits in quotes, as "12"',
        )
    return number


def check_type(text: str) -> None:
    """Nothing, when a text can be the type of a statement."""
    _match(text, _TYPE, "type", "as gate-in", longest=_LONGEST_TYPE)


def check_instant(text: str, where: str) -> None:
    """Nothing, when a text is a time of RFC 3339 with an offset."""
    _match(text, _INSTANT, where, "RFC 3339 with an offset")
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise StatementError(f"{text!r} is no time", where=where) from None


def _read_optional(payload: Mapping[str, Json], name: str) -> str:
    if name not in payload:
        return ""
    text = read_text(payload[name], name)
    if not text:
        raise StatementError("the field is there and empty", where=name)
    return text


def _read_digests(payload: Mapping[str, Json]) -> tuple[str, ...]:
    if "_sd" not in payload:
        return ()
    digests = read_texts(payload["_sd"], "_sd")
    if not digests:
        raise StatementError("the field is there and empty", where="_sd")
    return digests


def _match(
    text: str, pattern: re.Pattern[str], where: str, expected: str, *, longest: int = 64
) -> None:
    if len(text) > longest or not pattern.fullmatch(text):
        raise StatementError(
            f"{text[:60]!r} does not fit", where=where, hint=f"expected {expected}"
        )


def _check_ascending(texts: Sequence[str], where: str, *, most: int) -> None:
    if len(texts) > most or list(texts) != sorted(set(texts)):
        raise StatementError(
            "the list is not ascending, or too long",
            where=where,
            hint=f"each once, in the order of their characters, at most {most}",
        )
