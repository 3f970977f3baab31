"""A study from its TOML file, or everything that is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Final

from orta.corridor import Corridor, Project
from orta.datasets import Lines, TomlError, nearest, read_toml
from orta.errors import BadCell, ModelError, StudyError, UsageError
from orta.planning.investment.study.entries import (
    Complaints,
    Entries,
    MissingEntryError,
)
from orta.planning.investment.study.study import (
    INPUTS,
    Cost,
    Decide,
    Drawn,
    Future,
    Input,
    InvestStudy,
    Near,
    StudyEffect,
    StudyOption,
    Value,
)
from orta.vocabulary import ProjectKind
from orta.vocabulary.periods import last_day

SCHEMA: Final = "orta.invest-study/1"
_MOST_BYTES: Final = 1_000_000
_MOST_USD: Final = 1e13
_NEARLY_ALL: Final = 1e-6  # thirds are written with some digits
_LONGEST_LEAD: Final = 30
# Values of futures are added up, so they are discounted alike.
_OF_THE_STUDY: Final = ("discount_rate",)


def read_invest_study(path: str | Path, corridor: Corridor) -> InvestStudy:
    """The study in a file; costs and sources are looked up in the corridor.

    Raises
    ------
    UsageError
        If there is no such file.
    StudyError
        With every entry that cannot be used.
    """
    file = Path(path)
    try:
        content, text = read_toml(file, most_bytes=_MOST_BYTES)
    except TomlError as error:
        bad = BadCell(
            file=file.name,
            row=error.line,
            column="",
            value="",
            expected=f"TOML: {error.problem}",
            hint=error.hint,
        )
        raise StudyError(str(path), (bad,)) from None
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise UsageError(
            f"cannot read the study {path}: {reason}",
            where=str(path),
            hint="name a TOML file, such as examples/investment/middle_corridor.toml",
        ) from None
    complaints = Complaints(file.name, Lines.of(text))
    reader = _Reader(Entries(content, (), complaints), corridor)
    digest = hashlib.sha256(text.encode()).hexdigest()
    study = reader.study(digest=digest, path=str(path))
    if study is None or complaints.found:
        found = sorted(complaints.found, key=lambda bad: bad.row)
        raise StudyError(str(path), tuple(found))
    return study


@dataclass(slots=True)
class _Reader:
    """The parts of a study, one after the other."""

    entries: Entries
    corridor: Corridor

    def study(self, *, digest: str, path: str) -> InvestStudy | None:
        """The study, or None if what cannot be done without is not there."""
        top = self.entries
        try:
            if top.text("schema", None) != SCHEMA:
                top.complain("schema", f'"{SCHEMA}"')
            periods = top.years("periods", None)
            options = tuple(self._options(periods))
            study = InvestStudy(
                title=top.text("title", None),
                periods=periods,
                last_year=top.integer("last_year", None, low=periods[-1], high=2200),
                grows_until=top.integer(
                    "grows_until", periods[-1], low=periods[0], high=2200
                ),
                inputs=self._inputs(top.table("inputs")),
                options=_to_choose(options),
                committed=tuple(o for o in options if o.is_committed),
                futures=tuple(self._futures()),
                demands=top.texts("demands"),
                avoid=top.texts("avoid"),
                values=tuple(self._values()),
                digest=digest,
                path=path,
            )
            study = self._with_limits(study)
        except MissingEntryError:
            return None
        top.done()
        self._check_ids(study, options)
        return study

    def _with_limits(self, study: InvestStudy) -> InvestStudy:
        """The study with what bounds the portfolio and the work on it."""
        top = self.entries
        return replace(
            study,
            decide=self._decide(),
            budget_usd=self._budget(),
            budget_by_year=dict(self._yearly(top.table("budget_by_year"))),
            exclusions=tuple(self._exclusions()),
            most_ways=top.integer("most_ways", 8, low=1, high=50),
            near=self._near(),
            drawn=self._drawn(),
            proof_nodes=top.integer("proof_nodes", 2000, low=1, high=1_000_000),
        )

    def _decide(self) -> Decide:
        word = self.entries.text("decide", Decide.EXPECTED)
        if word not in list(Decide):
            self.entries.complain("decide", f"one of {', '.join(Decide)}")
            return Decide.EXPECTED
        return Decide(word)

    def _budget(self) -> float | None:
        if "budget_usd" not in self.entries.content:
            self.entries.known.add("budget_usd")
            return None
        return self.entries.number("budget_usd", 0.0, low=0, high=_MOST_USD)

    def _near(self) -> Near:
        """How far from the best one other portfolios are listed."""
        table = self.entries.table("alternatives")
        near = Near(
            share=table.number("share", 0.05, low=0, high=1),
            most=table.integer("most", 10, low=1, high=200),
        )
        table.done()
        return near

    def _drawn(self) -> Drawn:
        """How often all inputs are drawn."""
        table = self.entries.table("draws")
        drawn = Drawn(
            count=table.integer("count", 50, low=0, high=100_000),
            seed=table.integer("seed", 0, low=0, high=2**32),
        )
        table.done()
        return drawn

    def _yearly(self, table: Entries) -> Iterator[tuple[int, float]]:
        for key in table.names():
            usd = table.number(key, 0.0, low=0, high=_MOST_USD)
            if not key.isdecimal():
                table.complain(key, "a year, as in 2027 = 500e6")
                continue
            yield int(key), usd

    def _inputs(self, table: Entries) -> Mapping[str, Input]:
        """All inputs; those that the study leaves out keep their value for sure."""
        found = {
            name: Input(name=name, value=value, low=value, high=value)
            for name, (value, _) in INPUTS.items()
        }
        for name in table.names():
            if name not in INPUTS:
                hint = nearest(name, list(INPUTS))
                table.complain(name, f"one of {', '.join(INPUTS)}", hint)
                continue
            each = table.table(name)
            value = each.number("value", INPUTS[name][0], low=-0.9, high=1e6)
            low = each.number("low", value, low=-0.9, high=1e6)
            high = each.number("high", value, low=-0.9, high=1e6)
            if not low <= value <= high:
                each.complain("value", f"a number from {low:g} to {high:g}")
            found[name] = Input(
                name=name,
                value=value,
                low=low,
                high=high,
                source_id=self._source(each, "source", None),
                note=each.text("note"),
            )
            each.done()
        return found

    def _source(self, table: Entries, key: str, default: str | None = "") -> str:
        """The id of a source that the dataset knows."""
        source_id = table.text(key, default)
        known = [source.source_id for source in self.corridor.sources]
        if source_id and source_id not in known:
            hint = nearest(source_id, known)
            table.complain(key, "an id in source.csv of the dataset", hint)
        return source_id

    def _values(self) -> Iterator[Value]:
        for each in self.entries.tables("value"):
            yield Value(
                commodity_code=each.text("commodity", None),
                usd_per_t=each.number("usd_per_t", None, low=0, high=1e7),
                source_id=self._source(each, "source", None),
                note=each.text("note"),
            )
            each.done()

    def _options(self, periods: tuple[int, ...]) -> Iterator[StudyOption]:
        for each in self.entries.tables("option"):
            project = self._project(each)
            measure = project is not None and project.project_kind is (
                ProjectKind.MEASURE
            )
            option_id = each.text("id", each.text("project") or None)
            yield StudyOption(
                option_id=option_id,
                name=each.text("name", project.name if project else option_id),
                project_id=project.project_id if project else "",
                starts=each.years("starts", periods[:1]),
                lead_years=each.integer("lead_years", 0, low=0, high=_LONGEST_LEAD),
                cost=self._cost(each, project),
                yearly_usd=each.number("yearly_usd", 0.0, low=0, high=_MOST_USD),
                requires=each.texts("requires"),
                payers=self._payers(each, project),
                effects=tuple(self._effects(each)),
                is_measure=each.flag("is_measure") or measure,
                is_committed=self._committed(each),
                method=each.text("method"),
            )
            each.done()

    def _committed(self, each: Entries) -> bool:
        """Whether it comes in any case; then it only adds capacity."""
        is_committed = each.flag("committed")
        effects = each.content.get("effects", [])
        cuts = ("money_cut", "time_cut", "risk_cut")
        if is_committed and any(cut in effect for effect in effects for cut in cuts):
            each.complain("committed", "an option that cuts nothing, or false")
        return is_committed

    def _project(self, each: Entries) -> Project | None:
        wanted = each.text("project")
        used = {p.project_id: p for p in self.corridor.projects if p.is_used}
        if wanted and wanted not in used:
            hint = nearest(wanted, list(used))
            each.complain("project", "a project of the dataset", hint)
        return used.get(wanted)

    def _cost(self, each: Entries, project: Project | None) -> Cost | None:
        """The study's own cost with its source, else that of the project, if any."""
        each.known.add("cost_usd")
        source_id = self._source(each, "cost_source")
        if "cost_usd" in each.content:
            usd = each.number("cost_usd", 0.0, low=0, high=_MOST_USD)
            if not source_id:
                hint = "a cost that nobody has published is left out, not made up"
                each.complain("cost_source", "the source of the cost", hint)
            return Cost(
                amount=Decimal(repr(usd)), currency="USD", usd=usd, source_id=source_id
            )
        if project is None or project.cost is None:
            return None
        try:
            day = last_day(project.evidence.as_of)
            rate = self.corridor.get_exchange_rate(project.currency, on=day)
        except ModelError as error:
            each.complain("project", str(error))
            return None
        factor = Decimal(1) if rate is None else rate.usd_per_unit
        return Cost(
            amount=project.cost,
            currency=project.currency,
            usd=float(project.cost * factor),
            source_id=project.evidence.source_id,
            rate_id="" if rate is None else rate.rate_id,
        )

    def _payers(self, each: Entries, project: Project | None) -> Mapping[str, float]:
        """Who pays which share; without a word the states of the project, evenly."""
        table = each.table("payers")
        shares = {key: table.number(key, 0.0, low=0, high=1) for key in table.names()}
        if not shares:
            codes = project.country_codes if project else ()
            shares = {code: 1 / len(codes) for code in codes}
        if abs(sum(shares.values()) - 1) > _NEARLY_ALL:
            each.complain("payers", "shares that sum to 1", "as in payers = {KZ = 1}")
            return {"?": 1.0}
        return {who: share / sum(shares.values()) for who, share in shares.items()}

    def _effects(self, option: Entries) -> Iterator[StudyEffect]:
        for each in option.tables("effects"):
            yield StudyEffect(
                asset=each.text("asset", None),
                adds=each.number("adds", 0.0, low=0, high=1e12),
                opens=each.flag("opens"),
                money_cut=each.number("money_cut", 0.0, low=0, high=1),
                time_cut=each.number("time_cut", 0.0, low=0, high=1),
                risk_cut=each.number("risk_cut", 0.0, low=0, high=1),
            )
            each.done()

    def _futures(self) -> Iterator[Future]:
        found = list(self.entries.tables("future"))
        if not found:
            yield Future(name="base", weight=1.0)
        weights = [each.number("weight", 1.0, low=0, high=1e6) for each in found]
        if found and not sum(weights) > 0:
            self.entries.complain("future", "weights of which one is above 0")
            weights = [1.0] * len(found)
        for each, weight in zip(found, weights, strict=True):
            inputs = each.table("inputs")
            yield Future(
                name=each.text("name", None),
                weight=weight / sum(weights),
                inputs=dict(self._future_inputs(inputs)),
                note=each.text("note"),
            )
            each.done()

    def _future_inputs(self, table: Entries) -> Iterator[tuple[str, float]]:
        for name in table.names():
            if name not in INPUTS:
                hint = nearest(name, list(INPUTS))
                table.complain(name, f"one of {', '.join(INPUTS)}", hint)
                continue
            if name in _OF_THE_STUDY:
                table.complain(name, "an input that may differ between futures")
            yield name, table.number(name, 0.0, low=-0.9, high=1e6)

    def _exclusions(self) -> Iterator[frozenset[str]]:
        for each in self.entries.tables("exclusion"):
            yield frozenset(each.texts("options"))
            each.done()

    def _check_ids(self, study: InvestStudy, options: tuple[StudyOption, ...]) -> None:
        """Ids are there once, and what they refer to is there."""
        ids = [option.option_id for option in options]
        for number, option in enumerate(options):
            path = ("option", number)
            if ids.index(option.option_id) != number:
                self.entries.complaints.add(
                    (*path, "id"), option.option_id, "each option once"
                )
            for needed in option.requires:
                if needed not in ids or needed == option.option_id:
                    hint = nearest(needed, ids)
                    self.entries.complaints.add(
                        (*path, "requires"), needed, "another option", hint
                    )
        known = {option.option_id for option in study.options}
        for number, group in enumerate(study.exclusions):
            for name in sorted(group - known):
                self.entries.complaints.add(
                    ("exclusion", number, "options"), name, "an option"
                )
        names = [future.name for future in study.futures]
        for number, name in enumerate(names):
            if names.index(name) != number:
                self.entries.complaints.add(
                    ("future", number, "name"), name, "each future once"
                )


def _to_choose(options: tuple[StudyOption, ...]) -> tuple[StudyOption, ...]:
    """Options that do not come in any case; what they need of those is there."""
    given = {option.option_id for option in options if option.is_committed}
    return tuple(
        replace(option, requires=tuple(n for n in option.requires if n not in given))
        for option in options
        if not option.is_committed
    )
