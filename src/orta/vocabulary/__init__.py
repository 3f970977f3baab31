"""The words both halves share, each tied to the list that publishes it."""

from orta.vocabulary.cargo import Cargo
from orta.vocabulary.codes import (
    ChargeBasis,
    ChargeType,
    Confidence,
    DataQuality,
    DispatchRule,
    EmissionBasis,
    LinkStatus,
    LotSizes,
    NodeType,
    StageCause,
    TransportMode,
)
from orta.vocabulary.itinerary import Itinerary, Leg, RouteSpecification

__all__ = [
    "Cargo",
    "ChargeBasis",
    "ChargeType",
    "Confidence",
    "DataQuality",
    "DispatchRule",
    "EmissionBasis",
    "Itinerary",
    "Leg",
    "LinkStatus",
    "LotSizes",
    "NodeType",
    "RouteSpecification",
    "StageCause",
    "TransportMode",
]
