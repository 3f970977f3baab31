"""FEATURE: many commodities on shared links, beside the arc-flow programme."""

import copy
import random

import highspy
import numpy as np
import pytest

from orta.errors import CertificateError
from orta.planning.optimum.certificate.exact import digest
from orta.planning.optimum.paths import (
    FlowProblem,
    solve_paths,
    verify_paths,
    write_paths_certificate,
)


def random_problem(seed):
    rng = np.random.default_rng(seed)
    n, m, k = 8, 24, 10
    return {
        "tail": rng.integers(0, n, m), "head": rng.integers(0, n, m),
        "cost": rng.integers(0, 20, m), "capacity": rng.integers(0, 12, m),
        "origin": rng.integers(0, n, k), "destination": rng.integers(0, n, k),
        "amount": rng.integers(0, 9, k), "unmet_cost": rng.integers(10, 90, k),
    }  # fmt: skip


def arc_flow(raw):
    """The same by one variable for each commodity and link."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    m = len(raw["tail"])
    k = [i for i in range(10) if raw["origin"][i] != raw["destination"][i]]
    x = {i: [highs.addVariable(0, obj=float(c)) for c in raw["cost"]] for i in k}
    unmet = {i: highs.addVariable(0, obj=float(raw["unmet_cost"][i])) for i in k}
    for i in k:
        for node in range(8):
            out = sum(
                (raw["tail"][e] == node) * x[i][e] - (raw["head"][e] == node) * x[i][e]
                for e in range(m)
            )
            if node == raw["origin"][i]:
                highs.addConstr(out + unmet[i] == float(raw["amount"][i]))
            elif node != raw["destination"][i]:
                highs.addConstr(out == 0)
    for e in range(m):
        highs.addConstr(sum(x[i][e] for i in k) <= float(raw["capacity"][e]))
    highs.run()
    return highs.getInfo().objective_function_value


@pytest.mark.parametrize("seed", range(100))
def test_costs_as_much_as_the_arc_flow_programme(seed):
    raw = random_problem(seed)
    plan = solve_paths(FlowProblem.of(**raw), gap=1e-9)

    assert plan.objective == pytest.approx(arc_flow(raw), rel=1e-6, abs=1e-6)
    assert (plan.link_flow() <= raw["capacity"] + 1e-9).all()


def test_scaled_costs_scale_the_cost_and_more_capacity_never_costs_more():
    for seed in range(20):
        raw = random_problem(seed)
        cost = solve_paths(FlowProblem.of(**raw)).objective
        scaled = {n: 3 * raw[n] for n in ("cost", "unmet_cost")}
        wide = {"capacity": raw["capacity"] + 1}
        halves = {n: np.repeat(raw[n], 2) for n in ("origin", "destination")}
        halves |= {"unmet_cost": np.repeat(raw["unmet_cost"], 2)}
        halves |= {"amount": np.repeat(raw["amount"] / 2, 2)}

        def again(change, raw=raw):
            return solve_paths(FlowProblem.of(**raw | change)).objective

        assert again(scaled) == pytest.approx(3 * cost, rel=1e-5)
        assert again(wide) <= cost * (1 + 1e-5)
        assert again(halves) == pytest.approx(cost, rel=1e-5)


def test_a_changed_digit_is_noticed_even_under_a_new_digest():
    problem = FlowProblem.of(**random_problem(4))
    document = write_paths_certificate(problem, solve_paths(problem))
    assert float(verify_paths(document).gap) <= 1e-6
    chance = random.Random(1)
    for number in range(1000):
        changed = copy.deepcopy(document)
        key = chance.choice(["objective_usd", "bound_usd", "gap"])
        text = changed["statement"][key]
        at = chance.choice([i for i, c in enumerate(text) if c.isdigit()])
        digit = chance.choice([d for d in "0123456789" if d != text[at]])
        changed["statement"][key] = text[:at] + digit + text[at + 1 :]
        if number % 2:
            changed["sha256"] = digest(
                {k: v for k, v in changed.items() if k != "sha256"}
            )
        with pytest.raises(CertificateError):
            verify_paths(changed)


def test_a_plan_that_overloads_a_link_is_refused():
    problem = FlowProblem.of(
        tail=[0], head=[1], cost=[1], capacity=[2],
        origin=[0], destination=[1], amount=[3], unmet_cost=10,
    )  # fmt: skip
    document = write_paths_certificate(problem, solve_paths(problem))
    document["plan"]["flow"] = ["2.5"]
    document["sha256"] = digest({k: v for k, v in document.items() if k != "sha256"})

    with pytest.raises(CertificateError, match="exceeded"):
        verify_paths(document)
