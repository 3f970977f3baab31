"""Lines, ports and vessels of the slow simulator."""

from __future__ import annotations

from math import inf

from reference import simulation_luck as luck

from orta.vocabulary import StageCause

SAILING, DISCHARGING, IDLE, LOADING, AWAY = range(5)  # as in a trace


class Line:
    """Where units wait for departures, and when there is one."""

    def __init__(self, simulation, number, rule):
        self.s, self.number, self.rule = simulation, number, rule
        self.idle, self.committed = [], 0
        self.is_due, self.alarm_s = False, -1
        self.dues = 0  # how many have been set
        fleets = simulation.plant.fleets
        self.has_fleet = any(
            call.line_id == rule.line_id for fleet in fleets for call in fleet.calls
        )

    @property
    def place(self):
        return self.s.places[self.rule.line_id]

    def oldest(self):
        """Since when the one has waited that has waited longest."""
        return min((unit.since for unit in self.place.all_waiting()), default=None)

    def check(self):
        while self.take_out_who_is_away() or self.reason_to_go():
            kind = "ship" if self.has_fleet else "train"
            self.s.log.met[f"{kind}: {self.reason_to_go()}"] += 1
            self.is_due = False
            if self.has_fleet:
                self.idle.pop(0).go_and_load()
            else:
                group = self.gather(self.payload(), 0)
                self.s.log.departures.append((self, self.s.now, None))
                self.s.soon(self.s.go, group)
        if not self.has_fleet and not self.is_shut():
            self.is_due = False  # it left without anybody
        self.set_alarm()

    def take_out_who_is_away(self):
        """Those first in turn that are out of service do not lie there any more."""
        while self.idle and self.idle[0].is_away():
            self.s.log.met["away when it is its turn"] += 1
            self.idle.pop(0).state = AWAY

    def is_shut(self):
        calendar = self.s.calendars.get(self.rule.calendar_id)
        return calendar is not None and calendar.is_shut

    def payload(self):
        """How much the next departure can take."""
        most = inf if self.rule.payload_teu is None else self.rule.payload_teu
        return min(most, self.idle[0].payload()) if self.has_fleet else most

    def reason_to_go(self):
        """Why something leaves now; empty if nothing does."""
        if self.is_shut() if not self.has_fleet else not self.idle:
            return ""
        left = self.place.waiting_teu() - self.committed
        reasons = {
            "lay": self.has_fleet and self.idle[0].must_go,
            "due": self.is_due and (left > 0 or self.has_fleet),
            "load": left > 0 and left >= self.enough(),
            "wait": left > 0 and self.has_waited(),
        }
        return next((why for why, holds in reasons.items() if holds), "")

    def has_waited(self):
        wait = self.rule.max_wait_s
        if wait is None or self.committed:
            return False
        return self.s.now - self.oldest() >= wait

    def enough(self):
        """TEU to leave for before anything is due."""
        if self.rule.min_load_teu is not None:
            return min(self.rule.min_load_teu, self.payload())
        return inf if self.rule.due_s else self.payload()

    def set_alarm(self):
        wait, oldest = self.rule.max_wait_s, self.oldest()
        if wait is None or oldest is None or self.alarm_s > self.s.now:
            return
        if oldest + wait > self.s.now:
            self.alarm_s = oldest + wait
            self.s.at(self.alarm_s, "TIMER", self.s.soon, self.check, who=self.number)

    def set_due(self):
        if self.rule.due_s:
            cycle, place = divmod(self.dues, len(self.rule.due_s))
            second = cycle * self.rule.cycle_s + self.rule.due_s[place]
            self.dues += 1
            self.s.at(second, "DUE", self.fall_due, who=self.number)

    def fall_due(self):
        self.is_due = True
        self.set_due()
        self.s.soon(self.check)

    def gather(self, payload, weather):
        """Whom the departure takes, as a group; None if nobody."""
        place, now, members = self.place, self.s.now, []
        while place.all_waiting():
            aboard = sum(unit.teu for unit in members)
            if members and aboard + place.all_waiting()[0].teu > payload:
                self.s.log.met["left behind"] += 1
                break
            unit = place.take_first()
            held_back = min(weather, now - unit.since)
            unit.spent[StageCause.WEATHER] += held_back
            unit.spent[unit.todo.wait_cause] += now - unit.since - held_back
            self.s.log.waited.append((place, unit, unit.since, now))
            members.append(unit)
        if not members:
            return None
        first = members[0]
        self.s.log.met["group aboard"] += any(unit.members for unit in members)
        self.s.log.met["too large for a departure"] += first.teu > payload
        self.s.log.met["several flows aboard"] += len({u.flow for u in members}) > 1
        self.s.log.met["overtaken"] += any(
            unit.since > other.since
            for unit in members
            for other in place.all_waiting()
        )
        group = type(first)(first.uid, first.flow_number, first.flow, now, members)
        group.step = first.step + 1
        for unit in members:
            unit.skip_to_the_end_of_the_group(unit.step + 1)
        place.occupied -= group.teu
        self.s.log.served.append((place, now, group.count, group.teu))
        self.s.log.loaded.append((self, now, group.teu))
        if place.blocked:
            self.s.soon(self.s.serve, place)
        return group


class Port:
    """Berths, and who waits for one."""

    def __init__(self, simulation, number, berths):
        self.s, self.number = simulation, number
        self.berths = inf if berths is None else berths
        self.roads, self.ready, self.at_berth = [], [], []

    def serve(self):
        ready, self.ready = self.ready, []
        for vessel in ready:
            vessel.leave_if_open()
        for vessel in list(self.roads):
            if len(self.at_berth) < self.berths and not vessel.is_shut():
                self.roads.remove(vessel)
                vessel.take_berth()
            elif vessel.is_shut():
                self.s.log.met["shut at the roads"] += 1
            else:
                self.s.log.met["no berth"] += 1


class Vessel:
    """Goes round its calls for ever."""

    def __init__(self, simulation, number, fleet, first_call, rank):
        self.s, self.number, self.calls = simulation, number, fleet.calls
        self.first_call, self.rank = first_call, rank
        self.place = rank % len(fleet.calls)
        self.away_calendar_id = dict(enumerate(fleet.away)).get(rank, "")
        self.state, self.cargo, self.voyages = SAILING, None, 0
        self.must_go, self.idle_since = False, 0
        self.roads_since = self.berth_since = self.shut_before = 0

    @property
    def call(self):
        return self.calls[self.place]

    @property
    def line(self):
        return self.s.lines[self.call.line_id]

    @property
    def port(self):
        return self.s.ports[self.call.port_id]

    def payload(self):
        most = self.line.rule.payload_teu
        ours = self.call.payload_teu
        return ours if most is None else min(most, ours)

    def is_shut(self):
        calendar = self.s.calendars.get(self.call.calendar_id)
        return calendar is not None and calendar.is_shut

    def shut_so_far(self):
        calendar = self.s.calendars.get(self.call.calendar_id)
        return 0 if calendar is None else calendar.shut_until(self.s.now)

    def draw(self, law, stream):
        who = luck.luck_of_a_voyage(self.first_call, self.rank, self.voyages)
        return luck.seconds(law, self.s.key, who, stream)

    def done_after(self, seconds, task):
        self.s.at(
            self.s.now + seconds, "VESSEL", task, who=self.number, more=self.state
        )

    def is_away(self):
        calendar = self.s.calendars.get(self.away_calendar_id)
        return calendar is not None and calendar.is_shut

    def come_back(self):
        if self.state == AWAY:
            self.s.log.met["back again"] += 1
            self.lie_idle()

    def lie_idle(self):
        if self.is_away():
            self.s.log.met["away from the start of its lay"] += 1
            self.state = AWAY
            return
        self.state, self.idle_since, self.must_go = IDLE, self.s.now, False
        self.line.idle.append(self)
        if self.call.max_lay_s is not None:
            self.set_lay()
        self.s.soon(self.line.check)

    def set_lay(self):
        """Look after the longest lay, unless somebody is going to at this call."""
        number = self.first_call + self.place
        if self.s.log.lays.get(number, -1) > self.s.now:
            return
        second = self.idle_since + self.call.max_lay_s
        self.s.log.lays[number] = second
        self.s.at(second, "LAY", self.look_after_lays, self.place, who=number)

    def look_after_lays(self, place):
        """Those of this call that have lain too long go before the others."""
        call, line = self.calls[place], self.s.lines[self.calls[place].line_id]
        here = [
            v for v in line.idle if v.first_call == self.first_call and v.place == place
        ]
        late = [v for v in here if self.s.now - v.idle_since >= call.max_lay_s]
        for vessel in late:
            vessel.must_go = True
        self.s.log.met["lay behind another"] += line.idle[: len(late)] != late
        line.idle = [*late, *(v for v in line.idle if v not in late)]
        others = [v for v in here if v not in late]
        if others:
            others[0].set_lay()
        self.s.log.met["lay of one that is gone"] += not here
        self.s.log.met["lay of a later one"] += bool(others)
        self.s.soon(line.check)

    def go_and_load(self):
        self.line.committed += self.payload()
        self.state = LOADING
        self.wait_for_berth()

    def wait_for_berth(self):
        self.roads_since, self.shut_before = self.s.now, self.shut_so_far()
        self.port.roads.append(self)
        self.s.soon(self.port.serve)

    def take_berth(self):
        now, call = self.s.now, self.call
        self.port.at_berth.append(self)
        self.berth_since = now
        self.s.log.calls.append((self.port, now))
        self.s.log.roads.append((self.port, self.roads_since, now))
        if self.state == LOADING:
            self.done_after(self.draw(call.load, 1), self.leave_if_open)
            return
        seconds = self.draw(call.discharge, 2)
        weather = self.shut_so_far() - self.shut_before
        spent = self.cargo.spent
        spent[StageCause.WEATHER] += weather
        spent[StageCause.WAIT_SERVICE] += now - self.roads_since - weather
        spent[StageCause.HANDLE] += seconds
        self.done_after(seconds, self.unload)

    def unload(self):
        self.s.soon(self.s.go, self.cargo)

    def discharged(self):
        self.cargo = None
        self.leave_berth()
        self.lie_idle()

    def leave_berth(self):
        self.port.at_berth.remove(self)
        self.s.log.berths.append((self.port, self.berth_since, self.s.now))
        self.s.soon(self.port.serve)

    def leave_if_open(self):
        if self.is_shut():
            self.port.ready.append(self)
            self.s.log.met["loaded in a shut port"] += 1
            return
        weather = self.shut_so_far() - self.shut_before
        self.line.committed -= self.payload()
        self.s.log.departures.append((self.line, self.s.now, self.payload()))
        self.leave_berth()
        seconds = self.draw(self.call.sail, 0)
        self.cargo = self.line.gather(self.payload(), weather)
        self.s.log.met["empty voyage"] += self.cargo is None
        self.s.log.met["loaded voyage"] += self.cargo is not None
        if self.cargo is not None:
            self.cargo.vessel = self
            self.cargo.spent[StageCause.MOVE] += seconds
        self.state = SAILING
        self.voyages += 1
        self.done_after(seconds, self.arrive)
        self.s.soon(self.line.check)

    def arrive(self):
        self.place = (self.place + 1) % len(self.calls)
        if self.cargo is None:
            self.lie_idle()
        else:
            self.state = DISCHARGING
            self.wait_for_berth()
