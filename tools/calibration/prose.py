"""What the page on calibration says in words."""

from __future__ import annotations

from typing import Final

INTRODUCTION: Final = """\
# Calibration

Some figures that the simulator needs were published by nobody: how long a ferry waits
for cargo, how much of a single track is left for the corridor. They stand in the table
`parameter` with a start value and bounds. This page says what published figures of
other things, those of the table `target`, tell about them, and holds the simulated
year against every target, good or bad.

The page is made by `tools/calibrate.py` and checked in CI. It is not edited by hand.
Only the simulator reads the table `parameter`; the planner does not, so nothing on the
page on [verification](verification.md) depends on it."""

METHOD: Final = """\
Approximate Bayesian computation under common random numbers:

1. The prior is uniform in the bounds. {vectors} vectors of parameters are simulated,
   each for the same year, with the same {replications} replications of seed {seed}, so
   that what differs between vectors is due to the parameters alone. The first {first}
   are a Latin hypercube in the bounds; {later} more were drawn from the posterior as
   steps 2 to 4 gave it so far. Vectors lost because the plant jammed or a figure was
   not defined: {lost}.
2. A miss is zero inside the published range, and outside it the logarithm of simulated
   over published, in tolerances. The distance is the sum over sources of the mean
   squared miss of their rows: a source has one vote, however many rows it gives.
3. Figures of parameters between those vectors come from a polynomial of degree two in
   all parameters, fitted to the logarithms of the simulated figures of all vectors that
   are not far off (those whose distance is within 100 of the least; farther off are
   those under which the railway is choked). Its error on vectors that it had not seen
   is added to the tolerances.
4. Of {draws:,} draws from the prior, in the box outside of which none has a chance,
   each is kept with the probability exp(-distance/2), relative to the best, which takes
   the tolerances as the errors of model and figures
   (Wilkinson 2013, *Approximate Bayesian computation gives exact results under the
   assumption of model error*). {kept:,} were kept. They are the posterior.
5. A parameter is fitted only if its 5-95 % interval is at most {narrow:.0%} as wide as
   that of the prior, and if known truths (below) narrow it to {recovered:.0%} or less
   on average: an interval that real figures make narrow and known truths do not is
   pressed against a bound by what the simulator lacks. All others stay where they
   started. Then step 4 is done again with these held there, and the fitted value is
   the median that follows, with two digits.

The tolerances are ours. They stand for what is between a right simulator and a right
figure: another year, other cargo, a few trains for all. There is one for each stage and
none for a single row."""

PARAMETERS: Final = """\
*Width* is that of the 5-95 % interval beside the prior's; *one source less* is where
the median goes when one source is left out, each in turn. *Last wave alone* is the
interval of the vectors of the last wave as they were simulated, each weighted by what
it misses and how likely it was to be drawn: no polynomial is in it, but they count for
only {effective:.0f} independent draws.

A parameter that is **not fitted** keeps its start value, which remains a working value:
the figures do not say what it is.

Whether the method finds what is there can be tried where the truth is known: the
figures of {truths} of the simulated vectors take the place of the published ones, in
turn, and the fit is made from the other vectors. The second table says how often the
5-95 % interval held the truth. It should in about nine of ten cases; in fewer where the
truths crowd at a bound, as an interval always leaves 5 % of the draws on either side of
it."""

BAD: Final = """\
Rows held back share the same simulated year with those fitted on, and two of them a
source: the trains of T303 are of the document of T306, the load of T204 of that of
T201. So they are a test of the fit, and not one of another year.

Some published figures contradict each other: T301 and T302 give 15 to 20 and 8 to 10
days for the same way, T305 and T306 15 to 18 and 10 days. No value of the parameters
meets both, so some of the rows below are bad whatever is fitted. The loads
of feeders (T205 to T207) are of 2019 to 2021, when there was less cargo; but without
that source the median of their lay hardly moves, as the days want it short, too. Most
published days are shorter than the simulated ones, so the figures want trains nearly
as fast as the bounds allow. That may stand for whatever the simulator lacks; the
running time of trains (`RAIL-KZ`) is a case of it."""

STAGES: Final = """\
The simulated year with the start values (*before*) and with those of the fit
(*after*), mean of {replications} replications of seed {seed}, which is not that of the
fit. Errors are against the published figure or the middle of its range."""
