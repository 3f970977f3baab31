"""How long an itinerary really takes: draws through its distributions, by cause."""

from orta.planning.lead_time.draw import LeadTimes, draw_lead_times
from orta.planning.lead_time.stages import Stage, Wait

__all__ = ["LeadTimes", "Stage", "Wait", "draw_lead_times"]
