"""Parts of a task that are done before it is: kept, so that no kill loses them."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol


class Journal(Protocol):
    """Where a task puts each part that is done, and finds those done before."""

    def kept(self) -> dict[int, bytes]:
        """The parts that are there, under their numbers."""
        ...

    def keep(self, number: int, content: bytes) -> None:
        """Keep a part; when this returns, a killed process does not lose it."""
        ...


class NoJournal:
    """For a worker that has no folder to keep anything in."""

    def kept(self) -> dict[int, bytes]:
        """Nothing."""
        return {}

    def keep(self, number: int, content: bytes) -> None:
        """Do nothing."""


class FileJournal:
    """Parts in files beside the store, one for each process that tried the task.

    Each has a head of its own with length and digest: what a kill cut off is not taken
    for a part.
    """

    def __init__(self, stem: Path) -> None:
        self._stem = stem
        owner = f"{socket.gethostname()}-{os.getpid()}-{threading.get_ident()}"
        self._own = stem.with_name(f"{stem.name}.{owner}.part")
        self.found = 0  # parts that were there when it was asked
        self.made = 0  # parts that were kept by it

    def kept(self) -> dict[int, bytes]:
        """The whole parts of all that tried, whoever made them."""
        found: dict[int, bytes] = {}
        for path in self._files():
            found |= dict(_read(path))
        self.found = len(found)
        return found

    def keep(self, number: int, content: bytes) -> None:
        """Append a part, and hand it to the operating system."""
        head = {
            "number": number,
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        self._own.parent.mkdir(parents=True, exist_ok=True)
        with self._own.open("ab") as file:
            file.write(json.dumps(head).encode() + b"\n" + content)
        self.made += 1

    def forget(self) -> None:
        """Take the parts away: the task is done, or is to be done anew."""
        for path in self._files():
            path.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        return sorted(self._stem.parent.glob(f"{self._stem.name}.*.part"))


def _read(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:  # another process has just finished the task
        return
    while content:
        line, _, rest = content.partition(b"\n")
        try:
            head = json.loads(line)
            part = rest[: head["bytes"]]
            is_whole = hashlib.sha256(part).hexdigest() == head["sha256"]
        except (ValueError, TypeError, KeyError):
            return
        if not is_whole:
            return
        yield int(head["number"]), part
        content = rest[head["bytes"] :]


def bundle(parts: Sequence[bytes]) -> bytes:
    """Several parts as one; `unbundle` takes them apart.

    >>> unbundle(bundle([b"one", b"", b"three"]))
    [b'one', b'', b'three']
    """
    return json.dumps([len(part) for part in parts]).encode() + b"\n" + b"".join(parts)


def unbundle(content: bytes) -> list[bytes]:
    """The parts that were bundled."""
    line, _, rest = content.partition(b"\n")
    parts = []
    for length in json.loads(line):
        parts.append(rest[:length])
        rest = rest[length:]
    return parts
