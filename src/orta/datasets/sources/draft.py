"""A dataset in the making: rows from a source, then what had to be assumed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from orta.datasets.sources.assumptions import (
    Assumptions,
    Rates,
    find_rate,
    get_rate,
)
from orta.errors import UsageError
from orta.vocabulary import TransportMode

FEED: Final = "feed"  # source_id of what was read
ASSUMED: Final = "assumed"  # source_id of what was not
HIGHEST_SPEED_KMH: Final = 130.0  # as schema.csv says
_SHORTEST_LINK_KM = 0.01
_FOREIGN_TO_IDS = re.compile(r"[^A-Za-z0-9_.-]")
_MOST_EXAMPLES = 5

Cell = str | int | float | bool | tuple[str, ...] | None


@dataclass(slots=True)
class Remark:
    """Something that was left out or changed: what, and which ids."""

    what: str
    ids: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        shown = ", ".join(self.ids[:_MOST_EXAMPLES])
        more = len(self.ids) - _MOST_EXAMPLES
        return f"{len(self.ids)} {self.what}: {shown}" + (
            f" and {more} more" if more > 0 else ""
        )


class Report:
    """What a conversion read, wrote, changed and left out."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.remarks: dict[str, Remark] = {}
        self.assumed: list[str] = []

    def remark(self, what: str, key: str) -> None:
        """Note that something happened to the thing with this id."""
        self.remarks.setdefault(what, Remark(what)).ids.append(key)

    def to_dict(self) -> dict[str, object]:
        """As it stands in `--json`."""
        return {
            "counts": self.counts,
            "remarks": [
                {"what": remark.what, "count": len(remark.ids), "ids": remark.ids}
                for remark in self.remarks.values()
            ],
            "assumed": self.assumed,
        }


class Draft:
    """The rows of a dataset, table by table, as cells."""

    def __init__(self, assumptions: Assumptions, *, as_of: str) -> None:
        self.assumptions = assumptions
        self.as_of = as_of
        self.tables: dict[str, list[dict[str, Cell]]] = defaultdict(list)
        self.report = Report()
        self._node_ids: dict[str, str] = {}
        self._taken: set[str] = set()
        self._country: dict[str, str] = {}

    def add(
        self, table: str, *, method: str = "", is_estimate: bool = False, **cells: Cell
    ) -> None:
        """Add a row of the source; with a method it is derived or estimated."""
        confidence = (
            "estimated" if is_estimate else "derived" if method else "published"
        )
        self.tables[table].append(
            {
                **cells,
                "source_id": FEED,
                "as_of": self.as_of,
                "confidence": confidence,
                "method": method,
            }
        )

    def assume(self, table: str, method: str, **cells: Cell) -> None:
        """Add a row that no source has."""
        self.tables[table].append(
            {
                **cells,
                "source_id": ASSUMED,
                "as_of": self.as_of,
                "confidence": "estimated",
                "method": method,
            }
        )

    def node_id(self, place_id: str) -> str:
        """The id of a place as a dataset may have it; the same for the same place."""
        if place_id not in self._node_ids:
            plain = _FOREIGN_TO_IDS.sub("_", place_id)
            name, number = plain, 2
            while name in self._taken:
                name, number = f"{plain}-{number}", number + 1
            self._taken.add(name)
            self._node_ids[place_id] = name
        return self._node_ids[place_id]

    def add_node(  # noqa: PLR0913 - a row of a table
        self,
        place_id: str,
        *,
        name: str,
        node_type: str,
        lon: float,
        lat: float,
        note: str = "",
    ) -> None:
        """Add a place with its state.

        `add_nodes_checked` has to have vouched for the state.
        """
        node_id = self.node_id(place_id)
        country = self.assumptions.country_of(place_id) or ""
        self._country[node_id] = country
        original = f"id in the source: {place_id}" if node_id != place_id else ""
        self.add(
            "node",
            node_id=node_id,
            name=name,
            node_type=node_type,
            country_code=country,
            x_coord=lon,
            y_coord=lat,
            note="; ".join(filter(None, (note, original))),
            method=self.assumptions.country_method(place_id),
            is_estimate=True,
        )

    def check_countries(self, places: Iterable[tuple[str, str]]) -> None:
        """Refuse places, given as id and name, whose state no option says.

        Raises
        ------
        UsageError
            With how many there are, and the first of them.
        """
        unknown = [
            f"{place_id} ({name})"
            for place_id, name in places
            if self.assumptions.country_of(place_id) is None
        ]
        if unknown:
            raise UsageError(
                f"the state of {len(unknown)} places is not in the source: "
                f"{', '.join(unknown[:_MOST_EXAMPLES])}",
                where="--country",
                hint="give it: --country DE for all, --country 85=CH for ids "
                "that begin with 85",
            )

    def add_link(  # noqa: PLR0913 - a row of a table
        self,
        link_id: str,
        ends: tuple[str, str],
        mode: TransportMode,
        *,
        length_km: float,
        speed_kmh: float,
        method: str,
        is_estimate: bool,
        **more: Cell,
    ) -> None:
        """Add a link; too fast or too short for a dataset is cut, and said."""
        if speed_kmh > HIGHEST_SPEED_KMH:
            method += f"; speed cut to {HIGHEST_SPEED_KMH:g} km/h, the most a link has"
            speed_kmh = HIGHEST_SPEED_KMH
        if length_km < _SHORTEST_LINK_KM:
            method += "; both ends at one place, length set to 0.01 km"
            length_km = _SHORTEST_LINK_KM
        self.add(
            "link",
            link_id=link_id,
            from_node_id=ends[0],
            to_node_id=ends[1],
            mode=mode.value,
            length_km=round(length_km, 3),
            free_speed_kmh=max(round(speed_kmh, 3), 0.001),
            status="in_service",
            method=method.removeprefix("; "),
            is_estimate=is_estimate,
            **more,
        )
        if self._country[ends[0]] != self._country[ends[1]]:
            self._add_border(link_id, ends, is_one_way=bool(more.get("directed")))

    def _add_border(
        self, link_id: str, ends: tuple[str, str], *, is_one_way: bool
    ) -> None:
        hours = self.assumptions.border_h
        if hours is None:
            return
        for start, end in (ends,) if is_one_way else (ends, ends[::-1]):
            self.assume(
                "border",
                f"assumed: {hours:g} h at every border (--border-h)",
                border_id=f"{link_id}-{start}",
                link_id=link_id,
                from_node_id=start,
                to_node_id=end,
                dwell_min_h=hours,
                dwell_mean_h=hours,
                dwell_max_h=hours,
                changes_gauge=False,
            )

    def finish(self, *, title: str, publisher: str, published: str) -> None:
        """Add what routing needs and the source does not say."""
        self.tables["source"] = [
            {
                "source_id": FEED,
                "title": title,
                "publisher": publisher,
                "published": published,
            },
            {
                "source_id": ASSUMED,
                "title": "Options and defaults of orta data convert",
                "trust": "D",
            },
        ]
        given = self.assumptions
        self.assume(
            "equipment",
            "assumed (--equipment)",
            equipment_code=given.equipment_code,
            name=given.equipment_code,
            teu=given.equipment_teu,
            max_payload_t=given.equipment_payload_t,
        )
        used = {str(row["mode"]) for row in self.tables["service"]}
        modes = [mode for mode in TransportMode if mode.value in used]
        self._price("freight", modes)
        self._price("handling", modes)
        if self.tables["border"]:
            self._charge("border", "", "per_unit", given.border_usd, "--usd-border")
        for mode in modes:
            self._add_factor(mode)
        self._say_assumed(modes)
        for name, rows in self.tables.items():
            if rows:
                self.report.counts[f"{name}_rows"] = len(rows)

    def add_terminal(self, node_id: str, mode: TransportMode) -> None:
        """Add a terminal where goods are put on and off a mode."""
        hours = find_rate(self.assumptions.handling_h, mode)
        if hours is None:
            hours = get_rate({}, mode, option="--handling-h", why="the handling time")
        self.assume(
            "terminal",
            f"assumed: {hours:g} h to load or to discharge (--handling-h)",
            terminal_id=f"{node_id}-{mode.value}",
            node_id=node_id,
            mode=mode.value,
            handling_min_h=hours,
            handling_mean_h=hours,
            handling_max_h=hours,
        )

    def _price(self, charge_type: str, modes: list[TransportMode]) -> None:
        """One tariff for all targets, or one for each where modes differ."""
        is_freight = charge_type == "freight"
        rates: Rates = (
            self.assumptions.usd_per_km if is_freight else self.assumptions.handling_usd
        )
        option = "--usd-per-km" if is_freight else "--usd-handling"
        basis = "per_unit_km" if is_freight else "per_unit"
        why = "the price" if is_freight else "the price of handling"
        of_mode = {m.value: get_rate(rates, m, option=option, why=why) for m in modes}
        if len(set(of_mode.values())) == 1:
            self._charge(charge_type, "", basis, next(iter(of_mode.values())), option)
            return
        table, key = ("service", "service_id") if is_freight else (
            "terminal",
            "terminal_id",
        )  # fmt: skip
        for row in self.tables[table]:
            amount = of_mode[str(row["mode"])]
            self._charge(charge_type, str(row[key]), basis, amount, option)

    def _charge(
        self, charge_type: str, target: str, basis: str, amount: float, option: str
    ) -> None:
        unit = "a unit and km" if basis == "per_unit_km" else "a unit"
        self.assume(
            "tariff",
            f"assumed: {amount:g} USD {unit} ({option})",
            tariff_id="-".join(filter(None, (charge_type, target))),
            charge_type=charge_type,
            target_id=target,
            equipment_code=self.assumptions.equipment_code,
            basis=basis,
            amount=amount,
            currency="USD",
            valid_from=self.as_of,
        )

    def _add_factor(self, mode: TransportMode) -> None:
        factor = get_rate(
            self.assumptions.g_co2e_per_tkm,
            mode,
            option="--g-co2e-per-tkm",
            why="the emission factor",
        )
        self.assume(
            "emission_factor",
            f"assumed: {factor:g} g a tonne and km (--g-co2e-per-tkm)",
            factor_id=mode.value,
            mode=mode.value,
            is_electrified=False if mode is TransportMode.RAIL else None,
            basis="per_tkm",
            g_co2e=factor,
            boundary="WTW",
        )

    def _say_assumed(self, modes: list[TransportMode]) -> None:
        """What every reader of the report has to know was not in the source."""
        given, say = self.assumptions, self.report.assumed.append
        places = {code for _, code in given.countries}
        say(f"states of places: {', '.join(sorted(places))} (--country)")
        for mode in modes:
            hours = find_rate(given.handling_h, mode)
            usd = find_rate(given.handling_usd, mode)
            say(
                f"{mode.value}: handling {hours:g} h and {usd:g} USD a unit, "
                f"freight {find_rate(given.usd_per_km, mode):g} USD a unit and km, "
                f"{find_rate(given.g_co2e_per_tkm, mode):g} g CO2e a tonne and km"
            )
        say(
            f"equipment {given.equipment_code}: {given.equipment_teu:g} TEU, at most "
            f"{given.equipment_payload_t:g} t"
        )
        if given.border_h is None:
            say("borders: no time of their own (--border-h)")
        else:
            say(f"borders: {given.border_h:g} h and {given.border_usd:g} USD a unit")
