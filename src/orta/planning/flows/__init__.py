"""How much of the demand of a season goes which way at least cost."""
