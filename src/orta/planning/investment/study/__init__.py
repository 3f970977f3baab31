"""Studies of investments: what is asked, from a TOML file."""

from orta.planning.investment.study.read import SCHEMA, read_invest_study
from orta.planning.investment.study.study import (
    GIVEN,
    INPUTS,
    Cost,
    Decide,
    Drawn,
    Future,
    Input,
    InvestStudy,
    Near,
    StudyEffect,
    StudyOption,
    Value,
)

__all__ = [
    "GIVEN",
    "INPUTS",
    "SCHEMA",
    "Cost",
    "Decide",
    "Drawn",
    "Future",
    "Input",
    "InvestStudy",
    "Near",
    "StudyEffect",
    "StudyOption",
    "Value",
    "read_invest_study",
]
