"""What is asked of flows: a study, from Python or from a file and its tables."""

from orta.planning.flows.study.checked import Checked, Dated
from orta.planning.flows.study.files.workbook.template import write_template
from orta.planning.flows.study.read import read_study
from orta.planning.flows.study.schema import (
    CHANGEABLE,
    SETTINGS,
    read_study_schema,
    read_whole_schema,
)
from orta.planning.flows.study.study import Study
from orta.planning.flows.study.values import (
    EVERY_ROW,
    Change,
    Conversion,
    Demand,
    Goods,
    Leg,
    Limit,
    LimitKind,
    Measure,
    Pool,
    PoolPlace,
    Product,
    Risk,
    RiskForm,
    Scenario,
    Store,
    Supply,
)

__all__ = [
    "CHANGEABLE",
    "EVERY_ROW",
    "SETTINGS",
    "Change",
    "Checked",
    "Conversion",
    "Dated",
    "Demand",
    "Goods",
    "Leg",
    "Limit",
    "LimitKind",
    "Measure",
    "Pool",
    "PoolPlace",
    "Product",
    "Risk",
    "RiskForm",
    "Scenario",
    "Store",
    "Study",
    "Supply",
    "read_study",
    "read_study_schema",
    "read_whole_schema",
    "write_template",
]
