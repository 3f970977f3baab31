"""Each thing about a load that closes every way is named, alone or together.

A ──rail── B, and by ship from A to B
"""

from dataclasses import replace

import pytest
from corridors.build import (
    FREE_HANDLING,
    ONE_BOX,
    corridor,
    equipment,
    limit,
    line,
    link,
    network,
    node,
    request,
    tariff,
    terminal,
)

from orta.planning.routing import find_routes
from orta.vocabulary import LoadProfile


def there(*limits):
    return corridor(
        nodes=[node("A"), node("B", "KZ")],
        links=[link("A", "B"), link("A", "B", "sea")],
        services=[network("RAIL", "KZ"), line("SHIP", {"A": None, "B": 20})],
        terminals=[terminal(n, mode) for n in "AB" for mode in ("rail", "sea")],
        tariffs=[tariff("RAIL", 1), tariff("SHIP", 1), FREE_HANDLING],
        equipment=(equipment(name="wagon", deck_height_m=1.3),),
        limits=limits,
    )


def everywhere(quantity, most=None, **more):
    return [
        limit(quantity, most, mode=mode, limit_id=f"{quantity} {mode}", **more)
        for mode in ("rail", "sea")
    ]


def asked(**load):
    cargo = replace(ONE_BOX, load=LoadProfile.parse(**load))
    return replace(request("A", "B"), cargo=cargo)


@pytest.mark.parametrize(
    ("limits", "load", "constraint", "words"),
    [
        (
            everywhere("axle_load_t", 20),
            {"axle_load": "21"},
            "axle_load",
            "axle load of 21 t, limit 20 t, and 1 more",
        ),
        (
            everywhere("width_m", 3),
            {"size": "9x3.5x2m", "axle_load": "9"},
            "size",
            "width of 3.5 m, limit 3 m",
        ),
        (
            everywhere("dangerous_goods", danger=("1",)),
            {"dangerous": "1.1", "axle_load": "9"},
            "dangerous",
            "class 1.1 is not taken",
        ),
        (
            [
                limit("axle_load_t", 20, mode="rail"),
                limit("gross_mass_t", 30, mode="sea"),
            ],
            {"axle_load": "21", "gross_mass": "35"},
            "axle_load",
            "axle load of 21 t, limit 20 t",
        ),
    ],
)
def test_what_closes_every_way_alone_is_named(limits, load, constraint, words):
    answer = find_routes(there(*limits), asked(**load), n_draws=10)

    found = {o.constraint: o.detail for o in answer.blocked_by}
    assert words in found[constraint]
    assert answer.choices == ()


def test_either_of_two_that_close_one_way_each_would_help():
    limits = [
        limit("axle_load_t", 20, mode="rail"),
        limit("gross_mass_t", 30, mode="sea"),
    ]

    answer = find_routes(
        there(*limits), asked(axle_load="21", gross_mass="35"), n_draws=10
    )

    assert {o.constraint for o in answer.blocked_by} == {"axle_load", "gross_mass"}


def test_what_closes_every_way_only_together_is_named_as_the_load():
    limits = [*everywhere("axle_load_t", 20), *everywhere("width_m", 3)]

    answer = find_routes(
        there(*limits), asked(axle_load="21", size="9x3.5x2m"), n_draws=10
    )

    [obstacle] = answer.blocked_by
    assert obstacle.constraint == "load"
    assert "9x3.5x2 m, 21 t per axle" in obstacle.detail


def test_a_way_over_unknown_limits_comes_with_its_warnings():
    answer = find_routes(there(), asked(axle_load="21"), n_draws=10)

    for choice in answer.choices:
        assert any(
            "unknown: limit of axle load is not in the dataset" in warning
            for warning in answer.warnings(choice.option)
        )
    assert answer.choices


def test_an_ordinary_load_has_no_warning_of_limits():
    answer = find_routes(there(*everywhere("axle_load_t", 5)), asked(), n_draws=10)

    assert answer.choices
    assert not any(list(answer.limit_warnings(c.option)) for c in answer.choices)
