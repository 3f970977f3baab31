"""What bringing the equipment back may cost where no tariff says: a stated estimate."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from statistics import median

from orta.corridor import Evidence, TransportService
from orta.planning.network import Charge, PriceList
from orta.planning.quote.lines import Part, QuoteLine, Validity
from orta.vocabulary import ChargeBasis, ChargeType, Confidence, TransportMode
from orta.vocabulary.money import rounded_quotient, total


def estimate_empty_return(
    prices: PriceList, service: TransportService, *, leg: int, freight_usd: Decimal
) -> QuoteLine | None:
    """An empty return at the share of the freight that others of the mode take.

    None where no service of the mode has both a price for the leg and one for
    the way back empty: then there is nothing to estimate it from.
    """
    known = list(_known_shares(prices, service.mode))
    if not known:
        return None
    per_cent = Decimal(median(share for share, _ in known)).quantize(Decimal("0.01"))
    returns = [charge for _, charges in known for charge in charges]
    ids = ", ".join(dict.fromkeys(charge.tariff.tariff_id for charge in returns))
    part = Part.of(
        freight_usd,
        rate=per_cent,
        basis=ChargeBasis.PERCENT,
        usd_per_unit=Decimal(1),
    )
    day = prices.on.isoformat()
    return QuoteLine(
        leg=leg,
        charge_type=ChargeType.EMPTY_RETURN,
        item=f"empty return, {service.name}",
        tariff_id="",
        basis=ChargeBasis.PERCENT,
        rate=per_cent,
        currency="USD",
        parts=(part,),
        exchange_rate=None,
        exchange_validity=Validity.IN_FORCE,
        valid_from=day,
        valid_to=day,
        validity=Validity.IN_FORCE,
        evidence=Evidence(
            source_id=returns[0].tariff.evidence.source_id,
            as_of=returns[0].tariff.evidence.as_of,
            confidence=Confidence.ESTIMATED,
            method=(
                f"{per_cent} % of the freight of the leg: the median share that an "
                f"empty return has of the freight by {service.mode} ({ids})"
            ),
        ),
        is_stand_in=True,
    )


def _known_shares(
    prices: PriceList, mode: TransportMode
) -> Iterator[tuple[Decimal, tuple[Charge, ...]]]:
    """Empty return in per cent of the freight, service by service."""
    for service in prices.corridor.services:
        if service.mode is not mode:
            continue
        returns = prices.find_empty_return(service)
        by_km = prices.find_freight(service, length_km=1)
        once = prices.find_freight(service, length_km=0)
        if not returns or not once or by_km:
            continue
        freight_usd = _usd(once)
        if freight_usd:
            yield rounded_quotient(100 * _usd(returns), freight_usd), returns


def _usd(charges: tuple[Charge, ...]) -> Decimal:
    return total(Decimal(charge.amount_cents).scaleb(-2) for charge in charges)
