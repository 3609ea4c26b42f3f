"""The report in plain Japanese: what the terminal and the page say. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from app.bench import NONE, Case
from app.catalogue import TopicId
from app.impact.answers import Answer, Moved, Verdict
from app.impact.changes import Change, Kind, title_of
from app.impact.compared import Impact
from app.impact.ways import WORSE, Fate, Road
from app.reach import FARTHEST, Way
from app.safety import DANGERS

VERDICTS: dict[Verdict, str] = {"worse": "わるくなる", "better": "よくなる", "different": "変わる"}
FATES: dict[Fate, str] = {
    "lost": "選んでいくと、出なくなります",
    "far": f"{FARTHEST}回押しても、出なくなります",
    "gone": "一覧から、なくなります",
    "farther": "遠くなります",
    "found": "新しく出ます",
    "nearer": "近くなります",
}
KINDS: dict[Kind, str] = {
    "danger": "危険の決まり・緊急の案内が、{n}か所変わります",
    "number": "窓口{n}件の電話番号・連絡先が変わります",
    "hours": "窓口{n}件の受付時間が変わります",
    "window": "窓口{n}件が、入るか、なくなるか、出る所が変わります",
    "url": "窓口{n}件の公式ページの場所が変わります",
    "topic": "話題・入り口{n}件で、進む先や出す窓口が変わります",
    "text": "{n}件の文が変わります",
    "other": "そのほか（出典・確かめた日・ふりがななど）が、{n}件変わります",
}
UNLIKE = 0.5
"""Least likeness (difflib ratio) of two texts for which single letters are marked; two others are marked whole, or nobody could read them."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, and whether it is only on this side."""

    text: str
    changed: bool


def headlines(found: Impact) -> tuple[str, ...]:
    """Say in a few sentences what happens, the gravest first."""
    return tuple(_headlines(found)) or ("変わるところは、ありません。",)


def _headlines(found: Impact) -> Iterator[str]:
    lost = sum(each.lost for each in found.moved)
    if lost:
        yield f"危険を伝える文{lost}件で、緊急の案内が出なくなります。"
    yield from (f"{KINDS[kind].format(n=count)}。" for kind, count in found.kinds.items() if kind in {"danger", "number", "hours"})
    for fate in ("lost", "far"):
        count = sum(each.fate == fate for each in found.roads)
        if count:
            yield f"窓口{count}件が、はじめのページから{FATES[fate]}。"
    counts = {verdict: sum(each.verdict == verdict and not each.lost for each in found.moved) for verdict in VERDICTS}
    if found.moved:
        said = "、".join(f"{VERDICTS[verdict]}もの{count}件" for verdict, count in counts.items() if count)
        yield (
            f"試した文{found.asked}件のうち、答えの変わるもの: {said or 'なし'}。"
            if said
            else f"ほかの文{found.asked - lost}件の答えは、変わりません。"
        )
    elif found.changes:
        yield f"試した文{found.asked}件の答えは、どれも変わりません。"
    yield from (f"{KINDS[kind].format(n=count)}。" for kind, count in found.kinds.items() if kind not in {"danger", "number", "hours"})
    if found.pending:
        yield f"二人目の確認がまだのものが、{len(found.pending)}件あります。"


def ending(found: Impact) -> str:
    """Say what to do with it."""
    why = (
        ("答えがわるくなる文", any(each.verdict == "worse" for each in found.moved)),
        ("届かなくなる窓口", any(each.fate in WORSE for each in found.roads)),
        ("二人目の確認がまだのもの", bool(found.pending)),
    )
    said = "と、".join(each for each, there in why if there)
    return f"使う前に、見てください。{said}があります。" if said else "わるくなるものは、見つかりませんでした。"


def answer_words(found: Answer, labels: dict[str, str]) -> str:
    """Say what a resident would see."""
    alarm = {"urgent": "緊急の案内", "soft": "そっと出す案内"}
    danger = f"{alarm[found.level]}（{DANGERS.get(found.danger, found.danger)}）。" if found.danger is not None and found.level is not None else ""
    shown = "・".join(f"「{labels.get(each, each)}」" for each in found.shown)
    return (
        danger
        + {
            "clear": f"{shown}に進む",
            "close": f"どれが近いか、たずねる: {shown}",
            "aside": f"決まった返事: {shown}",
            "none": "分からないと言い、どんなことでも話せる窓口を出す",
        }[found.said]
    )


def wanted_words(case: Case, labels: dict[str, str]) -> str:
    """Say what a case should get; nothing where nobody has said."""
    danger = DANGERS[case.crisis] + "の緊急の案内" if case.crisis is not None else "緊急の案内は出さない" if case.checks_crisis else ""
    topics = "話題に決めつけない" if NONE in case.topics else "・".join(f"「{labels.get(each, each)}」" for each in (*case.topics, *_also(case)))
    return "、".join(each for each in (danger, topics, f"「{labels.get(case.aside, case.aside)}」" if case.aside else "") if each)


def _also(case: Case) -> tuple[TopicId, ...]:
    return tuple(TopicId(each) for each in case.also if each not in DANGERS)


def way_words(way: Way | None) -> str:
    """Say how one comes to a window."""
    return "なし" if way is None else f"{way.taps}回（{' → '.join(way.labels)}）"


def place_words(change: Change) -> str:
    """Say where a change stands."""
    return f"{change.file}:{change.line}"


def entry_words(change: Change) -> str:
    """Name what a change is of."""
    title = title_of(change.role)
    return change.name if change.name == title or not change.entry else f"{change.name}（{title}）"


def marked(old: str | None, new: str | None) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Mark the letters that only one side has: the pieces of the old text, and of the new one."""
    if old is None or new is None:
        return (Piece(old, changed=True),) if old else (), (Piece(new, changed=True),) if new else ()
    match = SequenceMatcher(None, old, new, autojunk=False)
    if match.ratio() < UNLIKE:
        return (Piece(old, changed=True),), (Piece(new, changed=True),)
    steps = match.get_opcodes()
    return (
        tuple(Piece(old[a:b], changed=kind != "equal") for kind, a, b, _, _ in steps if b > a),
        tuple(Piece(new[a:b], changed=kind != "equal") for kind, _, _, a, b in steps if b > a),
    )


def data(found: Impact) -> dict[str, Any]:
    """Give the report for other programs."""
    return {
        "old": found.old,
        "new": found.new,
        "worse": found.worse,
        "asked": found.asked,
        "summary": headlines(found),
        "answers": [_moved(each) for each in found.moved],
        "ways": [_road(each) for each in found.roads],
        "changes": [_change(each) for each in found.changes],
        "pending": [{"item": each.id, "label": each.label} for each in found.pending],
    }


def _moved(each: Moved) -> dict[str, Any]:
    sides = {
        name: {"danger": side.danger, "level": side.level, "kind": side.said, "shown": side.shown}
        for name, side in (("before", each.before), ("after", each.after))
    }
    expected = {"topics": each.case.topics, "also": each.case.also, "crisis": each.case.crisis, "aside": each.case.aside}
    return {"text": each.case.text, "verdict": each.verdict, "alarm_lost": each.lost, "expected": expected, **sides}


def _road(each: Road) -> dict[str, Any]:
    return {"id": each.id, "name": each.name, "fate": each.fate, "before": each.before and each.before.taps, "after": each.after and each.after.taps}


def _change(each: Change) -> dict[str, Any]:
    names = ("file", "line", "entry", "name", "field", "kind", "dangerous", "old", "new")
    return {name: getattr(each, name) for name in names}
