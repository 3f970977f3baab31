"""A disk that can be cut, torn and broken at every single operation.

It keeps what the program sees and what would be left after a cut apart: a write is
there after its sync, a name after the sync of its folder, and a transaction after its
commit, as SQLite promises in WAL mode with full syncs. What lies between may be there
or not, and a file that was not synced may be torn.
"""

import sqlite3
from dataclasses import dataclass, field

from orta.errors import StorageError


class PowerCutError(BaseException):
    """The machine is off: nothing catches this."""


class Held:
    def __init__(self, holder, path):
        self.holder, self.path = holder, path

    def release(self):
        self.holder.discard(self.path)


def _with(files, path, others):
    """The files, with one of them as it is among the others."""
    rest = {name: data for name, data in files.items() if name != path}
    return rest | ({path: others[path]} if path in others else {})


@dataclass
class CrashingDisk:
    """Files in memory. `plan` says at which operation what goes wrong.

    plan: (number of the operation, kind), where kind is `cut` (before it), `cut after`
    (done, and then off), `torn` (half of a write, and then off), `EIO` or `ENOSPC`.
    """

    files: dict = field(default_factory=dict)  # what the program sees
    durable: dict = field(default_factory=dict)  # what a cut leaves for sure
    databases: dict = field(default_factory=dict)  # images after the last commit
    locks: set = field(default_factory=set)
    plan: tuple | None = None
    log: list = field(default_factory=list)
    _connections: dict = field(default_factory=dict)
    _unsynced: dict = field(default_factory=dict)

    def read(self, path):
        return self.files.get(path)

    def write(self, path, data, *, private=False):  # noqa: ARG002
        torn = self._step("write", path)
        if torn:
            data = data[: len(data) // 2]
        self.files[path] = data
        self._unsynced[path] = data
        self._after(torn=torn)

    def sync(self, path):
        torn = self._step("sync", path)
        if not torn:
            self._unsynced.pop(path, None)
        self._after(torn=torn)

    def rename(self, path, to):
        torn = self._step("rename", path)
        if not torn:
            self.files[to] = self.files.pop(path)
            if path in self._unsynced:
                self._unsynced[to] = self._unsynced.pop(path)
        self._after(torn=torn)

    def sync_folder(self, path):
        torn = self._step("sync folder", path)
        if not torn:
            # The names of the folder are on the disk; so is what was synced of them.
            inside = {one for one in self.files if one.rpartition("/")[0] == path}
            for one in [x for x in self.durable if x.rpartition("/")[0] == path]:
                if one not in inside:
                    del self.durable[one]
            for one in inside - set(self._unsynced):
                self.durable[one] = self.files[one]
        self._after(torn=torn)

    def make_folder(self, path):
        pass

    def remove_folder(self, path):
        torn = self._step("remove", path)
        if not torn:
            for one in [x for x in self.files if x.startswith(path + "/")]:
                del self.files[one]
        self._after(torn=torn)

    def connect(self, path):
        connection = sqlite3.connect(
            ":memory:", isolation_level=None, check_same_thread=False
        )
        if path in self.databases:
            connection.deserialize(self.databases[path])
        self._connections[id(connection)] = path
        return connection

    def commit(self, connection):
        torn = self._step("commit", self._connections[id(connection)])
        if not torn:
            connection.execute("COMMIT")
            path = self._connections[id(connection)]
            self.databases[path] = connection.serialize()
        self._after(torn=torn)

    def lock(self, path):
        if path in self.locks:
            raise StorageError("another process is at work in this folder")
        self.locks.add(path)
        return Held(self.locks, path)

    def list_after_cut(self):
        """The disks that a cut may leave: all of it, only what is sure, and torn."""
        yield self._restart(dict(self.files))
        yield self._restart(dict(self.durable))
        for path in set(self.files) | set(self.durable):
            # One name alone was lost, and one alone arrived.
            if self.files.get(path) != self.durable.get(path):
                yield self._restart(_with(self.files, path, self.durable))
                yield self._restart(_with(self.durable, path, self.files))
        for path, data in self._unsynced.items():
            for length in {0, 1, len(data) // 2, max(0, len(data) - 1)}:
                files = dict(self.files)
                files[path] = data[:length]
                yield self._restart(files)
                sure = dict(self.durable)
                sure[path] = data[:length]
                yield self._restart(sure)

    def _restart(self, files):
        return CrashingDisk(
            files=files, durable=dict(files), databases=dict(self.databases)
        )

    def _step(self, kind, path):
        number = len(self.log)
        self.log.append((kind, path))
        if self.plan is None or self.plan[0] != number:
            return False
        what = self.plan[1]
        if what == "cut":
            raise PowerCutError
        if what in {"EIO", "ENOSPC"}:
            raise StorageError(f"cannot {kind} {path}: {what}")
        return what == "torn"

    def _after(self, *, torn):
        if torn or (self.plan == (len(self.log) - 1, "cut after")):
            raise PowerCutError
