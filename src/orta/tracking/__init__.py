"""Consignments told by signed events: what was said, by whom, and the proof of it."""
