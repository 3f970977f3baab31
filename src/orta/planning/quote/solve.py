"""From the legs of a route to the lines of its price, and what is missing of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from orta.corridor import Corridor
from orta.planning.network import Charge, Hop, HopKind, PriceList, compile_network
from orta.planning.quote.empties import estimate_empty_return
from orta.planning.quote.legs import QuotedLeg, QuotedStep, get_hop, hops_by_step
from orta.planning.quote.lines import (
    OUTSIDE,
    MissingKind,
    MissingLine,
    Part,
    QuoteLine,
    Validity,
    rate_validity,
    tariff_validity,
)
from orta.planning.quote.request import QuoteRequest
from orta.vocabulary import Cargo, ChargeType
from orta.vocabulary.money import total

# Charges of one tariff on one leg are a line, but for each terminal and border.
_Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """The lines that can be quoted, and what is missing."""

    lines: tuple[QuoteLine, ...]
    missing: tuple[MissingLine, ...]


def price_legs(
    corridor: Corridor,
    cargo: Cargo,
    legs: tuple[QuotedLeg, ...],
    request: QuoteRequest,
) -> Price:
    """The price of the legs on the day asked for, line by line.

    Raises
    ------
    ModelError
        If the corridor has no such legs.
    """
    return _Pricing(corridor, cargo, legs, request).price()


def router_price_usd(
    corridor: Corridor, cargo: Cargo, legs: tuple[QuotedLeg, ...], *, ready_on: date
) -> Decimal:
    """What the router reckons for the legs: its price of the day they are ready."""
    hops = hops_by_step(compile_network(corridor, cargo, on=ready_on))
    steps = [step for leg in legs for step in leg.steps]
    return Decimal(sum(get_hop(hops, step).cost_cents for step in steps)).scaleb(-2)


@dataclass(frozen=True)
class _Pricing:
    """The parts of one quote while it is put together."""

    corridor: Corridor
    cargo: Cargo
    legs: tuple[QuotedLeg, ...]
    request: QuoteRequest

    @cached_property
    def prices(self) -> PriceList:
        return PriceList(self.corridor, self.cargo, self.request.on)

    def price(self) -> Price:
        found = [line for leg in self.legs for line in self._lines_of(leg)]
        refused: list[QuoteLine] = []
        if self.request.estimate:
            lines = [
                line if line.is_quotable else replace(line, is_stand_in=True)
                for line in found
            ]
            lines += self._estimated_empties(found)
        else:
            lines = [line for line in found if line.is_quotable]
            refused = [line for line in found if not line.is_quotable]
        legs_of = _legs_by_type([*found, *lines])
        return Price(
            lines=tuple(sorted(lines, key=lambda line: line.leg)),
            missing=(
                *map(_not_valid, refused),
                *self._without_tariff(legs_of),
                *OUTSIDE,
            ),
        )

    def _lines_of(self, leg: QuotedLeg) -> Iterator[QuoteLine]:
        """What the hops of a leg cost, then the empty return of its equipment."""
        charges: dict[_Key, list[Charge]] = {}
        items: dict[_Key, str] = {}
        for step in leg.steps:
            hop = get_hop(self._hops, step)
            for charge in hop.charges:
                place, item = self._place(hop, charge)
                freight = charge.freight_tariff
                of = "" if freight is None else freight.tariff_id
                key = (charge.tariff.tariff_id, of, place, charge.currency)
                charges.setdefault(key, []).append(charge)
                items.setdefault(key, item)
        for key, of_line in charges.items():
            yield self._line(leg, items[key], of_line)
        service = self.corridor.service_by_id[leg.service_id]
        for charge in self.prices.find_empty_return(service) or ():
            yield self._line(leg, f"empty return, {service.name}", [charge])

    @cached_property
    def _hops(self) -> dict[QuotedStep, Hop]:
        network = compile_network(self.corridor, self.cargo, on=self.request.on)
        return hops_by_step(network)

    def _place(self, hop: Hop, charge: Charge) -> tuple[str, str]:
        """What tells lines of one tariff apart, and the words for it."""
        names = self.corridor.node_by_id
        start, end = names[hop.from_node_id].name, names[hop.to_node_id].name
        tariff = charge.tariff
        if tariff.charge_type is ChargeType.HANDLING:
            verb = "loading" if hop.kind is HopKind.LOAD else "discharge"
            return hop.from_node_id + verb, f"{verb} at {start}"
        if tariff.charge_type is ChargeType.BORDER:
            return hop.link_id, f"border {start} – {end}"
        service = self.corridor.service_by_id[tariff.target_id or hop.service_id]
        named = f"{tariff.charge_type}, {service.name}"
        has_note = tariff.charge_type is ChargeType.SURCHARGE and tariff.note
        return service.service_id, f"{named}: {tariff.note}" if has_note else named

    def _line(self, leg: QuotedLeg, item: str, charges: list[Charge]) -> QuoteLine:
        first = charges[0]
        tariff, rate, on = first.tariff, first.exchange_rate, self.request.on
        freight = first.freight_tariff
        return QuoteLine(
            leg=leg.number,
            charge_type=tariff.charge_type,
            item=item,
            tariff_id=tariff.tariff_id,
            basis=tariff.basis,
            rate=tariff.amount,
            currency=first.currency,
            parts=tuple(_part(charge) for charge in charges),
            exchange_rate=rate,
            exchange_validity=Validity.IN_FORCE
            if rate is None
            else rate_validity(rate, on),
            valid_from=tariff.valid_from,
            valid_to=tariff.valid_to,
            validity=tariff_validity(tariff, on),
            evidence=tariff.evidence,
            percent_of="" if freight is None else freight.tariff_id,
            freight_holds=freight is None or tariff_validity(freight, on).is_quotable,
        )

    def _estimated_empties(self, found: list[QuoteLine]) -> Iterator[QuoteLine]:
        priced = _legs_by_type(found).get(ChargeType.EMPTY_RETURN, set())
        for leg in self.legs:
            if leg.number in priced:
                continue
            line = estimate_empty_return(
                self.prices,
                self.corridor.service_by_id[leg.service_id],
                leg=leg.number,
                freight_usd=total(
                    line.amount_usd
                    for line in found
                    if line.leg == leg.number and line.charge_type is ChargeType.FREIGHT
                ),
            )
            if line is not None:
                yield line

    def _without_tariff(
        self, priced: dict[ChargeType, set[int]]
    ) -> Iterator[MissingLine]:
        equipment = self.corridor.equipment_by_code[self.cargo.equipment_code]
        for charge_type, item in (
            (ChargeType.SURCHARGE, "surcharges of the carriers"),
            (ChargeType.EMPTY_RETURN, f"empty return of the {equipment.name}"),
        ):
            without = [
                leg.number
                for leg in self.legs
                if leg.number not in priced.get(charge_type, set())
            ]
            if without:
                yield MissingLine(
                    kind=MissingKind.NO_TARIFF,
                    item=item,
                    legs=tuple(without),
                    why="the dataset has no tariff for it on these legs",
                )


def _legs_by_type(lines: Iterable[QuoteLine]) -> dict[ChargeType, set[int]]:
    legs: dict[ChargeType, set[int]] = {}
    for line in lines:
        legs.setdefault(line.charge_type, set()).add(line.leg)
    return legs


def _part(charge: Charge) -> Part:
    return Part(
        quantity=charge.quantity,
        amount=charge.amount,
        amount_usd=Decimal(charge.amount_cents).scaleb(-2),
    )


def _not_valid(line: QuoteLine) -> MissingLine:
    if line.validity is Validity.EXPIRED:
        why = f"tariff {line.tariff_id} ended with {line.valid_to}"
    elif line.validity is Validity.NOT_YET:
        why = f"tariff {line.tariff_id} begins with {line.valid_from}"
    elif not line.freight_holds:
        why = f"it is a percentage of tariff {line.percent_of}, which does not hold"
    else:
        why = f"there is no exchange rate for {line.currency} up to that day"
    return MissingLine(
        kind=MissingKind.NOT_VALID, item=line.item, legs=(line.leg,), why=why
    )
