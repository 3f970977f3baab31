"""Ten thousand random argument strings: an exit code each, never a traceback."""

from random import Random

import pytest

import orta.cli.loading
import orta.cli.places
import orta.cli.quote
import orta.cli.replan.command
import orta.cli.route
from orta.cli.main import cli, run

FINE_OR_TOLD = {0, 2, 4}
WORDS = (
    *("Aktau", "Алматы", "Poti", "nowhere", "CNXIY", "Xi'an", "", " ", "-", "--"),
    *("--cargo", "1x40ft:18t", "0x40ft:1t", "1x40ft:60t", "9999xwagon:70t", "x:t"),
    *("--ready", "2026-12-04", "2019-01-01", "9999-12-31", "2026-02-30", "now", "NaN"),
    *("--by", "2026-12-24T12:00", "2026-12-01", "2199-12-31", "+00:00", "1e9"),
    *("--avoid", "RU", "RU,IR", "XX", ",,,", "ru;az", "--goods", "1001", "99", "10011"),
    *("--sort", "time", "beauty", "--all", "--show", "A", "ZZ", "--draws", "5", "-1"),
    *(
        "--seed",
        "7",
        "1e3",
        "--on",
        "2025-10-10",
        "--owner",
        "foreign",
        "mine",
        "--via",
    ),
    *("--route", "B", "--currency", "EUR", "kzt", "--estimate", "--check", __file__),
    *("--json", "--help", "--limit", "0", "\x00", "💣", "../../etc", "a" * 300, "'\"`"),
)
OF_REPLAN = (
    *("--at", "--closed", "Aktau:24/72/200h", "Kuryk:..", "L107:2026-12-09", ":1h"),
    *("--aboard", "FEEDER-AAU-BAK", "--planned", "RAIL-KZ", "--storage-usd-per-day"),
)
LETTERS = "abcXYZ019 -_=:,;/\\'\"`$<>|&%#@!?*~^().+éÄЖ中\t\n\x00\x1b\u202e\ufeff𝔘"


@pytest.fixture(autouse=True)
def _one_dataset(monkeypatch):
    """Reads the shipped dataset once, not ten thousand times."""
    model = orta.load()
    for command in (
        orta.cli.route,
        orta.cli.quote,
        orta.cli.loading,
        orta.cli.places,
        orta.cli.replan.command,
    ):
        monkeypatch.setattr(command, "load", lambda _: model)


def random_words(rng: Random) -> list[str]:
    words = [rng.choice((*("route", "quote", "loading", "places") * 2, "replan"))]
    known = (*WORDS, *OF_REPLAN) if words[0] == "replan" else WORDS
    for _ in range(rng.randint(0, 6)):
        if rng.random() < 0.75:
            words.append(rng.choice(known))
        else:
            words.append("".join(rng.choices(LETTERS, k=rng.randint(0, 12))))
    return words


def test_ten_thousand_random_argument_strings_get_an_answer_or_one_error(capsys):
    rng = Random(20261125)
    codes = []
    for _ in range(10_000):
        words = random_words(rng)
        with pytest.raises(SystemExit) as left:
            run(words)
        printed = capsys.readouterr()
        code = left.value.code
        assert code in FINE_OR_TOLD, (words, code, printed.err)
        if code == 2:
            assert "Traceback" not in printed.err
            is_one_line = printed.err.count("error:") == 1
            assert is_one_line or '"schema": "orta.error/1"' in printed.err, words
            assert printed.out == "", words
        codes.append(code)
    assert codes.count(2) > 5000
    assert codes.count(0) > 250  # some of them can be answered


def test_every_command_is_known_to_the_program():
    assert {"route", "loading", "places", "data"} <= set(cli.commands)
