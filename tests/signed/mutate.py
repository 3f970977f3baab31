"""Wrong copies of a good statement, from a seed: by strangers and by the signer."""

import json
import random

from signed.build import resealed

from orta.tracking.events.base64url import read_base64url, write_base64url
from orta.tracking.events.keys.algorithm import P256_ORDER
from orta.tracking.events.keys.subgroup import GROUP_ORDER

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
STRANGE = "=+/ \n\t.~\0é،\u200b\uff21"


def _change_characters(draw, text, _others):
    for _ in range(draw.choice((1, 1, 1, 2, 5))):
        at = draw.randrange(len(text))
        new = draw.choice(ALPHABET if draw.random() < 0.8 else STRANGE)
        kind = draw.randrange(5)
        text = {
            0: text[:at] + new + text[at + 1 :],
            1: text[:at] + new + text[at:],
            2: text[:at] + text[at + 1 :],
            3: text[:at] + text[at : at + 9] + text[at:],
            4: text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :],
        }[kind]
    return text


def _change_bits(draw, text, _others):
    parts = text.split(".")
    which = draw.randrange(3)
    data = bytearray(read_base64url(parts[which], where=""))
    for _ in range(draw.choice((1, 1, 3))):
        data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    parts[which] = write_base64url(bytes(data))
    return ".".join(parts)


def _encode_otherwise(draw, text, _others):
    """The same bytes in another base64: what lenient decoders take."""
    parts = text.split(".")
    which = draw.randrange(3)
    part = parts[which]
    spare = len(part) % 4
    changes = [
        part + "=" * (-len(part) % 4 or 4),
        part + "=",
        part + "\n",
        " " + part,
        part.replace("-", "+").replace("_", "/"),
        part[: len(part) // 2] + "\r\n" + part[len(part) // 2 :],
        part + "A" * (4 - spare),
    ]
    if spare in (2, 3):
        step = draw.randrange(1, 16 if spare == 2 else 4)
        last = ALPHABET[ALPHABET.index(part[-1]) ^ step]
        changes.append(part[:-1] + last)
    parts[which] = draw.choice(changes)
    return ".".join(parts)


def _splice(draw, text, others):
    parts, other = text.split("."), draw.choice(others).split(".")
    which = draw.randrange(3)
    parts[which] = other[which]
    return ".".join(parts)


def _cut(draw, text, _others):
    start, end = sorted(draw.randrange(len(text) + 1) for _ in range(2))
    return draw.choice((text[:end], text[start:], text[:start] + text[end:]))


def _other_signature(draw, text, _others):
    """Numbers of the signature moved by the order of the group, or turned over."""
    message, _, last = text.rpartition(".")
    data = read_base64url(last, where="")
    low, high = data[:32], data[32:]
    little, big = int.from_bytes(high, "little"), int.from_bytes(high)
    changed = draw.choice(
        [
            low
            + ((little + draw.randrange(1, 8) * GROUP_ORDER) % 2**256).to_bytes(
                32, "little"
            ),
            low + (P256_ORDER - big % P256_ORDER).to_bytes(32),
            low + ((big + P256_ORDER) % 2**256).to_bytes(32),
            ((int.from_bytes(low) + P256_ORDER) % 2**256).to_bytes(32) + high,
            high + low,
            data + b"\0",
            b"\0" + data,
            data[:63],
            bytes(64),
            bytes(32) + high,
            low + bytes(32),
        ]
    )
    return f"{message}.{write_base64url(changed)}"


def _noise(draw, text, _others):
    size = draw.randrange(len(text))
    return draw.choice(
        [
            draw.randbytes(size),
            draw.randbytes(size).decode("latin-1"),
            ".".join("".join(draw.choices(ALPHABET, k=size)) for _ in range(3)),
            text.encode("utf-16"),
            text.upper(),
            text + text,
        ]
    )


STRANGERS = (
    _change_characters,
    _change_bits,
    _encode_otherwise,
    _splice,
    _cut,
    _other_signature,
    _noise,
)


def mutate(draw: random.Random, text, others):
    """A text of a stranger, who has no key; it can be the same by chance."""
    return draw.choice(STRANGERS)(draw, text, others)


def write_otherwise(draw: random.Random, text, local):
    """The content of a statement in another JSON text, signed by its own key.

    A signer may say what he likes, but not the same thing in two ways.
    """
    payload = json.loads(read_base64url(text.split(".")[1], where=""))
    canonical = json.dumps(
        payload, ensure_ascii=False, separators=(",", ":"), sort_keys=True
    )
    at = draw.randrange(len(canonical))
    letter = draw.choice([c for c in sorted(set(canonical)) if c.isalnum()])
    items = list(payload.items())
    draw.shuffle(items)
    other = draw.choice(
        [
            json.dumps(payload, sort_keys=True),
            json.dumps(payload, ensure_ascii=False, indent=draw.randrange(1, 4)),
            json.dumps(dict(items), ensure_ascii=False, separators=(",", ":")),
            canonical[:at] + draw.choice(" \n\t\r") + canonical[at:],
            canonical.replace(letter, f"\\u{ord(letter):04x}", draw.randrange(1, 4)),
            canonical.replace("/", "\\/"),
            canonical[:-1] + f',"{draw.choice(list(payload))}":1}}',
            canonical.replace('"v":"1"', '"v":"1","v":"1"'),
            canonical.replace('"n":"', '"n":"0'),
            canonical.replace('"n":"', '"n":"\u0661'),
            canonical.replace("Z", "+00:00"),
            canonical + draw.choice(" \n\0"),
            "\ufeff" + canonical,
            canonical.replace("ə", "ə\u0301"),
            canonical.replace("é", "e\u0301"),
            canonical.replace(":7", ":7.0"),
            canonical.replace(":7", ":7e0"),
            canonical.replace(":7", ":+7"),
            canonical.replace(":7", ":07"),
        ]
    )
    return resealed(other.encode(), local, header=text.split(".")[0])
