"""The simulator once more: slow, with objects and lists, nothing counted on the way.

Whatever has a length is written into a log; the figures are sums over it at the end.
Units here, lines and vessels in `simulation_ships`, sums in `simulation_sums`.
"""

from __future__ import annotations

from collections import deque
from heapq import heappop, heappush
from math import inf

from reference import simulation_luck as luck
from reference.simulation_ships import Line, Port, Vessel
from reference.simulation_sums import Log, daily, sums

from orta.planning.simulation.plant import StepKind
from orta.vocabulary import StageCause

DAY_S = 86400
ROOMY = (StepKind.SERVE, StepKind.BOARD)  # steps at places with room


class Unit:
    """A box, or a group of units that go on together."""

    def __init__(self, uid, flow_number, flow, born, members=()):
        self.uid, self.flow_number, self.flow, self.born = uid, flow_number, flow, born
        self.members = list(members)
        self.step, self.since = 0, born
        self.teu = sum(m.teu for m in members) if members else flow.teu
        self.count = sum(m.count for m in members) if members else 1
        self.holds = None  # the station whose server it has
        self.room_at = None  # the station that keeps room for it
        self.vessel = None  # that it is aboard of
        self.spent = dict.fromkeys(StageCause, 0)

    @property
    def todo(self):
        return self.flow.steps[self.step]

    def is_let_go(self):
        """Whether it is a group and its next step is for each member alone."""
        alone = self.todo.dissolves or self.todo.kind is StepKind.EXIT
        return bool(self.members) and alone

    def skip_to_the_end_of_the_group(self, start):
        """Go on, once let go, at the next step that is for each member alone."""
        steps = self.flow.steps
        alone = [n for n in range(start, len(steps)) if steps[n].dissolves]
        self.step = alone[0] if alone else len(steps) - 1


class Place:
    """A station, a pool, or where units wait for a line."""

    def __init__(self, number, servers=None, room=None, calendar=None, line=None):
        self.number, self.calendar, self.line = number, calendar, line
        self.slow_calendar, self.slow_per_mille = None, 1000
        self.servers = inf if servers is None else servers
        self.room = inf if room is None else room
        self.queues = [deque() for _ in range(3)]
        self.busy = self.occupied = self.most_waiting = 0
        self.blocked = deque()

    def queue_up(self, unit):
        self.queues[unit.flow.priority].append(unit)
        self.most_waiting = max(self.most_waiting, self.waiting_teu())

    def all_waiting(self):
        return [unit for queue in self.queues for unit in queue]

    def waiting_teu(self):
        return sum(unit.teu for unit in self.all_waiting())

    def take_first(self):
        return next(queue for queue in self.queues if queue).popleft()

    def can_start(self):
        is_shut = self.calendar is not None and self.calendar.is_shut
        return self.busy < self.servers and not is_shut

    def fits(self, unit):
        return self.occupied == 0 or self.occupied + unit.teu <= self.room


class Calendar:
    """When something is shut."""

    def __init__(self, number, windows):
        self.number, self.is_shut, self.to_wake = number, False, []
        self.windows = []
        for shut_s, open_s in sorted(windows):
            if open_s <= max(shut_s, 0):
                continue
            if self.windows and shut_s <= self.windows[-1][1]:
                before = self.windows.pop()
                self.windows.append((before[0], max(before[1], open_s)))
            else:
                self.windows.append((max(shut_s, 0), open_s))
        self.is_shut = bool(self.windows) and self.windows[0][0] == 0

    def next_turn(self, now):
        """When it shuts or opens next."""
        turns = [second for window in self.windows for second in window]
        return next((second for second in turns if second > now), None)

    def shut_until(self, now):
        return sum(max(min(o, now) - s, 0) for s, o in self.windows)


class Simulation:
    """A plant in motion; `run` moves it."""

    def __init__(self, plant, *, key, windows, starts_s, ends_s):
        self.plant, self.key = plant, key
        self.starts_s, self.ends_s = starts_s, ends_s
        self.now, self.set_so_far, self.events = 0, 0, []
        self.tasks, self.log, self.trace = deque(), Log(), []
        self.calendars = {
            name: Calendar(n, windows.get(name, ()))
            for n, name in enumerate(plant.calendars)
        }
        self.places, self.lines = {}, {}
        for s in plant.stations:
            calendar = self.calendars.get(s.calendar_id)
            self.add_place(s.station_id, s.servers, s.room_teu, calendar)
            place = self.places[s.station_id]
            place.slow_calendar = self.calendars.get(s.slow_calendar_id)
            place.slow_per_mille = s.slow_per_mille
        for pool in plant.pools:
            self.add_place(pool.pool_id, pool.count)
        for number, rule in enumerate(plant.lines):
            line = self.lines[rule.line_id] = Line(self, number, rule)
            self.add_place(rule.line_id, None, rule.room_teu, None, line)
        self.ports = {
            p.port_id: Port(self, n, p.berths) for n, p in enumerate(plant.ports)
        }
        self.vessels = []
        for fleet in plant.fleets:
            first = sum(len(f.calls) for f in plant.fleets[: plant.fleets.index(fleet)])
            for n in range(fleet.count):
                self.vessels.append(Vessel(self, len(self.vessels), fleet, first, n))
        # One source for each flow in order, then those that flows have beyond it.
        self.sources = [(n, flow.lots_per_s) for n, flow in enumerate(plant.flows)]
        for n, flow in enumerate(plant.flows):
            self.sources += [(n, rates) for rates in flow.more_lots_per_s]
        self.lots = [0] * len(self.sources)
        self.first_steps = [
            sum(len(f.steps) for f in plant.flows[:n]) for n in range(len(plant.flows))
        ]
        self.who_wakes()

    def add_place(self, name, *rest):
        self.places[name] = Place(len(self.places), *rest)

    def who_wakes(self):
        """Who looks again when a calendar opens: queues, then berths, then lines."""
        for s in self.plant.stations:
            self.wakes(s.calendar_id, (self.serve, self.places[s.station_id]))
        for fleet in self.plant.fleets:
            for call in fleet.calls:
                self.wakes(call.calendar_id, (self.ports[call.port_id].serve,))
        for line in self.plant.lines:
            self.wakes(line.calendar_id, (self.lines[line.line_id].check,))
        for vessel in self.vessels:
            self.wakes(vessel.away_calendar_id, (vessel.come_back,))

    def wakes(self, calendar_id, task):
        if calendar_id and task not in self.calendars[calendar_id].to_wake:
            self.calendars[calendar_id].to_wake.append(task)

    # What happens when.

    def at(self, second, what, *task, who=0, more=0):
        """Set an event; who and what it is about are asked when it happens."""
        heappush(self.events, (second, self.set_so_far, what, task, who, more))
        self.set_so_far += 1

    def soon(self, *task):
        self.tasks.append(task)

    def run(self):
        for calendar in self.calendars.values():
            self.set_turn(calendar)
        for number in range(len(self.sources)):
            self.set_lot(number)
        for line in self.lines.values():
            line.set_due()
        for vessel in self.vessels:
            vessel.lie_idle()
        self.at(DAY_S - 1, "DAY", self.end_day)
        while self.events and self.events[0][0] < self.ends_s:
            self.now, _, what, task, who, more = heappop(self.events)
            who, more = (x() if callable(x) else x for x in (who, more))
            self.trace.append((self.now, what, who, more))
            self.do(*task)
            while self.tasks:
                self.do(*self.tasks.popleft())
        self.now = self.ends_s
        return sums(self)

    @staticmethod
    def do(task, *arguments):
        task(*arguments)

    def end_day(self):
        waiting = [place.waiting_teu() for place in self.places.values()]
        self.log.days.append([*waiting, sum(d for _, d in self.log.under_way)])
        self.log.flow_days.append(daily(self))
        self.at(self.now + DAY_S, "DAY", self.end_day)

    def set_turn(self, calendar):
        second = calendar.next_turn(self.now)
        if second is not None:
            self.at(second, "CALENDAR", self.turn, calendar, who=calendar.number)

    def turn(self, calendar):
        calendar.is_shut = not calendar.is_shut
        if not calendar.is_shut:
            self.tasks.extend(calendar.to_wake)
        self.set_turn(calendar)

    # Where units come from.

    def set_lot(self, number):
        flow_number, rates = self.sources[number]
        flow, lot = self.plant.flows[flow_number], self.lots[number]
        if flow.most_lots is not None and lot >= flow.most_lots:
            return
        who = luck.luck_of_a_flow(number, lot)
        months = zip(rates, self.plant.month_ends_s, strict=True)
        regular = flow.is_regular
        second = luck.next_lot(months, self.key, who, self.now, is_regular=regular)
        if second is not None:
            self.at(second, "SOURCE", self.bring_lot, number, who=number)

    def bring_lot(self, number):
        flow_number, lot = self.sources[number][0], self.lots[number]
        flow = self.plant.flows[flow_number]
        who = luck.luck_of_a_flow(number, lot)
        units = [
            Unit(luck.luck_of_a_unit(number, lot, member), flow_number, flow, self.now)
            for member in range(luck.units_of_a_lot(flow, self.key, who))
        ]
        self.log.came(units, self.now)
        if len(units) == 1:
            self.soon(self.go, units[0])
        else:
            for unit in units:
                unit.skip_to_the_end_of_the_group(0)
            lead = units[0].uid
            self.soon(self.go, Unit(lead, flow_number, flow, self.now, units))
        self.lots[number] += 1
        self.set_lot(number)

    # What units do.

    def go(self, unit):
        """Begin the next step, or stay until there is room for it."""
        if unit.todo.kind in ROOMY:
            place = self.places[unit.todo.place_id]
            has_room = place in {unit.holds, unit.room_at}
            self.log.met["twice at one place"] += place is unit.holds
            if not has_room and (place.blocked or not place.fits(unit)):
                self.log.blocked_for(unit, place)
                unit.since = self.now
                place.blocked.append(unit)
                return
        self.leave_behind(unit)
        self.begin(unit)

    def leave_behind(self, unit):
        """Free the server and the room a unit has, or the ship it came with."""
        if unit.vessel is not None:
            self.soon(unit.vessel.discharged)
            unit.vessel = None
        place, unit.holds = unit.holds, None
        if place is None:
            return
        place.busy -= 1
        place.occupied -= unit.teu
        self.log.served.append((place, self.now, unit.count, unit.teu))
        if place.blocked or place.waiting_teu():
            self.soon(self.serve, place)

    def begin(self, unit):
        if unit.is_let_go():
            self.let_go(unit)
            return
        begin = {
            StepKind.MOVE: self.move,
            StepKind.SERVE: self.ask_for_service,
            StepKind.BOARD: self.wait_for_departure,
            StepKind.TAKE: self.ask_for_token,
            StepKind.GIVE: self.give_token,
            StepKind.EXIT: self.arrive,
        }
        begin[unit.todo.kind](unit)

    def let_go(self, group):
        """Every member goes on alone; what there is room for together goes in."""
        step = group.todo
        place = self.places[step.place_id] if step.kind in ROOMY else None
        if group.room_at is not None:
            place.occupied -= group.teu
        self.log.met["let go at the exit"] += step.kind is StepKind.EXIT
        self.log.met["let go off a group"] += any(m.members for m in group.members)
        for member in group.members:
            for cause, seconds in group.spent.items():
                member.spent[cause] += seconds
            has_place = member.todo.kind in ROOMY
            if has_place and self.places[member.todo.place_id] is place:
                member.room_at = place
                place.occupied += member.teu
            self.soon(self.go, member)
        if group.room_at is not None and place.blocked:
            self.soon(self.serve, place)

    def busy_with(self, unit, place=None):
        """How long the step takes, spent in advance; longer where it is slow."""
        step = unit.todo
        seconds = luck.seconds(step.law, self.key, unit.uid, step.stream)
        if place and place.slow_calendar and place.slow_calendar.is_shut:
            self.log.met["slow"] += seconds > 0
            seconds = seconds * place.slow_per_mille // 1000
        unit.spent[step.cause] += seconds
        return seconds

    def done_at(self, second, unit):
        step = self.first_steps[unit.flow_number] + unit.step
        self.at(second, "DONE", self.next_step, unit, who=unit.uid, more=step)

    def next_step(self, unit):
        unit.step += 1
        self.soon(self.go, unit)

    def move(self, unit):
        self.done_at(self.now + self.busy_with(unit), unit)

    def enter(self, unit):
        place, unit.since = self.places[unit.todo.place_id], self.now
        if unit.room_at is None:
            place.occupied += unit.teu
        unit.room_at = None
        return place

    def ask_for_service(self, unit):
        place = self.enter(unit)
        if place.can_start() and not place.all_waiting():
            self.start_service(place, unit)
        else:
            self.log.met["shut"] += not place.can_start() and place.busy == 0
            place.queue_up(unit)

    def start_service(self, place, unit):
        seconds = self.busy_with(unit, place)
        place.busy += 1
        unit.holds = place
        self.log.busy.append((place, self.now, self.now + seconds))
        self.done_at(self.now + seconds, unit)

    def wait_for_departure(self, unit):
        place = self.enter(unit)
        place.queue_up(unit)
        self.soon(place.line.check)

    def ask_for_token(self, unit):
        place, unit.since = self.places[unit.todo.place_id], self.now
        place.queue_up(unit)
        self.soon(self.serve, place)

    def give_token(self, unit):
        step = unit.todo
        place = self.places[step.place_id]
        back = luck.seconds(step.law, self.key, unit.uid, step.stream)
        who = unit.count * 2**20 + place.number
        task = self.take_back, place, unit.count
        self.at(self.now + back, "RETURN", *task, who=who)
        unit.step += 1
        self.soon(self.go, unit)

    def take_back(self, place, count):
        place.busy -= count
        self.log.tokens_out.append((place, self.now, -count))
        self.soon(self.serve, place)

    def arrive(self, unit):
        self.log.left(unit, self.now)

    def serve(self, place):
        """Start whom servers allow, then let in whom room allows."""
        while place.all_waiting() and place.line is None and place.can_start():
            unit = place.all_waiting()[0]
            takes = unit.todo.kind is StepKind.TAKE
            if takes and place.busy + unit.count > place.servers:
                self.log.met["too few tokens"] += 1
                break
            place.take_first()
            self.log.waited.append((place, unit, unit.since, self.now))
            unit.spent[unit.todo.wait_cause] += self.now - unit.since
            if takes:
                place.busy += unit.count
                self.log.tokens_out.append((place, self.now, unit.count))
                self.log.served.append((place, self.now, unit.count, unit.teu))
                self.next_step(unit)
            else:
                self.start_service(place, unit)
        while place.blocked and place.fits(place.blocked[0]):
            unit = place.blocked.popleft()
            unit.spent[unit.todo.wait_cause] += self.now - unit.since
            if unit.holds is not None:
                self.log.blocked.append((unit.holds, unit.since, self.now))
            self.leave_behind(unit)
            self.begin(unit)
