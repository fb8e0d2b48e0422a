"""Money as people type it and as it is kept: integer minor units (cents) with an ISO 4217 code."""

import re
from decimal import Decimal, InvalidOperation

from app.core.i18n import _, minor_unit

LARGEST = 10**15
_SPACES = re.compile(r"[\s\u00a0\u202f']")


def parse_money(text: str, currency: str) -> int | None:
    """« 1 234,56 » or "1,234.56" as minor units; None when empty. Raises ValueError with a sentence to show.

    The last comma or dot is the decimal mark when one to `minor_unit(currency)` digits follow it; any other
    mark only groups thousands.
    """
    bare = _SPACES.sub("", text).strip("€$£").removesuffix(currency)
    if not bare:
        return None
    places = minor_unit(currency)
    if match := re.fullmatch(rf"(-?[\d.,]*?)[.,](\d{{1,{max(places, 1)}}})", bare):
        bare = f"{re.sub('[.,]', '', match[1]) or '0'}.{match[2]}"
    else:
        bare = re.sub(r"[.,](?=\d{3}(\D|$))", "", bare)
    try:
        amount = Decimal(bare).scaleb(places)
    except InvalidOperation:
        raise ValueError(_("An amount is expected, for example 1234.56.")) from None
    if amount != amount.to_integral_value() or not 0 <= amount <= LARGEST:
        raise ValueError(_("An amount is expected, for example 1234.56."))
    return int(amount)


def plain_money(minor: int | None, currency: str) -> str:
    """An amount as a form shows it: "1234.56", or '' for none."""
    if minor is None:
        return ""
    places = minor_unit(currency)
    return f"{Decimal(minor).scaleb(-places):.{places}f}"
