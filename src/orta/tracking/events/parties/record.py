"""A key as the register holds it: whose, for what, and at which log indices."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from orta.tracking.events.parties.change import (
    ADMISSION,
    KEY,
    REVOCATION,
    ROOT,
    TRUST,
    KeyUsage,
)
from orta.tracking.events.parties.root import NamedKey


class KeyRole(StrEnum):
    """What stands behind a key."""

    REGISTRAR = "registrar"
    ORGANISATION = "organisation"
    OPERATIONAL = "operational"


class KeyStanding(StrEnum):
    """Whether a key may sign at a log index."""

    NOT_YET = "not yet"
    VALID = "valid"
    SUSPECT = "suspect"  # it could sign, and may have been in other hands
    ENDED = "ended"


_SAID_BY = {
    KeyRole.REGISTRAR: (ROOT, ADMISSION),
    KeyRole.ORGANISATION: (KEY, REVOCATION),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRecord:
    """A key, and the log indices from which on and before which it may sign.

    A record never leaves the register, so that old statements can be checked for ever.
    """

    key: NamedKey
    role: KeyRole
    usage: KeyUsage = KeyUsage.STATEMENT
    says: tuple[str, ...] = ()
    from_index: int = 0
    to_index: int | None = None
    suspect_since: int | None = None

    @property
    def organisation(self) -> str:
        """Whose key it is."""
        return self.key.organisation

    def standing_at(self, index: int) -> KeyStanding:
        """Whether the key may sign an entry of this index."""
        if index < self.from_index:
            return KeyStanding.NOT_YET
        if self.to_index is not None and index >= self.to_index:
            return KeyStanding.ENDED
        if self.suspect_since is not None and index >= self.suspect_since:
            return KeyStanding.SUSPECT
        return KeyStanding.VALID

    def signs_at(self, index: int) -> bool:
        """Whether a signature counts at this index; that of a suspect key does."""
        return self.standing_at(index) in {KeyStanding.VALID, KeyStanding.SUSPECT}

    def may_say(self, statement_type: str) -> bool:
        """Whether the key may sign statements of this type."""
        if self.role in _SAID_BY:
            return statement_type in _SAID_BY[self.role]
        if statement_type.startswith(TRUST):
            return statement_type == REVOCATION  # of itself: `fold` sees to that
        if self.usage is not KeyUsage.STATEMENT:
            return False
        return not self.says or statement_type in self.says
