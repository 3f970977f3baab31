"""Keys of tests: made of a number, so that the same test makes the same bytes."""

from functools import cache
from hashlib import sha256

from orta.tracking.ledger.formats import KeyKind, Policy, SecretKey

ORIGIN = "log.orta.example/2026"
COUNTRIES = ("kz", "az", "ge", "tr", "neutral")


def log_key(number=7, name=ORIGIN):
    return SecretKey(name=name, kind=KeyKind.LOG, seed=bytes([number]) * 32)


@cache
def witness_key(country):
    seed = sha256(country.encode()).digest()
    return SecretKey(
        name=f"{country}.witness.example/1", kind=KeyKind.WITNESS, seed=seed
    )


def policy_text(threshold=4):
    lines = [f"log {log_key().public}"]
    lines += [f"witness {one}1 {witness_key(one).public}" for one in COUNTRIES]
    lines += [f"group {one} any {one}1" for one in COUNTRIES]
    lines += [f"group corridor {threshold} {' '.join(COUNTRIES)}", "quorum corridor"]
    return "\n".join(lines) + "\n"


@cache
def policy(threshold=4):
    return Policy.parse(policy_text(threshold))
