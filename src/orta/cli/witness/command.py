"""`orta witness`: a witness as a program of its own."""

from __future__ import annotations

import secrets
import time
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import click

from orta.cli.options import json_option
from orta.cli.output import print_json
from orta.errors import LedgerError, UsageError

if TYPE_CHECKING:
    from orta.tracking.ledger import Witness

_SCHEMA = "orta.witness/1"
_LOOPBACK = "127.0.0.1"
_PORT = 8470

folder_argument = click.argument("folder", type=click.Path(path_type=Path))


@click.group()
def witness() -> None:
    """Watch a log grow, and cosign what follows from what was seen.

    A witness keeps one line for each log: how large it was, and its root. It cosigns
    a checkpoint only if that begins with what it saw before, and has it on the disk
    before it answers.

    \b
        orta witness create kz --name kz.witness.example/1 --log "$(cat log.vkey)"
        orta witness serve kz
        orta witness show kz
    """


@witness.command()
@folder_argument
@click.option("--name", required=True, help="As in kz.witness.example/1.")
@click.option(
    "--log",
    "logs",
    multiple=True,
    required=True,
    metavar="VKEY",
    help="The key of a log to watch, NAME+ID+KEY. May be given more than once.",
)
@json_option
def create(folder: Path, name: str, logs: tuple[str, ...], as_json: bool) -> None:
    """Make a key and an empty memory in FOLDER, once.

    The secret key stays in FOLDER, readable by its owner alone. Key and memory are
    one: never copy the key elsewhere, and retire it if the memory is lost.

    \b
        orta witness create kz --name kz.witness.example/1 --log "$(cat log.vkey)"
    """
    ledger = _ledger()
    key = ledger.create_witness(
        ledger.Disk(folder),
        name=name,
        logs=tuple(ledger.PublicKey.parse(log) for log in logs),
        seed=secrets.token_bytes(32),
    )
    if as_json:
        print_json({"schema": _SCHEMA, "folder": str(folder), "vkey": str(key)})
    else:
        click.echo(str(key))


@witness.command()
@folder_argument
@click.option("--host", default=_LOOPBACK, show_default=True, help="Where to listen.")
@click.option(
    "--port",
    default=_PORT,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="At which port; 0 takes one that is free.",
)
def serve(folder: Path, host: str, port: int) -> None:
    """Answer logs over HTTP until interrupted.

    It listens to this machine alone unless --host says otherwise; a proxy with TLS
    belongs before one that the world can reach.

    \b
        orta witness serve kz --port 8470
    """
    watching = _open(folder)
    try:
        server = _ledger().WitnessServer(watching, host=host, port=port)
    except OSError as error:
        watching.close()
        raise LedgerError(
            f"cannot listen at {host}:{port}: {error.strerror}",
            hint="choose another --port",
        ) from None
    click.echo(f"{watching.key.name} listens at {server.url}")
    try:
        server.serve_forever()
    finally:
        server.server_close()
        watching.close()


@witness.command()
@folder_argument
@json_option
def show(folder: Path, as_json: bool) -> None:
    """The key of a witness, and what it saw last of each log.

    \b
        orta witness show kz
    """
    watching = _open(folder)
    try:
        seen = {origin: watching.latest(origin) for origin in watching.origins}
    finally:
        watching.close()
    texts = {origin: note.text if note else None for origin, note in seen.items()}
    if as_json:
        print_json({"schema": _SCHEMA, "vkey": str(watching.key), "seen": texts})
        return
    click.echo(str(watching.key))
    for origin, text in texts.items():
        _, size, root, *_ = text.split("\n") if text else (origin, "nothing", "")
        click.echo(f"  {origin}  {size}  {root}".rstrip())


def _open(folder: Path) -> Witness:
    if not folder.is_dir():
        raise LedgerError(
            f"there is no folder {folder}", hint="make it with `orta witness create`"
        )
    ledger = _ledger()
    opened: Witness = ledger.open_witness(
        ledger.Disk(folder), now_s=lambda: int(time.time())
    )
    return opened


def _ledger() -> ModuleType:
    """The ledger, imported when a command needs it: signing is an extra."""
    try:
        from orta.tracking import ledger
    except ImportError:
        raise UsageError(
            "a witness needs the library cryptography",
            hint="install it with `pip install 'orta[trust]'`",
        ) from None
    return ledger
