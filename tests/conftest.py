"""Property tests draw the same examples on every run, and never mind the clock."""

from hypothesis import settings

settings.register_profile("orta", derandomize=True, deadline=None)
settings.load_profile("orta")
