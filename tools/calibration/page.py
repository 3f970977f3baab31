"""`docs/calibration.md`: what was fitted, and every published figure beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

import numpy as np

from calibration.fit import RECOVERED_SHARE, Fit
from calibration.posterior import DRAWS, NARROW_SHARE
from calibration.prose import BAD, INTRODUCTION, METHOD, PARAMETERS, STAGES
from calibration.rows import (
    TOLERANCES,
    Use,
    misfit,
    row_of,
    source_id_of,
    stage_of,
    use_of,
)
from orta.corridor import Corridor, Target
from orta.planning.simulation.observed import Held, hold_against_targets

# Another luck than that of the fit, which would flatter it.
REPLICATIONS: Final = 4
SEED: Final = 2
_FAR_SHARE: Final = 0.3
_SMALL: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A target before and after the fit."""

    target: Target
    source_id: str
    published: float
    before: float
    after: float
    misses: tuple[float, float]

    @property
    def errors(self) -> tuple[float, float]:
        """Shares by which the simulation is off before and after."""
        return self.before / self.published - 1, self.after / self.published - 1


def compare_all(corridor: Corridor, fit: Fit) -> tuple[Compared, ...]:
    """Every target simulated with the start values and with those of the fit."""
    starts = {row.parameter_id: row.start for row in fit.parameters}
    before = _held(corridor, starts)
    after = _held(corridor, fit.values())
    return tuple(
        Compared(
            target=one.target,
            source_id=source_id_of(corridor, one.target),
            published=one.published,
            before=one.simulated.value,
            after=other.simulated.value,
            misses=(_miss(corridor, one), _miss(corridor, other)),
        )
        for one, other in zip(before, after, strict=True)
    )


def page(
    corridor: Corridor, fit: Fit, compared: Sequence[Compared], *, is_current: bool
) -> str:
    """The whole page."""
    blocks = (
        INTRODUCTION,
        _state(fit, is_current=is_current),
        "## How",
        METHOD.format(
            vectors=sum(fit.waves),
            first=fit.waves[0],
            later=" and ".join(map(str, fit.waves[1:])),
            replications=fit.replications,
            seed=fit.seed,
            lost=fit.lost,
            draws=DRAWS,
            kept=fit.draws_kept,
            narrow=NARROW_SHARE,
            recovered=RECOVERED_SHARE,
        ),
        _lines(_tolerances()),
        "## Rows",
        _lines(_uses(compared)),
        "## Parameters",
        PARAMETERS.format(truths=fit.truths, effective=fit.effective),
        _lines(_parameters(corridor, fit)),
        _lines(_recovery(fit)),
        "## Errors",
        _lines(_errors(compared)),
        BAD,
        _far(compared),
        "## By stage",
        STAGES.format(seed=SEED, replications=REPLICATIONS),
        *_stages(compared),
        "## The polynomial",
        _lines(_emulator(fit)),
    )
    return "\n\n".join(blocks) + "\n"


def _held(corridor: Corridor, values: dict[str, float]) -> tuple[Held, ...]:
    return hold_against_targets(
        corridor,
        corridor.targets,
        parameters=values,
        replications=REPLICATIONS,
        seed=SEED,
    )


def _miss(corridor: Corridor, held: Held) -> float:
    """How many tolerances a figure lies outside of what was published."""
    row = row_of(corridor, held.target)
    square = misfit([row], np.log([[held.simulated.value]]))[0]
    return float(square**0.5)


def _state(fit: Fit, *, is_current: bool) -> str:
    if is_current:
        return (
            f"Fitted on dataset {fit.dataset_version}. The first vector of the runs, "
            "simulated again for this page, gives the same figures as then."
        )
    return (
        f"Fitted on dataset {fit.dataset_version}. **Since then the dataset or the "
        "simulator has changed:** the first vector of the runs, simulated again for "
        "this page, gives other figures. The tables below are of today; the fit is "
        "not, until `python tools/calibrate.py` has run again."
    )


def _tolerances() -> Iterator[str]:
    yield "| stage | tolerance |"
    yield "|---|---|"
    for stage, share in TOLERANCES.items():
        yield f"| {stage} | {share:.0%} |"


def _uses(compared: Sequence[Compared]) -> Iterator[str]:
    provable = [c for c in compared if use_of(c.target) is not Use.INPUT]
    fitted = [c for c in provable if use_of(c.target) is Use.FITTED_ON]
    yield (
        f"{len(provable)} of {len(compared)} rows can prove something; "
        f"{len(fitted)} of them ({len(fitted) / len(provable):.0%}) were fitted on."
    )
    yield ""
    yield "| use | rows | which |"
    yield "|---|---|---|"
    for use in Use:
        ids = [c.target.target_id for c in compared if use_of(c.target) is use]
        yield f"| {use} | {len(ids)} | {', '.join(ids)} |"


def _parameters(corridor: Corridor, fit: Fit) -> Iterator[str]:
    notes = {row.parameter_id: row.note for row in corridor.parameters}
    yield (
        "| parameter | what | bounds | start | median | 5-95 % | width | "
        "last wave alone | one source less | fitted |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for row in fit.parameters:
        fitted = "not fitted" if row.fitted is None else f"**{row.fitted:g}**"
        yield (
            f"| {row.parameter_id} | {notes[row.parameter_id]} | "
            f"{row.lower:g} to {row.upper:g} | {row.start:g} | {row.median:g} | "
            f"{row.low:g} to {row.high:g} | {row.width_share:.0%} | "
            f"{row.simulated_low:g} to {row.simulated_high:g} | "
            f"{row.least_median:g} to {row.most_median:g} | {fitted} |"
        )


def _recovery(fit: Fit) -> Iterator[str]:
    yield f"| parameter | truths found, of {fit.truths} | mean width |"
    yield "|---|---|---|"
    for row in fit.parameters:
        yield (
            f"| {row.parameter_id} | {row.covered} | {row.recovered_width_share:.0%} |"
        )


def _errors(compared: Sequence[Compared]) -> Iterator[str]:
    yield (
        "| use | rows | median absolute error before | after | within the tolerance "
        "before | after | mean square of tolerances missed before | after |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    for use in Use:
        rows = [c for c in compared if use_of(c.target) is use]
        cells = [f"{median(abs(c.errors[n]) for c in rows):.0%}" for n in (0, 1)]
        cells += [str(sum(c.misses[n] <= 1 for c in rows)) for n in (0, 1)]
        squares = [sum(c.misses[n] ** 2 for c in rows) / len(rows) for n in (0, 1)]
        cells += [f"{square:.2f}" for square in squares]
        yield f"| {use} | {len(rows)} | {' | '.join(cells)} |"


def _far(compared: Sequence[Compared]) -> str:
    far = [
        f"{c.target.target_id} ({c.errors[1]:+.0%}, {use_of(c.target)})"
        for c in sorted(compared, key=lambda c: -abs(c.errors[1]))
        if abs(c.errors[1]) > _FAR_SHARE
    ]
    return f"Off by more than {_FAR_SHARE:.0%} after the fit: {', '.join(far)}."


def _stages(compared: Sequence[Compared]) -> Iterator[str]:
    for stage in TOLERANCES:
        rows = [c for c in compared if stage_of(c.target) == stage]
        yield f"### {stage}"
        yield _lines(_stage(rows))


def _stage(rows: Sequence[Compared]) -> Iterator[str]:
    yield (
        "| row | metric | of | months | published | before | after | error before | "
        "after | use | source | note |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|---|---|"
    for c in rows:
        target = c.target
        ids = target.asset_ids or target.demand_ids
        of = ids[0] + (f" and {len(ids) - 1} more" if len(ids) > 1 else "")
        figures = (_figure(c, value) for value in (c.published, c.before, c.after))
        before, after = c.errors
        yield (
            f"| {target.target_id} | {target.metric} | {of} | "
            f"{target.first_month} to {target.last_month} | {' | '.join(figures)} | "
            f"{before:+.0%} | {after:+.0%} | {use_of(target)} | {c.source_id} | "
            f"{target.note} |"
        )


def _figure(c: Compared, value: float) -> str:
    """A figure with the digits that its published size deserves."""
    if c.published >= _SMALL:
        return f"{value:,.0f}"
    return f"{value:.2f}" if c.published < 1 else f"{value:.1f}"


def _emulator(fit: Fit) -> Iterator[str]:
    yield (
        "Figures of the runs that are not far off, and how the polynomial "
        "meets those that it had not seen: standard deviation of its error, and the "
        "share of the variance of the logarithms that it explains."
    )
    yield ""
    yield "| row | least simulated | most | error | explained |"
    yield "|---|---|---|---|---|"
    for row in fit.figures:
        yield (
            f"| {row.target_id} | {row.least:,g} | {row.most:,g} | {row.spread:.1%} | "
            f"{row.explained:.0%} |"
        )


def _lines(lines: Iterator[str]) -> str:
    return "\n".join(lines)
