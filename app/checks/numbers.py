"""How a telephone number is written: half-width digits, and hyphens where its division is known."""

import re
from collections.abc import Iterable
from unicodedata import normalize

_DIVISIONS = (
    re.compile(r"(0120)(\d{3})(\d{3})"),
    re.compile(r"(0570)(\d{3})(\d{3})"),
    re.compile(r"(0800)(\d{3})(\d{4})"),
    re.compile(r"(0[5789]0)(\d{4})(\d{4})"),
    re.compile(r"(03|06)(\d{4})(\d{4})"),
)
"""Divisions that are the same all over the country (総務省「電気通信番号計画」); others depend on the area code, which is not guessed."""
_DASHES = re.compile(r"[\u2010-\u2015\u2212\u30fc\uff0d\uff70\ufe63~〜]")
_BRACKETS = re.compile(r"[()（）\s]+")


def half_width(written: str) -> str:
    """Write digits and dashes as a telephone number has them; leave all else."""
    return normalize("NFKC", _DASHES.sub("-", normalize("NFKC", _DASHES.sub("-", written)))).strip()


def digits(written: str) -> str:
    """Give the digits of a number, and its #."""
    return re.sub(r"[^0-9#]", "", half_width(written))


def twin(written: str, others: Iterable[str]) -> str | None:
    """Give the same number as it stands elsewhere, with its hyphens."""
    wanted = digits(written)
    return next((other for other in others if digits(other) == wanted), None) if wanted else None


def grouped(written: str, others: Iterable[str]) -> str | None:
    """Write a number as it should be written: as it stands elsewhere, in half width, or divided as all numbers of its kind are. None where nobody knows."""
    known = twin(written, others)
    if known is not None:
        return known
    plain = half_width(written)
    if _BRACKETS.search(plain):
        plain = _BRACKETS.sub("-", plain).strip("-")
    if "-" in plain:
        return plain if plain != written and re.fullmatch(r"0\d+-\d+-\d{3,4}", plain) else None
    if re.fullmatch(r"1\d\d|#\d{4}", plain):
        return plain if plain != written else None
    return next(("-".join(found.groups()) for form in _DIVISIONS if (found := form.fullmatch(plain))), None)
