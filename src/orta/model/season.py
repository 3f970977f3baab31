"""The part of the door that leads to plans of a season."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orta.corridor import Corridor

if TYPE_CHECKING:
    from orta.planning.flows import FlowsAnswer
    from orta.planning.flows.study import Study
    from orta.planning.optimum import Progress


@dataclass(frozen=True)
class InSeason:
    """A corridor over which goods can be planned for a season, week by week."""

    corridor: Corridor

    def flows(
        self,
        study: Study | str | Path,
        *,
        time_limit_s: float = math.inf,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> FlowsAnswer:
        """The cheapest plan of a season, with a certificate that it is.

        Parameters
        ----------
        study
            What there is, what is wanted and how it may move; or its TOML file.
        time_limit_s
            After so long the best plan so far is the answer.
        on_progress
            Called while a search for whole trains and ships goes on.

        Raises
        ------
        StudyError
            If the file or a table of it cannot be used: everything that is wrong.
        RunInterruptedError
            On Ctrl C.
        """
        from orta.planning.flows import plan_season
        from orta.planning.flows.study import Study, read_study

        if not isinstance(study, Study):
            study = read_study(study, self.corridor)
        return plan_season(
            study, self.corridor, time_limit_s=time_limit_s, on_progress=on_progress
        )
