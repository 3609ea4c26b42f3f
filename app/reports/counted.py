"""Reports of what residents did: how talks ended, how it went at windows, which words we did not know. Small counts stay hidden in every form."""

from collections.abc import Mapping
from typing import get_args

from app.catalogue import Catalogue, ResourceId, TopicId
from app.cells import BESIDE, FEW, FEWEST, Cell, Row, each_alone, together
from app.content import Content
from app.counts import NOWHERE
from app.events import How
from app.reports.report import Bar, Figure, Ink, Report, Table, Value, stacked
from app.safety import DANGERS
from app.store import Period

HOWS: tuple[How, ...] = get_args(How)
REACHED: dict[How, tuple[str, Ink]] = {
    "reached": ("つながった", "light"),
    "missed": ("つながらなかった", "dark"),
    "wrong": ("ちがう所だった", "hatch"),
}
ENDS: dict[str, str] = {
    "asking": "質問した",
    "advising": "窓口を案内した",
    "choosing": "選んでもらった",
    "unsure": "分からなかった",
    "aside": "困りごとでない文",
}
NOTHING = "この期間に、出してよい数は、まだありません。"
HIDDEN = f"1 から {FEWEST - 1} までの数は、だれのことか分からないように「{FEW}」とし、図にも合計にも入れません。"


def said(period: Period) -> str:
    """Say a period of whole months in words."""
    since = f"{period.since.year}年{period.since.month}月から" if period.since else "数えはじめてから"
    until = f"{period.until.year}年{period.until.month}月まで" if period.until else "きょうまで"
    return f"{since}{until}"


def reached(went: Mapping[tuple[str, str], int], catalogue: Catalogue, period: Period) -> Report:
    """Tell how it went at each window, from counts by window and how; those that were often missed first."""
    rows = sorted(((name, each_alone([went.get((name, how), 0) for how in HOWS])) for name in {name for name, _ in went}), key=_often_missed)
    shown = [(name, row) for name, row in rows if row.shown]
    names = {name: catalogue[ResourceId(name)].name if name in catalogue else name for name, _ in shown}
    return Report(
        title="窓口に、つながったか",
        period=said(period),
        lead=(
            _missed(shown, names),
            f"{len(shown)} の窓口の回数です。すべて {FEWEST} 回に満たない窓口 {len(rows) - len(shown)} は、だれのことか分からないように、出していません。",
        ),
        figures=(_answers(shown, names),) if shown else (),
        tables=(
            Table(
                heading="窓口ごとの回数（つながらなかったものが先）",
                heads=("窓口", *(REACHED[how][0] for how in HOWS)),
                rows=tuple((names[name], *map(_value, row.cells)) for name, row in shown),
            ),
        ),
        plain=[{"resource": name} | {how: cell.count for how, cell in zip(HOWS, row.cells, strict=True)} for name, row in shown],
        notes=(HIDDEN,),
    )


def _missed(shown: list[tuple[str, Row]], names: Mapping[str, str]) -> str:
    """Say which window was missed most often, of what is shown."""
    if not shown:
        return NOTHING
    name, row = shown[0]
    most = row.cells[HOWS.index("missed")].count
    if not most:
        return f"「つながらなかった」が {FEWEST} 回以上の窓口は、ありません。"
    return f"「つながらなかった」がいちばん多いのは「{names[name]}」で、{most} 回です。"


def _often_missed(each: tuple[str, Row]) -> tuple[int, str]:
    """Sort by what is shown: a place in the order would tell of what is not."""
    return -(each[1].cells[HOWS.index("missed")].count or 0), each[0]


def _answers(shown: list[tuple[str, Row]], names: dict[str, str]) -> Figure:
    most = max(row.total for _, row in shown)
    order: tuple[How, ...] = ("missed", "wrong", "reached")
    return Figure(
        heading="窓口ごとの答え",
        text="棒の長さが、出してよい回数です。黒い部分が「つながらなかった」です。",
        keys=tuple((REACHED[how][1], REACHED[how][0]) for how in order),
        label="窓口",
        amount="出した数の合計",
        bars=tuple(
            Bar(
                label=names[name],
                runs=stacked(tuple((row.cells[HOWS.index(how)].count or 0, REACHED[how][1]) for how in order), most),
                amount=str(row.total),
                words="、".join(f"{REACHED[how][0]} {row.cells[HOWS.index(how)]}" for how in order),
            )
            for name, row in shown
        ),
    )


def use(used: Mapping[tuple[str, str], int], content: Content, period: Period) -> Report:
    """Tell how turns ended, from counts by topic and end."""
    rows = [(topic, ends, together([used[topic, end] for end in ends])) for topic, ends in _by_topic(used).items()]
    labels = {topic.id: topic.label for topic in content.topics.values()} | {TopicId(NOWHERE): "（話題なし）"}
    cells = [(topic, labels.get(TopicId(topic), topic), end, cell) for topic, ends, row in rows for end, cell in zip(ends, row.cells, strict=True)]
    totals = [(labels.get(TopicId(topic), topic), row) for topic, _, row in rows if row.shown]
    total = sum(row.total for _, row in totals)
    return Report(
        title="どの話題が、どう使われたか",
        period=said(period),
        lead=(_most(totals), f"出した数の合計は {total} です。「{FEW}」は小さい数、「{BESIDE}」は引き算で出せる数で、合計に入っていません。"),
        figures=(_by_size(totals),) if totals else (),
        tables=(
            Table(
                heading="話題と終わり方ごとの回数",
                heads=("話題", "終わり方", "回数"),
                rows=tuple((label, _end(end), _value(cell)) for _, label, end, cell in cells),
            ),
        ),
        sheet=Table(heads=("話題", "終わり方", "回数"), rows=tuple((label, end, _value(cell)) for _, label, end, cell in cells)),
        plain=[{"topic": topic, "label": label, "end": end, "count": cell.count, "shown": str(cell)} for topic, label, end, cell in cells],
        notes=(
            HIDDEN,
            f"一つの話題で小さい数が一つだけのときは、次に小さい数も「{BESIDE}」とします。",
            "CSV と JSON の終わり方: " + "、".join(f"{end} {label}" for end, label in ENDS.items()) + "、alarm:… 緊急の案内。",
        ),
    )


def _end(end: str) -> str:
    """Say in words how a turn ended."""
    alarms = {f"alarm:{kind}": f"緊急の案内（{called}）" for kind, called in DANGERS.items()}
    return (ENDS | alarms).get(end, end)


def _most(totals: list[tuple[str, Row]]) -> str:
    """Say which topic was talked about most, of what is shown."""
    if not totals:
        return NOTHING
    label, row = max(totals, key=lambda each: each[1].total)
    return f"いちばん多く使われた話題は「{label}」で、出した数の合計は {row.total} 回です。"


def _by_topic(used: Mapping[tuple[str, str], int]) -> dict[str, list[str]]:
    """Give the ends of each topic, both by name: an order by size would tell of what is not shown."""
    found: dict[str, list[str]] = {}
    for topic, end in sorted(used):
        found.setdefault(topic, []).append(end)
    return found


def _by_size(totals: list[tuple[str, Row]]) -> Figure:
    """Draw what is shown of each topic. The order is by what is shown, so it tells of nothing else."""
    most = max(row.total for _, row in totals)
    return Figure(
        heading="話題ごとの、出した数の合計",
        text="多いものが先です。出していない数は、入っていません。",
        keys=(("hatch", "出した数の合計"),),
        label="話題",
        amount="合計",
        bars=tuple(
            Bar(label=label, runs=stacked(((row.total, "hatch"),), most), amount=str(row.total), words=f"合計 {row.total}")
            for label, row in sorted(totals, key=lambda each: (-each[1].total, each[0]))
        ),
    )


def words(found: Mapping[str, int], period: Period) -> Report:
    """Tell the words that we did not know, from words and the number of days on which they were said: FEWEST or more."""
    rows = sorted(found.items(), key=lambda each: (-each[1], each[0]))
    most = max(found.values(), default=0)
    bars = tuple(Bar(label=word, runs=stacked(((days, "hatch"),), most), amount=str(days), words=f"{days} 日") for word, days in rows)
    figure = Figure(heading="言葉ごとの日数", text="多いものが先です。", keys=(("hatch", "出た日数"),), label="言葉", amount="日数", bars=bars)
    return Report(
        title="まだ知らない言葉",
        period=said(period),
        lead=(_often(rows), "集めるのは、city.yaml に keep_unmatched_words: true と書いた市だけです。"),
        figures=(figure,) if rows else (),
        tables=(Table(heading="言葉と日数", heads=("言葉", "日数"), rows=tuple(rows)),),
        plain=[{"word": word, "days": days} for word, days in rows],
        notes=(f"分からなかった文にあった、辞書にある言葉だけです。{FEWEST} 日より少ない日にしか出なかったものは、出していません。",),
    )


def _often(rows: list[tuple[str, int]]) -> str:
    """Say how many words there are, and which comes most often."""
    if not rows:
        return f"{FEWEST} 日以上に出た、まだ知らない言葉は、ありません。"
    return f"{FEWEST} 日以上に出た、まだ知らない言葉は {len(rows)} です。いちばん多いのは「{rows[0][0]}」で、{rows[0][1]} 日です。"


def _value(cell: Cell) -> Value:
    return str(cell) if cell.count is None else cell.count
