"""The words both halves share, each tied to the list that publishes it."""

from orta.vocabulary.cargo import Cargo
from orta.vocabulary.codes import (
    ChargeBasis,
    ChargeType,
    Confidence,
    DataQuality,
    DispatchRule,
    EmissionBasis,
    FacilityType,
    LimitEffect,
    LimitQuantity,
    LinkStatus,
    LotSizes,
    NodeType,
    ParameterQuantity,
    ProjectKind,
    ProjectStatus,
    StageCause,
    TargetMetric,
    TransportMode,
)
from orta.vocabulary.instants import read_deadline, read_instant, this_minute
from orta.vocabulary.itinerary import Itinerary, Leg, RouteSpecification
from orta.vocabulary.load import DANGEROUS_GOODS_CLASSES, LoadProfile

__all__ = [
    "DANGEROUS_GOODS_CLASSES",
    "Cargo",
    "ChargeBasis",
    "ChargeType",
    "Confidence",
    "DataQuality",
    "DispatchRule",
    "EmissionBasis",
    "FacilityType",
    "Itinerary",
    "Leg",
    "LimitEffect",
    "LimitQuantity",
    "LinkStatus",
    "LoadProfile",
    "LotSizes",
    "NodeType",
    "ParameterQuantity",
    "ProjectKind",
    "ProjectStatus",
    "RouteSpecification",
    "StageCause",
    "TargetMetric",
    "TransportMode",
    "read_deadline",
    "read_instant",
    "this_minute",
]
