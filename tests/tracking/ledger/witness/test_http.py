"""A witness over HTTP answers as the one in the same process does."""

import http.client
import os
import socket
import stat
from contextlib import contextmanager
from threading import Thread

import pytest
from tracking.ledger.keys import COUNTRIES, ORIGIN, log_key, policy, witness_key
from tracking.ledger.witness.test_witness import ask
from tracking.ledger.worlds import World, entries, new_witness

from orta.errors import LedgerError, UsageError
from orta.tracking.ledger.formats import PublicKey
from orta.tracking.ledger.storage import Disk
from orta.tracking.ledger.witness import (
    HttpWitness,
    WitnessServer,
    WitnessUnreachableError,
    create_witness,
    open_witness,
)


@contextmanager
def serving(witness):
    server = WitnessServer(witness, host="127.0.0.1", port=0)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def server():
    with serving(new_witness("kz")) as running:
        yield running


def link_to(server, country="kz"):
    return HttpWitness(key=witness_key(country).public, url=server.url)


def test_a01_numbers_and_bytes_are_those_of_the_witness(server):
    link = link_to(server)

    assert link.latest(ORIGIN) is None
    assert link.add_checkpoint(ask(0, 8)).status == 200
    conflict = link.add_checkpoint(ask(0, 9))
    assert (conflict.status, conflict.body) == (409, b"8\n")
    assert link.add_checkpoint(b"nonsense").status == 400
    assert bytes(link.latest(ORIGIN)) == bytes(server.witness.latest(ORIGIN))
    assert server.server_address[0] == "127.0.0.1"


def test_a02_a_log_with_five_witnesses_over_http_gets_its_entries_final():
    with (
        serving(new_witness(COUNTRIES[0])) as a,
        serving(new_witness(COUNTRIES[1])) as b,
        serving(new_witness(COUNTRIES[2])) as c,
        serving(new_witness(COUNTRIES[3])) as d,
    ):
        links = [link_to(s, n) for s, n in zip((a, b, c, d), COUNTRIES, strict=False)]
        # The fifth is down: nobody listens there.
        down = HttpWitness(key=witness_key("neutral").public, url="http://127.0.0.1:9")
        world = World(links=(*links, down))
        log = world.create()
        log.add(entries(0, 7))
        finding = log.publish(log.sign())

        assert finding.is_final
        assert len(finding.cosigned_at_s) == 4
        assert log.find_receipt(6).verify(b"entry 6", policy())


def test_a03_a_conflict_has_the_type_of_the_specification(server):
    link_to(server).add_checkpoint(ask(0, 8))
    connection = http.client.HTTPConnection(*server.server_address)
    connection.request("POST", "/add-checkpoint", body=ask(0, 9))
    response = connection.getresponse()
    assert (response.status, response.headers["Content-Type"]) == (
        409,
        "text/x.tlog.size",
    )
    response.read()
    connection.request("GET", "/../witness.key")
    assert connection.getresponse().status == 404
    connection.close()


@pytest.mark.parametrize(
    ("length", "status"),
    [("-1", 400), ("many", 400), ("9" * 30, 400), ("99999999", 413)],
)
def test_b01_who_announces_too_much_is_turned_away(server, length, status):
    with socket.create_connection(server.server_address) as line:
        text = f"POST /add-checkpoint HTTP/1.1\r\nContent-Length: {length}\r\n\r\n"
        line.sendall(text.encode())
        assert line.makefile("rb").readline().split()[1] == str(status).encode()


def test_b02_a_witness_that_is_not_there_is_unreachable():
    link = HttpWitness(key=witness_key("kz").public, url="http://127.0.0.1:9")
    with pytest.raises(WitnessUnreachableError):
        link.latest(ORIGIN)
    with pytest.raises(WitnessUnreachableError):
        link.add_checkpoint(b"")
    with pytest.raises(UsageError):
        HttpWitness(key=witness_key("kz").public, url="file:///etc/passwd")


def test_c01_the_secret_of_a_witness_is_for_its_owner_alone(tmp_path):
    disk = Disk(tmp_path)
    old = os.umask(0)
    try:
        key = create_witness(
            disk, name="kz.example/1", logs=(log_key().public,), seed=b"\x05" * 32
        )
    finally:
        os.umask(old)

    mode = stat.S_IMODE((tmp_path / "witness.key").stat().st_mode)
    assert mode == 0o600
    witness = open_witness(disk, now_s=lambda: 5)
    assert witness.key == key == PublicKey.parse(str(key))
    assert witness.origins == (ORIGIN,)
    witness.close()
    with pytest.raises(LedgerError, match="already"):
        create_witness(disk, name="kz.example/1", logs=(), seed=b"\x06" * 32)


def test_c02_a_witness_whose_memory_was_deleted_does_not_start(tmp_path):
    disk = Disk(tmp_path)
    create_witness(disk, name="kz/1", logs=(log_key().public,), seed=b"\x05" * 32)
    (tmp_path / "witness.db").unlink()
    for _ in range(2):
        with pytest.raises(LedgerError, match="no memory"):
            open_witness(disk, now_s=lambda: 5)
