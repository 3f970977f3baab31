"""Whether an old quote still adds up: from its own lines, and from the dataset."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from orta.corridor import Corridor
from orta.errors import OrtaError, UsageError
from orta.planning.network import HopKind
from orta.planning.quote.answer import (
    SCHEMA,
    document_digest,
    line_dict,
    missing_dict,
    plain,
    rate_dict,
)
from orta.planning.quote.legs import QuotedLeg, QuotedStep
from orta.planning.quote.lines import Part
from orta.planning.quote.request import QuoteRequest
from orta.planning.quote.solve import price_legs, router_price_usd
from orta.vocabulary import Cargo, ChargeBasis
from orta.vocabulary.money import rounded_quotient, total

# What a document of another form runs into, whatever it holds.
_MALFORMED = (
    *(KeyError, TypeError, ValueError, AttributeError, IndexError),
    *(ArithmeticError, RecursionError),
)
_SHOWN = 60  # characters of a value in a message
_NUMBER = re.compile(r"\d{1,18}(\.\d{1,40})?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteCheck:
    """What checking a quote found; `differences` is empty if all of it agrees.

    `total_usd` is what the lines sum to now; `is_same_dataset` whether the
    dataset at hand is the one it was made from, so that it was priced again.
    """

    total_usd: Decimal
    n_lines: int
    is_same_dataset: bool
    differences: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether nothing differs."""
        return not self.differences

    def to_dict(self) -> dict[str, Any]:
        """What `--check --json` prints."""
        return {
            "schema": "orta.quote-check/1",
            "agrees": self.agrees,
            "total_usd": plain(self.total_usd),
            "lines": self.n_lines,
            "priced_again": self.is_same_dataset,
            "differences": list(self.differences),
        }


def check_quote(text: str, corridor: Corridor) -> QuoteCheck:
    """Whether the figures of a quote agree to the cent.

    The document is added up from its own rates, quantities and exchange rates;
    if the corridor is the one it was made from, it is priced again as well.

    Raises
    ------
    UsageError
        If the text is no quote.
    """
    document = _read(text)
    try:
        amounts, differences = _added_up(document)
        is_same = document["provenance"]["dataset_digest"] == corridor.digest != ""
        if is_same:
            differences += _priced_again(document, corridor)
    except _MALFORMED as problem:
        raise _not_a_quote(
            f"a field is missing or of another kind ({problem})"
        ) from None
    return QuoteCheck(
        total_usd=total(amounts),
        n_lines=len(amounts),
        is_same_dataset=is_same,
        differences=tuple(differences),
    )


def _read(text: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise _not_a_quote(str(problem)) from None
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise _not_a_quote(f"its schema is not {SCHEMA}")
    return document


def _not_a_quote(why: str) -> UsageError:
    return UsageError(
        f"this is not a quote: {why}",
        where="check",
        hint="give a file that `orta quote … --json` has written",
    )


def _added_up(document: dict[str, Any]) -> tuple[list[Decimal], list[str]]:
    """US dollars of every line by its own figures, and what differs from them."""
    differences = []
    if document["document_digest"] != document_digest(document):
        differences.append("the document was changed after it was made (digest)")
    amounts = []
    for number, line in enumerate(document["lines"]):
        amount_usd, wrong = _line_added_up(line)
        differences += [
            f"lines[{number}] {_short(line['item'])}: {text}" for text in wrong
        ]
        amounts.append(amount_usd)
    in_all = total(amounts)
    differences += _compare("total_usd", document["total_usd"], in_all)
    wanted = document["total"]
    in_currency = rounded_quotient(in_all, _number(wanted["usd_per_unit"]))
    differences += _compare("total.amount", wanted["amount"], in_currency)
    returns = total(
        amount
        for amount, line in zip(amounts, document["lines"], strict=True)
        if line["charge_type"] == "empty_return"
    )
    differences += _compare("empty_returns_usd", document["empty_returns_usd"], returns)
    return amounts, differences


def _line_added_up(line: dict[str, Any]) -> tuple[Decimal, list[str]]:
    rate, usd_per_unit = _number(line["rate"]), _number(line["usd_per_unit"])
    parts = [
        Part.of(
            _number(part["quantity"]),
            rate=rate,
            basis=ChargeBasis(line["basis"]),
            usd_per_unit=usd_per_unit,
        )
        for part in line["parts"]
    ]
    wrong = []
    for name in ("quantity", "amount", "amount_usd"):
        mine = [getattr(part, name) for part in parts]
        for number, (part, figure) in enumerate(zip(line["parts"], mine, strict=True)):
            wrong += _compare(f"parts[{number}].{name}", part[name], figure)
        wrong += _compare(name, line[name], sum(mine, Decimal(0)))
    return total(part.amount_usd for part in parts), wrong


def _compare(
    name: str, stated: object, found: Decimal, *, by: str = "its own figures"
) -> list[str]:
    if _number(stated) == found:
        return []
    return [f"{name} is {_short(stated)}, {by} give {plain(found)}"]


def _number(text: object) -> Decimal:
    if not isinstance(text, str) or not _NUMBER.fullmatch(text):
        raise ValueError(f"{_short(text)} is not a decimal number as text")
    return Decimal(text)


def _priced_again(document: dict[str, Any], corridor: Corridor) -> Iterator[str]:
    """What differs from the same legs priced by the dataset at hand."""
    asked, route = document["request"], document["route"]
    legs = tuple(_leg(leg) for leg in route["legs"])
    request = QuoteRequest(
        on=date.fromisoformat(asked["on"]),
        currency=asked["currency"],
        estimate=asked["estimate"],
    )
    try:
        mass_t = float(_number(asked["mass_per_unit_t"]))
        units, _, _ = asked["cargo"].partition(",")  # a load changes no price
        cargo = replace(Cargo.parse(units), mass_per_unit_t=mass_t)
        ready_on = datetime.fromisoformat(asked["ready_at"]).date()
        cost_usd = router_price_usd(corridor, cargo, legs, ready_on=ready_on)
        price = price_legs(corridor, cargo, legs, request)
        rate = rate_dict(request.get_exchange_rate(corridor))
    except OrtaError as error:
        yield f"the dataset cannot price it: {error.message}"
        return
    yield from _compare(
        "route.cost_usd", route["cost_usd"], cost_usd, by="the dataset's figures"
    )
    yield from _other_fields("total", document["total"], rate)
    mine = [line_dict(line) for line in price.lines]
    if len(mine) != len(document["lines"]):
        yield f"it has {len(document['lines'])} lines, the dataset gives {len(mine)}"
        return
    for number, (stated, found) in enumerate(zip(document["lines"], mine, strict=True)):
        yield from _other_fields(f"lines[{number}]", stated, found)
    missing = [missing_dict(one) for one in price.missing]
    yield from _other_fields("quote", document, {"missing": missing})


def _other_fields(
    where: str, stated: dict[str, Any], found: dict[str, Any]
) -> Iterator[str]:
    for name, value in found.items():
        if stated[name] != value:
            yield (
                f"{where}: {name} is {_short(stated[name])}, "
                f"the dataset gives {_short(value)}"
            )


def _short(value: object) -> str:
    """A value of a document nobody vouches for, safe to print."""
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _leg(leg: dict[str, Any]) -> QuotedLeg:
    return QuotedLeg(
        number=leg["leg"],
        mode=leg["mode"],
        service_id=leg["service_id"],
        from_node_id=leg["from"],
        to_node_id=leg["to"],
        steps=tuple(
            QuotedStep(
                kind=HopKind(step["kind"]),
                service_id=step["service_id"],
                from_node_id=step["from"],
                to_node_id=step["to"],
                link_id=step["link_id"],
                next_service_id=step["next_service_id"],
            )
            for step in leg["steps"]
        ),
    )
