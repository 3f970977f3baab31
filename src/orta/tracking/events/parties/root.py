"""The trust root: which registrars there are, and how many of them must agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Self

from orta.errors import StatementError
from orta.tracking.events.canonical import Json, read_canonical_object, write_canonical
from orta.tracking.events.envelope import check_kid, check_organisation
from orta.tracking.events.keys import PublicKey
from orta.tracking.events.statement import (
    check_fields,
    check_instant,
    read_count,
    read_text,
    read_texts,
)

_ROOT_FIELDS = {"version", "expires", "threshold", "admission", "registrars"}
_ROOT_MORE = {"logs", "policy"}
_REGISTRAR_FIELDS = {"org", "country", "keys"}
_KEY_FIELDS = {"kid", "alg", "key"}
_FEWEST = 2  # no single registrar decides anything
_COUNTRY_LETTERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedKey:
    """A public key under its name."""

    kid: str
    public_key: PublicKey

    def __post_init__(self) -> None:
        check_kid(self.kid, where="kid")

    @property
    def organisation(self) -> str:
        """Whose key it is: the part of its name before the slash."""
        return self.kid.partition("/")[0]

    @property
    def body(self) -> dict[str, Json]:
        """The key as statements write it."""
        key = self.public_key
        return {"kid": self.kid, "alg": key.algorithm.value, "key": key.text}

    @classmethod
    def from_body(cls, value: Json) -> Self:
        """Key of what a statement says."""
        fields = read_object(value, where="key")
        check_fields(fields, required=_KEY_FIELDS, optional=set(), where="key")
        return cls(
            kid=check_kid(fields["kid"], where="kid"),
            public_key=PublicKey.read(fields["alg"], fields["key"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Registrar:
    """Who vouches for the organisations of a country."""

    organisation: str
    country: str
    keys: tuple[NamedKey, ...]

    def __post_init__(self) -> None:
        check_organisation(self.organisation, where="registrars")
        check_country(self.country)
        check_own_keys(self.organisation, self.keys)
        if not self.keys:
            raise StatementError(
                f"the registrar {self.organisation} has no key", where="registrars"
            )

    @classmethod
    def from_body(cls, value: Json) -> Self:
        """Registrar of what a trust root says."""
        fields = read_object(value, where="registrars")
        check_fields(
            fields, required=_REGISTRAR_FIELDS, optional=set(), where="registrars"
        )
        return cls(
            organisation=read_text(fields["org"], "registrars"),
            country=read_text(fields["country"], "registrars"),
            keys=read_keys(fields["keys"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustRoot:
    """One version of the trust root, from which all trust in keys follows.

    Attributes
    ----------
    version
        Counts from 1; the next one is one more.
    expires_at
        RFC 3339. Who holds an expired root asks for a newer one; the log goes on.
    threshold
        How many registrars must sign the next root, of this one and of that one. More
        than half of them, so that no two next roots can both be signed.
    admission_threshold
        How many must agree to admit an organisation.
    registrars
        In the order of their names. No key stands twice, under whatever name.
    logs, policy
        Keys of the logs (C2SP vkeys), and the policy of witnesses (C2SP tlog-policy).
    """

    version: int
    expires_at: str
    threshold: int
    admission_threshold: int
    registrars: tuple[Registrar, ...]
    logs: tuple[str, ...] = ()
    policy: str = ""

    def __post_init__(self) -> None:
        if self.version < 1:
            raise StatementError("versions count from 1", where="version")
        check_instant(self.expires_at, "expires")
        count = len(self.registrars)
        if not max(_FEWEST, count // 2 + 1) <= self.threshold <= count:
            raise StatementError(
                f"{self.threshold} of {count} registrars is no threshold",
                where="threshold",
                hint="at least two, more than half, and no more than there are",
            )
        if not _FEWEST <= self.admission_threshold <= count:
            raise StatementError(
                f"{self.admission_threshold} of {count} registrars may not admit",
                where="admission",
                hint="at least two, and no more than there are",
            )
        names = [registrar.organisation for registrar in self.registrars]
        if names != sorted(set(names)):
            raise StatementError(
                "registrars stand once each, in order of names", where="registrars"
            )
        encoded = [key.public_key.encoded for key in self.keys]
        if len(encoded) != len(set(encoded)):
            raise StatementError(
                "a key stands twice, so it would count twice", where="registrars"
            )

    @property
    def keys(self) -> tuple[NamedKey, ...]:
        """Keys of all registrars."""
        return tuple(key for registrar in self.registrars for key in registrar.keys)

    @property
    def body(self) -> dict[str, Json]:
        """The root as statements and files write it."""
        body: dict[str, Json] = {
            "version": str(self.version),
            "expires": self.expires_at,
            "threshold": str(self.threshold),
            "admission": str(self.admission_threshold),
            "registrars": [
                {
                    "org": registrar.organisation,
                    "country": registrar.country,
                    "keys": [key.body for key in registrar.keys],
                }
                for registrar in self.registrars
            ],
        }
        if self.logs:
            body["logs"] = list(self.logs)
        if self.policy:
            body["policy"] = self.policy
        return body

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical root: what people compare when they first meet."""
        return sha256(write_canonical(self.body)).hexdigest()

    @classmethod
    def from_body(cls, value: Json) -> Self:
        """Root of what a statement says; unknown fields are refused."""
        fields = read_object(value, where="root")
        check_fields(fields, required=_ROOT_FIELDS, optional=_ROOT_MORE, where="root")
        registrars = fields["registrars"]
        if not isinstance(registrars, list):
            raise StatementError("this is no list", where="registrars")
        return cls(
            version=read_count(fields["version"], "version"),
            expires_at=read_text(fields["expires"], "expires"),
            threshold=read_count(fields["threshold"], "threshold"),
            admission_threshold=read_count(fields["admission"], "admission"),
            registrars=tuple(map(Registrar.from_body, registrars)),
            logs=read_texts(fields.get("logs", []), "logs"),
            policy=read_text(fields.get("policy", ""), "policy"),
        )

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Root of a file in its canonical form, as `body` is written."""
        return cls.from_body(read_canonical_object(data, where="root"))

    def count(self, keys: Iterable[NamedKey]) -> int:
        """How many registrars some keys stand for, each counted once."""
        mine = set(self.keys)
        return len({key.organisation for key in keys if key in mine})

    def check_fresh(self, *, now: datetime, at_least_version: int) -> None:
        """Nothing, when a client may still rely on the root.

        `at_least_version` is the highest version that the client has ever seen: who
        shows it an older one wants to undo a change of keys.

        Raises
        ------
        StatementError
            When the root is older than that, or expired at `now`.
        """
        if self.version < at_least_version:
            raise StatementError(
                f"version {self.version} of the trust root is older than "
                f"{at_least_version}, which was seen before",
                where="version",
                hint="somebody keeps the newer one from you: ask elsewhere",
            )
        if datetime.fromisoformat(self.expires_at) <= now:
            raise StatementError(
                f"the trust root expired at {self.expires_at}",
                where="expires",
                hint="fetch the newest one",
            )


def check_own_keys(organisation: str, keys: tuple[NamedKey, ...]) -> None:
    """Nothing, when keys are named after their organisation and stand in order."""
    names = [key.kid for key in keys]
    if names != sorted(set(names)):
        raise StatementError("keys stand once each, in order of names", where="keys")
    for key in keys:
        if key.organisation != organisation:
            raise StatementError(
                f"{key.kid} is not named after {organisation}", where="kid"
            )


def check_country(text: str) -> None:
    """Nothing, when a text is a country code of ISO 3166 in its form."""
    letters = text.isascii() and text.isalpha() and text.isupper()
    if not letters or len(text) != _COUNTRY_LETTERS:
        raise StatementError(
            f"{text[:60]!r} is no country", where="country", hint="two letters, as KZ"
        )


def read_keys(value: Json) -> tuple[NamedKey, ...]:
    """Keys of a list."""
    if not isinstance(value, list):
        raise StatementError("this is no list", where="keys")
    return tuple(map(NamedKey.from_body, value))


def read_object(value: Json, *, where: str) -> Mapping[str, Json]:
    """A value that is an object."""
    if not isinstance(value, dict):
        raise StatementError("this is no object", where=where)
    return value
