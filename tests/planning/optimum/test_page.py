"""The page on certificates: its example is a certificate, and its program runs."""

import re
from pathlib import Path

from planning.optimum.test_certify import MILLS

from orta.planning.optimum import solve
from orta.planning.optimum.certificate import certify

BACKGROUND = Path(__file__).parents[3] / "docs" / "background"


def two_mills():
    found = solve(MILLS)
    return certify(MILLS, found.x, found.prices, statement={"title": "Two mills"})


def test_the_example_is_what_is_made_today():
    assert (BACKGROUND / "two-mills.json").read_bytes() == two_mills().to_bytes()


def test_the_program_of_the_page_computes_the_bound(monkeypatch, capsys):
    text = (BACKGROUND / "certificates.md").read_text("utf-8")
    (program,) = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    monkeypatch.chdir(BACKGROUND)

    exec(program, {})  # noqa: S102 - the page is ours

    assert capsys.readouterr().out == "31\n"
