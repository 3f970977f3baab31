"""Which hops a load can take: allowed, with a permit, not known, or forbidden.

What the dataset does not say is reported as unknown, never as fine. A hop that a
limit forbids is left out of the network; all else stays and is warned of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from orta.corridor import Corridor, Limit, Link
from orta.errors import UsageError
from orta.planning.network.hops import Hop, HopKind
from orta.vocabulary import (
    Cargo,
    Confidence,
    LimitEffect,
    LimitQuantity,
    TransportMode,
)

_WORD = {
    LimitQuantity.AXLE_LOAD_T: "axle load",
    LimitQuantity.GROSS_MASS_T: "gross mass",
    LimitQuantity.LENGTH_M: "length",
    LimitQuantity.WIDTH_M: "width",
    LimitQuantity.HEIGHT_M: "height",
}
_AT_TERMINALS = (LimitQuantity.GROSS_MASS_T, LimitQuantity.DANGEROUS_GOODS)
_ANYWHERE = ""  # the open sea is in no state


class Verdict(StrEnum):
    """What the dataset says of a load at a place, from good to bad."""

    ALLOWED = "allowed"
    PERMIT = "permit"
    UNKNOWN = "unknown"
    FORBIDDEN = "forbidden"


# The verdict, its reason, and the limit behind it if there is one.
_Judged = tuple[Verdict, str, Limit | None]

_GRAVEST_FIRST = tuple(Verdict)[::-1]
_HEAD = {
    Verdict.FORBIDDEN: "forbidden",
    Verdict.UNKNOWN: "unknown",
    Verdict.PERMIT: "permit needed",
    Verdict.ALLOWED: "estimate",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is to be known of a load at one place about one quantity.

    An allowed one is a finding only if the limit behind it is an estimate.
    """

    verdict: Verdict
    quantity: LimitQuantity
    place: str
    reason: str
    limit: Limit | None = None

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


@dataclass(frozen=True, eq=False)
class Verdicts:
    """Findings of each hop, and whether it may be used at all, shape (n_hops,)."""

    is_allowed: NDArray[np.bool_]
    findings: tuple[tuple[Finding, ...], ...]

    @property
    def reasons(self) -> list[str]:
        """Why hops are forbidden, each place and reason once."""
        of_all = (finding for of_hop in self.findings for finding in of_hop)
        bad = (str(f) for f in of_all if f.verdict is Verdict.FORBIDDEN)
        return list(dict.fromkeys(bad))


def judge_hops(corridor: Corridor, cargo: Cargo, hops: Sequence[Hop]) -> Verdicts:
    """What the limits of the corridor say about each hop for this cargo.

    An ordinary load has nothing to hold limits against: its equipment is what the
    services carry every day.
    """
    if cargo.load.is_ordinary:
        return Verdicts(np.ones(len(hops), np.bool_), ((),) * len(hops))
    judge = _Judge(corridor, cargo)
    findings = tuple(map(judge.findings, hops))
    is_allowed = [
        all(f.verdict is not Verdict.FORBIDDEN for f in own) for own in findings
    ]
    return Verdicts(np.array(is_allowed, np.bool_), findings)


def limit_warnings(corridor: Corridor, cargo: Cargo, hops: Sequence[Hop]) -> list[str]:
    """What a user has to know about the load on these hops, likes put together.

    Meant for the hops of one leg: a limit that is unknown on all its sections is
    one warning, with the first section and how many more.
    """
    groups: dict[tuple[Verdict, LimitQuantity, str], list[str]] = {}
    for of_hop in judge_hops(corridor, cargo, hops).findings:
        for finding in of_hop:
            key = (finding.verdict, finding.quantity, finding.reason)
            groups.setdefault(key, []).append(finding.place)
    return [
        f"{_HEAD[verdict]}: {reason} ({_places(list(dict.fromkeys(places)))})"
        for (verdict, _, reason), places in sorted(
            groups.items(), key=lambda group: _GRAVEST_FIRST.index(group[0][0])
        )
    ]


def load_warnings(corridor: Corridor, cargo: Cargo) -> list[str]:
    """What could not be checked because the load itself is not known well enough."""
    equipment = corridor.equipment_by_code[cargo.equipment_code]
    load, warnings = cargo.load, []
    if not load.has_size:
        return []
    if equipment.is_box:
        if equipment.holds(load) is None:
            warnings.append(
                f"whether the piece goes into a {equipment.name} is unknown: its "
                "measures inside are not in the dataset"
            )
    elif load.axle_load_t is None:
        warnings.append("no axle load is given, so limits on it were not checked")
    return warnings


def check_load(corridor: Corridor, cargo: Cargo) -> None:
    """Make sure the piece goes into its equipment.

    Raises
    ------
    UsageError
        If it is known not to.
    """
    equipment = corridor.equipment_by_code[cargo.equipment_code]
    if equipment.is_box and equipment.holds(cargo.load) is False:
        raise UsageError(
            f"a piece of {cargo.load} does not go into one {equipment.name}",
            where="size",
            hint=f"inside it has {equipment.inside_length_m:g} x "
            f"{equipment.inside_width_m:g} x {equipment.inside_height_m:g} m; larger "
            "pieces go on a wagon or a truck",
        )


class _Judge:
    """Holds one load against the limits, each place only once."""

    def __init__(self, corridor: Corridor, cargo: Cargo) -> None:
        self.corridor = corridor
        self.cargo = cargo
        self.equipment = corridor.equipment_by_code[cargo.equipment_code]
        self.terminals = {(t.node_id, t.mode): t for t in corridor.terminals}
        self.known: dict[tuple[str, ...], tuple[Finding, ...]] = {}
        self.alike: dict[tuple[object, ...], _Judged | None] = {}
        self.singled_out = {x.link_id for x in corridor.limits}
        self.singled_out |= {x.service_id for x in corridor.limits}
        self.limits: dict[LimitQuantity, list[Limit]] = {q: [] for q in LimitQuantity}
        for limit in corridor.limits:
            if limit.equipment_code in ("", cargo.equipment_code):
                self.limits[limit.quantity].append(limit)

    def findings(self, hop: Hop) -> tuple[Finding, ...]:
        """Findings of a hop."""
        at = hop.link_id if hop.kind is HopKind.MOVE else hop.from_node_id
        is_move = hop.kind is HopKind.MOVE
        key = (str(is_move), at, hop.service_id)
        if key not in self.known:
            found = self._of_move(hop) if is_move else self._of_terminal(hop)
            self.known[key] = tuple(found)
        return self.known[key]

    @cached_property
    def values(self) -> dict[LimitQuantity, float | None]:
        """What is held against limits; None where it cannot be known."""
        load, values = self.cargo.load, dict[LimitQuantity, float | None]()
        if load.axle_load_t is not None:
            values[LimitQuantity.AXLE_LOAD_T] = load.axle_load_t
        if load.gross_mass_t is not None:
            values[LimitQuantity.GROSS_MASS_T] = load.gross_mass_t
        if load.has_size and not self.equipment.is_box:
            values[LimitQuantity.LENGTH_M] = load.length_m
            values[LimitQuantity.WIDTH_M] = load.width_m
            values[LimitQuantity.HEIGHT_M] = self.top_m
        if load.dangerous_goods_class:
            values[LimitQuantity.DANGEROUS_GOODS] = None
        return values

    @cached_property
    def top_m(self) -> float | None:
        """Height of the load above rail or road; None if that of the deck lacks."""
        deck_m, height_m = self.equipment.deck_height_m, self.cargo.load.height_m
        return None if deck_m is None or height_m is None else deck_m + height_m

    def _of_move(self, hop: Hop) -> Iterator[Finding]:
        link = self.corridor.link_by_id[hop.link_id]
        states = self._states(link)
        for quantity in self.values:
            if not self._matters(quantity, link.mode):
                continue
            for state in states:
                judged = self._judged(quantity, link, state, hop.service_id)
                if judged is not None:
                    place = self._section(link, state if len(states) > 1 else "")
                    yield _finding(quantity, place, judged)

    def _of_terminal(self, hop: Hop) -> Iterator[Finding]:
        terminal = self.terminals[hop.from_node_id, hop.mode]
        node = self.corridor.node_by_id[terminal.node_id]
        place = f"{node.name} ({terminal.mode} terminal)"
        for quantity in self.values:
            if quantity in _AT_TERMINALS:
                own = [
                    limit
                    for limit in self.limits[quantity]
                    if limit.terminal_id == terminal.terminal_id
                ]
                judged = self._judge(quantity, node.country_code, own)
                if judged is not None:
                    yield _finding(quantity, place, judged)

    def _judged(
        self, quantity: LimitQuantity, link: Link, state: str, service_id: str
    ) -> _Judged | None:
        """What the limits say of a part of a link; links that are alike, only once."""
        own = (
            link.link_id if link.link_id in self.singled_out else "",
            service_id if service_id in self.singled_out else "",
        )
        key = (quantity, link.mode, link.gauge_mm, state, *own)
        if key not in self.alike:
            rows = [
                limit
                for limit in self.limits[quantity]
                if limit.service_id in ("", service_id)
                and self._covers(limit, link, state)
            ]
            self.alike[key] = self._judge(quantity, state, rows)
        return self.alike[key]

    def _matters(self, quantity: LimitQuantity, mode: TransportMode) -> bool:
        """Whether a mode has such limits for what is carried.

        On rails the axle load stands for the mass. On a ship boxes are stacked
        without the axles that they came on.
        """
        if quantity is LimitQuantity.GROSS_MASS_T:
            return mode is not TransportMode.RAIL
        if quantity is LimitQuantity.AXLE_LOAD_T and self.equipment.is_box:
            return mode is not TransportMode.SEA
        return True

    def _states(self, link: Link) -> tuple[str, ...]:
        if link.mode is TransportMode.SEA:
            return (_ANYWHERE,)
        ends = (link.from_node_id, link.to_node_id)
        codes = [self.corridor.node_by_id[end].country_code for end in ends]
        return tuple(dict.fromkeys((*codes, *link.via_country_codes)))

    def _covers(self, limit: Limit, link: Link, state: str) -> bool:
        """Whether a limit holds on the part of a link that lies in a state."""
        return (
            not limit.terminal_id
            and limit.mode in (None, link.mode)
            and limit.gauge_mm in (None, link.gauge_mm)
            and limit.link_id in ("", link.link_id)
            and limit.country_code in ("", state)
            and (bool(limit.equipment_code) or not self._is_of_vehicle(limit, link))
        )

    def _is_of_vehicle(self, limit: Limit, link: Link) -> bool:
        """Whether it speaks of a truck while what is known is the box on it."""
        return (
            limit.quantity is LimitQuantity.GROSS_MASS_T
            and link.mode is TransportMode.ROAD
            and self.equipment.is_box
        )

    def _section(self, link: Link, state: str) -> str:
        names = self.corridor.node_by_id
        ends = f"{names[link.from_node_id].name} – {names[link.to_node_id].name}"
        return f"{ends} by {link.mode}{f', in {state}' if state else ''}"

    def _judge(
        self, quantity: LimitQuantity, state: str, limits: list[Limit]
    ) -> _Judged | None:
        if quantity is LimitQuantity.DANGEROUS_GOODS:
            return self._danger(state, limits)
        return self._number(quantity, state, limits)

    def _number(
        self, quantity: LimitQuantity, state: str, limits: list[Limit]
    ) -> _Judged | None:
        word, value = _WORD[quantity], self.values[quantity]
        if not limits:
            return Verdict.UNKNOWN, f"limit of {word} is not in the dataset", None
        needs_top = any(limit.up_to_height_m is not None for limit in limits)
        if value is None or (needs_top and self.top_m is None):
            reason = f"how high the deck of a {self.equipment.name} is, is not known"
            return Verdict.UNKNOWN, reason, None
        beyond: dict[LimitEffect, tuple[Limit, float]] = {}
        has_end = False
        for of_service in (True, False):
            for effect in (e for e in LimitEffect if e is not LimitEffect.ALLOWED):
                rows = _most_special(
                    row
                    for row in limits
                    if row.effect is effect and bool(row.service_id) is of_service
                )
                has_end |= bool(rows) and effect is LimitEffect.FORBIDDEN
                for row, most in _bounds(rows, self.top_m):
                    if value > most:
                        beyond.setdefault(effect, (row, most))
        worst = _worst(word, value, beyond, has_end=has_end, state=state)
        return worst or _estimated(word, limits)

    def _danger(self, state: str, limits: list[Limit]) -> _Judged | None:
        code = self.cargo.load.dangerous_goods_class
        for effect in (
            LimitEffect.FORBIDDEN,
            LimitEffect.IN_PLACES,
            LimitEffect.PERMIT,
            LimitEffect.ALLOWED,
        ):
            rows = [limit for limit in limits if limit.effect is effect]
            covered = {_covers_class(row, code): row for row in reversed(rows)}
            if True in covered:
                return _danger_verdict(code, covered[True], state)
            if None in covered and effect is not LimitEffect.ALLOWED:
                reason = f"some goods of class {code} are not taken"
                return Verdict.UNKNOWN, reason, covered[None]
        reason = f"whether class {code} is taken is not in the dataset"
        return Verdict.UNKNOWN, reason, None


def _finding(quantity: LimitQuantity, place: str, judged: _Judged) -> Finding:
    verdict, reason, limit = judged
    return Finding(
        verdict=verdict, quantity=quantity, place=place, reason=reason, limit=limit
    )


def _most_special(limits: Iterable[Limit]) -> list[Limit]:
    """Those of the greatest rank."""
    rows = list(limits)
    greatest = max((row.rank for row in rows), default=None)
    return [row for row in rows if row.rank == greatest]


def _bounds(rows: list[Limit], top_m: float | None) -> Iterator[tuple[Limit, float]]:
    """Each limit that applies and its value; a profile gives one, at the top."""
    profile: dict[float, Limit] = {}
    for row in sorted(rows, key=lambda row: row.most or 0, reverse=True):
        if row.most is not None and row.up_to_height_m is None:
            yield row, row.most
        elif row.up_to_height_m is not None:
            profile[row.up_to_height_m] = row  # the narrowest of a height stays
    if profile and top_m is not None:
        heights = sorted(profile)
        widths = [profile[height_m].most or 0.0 for height_m in heights]
        yield profile[heights[0]], float(np.interp(top_m, heights, widths))


def _worst(
    word: str,
    value: float,
    beyond: dict[LimitEffect, tuple[Limit, float]],
    *,
    has_end: bool,
    state: str,
) -> _Judged | None:
    """What follows from the limits that are exceeded; None if none is."""
    for effect in (LimitEffect.FORBIDDEN, LimitEffect.IN_PLACES, LimitEffect.PERMIT):
        if effect not in beyond:
            continue
        limit, most = beyond[effect]
        unit = limit.quantity.rpartition("_")[2]
        over = f"{word} of {value:g} {unit}, limit {most:.4g} {unit}{_doubt(limit)}"
        if effect is LimitEffect.FORBIDDEN:
            return Verdict.FORBIDDEN, over, limit
        if effect is LimitEffect.IN_PLACES:
            return Verdict.UNKNOWN, f"{over} in places, which ones is not said", limit
        terms = f"{over} without a permit; {_permit(limit, state)}"
        if has_end:
            return Verdict.PERMIT, terms, limit
        reason = f"{terms}; how far a permit goes is not in the dataset"
        return Verdict.UNKNOWN, reason, limit
    return None


def _estimated(word: str, limits: list[Limit]) -> _Judged | None:
    """A word of caution if what allows the load is an estimate."""
    for limit in limits:
        if limit.evidence.confidence is Confidence.ESTIMATED:
            return Verdict.ALLOWED, f"limit of {word} is an estimate", limit
    return None


def _danger_verdict(code: str, limit: Limit, state: str) -> _Judged | None:
    if limit.effect is LimitEffect.FORBIDDEN:
        return Verdict.FORBIDDEN, f"class {code} is not taken{_doubt(limit)}", limit
    if limit.effect is LimitEffect.IN_PLACES:
        return Verdict.UNKNOWN, f"class {code} is not taken everywhere", limit
    if limit.effect is LimitEffect.PERMIT:
        reason = f"class {code} goes with a permit; {_permit(limit, state)}"
        return Verdict.PERMIT, reason, limit
    if limit.evidence.confidence is Confidence.ESTIMATED:
        return Verdict.ALLOWED, f"that class {code} is taken is an estimate", limit
    return None


def _covers_class(limit: Limit, code: str) -> bool | None:
    """Whether a rule speaks of a class; None if only of some of its divisions."""
    classes = limit.dangerous_goods_classes
    if not classes or code in classes or code.partition(".")[0] in classes:
        return True
    return None if any(c.startswith(f"{code}.") for c in classes) else False


def _permit(limit: Limit, state: str) -> str:
    """The permit, the state it is of, and how long it takes, as far as known."""
    if not limit.permit:
        return f"permit terms{f' in {state}' if state else ''} unknown"
    if limit.permit_days is None:
        return f"{limit.permit}, lead time unknown"
    return f"{limit.permit}, {limit.permit_days:g} days ahead"


def _doubt(limit: Limit) -> str:
    is_estimate = limit.evidence.confidence is Confidence.ESTIMATED
    return " (an estimate)" if is_estimate else ""


def _places(places: list[str]) -> str:
    """The first place, and how many more there are."""
    more = len(places) - 1
    return places[0] if not more else f"{places[0]} and {more} more"
