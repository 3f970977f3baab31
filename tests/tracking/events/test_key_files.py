"""Private keys lie where their owner alone can read them, and are shown to nobody."""

import os
import pickle
import stat

import pytest
from signed.build import key, said

from orta.errors import KeyFileError, UsageError
from orta.tracking.events import Algorithm, LocalKey, read_key_file, write_key_file

KEYS = [key("kz.ktz/2026-1"), key("kz.ktz/card", algorithm=Algorithm.ES256)]


@pytest.mark.parametrize("local", KEYS, ids=["Ed25519", "ES256"])
@pytest.mark.parametrize("passphrase", [None, "Қазақстан".encode()])
def test_a_key_comes_back_from_its_file(tmp_path, local, passphrase):
    path = tmp_path / "key"
    before = os.umask(0)
    try:
        write_key_file(path, local, passphrase=passphrase)
    finally:
        os.umask(before)

    again = read_key_file(path, passphrase=passphrase)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert again == local
    assert said(again).envelope.text == said(local).envelope.text


def test_a_key_is_never_written_over(tmp_path):
    path = tmp_path / "key"
    write_key_file(path, KEYS[0])
    before = path.read_bytes()

    with pytest.raises(KeyFileError, match="already"):
        write_key_file(path, KEYS[1])

    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "mode", [0o640, 0o604, 0o660, 0o602, 0o610, 0o601, 0o644, 0o777]
)
def test_a_file_that_others_may_use_is_refused(tmp_path, mode):
    path = tmp_path / "key"
    write_key_file(path, KEYS[0])
    path.chmod(mode)

    with pytest.raises(KeyFileError, match=f"mode {mode:04o}") as caught:
        read_key_file(path)
    assert "chmod 600" in caught.value.hint


def test_a_file_that_is_stricter_than_needed_is_read(tmp_path):
    path = tmp_path / "key"
    write_key_file(path, KEYS[0])
    path.chmod(0o400)

    assert read_key_file(path) == KEYS[0]


def test_links_folders_pipes_and_nothing_are_refused(tmp_path):
    write_key_file(tmp_path / "key", KEYS[0])
    (tmp_path / "link").symlink_to(tmp_path / "key")
    os.mkfifo(tmp_path / "pipe", 0o600)
    (tmp_path / "folder").mkdir(0o700)

    for name in ("link", "pipe", "folder", "missing"):
        with pytest.raises(KeyFileError):
            read_key_file(tmp_path / name)
    with pytest.raises(KeyFileError):
        write_key_file(tmp_path / "missing" / "key", KEYS[0])
    with pytest.raises(KeyFileError):
        write_key_file(tmp_path / "link", KEYS[0])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_of_somebody_else_is_refused(tmp_path):
    path = tmp_path / "key"
    write_key_file(path, KEYS[0])
    os.chown(path, 1234, -1)

    with pytest.raises(KeyFileError, match="somebody else"):
        read_key_file(path)


def test_a_wrong_passphrase_is_refused_and_nothing_is_said_of_the_key(tmp_path):
    path = tmp_path / "key"
    write_key_file(path, KEYS[0], passphrase=b"right")

    for wrong in (b"wrong", None, b""):
        with pytest.raises(KeyFileError) as caught:
            read_key_file(path, passphrase=wrong)
        assert "right" not in f"{caught.value} {caught.value.hint}".replace(
            "is the passphrase right", ""
        )
        assert caught.value.__cause__ is None


@pytest.mark.parametrize("kind", ["rsa", "p384", "ed448", "public", "text", "kid"])
def test_a_file_without_a_key_of_ours_is_refused(tmp_path, kind):
    from cryptography.hazmat.primitives import serialization as ser
    from cryptography.hazmat.primitives.asymmetric import ec, ed448, rsa

    makers = {
        "rsa": lambda: rsa.generate_private_key(65537, 2048),
        "p384": lambda: ec.generate_private_key(ec.SECP384R1()),
        "ed448": ed448.Ed448PrivateKey.generate,
        "public": lambda: KEYS[0].private_key,
        "kid": lambda: KEYS[0].private_key,
    }
    pem = b"secret words\n"
    if kind in makers:
        made = makers[kind]()
        pem = (
            made.public_key().public_bytes(
                ser.Encoding.PEM, ser.PublicFormat.SubjectPublicKeyInfo
            )
            if kind == "public"
            else made.private_bytes(
                ser.Encoding.PEM, ser.PrivateFormat.PKCS8, ser.NoEncryption()
            )
        )
    head = b"another line\n" if kind == "kid" else b"orta-key: kz.ktz/1\n"
    path = tmp_path / "key"
    path.touch(0o600)
    path.write_bytes(head + pem)

    with pytest.raises(KeyFileError) as caught:
        read_key_file(path)
    assert "secret words" not in str(caught.value)


def test_a_key_is_not_shown_and_not_pickled():
    for local in KEYS:
        text = f"{local} {local!r}"
        secret = local.private_key
        assert "rivate" not in text
        assert repr(secret) not in text
        with pytest.raises(TypeError):
            pickle.dumps(local)


def test_a_secret_has_32_bytes_and_is_a_key():
    with pytest.raises(UsageError):
        LocalKey.from_secret("kz.ktz/1", bytes(31))
    for bad in (bytes(32), b"\xff" * 32):
        with pytest.raises(UsageError, match="no private key"):
            LocalKey.from_secret("kz.ktz/1", bad, algorithm=Algorithm.ES256)
