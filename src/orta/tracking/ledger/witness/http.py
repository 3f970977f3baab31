"""A witness over plain HTTP, and the way to one. The standard library does it.

The server listens on the loopback unless told otherwise; in front of the world belongs
a proxy that speaks TLS. Nothing depends on the connection being secret: what counts is
signed.
"""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import urlsplit

from orta.errors import LedgerError, NoteError, UsageError
from orta.tracking.ledger.formats import Note, PublicKey
from orta.tracking.ledger.witness.protocol import (
    BAD_REQUEST,
    CONFLICT,
    FAILED,
    MOST_REQUEST_BYTES,
    OK,
    UNKNOWN_LOG,
    Answer,
    WitnessUnreachableError,
    checkpoint_path,
)
from orta.tracking.ledger.witness.witness import Witness

ADD_CHECKPOINT = "/add-checkpoint"
_TOO_LARGE = 413
_PATIENCE_S = 2.0
_TEXT = "text/plain; charset=utf-8"
_SIZE = "text/x.tlog.size"


class WitnessServer(ThreadingHTTPServer):
    """Answers for one witness until it is shut down."""

    daemon_threads = True

    def __init__(self, witness: Witness, *, host: str, port: int) -> None:
        self.witness = witness
        super().__init__((host, port), _Handler)

    @property
    def url(self) -> str:
        """Where it listens."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}"


class _Handler(BaseHTTPRequestHandler):
    """One request. Whoever is slow or sends too much is left."""

    protocol_version = "HTTP/1.1"
    server_version = "orta-witness"
    sys_version = ""
    timeout: ClassVar[float] = 10.0
    server: WitnessServer

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()) or len(length) > 9:  # noqa: PLR2004
            self._answer(Answer(status=BAD_REQUEST), close=True)
        elif int(length) > MOST_REQUEST_BYTES:
            self._answer(Answer(status=_TOO_LARGE), close=True)
        else:
            body = self.rfile.read(int(length))
            if self.path == ADD_CHECKPOINT and len(body) == int(length):
                self._answer(self.server.witness.add_checkpoint(body))
            else:
                self._answer(Answer(status=UNKNOWN_LOG))

    def do_GET(self) -> None:
        try:
            self._answer(self._find_checkpoint())
        except LedgerError:
            self._answer(Answer(status=FAILED))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep quiet: a log line for each request helps nobody but the curious."""

    def _find_checkpoint(self) -> Answer:
        for origin in self.server.witness.origins:
            if self.path == checkpoint_path(origin):
                note = self.server.witness.latest(origin)
                if note is not None:
                    return Answer(status=OK, body=bytes(note))
        return Answer(status=UNKNOWN_LOG)

    def _answer(self, answer: Answer, *, close: bool = False) -> None:
        self.send_response(answer.status)
        kind = _SIZE if answer.status == CONFLICT else _TEXT
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(answer.body)))
        if close:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        self.wfile.write(answer.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpWitness:
    """The way to a witness at an `http` address, such as a policy names.

    One connection a question, without redirects, with little patience: a witness that
    is slow must not hold up the others.
    """

    key: PublicKey
    url: str
    patience_s: float = _PATIENCE_S

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise UsageError(
                f"{self.url!r} is no address of a witness",
                where=self.key.name,
                hint="an address is like http://127.0.0.1:8470",
            )

    def latest(self, origin: str) -> Note | None:
        """The latest checkpoint it cosigned, or None if it knows none."""
        answer = self._ask("GET", checkpoint_path(origin))
        if answer.status == UNKNOWN_LOG:
            return None
        if answer.status != OK:
            raise WitnessUnreachableError(f"{self.key.name} says {answer.status}")
        try:
            return Note.parse(answer.body)
        except NoteError as error:
            raise WitnessUnreachableError(f"{self.key.name}: {error}") from None

    def add_checkpoint(self, body: bytes) -> Answer:
        """Its answer to a checkpoint."""
        return self._ask("POST", ADD_CHECKPOINT, body)

    def _ask(self, method: str, path: str, body: bytes | None = None) -> Answer:
        parts = urlsplit(self.url)
        kind = (
            http.client.HTTPSConnection
            if parts.scheme == "https"
            else http.client.HTTPConnection
        )
        try:
            connection = kind(parts.hostname or "", parts.port, timeout=self.patience_s)
            try:
                connection.request(method, parts.path.rstrip("/") + path, body=body)
                response = connection.getresponse()
                data = response.read(MOST_REQUEST_BYTES + 1)
                return Answer(status=response.status, body=data)
            finally:
                connection.close()
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise WitnessUnreachableError(f"{self.key.name}: {error}") from error
