"""Texts of the page that stand in no template: said from tables and constants, where no extractor of texts can see them."""

from collections.abc import Iterator

from app.language import OWN_NAME
from app.talk import DIFFERS, TRIED
from app.web import leaflets, words
from app.web.desk import ERRORS, TOO_LARGE
from app.web.form import MENDED, NOT_ALL, NOT_ALL_ANY_MORE, NOT_HERE
from app.web.pages import NOT_SURE


def texts() -> Iterator[str]:
    """Give them all."""
    yield from (
        OWN_NAME,
        DIFFERS,
        *TRIED.values(),
        NOT_SURE,
        NOT_HERE,
        MENDED,
        TOO_LARGE,
        NOT_ALL,
        NOT_ALL_ANY_MORE,
        leaflets.HEADING,
        leaflets.GENTLE,
    )
    yield from (text for error in ERRORS.values() for text in error)
    yield from words.tables()
