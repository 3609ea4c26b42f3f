"""Windows that taps lead to, or do so no more, or from farther away. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from app.catalogue import ResourceId
from app.reach import FARTHEST, Way

Fate: TypeAlias = Literal["lost", "far", "gone", "farther", "found", "nearer"]
"""No tap leads there any more; more than FARTHEST taps, as it was not before; no more in the list; a tap farther; new; nearer."""
FATES: tuple[Fate, ...] = ("lost", "far", "gone", "farther", "found", "nearer")
WORSE = frozenset({"lost", "far"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """How the way to one window changed."""

    id: ResourceId
    name: str
    fate: Fate
    before: Way | None
    after: Way | None


def roads(
    before: Mapping[ResourceId, Way], after: Mapping[ResourceId, Way], was: Mapping[ResourceId, str], now: Mapping[ResourceId, str]
) -> tuple[Road, ...]:
    """Compare the ways to all windows; *was* and *now* give the names of those that are in the list. The gravest first."""
    every = dict.fromkeys((*after, *before))
    found = (_road(each, before.get(each), after.get(each), now.get(each) or was.get(each, each), known=each in now) for each in every)
    return tuple(sorted((each for each in found if each is not None), key=lambda road: (FATES.index(road.fate), road.name)))


def _road(window: ResourceId, before: Way | None, after: Way | None, name: str, *, known: bool) -> Road | None:
    fate = _fate(before, after, known=known)
    return None if fate is None else Road(id=window, name=name, fate=fate, before=before, after=after)


def _fate(before: Way | None, after: Way | None, *, known: bool) -> Fate | None:
    if after is None:
        return "lost" if known else "gone"
    if after.taps > FARTHEST and (before is None or before.taps <= FARTHEST):
        return "far"
    if before is None:
        return "found"
    return None if before.taps == after.taps else "nearer" if after.taps < before.taps else "farther"
