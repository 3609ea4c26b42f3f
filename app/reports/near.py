"""How many taps each window is from the first page; the far ones and those that nobody reaches first."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.catalogue import JAPAN, Resource, ResourceId
from app.content import FAR, Content
from app.reach import FARTHEST, Way, reach
from app.reports.report import Bar, Figure, Ink, Report, Table, Value, stacked

HEADS = ("窓口", "押す回数", "道")
NEVER = "押しては着かない"
WHY = {"replaced": "市の窓口が、代わりに出る", "elsewhere": "ほかの地域の人のもの"}
NOTES = (
    "「押す」は、入り口・話題・近道を選ぶ、質問に答える、近い話題へ進む、区を選ぶ、「ことわられたら」を開く、の一つずつです。言葉を書いて着く道は、数えません。",
    "「ほかの窓口も見る」に折りたたまれている窓口も、出ているものとして数えます。",
    "市の窓口が代わりに出る全国のもの（stands_for）と、ほかの地域の人のもの（area）は、図に入れず、表の終わりに出します。",
    "押しては着かない窓口にも、言葉を書けば着くものがあります（分からないときの窓口、緊急の案内など）。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An entry, and how a resident comes to it."""

    resource: Resource
    way: Way | None
    """None where no taps lead to it."""
    why: Literal["replaced", "elsewhere"] | None = None
    """Why nobody is to come to it: the city's own, which can be reached, stands in its place; or it is for people of another prefecture."""

    @property
    def far(self) -> bool:
        """Tell whether residents are to come to it, but not within FARTHEST taps."""
        return self.why is None and (self.way is None or self.way.taps > FARTHEST)


def seen(content: Content, day: date) -> tuple[Seen, ...]:
    """Give all entries that may be offered on *day*: those that nobody reaches, then the farthest; behind all others those to which nobody is to come."""
    ways = reach(content, day)
    found = (_seen(content, each, ways) for each in content.catalogue if each.valid(day))
    return tuple(
        sorted(found, key=lambda each: (each.why is not None, each.way is not None, -each.way.taps if each.way is not None else 0, each.resource.id))
    )


def _seen(content: Content, each: Resource, ways: dict[ResourceId, Way]) -> Seen:
    way = ways.get(each.id)
    return Seen(resource=each, way=way, why=None if way is not None else _why(content, each, ways))


def _why(content: Content, each: Resource, ways: dict[ResourceId, Way]) -> Literal["replaced", "elsewhere"] | None:
    if any(own in ways for own in content.own.get(each.id, ())):
        return "replaced"
    return "elsewhere" if each.area != JAPAN and content.distance(each.id) == FAR else None


def report(content: Content, day: date) -> Report:
    """Tell how far each entry that may be offered on *day* is from the first page."""
    found = seen(content, day)
    return Report(
        title="はじめのページから、窓口までに押す回数",
        period=f"{day.year}年{day.month}月{day.day}日の内容",
        lead=_lead(found),
        figures=(_distribution(found),),
        tables=(Table(heading="窓口ごとの道（遠いものが先）", heads=HEADS, rows=tuple(map(_row, found))),),
        sheet=Table(heads=(*HEADS, "id"), rows=tuple((*_row(each), each.resource.id) for each in found)),
        plain=[
            {
                "resource": each.resource.id,
                "name": each.resource.name,
                "taps": each.way.taps if each.way else None,
                "labels": list(each.way.labels) if each.way else [],
                "why": each.why,
            }
            for each in found
        ],
        notes=NOTES,
    )


def _lead(found: tuple[Seen, ...]) -> tuple[str, ...]:
    wanted = [each for each in found if each.why is None]
    far = [each for each in wanted if each.far]
    never = sum(each.way is None for each in far)
    which = f"のうち {len(wanted) - len(far)} には" if far else "のすべてに"
    near = f"窓口・制度 {len(wanted)} {which}、はじめのページから {FARTHEST} 回までで着きます。"
    others = Counter(each.why for each in found)
    replaced = f"ほかに {others['replaced']} には、市の窓口が代わりに出ます。" if others["replaced"] else ""
    elsewhere = f"ほかの地域の人のものは {others['elsewhere']} です。" if others["elsewhere"] else ""
    return tuple(filter(None, (near, _rest(len(far) - never, never), replaced + elsewhere)))


def _rest(far: int, never: int) -> str:
    said = [f"{FARTHEST} 回より多く押すものは {far}" if far else "", f"押すだけでは着かないものは {never}" if never else ""]
    return f"{'、'.join(filter(None, said))} です。" if far or never else ""


def _distribution(found: tuple[Seen, ...]) -> Figure:
    counts = Counter(each.way.taps if each.way is not None else None for each in found if each.why is None)
    most = max(counts.values(), default=0)
    return Figure(
        heading="押す回数ごとの、窓口の数",
        text=f"黒い棒は、{FARTHEST} 回までで着かない窓口です。",
        keys=(("hatch", f"{FARTHEST} 回まで"), ("dark", f"{FARTHEST} 回より多い、または着かない")),
        label="押す回数",
        amount="窓口の数",
        bars=tuple(
            Bar(
                label=NEVER if taps is None else f"{taps} 回",
                runs=stacked(((counts[taps], _ink(taps)),), most),
                amount=str(counts[taps]),
                words=f"窓口 {counts[taps]}",
            )
            for taps in sorted(counts, key=lambda taps: (taps is None, taps or 0))
        ),
    )


def _ink(taps: int | None) -> Ink:
    return "dark" if taps is None or taps > FARTHEST else "hatch"


def _row(found: Seen) -> tuple[Value, ...]:
    if found.way is None:
        return found.resource.name, "－", WHY.get(found.why or "", NEVER)
    return found.resource.name, found.way.taps, " → ".join(found.way.labels)
