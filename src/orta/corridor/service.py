"""Transport services: the repeating offers of carriers, and their fleets."""

from __future__ import annotations

from dataclasses import dataclass

from orta.corridor.duration import Duration
from orta.corridor.evidence import Evidence
from orta.errors import ModelError
from orta.vocabulary import DispatchRule, LotSizes, TransportMode
from orta.vocabulary.quantities import HOURS_PER_DAY

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

# Above this share of what a fleet can carry, a steady state takes longer to
# form than a season lasts, and its mean wait grows without bound.
BUSIEST_SHARE = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportCall:
    """A service at a place. `transit` is from the call before, None at the first.

    Where it `passes`, nothing is loaded or discharged.
    """

    service_id: str
    call_sequence: int
    node_id: str
    transit: Duration | None
    evidence: Evidence
    passes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """Vessels or trains that rotate on a service.

    `rotation_h` is one round trip with its port time in good weather. Vessels come
    back by `return_service_id`, without cargo if it is empty: fleets that name each
    other's service are the same vessels. After `max_lay_h` at a call a vessel leaves
    with what is there; None means that it stays until its load has come.

    Where the water falls by more than `margin_m`, `loss_share_per_m` of the payload
    is lost with every metre.
    """

    fleet_id: str
    service_id: str
    vessel_type: str
    vessel_count: int
    payload_teu: float
    rotation_h: float
    evidence: Evidence
    return_service_id: str = ""
    max_lay_h: float | None = None
    loss_share_per_m: float = 0.0
    margin_m: float = 0.0
    note: str = ""

    def __post_init__(self) -> None:
        if self.vessel_count < 1 or self.payload_teu <= 0 or self.rotation_h <= 0:
            raise ModelError(
                f"fleet {self.fleet_id}: count, payload and rotation must be positive"
            )
        if self.return_service_id == self.service_id:
            raise ModelError(f"fleet {self.fleet_id}: another service brings it back")
        if min(self.max_lay_h or 0, self.margin_m) < 0:
            raise ModelError(f"fleet {self.fleet_id}: lay and margin are not negative")
        if not 0 <= self.loss_share_per_m <= 1:
            raise ModelError(f"fleet {self.fleet_id}: a loss is a share from 0 to 1")

    def payload_at(self, fall_m: float) -> float:
        """TEU that one carries when the water stands so many metres lower.

        Never less than nothing. A negative fall, a higher water, wins nothing back.
        """
        beyond_m = max(fall_m - self.margin_m, 0.0)
        return self.payload_teu * max(1 - self.loss_share_per_m * beyond_m, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportService:
    """The repeating offer of a carrier, in one direction.

    A *line* (`calls` given) serves its calls in order. A *network* service (no
    calls, `country_codes` given) serves every link of its mode that lies in
    those states: the ordinary freight trains of a railway, or hauliers.

    Which further fields matter depends on `dispatch_rule`:

    ============== ====================================================
    `timetable`    `weekdays` and `departure_min` (UTC, after midnight)
    `headway`      `headway_h`
    `fill_and_go`  `min_load_teu`, `max_wait_h`, `arrival_teu_per_day`,
                   and `lot_teu` that come at once, with their `lot_sizes`
    ============== ====================================================

    Goods have to be at the terminal `cutoff_h` before a departure, handling
    included; None means that no cut-off is known.

    The moves of a network service take their mean time on average, at best
    `fastest_share` and at worst `slowest_share` of it.
    """

    service_id: str
    name: str
    mode: TransportMode
    dispatch_rule: DispatchRule
    equipment_codes: tuple[str, ...]
    evidence: Evidence
    operator: str = ""
    calls: tuple[TransportCall, ...] = ()
    country_codes: tuple[str, ...] = ()
    fleets: tuple[Fleet, ...] = ()
    weekdays: tuple[str, ...] = ()
    departure_min: int | None = None
    headway_h: float | None = None
    min_load_teu: float | None = None
    max_wait_h: float | None = None
    arrival_teu_per_day: float | None = None
    lot_teu: float = 1.0
    lot_sizes: LotSizes = LotSizes.FIXED
    fastest_share: float = 1.0
    slowest_share: float = 1.0
    cutoff_h: float | None = None
    note: str = ""

    def __post_init__(self) -> None:
        problems = tuple(
            f"service {self.service_id}: {problem}"
            for problem in (*self._shape_problems(), *self._dispatch_problems())
        )
        if problems:
            raise ModelError(*problems)

    def transit(self, mean_h: float) -> Duration:
        """A move of a network service: its mean, and how far it may be off."""
        if self.fastest_share == self.slowest_share:
            return Duration.fixed(mean_h)
        return Duration(
            min_h=mean_h * self.fastest_share,
            mean_h=mean_h,
            max_h=mean_h * self.slowest_share,
        )

    @property
    def is_network(self) -> bool:
        """Whether it serves a network rather than a line of calls."""
        return not self.calls

    def _shape_problems(self) -> list[str]:
        problems = []
        if bool(self.calls) == bool(self.country_codes):
            problems.append("has either calls or country codes")
        if len(self.calls) == 1:
            problems.append("has a single call")
        if any(call.transit is None for call in self.calls[1:]):
            problems.append("a call after the first lacks its transit time")
        if not self.fastest_share <= 1 <= self.slowest_share or (
            (self.fastest_share == 1) != (self.slowest_share == 1)
        ):
            problems.append("its fastest share lies below 1 and its slowest above")
        if not self.equipment_codes:
            problems.append("carries no equipment")
        if self.cutoff_h is not None and self.cutoff_h < 0:
            problems.append("a cut-off is not after the departure")
        return problems

    def _dispatch_problems(self) -> list[str]:
        rule = self.dispatch_rule
        problems = []
        if rule is DispatchRule.HEADWAY and not (self.headway_h or 0) > 0:
            problems.append("a headway service has headway_h above 0")
        if rule is DispatchRule.TIMETABLE:
            if not self.weekdays or self.departure_min is None:
                problems.append("a timetable service has weekdays and departure_min")
            elif not 0 <= self.departure_min < 24 * 60:
                problems.append("departure_min is a minute of the day")
            problems += [
                f"{day} is no weekday" for day in self.weekdays if day not in WEEKDAYS
            ]
        if rule is DispatchRule.FILL_AND_GO:
            rates = (self.min_load_teu, self.max_wait_h, self.arrival_teu_per_day)
            if any(value is None or value <= 0 for value in rates):
                problems.append(
                    "a fill_and_go service has min_load_teu, max_wait_h and "
                    "arrival_teu_per_day above 0"
                )
            if not self.fleets:
                problems.append("a fill_and_go service has a fleet")
            if not problems:
                problems += self._filling_problems()
        return problems

    def _filling_problems(self) -> list[str]:
        """Why cargo that waits for a ship would wait for ever, or come in no lots."""
        problems = []
        if self.lot_teu <= 0 or (
            self.lot_sizes is LotSizes.GEOMETRIC and self.lot_teu < 1
        ):
            problems.append("lot_teu is above 0, and at least 1 if geometric")
        carried = sum(
            f.vessel_count * f.payload_teu * HOURS_PER_DAY / f.rotation_h
            for f in self.fleets
        )
        most = BUSIEST_SHARE * carried
        if (self.arrival_teu_per_day or 0) > most:
            problems.append(
                f"arrival_teu_per_day is at most {most:.4g}, {BUSIEST_SHARE:.0%} of "
                "what the fleet can carry, or the wait has no bound: add vessels, "
                "or count less cargo"
            )
        return problems
