"""A small world of parties: three registrars, a railway, a port, a customs office."""

from hashlib import sha256

from orta.tracking.events import (
    Admission,
    Algorithm,
    Envelope,
    KeyGrant,
    KeyRegister,
    LocalKey,
    NamedKey,
    Registrar,
    SignedStatement,
    Statement,
    TrustRoot,
    fold_keys,
    say_change,
    sign_statement,
)

EXAMPLE = (
    "eyJhbGciOiJFZDI1NTE5Iiwia2lkIjoia3oua3R6LzIwMjYtMSIsInR5cCI6Im9ydGEtc3RhdGVtZW50K2"
    "p3cyJ9.eyJuIjoiMSIsIm9yZyI6Imt6Lmt0eiIsInBhcmVudHMiOltdLCJzaWQiOiIwMTkwYTViMi01YTZl"
    "LTdjM2QtOWYxYS01ZDBkM2MxYjJhM2YiLCJ0eXBlIjoibWlsZXN0b25lIn0.9DaUAcMFdjLfqHhQ8a-4n0m"
    "pbnOIoQAy98M1GI8w8cJDBYVBg5SmL4EY8pjy2W0OWGMqr9a6rh1vofc8nXakDg"
)
EXAMPLE_KEY = LocalKey.from_secret("kz.ktz/2026-1", bytes(range(32)))
CONSIGNMENT = "CSQU3054383"


def key(kid, *, algorithm=Algorithm.ED25519, turn=0):
    """A key for tests, from its name: nobody's secret."""
    secret = sha256(f"{kid} {turn}".encode()).digest()
    return LocalKey.from_secret(kid, secret, algorithm=algorithm)


def named(local):
    return NamedKey(kid=local.kid, public_key=local.public_key)


def sid(number):
    return f"01a21000-8800-7000-8000-{number:012x}"


def organisation_of(local):
    return local.kid.partition("/")[0]


def said(local, number=1, **more):
    """A milestone signed by a key."""
    content = {
        "sid": sid(number),
        "organisation": organisation_of(local),
        "type": "milestone",
        "subject": CONSIGNMENT,
        "number": number,
        "body": {"code": "LOAD", "place": "KZAAU"},
    }
    return sign_statement(Statement(**(content | more)), local)


def finder(*locals_):
    return {local.kid: local.public_key for local in locals_}.get


def resealed(payload, local, *, header=None, message=None):
    """A text signed over just these bytes, however wrong they are."""
    from orta.tracking.events.base64url import write_base64url

    head = header if header is not None else Envelope.read(EXAMPLE).text.split(".")[0]
    body = message if message is not None else write_base64url(payload)
    signature = local.sign(f"{head}.{body}".encode("latin-1"))
    return f"{head}.{body}.{write_base64url(signature)}"


REGISTRARS = ("az.registrar", "ge.registrar", "kz.registrar")


def registrar_key(organisation, turn=0):
    return key(f"{organisation}/{2026 + turn}", turn=turn)


def registrar(organisation, turn=0):
    return Registrar(
        organisation=organisation,
        country=organisation[:2].upper(),
        keys=(named(registrar_key(organisation, turn)),),
    )


def root(version=1, turns=(0, 0, 0), **more):
    content = {
        "version": version,
        "expires_at": "2027-11-25T00:00:00Z",
        "threshold": 2,
        "admission_threshold": 2,
        "registrars": tuple(map(registrar, REGISTRARS, turns)),
    }
    return TrustRoot(**(content | more))


def admission(organisation, *locals_, version=1):
    return Admission(
        organisation=organisation,
        country=organisation[:2].upper(),
        name=organisation.upper(),
        version=version,
        keys=tuple(map(named, locals_)),
    )


class World:
    """A log that grows by what is said in it, and the register that follows from it."""

    def __init__(self, first=None):
        self.genesis = first or root()
        self.register = KeyRegister.start(self.genesis)
        self.entries = []

    def put(self, signed):
        """The index at which a statement came to stand, with effect or without."""
        text = signed.envelope.text if isinstance(signed, SignedStatement) else signed
        index = len(self.entries)
        self.entries.append((index, text))
        self.register = fold_keys(self.register, [(index, text)])
        return index

    def say(self, change, local):
        index = len(self.entries)
        statement = say_change(
            change,
            sid=sid(index + 1),
            organisation=organisation_of(local),
            number=index + 1,
        )
        return self.put(sign_statement(statement, local))

    def admit(self, organisation, *locals_, version=1, by=REGISTRARS[:2]):
        for name in by:
            index = self.say(
                admission(organisation, *locals_, version=version), registrar_key(name)
            )
        return index

    def grant(self, working, by, **more):
        return self.say(KeyGrant(key=named(working), **more), by)

    def read(self, signed, index=None):
        text = signed.envelope.text if isinstance(signed, SignedStatement) else signed
        at = len(self.entries) if index is None else index
        return self.register.read(text, index=at)


def corridor():
    """A world with a railway, a port and customs, each with a working key."""
    world = World()
    working = {}
    for organisation in ("kz.ktz", "az.port", "ge.customs"):
        chief = key(f"{organisation}/chief")
        world.admit(organisation, chief)
        working[organisation] = key(f"{organisation}/works")
        world.grant(working[organisation], chief)
    return world, working
