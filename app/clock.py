"""The only door to the time of day."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

from app.opening import TOKYO

Clock: TypeAlias = Callable[[], datetime]


def tokyo() -> datetime:
    """Give the present moment in Asia/Tokyo."""
    return datetime.now(TOKYO)  # noqa: TID251  # this is the one place


def standing_at(moment: datetime) -> Clock:
    """Give a clock that always shows *moment*; for looking at the page as of another time."""
    return lambda: moment if moment.tzinfo else moment.replace(tzinfo=TOKYO)
