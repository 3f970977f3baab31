"""FEATURE: how much still moves when the transit of a state is lost."""

import json
from dataclasses import replace
from random import Random

import pytest
from corridors.build import DRAWN
from corridors.random_demands import random_capacities, random_demands, random_way
from corridors.two_corridors import LINKS, ore, study, two_corridors
from reference.assignment import best_by_paths, simple_paths
from reference.autonomy import Bundle

from orta.corridor import Commodity, Duration, Facility, TransportDemand
from orta.errors import ModelError, UsageError
from orta.planning.assignment import Addition, Origin, Way, Weights
from orta.planning.optimum.certificate import verify_bytes
from orta.planning.resilience.autonomy import (
    Bound,
    find_autonomy,
    find_share,
    frame_of,
)
from orta.planning.resilience.autonomy.report import autonomy_dict, write_bundle
from orta.vocabulary import FacilityType, LotSizes, TransportMode


def test_a01_the_other_way_takes_what_it_has_room_for():
    """98 t a week by Russia for 2 USD; 49 t have room by Azerbaijan, for 3 USD."""
    answer = find_autonomy(study(), two_corridors())
    found = answer.get_state("RU")

    assert found.share == pytest.approx(0.5)
    assert (answer.autonomy, answer.weakest) == (found.share, "RU")
    assert answer.frame.reference_usd_per_t.tolist() == pytest.approx([2.0])
    assert found.extra_usd_per_t == pytest.approx(1.0)
    assert found.cost_increase == pytest.approx(0.5)
    assert [one.name for one in found.cut] == ["link:AC"]
    assert found.cut[0].gain_t == pytest.approx(1.0)
    assert answer.untouched == ("AZ",)
    assert answer.open_share == pytest.approx(1.0)


def test_a02_what_may_not_cost_half_as_much_again_does_not_go():
    answer = find_autonomy(study(cost_rise=0.49), two_corridors())
    found = answer.get_state("RU")

    assert found.share == pytest.approx(0, abs=1e-9)
    assert found.at_any_cost == pytest.approx(0.5)
    assert [(one.kind, one.name) for one in found.cut] == [("cost", "ore")]
    assert found.detours[0].rise == pytest.approx(0.5)
    shares = [step.share for step in found.curve]
    assert shares == pytest.approx([0, 0, 0, 0.5, 0.5, 0.5, 0.5], abs=1e-9)


def test_a03_the_mean_counts_so_a_cheap_tonne_lets_a_dear_one_go():
    """A second way by Azerbaijan for 2.5 USD with 10 t: 2.9 x 10 t make up for it."""
    cheap = Way(
        way_id="CHEAP",
        from_node_id="A",
        to_node_id="B",
        mode=TransportMode.RAIL,
        equipment_codes=("40ft",),
        length_km=1,
        tariff_usd_per_t=2.5,
        days=0,
        country_codes=("AZ",),
        capacity_t_per_week=10,
        evidence=DRAWN,
    )
    answer = find_autonomy(study(cost_rise=0.45, ways=(cheap,)), two_corridors())

    # 2.9 USD on average: 10 t for 2.5 and 40 t for 3.
    assert answer.get_state("RU").share == pytest.approx(50 / 98)


def test_a04_nothing_moves_where_every_way_crosses_the_state():
    drawn = two_corridors(links=LINKS[:2])
    found = find_autonomy(study(), drawn).get_state("RU")

    assert (found.lower, found.share, found.upper) == (0, 0, 0)
    assert [one.kind for one in found.cut] == ["no_way"]


def test_a05_where_goods_begin_or_end_no_way_can_save_them():
    answer = find_autonomy(study(), two_corridors(), states=["TR"])
    found = answer.get_state("TR")

    assert (found.share, found.ends_share) == (0, 1)


def test_a06_goods_may_be_bought_elsewhere_if_the_study_says_so():
    either = ore(origins=(Origin(node_id="R"), Origin(node_id="A", price_usd_per_t=1)))
    found = find_autonomy(study(either, cost_rise=5), two_corridors())

    assert found.get_state("RU").share == pytest.approx(0.5)
    assert found.frame.reference_usd_per_t.tolist() == pytest.approx([1.0])
    assert found.get_state("RU").extra_usd_per_t == pytest.approx(1 + 3 - 1)


def test_a07_other_traffic_keeps_its_room_in_the_lower_bound_alone():
    drawn = others_by_azerbaijan(end="C")
    drawn = replace(
        drawn,
        links=tuple(
            replace(one, capacity=1000, capacity_unit="t/day")
            if one.link_id == "CB"
            else one
            for one in drawn.links
        ),
    )
    found = find_autonomy(study(), drawn).get_state("RU")
    own = find_autonomy(study(replaces=("others",)), drawn).get_state("RU")

    assert (found.lower, found.share) == pytest.approx((39 / 98, 49 / 98))
    assert own.lower == pytest.approx(49 / 98)


def test_a08_in_the_lower_bound_an_unknown_stretch_carries_what_it_does_today():
    """Today 98 t go by Russia and nothing by C ─ B, whose capacity nobody knows."""
    found = find_autonomy(study(), two_corridors()).get_state("RU")

    assert found.lower == pytest.approx(0)
    assert found.upper == pytest.approx(0.5)


def others_by_azerbaijan(amount_t=10.0, end="B"):
    """A demand of the dataset that goes by Azerbaijan, since it avoids Russia."""
    row = TransportDemand(
        demand_id="others",
        origin_node_id="A",
        destination_node_id=end,
        commodity_code="99",
        equipment_code="40ft",
        volume_per_year=amount_t * 365 / 7,
        volume_unit="t",
        lot_teu=1,
        lot_sizes=LotSizes.FIXED,
        unit_mass_t=10,
        evidence=DRAWN,
    )
    goods = Commodity(commodity_code="99", name="boxes", evidence=DRAWN)
    return two_corridors(demands=(row,), commodities=(goods,))


def test_a08b_what_others_carry_over_an_unknown_stretch_is_no_room_for_the_set():
    drawn = others_by_azerbaijan()
    asked = study(others_avoid=("state:RU",))
    others = find_autonomy(asked, drawn).get_state("RU")
    own = find_autonomy(replace(asked, replaces=("others",)), drawn).get_state("RU")

    assert others.lower == pytest.approx(0)
    assert own.lower == pytest.approx(10 / 98)  # they are the set's own tonnes


def test_a08c_the_upper_bound_takes_what_other_trains_have_too():
    path = Facility(
        facility_id="PATH",
        facility_type=FacilityType.TRAIN_PATH,
        link_id="AC",
        server_count=1,
        service=Duration.fixed(84.0),  # two trains of 110 TEU of 5 t a week
        available_share=0.5,
        evidence=DRAWN,
    )
    free = tuple(replace(one, capacity=None, capacity_unit="") for one in LINKS)
    drawn = two_corridors(links=free, facilities=(path,))
    found = find_autonomy(study(ore(2000)), drawn).get_state("RU")

    assert (found.share, found.upper) == pytest.approx((550 / 2000, 1100 / 2000))


def test_a09_states_may_be_shut_together_and_do_not_count_in_the_least():
    answer = find_autonomy(study(), two_corridors(), states=["RU", "RU+AZ"])

    assert answer.get_state("RU+AZ").share == 0
    assert answer.autonomy == pytest.approx(0.5)


def test_a10_a_state_that_is_none_of_the_corridor_is_refused():
    with pytest.raises(UsageError, match="no state “XX”"):
        find_autonomy(study(), two_corridors(), states=["XX"])


def test_a11_what_raises_the_share_most_comes_first():
    projects = (
        Addition(addition_id="small", more_per_week={"link:AC": 7}),
        Addition(addition_id="large", more_per_week={"link:AC": 49}),
    )
    found = find_autonomy(study(projects=projects), two_corridors()).get_state("RU")

    assert [one.name for one in found.gains] == [
        "large",
        "25% more of link:AC",
        "small",
    ]
    assert [one.gain for one in found.gains] == pytest.approx([0.5, 0.125, 7 / 98])


def test_a12_groups_and_directions_are_looked_at_by_themselves():
    demands = (
        ore(49),
        ore(49, demand_id="tea", end="C", group="tea", direction="south"),
    )
    found = find_autonomy(study(*demands), two_corridors()).get_state("RU")

    assert found.share == pytest.approx(0.5)
    assert {one.name: one.share for one in found.parts} == pytest.approx(
        {"ore": 1.0, "tea": 1.0, "west": 1.0, "south": 1.0}
    )


def test_a13_a_cheaper_way_through_the_state_does_not_lower_what_may_be_paid():
    """Were the reference moved, the way by Azerbaijan would be too dear of a sudden."""
    cheaper = Way(
        way_id="EXPRESS",
        from_node_id="A",
        to_node_id="B",
        mode=TransportMode.RAIL,
        equipment_codes=("40ft",),
        length_km=1,
        tariff_usd_per_t=0.1,
        days=0,
        country_codes=("RU",),
        evidence=DRAWN,
    )
    frame = frame_of(study(), two_corridors())
    added = frame.with_added(Addition(addition_id="x", ways=(cheaper,)))

    for one in (frame, added):
        share = find_share(one, Bound.SHARE, ["state:RU"]).share
        assert share == pytest.approx(0.5)


def test_a14_a_set_without_tonnes_is_refused():
    with pytest.raises(ModelError, match="a demand set has tonnes"):
        study(ore(0.0))


def test_a15_the_certificate_proves_the_share():
    found = find_autonomy(study(), two_corridors()).get_state("RU")
    proved = verify_bytes(found.certificate.to_bytes())

    assert float(proved.objective_usd) == pytest.approx(500_000, abs=1e-3)
    assert float(proved.bound_usd) == pytest.approx(500_000, abs=1e-3)
    assert dict(proved.about)["unit"] == "millionths"


def drawn_case(seed):
    """A random corridor with a demand set that has tonnes and some way."""
    rng = Random(seed)
    drawn = random_capacities(rng)
    demands = random_demands(rng, drawn)
    rise = rng.choice((0.0, 0.3, 1.0))
    asked = study(*demands, cost_rise=rise, weights=Weights())
    return rng, drawn, asked


def states_of(drawn):
    return sorted(drawn.country_codes)


@pytest.mark.parametrize("seed", range(80))
def test_shares_lie_between_their_bounds_and_within_nought_and_one(seed):
    _, drawn, asked = drawn_case(seed)
    frame = frame_of(asked, drawn)
    for code in states_of(drawn):
        lower, share, upper = (
            find_share(frame, bound, [f"state:{code}"]).share for bound in Bound
        )
        assert 0 <= lower <= share + 1e-7
        assert share <= upper + 1e-7
        assert upper <= 1


@pytest.mark.parametrize("seed", range(80))
def test_no_share_falls_when_a_way_is_added(seed):
    rng, drawn, asked = drawn_case(seed)
    frame = frame_of(asked, drawn)
    added = frame.with_added(
        Addition(addition_id="new", ways=(random_way(rng, drawn),))
    )
    for code in states_of(drawn):
        for bound in Bound:
            before = find_share(frame, bound, [f"state:{code}"]).share
            after = find_share(added, bound, [f"state:{code}"]).share
            assert after >= before - 1e-7


@pytest.mark.parametrize("seed", range(40))
def test_no_share_falls_when_an_asset_holds_more(seed):
    rng, drawn, asked = drawn_case(seed)
    frame = frame_of(asked, drawn)
    limited = sorted({number for number, _ in frame.limits[Bound.SHARE]})
    if not limited:
        return
    asset = frame.network.assets[rng.choice(limited)]
    more = {asset.asset_id: rng.choice((5.0, 500.0))}
    added = frame.with_added(Addition(addition_id="more", more_per_week=more))
    for code in states_of(drawn):
        for bound in Bound:
            before = find_share(frame, bound, [f"state:{code}"]).share
            after = find_share(added, bound, [f"state:{code}"]).share
            assert after >= before - 1e-7


@pytest.mark.parametrize("seed", range(80))
def test_the_share_is_that_of_all_paths_counted_one_by_one(seed):
    _, drawn, asked = drawn_case(seed)
    frame = frame_of(asked, drawn)
    network = frame.at(Bound.SHARE)
    for code in states_of(drawn):
        found = find_share(frame, Bound.SHARE, [f"state:{code}"])
        best = best_by_paths(
            network,
            found.is_open,
            gain=[1.0] * len(network.demands),
            cost_share=0.0,
            most_cost=[
                # The row of the cost is kept to a millionth of a millionth.
                most * (1 + 1e-12)
                for most in frame.most_usd_per_t
            ],
        )
        assert found.share * asked.goods_t_per_week == pytest.approx(best, abs=1e-4)


@pytest.mark.parametrize("seed", range(80))
def test_nothing_moves_where_all_ways_cross_the_state(seed):
    _, drawn, asked = drawn_case(seed)
    frame = frame_of(asked, drawn)
    network = frame.network
    for code in states_of(drawn):
        is_open = network.open_arcs([f"state:{code}"])
        ways = [simple_paths(network, n, is_open) for n in range(len(network.demands))]
        share = find_share(frame, Bound.UPPER, [f"state:{code}"]).share
        if not any(ways):
            assert share == 0


def test_the_random_cases_are_worth_their_time():
    """Some move in part, some not at all, some whole; in some a cost rule binds."""
    seen, kinds = set(), set()
    for seed in range(40):
        _, drawn, asked = drawn_case(seed)
        frame = frame_of(asked, drawn)
        for code in states_of(drawn):
            found = find_share(frame, Bound.SHARE, [f"state:{code}"])
            is_part = 1e-6 < found.share < 1 - 1e-6
            seen.add("part" if is_part else round(found.share))
            kinds |= {one.kind for one in found.cut}

    assert seen == {0, "part", 1}
    assert kinds == {"room", "cost", "no_way"}


@pytest.mark.parametrize("seed", range(20))
def test_a_third_party_recomputes_a_bundle_to_four_digits(seed, tmp_path):
    _, drawn, asked = drawn_case(seed)
    codes = states_of(drawn)
    answer = find_autonomy(asked, drawn, states=codes)
    bundle = Bundle(write_bundle(answer, tmp_path / "bundle"))

    assert {row["state"] for row in bundle.results} == set(codes)
    for demand in bundle.demands:
        reference = demand["reference_usd_per_t"]
        assert bundle.cheapest(demand) == pytest.approx(
            float(reference) if reference else float("inf"), rel=1e-9
        )
    for row in bundle.results:
        for bound in Bound:
            share, rise = bundle.share(row["state"], bound)
            assert share == pytest.approx(float(row[bound]), abs=5e-5)
            if bound is Bound.SHARE:
                assert rise == pytest.approx(float(row["cost_increase"]), abs=5e-5)


def test_the_same_study_gives_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        write_bundle(find_autonomy(study(), two_corridors()), tmp_path / name)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())

    assert "certificate-RU.json" in files
    for name in files:
        one, two = ((tmp_path / n / name).read_bytes() for n in ("one", "two"))
        assert one == two


def test_the_promised_keys_are_there():
    answer = find_autonomy(study(), two_corridors())
    content = json.loads(json.dumps(autonomy_dict(answer)))

    assert content["schema"] == "orta.autonomy/1"
    assert content["autonomy"] == 0.5
    (state,) = content["states"]
    assert {"state", "share", "lower", "upper", "cost_increase", "cut"} <= set(state)


def test_a_new_way_of_unknown_capacity_carries_nothing_in_the_lower_bound():
    unknown = Way(
        way_id="NEW",
        from_node_id="A",
        to_node_id="B",
        mode=TransportMode.RAIL,
        equipment_codes=("40ft",),
        length_km=1,
        tariff_usd_per_t=2.0,
        days=0,
        evidence=DRAWN,
    )
    added = frame_of(study(), two_corridors()).with_added(
        Addition(addition_id="x", ways=(unknown,))
    )

    lower, share, _ = (find_share(added, b, ["state:RU"]).share for b in Bound)
    assert (lower, share) == (0, 1)
