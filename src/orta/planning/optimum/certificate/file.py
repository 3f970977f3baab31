"""A file or a folder in, what its certificate proves out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from orta.errors import CertificateError, UsageError
from orta.planning.optimum.certificate.exact import Json
from orta.planning.optimum.certificate.verify import (
    LINEAR,
    MOST_BYTES,
    Verification,
    open_certificate,
    verify_linear,
)

IN_FOLDER = "certificate.json"
_PATHS = "orta.certificate.paths/1"


def verify_file(path: Path) -> Verification:
    """What the certificate in a file, or in a folder of results, proves.

    Raises
    ------
    UsageError
        If there is no such file.
    CertificateError
        If the certificate does not prove what it states.
    """
    file = path / IN_FOLDER if path.is_dir() else path
    if not file.is_file():
        raise UsageError(
            "there is no certificate", where=str(file), hint="name a file or a folder"
        )
    if file.stat().st_size > MOST_BYTES:
        raise CertificateError(f"the file is larger than {MOST_BYTES} bytes")
    return verify_bytes(file.read_bytes())


def verify_bytes(data: bytes) -> Verification:
    """What the certificate in these bytes proves.

    Raises
    ------
    CertificateError
        If it does not prove what it states.
    """
    document = open_certificate(data)
    schema = document["schema"]
    kind = _KINDS.get(schema) if isinstance(schema, str) else None
    if kind is None:
        raise CertificateError(
            f"the schema {str(schema)[:80]!r} is unknown",
            where="schema",
            hint=f"known are {', '.join(_KINDS)}",
        )
    return kind(document)


def _verify_paths(document: dict[str, Json]) -> Verification:
    # That module reads certificates with this package, so it is loaded when asked for.
    from orta.planning.optimum.paths import verify_paths

    return verify_paths(document)


_KINDS: dict[str, Callable[[dict[str, Json]], Verification]] = {
    LINEAR: verify_linear,
    _PATHS: _verify_paths,
}
