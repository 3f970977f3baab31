"""The planning half: routes, and later simulation, flows, resilience, investment."""
