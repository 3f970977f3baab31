"""Before anything is signed: whether it follows from all that anybody has seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from orta.errors import ForkError, LedgerError, NoteError
from orta.tracking.ledger.formats import (
    Checkpoint,
    Note,
    Policy,
    PublicKey,
    find_cosigned_at_s,
    open_checkpoint,
)
from orta.tracking.ledger.tree import Tree
from orta.tracking.ledger.witness import WitnessLink, WitnessUnreachableError


def ask_witnesses(
    links: Sequence[WitnessLink], key: PublicKey, policy: Policy
) -> list[Note]:
    """The latest checkpoints of the log that its witnesses have cosigned.

    So many must answer that no quorum could have been reached without one of them:
    then, if they are honest, no final checkpoint is unknown. An answer counts only if
    log and witness have signed it, so that a dishonest witness cannot make a log stop
    by inventing one.

    Raises
    ------
    LedgerError
        If too few witnesses answered.
    """
    notes = []
    silent = set(policy.witnesses)
    answered = 0
    for link in links:
        try:
            note = link.latest(key.name)
            if note is not None:
                open_checkpoint(note, key)
                if find_cosigned_at_s(note, link.key) is None:
                    continue
                notes.append(note)
        except (WitnessUnreachableError, NoteError):
            continue
        answered += 1
        silent -= policy.find_names(link.key)
    if not answered or (policy.witnesses and policy.is_enough(silent)):
        raise LedgerError(
            f"{answered} witnesses answered, which is too few to know what was signed",
            where=key.name,
            hint="nothing is signed without asking; see whether they can be reached",
        )
    return notes


def check_extends(tree: Tree, seen: Iterable[Checkpoint]) -> None:
    """Nothing, if the tree begins with each of the checkpoints.

    Raises
    ------
    ForkError
        If it is smaller than one of them, or another.
    """
    for checkpoint in seen:
        if checkpoint.size > tree.size:
            raise ForkError(
                f"the log has {tree.size} entries, but {checkpoint.size} were signed",
                where=checkpoint.origin,
                hint="this is an old copy: recover the rest from a mirror",
            )
        if tree.root(checkpoint.size) != checkpoint.root:
            raise ForkError(
                f"the first {checkpoint.size} entries are not those that were signed",
                where=checkpoint.origin,
                hint="recover the log from a mirror; if there is none it is dead",
            )
