"""A log as files that anybody may read: tiles, and the final checkpoint."""

from __future__ import annotations

from collections.abc import Callable

from orta.errors import StorageError
from orta.tracking.ledger.formats import (
    Note,
    Tile,
    decode_bundle,
    encode_bundle,
    list_tiles,
)
from orta.tracking.ledger.formats.tiles import WIDTH
from orta.tracking.ledger.storage import Files, write_durably
from orta.tracking.ledger.tree import Tree

_CHECKPOINT = "checkpoint"

Reader = Callable[[str], bytes | None]


class Publisher:
    """The files of a log. Hash tiles are for all, entries for those who may."""

    __slots__ = ("_files",)

    def __init__(self, files: Files) -> None:
        self._files = files

    def write_tiles(
        self, tree: Tree, entries: list[bytes], *, size: int, after: int = 0
    ) -> None:
        """Write what a log of `size` has and one of size `after` has not."""
        for tile in list_tiles(size, after=after):
            self._write(tile, tile_bytes(tile, tree, entries))

    def repair_tiles(self, tree: Tree, entries: list[bytes], *, size: int) -> list[str]:
        """The paths of tiles that were missing or damaged; they are whole again."""
        repaired = []
        for tile in list_tiles(size):
            data = tile_bytes(tile, tree, entries)
            if self._files.read(tile.path) != data:
                self._write(tile, data)
                repaired.append(tile.path)
        return repaired

    def write_checkpoint(self, note: Note) -> None:
        """Put the latest final checkpoint in the place of the one before."""
        write_durably(self._files, _CHECKPOINT, bytes(note))

    def find_checkpoint(self) -> Note | None:
        """The latest final checkpoint, or None before the first."""
        return read_checkpoint(self._files.read)

    def _write(self, tile: Tile, data: bytes) -> None:
        write_durably(self._files, tile.path, data)
        if tile.width == WIDTH:
            self._files.remove_folder(f"{tile.path}.p")


def tile_bytes(tile: Tile, tree: Tree, entries: list[bytes]) -> bytes:
    """What a tile holds."""
    if tile.level < 0:
        return encode_bundle(entries[tile.first : tile.first + tile.width])
    return tree.hashes(tile.height, first=tile.first, count=tile.width)


def read_checkpoint(read: Reader) -> Note | None:
    """The checkpoint that a log or its mirror serves."""
    data = read(_CHECKPOINT)
    return None if data is None else Note.parse(data)


def read_entries(read: Reader, *, size: int) -> list[bytes]:
    """The first `size` entries of a mirror; nothing is said of whether they are right.

    Raises
    ------
    StorageError
        If the mirror does not have them all.
    """
    entries: list[bytes] = []
    for tile in list_tiles(size):
        if tile.level >= 0:
            break
        full = Tile(level=-1, index=tile.index, width=WIDTH)
        data = read(tile.path) if tile.width == WIDTH else read(full.path)
        data = read(tile.path) if data is None else data
        if data is None:
            raise StorageError(
                f"the mirror has no {tile.path}",
                where=tile.path,
                hint="ask another mirror",
            )
        entries += decode_bundle(data)[: tile.width]
    return entries
