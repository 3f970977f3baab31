"""Closures as one JSON object, as tables and as files."""

from __future__ import annotations

from functools import partial
from math import isfinite
from pathlib import Path
from typing import Any, Final

from orta.planning import results
from orta.planning.resilience.criticality.answer import (
    Closure,
    CriticalityAnswer,
    Hurt,
    Proof,
)
from orta.planning.results import Table, Write, write_csv, write_folder, write_json

SCHEMA: Final = "orta.criticality/1"
_SUFFIXES: Final = (".json", ".csv")
_DIGITS: Final = 2


def criticality_dict(answer: CriticalityAnswer) -> dict[str, Any]:
    """The answer as `--json` prints it: the worst closures, then combinations."""
    request = answer.request
    return {
        "schema": SCHEMA,
        "title": request.title,
        "days": request.days,
        "kinds": [str(kind) for kind in request.kinds],
        "avoid": list(request.avoid or ()),
        "goods_t_per_week": _rounded(answer.goods_t_per_week),
        "unmet_t_per_week": _rounded(answer.unmet_t_per_week),
        "n_closures": len(answer.closures),
        "n_without_loss": answer.n_without_loss,
        "closures": [_closure(each) for each in answer.closures[: request.top]],
        "combinations": [_closure(each) for each in answer.combinations],
        "proof": _proof(answer.proof) if answer.proof else None,
        "values_usd_per_t": dict(request.values),
        "sources": dict(request.sources),
        "left_out": list(answer.left_out),
        "provenance": answer.provenance.to_dict(),
    }


def _closure(closure: Closure) -> dict[str, Any]:
    after = closure.recovery
    is_ending = after.days is None or isfinite(after.days)
    return {
        "closed": [
            {"id": each.closure_id, "kind": str(each.kind), "name": each.name}
            for each in closure.closed
        ],
        "loss_usd": _rounded(closure.loss_usd),
        "round_usd": _rounded(closure.round_usd),
        "wait_usd": _rounded(closure.wait_usd),
        "held_up_t": _rounded(closure.held_up_t),
        "no_way_t": _rounded(closure.no_way_t),
        "extra_tariff_usd": _rounded(closure.extra_tariff_usd),
        "extra_days": round(closure.extra_days, 3),
        "recovery": {
            "days": _rounded(after.days)
            if is_ending and after.days is not None
            else None,
            "is_ending": is_ending,
            "asset_id": after.asset_id,
            "unknown_t": _rounded(after.unknown_t),
            "wait_t_days": _rounded(after.wait_t_days),
            "after_usd": _rounded(after.after_usd),
        },
        "by_state": [_hurt(hurt) for hurt in closure.by_state],
        "by_commodity": [_hurt(hurt) for hurt in closure.by_commodity],
    }


def _hurt(hurt: Hurt) -> dict[str, Any]:
    found: dict[str, Any] = {
        "code": hurt.code,
        "held_up_t": _rounded(hurt.held_up_t),
        "loss_usd": _rounded(hurt.loss_usd),
    }
    if hurt.crossing_t is not None:
        found["crossing_t"] = _rounded(hurt.crossing_t)
    return found


def _proof(proof: Proof) -> dict[str, Any]:
    return {
        "n_things": len(proof.names),
        "n_sets": proof.n_sets,
        "n_solved": proof.n_solved,
        "n_ruled_out": proof.n_ruled_out,
        "gap": proof.gap,
        "base_usd_per_week": _rounded(proof.base_usd_per_week),
        "checked_usd_per_week": [_rounded(each) for each in proof.checked_usd_per_week],
        "n_families": len(proof.families),
    }


_COLUMNS: Final = (
    "closed",
    "names",
    "loss_usd",
    "round_usd",
    "wait_usd",
    "held_up_t",
    "no_way_t",
    "extra_tariff_usd",
    "extra_days",
    "recovery_days",
    "recovery_asset",
    "recovery_unknown_t",
    "wait_t_days",
    "after_usd",
)


def closures_table(closures: tuple[Closure, ...]) -> Table:
    """A row for each closure, worst first; `never` in words where a queue stays."""
    return Table(
        columns=_COLUMNS,
        rows=tuple(
            (
                " + ".join(each.closure_id for each in closure.closed),
                " + ".join(each.name for each in closure.closed),
                _rounded(closure.loss_usd),
                _rounded(closure.round_usd),
                _rounded(closure.wait_usd),
                _rounded(closure.held_up_t),
                _rounded(closure.no_way_t),
                _rounded(closure.extra_tariff_usd),
                round(closure.extra_days, 3),
                _days(closure.recovery.days),
                closure.recovery.asset_id,
                _rounded(closure.recovery.unknown_t),
                _rounded(closure.recovery.wait_t_days),
                _rounded(closure.recovery.after_usd),
            )
            for closure in closures
        ),
    )


def hurt_table(closures: tuple[Closure, ...], *, by: str) -> Table:
    """A row for each closure and state (`by="state"`), or commodity."""
    rows = [
        (
            " + ".join(each.closure_id for each in closure.closed),
            hurt.code,
            _rounded(hurt.held_up_t),
            _rounded(hurt.loss_usd),
            None if hurt.crossing_t is None else _rounded(hurt.crossing_t),
        )
        for closure in closures
        for hurt in (closure.by_state if by == "state" else closure.by_commodity)
    ]
    if by == "state":
        columns = ("closed", "state", "held_up_t", "loss_usd", "crossing_t")
        return Table(columns=columns, rows=tuple(rows))
    return Table(
        columns=("closed", "commodity", "held_up_t", "loss_usd"),
        rows=tuple(row[:-1] for row in rows),
    )


def families_table(proof: Proof) -> Table:
    """The proof: every combination is in one row, which costs no more than it says."""
    return Table(
        columns=("closed", "open", "n_more", "verdict", "at_most_usd_per_week", "used"),
        rows=tuple(
            (
                _named(proof, family.removed),
                _named(proof, family.kept),
                family.n_more,
                str(family.verdict),
                round(family.at_most, _DIGITS),
                _named(proof, family.used),
            )
            for family in proof.families
        ),
    )


def _named(proof: Proof, numbers: tuple[int, ...]) -> str:
    return " + ".join(proof.names[number] for number in numbers)


def check_output(path: str | Path) -> None:
    """Nothing, if an answer can be put there: asked before the search, not after it.

    Raises
    ------
    UsageError
        If the suffix is unknown, the folder above is not there, or something is there.
    """
    results.check_output(Path(path), suffixes=_SUFFIXES)


def export_criticality(answer: CriticalityAnswer, path: str | Path) -> Path:
    """The file or folder written.

    `.json` is the answer, `.csv` all closures. Without an ending it is a folder with
    both, who is hurt by each, the combinations and the listing that proves them.

    Raises
    ------
    UsageError
        As `check_output`, or if it cannot be written.
    """
    path = Path(path)
    check_output(path)
    about = answer.provenance
    closures = partial(write_csv, closures_table(answer.closures), provenance=about)
    match path.suffix.lower():
        case ".json":
            write_json(criticality_dict(answer), path)
        case ".csv":
            closures(path)
        case _:
            write_folder(path, _files(answer))
    return path


def _files(answer: CriticalityAnswer) -> dict[str, Write]:
    tables = {
        "closures": closures_table(answer.closures),
        "states": hurt_table((*answer.closures, *answer.combinations), by="state"),
        "commodities": hurt_table(
            (*answer.closures, *answer.combinations), by="commodity"
        ),
    }
    if answer.proof is not None:
        tables["combinations"] = closures_table(answer.combinations)
        tables["proof"] = families_table(answer.proof)
    files: dict[str, Write] = {
        "answer.json": partial(write_json, criticality_dict(answer))
    }
    for name, table in tables.items():
        files[f"{name}.csv"] = partial(write_csv, table, provenance=answer.provenance)
    return files


def _days(days: float | None) -> float | str | None:
    if days is None:
        return None
    return _rounded(days) if isfinite(days) else "never"


def _rounded(number: float) -> float:
    return round(number, _DIGITS) + 0.0  # no minus before nought
