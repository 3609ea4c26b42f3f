"""The measures of the national plan, and which entries carry them out."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.catalogue import ResourceId
from app.content import Content, Measure
from app.reports.report import Figure, Ink, Report, Square, Table, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """One measure of the plan, and the entries that carry it out."""

    measure: Measure
    by: tuple[ResourceId, ...]

    @property
    def missing(self) -> bool:
        """Tell whether residents should be served but are not."""
        return self.measure.resident and not self.by


def measures(content: Content) -> tuple[Served, ...]:
    """Tell for each of the 141 measures of the plan which entries serve it."""
    by: dict[int, list[ResourceId]] = {}
    for each in content.catalogue:
        for number in each.measures:
            by.setdefault(number, []).append(each.id)
    return tuple(Served(measure=each, by=tuple(by.get(each.no, ()))) for each in content.measures)


HEADS = ("No.", "施策", "所管", "窓口・わけ")


def report(content: Content, *, missing: bool = False) -> Report:
    """Tell which measures of the plan are served here; those that residents should be served but are not come first. *missing*: those only."""
    every = measures(content)
    rows = sorted((each for each in every if each.missing or not missing), key=lambda each: not each.missing)
    names = {each.id: each.name for each in content.catalogue}
    return Report(
        title=f"重点計画の {len(every)} の施策と、受ける窓口",
        period="いまの内容",
        lead=lead(every),
        figures=(_waffle(every, names),),
        tables=(Table(heading="施策ごとの窓口", heads=HEADS, rows=tuple((*_about(each), _served(each, names)) for each in rows)),),
        sheet=Table(heads=(*HEADS, "窓口の id"), rows=tuple((*_about(each), _served(each, names), "、".join(each.by)) for each in rows)),
        plain=[{"no": each.measure.no, "name": each.measure.name, "resident": each.measure.resident, "by": each.by} for each in rows],
        notes=(
            "重点計画は、孤独・孤立対策に関する施策の推進を図るための重点計画です。施策の番号は measures.yaml、窓口の番号は一覧の measures にあります。",
        ),
    )


def lead(every: tuple[Served, ...]) -> tuple[str, ...]:
    """Say how many measures there are, how many of them residents can use, and how many of these nobody serves."""
    resident, without = sum(each.measure.resident for each in every), sum(each.missing for each in every)
    served = f"{len(every)} の施策のうち、住民が使えるものは {resident} です。"
    return (served + ("そのすべてに、受ける窓口があります。" if not without else f"うち {without} には、受ける窓口がありません。"),)


def _about(row: Served) -> tuple[Value, ...]:
    return row.measure.no, row.measure.name, row.measure.ministry


def _ink(row: Served) -> Ink:
    if row.missing:
        return "dark"
    return "light" if row.by else "dots"


def _waffle(every: tuple[Served, ...], names: Mapping[ResourceId, str]) -> Figure:
    inks = [_ink(each) for each in every]
    return Figure(
        heading="施策の番号ごとに",
        text=f"一ますが一つの施策です。受ける窓口がある {inks.count('light')}、住民が使うものではない {inks.count('dots')}、窓口がない {inks.count('dark')}。",
        keys=(("light", "受ける窓口がある"), ("dots", "住民が使うものではない（調査・研修など）"), ("dark", "窓口がない")),
        squares=tuple(
            Square(label=str(each.measure.no), ink=ink, words=f"No.{each.measure.no} {each.measure.name}: {_served(each, names)}")
            for each, ink in zip(every, inks, strict=True)
        ),
    )


def _served(row: Served, names: Mapping[ResourceId, str]) -> str:
    """Say who serves a measure, or why nobody does."""
    return "、".join(names[each] for each in row.by) if row.by else f"（{row.measure.reason or '窓口がありません'}）"
