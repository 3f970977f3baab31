"""Places of the plant, made when a way first needs them: lines, berths, servers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from zlib import crc32

from orta.corridor import (
    Corridor,
    Facility,
    Fleet,
    Terminal,
    TransportService,
)
from orta.errors import ModelError
from orta.planning.simulation import plant as p
from orta.planning.simulation.compile.dated import DatedChanges, Spans
from orta.planning.simulation.compile.knobs import Knobs
from orta.planning.simulation.compile.laws import HOUR_S, law_of, slower
from orta.vocabulary import DispatchRule, FacilityType, TransportMode

DAY_S = 24 * HOUR_S
WEEK_S = 7 * DAY_S
# A full container train of the corridor: 55 FEU (seanews-240201).
TRAIN_TEU = 110
_PORTS_OF_A_LANE = 2


class Places:
    """Collects what the ways of all demands need, each place once."""

    def __init__(self, corridor: Corridor, knobs: Knobs, dated: DatedChanges) -> None:
        self._corridor, self._knobs, self._dated = corridor, knobs, dated
        self.stations: dict[str, p.Station] = {}
        self.pools: dict[str, p.Pool] = {}
        self.lines: dict[str, p.Line] = {}
        self.ports: dict[str, p.Port] = {}
        self.fleets: dict[str, p.Fleet] = {}
        self.kinds: dict[str, str] = {}  # of every place, for the reader
        self.wind_calendars: dict[str, str] = {}  # the port that each is of
        self.hours: dict[str, Facility] = {}  # calendars of daily opening hours
        self.ordered: dict[str, Spans] = {}  # when calendars are shut by order
        self._terminals = {(t.node_id, t.mode): t for t in corridor.terminals}
        self._at_node: dict[tuple[str, FacilityType], list[Facility]] = defaultdict(
            list
        )
        self._at_link: dict[tuple[str, str], list[Facility]] = defaultdict(list)
        for facility in corridor.facilities:
            if facility.link_id:
                for start in self._starts(facility):
                    self._at_link[facility.link_id, start].append(facility)
            else:
                key = facility.node_id, facility.facility_type
                self._at_node[key].append(facility)
        self._shut_nodes = {closure.node_id for closure in corridor.closures}

    def terminal(self, node_id: str, mode: TransportMode) -> Terminal:
        """The terminal of a mode at a place where a way changes modes."""
        return self._terminals[node_id, mode]

    def servers_at(
        self, node_id: str, kind: FacilityType, mode: TransportMode, equipment: str
    ) -> str:
        """The station of a terminal's cranes or tracks, empty if they are no limit."""
        for facility in self._at_node[node_id, kind]:
            if facility.mode in (None, mode) and _takes(facility, equipment):
                return self._station(facility)
        return ""

    def servers_on(self, link_id: str, start: str) -> list[tuple[str, p.Law]]:
        """Stations that a train passes on a link, each with the time it takes there."""
        found = self._at_link[link_id, start]
        return [(self._station(f), self.law(f.facility_id)) for f in found]

    def law(self, facility_id: str) -> p.Law:
        """How long a server of a facility is busy with one unit of corridor traffic."""
        facility = self._facility(facility_id)
        if facility.service is None:
            return p.NOTHING
        return slower(law_of(facility.service), self._knobs.slowness(facility))

    def line(self, service: TransportService, node_id: str, onward: str) -> str:
        """Where units wait for a service at a place.

        Units that a train takes to different places wait apart: `onward` is the place
        where it is left.
        """
        if is_carried(service):
            return self._shipped(service)
        line_id = f"{service.service_id}@{node_id}"
        if service.is_network:
            line_id = f"{line_id}>{onward}"
        if line_id not in self.lines:
            calendar_id = self.wind(service, node_id)
            self.kinds[line_id] = "train" if not calendar_id else "ship"
            if service.mode is TransportMode.SEA:
                self.kinds[line_id] = "ship"
            self.lines[line_id] = self._by_the_clock(service, line_id, calendar_id)
        return line_id

    def wind(self, service: TransportService, node_id: str) -> str:
        """The calendar of storms and orders that shut a port to ships, or none."""
        if service.mode is not TransportMode.SEA:
            return ""
        calendar_id, by_order = f"wind:{node_id}", self._dated.closed_port(node_id)
        if by_order is not None:
            self.ordered[calendar_id] = by_order
        if node_id in self._shut_nodes:
            self.wind_calendars[calendar_id] = node_id
        elif by_order is None:
            return ""
        return calendar_id

    def roads(self, service: TransportService, node_id: str) -> str:
        """Where ships that run by the clock wait for a shut port; empty if never."""
        calendar_id = self.wind(service, node_id)
        if not calendar_id:
            return ""
        station_id = f"roads:{node_id}"
        self.kinds.setdefault(station_id, "roads")
        station = p.Station(station_id=station_id, calendar_id=calendar_id)
        self.stations.setdefault(station_id, station)
        return station_id

    def gate(self, station_id: str, calendar_id: str) -> None:
        """Where goods are held while a calendar is shut."""
        self.kinds[station_id] = "gate"
        self.stations[station_id] = p.Station(
            station_id=station_id, calendar_id=calendar_id
        )

    def link_gate(self, link_id: str, start: str) -> str:
        """Where goods wait that come to a shut link; empty if it never is."""
        by_order = self._dated.closed_link(link_id, start)
        if by_order is None:
            return ""
        station_id, calendar_id = f"before:{link_id}:{start}", f"shut:{link_id}:{start}"
        self.ordered[calendar_id] = by_order
        self.gate(station_id, calendar_id)
        return station_id

    def pool(self, node_id: str, equipment: str) -> tuple[str, p.Law] | None:
        """The wagons that goods are loaded into at a place, and their empty return."""
        for facility in self._at_node[node_id, FacilityType.WAGON_POOL]:
            if not _takes(facility, equipment):
                continue
            pool_id = facility.facility_id
            count = self._knobs.server_count(facility) or 0
            self.kinds[pool_id] = str(facility.facility_type)
            self.pools[pool_id] = p.Pool(pool_id=pool_id, count=count)
            return pool_id, law_of(facility.service) if facility.service else p.NOTHING
        return None

    def at_quay(self, service: TransportService, node_id: str) -> tuple[str, p.Law]:
        """The berths of a service at a port, and one handling there."""
        return self._berths(service, node_id), self._handling(service, node_id)

    def _shipped(self, service: TransportService) -> str:
        """The line of a service whose ships fill and go; its fleets come along.

        Raises
        ------
        ModelError
            If its ships call at more than two ports.
        """
        ports = sum(not call.passes for call in service.calls)
        if ports != _PORTS_OF_A_LANE:
            raise ModelError(
                f"service {service.service_id} fills and goes by way of {ports} "
                "ports; ships are simulated between two: make it a "
                "service for each pair of ports, or take its fleet away"
            )
        if service.service_id not in self.lines:
            out, home = self._lane(service)
            self._add_shipped_line(out)
            if home is not None:
                self._add_shipped_line(home)
            for fleet in out.fleets:
                self.fleets[fleet.fleet_id] = self._round(out, fleet, home)
        return service.service_id

    def _add_shipped_line(self, service: TransportService) -> None:
        policy = self._knobs.departures(service)
        self.kinds[service.service_id] = "ship"
        self.lines[service.service_id] = p.Line(
            line_id=service.service_id,
            min_load_teu=policy.min_load_teu,
            max_wait_s=policy.max_wait_s,
            cycle_s=policy.cycle_s,
            due_s=policy.due_s,
            room_teu=self._room(service, service.calls[0].node_id),
        )

    def _lane(
        self, service: TransportService
    ) -> tuple[TransportService, TransportService | None]:
        """The services that one fleet sails out and home, in the order of their ids.

        Either may name the other; each has its own row of the same vessels. By a
        service without vessels of its own, or with a timetable, they come home empty.
        """
        for other in self._corridor.services:
            is_pair = service.service_id in _homes(other) or other.service_id in _homes(
                service
            )
            if is_pair and is_carried(other):
                pair = sorted((service, other), key=lambda s: s.service_id)
                return pair[0], pair[1]
        return service, None

    def _round(
        self, service: TransportService, fleet: Fleet, home: TransportService | None
    ) -> p.Fleet:
        """The calls of a fleet: out with one service, back with the other or empty."""
        out = self._call(service, fleet)
        if home is not None:
            back = self._call(home, fleet)
        else:
            last = service.calls[-1].node_id
            line_id = f"{service.service_id}:ballast"
            self.lines[line_id] = p.Line(line_id=line_id)
            self.kinds[line_id] = "ballast"
            back = p.Call(
                line_id=line_id,
                port_id=self._berths(service, last),
                payload_teu=1,
                sail=out.sail,
                discharge=self._handling(service, last),
                calendar_id=self.wind(service, last),
                max_lay_s=0,
            )
        count = self._knobs.vessel_count(fleet)
        rows = (fleet, *(home.fleets if home else ()))
        away = self._dated.away([row.fleet_id for row in rows], count)
        calendars = [f"away:{fleet.fleet_id}:{number}" for number in range(len(away))]
        self.ordered.update(zip(calendars, away, strict=True))
        return p.Fleet(
            fleet_id=fleet.fleet_id,
            count=count,
            calls=(out, back),
            away=tuple(calendars),
        )

    def _call(self, service: TransportService, fleet: Fleet) -> p.Call:
        first = service.calls[0]
        transits = [call.transit for call in service.calls[1:] if call.transit]
        handling = self._handling(service, first.node_id)
        return p.Call(
            line_id=service.service_id,
            port_id=self._berths(service, first.node_id),
            payload_teu=self._knobs.payload_teu(fleet),
            sail=law_of(*transits),
            discharge=handling,
            load=handling,
            calendar_id=self.wind(service, first.node_id),
            max_lay_s=self._knobs.max_lay_s(service, fleet),
        )

    def _handling(self, service: TransportService, node_id: str) -> p.Law:
        """One discharge or one loading of a vessel."""
        terminal = self.terminal(node_id, service.mode)
        scale = self._knobs.handling(terminal)
        facility = self._quay(service, node_id)
        if facility is None:
            return law_of(terminal.handling, scale=scale)
        return law_of(facility.service or terminal.handling, scale=scale)

    def _berths(self, service: TransportService, node_id: str) -> str:
        """The berths that ships of a service use at a port."""
        facility = self._quay(service, node_id)
        port_id = facility.facility_id if facility else f"berths:{node_id}"
        berths = self._knobs.server_count(facility) if facility else None
        self.kinds[port_id] = "berth"
        self.ports[port_id] = p.Port(port_id=port_id, berths=berths)
        return port_id

    def _quay(self, service: TransportService, node_id: str) -> Facility | None:
        """The berths at a port that take the ships of a service."""
        for facility in self._at_node[node_id, FacilityType.BERTH]:
            if not facility.service_ids or service.service_id in facility.service_ids:
                return facility
        return None

    def _room(self, service: TransportService, node_id: str) -> int | None:
        """TEU that may wait ashore for a ship; None if nobody says."""
        for facility in self._at_node[node_id, FacilityType.YARD]:
            if facility.mode in (None, TransportMode.SEA) and (
                not facility.service_ids or service.service_id in facility.service_ids
            ):
                return self._knobs.room_teu(facility)
        return None

    def _by_the_clock(
        self, service: TransportService, line_id: str, calendar_id: str
    ) -> p.Line:
        """A line that needs no fleet: a departure when it is due."""
        policy = self._knobs.departures(service)
        is_train = service.mode is TransportMode.RAIL
        shift = crc32(line_id.encode()) % policy.cycle_s if policy.is_loose else 0
        return p.Line(
            line_id=line_id,
            min_load_teu=TRAIN_TEU if is_train else policy.min_load_teu,
            max_wait_s=policy.max_wait_s,
            payload_teu=TRAIN_TEU if is_train else None,
            cycle_s=policy.cycle_s,
            due_s=tuple((due + shift) % policy.cycle_s for due in policy.due_s),
            calendar_id=calendar_id,
        )

    def _station(self, facility: Facility) -> str:
        """The station of a facility with servers."""
        station_id = facility.facility_id
        if station_id not in self.stations:
            calendar_id = ""
            if not facility.is_always_open:
                calendar_id = f"hours:{station_id}"
                self.hours[calendar_id] = facility
            by_order = self._dated.closed_facility(station_id)
            if by_order is not None:
                calendar_id = calendar_id or f"shut:{station_id}"
                self.ordered[calendar_id] = by_order
            slow_calendar_id, slow = "", self._dated.slow(station_id)
            if slow is not None:
                slow_calendar_id = f"slow:{station_id}"
                self.ordered[slow_calendar_id] = slow[1]
            self.kinds[station_id] = str(facility.facility_type)
            self.stations[station_id] = p.Station(
                station_id=station_id,
                servers=self._knobs.server_count(facility),
                room_teu=self._knobs.room_teu(facility),
                calendar_id=calendar_id,
                slow_calendar_id=slow_calendar_id,
                slow_per_mille=slow[0] if slow else 1000,
            )
        return station_id

    def _facility(self, facility_id: str) -> Facility:
        return next(
            f for f in self._corridor.facilities if f.facility_id == facility_id
        )

    def _starts(self, facility: Facility) -> Sequence[str]:
        """The ends of a link from which a facility is passed."""
        if facility.from_node_id:
            return (facility.from_node_id,)
        link = self._corridor.link_by_id[facility.link_id]
        return (link.from_node_id, link.to_node_id)


def is_carried(service: TransportService) -> bool:
    """Whether cargo of a service has to wait for one of its vessels."""
    return bool(service.fleets) and service.dispatch_rule is DispatchRule.FILL_AND_GO


def _homes(service: TransportService) -> set[str]:
    """Services that bring the vessels of a service back."""
    return {f.return_service_id for f in service.fleets if f.return_service_id}


def _takes(facility: Facility, equipment: str) -> bool:
    """Whether a facility works with this equipment."""
    return facility.equipment_code in ("", equipment)
