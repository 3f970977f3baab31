"""Commands about the strength of the corridor."""
