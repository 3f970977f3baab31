"""Entries of the log in, a register of keys out: a pure fold, the same for everybody.

An entry takes effect after its own index: the key that it grants may sign from the
next one, and the key that it revokes may not any more. An entry that breaks a rule
changes nothing and is named among the refused, so that whoever reads the log comes to
the same register, whatever the operator let in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

from orta.errors import StatementError, UsageError
from orta.tracking.events.canonical import write_canonical
from orta.tracking.events.parties.change import (
    Admission,
    Change,
    KeyGrant,
    Revocation,
    read_change,
)
from orta.tracking.events.parties.record import KeyRecord, KeyRole
from orta.tracking.events.parties.register import Approval, KeyRegister, Refusal
from orta.tracking.events.parties.root import NamedKey, TrustRoot
from orta.tracking.events.statement import SignedStatement


def fold_keys(
    register: KeyRegister, entries: Iterable[tuple[int, str | bytes]]
) -> KeyRegister:
    """Register after some entries, each an index and a statement, indices ascending.

    Entries that say nothing of keys may be left out: they change nothing.
    """
    for index, data in entries:
        register = apply_entry(register, data, index=index)
    return register


def apply_entry(register: KeyRegister, data: str | bytes, *, index: int) -> KeyRegister:
    """Register after one entry of the log."""
    if index <= register.last_index:
        raise UsageError(
            f"the entry {index} comes after {register.last_index}",
            where="index",
            hint="fold entries in the order of the log",
        )
    try:
        after = _apply(register, data, index)
    except StatementError as error:
        refusal = Refusal(index=index, where=error.where, message=error.message)
        after = replace(register, refused=(*register.refused, refusal))
    return replace(after, last_index=index)


def _apply(register: KeyRegister, data: str | bytes, index: int) -> KeyRegister:
    try:
        signed = register.read(data, index=index)
    except StatementError as error:
        if error.where != "key":
            raise
        signed = register.read_proposal(data)
    change = read_change(signed.statement)
    if change is None:
        return register
    signer = _signer_of(register, signed, change)
    match change:
        case TrustRoot():
            return _approve_root(register, change, signer, index)
        case Admission():
            return _approve_admission(register, change, signer, index)
        case KeyGrant():
            return _grant(register, change, signer, index)
        case Revocation():
            return _revoke(register, change, signer, index)


def _signer_of(
    register: KeyRegister, signed: SignedStatement, change: Change
) -> NamedKey:
    kid = signed.envelope.kid
    if kid in register.keys:
        return register.keys[kid].key
    # Only a proposal can be signed by a key that the register does not hold.
    proposed = change.keys if isinstance(change, TrustRoot) else ()
    return next(key for key in proposed if key.kid == kid)


def _approve_root(
    register: KeyRegister, proposal: TrustRoot, signer: NamedKey, index: int
) -> KeyRegister:
    _check_version(proposal.version, register.root.version)
    organisations = {registrar.organisation for registrar in proposal.registrars}
    admitted = organisations & set(register.organisations)
    if admitted:
        raise StatementError(
            f"{min(admitted)} is an organisation already", where="registrars"
        )
    _check_new_keys(register, proposal.keys, KeyRole.REGISTRAR, index)
    register, approving = _approve(register, proposal, "trust-root", signer)
    old, new = register.root, proposal
    if old.count(approving) < old.threshold or new.count(approving) < new.threshold:
        return register
    register = _change_keys(
        register, old.keys, new.keys, role=KeyRole.REGISTRAR, index=index
    )
    # What was approved under the old root does not carry over: the new registrars
    # may be others, and they can say it again.
    return replace(register, root=proposal, approvals={})


def _approve_admission(
    register: KeyRegister, admission: Admission, signer: NamedKey, index: int
) -> KeyRegister:
    name = admission.organisation
    before = register.organisations.get(name)
    _check_version(admission.version, before.version if before else 0)
    if any(name == registrar.organisation for registrar in register.root.registrars):
        raise StatementError(f"{name} is a registrar", where="org")
    _check_new_keys(register, admission.keys, KeyRole.ORGANISATION, index)
    register, approving = _approve(register, admission, name, signer)
    if register.root.count(approving) < register.root.admission_threshold:
        return register
    register = _change_keys(
        register,
        before.keys if before else (),
        admission.keys,
        role=KeyRole.ORGANISATION,
        index=index,
    )
    if not admission.keys:
        mine = (
            record for record in register.keys.values() if record.organisation == name
        )
        register = register.with_keys(
            {record.key.kid: _ended(record, index) for record in mine}
        )
    approvals = {
        what: approved
        for what, approved in register.approvals.items()
        if what != (name, admission.version)
    }
    organisations = {**register.organisations, name: admission}
    return replace(register, organisations=organisations, approvals=approvals)


def _grant(
    register: KeyRegister, grant: KeyGrant, signer: NamedKey, index: int
) -> KeyRegister:
    _check_same_organisation(grant.key.organisation, signer)
    _check_unheard(register, grant.key)
    from_index = max(grant.from_index, index + 1)
    if grant.to_index is not None and grant.to_index <= from_index:
        raise StatementError("the key ends before it begins", where="toIndex")
    record = KeyRecord(
        key=grant.key,
        role=KeyRole.OPERATIONAL,
        usage=grant.usage,
        says=grant.says,
        from_index=from_index,
        to_index=grant.to_index,
    )
    return register.with_keys({grant.key.kid: record})


def _revoke(
    register: KeyRegister, revocation: Revocation, signer: NamedKey, index: int
) -> KeyRegister:
    record = register.keys.get(revocation.kid)
    if record is None or record.role is not KeyRole.OPERATIONAL:
        raise StatementError(
            f"there is no working key {revocation.kid}",
            where="kid",
            hint="keys of registrars and organisations end by a new root or admission",
        )
    _check_same_organisation(record.organisation, signer)
    by_itself = register.keys[signer.kid].role is KeyRole.OPERATIONAL
    since = revocation.suspect_since
    if by_itself and (signer.kid != revocation.kid or since is not None):
        # A thief could otherwise end the other keys, or cast doubt on the past.
        raise StatementError(
            "a working key may end itself and nothing else", where="kid"
        )
    if since is not None and since > index:
        raise StatementError("suspicion begins in the future", where="suspectSince")
    known = [i for i in (since, record.suspect_since) if i is not None]
    ended = replace(_ended(record, index), suspect_since=min(known, default=None))
    return register.with_keys({revocation.kid: ended})


def _approve(
    register: KeyRegister,
    proposal: TrustRoot | Admission,
    subject: str,
    signer: NamedKey,
) -> tuple[KeyRegister, tuple[NamedKey, ...]]:
    """The register with one more approval, and the keys that approve the same."""
    digest = sha256(write_canonical(proposal.body)).hexdigest()
    what = (subject, proposal.version)
    approved = {
        **register.approvals.get(what, {}),
        signer.kid: Approval(key=signer, digest=digest),
    }
    register = replace(register, approvals={**register.approvals, what: approved})
    same = (approval for approval in approved.values() if approval.digest == digest)
    return register, tuple(approval.key for approval in same)


def _change_keys(
    register: KeyRegister,
    old: Iterable[NamedKey],
    new: Iterable[NamedKey],
    *,
    role: KeyRole,
    index: int,
) -> KeyRegister:
    left, come = set(old) - set(new), set(new) - set(old)
    ended = {key.kid: _ended(register.keys[key.kid], index) for key in left}
    begun = {
        key.kid: KeyRecord(key=key, role=role, from_index=index + 1) for key in come
    }
    return register.with_keys(ended | begun)


def _ended(record: KeyRecord, index: int) -> KeyRecord:
    end = index + 1
    # A key that had yet to begin never does: it ends where it would have begun.
    end = max(end, record.from_index)
    to_index = end if record.to_index is None else min(end, record.to_index)
    return replace(record, to_index=to_index)


def _check_version(version: int, before: int) -> None:
    if version != before + 1:
        raise StatementError(
            f"the version is {version}, after {before}",
            where="version",
            hint=f"the next one is {before + 1}",
        )


def _check_same_organisation(organisation: str, signer: NamedKey) -> None:
    if signer.organisation != organisation:
        raise StatementError(
            f"a key of {signer.organisation} disposes of one of {organisation}",
            where="organisation",
        )


def _check_new_keys(
    register: KeyRegister, keys: Iterable[NamedKey], role: KeyRole, index: int
) -> None:
    for key in keys:
        record = register.keys.get(key.kid)
        goes_on = (
            record is not None
            and record.key == key
            and record.role is role
            and record.signs_at(index)
        )
        if not goes_on:
            _check_unheard(register, key)


def _check_unheard(register: KeyRegister, key: NamedKey) -> None:
    """Names and keys are used once: one that ended does not come back."""
    if key.kid in register.keys:
        raise StatementError(f"there was a key {key.kid} before", where="kid")
    holder = register.holders.get(key.public_key)
    if holder is not None:
        raise StatementError(f"this is the key {holder}", where="key")
