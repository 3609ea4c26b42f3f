"""Reports that a superior asks for: pure functions from content to rows; `cli` prints them."""

from dataclasses import dataclass

from app.content import Content, Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """One measure of the plan, and the entries that carry it out."""

    measure: Measure
    by: tuple[str, ...]

    @property
    def missing(self) -> bool:
        """Tell whether residents should be served but are not."""
        return self.measure.resident and not self.by


def measures(content: Content) -> tuple[Served, ...]:
    """Tell for each of the 141 measures of the plan which entries serve it."""
    by: dict[int, list[str]] = {}
    for each in content.catalogue:
        for number in each.measures:
            by.setdefault(number, []).append(each.id)
    return tuple(Served(measure=each, by=tuple(by.get(each.no, ()))) for each in content.measures)
