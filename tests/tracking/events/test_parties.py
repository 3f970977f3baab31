"""Roots, organisations and keys as a log tells them: who may say what, and where."""

import dataclasses
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from signed.build import (
    REGISTRARS,
    World,
    admission,
    corridor,
    key,
    named,
    registrar,
    registrar_key,
    root,
    said,
    sid,
)

from orta.errors import StatementError, UsageError
from orta.tracking.events import (
    KeyGrant,
    KeyRegister,
    KeyRole,
    KeyStanding,
    KeyUsage,
    Revocation,
    RevocationReason,
    Statement,
    TrustRoot,
    apply_entry,
    fold_keys,
    read_change,
    say_change,
    sign_statement,
    write_canonical,
)

CHIEF = key("kz.ktz/chief")
WORKS = key("kz.ktz/works")
NEXT = key("kz.ktz/next")


def railway(**grant):
    """A world in which the railway is admitted and has a working key."""
    world = World()
    world.admit("kz.ktz", CHIEF)
    world.grant(WORKS, CHIEF, **grant)
    assert not world.register.refused
    return world


def refused(world, signed, index=None):
    with pytest.raises(StatementError) as caught:
        world.read(signed, index)
    return caught.value.where


def last_refusal(world):
    (refusal,) = [
        r for r in world.register.refused if r.index == len(world.entries) - 1
    ]
    return refusal.where


def test_a_working_key_speaks_for_its_organisation_from_the_next_entry_on():
    world = railway()
    granted_at = len(world.entries) - 1
    signed = said(WORKS)

    assert refused(world, signed, granted_at) == "key"
    assert world.read(signed, granted_at + 1) == signed
    assert world.register.keys[WORKS.kid].role is KeyRole.OPERATIONAL


def test_a_key_that_rotates_overlaps_with_the_next_one():
    world = railway()
    world.grant(NEXT, CHIEF)
    both = len(world.entries)
    end = world.say(
        Revocation(kid=WORKS.kid, reason=RevocationReason.SUPERSEDED), CHIEF
    )

    for local in (WORKS, NEXT):
        assert world.read(said(local), both)
    assert world.read(said(NEXT), end + 1)
    assert refused(world, said(WORKS), end + 1) == "key"
    assert world.read(said(WORKS), end - 1), "what was said before stays said"


def test_a_key_has_the_indices_that_its_grant_states():
    world = railway(from_index=10, to_index=12)

    standing = world.register.keys[WORKS.kid].standing_at
    assert [standing(index) for index in (9, 10, 11, 12)] == [
        KeyStanding.NOT_YET,
        KeyStanding.VALID,
        KeyStanding.VALID,
        KeyStanding.ENDED,
    ]
    assert refused(world, said(WORKS), 9) == "key"
    assert world.read(said(WORKS), 10)


def test_a_grant_cannot_reach_back_in_the_log():
    world = World()
    world.admit("kz.ktz", CHIEF)
    index = world.grant(WORKS, CHIEF, from_index=1)

    assert world.register.keys[WORKS.kid].from_index == index + 1


def test_a_revoked_key_is_marked_suspect_and_nothing_is_erased():
    world = railway()
    since = len(world.entries)
    for number in (1, 2):
        world.put(said(WORKS, number))
    end = world.say(
        Revocation(
            kid=WORKS.kid,
            reason=RevocationReason.COMPROMISED,
            suspect_since=since + 1,
        ),
        CHIEF,
    )

    standing = world.register.keys[WORKS.kid].standing_at
    assert standing(since) is KeyStanding.VALID
    assert standing(since + 1) is KeyStanding.SUSPECT
    assert standing(end + 1) is KeyStanding.ENDED
    assert world.read(said(WORKS, 2), since + 1)


def test_suspicion_can_be_added_later_and_only_grows():
    world = railway()
    world.say(Revocation(kid=WORKS.kid, reason=RevocationReason.SUPERSEDED), CHIEF)
    ended = world.register.keys[WORKS.kid].to_index
    for since in (3, 2, 3):
        world.say(
            Revocation(
                kid=WORKS.kid,
                reason=RevocationReason.COMPROMISED,
                suspect_since=since,
            ),
            CHIEF,
        )

    record = world.register.keys[WORKS.kid]
    assert (record.suspect_since, record.to_index) == (2, ended)


def test_a_working_key_can_end_itself_and_nothing_else():
    world = railway()
    world.grant(NEXT, CHIEF)
    reason = RevocationReason.COMPROMISED

    world.say(Revocation(kid=NEXT.kid, reason=reason), WORKS)
    assert last_refusal(world) == "kid"
    world.say(Revocation(kid=WORKS.kid, reason=reason, suspect_since=0), WORKS)
    assert last_refusal(world) == "kid"
    end = world.say(Revocation(kid=WORKS.kid, reason=reason), WORKS)

    assert refused(world, said(WORKS), end + 1) == "key"
    assert world.read(world.entries[end][1], end), "its last word can be read again"


def test_a_key_says_only_the_types_it_was_granted():
    world = railway(says=("milestone", "note"))

    assert world.read(said(WORKS))
    assert refused(world, said(WORKS, type="booking")) == "type"


@pytest.mark.parametrize("usage", [KeyUsage.WEBHOOK, KeyUsage.WITNESS])
def test_a_key_for_another_use_says_no_statement(usage):
    assert refused(railway(usage=usage), said(WORKS)) == "type"


def test_keys_of_organisations_and_registrars_say_nothing_of_consignments():
    world = railway()

    assert refused(world, said(CHIEF)) == "type"
    assert refused(world, said(registrar_key("kz.registrar"))) == "type"


def test_a_working_key_grants_no_key():
    world = railway()
    world.grant(NEXT, WORKS)

    assert last_refusal(world) == "type"
    assert NEXT.kid not in world.register.keys


@pytest.mark.parametrize(
    "local",
    [key("az.port/works"), key("kz.registrar/other"), key("kz.ktz.branch/works")],
    ids=lambda local: local.kid,
)
def test_an_organisation_grants_keys_to_itself_alone(local):
    world = railway()
    world.grant(local, CHIEF)

    assert last_refusal(world) == "organisation"


def test_names_and_keys_are_used_once():
    world = railway()
    world.say(Revocation(kid=WORKS.kid, reason=RevocationReason.CLOSED), CHIEF)

    world.grant(WORKS, CHIEF)
    assert last_refusal(world) == "kid", "an ended key does not come back"
    world.say(KeyGrant(key=dataclasses.replace(named(WORKS), kid="kz.ktz/x")), CHIEF)
    assert last_refusal(world) == "key", "nor under another name"
    world.say(KeyGrant(key=dataclasses.replace(named(CHIEF), kid="kz.ktz/y")), CHIEF)
    assert last_refusal(world) == "key", "nor does a chief key work"


def test_registrars_admit_an_organisation_together():
    world = World()
    first = world.admit("kz.ktz", CHIEF, by=REGISTRARS[:1])
    assert not world.register.organisations
    world.grant(WORKS, CHIEF)
    assert last_refusal(world) == "key"

    world.admit("kz.ktz", CHIEF, by=REGISTRARS[1:2])

    assert world.register.organisations["kz.ktz"] == admission("kz.ktz", CHIEF)
    assert world.register.keys[CHIEF.kid].from_index == first + 3
    assert not world.register.approvals


def test_registrars_who_name_different_keys_have_not_agreed():
    world = World()
    world.admit("kz.ktz", CHIEF, by=["kz.registrar"])
    world.admit("kz.ktz", NEXT, by=["az.registrar"])
    assert not world.register.organisations

    world.admit("kz.ktz", NEXT, by=["kz.registrar"])  # thinks again
    assert world.register.organisations["kz.ktz"].keys == (named(NEXT),)


def test_an_approval_that_was_replaced_does_not_count():
    world = World()
    world.admit("kz.ktz", CHIEF, by=["kz.registrar"])
    world.admit("kz.ktz", NEXT, by=["kz.registrar"])
    world.admit("kz.ktz", CHIEF, by=["az.registrar"])

    assert not world.register.organisations


def test_stolen_keys_of_an_organisation_are_replaced_by_the_registrars():
    world = railway()
    end = world.admit("kz.ktz", key("kz.ktz/chief-2"), version=2)

    world.grant(NEXT, CHIEF)
    assert last_refusal(world) == "key"
    assert world.read(said(WORKS)), "working keys go on until they are revoked"
    assert world.register.keys[CHIEF.kid].to_index == end + 1


def test_an_organisation_without_keys_is_closed():
    world = railway()
    world.admit("kz.ktz", version=2)

    assert refused(world, said(WORKS)) == "key"
    assert world.read(said(WORKS), 3)
    world.admit("kz.ktz", key("kz.ktz/chief-3"), version=3)
    assert world.register.organisations["kz.ktz"].version == 3


@pytest.mark.parametrize("version", [1, 3, 2**53 - 1])
def test_versions_of_an_admission_follow_each_other(version):
    world = railway()
    world.admit("kz.ktz", NEXT, version=version)

    assert last_refusal(world) == "version"


def test_a_registrar_is_no_organisation_and_an_organisation_no_registrar():
    world = railway()
    world.admit("az.registrar", key("az.registrar/other"))
    assert last_refusal(world) == "org"

    proposal = root(
        2,
        registrars=(
            registrar("az.registrar"),
            registrar("ge.registrar"),
            registrar("kz.ktz"),
        ),
    )
    world.say(proposal, registrar_key("az.registrar"))
    assert last_refusal(world) == "registrars"


# Roots


def roll(world, proposal, *signers):
    for local in signers:
        world.say(proposal, local)
    return world.register.root.version


AZ, GE, KZ = map(registrar_key, REGISTRARS)
NEW_AZ, NEW_GE, NEW_KZ = (registrar_key(name, 1) for name in REGISTRARS)


def test_a_root_rolls_with_a_threshold_of_old_and_of_new_keys():
    world = World()
    proposal = root(2, turns=(1, 0, 0))  # a new key for az

    assert roll(world, proposal, AZ, KZ) == 1, "az has not shown that it holds the new"
    assert roll(world, proposal, GE) == 2
    assert world.register.keys[AZ.kid].standing_at(len(world.entries)) is (
        KeyStanding.ENDED
    )
    assert world.register.keys[NEW_AZ.kid].signs_at(len(world.entries))


def test_the_new_key_of_a_registrar_counts_for_the_new_root_only():
    world = World()
    proposal = root(2, turns=(1, 1, 0))

    assert roll(world, proposal, KZ, NEW_AZ) == 1, "one old, two new"
    assert roll(world, proposal, NEW_GE) == 1, "one old, three new"
    assert roll(world, proposal, AZ) == 2


@pytest.mark.parametrize("signers", [(AZ,), (AZ, AZ), (AZ, AZ, AZ)])
def test_a_registrar_that_signs_twice_counts_once(signers):
    assert roll(World(), root(2), *signers) == 1


def test_two_keys_of_one_registrar_count_once():
    spare = key("az.registrar/spare")
    az = dataclasses.replace(registrar("az.registrar"), keys=(named(AZ), named(spare)))
    first = root(registrars=(az, registrar("ge.registrar"), registrar("kz.registrar")))
    world = World(first)

    assert roll(world, dataclasses.replace(first, version=2), AZ, spare) == 1
    assert roll(world, dataclasses.replace(first, version=2), GE) == 2


def test_a_key_that_stands_twice_in_a_root_is_refused():
    """It would count twice: python-tuf once did so."""
    twin = dataclasses.replace(named(AZ), kid="ge.registrar/2026")
    ge = dataclasses.replace(registrar("ge.registrar"), keys=(twin,))

    with pytest.raises(StatementError, match="twice"):
        root(registrars=(registrar("az.registrar"), ge, registrar("kz.registrar")))


@pytest.mark.parametrize("version", [1, 3])
def test_versions_of_a_root_follow_each_other(version):
    world = World()

    assert roll(world, root(version, turns=(1, 0, 0)), AZ, GE, KZ) == 1
    assert last_refusal(world) == "version"


def test_an_outsider_cannot_propose_a_root():
    mallory = [key(f"{name}/mallory") for name in REGISTRARS]
    registrars = tuple(
        dataclasses.replace(registrar(name), keys=(named(local),))
        for name, local in zip(REGISTRARS, mallory, strict=True)
    )
    world = World()

    assert roll(world, root(2, registrars=registrars), *mallory) == 1
    assert [refusal.where for refusal in world.register.refused] == ["key"] * 3
    assert not world.register.approvals


def test_approvals_do_not_outlive_the_root_under_which_they_were_given():
    world = World()
    world.admit("kz.ktz", CHIEF, by=["az.registrar"])
    roll(world, root(2, turns=(1, 0, 0)), GE, KZ)
    world.admit("kz.ktz", CHIEF, by=["ge.registrar"])

    assert not world.register.organisations


def test_a_key_that_a_root_left_out_does_not_come_back():
    world = World()
    roll(world, root(2, turns=(1, 0, 0)), GE, KZ)

    assert roll(world, root(3), GE, KZ) == 2
    assert last_refusal(world) == "kid"


@pytest.mark.parametrize(
    "more",
    [
        {"threshold": 1},
        {"threshold": 4},
        {"threshold": 0},
        {"admission_threshold": 1},
        {"admission_threshold": 4},
        {"version": 0},
        {"expires_at": "tomorrow"},
        {"expires_at": "2027-11-25T00:00:00"},
        {"registrars": ()},
        {"registrars": (registrar("kz.registrar"),) * 3},
        {"registrars": tuple(map(registrar, reversed(REGISTRARS)))},
    ],
)
def test_a_root_checks_itself(more):
    with pytest.raises(StatementError):
        root(**{"version": 1} | more)


def test_two_next_roots_cannot_both_be_signed():
    five = tuple(registrar(f"{c}.registrar") for c in ("az", "ge", "kz", "tr", "zz"))

    with pytest.raises(StatementError, match="no threshold"):
        root(registrars=five, threshold=2)
    assert root(registrars=five, threshold=3)


def test_a_root_comes_back_from_its_file_and_has_one_digest():
    first = root(logs=("log.orta.example/2026+1234abcd+AAAA",), policy="quorum none\n")
    data = write_canonical(first.body)

    assert TrustRoot.read(data) == first
    assert TrustRoot.read(data).digest == first.digest != root().digest
    with pytest.raises(StatementError):
        TrustRoot.read(data + b"\n")
    with pytest.raises(StatementError, match="unknown"):
        TrustRoot.from_body(first.body | {"more": 1})


def test_a_client_refuses_an_older_root_and_an_expired_one():
    second = root(2)
    before = datetime(2026, 11, 25, tzinfo=UTC)

    second.check_fresh(now=before, at_least_version=2)
    with pytest.raises(StatementError, match="older"):
        second.check_fresh(now=before, at_least_version=3)
    with pytest.raises(StatementError, match="expired"):
        second.check_fresh(now=datetime(2027, 11, 25, tzinfo=UTC), at_least_version=1)


# The fold


def test_the_fold_is_the_same_for_everybody_and_in_any_portions():
    world, working = corridor()
    for number, local in enumerate(working.values(), 1):
        world.put(said(local, number))
    world.put("no statement at all")
    world.put(said(key("az.port/forged")))

    at_once = fold_keys(KeyRegister.start(world.genesis), world.entries)

    assert at_once == world.register
    assert [refusal.where for refusal in at_once.refused] == ["parts", "key"]


def test_entries_that_say_nothing_of_keys_may_be_left_out():
    world, working = corridor()
    for number, local in enumerate(working.values(), 1):
        world.put(said(local, number))
    some = [entry for entry in world.entries if entry[0] < 9]

    assert len(some) < len(world.entries)
    assert fold_keys(KeyRegister.start(world.genesis), some).keys == world.register.keys


def test_entries_are_folded_in_the_order_of_the_log():
    world = railway()

    with pytest.raises(UsageError, match="comes after"):
        apply_entry(world.register, world.entries[0][1], index=0)


def test_a_replayed_change_changes_nothing():
    world, _ = corridor()
    before = world.register
    for _, text in tuple(world.entries):
        world.put(text)

    after = world.register
    assert (after.keys, after.organisations, after.root) == (
        before.keys,
        before.organisations,
        before.root,
    )
    assert len(after.refused) == len(world.entries) // 2


@settings(max_examples=30)
@given(st.permutations(range(9)))
def test_any_order_of_entries_folds_without_harm(order):
    """Whatever is not yet allowed has no effect; no key appears that nobody granted."""
    world, _ = corridor()
    entries = [(at, world.entries[old][1]) for at, old in enumerate(order)]

    folded = fold_keys(KeyRegister.start(world.genesis), entries)

    assert set(folded.keys) <= set(world.register.keys)
    for kid, record in folded.keys.items():
        if record.role is KeyRole.OPERATIONAL:
            chief = folded.keys[f"{record.organisation}/chief"]
            assert chief.from_index < record.from_index, kid
        if record.role is KeyRole.ORGANISATION:
            assert record.organisation in folded.organisations


BODIES = {
    "trust.root": root(2).body,
    "trust.admission": admission("kz.ktz", CHIEF).body,
    "trust.key": KeyGrant(key=named(WORKS), says=("note",), to_index=7).body,
    "trust.revocation": Revocation(
        kid=WORKS.kid, reason=RevocationReason.COMPROMISED, suspect_since=1
    ).body,
}


def change_of(kind, body, **more):
    content = {"sid": sid(1), "organisation": "kz.ktz", "number": 1, "type": kind}
    subjects = {
        "trust.root": "trust-root",
        "trust.admission": "kz.ktz",
        "trust.key": WORKS.kid,
        "trust.revocation": WORKS.kid,
    }
    subject = subjects.get(kind, "x")
    return Statement(**(content | {"subject": subject, "body": body} | more))


@pytest.mark.parametrize("kind", BODIES)
def test_a_change_comes_back_from_what_was_said(kind):
    change = read_change(change_of(kind, BODIES[kind]))

    again = say_change(change, sid=sid(1), organisation="kz.ktz", number=1)
    assert again.type == kind
    assert read_change(again) == change
    with pytest.raises(StatementError):
        read_change(change_of(kind, BODIES[kind], subject="another"))
    with pytest.raises(StatementError):
        read_change(change_of(kind, BODIES[kind], retracts="0" * 64))


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize(
    "damage", [None, True, 0, "", "1", -1, [], ["1"], {}, {"a": 1}, "kz.ktz"]
)
def test_a_body_with_any_field_damaged_is_refused_or_another_change(kind, damage):
    whole = read_change(change_of(kind, BODIES[kind]))
    for name in BODIES[kind]:
        for body in (
            BODIES[kind] | {name: damage},
            {k: v for k, v in BODIES[kind].items() if k != name},
        ):
            if body == BODIES[kind]:
                continue
            try:
                change = read_change(change_of(kind, body))
            except StatementError:
                continue
            assert change != whole


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("trust.key", {"fromIndex": "0"}),
        ("trust.key", {"says": []}),
        ("trust.key", {"fromIndex": "9"}),  # after its end
        ("trust.key", {"says": ["trust.root"]}),
        ("trust.key", {"says": ["note", "milestone"]}),
        ("trust.key", {"usage": "anything"}),
        ("trust.root", {"logs": []}),
        ("trust.root", {"policy": ""}),
        ("trust.revocation", {"reason": "superseded"}),
        ("trust.revocation", {"reason": "because"}),
        ("trust.other", {}),
        ("trust.", {}),
    ],
)
def test_defaults_are_not_spelled_out_and_contradictions_refused(kind, more):
    body = BODIES.get(kind, {}) | more
    with pytest.raises(StatementError):
        read_change(change_of(kind, body))


def test_another_type_says_no_change():
    assert read_change(change_of("milestone", {})) is None


def test_a_retraction_by_a_stranger_has_no_effect_on_keys():
    world = railway()
    statement = say_change(
        Revocation(kid=WORKS.kid, reason=RevocationReason.CLOSED),
        sid=sid(1),
        organisation="az.port",
        number=1,
    )
    port_chief, port = key("az.port/chief"), key("az.port/works")
    world.admit("az.port", port_chief)
    world.grant(port, port_chief)
    world.put(sign_statement(statement, port_chief))

    assert last_refusal(world) == "organisation"
    assert world.read(said(WORKS))


def test_keys_are_named_after_whom_they_belong_to():
    foreign = named(key("az.port/chief"))
    with pytest.raises(StatementError, match="not named after"):
        dataclasses.replace(admission("kz.ktz", CHIEF), keys=(foreign,))
    with pytest.raises(StatementError, match="not named after"):
        dataclasses.replace(registrar("kz.registrar"), keys=(foreign,))
    with pytest.raises(StatementError, match="no key"):
        dataclasses.replace(registrar("kz.registrar"), keys=())


def test_a_key_has_one_holder_in_admissions_and_roots_too():
    world = railway()
    twin = dataclasses.replace(named(WORKS), kid="az.port/chief")
    for name in REGISTRARS[:2]:
        world.say(
            dataclasses.replace(admission("az.port"), keys=(twin,)),
            registrar_key(name),
        )
        assert last_refusal(world) == "key"
    world.admit("kz.ktz", WORKS, version=2)
    assert last_refusal(world) == "kid", "a working key does not become a chief"

    assert world.register.holders[WORKS.public_key] == WORKS.kid
    assert "az.port" not in world.register.organisations


def test_suspicion_does_not_begin_in_the_future():
    world = railway()
    for since, taken in (
        (len(world.entries) + 1, False),
        (len(world.entries) + 1, True),
    ):
        index = world.say(
            Revocation(
                kid=WORKS.kid,
                reason=RevocationReason.COMPROMISED,
                suspect_since=since,
            ),
            CHIEF,
        )
        assert (world.register.keys[WORKS.kid].suspect_since == since) is taken
        assert (index >= since) is taken


def test_a_key_that_is_revoked_before_it_begins_never_signs():
    world = railway(from_index=10, to_index=20)
    world.say(Revocation(kid=WORKS.kid, reason=RevocationReason.CLOSED), CHIEF)

    record = world.register.keys[WORKS.kid]
    assert not any(record.signs_at(index) for index in range(30))
    assert record.from_index == record.to_index == 10
