"""report measures, report reached, report use, report words."""

import csv
import json
import sys
from calendar import monthrange
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Annotated, get_args

import typer
from rich.console import Console
from rich.table import Table

from app import reports
from app import settings as settings_door
from app.catalogue import JAPAN, ResourceId, TopicId
from app.cells import BESIDE, FEW, FEWEST, Row, each_alone, together
from app.cli.door import MESSAGES, AsJson, City, content
from app.counts import NOWHERE
from app.events import How
from app.store import AwayError, Period, Store
from app.tally import database

HOWS: tuple[How, ...] = get_args(How)
APP = typer.Typer(help="上の人に見せる報告。", no_args_is_help=True)


@APP.command()
def measures(
    as_json: AsJson = False,
    missing: Annotated[bool, typer.Option(help="受ける窓口のないものだけ")] = False,
    city: City = None,
) -> None:
    """重点計画の 141 の施策を、どの窓口が受けているか。住民が使えるのに窓口のないものがあれば 1 で終わる。"""
    every = reports.measures(content(city))
    rows = [each for each in every if each.missing or not missing]
    if as_json:
        print(
            json.dumps([{"no": r.measure.no, "name": r.measure.name, "resident": r.measure.resident, "by": r.by} for r in rows], ensure_ascii=False)
        )
    elif sys.stdout.isatty():
        table = Table("No.", "施策", "所管", "窓口・わけ")
        for row in rows:
            table.add_row(str(row.measure.no), row.measure.name, row.measure.ministry, _last(row))
        Console().print(table)
    else:
        for row in rows:
            print("\t".join((str(row.measure.no), row.measure.name, row.measure.ministry, _last(row))))
    without = sum(row.missing for row in every)
    MESSAGES.print(f"{len(every)} の施策。住民が使えるもの {sum(row.measure.resident for row in every)}、うち窓口のないもの {without}。")
    raise typer.Exit(1 if without else 0)


def _last(row: reports.Served) -> str:
    return "、".join(row.by) if row.by else f"（{row.measure.reason or '窓口がありません'}）"


Until = Annotated[str | None, typer.Option("--until", help="この月まで（例: 2027-03）。書かなければ、きょうまで")]
Since = Annotated[str | None, typer.Option("--since", help="この月から（例: 2026-04）。書かなければ、数えはじめてから")]
AsCsv = Annotated[bool, typer.Option("--csv", help="CSV で出す")]


@APP.command()
def reached(as_json: AsJson = False, as_csv: AsCsv = False, since: Since = None, until: Until = None, city: City = None) -> None:
    """窓口ごとに、つながった・つながらなかった・ちがう所だったの回数。つながらなかったものが先。5 回に満たない数は出さない。"""
    with _counts() as store:
        went = store.went(_period(since, until))
    rows = sorted(((name, each_alone([went.get((name, how), 0) for how in HOWS])) for name in {name for name, _ in went}), key=_often_missed)
    shown = [(name, row) for name, row in rows if row.shown]
    catalogue = content(city).catalogue
    names = {name: catalogue[name].name if name in catalogue else name for name in map(ResourceId, (name for name, _ in shown))}
    _write(
        ("窓口", "つながった", "つながらなかった", "ちがう所だった"),
        [(names[ResourceId(name)], *map(str, row.cells)) for name, row in shown],
        [{"resource": name} | {how: cell.count for how, cell in zip(HOWS, row.cells, strict=True)} for name, row in shown],
        as_json=as_json,
        as_csv=as_csv,
    )
    MESSAGES.print(
        f"{len(shown)} の窓口。すべて {FEWEST} 回に満たないもの {len(rows) - len(shown)} は、だれのことか分からないように、出していません。"
    )


def _often_missed(each: tuple[str, Row]) -> tuple[int, str]:
    """Sort by what is shown: a place in the order would tell of what is not."""
    return -(each[1].cells[HOWS.index("missed")].count or 0), each[0]


@APP.command()
def use(as_json: AsJson = False, as_csv: AsCsv = False, since: Since = None, until: Until = None, city: City = None) -> None:
    """話題と、一歩の終わり方ごとの回数（月ごとの期間で）。5 回に満たない数と、それを引き算で出せる数は出さない。"""
    loaded = content(city)
    with _counts() as store:
        used = store.used(_period(since, until), loaded.city.code if loaded.city else JAPAN)
    rows = [(topic, ends, together([used[topic, end] for end in ends])) for topic, ends in _by_topic(used).items()]
    labels = {topic.id: topic.label for topic in loaded.topics.values()} | {TopicId(NOWHERE): "（話題なし）"}
    cells = [(topic, end, cell) for topic, ends, row in rows for end, cell in zip(ends, row.cells, strict=True)]
    _write(
        ("話題", "終わり方", "回数"),
        [(labels.get(TopicId(topic), topic), end, str(cell)) for topic, end, cell in cells],
        [
            {"topic": topic, "label": labels.get(TopicId(topic), topic), "end": end, "count": cell.count, "shown": str(cell)}
            for topic, end, cell in cells
        ],
        as_json=as_json,
        as_csv=as_csv,
    )
    MESSAGES.print(
        f"出した数の合計 {sum(row.total for _, _, row in rows)}（出していない数は、入っていません）。{FEW}: 小さい数。{BESIDE}: 引き算で出せる数。"
    )


def _by_topic(used: dict[tuple[str, str], int]) -> dict[str, list[str]]:
    """Give the ends of each topic, both by name: an order by size would tell of what is not shown."""
    found: dict[str, list[str]] = {}
    for topic, end in sorted(used):
        found.setdefault(topic, []).append(end)
    return found


@APP.command()
def words(as_json: AsJson = False, as_csv: AsCsv = False, since: Since = None, until: Until = None) -> None:
    """分からなかった文にあった、まだ知らない言葉（辞書にある語だけ）。5 日より少ない日にしか出なかったものは出さない。"""
    with _counts() as store:
        found = sorted(store.words(FEWEST, _period(since, until)).items(), key=lambda each: (-each[1], each[0]))
    _write(
        ("言葉", "日数"),
        [(word, str(days)) for word, days in found],
        [{"word": word, "days": days} for word, days in found],
        as_json=as_json,
        as_csv=as_csv,
    )
    MESSAGES.print(f"{len(found)} の言葉。city.yaml の keep_unmatched_words: true の市だけで集めます。")


@contextmanager
def _counts() -> Iterator[Store]:
    """Open the database of counts. Raises BadParameter where there is none, or nothing was counted yet."""
    url = settings_door.read().database_url
    if url is None:
        raise typer.BadParameter("数える所がありません。MADOGUCHI_DATABASE_URL で場所を決めて動かすと、数えはじめます")
    store = database(url.get_secret_value())
    try:
        yield store
    except AwayError as error:
        raise typer.BadParameter(
            f"回数を読めません（{type(error).__name__}）。MADOGUCHI_DATABASE_URL と、migrate をしたかを確かめてください"
        ) from None
    finally:
        store.close()


def _period(since: str | None, until: str | None) -> Period:
    """Give whole months: the difference of two reports that a day parts would tell of that day."""
    last = _month(until)
    return Period(_month(since), None if last is None else last.replace(day=monthrange(last.year, last.month)[1]))


def _month(written: str | None) -> date | None:
    try:
        return None if written is None else date.fromisoformat(f"{written}-01")
    except ValueError:
        raise typer.BadParameter("月は 2026-04 のように書いてください") from None


Rows = Sequence[tuple[str, ...]]


def _write(heads: tuple[str, ...], rows: Rows, plain: Sequence[dict[str, object]], *, as_json: bool, as_csv: bool) -> None:
    """Write a table to a terminal, else lines parted by tabs; or CSV or JSON, as asked."""
    if as_json:
        print(json.dumps(plain, ensure_ascii=False))
    elif as_csv:
        csv.writer(sys.stdout, lineterminator="\n").writerows([heads, *rows])
    elif sys.stdout.isatty():
        table = Table(*heads)
        for row in rows:
            table.add_row(*row)
        Console().print(table)
    else:
        for row in rows:
            print("\t".join(row))
