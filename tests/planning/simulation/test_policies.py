"""FEATURE: what an operator tries moves the answer the way an operator expects.

The shipped corridor, half a year, the same luck for all: longer bans hold more, more
ferries wait less, a hardier port is shut less, a lower sea carries less.
"""

from datetime import date
from itertools import pairwise

import pytest

import orta
from orta.planning.simulation import Scenario
from orta.planning.simulation.scenario import Ban, FleetPolicy, PortPolicy

MODEL = orta.load()
WAGONS = "KZ-AZ-wagons-25"
FERRY = "FERRY-KYK-BAK"
REPLICATIONS = 6


def half_year(**policies):
    scenario = Scenario(
        name="tried",
        start=date(2025, 7, 1),
        days=184,
        warm_up_days=30,
        **policies,
    )
    return MODEL.simulate(scenario, replications=REPLICATIONS, seed=5)


def asset(answer, asset_id):
    return next(found for found in answer.assets if found.asset_id == asset_id)


def flow(answer, demand_id):
    return next(found for found in answer.flows if found.demand_id == demand_id)


def teu_days(answer):
    """What all that arrived spent together."""
    return sum(f.mean_days.value * f.delivered_teu.value for f in answer.flows)


def weather_days(answer):
    """What ships and cargo lost to the wind."""
    return sum(
        f.causes_days["weather"].value * f.delivered_teu.value for f in answer.flows
    )


def rises(values, *, strictly=True):
    return all(a < b if strictly else a <= b for a, b in pairwise(values))


@pytest.fixture(scope="module")
def as_it_is():
    return half_year()


@pytest.fixture(scope="module")
def bans(as_it_is):
    return [
        as_it_is,
        *(
            half_year(bans=(Ban(node_id="KZKYK", starts=date(2025, 8, 1), days=days),))
            for days in (3, 7, 14)
        ),
    ]


def test_a_longer_ban_at_kuryk_holds_wagons_longer(bans):
    held = [flow(a, WAGONS).causes_days["embargo"].value for a in bans]
    days = [flow(a, WAGONS).mean_days.value for a in bans]

    assert rises(held)
    assert rises(days)


def test_a_ban_sends_a_wave_to_the_quay_when_it_ends(bans):
    """On the first three days, against no ban at all; later ferries have it away."""
    place = bans[0].series_ids.index(FERRY)
    waves = []
    for answer, days in zip(bans[1:], (3, 7, 14), strict=True):
        after = slice(31 + days, 31 + days + 3)
        more = answer.series_teu[after, place] - bans[0].series_teu[after, place]
        waves.append(more.sum())

    assert min(waves) > 0  # how high depends on who else waits there just then


def test_a_ban_at_kuryk_leaves_the_boxes_of_aktau_alone(bans):
    boxes = [flow(a, "KZ-AZ-aluminium").mean_days.value for a in bans]

    assert max(boxes) - min(boxes) < 0.02 * boxes[0]


def test_more_ferries_wait_less_and_fewer_wait_more():
    answers = [
        half_year(
            fleets={
                fleet: FleetPolicy(vessels_more=more)
                for fleet in ("FLEET-KYK-BAK", "FLEET-BAK-KYK")
            }
        )
        for more in (2, 1, 0, -1)
    ]

    assert rises([asset(a, FERRY).wait_mean_h.value for a in answers])
    assert rises([asset(a, FERRY).load_factor.value for a in answers])
    assert rises([asset(a, "FERRY-BAK-KYK").wait_mean_h.value for a in answers])
    assert rises([flow(a, "KZ-AZ-trucks-25").mean_days.value for a in answers])


def test_a_port_that_bears_more_wind_is_shut_less_and_delays_less():
    answers = [
        half_year(
            ports={
                node: PortPolicy(wind_limit_change_m_s=change)
                for node in ("KZAAU", "KZKYK")
            }
        )
        for change in (4.0, 2.0, 0.0, -1.0)
    ]

    assert rises([asset(a, FERRY).closed_share.value for a in answers])
    assert rises([asset(a, "FEEDER-AAU-BAK").closed_share.value for a in answers])
    assert rises([weather_days(a) for a in answers])
    assert teu_days(answers[0]) < teu_days(answers[-1])


def test_a_lower_sea_fills_ships_sooner_and_lengthens_queues(as_it_is):
    answers = [
        as_it_is,
        *(half_year(sea_level_change_m=change) for change in (-0.5, -1.0, -1.5)),
    ]

    assert rises([asset(a, FERRY).load_factor.value for a in answers])
    assert rises([asset(a, FERRY).wait_mean_h.value for a in answers])
    assert rises([asset(a, "TANKER-AAU-BAK").wait_mean_h.value for a in answers])


def test_the_answer_is_the_same_for_any_number_of_workers(as_it_is):
    scenario = Scenario(name="tried", start=date(2025, 7, 1), days=184, warm_up_days=30)
    alone = MODEL.simulate(scenario, replications=REPLICATIONS, seed=5, workers=1)
    many = MODEL.simulate(scenario, replications=REPLICATIONS, seed=5, workers=5)

    assert alone.flows == many.flows == as_it_is.flows
    assert repr(alone.assets) == repr(many.assets)  # nan is not equal to itself
    assert (alone.series_teu == many.series_teu).all()


def test_nothing_is_lost_and_littles_law_holds_in_every_replication(bans):
    for answer in bans:
        assert answer.checks == {
            "littles_law": REPLICATIONS,
            "units_conserved": REPLICATIONS,
        }


def test_the_answer_says_how_long_a_ban_takes_to_clear(bans):
    backlogs = [answer.backlogs[0] for answer in bans[1:]]

    assert not bans[0].backlogs
    assert [b.ban_days for b in backlogs] == [3, 7, 14]
    assert rises([b.held_teu.value for b in backlogs])
    assert all(b.cleared_share == 1 for b in backlogs)
    assert backlogs[0].clear_days.value < backlogs[-1].clear_days.value
