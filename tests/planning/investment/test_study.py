"""FEATURE: a study is read whole, or everything that is wrong with it is named."""

from dataclasses import replace
from pathlib import Path

import pytest

import orta
from orta.errors import StudyError, UsageError
from orta.planning.investment import appraise
from orta.planning.investment.compile import compile_study
from orta.planning.investment.portfolio import weigh_portfolio
from orta.planning.investment.study import Decide, Drawn, Near, read_invest_study

EXAMPLE = Path(__file__).parents[3] / "examples/investment/middle_corridor.toml"


@pytest.fixture(scope="module")
def corridor():
    return orta.load().corridor


@pytest.fixture(scope="module")
def study(corridor):
    return read_invest_study(EXAMPLE, corridor)


@pytest.fixture(scope="module")
def compiled(study, corridor):
    return compile_study(study, corridor)


def bad_cells(tmp_path, corridor, *changes):
    text = EXAMPLE.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "study.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(StudyError) as caught:
        read_invest_study(path, corridor)
    return caught.value.bad_cells


def test_costs_are_those_of_the_dataset_at_a_dated_rate(study, corridor):
    (hub,) = (o for o in study.options if o.option_id == "AKTAU-HUB")
    (rate,) = (r for r in corridor.exchange_rates if r.rate_id == hub.cost.rate_id)

    assert (hub.cost.currency, hub.cost.source_id) == ("KZT", "D134b")
    assert hub.cost.usd == pytest.approx(20.7e9 * float(rate.usd_per_unit))
    assert rate.as_of if hasattr(rate, "as_of") else rate.evidence.as_of == "2025-12-31"


def test_what_nobody_published_has_no_cost(study, corridor):
    priced = {p.project_id for p in corridor.projects if p.is_used and p.cost}
    for option in study.options:
        assert (option.cost is not None) == (option.project_id in priced)


def test_every_input_names_a_source_of_the_dataset(study, corridor):
    known = {source.source_id for source in corridor.sources}
    for each in study.inputs.values():
        assert each.source_id in known, each.name


def test_all_mistakes_are_named_with_their_lines(tmp_path, corridor):
    found = bad_cells(
        tmp_path,
        corridor,
        ("last_year = 2045", "last_year = 1999"),
        ('source = "OWN"', 'source = "nowhere"'),
        ("[inputs.growth_boxes]", "[inputs.growth_boxs]"),
        ('project = "AKTAU-HUB"', 'project = "AKTAU-HUBB"'),
        ("payers = { AZ = 1 }", "payers = { AZ = 0.5 }"),
        ('requires = ["HORADIZ-AGBEND"]', 'requires = ["HORADIZ"]'),
        ("weight = 3", 'weight = "three"'),
        ("growth_boxes = 0.035, growth_other", "discount_rate = 0.035, growth_other"),
        ("most = 6", "most = 6\nleast = 1"),
    )

    # Without an id an option cannot be read on, so what stands behind is not seen.
    assert {cell.column for cell in found} >= {"last_year", "source", "growth_boxs"}
    assert all(cell.row > 0 for cell in found)
    (typo,) = (cell for cell in found if cell.column == "growth_boxs")
    assert "growth_boxes" in typo.hint


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("payers = { AZ = 1 }", "payers = { AZ = 0.5 }", "payers"),
        ('requires = ["HORADIZ-AGBEND"]', 'requires = ["HORADIZ"]', "requires"),
        ("weight = 3", 'weight = "three"', "weight"),
        ("demand_boxes = 1.5", "discount_rate = 0.05", "discount_rate"),
        ("most = 6", "most = 6\nleast = 1", "least"),
        ("adds = 100_000", "adds = -1", "adds"),
        ("starts = [2026, 2028, 2033]", "starts = [2028, 2026]", "starts"),
        ('schema = "orta.invest-study/1"', 'schema = "x"', "schema"),
        ("periods = [2026", "period = [2026", "periods"),
        ("lead_years = 1\n", "lead_years = 1\ncost_usd = 5e6\n", "cost_source"),
        ('decide = "expected"', 'decide = "best"', "decide"),
    ],
)
def test_each_mistake_is_named(tmp_path, corridor, old, new, column):
    found = bad_cells(tmp_path, corridor, (old, new))

    assert column in {cell.column for cell in found}


def test_a_file_that_is_not_there_or_no_toml_is_said(tmp_path, corridor):
    with pytest.raises(UsageError, match="cannot read the study"):
        read_invest_study(tmp_path / "none.toml", corridor)
    path = tmp_path / "study.toml"
    path.write_text("title = Middle Corridor", "utf-8")
    with pytest.raises(StudyError, match="TOML"):
        read_invest_study(path, corridor)


def test_a_cost_or_a_budget_of_the_asker_is_kept_in_the_command(study):
    changed = study.with_budget(2e8).with_cost("TANKERS-KZ", 1.2e8)

    assert changed.budget_usd == 2e8
    assert changed.changed == ("--budget 200000000", "--cost TANKERS-KZ=120000000")
    (tankers,) = (o for o in changed.options if o.option_id == "TANKERS-KZ")
    assert (tankers.cost.usd, tankers.cost.source_id) == (1.2e8, "given")
    with pytest.raises(UsageError, match="no option"):
        study.with_cost("TANKER", 1.0)
    with pytest.raises(UsageError, match="cost"):
        study.with_cost("TANKERS-KZ", float("nan"))


def test_ways_pass_the_places_that_their_row_names(compiled, corridor):
    rows = {d.demand_id: d for d in corridor.demands}
    network = compiled.network
    for way in compiled.ways:
        row = rows[way.demand_id]
        for via in row.via_node_ids:
            touched = {spot.asset_id for spot in way.spots}
            links = {
                link.link_id
                for link in corridor.links
                if via in (link.from_node_id, link.to_node_id)
            }
            assert any(f"link:{name}" in touched for name in links), way.label
    assert network.demands


def test_the_parts_of_a_way_are_its_sums(compiled):
    for way in compiled.ways:
        assert sum(s.tariff_usd for s in way.spots) == pytest.approx(way.tariff_usd)
        assert sum(s.days for s in way.spots) == pytest.approx(way.days)
        assert sum(s.deviation_days for s in way.spots) == pytest.approx(
            way.deviation_days
        )
        assert sum(way.revenue_usd.values()) == pytest.approx(way.tariff_usd)


def test_ways_of_a_demand_differ_and_the_cheapest_comes_first(compiled):
    by_demand = {}
    for way in compiled.ways:
        by_demand.setdefault(way.demand_id, []).append(way)
    for ways in by_demand.values():
        costs = [way.cost_usd for way in ways]
        assert costs == sorted(costs)
        assert len({tuple(sorted(s.asset_id for s in w.spots)) for w in ways}) == len(
            ways
        )


def test_no_way_of_the_corridor_goes_by_a_state_that_the_study_avoids(
    compiled, corridor
):
    rows = {d.demand_id: d for d in corridor.demands}
    for way in compiled.ways:
        if rows[way.demand_id].via_node_ids and "IR" not in way.demand_id:
            assert "RU" not in way.revenue_usd


def test_demand_grows_until_the_forecasts_end(compiled, study):
    case = compiled.case(study.middle)
    (market,) = (m for m in case.markets if m.market_id == "CN-AZ-import-25")

    growth = 1 + study.inputs["growth_boxes"].value
    at = study.periods.index(2030)
    assert market.tonnes[at] == pytest.approx(market.tonnes[0] * growth**4)


def test_a_link_that_is_only_planned_carries_nothing_until_it_is_opened(compiled):
    case = compiled.case(compiled.study.middle)
    new = {asset.asset_id for asset in case.assets if asset.asset_id.endswith("@new")}
    assert new
    using = [w for w in case.ways if any(u.asset_id in new for u in w.uses)]

    before = weigh_portfolio(case, {})

    for way in using:
        assert before.moved_t[case.ways.index(way)].max() < 1e-3


def test_lower_water_takes_capacity_of_ships_alone(compiled, study):
    usual = compiled.case(study.middle)
    low = compiled.case({**study.middle, "ship_payload": 0.85})

    for one, other in zip(usual.assets, low.assets, strict=True):
        if one.capacity is None:
            continue
        share = 0.85 if one.asset_id.startswith("fleet:") else 1.0
        assert other.capacity == pytest.approx(tuple(share * c for c in one.capacity))


def test_works_open_late_and_measures_do_not(compiled, study):
    late = compiled.case({**study.middle, "delay_years": 3.0})

    assert late.option_by_id["AKTAU-HUB"].lead_years == 4
    assert late.option_by_id["SOFT-DOCUMENTS"].lead_years == 1


@pytest.mark.parametrize("decide", list(Decide))
def test_what_is_asked_decides(study, corridor, decide):
    """Ships at a cost of our own, two futures, nothing uncertain."""
    asked = replace(
        study.with_cost("TANKERS-KZ", 2.2e8).with_cost("DRY-SHIPS-KZ", 9e7),
        decide=decide,
        futures=(study.futures[1], study.futures[2]),
        inputs={
            name: replace(each, low=each.value, high=each.value)
            for name, each in study.inputs.items()
        },
        near=Near(share=0.05, most=3),
        drawn=Drawn(count=0),
    )

    answer = appraise(asked, corridor)

    (chosen,) = (c for c in answer.robustness.candidates if "chosen" in c.reasons)
    assert answer.is_proved
    assert answer.stability is None
    assert answer.bars == ()
    if decide is Decide.REGRET:
        assert answer.aim_usd == pytest.approx(chosen.greatest_regret_usd, abs=20)
        assert answer.aim_usd <= answer.robustness.least_regret_usd + 20
    elif decide is Decide.BASE:
        assert chosen.regret_usd[0] == pytest.approx(0.0, abs=20)
        assert answer.aim_usd == pytest.approx(chosen.npv_usd[0], abs=20)
    else:
        best = max(c.expected_usd for c in answer.robustness.candidates)
        assert answer.aim_usd == pytest.approx(chosen.expected_usd, abs=20)
        assert chosen.expected_usd == pytest.approx(best, abs=20)
    assert answer.npv_usd == pytest.approx(chosen.expected_usd, abs=20)


def test_what_comes_in_any_case_has_room_from_its_opening_on(compiled):
    case = compiled.case(compiled.study.middle)
    (fleet,) = (a for a in case.assets if a.asset_id == "fleet:FLEET-AAU-BAK@KZAAU")

    before, *after = fleet.capacity
    assert after == pytest.approx([before + 110_000] * len(after))
    assert "SHIPS-SIX" not in case.option_by_id


def test_every_uncertain_input_has_ends_that_differ(study):
    names = {each.name for each in study.uncertain}

    assert names == {n for n, i in study.inputs.items() if i.low < i.high}
    assert "origin_share" not in names
