"""Codes that both halves share, each tied to the list that publishes it."""

from __future__ import annotations

from enum import StrEnum


class TransportMode(StrEnum):
    """How goods move.

    Notes
    -----
    Source: UN/ECE Recommendation 19 (modes of transport), in words instead of digits.
    """

    RAIL = "rail"
    ROAD = "road"
    SEA = "sea"
    PIPELINE = "pipeline"


class NodeType(StrEnum):
    """What a node of the network is (GMNS `node_type`; values are ours)."""

    CITY = "city"
    TERMINAL = "terminal"
    PORT = "port"
    YARD = "yard"
    BORDER = "border"
    CANAL = "canal"
    WAYPOINT = "waypoint"


class LinkStatus(StrEnum):
    """Whether a link can be used today."""

    IN_SERVICE = "in_service"
    PLANNED = "planned"
    CLOSED = "closed"


class ProjectKind(StrEnum):
    """What a project makes: a measure needs no works, finance is for other projects."""

    WORKS = "works"
    VESSELS = "vessels"
    MEASURE = "measure"
    FINANCE = "finance"
    PLANT = "plant"


class ProjectStatus(StrEnum):
    """How far a project has come."""

    DONE = "done"
    BUILDING = "building"
    PLANNED = "planned"
    PROPOSED = "proposed"


class Confidence(StrEnum):
    """How a figure came to be.

    `published`: read in the source. `derived`: computed from published figures.
    `estimated`: a working value; `method` says how it was made.
    """

    PUBLISHED = "published"
    DERIVED = "derived"
    ESTIMATED = "estimated"


class DispatchRule(StrEnum):
    """When the next run of a transport service leaves.

    `timetable`: on dated departures. `headway`: every so many hours.
    `fill_and_go`: when enough is on board, or when the first unit has waited
    its longest, once a vessel is at the berth and the port is open.
    """

    TIMETABLE = "timetable"
    HEADWAY = "headway"
    FILL_AND_GO = "fill_and_go"


class LotSizes(StrEnum):
    """How much comes at once where cargo waits for a ship to fill.

    `fixed`: every lot alike, as trucks are. `geometric`: from a single TEU up,
    large lots ever rarer, as where whole trains and single boxes mix.
    """

    FIXED = "fixed"
    GEOMETRIC = "geometric"


class StageCause(StrEnum):
    """What a consignment's time is spent on; the causes sum to the lead time."""

    MOVE = "move"
    HANDLE = "handle"
    BORDER = "border"
    WAIT_SERVICE = "wait_service"
    WEATHER = "weather"
    EMBARGO = "embargo"


class ChargeBasis(StrEnum):
    """What an amount of a tariff is multiplied by; a percentage by the freight."""

    PER_UNIT = "per_unit"
    PER_UNIT_KM = "per_unit_km"
    PER_T = "per_t"
    PER_T_KM = "per_t_km"
    PERCENT = "percent"

    @property
    def grows_with_distance(self) -> bool:
        """Whether it is charged for every kilometre, not once for a leg."""
        return self in (ChargeBasis.PER_UNIT_KM, ChargeBasis.PER_T_KM)


class ChargeType(StrEnum):
    """What an amount of a tariff pays for.

    A surcharge comes on top of the freight of a service; an empty return is what
    the service takes to bring the equipment back without goods.
    """

    FREIGHT = "freight"
    HANDLING = "handling"
    BORDER = "border"
    SURCHARGE = "surcharge"
    EMPTY_RETURN = "empty_return"


class EmissionBasis(StrEnum):
    """What an emission intensity is multiplied by: the activity of ISO 14083.

    Transport activity is mass times distance, or container places times
    distance; hub activity is mass, or container places, put on or taken off.
    """

    PER_TKM = "per_tkm"
    PER_TEU_KM = "per_teu_km"
    PER_T = "per_t"
    PER_TEU = "per_teu"

    @property
    def is_hub(self) -> bool:
        """Whether it is for handling in a hub, not for transport."""
        return self in (EmissionBasis.PER_T, EmissionBasis.PER_TEU)

    @property
    def activity_unit(self) -> str:
        """The unit of the activity."""
        return {"per_tkm": "tkm", "per_teu_km": "TEU-km", "per_t": "t"}.get(
            self.value, "TEU"
        )


class DataQuality(StrEnum):
    """What an emission intensity rests on, as ISO 14083 sorts data.

    `primary`: measured in this operation. `modelled`: from a model fed with
    parameters of this operation. `default`: an average of the trade.
    """

    PRIMARY = "primary"
    MODELLED = "modelled"
    DEFAULT = "default"


class LimitQuantity(StrEnum):
    """What a limit speaks of; all but the last are numbers with their unit.

    Heights are above the rail or the road, widths across the whole load.
    """

    AXLE_LOAD_T = "axle_load_t"
    GROSS_MASS_T = "gross_mass_t"
    LENGTH_M = "length_m"
    WIDTH_M = "width_m"
    HEIGHT_M = "height_m"
    DANGEROUS_GOODS = "dangerous_goods"


class LimitEffect(StrEnum):
    """What holds for a load beyond a limit, or for goods that a rule names.

    `allowed`: such goods are taken. `permit`: with a permit. `in_places`: not
    everywhere, and the source does not say where. `forbidden`: not at all.
    """

    ALLOWED = "allowed"
    PERMIT = "permit"
    IN_PLACES = "in_places"
    FORBIDDEN = "forbidden"


class FacilityType(StrEnum):
    """What has a limited capacity.

    `berth`: a place for one vessel. `crane`: moves one unit at a time. `yard`: room
    where units stand. `track`: a siding where one train is worked. `train_path`: a
    section of line. `border_post`: formalities of one train. `gauge_change`: units
    put over, or bogies exchanged, one train at a time. `wagon_pool`: wagons, boxes
    or platforms that have to come back.
    """

    BERTH = "berth"
    CRANE = "crane"
    YARD = "yard"
    TRACK = "track"
    TRAIN_PATH = "train_path"
    BORDER_POST = "border_post"
    GAUGE_CHANGE = "gauge_change"
    WAGON_POOL = "wagon_pool"


class ParameterQuantity(StrEnum):
    """What an uncertain figure is, and so what its targets are ids of.

    ================= ============ =================================================
    quantity          targets      the figure
    ================= ============ =================================================
    `lay_h`           fleets       replaces the longest lay at a call
    `min_load_teu`    services     replaces the load that a vessel waits for
    `available_share` facilities   replaces the share that corridor traffic may use
    `border_dwell`    borders of   multiplies the published dwell: the part of it
                      two states   that is work, the rest is queueing, which the
                                   simulation makes itself
    `rail_time`       states       multiplies the running time of trains there
    `handling`        terminals    multiplies the handling time
    `lot`             demands      multiplies the size of lots
    `demand`          demands      multiplies the volume of a year
    ================= ============ =================================================
    """

    LAY_H = "lay_h"
    MIN_LOAD_TEU = "min_load_teu"
    AVAILABLE_SHARE = "available_share"
    BORDER_DWELL = "border_dwell"
    RAIL_TIME = "rail_time"
    HANDLING = "handling"
    LOT = "lot"
    DEMAND = "demand"

    @property
    def is_share(self) -> bool:
        """Whether it is a share, at most 1."""
        return self is ParameterQuantity.AVAILABLE_SHARE


class TargetMetric(StrEnum):
    """What of a simulated year is compared with a published figure.

    Counts are summed over what is named: `delivered_teu`, `delivered_units` and
    `delivered_t` of demands, `served_teu` and `served_units` of assets, `departures`
    of services, `calls` of vessels at a port. The others are means:
    `voyages_per_vessel_month` (one way), `load_teu` of a departure, `load_share` of
    its payload, `closed_days` of a port, `dwell_h` at a border, `handling_h` of a
    vessel, `wait_h` for a departure, `transit_days` from the first departure to the
    last arrival, `lead_days` with the wait before it, `section_days` between two
    places of the way.
    """

    DELIVERED_TEU = "delivered_teu"
    DELIVERED_UNITS = "delivered_units"
    DELIVERED_T = "delivered_t"
    SERVED_TEU = "served_teu"
    SERVED_UNITS = "served_units"
    DEPARTURES = "departures"
    CALLS = "calls"
    VOYAGES_PER_VESSEL_MONTH = "voyages_per_vessel_month"
    LOAD_TEU = "load_teu"
    LOAD_SHARE = "load_share"
    CLOSED_DAYS = "closed_days"
    DWELL_H = "dwell_h"
    HANDLING_H = "handling_h"
    WAIT_H = "wait_h"
    TRANSIT_DAYS = "transit_days"
    LEAD_DAYS = "lead_days"
    SECTION_DAYS = "section_days"
