"""What statements say of keys and parties: their types and bodies.

| type | who says it | about | body |
|---|---|---|---|
| `trust.root` | registrars, a threshold of old and new | the next root | the root |
| `trust.admission` | registrars, a threshold | an organisation | its keys |
| `trust.key` | a key of the organisation | a key that works for it | key and use |
| `trust.revocation` | a key of the organisation, or the key itself | a key | reason |
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self, TypeAlias, TypeVar

from orta.errors import StatementError
from orta.tracking.events.canonical import Json, write_canonical
from orta.tracking.events.envelope import check_kid, check_organisation
from orta.tracking.events.parties.root import (
    NamedKey,
    TrustRoot,
    check_country,
    check_own_keys,
    read_keys,
    read_object,
)
from orta.tracking.events.statement import (
    Statement,
    check_fields,
    check_type,
    read_count,
    read_text,
    read_texts,
)

TRUST = "trust."
ROOT = "trust.root"
ADMISSION = "trust.admission"
KEY = "trust.key"
REVOCATION = "trust.revocation"
ROOT_SUBJECT = "trust-root"
_Word = TypeVar("_Word", bound=StrEnum)
_ADMISSION_FIELDS = {"org", "country", "name", "version", "keys"}
_KEY_FIELDS = {"kid", "alg", "key", "usage"}
_KEY_MORE = {"says", "fromIndex", "toIndex"}


class KeyUsage(StrEnum):
    """What an operational key is for."""

    STATEMENT = "statement"
    WEBHOOK = "webhook"
    WITNESS = "witness"


class RevocationReason(StrEnum):
    """Why a key ends."""

    SUPERSEDED = "superseded"
    COMPROMISED = "compromised"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """An organisation and its keys as registrars agree on them.

    Versions count from 1; a later one replaces name and keys (that is how lost or
    stolen keys of an organisation are replaced), and one without keys closes the
    organisation with all that works for it.
    """

    organisation: str
    country: str
    name: str
    version: int
    keys: tuple[NamedKey, ...]

    def __post_init__(self) -> None:
        check_organisation(self.organisation, where="org")
        check_country(self.country)
        check_own_keys(self.organisation, self.keys)
        if self.version < 1:
            raise StatementError("versions count from 1", where="version")

    @property
    def subject(self) -> str:
        """What a statement about it names as its subject."""
        return self.organisation

    @property
    def body(self) -> dict[str, Json]:
        """Body of the statement that says it."""
        return {
            "org": self.organisation,
            "country": self.country,
            "name": self.name,
            "version": str(self.version),
            "keys": [key.body for key in self.keys],
        }

    @classmethod
    def from_body(cls, value: Json) -> Self:
        """Admission of a body; unknown fields are refused."""
        fields = read_object(value, where="body")
        check_fields(fields, required=_ADMISSION_FIELDS, optional=set(), where="body")
        return cls(
            organisation=read_text(fields["org"], "org"),
            country=read_text(fields["country"], "country"),
            name=read_text(fields["name"], "name"),
            version=read_count(fields["version"], "version"),
            keys=read_keys(fields["keys"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyGrant:
    """A key that may work for its organisation.

    Attributes
    ----------
    says
        Types of statement that it may sign; none named means all but those on keys
        and parties.
    from_index, to_index
        Log indices between which it may sign, the last excluded. It never begins
        before the entry that grants it; nothing stated means from then, without end.
    """

    key: NamedKey
    usage: KeyUsage = KeyUsage.STATEMENT
    says: tuple[str, ...] = ()
    from_index: int = 0
    to_index: int | None = None

    def __post_init__(self) -> None:
        if list(self.says) != sorted(set(self.says)):
            raise StatementError("types stand once each, in order", where="says")
        for name in self.says:
            check_type(name)
            if name.startswith(TRUST):
                raise StatementError(f"a working key never says {name}", where="says")
        if self.to_index is not None and self.to_index <= self.from_index:
            raise StatementError("the key ends before it begins", where="toIndex")

    @property
    def subject(self) -> str:
        """What a statement about it names as its subject."""
        return self.key.kid

    @property
    def body(self) -> dict[str, Json]:
        """Body of the statement that says it."""
        body = self.key.body | {"usage": self.usage.value}
        if self.says:
            body["says"] = list(self.says)
        if self.from_index:
            body["fromIndex"] = str(self.from_index)
        if self.to_index is not None:
            body["toIndex"] = str(self.to_index)
        return body

    @classmethod
    def from_body(cls, value: Json) -> Self:
        """Grant of a body; unknown fields are refused."""
        fields = read_object(value, where="body")
        check_fields(fields, required=_KEY_FIELDS, optional=_KEY_MORE, where="body")
        named = {name: fields[name] for name in ("kid", "alg", "key")}
        to_index = fields.get("toIndex")
        return cls(
            key=NamedKey.from_body(named),
            usage=_read_word(KeyUsage, fields["usage"], "usage"),
            says=read_texts(fields.get("says", []), "says"),
            from_index=read_count(fields.get("fromIndex", "0"), "fromIndex"),
            to_index=None if to_index is None else read_count(to_index, "toIndex"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """The end of a key, at the index of the entry that says it.

    What the key said before stays said. `suspect_since` is the index from which on it
    may have been in other hands: what it said since then is marked, not erased.
    """

    kid: str
    reason: RevocationReason
    suspect_since: int | None = None

    def __post_init__(self) -> None:
        check_kid(self.kid, where="kid")
        compromised = self.reason is RevocationReason.COMPROMISED
        if self.suspect_since is not None and not compromised:
            raise StatementError(
                f"a key that is {self.reason} is not suspect", where="suspectSince"
            )

    @property
    def subject(self) -> str:
        """What a statement about it names as its subject."""
        return self.kid

    @property
    def body(self) -> dict[str, Json]:
        """Body of the statement that says it."""
        body: dict[str, Json] = {"kid": self.kid, "reason": self.reason.value}
        if self.suspect_since is not None:
            body["suspectSince"] = str(self.suspect_since)
        return body

    @classmethod
    def from_body(cls, value: Json) -> Self:
        """Revocation of a body; unknown fields are refused."""
        fields = read_object(value, where="body")
        check_fields(
            fields, required={"kid", "reason"}, optional={"suspectSince"}, where="body"
        )
        since = fields.get("suspectSince")
        return cls(
            kid=check_kid(fields["kid"], where="kid"),
            reason=_read_word(RevocationReason, fields["reason"], "reason"),
            suspect_since=None if since is None else read_count(since, "suspectSince"),
        )


Change: TypeAlias = TrustRoot | Admission | KeyGrant | Revocation

_TYPES: dict[type[Change], str] = {
    TrustRoot: ROOT,
    Admission: ADMISSION,
    KeyGrant: KEY,
    Revocation: REVOCATION,
}


def say_change(
    change: Change,
    *,
    sid: str,
    organisation: str,
    number: int,
    parents: tuple[str, ...] = (),
) -> Statement:
    """Statement by which an organisation says a change of keys or parties."""
    return Statement(
        sid=sid,
        organisation=organisation,
        type=_TYPES[type(change)],
        subject=_subject(change),
        number=number,
        parents=parents,
        body=change.body,
    )


def read_change(statement: Statement) -> Change | None:
    """The change of keys or parties that a statement says, or nothing.

    Raises
    ------
    StatementError
        When its type is one of ours and its body or subject does not fit, or its type
        begins with `trust.` and is unknown.
    """
    if not statement.type.startswith(TRUST):
        return None
    kinds = {name: kind for kind, name in _TYPES.items()}
    kind = kinds.get(statement.type)
    if kind is None or statement.body is None or statement.retracts:
        raise StatementError(
            "a statement on keys and parties has one of four types, a body in the "
            "open, and retracts nothing",
            where="type",
            hint=", ".join(kinds),
        )
    change: Change = kind.from_body(statement.body)
    same = write_canonical(change.body) == write_canonical(statement.body)
    if not same or statement.subject != _subject(change):
        # A default that is spelled out would give one change two forms.
        raise StatementError(
            "the body is not in its one form, or the subject is another",
            where="subject",
            hint=f"expected the subject {_subject(change)}; leave out defaults",
        )
    return change


def _subject(change: Change) -> str:
    return ROOT_SUBJECT if isinstance(change, TrustRoot) else change.subject


def _read_word(kind: type[_Word], value: Json, where: str) -> _Word:
    words = {word.value: word for word in kind}
    text = read_text(value, where)
    if text not in words:
        raise StatementError(
            f"{text[:60]!r} is not known", where=where, hint=", ".join(words)
        )
    return words[text]
