"""What may be told of an error: its type and where in our program it came up. Its message and its values may hold what a resident wrote."""

import traceback
from types import TracebackType

from app.settings import HOME

OURS = HOME / "app"


def type_of(error: BaseException) -> str:
    """Name the type of *error*; of a group, of the first in it."""
    return type(_leaf(error)).__name__


def places(error: BaseException) -> list[str]:
    """Give our own lines on the way to *error*, the last where it came up: `app/talk.py:70 reply`; first those of the error that it came from, if it says so."""
    found = _leaf(error)
    before = places(found.__cause__) if found.__cause__ is not None else []
    return before + [
        f"{frame.filename.removeprefix(f'{HOME}/')}:{frame.lineno} {frame.name}"
        for frame in _frames(found.__traceback__)
        if frame.filename.startswith(f"{OURS}/")
    ]


def _leaf(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _frames(at: TracebackType | None) -> traceback.StackSummary:
    """Walk the stack without reading lines or variables."""
    return traceback.StackSummary.extract(traceback.walk_tb(at), lookup_lines=False, capture_locals=False)
