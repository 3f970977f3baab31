"""A corridor checks its own references and says everything that is wrong at once."""

import pickle

import pytest
from corridors.build import (
    border,
    corridor,
    line,
    link,
    network,
    node,
    tariff,
    terminal,
)

from orta.errors import ModelError


def test_everything_wrong_is_said_at_once():
    with pytest.raises(ModelError) as failure:
        corridor(
            nodes=[node("A"), node("B"), node("A")],
            links=[link("A", "NOWHERE")],
            terminals=[terminal("ELSEWHERE")],
            services=[line("S", {"A": None, "LOST": 5.0})],
            tariffs=[tariff("NOBODY", 1)],
        )

    told = "\n".join(failure.value.problems)
    for word in ("node_id A is given twice", "NOWHERE", "ELSEWHERE", "LOST", "NOBODY"):
        assert word in told
    assert len(failure.value.problems) == 5


def test_a_border_joins_the_ends_of_its_link():
    over, elsewhere = link("A", "B"), link("B", "C")
    crossing = border(elsewhere, "B")

    with pytest.raises(ModelError, match="does not join"):
        corridor(
            nodes=[node(n) for n in "ABC"],
            links=[over, elsewhere],
            borders=[
                type(crossing)(
                    border_id="X",
                    link_id=over.link_id,
                    from_node_id="B",
                    to_node_id="C",
                    dwell=crossing.dwell,
                    evidence=crossing.evidence,
                )
            ],
        )


def test_a_source_that_nobody_gave_is_named():
    stranger = node("A")
    with pytest.raises(ModelError, match="source_id drawn of Node A does not exist"):
        type(corridor(nodes=[stranger]))(name="n", version="1", nodes=(stranger,))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda: network("S", "KZ", headway_h=None), "headway_h above 0"),
        (lambda: network("S"), "either calls or country codes"),
        (lambda: line("S", {"A": None}), "single call"),
        (lambda: link("A", "A"), "starts and ends at A"),
        (lambda: link("A", "B", km=0), "must be positive"),
        (lambda: link("A", "B", "road", gauge_mm=1520), "no gauge of a railway"),
        (lambda: link("A", "B", capacity=5.0), "comes with its unit"),
        (lambda: tariff("S", -1), "not negative"),
    ],
)
def test_a_value_refuses_what_cannot_be(wrong, told):
    with pytest.raises(ModelError, match=told):
        wrong()


def test_errors_survive_the_way_to_another_process():
    error = ModelError("one", "two")

    again = pickle.loads(pickle.dumps(error))  # noqa: S301 — our own bytes

    assert (again.problems, str(again)) == (("one", "two"), "one; two")
