"""Theory: the simulator finds what queueing theory knows, plant by plant."""

from statistics import NormalDist

import make_simulation_pages as pages
import pytest
from verification.theory import CASES, Case, measure

SHARE = 0.4  # of the length of the runs behind the page
WIDEST = 0.03  # from end to end


def surely(one):
    """Half the width of the 99.9 % interval, by Student's t.

    The point of t is expanded as in Abramowitz and Stegun (1964), 26.7.5.
    """
    z, n = NormalDist().inv_cdf(0.9995), one.runs - 1
    point = z + (z**3 + z) / (4 * n) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2)
    point += (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * n**3)
    return point * one.error


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_simulator_agrees_with_theory(case: Case):
    for one in measure(case, share=SHARE):
        half = surely(one)
        assert 2 * half < WIDEST * one.figure.theory, one.figure.what
        assert one.value == pytest.approx(one.figure.theory, abs=half), one.figure.what


@pytest.mark.slow
def test_long_runs_are_within_one_percent_and_on_the_page():
    measured = pages.measure_all()
    for one in measured:
        assert abs(one.difference) < 0.01, (one.case.name, one.figure.what)
        assert abs(one.value - one.figure.theory) < surely(one), one.case.name
    assert pages.PAGE.read_text("utf-8") == pages.page(measured)


def test_the_page_knows_what_it_was_made_from(monkeypatch, tmp_path):
    page = tmp_path / "page.md"
    monkeypatch.setattr(pages, "PAGE", page)
    assert not pages.is_current()
    page.write_text(f"figures\n\n{pages._stamp()}", "utf-8")
    assert pages.is_current()

    monkeypatch.setattr(pages, "MADE_FROM", pages.MADE_FROM[:-1])
    assert not pages.is_current()
    monkeypatch.setattr(pages, "MADE_FROM", ("src/orta/nowhere.py",))
    with pytest.raises(FileNotFoundError, match="nowhere"):
        pages.digest()
