"""Tiles: the hashes and the entries of a log as files (C2SP tlog-tiles)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from orta.errors import NoteError

WIDTH = 256
LARGEST_ENTRY = 65_535
_LENGTH_BYTES = 2
_HEIGHT = 8  # levels of the tree in a tile


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """Which run of hashes: of a level of tiles, its place there and how many.

    Level -1 are the entries themselves.

    Examples
    --------
    >>> Tile(level=1, index=1234067, width=256).path
    'tile/1/x001/x234/067'
    >>> Tile(level=-1, index=0, width=3).path
    'tile/entries/000.p/3'
    """

    level: int
    index: int
    width: int

    @property
    def path(self) -> str:
        """Where the tile stands under the prefix of its log."""
        thousands, places = divmod(self.index, 1000)
        name = f"{places:03}"
        while thousands:
            thousands, places = divmod(thousands, 1000)
            name = f"x{places:03}/{name}"
        level = "entries" if self.level < 0 else str(self.level)
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{name}{partial}"

    @property
    def height(self) -> int:
        """The level of the tree that its hashes are of."""
        return max(self.level, 0) * _HEIGHT

    @property
    def first(self) -> int:
        """The place of its first hash or entry in that level."""
        return self.index * WIDTH


def list_tiles(size: int, *, after: int = 0) -> Iterator[Tile]:
    """The tiles of a log of `size` which one of size `after` does not have.

    >>> [tile.path for tile in list_tiles(257, after=256)]
    ['tile/entries/001.p/1', 'tile/0/001.p/1']
    """
    yield from _list_level(-1, size, after)
    level = 0
    while size >> (_HEIGHT * level):
        shift = _HEIGHT * level
        yield from _list_level(level, size >> shift, after >> shift)
        level += 1


def _list_level(level: int, count: int, before: int) -> Iterator[Tile]:
    for index in range(before // WIDTH, -(-count // WIDTH)):
        width = min(WIDTH, count - index * WIDTH)
        if index * WIDTH + width > before:
            yield Tile(level=level, index=index, width=width)


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """Entries side by side, each after its length."""
    for entry in entries:
        if len(entry) > LARGEST_ENTRY:
            raise NoteError(f"an entry of {len(entry)} bytes, at most {LARGEST_ENTRY}")
    return b"".join(
        len(entry).to_bytes(_LENGTH_BYTES, "big") + entry for entry in entries
    )


def decode_bundle(data: bytes) -> list[bytes]:
    """The entries in a bundle.

    >>> decode_bundle(encode_bundle([b"a", b""]))
    [b'a', b'']
    """
    entries, at = [], 0
    while at < len(data):
        begin = at + _LENGTH_BYTES
        at = begin + int.from_bytes(data[at:begin], "big")
        if at > len(data) or begin > len(data):
            raise NoteError("a bundle of entries ends in the middle of one")
        entries.append(data[begin:at])
    return entries
