"""Private keys as files that their owner alone can read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from orta.errors import KeyFileError, OrtaError
from orta.tracking.events.keys.signer import LocalKey

_ONLY_OWNER = 0o600
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_MOST_BYTES = 16 * 1024
_HEAD = "orta-key: "
# Windows has neither owners in numbers nor links that could be followed here.
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_POSIX = os.name == "posix"


def write_key_file(
    path: Path, key: LocalKey, *, passphrase: bytes | None = None
) -> None:
    """A new file with a private key, mode 0600; what is there is never written over.

    PKCS#8 in PEM after a line that names the key, which other programs pass over.

    Raises
    ------
    KeyFileError
        When something is there already, or the file cannot be written.
    """
    guard = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    pem = key.private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, guard)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK
    try:
        descriptor = os.open(path, flags, _ONLY_OWNER)
        with os.fdopen(descriptor, "wb") as file:
            file.write(f"{_HEAD}{key.kid}\n".encode() + pem)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise KeyFileError(
            "a file is there already",
            where=str(path),
            hint="choose another name: a key is never written over",
        ) from None
    except OSError as error:
        raise KeyFileError(
            f"cannot be written: {error.strerror}", where=str(path)
        ) from None


def read_key_file(path: Path, *, passphrase: bytes | None = None) -> LocalKey:
    """Key of a file that nobody but its owner can read.

    Raises
    ------
    KeyFileError
        When others may read or write the file, when it is a link or somebody
        else's, or when it holds no key of ours. The message holds nothing of it.
    """
    head, _, pem = _read_guarded(path).partition(b"\n")
    kid = head.decode("ascii", "replace")
    if not kid.startswith(_HEAD):
        raise KeyFileError(
            "the first line does not name a key",
            where=str(path),
            hint=f"it should be “{_HEAD}” and the name",
        )
    try:
        private = load_pem_private_key(pem, passphrase)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        # What OpenSSL says could quote the file; whether the words of the owner are
        # wrong or the file is, the owner does the same.
        raise KeyFileError(
            "no private key can be read from it",
            where=str(path),
            hint="is the passphrase right, or missing?",
        ) from None
    if not isinstance(private, Ed25519PrivateKey | EllipticCurvePrivateKey):
        raise KeyFileError(
            "the key is of a kind that we do not use",
            where=str(path),
            hint="Ed25519 or P-256",
        )
    try:
        return LocalKey(kid=kid.removeprefix(_HEAD), private_key=private)
    except OrtaError as error:
        raise KeyFileError(error.message, where=str(path), hint=error.hint) from None


def _read_guarded(path: Path) -> bytes:
    # Checked on the open file, so that nothing can be put in its place in between.
    # O_NONBLOCK: opening a pipe must not wait for a writer.
    flags = os.O_RDONLY | _NO_LINK | getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(path, flags)
    except OSError as error:
        raise KeyFileError(
            f"cannot be opened: {error.strerror}",
            where=str(path),
            hint="a plain file, no link",
        ) from None
    try:
        _check_guard(os.fstat(descriptor), path)
        return os.read(descriptor, _MOST_BYTES)
    finally:
        os.close(descriptor)


def _check_guard(state: os.stat_result, path: Path) -> None:
    if not stat.S_ISREG(state.st_mode):
        raise KeyFileError("is no plain file", where=str(path))
    if _POSIX and state.st_mode & _OTHERS:
        raise KeyFileError(
            f"others may use it (mode {stat.S_IMODE(state.st_mode):04o})",
            where=str(path),
            hint=f"chmod 600 {path}, and think of who may have read it",
        )
    if _POSIX and state.st_uid != os.geteuid():
        raise KeyFileError("belongs to somebody else", where=str(path))
