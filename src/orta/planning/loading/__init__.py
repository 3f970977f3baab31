"""Whether a wagon may be loaded here for there on a day, and if not, when."""

from orta.planning.loading.answer import LoadingAnswer, ban_warning, may_load
from orta.planning.loading.request import LoadingRequest
from orta.planning.loading.solve import find_bans

__all__ = [
    "LoadingAnswer",
    "LoadingRequest",
    "ban_warning",
    "find_bans",
    "may_load",
]
