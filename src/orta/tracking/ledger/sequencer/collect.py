"""A signed checkpoint goes round the witnesses and comes back with cosignatures."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from orta.errors import LedgerError, NoteError
from orta.tracking.ledger.formats import Checkpoint, Note, Signature, find_cosigned_at_s
from orta.tracking.ledger.tree import Tree
from orta.tracking.ledger.witness import (
    Submission,
    WitnessLink,
    WitnessUnreachableError,
    parse_signatures,
    parse_size,
)
from orta.tracking.ledger.witness.protocol import CONFLICT, OK

# The first question tells what the witness has, the second should be the last; more
# are needed only when somebody else hands in checkpoints at the same time.
_MOST_QUESTIONS = 4


def collect_cosignatures(note: Note, tree: Tree, links: Sequence[WitnessLink]) -> Note:
    """The note with the cosignatures of all witnesses that give one.

    They are asked side by side and come back in the order of `links`. One that does
    not answer, refuses or signs falsely is left out: the policy says what is enough.
    """
    if not links:
        return note
    with ThreadPoolExecutor(max_workers=len(links)) as threads:
        found = list(threads.map(lambda link: ask_one(note, tree, link), links))
    return note.add(*(one for signatures in found for one in signatures))


def ask_one(note: Note, tree: Tree, link: WitnessLink) -> tuple[Signature, ...]:
    """The cosignatures of one witness; none if it gives none."""
    size = Checkpoint.parse(note.text).size
    old = 0
    try:
        for _ in range(_MOST_QUESTIONS):
            proof = tuple(tree.prove_consistency(old, size))
            body = bytes(Submission(old=old, hashes=proof, note=note))
            answer = link.add_checkpoint(body)
            if answer.status == CONFLICT:
                old = parse_size(answer.body)
                if old > size:
                    return ()
                continue
            if answer.status != OK:
                return ()
            return _own(note, parse_signatures(answer.body), link)
    except (WitnessUnreachableError, LedgerError):
        return ()
    return ()


def _own(
    note: Note, signatures: tuple[Signature, ...], link: WitnessLink
) -> tuple[Signature, ...]:
    """Those that are by the key of the witness, if they are really by it."""
    own = tuple(one for one in signatures if one.is_by(link.key))
    try:
        find_cosigned_at_s(Note(text=note.text, signatures=own), link.key)
    except NoteError:
        return ()
    return own
