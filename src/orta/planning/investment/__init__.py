"""Which projects, when, and for whose gain."""
