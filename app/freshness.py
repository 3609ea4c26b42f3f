"""What is to be checked again, by when and by whom: pure functions from content and a day to rows; `cli` and `agenda` give them out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal, TypeAlias

from app.catalogue import Resource
from app.content import FAR, REVIEW_DAYS, Content

State: TypeAlias = Literal["overdue", "soon", "fresh"]
SOON = 30
"""Days before it is due from which an entry is told of: a month's work can be shared out."""
NOBODY = "（担当の課がありません）"
NATIONAL = "（全国の一覧）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One entry, and when it is to be checked again."""

    resource: Resource
    keeper: str
    """The department that checks it; NOBODY where an entry of the city has no owner, NATIONAL where no city is chosen."""
    due_on: date
    days: int
    """Until it is due; less than 0: it is overdue."""
    state: State

    @property
    def ownerless(self) -> bool:
        """Tell whether nobody is there to check it."""
        return self.keeper == NOBODY


def due(content: Content, today: date, *, soon: int = SOON) -> tuple[Due, ...]:
    """Give all entries that are shown now or will be, by keeper and day; the keepers with the oldest entry first."""
    days = content.city.review_days if content.city else REVIEW_DAYS
    rows = [_row(content, each, each.due_on(days), today, soon) for each in content.catalogue if (each.valid_until or today) >= today]
    first = {keeper: min(row.due_on for row in found) for keeper, found in by_keeper(rows)}
    return tuple(sorted(rows, key=lambda row: (first[row.keeper], row.keeper, row.due_on, row.resource.id)))


def _row(content: Content, resource: Resource, due_on: date, today: date, soon: int) -> Due:
    left = (due_on - today).days
    state: State = "overdue" if left < 0 else "soon" if left <= soon else "fresh"
    return Due(resource=resource, keeper=keeper(content, resource), due_on=due_on, days=left, state=state)


def keeper(content: Content, resource: Resource) -> str:
    """Say who checks an entry: its owner; for a national one without owner, who keeps the city's catalogue."""
    if resource.owner is not None or content.city is None:
        return resource.owner or NATIONAL
    return NOBODY if content.distance(resource.id) < FAR else content.city.department


def by_keeper(rows: Iterable[Due]) -> list[tuple[str, tuple[Due, ...]]]:
    """Group rows by who checks them."""
    return [(name, tuple(found)) for name, found in groupby(sorted(rows, key=lambda row: row.keeper), key=lambda row: row.keeper)]
