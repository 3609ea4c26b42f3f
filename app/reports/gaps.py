"""The report of coverage: the hours without a window first, in sentences, charts and tables."""

from collections.abc import Callable
from itertools import groupby

from app.catalogue import TopicId
from app.content import Content
from app.reports.coverage import ASPECTS, HOURS, Aspect, Covered, Place, Week, coverage, places
from app.reports.report import Bar, Figure, Ink, Report, Table, Value, stacked

DAYS = "月火水木金土日"
NAMES: dict[Aspect, str] = {
    "open": "つながる窓口",
    "special": "その困りごとのための窓口",
    "free": "お金のかからない窓口",
    "written": "声を使わず、その場で相談できる窓口",
    "sendable": "声を使わず、送っておける窓口",
    "foreign": "外国語で話せる窓口",
}
"""What an aspect asks for, in words that stand after 「ひとつもない」 and before 「がない」."""
HEADS: dict[Aspect, str] = {
    "open": "つながる",
    "special": "専門",
    "free": "無料",
    "written": "声なし・その場",
    "sendable": "声なし・送る",
    "foreign": "外国語",
}
EVENING, MORNING = 20, 8
SPANS: tuple[tuple[str, str, Callable[[int, bool], bool]], ...] = (
    ("夜", f"夜（{EVENING}時〜翌{MORNING}時）", lambda hour, _off: not MORNING <= hour < EVENING),
    ("土日・祝日", f"土日・祝日の昼（{MORNING}時〜{EVENING}時）", lambda hour, off: MORNING <= hour < EVENING and off),
    ("平日", f"平日の昼（{MORNING}時〜{EVENING}時）", lambda hour, off: MORNING <= hour < EVENING and not off),
)
"""Parts of a week that fill it without overlapping: in short, in full, and which hours of a day, of a working day or not, are of it."""
KEYS: tuple[tuple[Ink, str], ...] = (("dark", "窓口がない"), ("hatch", "答えによっては、ない"), ("light", "ある"))
INKS: dict[str, Ink] = {"0": "dark", "1": "hatch", "2": "light"}
"""How the levels of `Covered.levels` are drawn."""
NOTES = (
    "話題の窓口は、その話題の質問にどう答えても出る窓口の全部です。「答えによっては、ない」は、ある答えに進むと出る窓口が、その時間につながらないことです。",
    "「つながる」は、電話・チャット・SNS・行って話す窓口のうち、番号や住所と受付時間が分かっていて、その一時間のあいだずっと受け付けているものです。住民の画面の「受付中」と同じ決まりです。",
    "「その困りごとのための窓口」は、つながる窓口のうち、どんな困りごとでもよい窓口（general）でないものです。「お金のかからない」は、一覧の費用が free のものだけです。",
    "「声を使わず、その場で」は、チャットと SNS の受付時間の中です。「送っておける」は、メール・申し込みページ・手紙・ファックス・アプリがいつでも送れるものとし、チャットと SNS は受付時間の中だけとして数えます。返事はあとになります。",
    "「外国語」は、つながる窓口のうち、日本語（と日本手話）のほかの言葉が、一つでも一覧にあるものです。",
    "危険のある話題では、そのあいだ出ている緊急の案内の、聴いてくれる窓口も数えます。110・119 と、分からないときに出す窓口は、話題の窓口に書いてあるときだけ数えます。",
)


def report(content: Content, week: Week) -> Report:
    """Tell where residents with a worry find no window, the gaps first."""
    rows, everywhere = coverage(content, week), places(content)
    here = [each for each in rows if each.place == everywhere[0]]
    labels = {topic.id: topic.label for topic in content.topics.values()}
    return Report(
        title="話題ごとに、窓口のある時間・ない時間",
        period=_period(week),
        lead=(*_lead(here, week, len(labels)), *_by_ward(rows, everywhere), *_holidays(week)),
        figures=(_summary(here, week, len(labels)), *(_week(here, aspect, labels, week) for aspect in ASPECTS if _changes(here, aspect))),
        tables=(_topics(here, labels), *_of_places(rows, everywhere, labels)),
        sheet=_sheet(rows, labels, week),
        plain=_plain(rows, labels, week),
        notes=NOTES,
    )


def spans(week: Week, *, short: bool = False) -> tuple[tuple[str, int], ...]:
    """Give the parts of *week* with their hours, a bit each."""
    return tuple(
        (brief if short else name, sum(1 << at for at in range(HOURS) if within(at % 24, at // 24 in week.off))) for brief, name, within in SPANS
    )


def told(hours: int) -> str:
    """Say hours of a week in words: 「月〜金 0〜9時・18〜24時、土日 一日中」."""
    by_day = [(_of_day(hours >> 24 * day & (1 << 24) - 1), DAYS[day]) for day in range(7)]
    said = [(when, [name for _, name in days]) for when, days in groupby(by_day, key=lambda each: each[0])]
    if len(said) == 1:
        return f"毎日 {said[0][0]}" if said[0][0] else "なし"
    return "、".join(f"{_joined(days)} {when}" for when, days in said if when)


def _of_day(hours: int) -> str:
    if hours == (1 << 24) - 1:
        return "一日中"
    runs = [list(run) for open_, run in groupby(range(24), key=lambda hour: hours >> hour & 1) if open_]
    return "・".join(f"{run[0]}〜{run[-1] + 1}時" for run in runs)


def _joined(days: list[str]) -> str:
    return "・".join(days) if len(days) < 3 else f"{days[0]}〜{days[-1]}"  # noqa: PLR2004  # three days make a row


def _period(week: Week) -> str:
    first, last = week.days[0], week.days[-1]
    return f"{first.year}年{first.month}月{first.day}日（月）から {last.month}月{last.day}日（日）までの一週間"


def _holidays(week: Week) -> tuple[str, ...]:
    named = "、".join(f"{day.month}月{day.day}日 {name}" for day, name in week.holidays)
    return (f"この週には祝日があります（{named}）。",) if named else ()


def _never(rows: list[Covered], aspect: Aspect, span: int) -> int:
    return sum(each.some & span == 0 for each in rows if each.aspect == aspect)


def _lead(rows: list[Covered], week: Week, topics: int) -> tuple[str, ...]:
    """Say in which part of the week the most topics have no window at all, for each aspect: first whether anybody is there, then the worst first."""
    first, *rest = (_worst(rows, aspect, week) for aspect in ASPECTS)
    gaps = sorted((each for each in rest if each[0]), key=lambda found: -found[0])
    return (_open(rows, first, topics), *(f"{when}{what}が一つもない話題は、{topics} のうち {count} です。" for count, when, what in gaps))


def _worst(rows: list[Covered], aspect: Aspect, week: Week) -> tuple[int, str, str]:
    """Give the most topics without a window in a part of the week, which part that is («» where it is the same in all), and what is missing."""
    counts = [(_never(rows, aspect, span), f"{name}に、") for name, span in spans(week)]
    count, when = max(counts, key=lambda found: found[0])
    return count, when if len({each for each, _ in counts}) > 1 else "", NAMES[aspect]


def _open(rows: list[Covered], worst: tuple[int, str, str], topics: int) -> str:
    never, when, what = worst
    if never:
        return f"{when}{what}が一つもない話題は、{topics} のうち {never} です。"
    some = sum(bool(each.gaps) for each in rows if each.aspect == "open")
    if some:
        return f"{topics} の話題のうち {topics - some} には、一週間のどの時間にも、つながる窓口があります。{some} には、ない時間があります。"
    return f"{topics} の話題のすべてに、一週間のどの時間にも、つながる窓口があります。"


def _by_ward(rows: tuple[Covered, ...], everywhere: tuple[Place, ...]) -> tuple[str, ...]:
    if len(everywhere) == 1:
        return ()
    differing = [HEADS[aspect] for aspect in ASPECTS if len({_shape(rows, aspect, place) for place in everywhere}) > 1]
    if not differing:
        return ("どの区に住んでいても、すきまは同じです。",)
    return (f"区によってちがうのは「{'」「'.join(differing)}」です。ほかは、どの区でも同じです。",)


def _shape(rows: tuple[Covered, ...], aspect: Aspect, place: Place) -> tuple[int, ...]:
    return tuple(each.gaps for each in rows if each.aspect == aspect and each.place == place)


def _summary(rows: list[Covered], week: Week, topics: int) -> Figure:
    bars = tuple(_stack(rows, aspect, (name, span), topics) for aspect in ASPECTS for name, span in spans(week, short=True))
    return Figure(
        heading="すきまの大きさ",
        text=f"一本の棒が {topics} の話題です。黒い部分が、窓口の一つもない話題です。夜は {EVENING}時〜翌{MORNING}時、土日・祝日と平日は {MORNING}時〜{EVENING}時です。",
        keys=(("dark", "一度もない"), ("hatch", "ない時間がある"), ("light", "いつもある")),
        label="何が・いつ",
        amount="一度もない",
        bars=bars,
    )


def _stack(rows: list[Covered], aspect: Aspect, part: tuple[str, int], topics: int) -> Bar:
    name, span = part
    mine = [each for each in rows if each.aspect == aspect]
    never = _never(rows, aspect, span)
    sometimes = sum(bool(each.gaps & span) for each in mine) - never
    parts = stacked(((never, "dark"), (sometimes, "hatch"), (topics - never - sometimes, "light")), topics)
    words = f"一度もない {never}、ない時間がある {sometimes}、いつもある {topics - never - sometimes}"
    return Bar(label=f"{NAMES[aspect]}：{name}", runs=parts, amount=str(never), words=words)


def _changes(rows: list[Covered], aspect: Aspect) -> bool:
    """Tell whether a chart by the hour has anything to show: not what is there always, nor what can be sent at any time."""
    return aspect != "sendable" and any(each.gaps for each in rows if each.aspect == aspect)


def _week(rows: list[Covered], aspect: Aspect, labels: dict[TopicId, str], week: Week) -> Figure:
    mine = sorted((each for each in rows if each.aspect == aspect), key=lambda each: (-each.gaps.bit_count(), labels[each.topic]))
    gapped = [each for each in mine if each.some]
    never = [labels[each.topic] for each in mine if not each.some]
    whole = [labels[each.topic] for each in gapped if not each.gaps]
    return Figure(
        heading=f"{NAMES[aspect]}のない時間",
        text=f"横は、月曜の0時から日曜の24時まで。黒い所が、{NAMES[aspect]}が一つもない時間です。{_whole(len(whole))}",
        keys=KEYS,
        label="話題（ない時間の長い順）",
        amount="ない時間",
        ticks=tuple(f"{day}{_date(week, at)}" for at, day in enumerate(DAYS)),
        bars=tuple(_strip(each, labels[each.topic]) for each in gapped if each.gaps),
        aside=f"一週間に一度もない話題（{len(never)}）" if never else "",
        listed=tuple(never),
    )


def _whole(count: int) -> str:
    return f"図にない {count} の話題には、どの時間にもあります。" if count else ""


def _date(week: Week, at: int) -> str:
    return "・祝" if at in week.off and at < 5 else ""  # noqa: PLR2004  # Saturday and Sunday are off in any week


def _strip(row: Covered, label: str) -> Bar:
    lengths = tuple((len(list(run)), INKS[level]) for level, run in groupby(row.levels))
    return Bar(label=label, runs=stacked(lengths, HOURS), amount=f"{row.gaps.bit_count()}時間", words=f"ない時間: {told(row.gaps)}")


def _topics(rows: list[Covered], labels: dict[TopicId, str]) -> Table:
    """Give the hours without a window of each topic, those with the most first."""
    gaps = {topic: tuple(each.gaps.bit_count() for each in rows if each.topic == topic) for topic in labels}
    ordered = sorted(gaps, key=lambda topic: (-sum(gaps[topic]), labels[topic]))
    return Table(
        heading="話題ごとの、窓口のない時間（一週間 168 時間のうち）",
        heads=("話題", *HEADS.values()),
        rows=tuple((labels[topic], *gaps[topic]) for topic in ordered),
    )


def _of_places(rows: tuple[Covered, ...], everywhere: tuple[Place, ...], labels: dict[TopicId, str]) -> tuple[Table, ...]:
    """Give the hours without a window of those topics for which they differ from place to place."""
    gaps = {(each.topic, each.aspect, each.place): each.gaps for each in rows}
    differing = [(topic, aspect) for topic in labels for aspect in ASPECTS if len({gaps[topic, aspect, place] for place in everywhere}) > 1]
    lines: tuple[tuple[Value, ...], ...] = tuple(
        (labels[topic], HEADS[aspect], *(gaps[topic, aspect, place].bit_count() for place in everywhere)) for topic, aspect in differing
    )
    heads = ("話題", "見るもの", *("区を選ばない人" if place.ward is None else place.name for place in everywhere))
    return (Table(heading="区によってちがう、窓口のない時間", heads=heads, rows=lines),) if lines else ()


def _sheet(rows: tuple[Covered, ...], labels: dict[TopicId, str], week: Week) -> Table:
    """Give a line for each topic, place and aspect, for a spreadsheet to sort and filter."""
    parts = spans(week)
    lines: tuple[tuple[Value, ...], ...] = tuple(
        (
            labels[each.topic],
            each.topic,
            each.place.name,
            HEADS[each.aspect],
            each.gaps.bit_count(),
            *((each.gaps & span).bit_count() for _, span in parts),
            (each.some & ~each.every).bit_count(),
            told(each.gaps),
        )
        for each in sorted(rows, key=lambda each: -each.gaps.bit_count())
    )
    heads = (
        "話題",
        "id",
        "場所",
        "見るもの",
        "ない時間",
        *(f"ない時間：{name}" for name, _ in parts),
        "答えによってはない時間",
        "ない時間（言葉で）",
    )
    return Table(heads=heads, rows=lines)


def _plain(rows: tuple[Covered, ...], labels: dict[TopicId, str], week: Week) -> object:
    return {
        "week": week.monday.isoformat(),
        "holidays": [{"day": day.isoformat(), "name": name} for day, name in week.holidays],
        "rows": [
            {
                "topic": each.topic,
                "label": labels[each.topic],
                "place": each.place.name,
                "ward": each.place.ward,
                "aspect": each.aspect,
                "gap_hours": each.gaps.bit_count(),
                "hours": each.levels,
            }
            for each in rows
        ],
    }
