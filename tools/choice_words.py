"""The words of `docs/background/route-choice.md` between its tables."""

INTRODUCTION = """# How boxes choose their route

What a price shock, a war or a faster train on one route between China and Europe does
to the boxes of another, and what a day is worth. The code is `orta.planning.choice`,
the command is `orta choice`. This page is written by `tools/make_choice.py`: every
figure in a table was computed from the shipped dataset."""

MODEL = """## The model

A box takes the ocean (column 0) or one of the land routes *j*, which stand in a nest:

```text
utility    V_j = a_j - b (price + w (days + r deviation)) - g exposure
log odds   ln(s_j / s_0) = V_j / k - (1 - k) ln( sum over land of exp(V_i / k) ) - V_0
```

*b* is utility per USD 1,000, *w* the value of a day, *r* the weight of a day of
standard deviation, *g* the effect of a whole year of exposure, and *k* the nest: with
*k* = 1 it is the plain logit, in which a box that leaves a land route goes to all
others in proportion to their shares, which here means by sea; with a small *k* it takes
another train (Ben-Akiva and Lerman, *Discrete Choice Analysis*, 1985, chapters 5 and
10). Rows, scopes, readings and the rule for passing were written down before the first
fit: see the `README.md` of the engine, whose history shows it."""

ESTIMATION = """## Estimation

Five years of two land routes are ten rows. The boxes of a year are not draws one by
one: counted so, half a million boxes would make any wrong model sure of itself. So the
error is that of a year in log odds, of one size for all, and is estimated (Berkson's
regression of log shares). Ten rows cannot carry eight coefficients; priors keep the
signs and say what others have measured. The estimate is the top of the posterior, by
Newton's method. A coefficient that bends to the rows uses up a row, and the error
counts only those that are left (MacKay 1992). Draws for the intervals are Student's
with these degrees of freedom, around refits on figures drawn evenly between their lows
and highs.

On simulated worlds with known coefficients and as few years, intervals of 90% made so
hold the truth in 89 to 93% of the cases; with normal intervals and the error counted
over all rows it was two thirds. A test repeats the first."""

READING = """The model sees which way boxes go, and not all of how far. The nested
logit keeps too much on land when the ocean is cheap and brings too little when it is
dear: in 2020 and 2021 space on trains was short and boxes did not follow the price of
the ocean, and these are four of the ten rows. The plain logit gives a day a higher
value, and so answers more to ships that sail around Africa. But it does not know what
happened from 2021 to 2022, which is among the rows it was fitted on: it has the Middle
Corridor lose boxes while northern boxes came to it; the nested logit has it win. A
shock that starts at sea is better read from the plain logit, a land route that shuts
from the nested one; where both are in question the interval is from the lower end of
one to the upper end of the other.

All intervals of held-out years hold what was observed. They are wide: that is what ten
rows say."""

AFTERWARDS = """The readings were declared before the first fit, the plain logit among
them, but only one as the main one. That the plain logit does better was seen on the
held-out years, so they are no fresh proof for it. With the days of the same year the
model has the Middle Corridor rise in 2023: trains were faster by then, and boxes left
all the same, after the delays of 2022. Spot prices fit the rows a little better than
tariffs; they are not the default because they follow the boxes. Priors half or twice as
wide move the nested logit across the half for some swings; the plain logit keeps all
four.

What would settle it: boxes by quarter and route (the northern fall came in the second
half of 2022, which years cannot show), measured days of the Middle Corridor before 2022
(sources say 28 to 60), and its through price, which nobody publishes."""

LIMITS = """## What it does not do

- **All boxes.** Their number is given; dearer transport makes no fewer of them.
- **Inertia.** Five years, with gaps, cannot tell a slow answer from a small one.
- **Room.** A shock says what would come, and what finds no room on the Middle Corridor;
  it does not say where that goes instead, nor how the price answers.
- **Scope.** The Middle Corridor's boxes are all of the TITR, of which many begin in
  Kazakhstan or end in Azerbaijan; the other counts are between China and Europe. In the
  narrow scope, China to Europe and back, its boxes rose 25 times in 2024 [VOL033],
  which no model of this kind follows.
- **The southern route** has no published price and 40 trains in 2025. It stands in
  shocks with the coefficients of the others, and proves nothing.
- **The ocean's boxes** of 2019 to 2022 and of 2025 are partly scaled from those of 2023
  and 2024. They are 97% of all, so that this moves the odds of all land routes alike,
  by less than the width of their lows and highs."""
