"""How many taps each window is from the first page; the far ones and those that nobody reaches first."""

from collections import Counter
from datetime import date

from app.catalogue import Resource
from app.content import Content
from app.reach import FARTHEST, Way, reach
from app.reports.report import Bar, Figure, Ink, Report, Table, Value, stacked

NEVER = "押しては着かない"
NOTES = (
    "「押す」は、入り口・話題・近道を選ぶ、質問に答える、近い話題へ進む、区を選ぶ、「ことわられたら」を開く、の一つずつです。言葉を書いて着く道は、数えません。",
    "「ほかの窓口も見る」に折りたたまれている窓口も、出ているものとして数えます。",
    "押しては着かない窓口にも、言葉を書けば着くものがあります（分からないときの窓口、緊急の案内など）。",
)


def report(content: Content, day: date) -> Report:
    """Tell how far each entry that may be offered on *day* is from the first page."""
    ways = reach(content, day)
    found = sorted(((each, ways.get(each.id)) for each in content.catalogue if each.valid(day)), key=_far)
    return Report(
        title="はじめのページから、窓口までに押す回数",
        period=f"{day.year}年{day.month}月{day.day}日の内容",
        lead=_lead(found),
        figures=(_distribution(found),),
        tables=(Table(heading="窓口ごとの道（遠いものが先）", heads=("窓口", "id", "押す回数", "道"), rows=tuple(map(_row, found))),),
        plain=[
            {"resource": each.id, "name": each.name, "taps": way.taps if way else None, "labels": list(way.labels) if way else []} for each, way in found
        ],
        notes=NOTES,
    )


_Found = tuple[Resource, Way | None]


def _far(found: _Found) -> tuple[bool, int, str]:
    """Put those that nobody reaches first, then the farthest."""
    each, way = found
    return way is not None, -way.taps if way is not None else 0, each.id


def _lead(found: list[_Found]) -> tuple[str, ...]:
    near = sum(way is not None and way.taps <= FARTHEST for _, way in found)
    far = sum(way is not None and way.taps > FARTHEST for _, way in found)
    never = len(found) - near - far
    more = f"それより多く押すものは {far}、" if far else ""
    rest = f"{more}押すだけでは着かないものは {never} です。" if far or never else "すべての窓口・制度に着きます。"
    return (f"窓口・制度 {len(found)} のうち {near} には、はじめのページから {FARTHEST} 回までで着きます。{rest}",)


def _distribution(found: list[_Found]) -> Figure:
    counts = Counter(way.taps if way is not None else None for _, way in found)
    most = max(counts.values(), default=0)
    taps = sorted(each for each in counts if each is not None)
    lines: list[tuple[int | None, str]] = [(each, f"{each} 回") for each in taps]
    return Figure(
        heading="押す回数ごとの、窓口の数",
        text=f"黒い棒は、{FARTHEST} 回までで着かない窓口です。",
        keys=(("hatch", f"{FARTHEST} 回まで"), ("dark", f"{FARTHEST} 回より多い、または着かない")),
        label="押す回数",
        amount="窓口の数",
        bars=tuple(
            Bar(label=label, runs=stacked(((counts[taps], _ink(taps)),), most), amount=str(counts[taps]), words=f"窓口 {counts[taps]}")
            for taps, label in ([*lines, (None, NEVER)] if None in counts else lines)
        ),
    )


def _ink(taps: int | None) -> Ink:
    return "dark" if taps is None or taps > FARTHEST else "hatch"


def _row(found: _Found) -> tuple[Value, ...]:
    each, way = found
    return each.name, each.id, NEVER if way is None else way.taps, " → ".join(way.labels) if way is not None else ""
