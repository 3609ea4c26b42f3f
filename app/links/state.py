"""How a run is written down, so that it can go on where it ended, and the next one can tell what changed. No text of a page, and nothing of a resident."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from pydantic import ConfigDict, TypeAdapter, ValidationError

from app.links.judge import Answer

LARGEST = 20_000_000
"""Bytes of a file of states; a thousand pages are 300 kB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One run, and what was read before it."""

    begun: datetime
    finished: bool = False
    now: dict[str, Answer] = field(default_factory=dict)
    """What came of each page in this run."""
    last: dict[str, Answer] = field(default_factory=dict)
    """The last answer of each page that could be read, before this run."""

    def todo(self, pages: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
        """Give the pages that this run has not seen yet."""
        return {url: numbers for url, numbers in pages.items() if url not in self.now}


_ADAPTER: TypeAdapter[tuple[State, ...]] = TypeAdapter(tuple[State, ...], config=ConfigDict(extra="forbid"))


def begin(before: State | None, moment: datetime, *, again: bool = False) -> State:
    """Go on with a run that did not finish, unless *again*; else begin a new one upon what was read before. What failed is tried again."""
    if before is None:
        return State(begun=moment)
    if not before.finished and not again:
        return replace(before, now={url: answer for url, answer in before.now.items() if answer.outcome not in {"dead", "failed"}})
    read = {url: answer for url, answer in before.now.items() if answer.outcome == "read"} if before.finished else {}
    return State(begun=moment, last=before.last | read)


def read(written: bytes) -> State:
    """Read what `written` wrote. Raises ValueError for anything else."""
    try:
        (state,) = _ADAPTER.validate_json(written)
    except ValidationError:
        raise ValueError from None
    return state


def written(state: State) -> bytes:
    """Write *state* down; the same state gives the same bytes."""
    return _ADAPTER.dump_json((state,), indent=1)
