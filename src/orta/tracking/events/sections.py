"""A body divided into sections, each a salted digest (the form of RFC 9901, SD-JWT).

The statement holds the digests alone. Who is shown a section gets its disclosure, and
can tell that it belongs to what was signed; who is not learns nothing, not even how
many sections there are. To erase a section is to destroy its disclosure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from orta.errors import StatementError, UsageError
from orta.tracking.events.base64url import read_base64url, write_base64url
from orta.tracking.events.canonical import Json, read_canonical, write_canonical
from orta.tracking.events.envelope import MOST_CHARACTERS
from orta.tracking.events.statement import Statement

SALT_BYTES = 16
DIGESTS_OF_A_BODY = 8  # of all bodies alike, the six sections and decoys
SECTIONS = ("parties", "goods", "commercial", "customs", "dangerousGoods", "charges")
_FIELDS = 3  # salt, name, value


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """One section with the salt that hides it: what is shown to whom it concerns.

    >>> goods = Disclosure(
    ...     salt=bytes(range(16)),
    ...     name="goods",
    ...     value={"gng": "72083900", "massKg": "61250"},
    ... )
    >>> goods.digest
    'WTHUBrYQ6b4Eg1RtgO7S2TDWgVEwJ2TXEGNE1b92nRA'
    """

    salt: bytes
    name: str
    value: Json

    def __post_init__(self) -> None:
        if len(self.salt) != SALT_BYTES:
            raise StatementError(
                f"the salt has {len(self.salt)} bytes, not {SALT_BYTES}", where="salt"
            )
        if self.name not in SECTIONS:
            raise StatementError(
                f"there is no section {self.name[:60]!r}",
                where="section",
                hint=", ".join(SECTIONS),
            )

    @property
    def text(self) -> str:
        """Base64url of the canonical JSON of salt, name and value."""
        fields: list[Json] = [write_base64url(self.salt), self.name, self.value]
        return write_base64url(write_canonical(fields, where="section"))

    @property
    def digest(self) -> str:
        """What stands for the section in the signed statement."""
        return digest_of(self.text)

    @classmethod
    def read(cls, text: str) -> Self:
        """Disclosure of a text in its one form."""
        fields = read_canonical(read_base64url(text, where="section"), where="section")
        if not isinstance(fields, list) or len(fields) != _FIELDS:
            raise StatementError(
                "a disclosure is a list of salt, name and value", where="section"
            )
        salt, name, value = fields
        if not isinstance(salt, str) or not isinstance(name, str):
            raise StatementError("salt and name are texts", where="section")
        return cls(salt=read_base64url(salt, where="salt"), name=name, value=value)


def digest_of(disclosure_text: str) -> str:
    """Digest of a disclosure as RFC 9901 §4.2.3 makes it."""
    return write_base64url(sha256(disclosure_text.encode("ascii")).digest())


@dataclass(frozen=True, slots=True, kw_only=True)
class DividedBody:
    """The sections of a body, and the digests that go into the statement.

    The digests are sorted, and decoys make them the same number in every statement.
    """

    disclosures: tuple[Disclosure, ...]
    digests: tuple[str, ...]


def divide(sections: Mapping[str, Json], *, random: bytes) -> DividedBody:
    """A body as disclosures and sorted digests, decoys among them.

    `random` is 128 secret bytes from a good source: a salt or a decoy for each of the
    eight digests. Used twice, they would show that two sections are the same.

    >>> body = divide({"goods": {"gng": "72083900"}}, random=bytes(range(128)))
    >>> len(body.disclosures), len(body.digests)
    (1, 8)
    """
    needed = SALT_BYTES * DIGESTS_OF_A_BODY
    if len(random) != needed:
        raise UsageError(
            f"dividing a body takes {needed} random bytes, not {len(random)}",
            where="random",
        )
    salts = [
        random[start : start + SALT_BYTES] for start in range(0, needed, SALT_BYTES)
    ]
    disclosures = tuple(
        Disclosure(salt=salt, name=name, value=value)
        for salt, (name, value) in zip(salts, sections.items(), strict=False)
    )
    if not disclosures:
        raise UsageError("a body has at least one section", where="sections")
    # A decoy is the digest of a secret: nobody can tell it from that of a section.
    decoys = [
        write_base64url(sha256(salt).digest()) for salt in salts[len(disclosures) :]
    ]
    digests = sorted([*(shown.digest for shown in disclosures), *decoys])
    return DividedBody(disclosures=disclosures, digests=tuple(digests))


def check_disclosures(
    statement: Statement, disclosures: Sequence[Disclosure]
) -> dict[str, Json]:
    """Sections of a statement by name, when the statement holds all their digests.

    Raises
    ------
    StatementError
        When a section is not part of what was signed, or shown twice.
    """
    digests = set(statement.digests)
    sections: dict[str, Json] = {}
    for disclosure in disclosures:
        if disclosure.digest not in digests:
            raise StatementError(
                f"the section {disclosure.name} is not part of the statement",
                where="section",
            )
        if disclosure.name in sections:
            raise StatementError(
                f"the section {disclosure.name} is there twice", where="section"
            )
        sections[disclosure.name] = disclosure.value
    return sections


def write_presentation(text: str, disclosures: Sequence[Disclosure]) -> str:
    """A statement and some of its sections, `jws~section~section~` as SD-JWT joins."""
    shown = sorted(disclosures, key=lambda disclosure: disclosure.digest)
    return "~".join([text, *(disclosure.text for disclosure in shown), ""])


def read_presentation(data: str) -> tuple[str, tuple[Disclosure, ...]]:
    """The compact JWS and the disclosures of a presentation, none of them verified.

    Verify the first with `read_statement` and the others with `check_disclosures`.
    """
    if len(data) > (1 + DIGESTS_OF_A_BODY) * MOST_CHARACTERS or not data.isascii():
        raise StatementError("the presentation is too long, or not ASCII", where="size")
    text, *shown, end = data.split("~") if "~" in data else [data, "~"]
    if end or len(shown) > DIGESTS_OF_A_BODY:
        raise StatementError(
            "the parts of a presentation end with a tilde each",
            where="parts",
            hint="statement~section~section~",
        )
    disclosures = tuple(Disclosure.read(part) for part in shown)
    digests = [disclosure.digest for disclosure in disclosures]
    if digests != sorted(set(digests)):
        raise StatementError("the sections are not in order", where="parts")
    return text, disclosures
