"""The table of attacks (design of trust, §4.7): rows that concern statements and keys.

Rows 3, 4, 11 and 25 are those of the log and its witnesses; what of the rows here needs
the log as well (a witnessed hash, a database) is tested there.
"""

import random
import socket

import pytest
from reference import signatures as slow
from signed.build import (
    CONSIGNMENT,
    REGISTRARS,
    World,
    corridor,
    finder,
    key,
    named,
    registrar_key,
    resealed,
    root,
    said,
    sid,
)
from signed.headers import HEADERS, PLAIN, RAILWAY, RAW_HEADERS, header
from signed.mutate import _encode_otherwise, _other_signature, write_otherwise

from orta.errors import StatementError
from orta.tracking.events import (
    Algorithm,
    KeyGrant,
    KeyRegister,
    KeyStanding,
    OrderProblem,
    Revocation,
    RevocationReason,
    check_disclosures,
    check_order,
    digest_of,
    divide,
    fold_keys,
    key_tag,
    log_entry,
    read_presentation,
    read_statement,
    write_canonical,
    write_presentation,
)
from orta.tracking.events.base64url import write_base64url

CARD = key("kz.ktz/card", algorithm=Algorithm.ES256)


def is_refused(read, *args, **more):
    try:
        read(*args, **more)
    except StatementError:
        return True
    return False


@pytest.mark.parametrize("signer", [RAILWAY, CARD], ids=["Ed25519", "ES256"])
def test_row_01_an_altered_statement_is_refused_whichever_bit_was_flipped(signer):
    text, find_key = said(signer).envelope.text.encode(), finder(RAILWAY, CARD)
    for place in range(len(text)):
        for bit in range(8):
            stored = bytearray(text)
            stored[place] ^= 1 << bit
            assert is_refused(read_statement, bytes(stored), find_key=find_key)


def talk(draw, count=24):
    """What three parties say of one consignment, each having seen what came before."""
    speakers = [key(f"{name}/works") for name in ("kz.ktz", "az.port", "ge.customs")]
    numbers, spoken = dict.fromkeys(speakers, 0), []
    for turn in range(count):
        local = draw.choice(speakers)
        numbers[local] += 1
        parents = tuple(sorted({item.hash for item in spoken[-2:]}))
        spoken.append(said(local, numbers[local], sid=sid(turn), parents=parents))
    return spoken


def test_row_02_what_is_left_out_or_moved_is_seen_by_whom_it_concerns():
    draw = random.Random(2)
    spoken = talk(draw)
    mine = {
        name: {item.hash for item in spoken if item.statement.organisation == name}
        for name in {item.statement.organisation for item in spoken}
    }
    assert not check_order(spoken, held=[item.hash for item in spoken])
    for _ in range(1_000):
        dropped = draw.sample(spoken, draw.randrange(1, 6))
        left = [item for item in spoken if item not in dropped]
        for item in dropped:
            owner = item.statement.organisation
            reported = check_order(left, held=mine[owner])
            assert any(
                found.problem is OrderProblem.WITHHELD and found.what == item.hash
                for found in reported
            )
        last = {item.statement.organisation: item for item in spoken}
        if any(item not in last.values() for item in dropped):
            # Even one who said nothing sees it: a hole, or a parent that is not there.
            assert check_order(left)
        moved = spoken[:]
        i, j = sorted(draw.sample(range(len(spoken)), 2))
        moved[i], moved[j] = moved[j], moved[i]
        assert any(found.problem is OrderProblem.MOVED for found in check_order(moved))


def test_row_05_a_claimed_time_moves_nothing_back():
    world, working = corridor()
    railway, chief = working["kz.ktz"], key("kz.ktz/chief")
    end = world.say(
        Revocation(kid=railway.kid, reason=RevocationReason.COMPROMISED), chief
    )
    back_dated = said(railway, occurred_at="2020-01-01T00:00:00Z")

    assert is_refused(world.read, back_dated, end + 1)
    honest = said(working["az.port"], occurred_at="2020-01-01T00:00:00Z")
    assert world.read(honest).statement.occurred_at == "2020-01-01T00:00:00Z"
    assert world.register.keys[railway.kid].to_index == end + 1, "an index, no time"


def test_row_06_no_key_speaks_for_another_organisation():
    world, working = corridor()
    everybody = [
        *working.values(),
        *(key(f"{name}/chief") for name in working),
        *map(registrar_key, REGISTRARS),
        key("kz.ktz/never-granted"),
    ]
    taken = set()
    for local in everybody:
        for organisation in (*working, *REGISTRARS, "tr.tcdd"):
            text = resealed(
                write_canonical(said(local).statement.payload | {"org": organisation}),
                local,
                header=write_base64url(write_canonical(PLAIN | {"kid": local.kid})),
            )
            if not is_refused(world.read, text):
                taken.add((local.kid, organisation))
            # Nor under the name of the other's key.
            for other in working.values():
                stolen = write_base64url(write_canonical(PLAIN | {"kid": other.kid}))
                forged = resealed(
                    write_canonical(said(other).statement.payload), local, header=stolen
                )
                assert is_refused(world.read, forged) == (local.kid != other.kid)

    assert taken == {(local.kid, name) for name, local in working.items()}


def test_row_07_ten_thousand_replays_are_one_statement():
    signed = said(RAILWAY)
    answers = {
        read_statement(text, find_key=finder(RAILWAY)).hash
        for text in [signed.envelope.text] * 100
    }
    found = check_order([signed] * 10_001)

    assert answers == {signed.hash}
    assert [item.problem for item in found] == [OrderProblem.REPEATED] * 10_000
    again = said(RAILWAY, body={"code": "DISC"}, sid=sid(1), number=2)
    assert [item.problem for item in check_order([signed, again])] == [
        OrderProblem.CONFLICT
    ]


def test_row_08_no_trick_with_the_header_is_taken():
    payload, keys = write_canonical(said(RAILWAY).statement.payload), finder(RAILWAY)
    heads = [header(**fields) for fields in HEADERS.values()]
    heads += map(write_base64url, RAW_HEADERS.values())
    assert len(heads) >= 40

    assert read_statement(
        resealed(payload, RAILWAY, header=header(**PLAIN)), find_key=keys
    )
    for head in heads:
        assert is_refused(
            read_statement, resealed(payload, RAILWAY, header=head), find_key=keys
        )


def test_row_08_the_public_key_is_no_secret_of_a_keyed_hash():
    """HS256 with the public key for its key: what confused verifiers take."""
    import hmac

    payload = write_base64url(write_canonical(said(RAILWAY).statement.payload))
    for name in ("HS256", "Ed25519"):
        head = header(**PLAIN | {"alg": name})
        for secret in (RAILWAY.public_key.encoded, RAILWAY.public_key.text.encode()):
            mac = hmac.digest(secret, f"{head}.{payload}".encode(), "sha256")
            for signature in (mac, mac + mac):
                text = f"{head}.{payload}.{write_base64url(signature)}"
                assert is_refused(read_statement, text, find_key=finder(RAILWAY))


@pytest.mark.parametrize("signer", [RAILWAY, CARD], ids=["Ed25519", "ES256"])
def test_row_09_one_content_in_other_encodings_has_one_hash(signer):
    draw, find_key = random.Random(9), finder(signer)
    signed = said(signer, body={"place": "Bakı é", "teu": 7})
    hashes = set()
    for _ in range(2_000):
        for text in (
            _encode_otherwise(draw, signed.envelope.text, ()),
            _other_signature(draw, signed.envelope.text, ()),
            write_otherwise(draw, signed.envelope.text, signer),
        ):
            if is_refused(read_statement, text, find_key=find_key):
                continue
            read = read_statement(text, find_key=find_key)
            if read.statement == signed.statement:
                hashes.add(read.hash)

    assert hashes <= {signed.hash}


def test_row_10_a_stolen_key_is_noticed_by_its_owner_and_ended():
    world, working = corridor()
    railway, chief = working["kz.ktz"], key("kz.ktz/chief")
    own = [said(railway, number) for number in (1, 2)]
    forged = said(railway, 3, body={"code": "DISC"})
    log = [
        log_entry(bytes.fromhex(item.hash), item.envelope.kid)
        for item in (own[0], said(working["az.port"]), own[1], forged)
    ]
    at = [world.put(item) for item in (*own, forged)]

    mine = {bytes.fromhex(item.hash) for item in own}
    foreign = [
        entry
        for entry in log
        if entry[33:] == key_tag(railway.kid) and entry[1:33] not in mine
    ]
    end = world.say(
        Revocation(
            kid=railway.kid, reason=RevocationReason.COMPROMISED, suspect_since=at[2]
        ),
        chief,
    )

    assert foreign == [forged.envelope.entry]
    for number in range(100):
        assert is_refused(world.read, said(railway, 4 + number), end + 1 + number)
    record = world.register.keys[railway.kid]
    assert [record.standing_at(index) for index in at] == [
        KeyStanding.VALID,
        KeyStanding.VALID,
        KeyStanding.SUSPECT,
    ]


@pytest.mark.parametrize("rogue", REGISTRARS)
def test_row_12_one_registrar_admits_nobody_and_is_seen_to_try(rogue):
    world, _ = corridor()
    before = set(world.register.organisations)
    mallory = key("kz.mallory/chief")

    world.admit("kz.mallory", mallory, by=[rogue] * 5)
    world.grant(key("kz.mallory/works"), mallory)
    for version in (2, 3):  # nor takes over one that is there
        world.admit("kz.ktz", key("kz.ktz/mine"), version=version, by=[rogue])
    world.say(root(2, turns=(1, 1, 1)), registrar_key(rogue))

    assert set(world.register.organisations) == before
    assert not {mallory.kid, "kz.ktz/mine"} & set(world.register.keys)
    assert world.register.root == world.genesis
    assert is_refused(world.read, said(key("kz.mallory/works")))
    tries = [text for _, text in world.entries if is_of(text, registrar_key(rogue))]
    assert len(tries) >= 8, "each attempt stands in the log under the registrar's tag"
    with pytest.raises(StatementError):
        root(admission_threshold=1)


def is_of(text, local):
    from orta.tracking.events import Envelope

    return Envelope.read(text).entry[33:] == key_tag(local.kid)


def test_row_14_customs_verifies_the_goods_and_never_sees_the_price():
    world, working = corridor()
    divided = divide(
        {"goods": {"gng": "72083900"}, "commercial": {"priceUsd": "48200.00"}},
        random=random.Random(14).randbytes(128),
    )
    signed = said(working["kz.ktz"], body=None, digests=divided.digests)
    goods, price = divided.disclosures
    channel = write_presentation(signed.envelope.text, [goods])

    text, shown = read_presentation(channel)
    sections = check_disclosures(world.read(text).statement, shown)

    assert sections == {"goods": {"gng": "72083900"}}
    for trace in ("48200", "commercial", price.text, write_base64url(price.salt)):
        assert trace not in channel
        assert trace not in str(signed.statement.payload)


def test_row_15_no_dictionary_of_codes_finds_what_a_digest_hides():
    chance = random.Random(15).randbytes(128)
    divided = divide({"goods": {"gng": "72083900"}}, random=chance)
    digests = set(divided.digests)

    def guesses(salt):
        for code in range(100_000):
            fields = f'["{salt}","goods",{{"gng":"{code:05d}900"}}]'
            yield digest_of(write_base64url(fields.encode()))

    known = write_base64url(divided.disclosures[0].salt)
    assert digests & set(guesses(known)), "with the salt it is found: the test can fail"
    for salt in ("", "A" * 22, write_base64url(bytes(15) + b"\1")):
        assert not digests & set(guesses(salt))
    assert len(divided.disclosures[0].salt) * 8 >= 128


def test_row_16_nobody_can_say_that_he_never_said_it(monkeypatch):
    """With the entries on keys and the statement alone, and no network."""
    world, working = corridor()
    signed = said(working["kz.ktz"])
    index = world.put(signed)

    def no_network(*_args, **_more):
        pytest.fail("a verifier asked the network")

    monkeypatch.setattr(socket, "socket", no_network)
    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    register = fold_keys(KeyRegister.start(root()), world.entries)

    assert register.read(signed.envelope.text, index=index) == signed


def test_row_16_no_key_can_be_chosen_that_signs_everything():
    """A chief cannot grant a key of small order and deny what it signed."""
    world, _ = corridor()
    for order in range(8):
        point = slow.ed_encode(slow.ed_multiply(slow.EIGHT, order))
        honest = KeyGrant(key=named(key("kz.ktz/next")))
        payload = {
            **said(key("kz.ktz/chief")).statement.payload,
            "type": "trust.key",
            "subject": "kz.ktz/next",
            "body": honest.body | {"key": write_base64url(point)},
        }
        head = header(**PLAIN | {"kid": "kz.ktz/chief"})
        world.put(resealed(write_canonical(payload), key("kz.ktz/chief"), header=head))

        assert world.register.refused[-1].where == "key"
        assert "prime order" in world.register.refused[-1].message
    assert "kz.ktz/next" not in world.register.keys


def test_the_consignment_of_these_tests_is_the_one_that_is_talked_about():
    """Row 2 would hold for nothing if everybody spoke of something else."""
    spoken = talk(random.Random(0))

    assert {item.statement.subject for item in spoken} == {CONSIGNMENT}
    assert {item.statement.organisation for item in spoken} == {
        "kz.ktz",
        "az.port",
        "ge.customs",
    }
    assert isinstance(World().register, KeyRegister)
