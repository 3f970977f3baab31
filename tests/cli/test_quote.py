"""`orta quote` as a user runs it."""

import json
import subprocess
import sys

import pytest

PROGRAM = [sys.executable, "-c", "from orta.cli.main import run; run()"]
FERRY = ["Kuryk", "Alat", "--cargo", "3xwagon:60t", "--ready", "2026-12-04"]


def orta(*words):
    return subprocess.run(  # noqa: PLW1510 — the exit code is what we look at
        [*PROGRAM, *words], capture_output=True, text=True, encoding="utf-8"
    )


def quote(*words):
    return orta("quote", *FERRY, *words)


@pytest.fixture(scope="module")
def document():
    done = quote("--json")
    assert done.returncode == 0
    return done.stdout


def test_a_quote_is_a_table_of_lines_and_what_is_not_in_it():
    done = quote()

    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "Kuryk → Alat · 3xwagon:60t · route A · prices of 2026-12-04"
    words = [line.split() for line in lines]
    assert words[1] == "leg for rate times amount USD valid source".split()
    assert (
        words[3]
        == (
            "1 freight, Kuryk – Alat rail and truck ferry 707.04 USD/unit 3 2,121.12 "
            "USD 2,121.12 2023-03 to not stated asco-wagon, stale"
        ).split()
    )
    assert words[6] == ["in", "all", "4,240.53"]
    assert words[7] == (
        "the router reckons 2,517.12 USD; empty returns add 1,723.41 USD".split()
    )
    assert "not in it: insurance of the goods: it depends on their value" in lines


def test_the_route_has_the_letter_and_the_price_of_orta_route(document):
    routes = json.loads(orta("route", *FERRY, "--json").stdout)["itineraries"]
    mine = json.loads(document)

    assert mine["route"]["label"] == routes[0]["label"] == "A"
    assert float(mine["route"]["cost_usd"]) == routes[0]["cost_usd"]


def test_json_has_the_promised_fields_and_amounts_are_texts(document):
    mine = json.loads(document)

    assert mine["schema"] == "orta.quote/1"
    assert mine["total_usd"] == "4240.53"
    line = mine["lines"][1]
    promised = "item amount currency amount_usd valid_from valid_to source_id estimated"
    assert set(promised.split()) < set(line)
    assert (line["amount"], line["valid_to"]) == ("2121.12", None)
    assert mine["missing"][0]["kind"] == "no_tariff"


def test_the_total_comes_in_another_currency_too():
    done = quote("--currency", "eur")

    assert "in all 3,600.50 EUR at 1.17776 USD of 2025-12-30" in done.stdout


def test_a_day_before_the_prices_is_refused_and_an_estimate_marked():
    refused, guessed = (
        quote("--on", "2022-06-01"),
        quote("--on", "2022-06-01", "--estimate"),
    )

    assert refused.returncode == 4
    assert "in all, not the whole price" in refused.stdout
    assert "tariff T068 begins with 2023-03" in refused.stdout
    assert "have no price on 2022-06-01" in refused.stderr
    assert guessed.returncode == 0
    assert "asco-wagon, estimate, not yet" in guessed.stdout


def test_an_unknown_currency_gets_one_clear_error():
    done = quote("--currency", "EURO", "--json")

    assert done.returncode == 2
    assert done.stdout == ""
    error = json.loads(done.stderr)
    assert error["code"] == "unknown_currency"
    assert error["hint"].startswith("did you mean EUR?")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["quote"], "give ORIGIN and DESTINATION"),
        (["quote", "Kuryk"], "give ORIGIN and DESTINATION"),
        (["quote", *FERRY, "--route", "Z"], "no route Z"),
        (["quote", *FERRY, "--on", "tomorrow"], "cannot read the date"),
        (["quote", *FERRY, "--currency", ""], "no exchange rate for the currency"),
        (["quote", "--check", "no-such-file"], "cannot read"),
        (["quote", "--check", "."], "cannot read"),
        (["quote", "--check", __file__], "this is not a quote"),
    ],
)
def test_a_request_that_cannot_be_understood_gets_one_clear_error(words, says):
    done = orta(*words)

    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_no_route_is_an_answer():
    done = orta("quote", "Kuryk", "Alat", "--avoid", "AZ", "--ready", "2026-12-04")

    assert done.returncode == 4
    assert "no route" in done.stderr


def test_an_old_quote_is_checked(document, tmp_path):
    file = tmp_path / "quote.json"
    file.write_text(document, encoding="utf-8")

    done, as_json = (
        orta("quote", "--check", file),
        orta("quote", "--check", file, "--json"),
    )

    assert done.returncode == 0
    assert done.stdout.startswith("the quote agrees to the cent: 4 lines, 4,240.53 USD")
    assert "priced again" in done.stdout
    assert json.loads(as_json.stdout) == {
        "schema": "orta.quote-check/1",
        "agrees": True,
        "total_usd": "4240.53",
        "lines": 4,
        "priced_again": True,
        "differences": [],
    }


def test_a_quote_for_a_load_out_of_the_ordinary_is_checked(tmp_path):
    file = tmp_path / "quote.json"
    file.write_text(quote("--axle-load", "20", "--json").stdout, encoding="utf-8")

    done = orta("quote", "--check", file)

    assert done.returncode == 0
    assert "agrees to the cent" in done.stdout


def test_a_changed_quote_is_refused(document, tmp_path):
    file = tmp_path / "quote.json"
    file.write_text(document.replace('"707.04"', '"706.04"'), encoding="utf-8")

    done = orta("quote", "--check", file)

    assert done.returncode == 3
    assert "does not agree" in done.stdout
    assert "its own figures give 2118.12" in done.stdout
