"""Whose signatures make a checkpoint final (C2SP tlog-policy)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from orta.errors import NoteError
from orta.tracking.ledger.formats.checkpoint import (
    Checkpoint,
    find_cosigned_at_s,
    open_checkpoint,
)
from orta.tracking.ledger.formats.keys import KeyKind, PublicKey
from orta.tracking.ledger.formats.lines import decode_decimal
from orta.tracking.ledger.formats.note import Note

NONE = "none"
_MOST_LINES = 500
_MOST_WORDS = {"log": (1, 2), "witness": (2, 3), "group": (3, 500), "quorum": (1, 1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A witness of the policy: its key, and where it listens if that is known."""

    key: PublicKey
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Witnesses or groups of which `threshold` are needed."""

    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a policy finds in a checkpoint.

    `cosigned_at_s` names each witness that cosigned and when; `quorum_at_s` is the
    latest time at which a quorum had seen the checkpoint, None without a quorum.
    """

    checkpoint: Checkpoint
    cosigned_at_s: Mapping[str, int]
    quorum_at_s: int | None
    is_final: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    r"""The logs and witnesses that are known, and how many of them are enough.

    Examples
    --------
    >>> policy = Policy.parse("quorum none\n")
    >>> policy.is_enough(set())
    True
    """

    logs: Mapping[str, PublicKey] = field(default_factory=dict)
    witnesses: Mapping[str, Member] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    quorum: str = NONE

    @classmethod
    def parse(cls, text: str) -> Policy:
        """The policy in a file of lines `log`, `witness`, `group` and `quorum`."""
        reader = _Reader()
        lines = text.split("\n")
        if len(lines) > _MOST_LINES:
            raise NoteError(f"a policy of {len(lines)} lines, at most {_MOST_LINES}")
        for number, line in enumerate(lines, 1):
            words = line.replace("\t", " ").split(" ")
            words = [word for word in words if word]
            if words and not words[0].startswith("#"):
                reader.read(words, where=f"policy:{number}")
        return reader.close()

    def is_enough(self, cosigners: set[str]) -> bool:
        """Whether these witnesses, by their names in the policy, are a quorum."""
        return self.quorum == NONE or self._has(self.quorum, cosigners)

    def find_names(self, key: PublicKey) -> set[str]:
        """The name that the policy gives to the witness with this key, if any."""
        return {name for name, one in self.witnesses.items() if one.key == key}

    def judge(self, note: Note) -> Finding:
        """What there is in a checkpoint of a known log, and whether it is final.

        Raises
        ------
        NoteError
            If no known log has signed, or a signature of a known key is not its own.
        """
        origin = Checkpoint.parse(note.text).origin
        if origin not in self.logs:
            raise NoteError(f"the policy knows no log {origin[:60]}", where="policy")
        checkpoint = open_checkpoint(note, self.logs[origin])
        times = {
            name: at_s
            for name, member in self.witnesses.items()
            if (at_s := find_cosigned_at_s(note, member.key)) is not None
        }
        return Finding(
            checkpoint=checkpoint,
            cosigned_at_s=times,
            quorum_at_s=self._find_quorum_at_s(times),
            is_final=self.is_enough(set(times)),
        )

    def _find_quorum_at_s(self, times: Mapping[str, int]) -> int | None:
        for at_s in sorted(set(times.values()), reverse=True):
            if self.is_enough({name for name, time in times.items() if time >= at_s}):
                return at_s
        return None

    def _has(self, name: str, cosigners: set[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in cosigners
        found = sum(self._has(member, cosigners) for member in group.members)
        return found >= group.threshold


class _Reader:
    """What was read so far; names must be defined before they are used."""

    def __init__(self) -> None:
        self.logs: dict[str, PublicKey] = {}
        self.witnesses: dict[str, Member] = {}
        self.groups: dict[str, Group] = {}
        self.quorum: str | None = None
        self.placed: set[str] = set()
        self.keys: set[bytes] = set()

    def read(self, words: list[str], *, where: str) -> None:
        readers: dict[str, Callable[[list[str], str], None]] = {
            "log": self._read_log,
            "witness": self._read_witness,
            "group": self._read_group,
            "quorum": self._read_quorum,
        }
        kind, *rest = words
        fewest, most = _MOST_WORDS.get(kind, (1, 0))
        if not fewest <= len(rest) <= most:
            raise NoteError(
                f"{where}: {kind[:20]!r} with {len(rest)} words",
                where=where,
                hint="lines are log, witness, group and quorum, see C2SP tlog-policy",
            )
        readers[kind](rest, where)

    def close(self) -> Policy:
        if self.quorum is None:
            raise NoteError("the policy has no quorum", hint="add a line `quorum NAME`")
        return Policy(
            logs=self.logs,
            witnesses=self.witnesses,
            groups=self.groups,
            quorum=self.quorum,
        )

    def _read_log(self, words: list[str], where: str) -> None:
        key = self._key(words[0], KeyKind.LOG, where)
        if key.name in self.logs:
            raise NoteError(f"{where}: a second log {key.name}", where=where)
        self.logs[key.name] = key

    def _read_witness(self, words: list[str], where: str) -> None:
        name = self._new_name(words[0], where)
        key = self._key(words[1], KeyKind.WITNESS, where)
        self.witnesses[name] = Member(key=key, url="".join(words[2:]))

    def _read_group(self, words: list[str], where: str) -> None:
        name = self._new_name(words[0], where)
        members = tuple(words[2:])
        for member in members:
            self._check_defined(member, where)
            if member in self.placed:
                raise NoteError(f"{where}: {member} is in two groups", where=where)
            self.placed.add(member)
        count = {"all": len(members), "any": 1}.get(words[1])
        threshold = count or decode_decimal(words[1], where=where)
        if not 1 <= threshold <= len(members):
            raise NoteError(f"{where}: {threshold} of {len(members)}", where=where)
        self.groups[name] = Group(threshold=threshold, members=members)

    def _read_quorum(self, words: list[str], where: str) -> None:
        if self.quorum is not None:
            raise NoteError(f"{where}: a second quorum", where=where)
        if words[0] != NONE:
            self._check_defined(words[0], where)
        self.quorum = words[0]

    def _new_name(self, name: str, where: str) -> str:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise NoteError(f"{where}: the name {name} is taken", where=where)
        return name

    def _check_defined(self, name: str, where: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise NoteError(f"{where}: no witness or group {name}", where=where)

    def _key(self, text: str, kind: KeyKind, where: str) -> PublicKey:
        key = PublicKey.parse(text)
        if key.kind is not kind:
            raise NoteError(
                f"{where}: {key.name} is not the key of a {kind.name.lower()}",
                where=where,
            )
        if key.public_key in self.keys:
            raise NoteError(f"{where}: the key of {key.name} twice", where=where)
        self.keys.add(key.public_key)
        return key
