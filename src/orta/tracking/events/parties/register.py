"""Which key may say what at which log index: the state that key statements lead to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from orta.errors import StatementError
from orta.tracking.events.canonical import read_canonical_object
from orta.tracking.events.envelope import Envelope
from orta.tracking.events.keys import PublicKey
from orta.tracking.events.parties.change import ROOT, Admission
from orta.tracking.events.parties.record import KeyRecord, KeyRole
from orta.tracking.events.parties.root import NamedKey, TrustRoot
from orta.tracking.events.statement import SignedStatement, Statement, read_statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A registrar's key that approves a root or an admission, by its digest."""

    key: NamedKey
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An entry that changes nothing, and why: `where` is the check that it failed."""

    index: int
    where: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRegister:
    """Root, organisations and all keys there ever were, after the entries up to one.

    Attributes
    ----------
    root
        The trust root that holds now.
    organisations, keys
        By name; closed organisations and ended keys stay.
    holders
        Name of each public key, which has one for ever.
    approvals
        What registrars have approved and what is not yet agreed, by subject, version
        and key. A later approval of the same version replaces that key's earlier one.
    refused
        Entries that broke a rule, which whoever watches the log wants to know.
    last_index
        Index of the last entry that was taken in, -1 before the first.
    """

    root: TrustRoot
    organisations: Mapping[str, Admission] = field(default_factory=dict)
    keys: Mapping[str, KeyRecord] = field(default_factory=dict)
    holders: Mapping[PublicKey, str] = field(default_factory=dict)
    approvals: Mapping[tuple[str, int], Mapping[str, Approval]] = field(
        default_factory=dict
    )
    refused: tuple[Refusal, ...] = ()
    last_index: int = -1

    @classmethod
    def start(cls, root: TrustRoot) -> Self:
        """Register of a root that is trusted beforehand, as by its digest on paper."""
        keys = {
            key.kid: KeyRecord(key=key, role=KeyRole.REGISTRAR) for key in root.keys
        }
        return cls(root=root).with_keys(keys)

    def with_keys(self, records: Mapping[str, KeyRecord]) -> Self:
        """Register with some records new or changed."""
        holders = {record.key.public_key: kid for kid, record in records.items()}
        return replace(
            self,
            keys={**self.keys, **records},
            holders={**self.holders, **holders},
        )

    def get_key(self, kid: str, *, index: int) -> KeyRecord:
        """The record of a key that may sign an entry of this index.

        Raises
        ------
        StatementError
            When there is no such key, or it is not yet or no more valid there.
        """
        record = self.keys.get(kid)
        if record is None:
            raise StatementError(f"there is no key {kid}", where="key")
        if not record.signs_at(index):
            raise StatementError(
                f"the key {kid} is {record.standing_at(index)} valid at {index}"
                if index < record.from_index
                else f"the key {kid} ended at {record.to_index}, before {index}",
                where="key",
            )
        return record

    def read(self, data: str | bytes, *, index: int) -> SignedStatement:
        """A statement that may stand at this index of the log.

        Checks what `read_statement` does, that its key may sign there, and that the
        key may say a statement of this type.

        Raises
        ------
        StatementError
            With the check that failed in `where`.
        """
        signed = read_statement(data, find_key=lambda kid: self._find(kid, index))
        record = self.get_key(signed.envelope.kid, index=index)
        if not record.may_say(signed.statement.type):
            raise StatementError(
                f"a key of the kind {record.role} may not say {signed.statement.type}",
                where="type",
            )
        return signed

    def read_proposal(self, data: str | bytes) -> SignedStatement:
        """A statement on the next root, by a key that only the next root names.

        Nobody outside can fill the register with roots of his own: a registrar of this
        root must have approved the same one before.
        """
        envelope = Envelope.read(data)
        payload = Statement.from_payload(read_canonical_object(envelope.payload))
        if payload.type != ROOT:
            raise StatementError(f"there is no key {envelope.kid}", where="key")
        proposal = TrustRoot.from_body(payload.body)
        approved = self.approvals.get((payload.subject, proposal.version), {})
        if proposal.digest not in {approval.digest for approval in approved.values()}:
            raise StatementError(
                "no registrar of this root has approved that one", where="key"
            )
        keys = {key.kid: key.public_key for key in proposal.keys}
        return read_statement(data, find_key=keys.get)

    def _find(self, kid: str, index: int) -> PublicKey:
        return self.get_key(kid, index=index).key.public_key
