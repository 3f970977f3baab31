"""FEATURE: whoever changes a certificate is found out.

With the old digest, any changed byte is refused. With a new digest what was changed is
a new certificate, and it is refused if it is false. Some are true, and must be: a
looser limit with the same plan and bound is another problem, whose own digest shows
that; a plan changed where nothing is lost, or a price in its last digit, proves what
the old one did to the printed digit. Which are true a slow twin says, from the
definition and in fractions.
"""

import copy
from random import Random

import pytest
from planning.optimum.sealed import canonical, linear, sealed, whole, with_rays
from reference.certificates import is_true

from orta.errors import CertificateError
from orta.planning.optimum.certificate import verify_bytes

KINDS = (linear, whole, with_rays)
NUMBER_LISTS = ("cost", "upper", "limit", "values")


def is_refused(data):
    try:
        verify_bytes(data)
    except CertificateError:
        return True
    return False


@pytest.mark.parametrize("kind", KINDS)
def test_a_thousand_changed_files_are_refused_by_their_digest(kind):
    data = kind().to_bytes()
    random = Random(1)
    ways = (byte_changed, byte_dropped, piece_swapped, digit_changed, end_cut)
    verify_bytes(data)

    for n in range(1000):
        changed = ways[n % len(ways)](data, random)
        assert changed != data
        assert is_refused(changed), n


def byte_changed(data, random):
    at = random.randrange(len(data))
    other = (data[at] + random.randrange(1, 256)) % 256
    return data[:at] + bytes([other]) + data[at + 1 :]


def byte_dropped(data, random):
    at = random.randrange(len(data))
    return data[:at] + data[at + 1 :]


def piece_swapped(data, random):
    while True:
        a, b, c = sorted(random.sample(range(len(data)), 3))
        changed = data[:a] + data[b:c] + data[a:b] + data[c:]
        if changed != data:
            return changed


def digit_changed(data, random):
    at = random.choice([n for n, byte in enumerate(data) if chr(byte).isdigit()])
    digit = b"0123456789".replace(data[at : at + 1], b"")[random.randrange(9)]
    return data[:at] + bytes([digit]) + data[at + 1 :]


def end_cut(data, random):
    return data[: random.randrange(len(data))]


@pytest.mark.parametrize("kind", KINDS)
def test_a_thousand_false_statements_with_a_new_digest_are_refused(kind):
    document = kind().document
    random = Random(2)
    assert is_true(document)
    refused = true = 0

    while refused < 1000:
        changed = copy.deepcopy(document)
        random.choice((number_changed, numbers_swapped, integer_changed, item_dropped))(
            changed, random
        )
        if is_true(changed):
            true += changed != document
            continue
        assert is_refused(sealed(changed)), difference(document, changed)
        refused += 1
    assert true  # so the twin does not call everything false


@pytest.mark.parametrize("kind", KINDS)
def test_no_true_number_that_is_written_as_numbers_are_is_refused(kind):
    """The verifier is no stricter than the definition: else it could refuse all."""
    document = kind().document
    random = Random(3)
    accepted = 0

    for _ in range(400):
        changed = copy.deepcopy(document)
        number_changed(changed, random)
        if changed != document and is_true(changed):
            verify_bytes(sealed(changed))
            accepted += 1
    assert accepted > 10


def lists_of_numbers(document):
    """Every list of decimals in a document, and the statement as one."""
    prices = [one["usd"] for one in document["proof"]["prices"] if one["usd"]]
    return [
        document["plan"],
        *(document["problem"][key] for key in NUMBER_LISTS),
        *prices,
    ]


def number_changed(document, random):
    """Another digit, another sign, or another place of the point."""
    if random.random() < 0.1:
        part = document["statement"]
        key = random.choice(sorted(part))
        part[key] = other_number(part[key], random)
        return
    part = random.choice(lists_of_numbers(document))
    at = random.randrange(len(part))
    part[at] = other_number(part[at], random)


def other_number(text, random):
    way = random.randrange(4)
    if way == 0:
        return text[1:] if text.startswith("-") else f"-{text}".replace("-0", "0", 1)
    if way == 1 and "." not in text:
        return f"{text}.{random.randrange(1, 10)}"
    places = [n for n, letter in enumerate(text) if letter.isdigit()]
    at = random.choice(places)
    changed = text[:at] + random.choice("123456789") + text[at + 1 :]
    return changed if way == 2 else f"{changed}{random.randrange(1, 10)}"


def numbers_swapped(document, random):
    part = random.choice(lists_of_numbers(document))
    one, two = random.randrange(len(part)), random.randrange(len(part))
    part[one], part[two] = part[two], part[one]


def integer_changed(document, random):
    """Another entry, another whole column, another branch of the tree."""
    proof, problem = document["proof"], document["problem"]
    node = random.choice(proof["tree"])
    part, at = random.choice(
        [
            *(
                (problem[key], None)
                for key in ("rows", "starts", "whole")
                if problem[key]
            ),
            (node, random.choice(sorted(node))),
            *((one["rows"], None) for one in proof["prices"] if one["rows"]),
        ]
    )
    at = random.randrange(len(part)) if at is None else at
    part[at] += random.choice((-2, -1, 1, 2))


def item_dropped(document, random):
    """One item less: a row, a column's number, a node, a listed price."""
    proof = document["proof"]
    part = random.choice(
        [
            *lists_of_numbers(document),
            document["problem"]["rows"],
            document["problem"]["row_labels"],
            document["problem"]["starts"],
            proof["tree"],
            proof["prices"],
        ]
    )
    del part[random.randrange(len(part))]


def difference(one, other):
    return [key for key in one if canonical(one[key]) != canonical(other[key])]
