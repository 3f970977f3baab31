"""FEATURE: the shipped grain season keeps its word as often as it says it does."""

from pathlib import Path

import pytest

import orta
from orta.planning.flows.study import read_study
from orta.planning.rehearsal import HowToRun, plan_of, rehearse

GRAIN = Path(__file__).parents[3] / "examples" / "flows" / "grain.toml"


@pytest.mark.slow
def test_what_one_luck_states_holds_under_another():
    model = orta.load()
    study = read_study(GRAIN, model.corridor)
    plan = plan_of(model.flows(study).seasons[0])

    def season(count, seed, promises=None):
        how = HowToRun(replications=count, seed=seed, promises=promises)
        return rehearse(model.corridor, study, plan, how=how).kept

    stated, again = season(200, seed=1), season(100, seed=2)

    pairs = list(zip(stated.promises, again.promises, strict=True))
    outside = [other for one, other in pairs if not other.kept.holds(one.kept.value)]
    assert len(pairs) > 80
    assert len(outside) <= 0.1 * len(pairs)  # a twentieth is what chance brings
    assert again.all_kept.holds(stated.all_kept.value)
    for share, name in ((0.8, "safe_80"), (0.9, "safe_90")):
        safe = tuple(getattr(one, name) for one in stated.promises)
        assert all(one.kept.high >= share for one in season(100, 2, safe).promises)
