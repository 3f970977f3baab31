"""The nested logit written out, route by route: the slow twin of route choice.

Plain Python, probabilities from their textbook form and not from logarithms: a box
first chooses between the ocean and the land, then between the land routes.
"""

from math import exp, log


def utilities(constants, tastes, offers):
    """Utility of each route: constant - price taste x generalised cost - exposure."""
    result = []
    for constant, (price_kusd, days, deviation, exposure) in zip(
        constants, offers, strict=True
    ):
        day_kusd = tastes["day"] / 1000
        cost = price_kusd + day_kusd * (days + tastes["reliability"] * deviation)
        result.append(constant - tastes["price"] * cost - tastes["exposure"] * exposure)
    return result


def probabilities(utility, nest):
    """Of the ocean first, then of the land routes."""
    land = [exp(u / nest) for u in utility[1:]]
    weight_land = sum(land) ** nest
    weight_ocean = exp(utility[0])
    p_land = weight_land / (weight_land + weight_ocean)
    return [1 - p_land, *(p_land * part / sum(land) for part in land)]


def minus_log_posterior(theta, priors, years, *, is_nested):
    """Of the coefficients on the fitted scale; without constants of the likelihood.

    `years` holds pairs: the offers of ocean and land routes, and their boxes.
    """
    price, day, reliability, exposure = (exp(x) for x in theta[2:6])
    tastes = {
        "price": price,
        "day": day,
        "reliability": reliability,
        "exposure": exposure,
    }
    nest = 1 / (1 + exp(-theta[6])) if is_nested else 1.0
    error = exp(theta[7])
    total = 0.0
    for offers, boxes in years:
        utility = utilities([0.0, theta[0], theta[1]], tastes, offers)
        p = probabilities(utility, nest)
        for place in (1, 2):
            missed = log(boxes[place] / boxes[0]) - log(p[place] / p[0])
            total += log(error) + (missed / error) ** 2 / 2
    for value, prior in zip(theta, priors, strict=True):
        total += ((value - prior.mean) / prior.deviation) ** 2 / 2
    return total
