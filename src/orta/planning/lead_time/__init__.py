"""How long an itinerary really takes: draws through its distributions, by cause."""

from orta.planning.lead_time.draw import LeadTimes, draw_lead_times
from orta.planning.lead_time.quantiles import at_share, beta_quantiles
from orta.planning.lead_time.stages import Stage, Until, Wait

__all__ = [
    "LeadTimes",
    "Stage",
    "Until",
    "Wait",
    "at_share",
    "beta_quantiles",
    "draw_lead_times",
]
