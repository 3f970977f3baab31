"""A study from its TOML file and tables, or every fault of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from orta.corridor import Corridor
from orta.datasets import check_keys
from orta.errors import BadCell, StudyError
from orta.planning.flows.study.check import find_faults
from orta.planning.flows.study.files.references import References
from orta.planning.flows.study.files.rows import Builder, Drafted
from orta.planning.flows.study.files.settings import Settings, read_settings
from orta.planning.flows.study.files.tables import WORKBOOK, Tables, read_tables
from orta.planning.flows.study.reach import find_unreachable
from orta.planning.flows.study.schema import MOST_WEEKS
from orta.planning.flows.study.study import Study
from orta.planning.flows.study.values import Risk, RiskForm


def read_study(path: str | Path, corridor: Corridor) -> Study:
    """The study of a TOML file and the tables that it names, about a corridor.

    Raises
    ------
    UsageError
        If there is no such file, or the library that reads workbooks is missing.
    StudyError
        With everything that is wrong: file, row, column, value, what was expected.
    """
    path = Path(path)
    settings = read_settings(path)
    problems = list(settings.problems)
    where = settings.study.get("tables")
    if where is None:
        raise StudyError(str(path), tuple(problems))
    at = path.parent / where
    if not (at.is_file() if at.suffix.lower() == WORKBOOK else at.is_dir()):
        problems.append(_no_tables(path, settings, where))
        raise StudyError(str(path), tuple(problems))
    tables = read_tables(at)
    draft = _checked(tables, settings, corridor)
    problems += tables.all_problems()
    if problems:
        raise StudyError(str(path), tuple(problems))
    return _study(draft, settings.study)


def _checked(tables: Tables, settings: Settings, corridor: Corridor) -> Drafted:
    """The rows as values, once every fault has been named in the tables."""
    references = References(tables.by_name, corridor)
    for name, table in tables.by_name.items():
        if table.is_hopeless:
            continue
        if name != "change":  # its figures change in several spans of weeks
            check_keys(table)
        references.check(table)
    builder = Builder(tables.by_name)
    draft = builder.draft(
        weeks=settings.study.get("weeks", MOST_WEEKS), risk=_risk(settings.risk)
    )
    builder.complain(find_faults(draft))
    if not tables.all_problems() and not settings.problems:
        builder.complain(find_unreachable(draft))
    return draft


def _risk(entries: Mapping[str, Any]) -> Risk:
    form = RiskForm(entries.get("form", RiskForm.DETERMINISTIC))
    return Risk(**{**entries, "form": form})


def _study(draft: Drafted, entries: Mapping[str, Any]) -> Study:
    head = {
        key: entries[key] for key in entries if key not in ("schema", "tables", "weeks")
    }
    return Study(
        **head,
        weeks=draft.weeks,
        risk=draft.risk,
        goods=draft.goods,
        supplies=draft.supplies,
        demands=draft.demands,
        stores=draft.stores,
        conversions=draft.conversions,
        pools=draft.pools,
        legs=draft.legs,
        limits=draft.limits,
        scenarios=draft.scenarios,
        sources=draft.sources,
    )


def _no_tables(path: Path, settings: Settings, where: str) -> BadCell:
    return BadCell(
        file=path.name,
        row=settings.table_line,
        column="tables",
        value=where,
        expected="a folder of CSV files or an .xlsx workbook",
        hint=f"as seen from {path.parent}, there is none",
    )
