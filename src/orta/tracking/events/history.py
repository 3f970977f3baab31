"""What is out of order in a run of statements: said twice, left out, moved.

Every organisation counts what it says about a subject, and names statements that it has
seen. So who reads the statements of a consignment sees a hole where one was hidden, and
who holds a statement of his own sees that it is not there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from orta.tracking.events.statement import SignedStatement


class OrderProblem(StrEnum):
    """What can be out of order."""

    REPEATED = "repeated"  # the same statement again: no harm, no effect
    CONFLICT = "conflict"  # one id or one number for two statements
    HOLE = "hole"  # a number was not said
    MOVED = "moved"  # after what counts or points beyond it
    UNKNOWN_PARENT = "unknown parent"  # somebody saw what is not here
    WITHHELD = "withheld"  # the reader holds what is not here


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing out of order, with the organisation and the statement it concerns.

    `what` is the hash of a statement or, for a hole, the number that is missing.
    """

    problem: OrderProblem
    organisation: str
    subject: str
    what: str


@dataclass(slots=True)
class _Seen:
    hashes: set[str] = field(default_factory=set)
    sids: set[tuple[str, str]] = field(default_factory=set)
    numbers: dict[tuple[str, str], set[int]] = field(default_factory=dict)
    awaited: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


def check_order(
    statements: Iterable[SignedStatement], *, held: Collection[str] = ()
) -> tuple[Finding, ...]:
    """All that is out of order in statements as they stand in the log.

    `held` are hashes of statements that the reader has a receipt for and that must be
    among them: the last words of an organisation leave no hole, so it looks for them.
    """
    seen, findings = _Seen(), list[Finding]()
    for signed in statements:
        findings += (
            _found(problem, signed, signed.hash) for problem in _take_in(seen, signed)
        )
    for (organisation, subject), numbers in sorted(seen.numbers.items()):
        missing = sorted(set(range(1, max(numbers))) - numbers)
        findings += (
            Finding(
                problem=OrderProblem.HOLE,
                organisation=organisation,
                subject=subject,
                what=str(number),
            )
            for number in missing
        )
    for parent, children in sorted(seen.awaited.items()):
        findings += (
            Finding(
                problem=OrderProblem.UNKNOWN_PARENT,
                organisation=organisation,
                subject=subject,
                what=parent,
            )
            for organisation, subject in children
        )
    findings += (
        Finding(problem=OrderProblem.WITHHELD, organisation="", subject="", what=name)
        for name in sorted(set(held) - seen.hashes)
    )
    return tuple(findings)


def _take_in(seen: _Seen, signed: SignedStatement) -> Iterable[OrderProblem]:
    said = signed.statement
    if signed.hash in seen.hashes:
        yield OrderProblem.REPEATED
        return
    key = (said.organisation, said.subject)
    numbers = seen.numbers.setdefault(key, set())
    if (said.organisation, said.sid) in seen.sids or said.number in numbers:
        yield OrderProblem.CONFLICT
    elif said.number < max(numbers, default=0) or signed.hash in seen.awaited:
        yield OrderProblem.MOVED
    seen.awaited.pop(signed.hash, None)
    seen.hashes.add(signed.hash)
    seen.sids.add((said.organisation, said.sid))
    numbers.add(said.number)
    for parent in said.parents:
        if parent not in seen.hashes:
            seen.awaited.setdefault(parent, []).append(key)


def _found(problem: OrderProblem, signed: SignedStatement, what: str) -> Finding:
    said = signed.statement
    return Finding(
        problem=problem,
        organisation=said.organisation,
        subject=said.subject,
        what=what,
    )
