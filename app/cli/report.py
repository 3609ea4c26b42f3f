"""report coverage, report measures, report reach, report reached, report use, report words."""

from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Annotated

import typer

from app import settings as settings_door
from app.catalogue import JAPAN
from app.cells import FEWEST
from app.cli.door import AsJson, City, content
from app.cli.forms import AsCsv, Forms, Html, Out, write
from app.cli.japanese import Commands
from app.clock import tokyo
from app.content import Content
from app.reports import counted, gaps, near, plan
from app.reports.coverage import ordinary_week, week_of
from app.reports.report import Stamp
from app.store import AwayError, Period, Store
from app.tally import database

APP = Commands("上の人に見せる報告。")
Until = Annotated[str | None, typer.Option("--until", help="終わった月の、この月まで（例: 2027-03）。書かなければ、先月まで")]
Since = Annotated[str | None, typer.Option("--since", help="この月から（例: 2026-04）。書かなければ、数えはじめてから")]
OfWeek = Annotated[str | None, typer.Option("--week", help="この日のある一週間（例: 2026-11-16）。書かなければ、今週からいちばん近い、祝日のない週")]
Missing = Annotated[bool, typer.Option("--missing", help="受ける窓口のないものだけ")]


@APP.command()
def coverage(week: OfWeek = None, as_json: AsJson = False, as_csv: AsCsv = False, html: Html = None, out: Out = None, city: City = None) -> None:
    """話題ごとに、一週間のどの時間に窓口がないか。開いているか・専門か・無料か・声を使わないか・外国語かを、区ごとに見る。"""
    chosen = week_of(_day(week)) if week is not None else ordinary_week(tokyo().date())
    loaded = content(city)
    write(gaps.report(loaded, chosen), _stamp(loaded), Forms(as_json, as_csv, html, out))


@APP.command()
def measures(as_json: AsJson = False, as_csv: AsCsv = False, html: Html = None, out: Out = None, missing: Missing = False, city: City = None) -> None:
    """重点計画の 141 の施策を、どの窓口が受けているか。住民が使えるのに窓口のないものがあれば 1 で終わる。"""
    loaded = content(city)
    write(plan.report(loaded, missing=missing), _stamp(loaded), Forms(as_json, as_csv, html, out))
    raise typer.Exit(1 if any(each.missing for each in plan.measures(loaded)) else 0)


@APP.command()
def reach(as_json: AsJson = False, as_csv: AsCsv = False, html: Html = None, out: Out = None, city: City = None) -> None:
    """はじめのページから、それぞれの窓口まで何回押すか。押しては着かないものと、遠いものが先。"""
    loaded = content(city)
    write(near.report(loaded, tokyo().date()), _stamp(loaded), Forms(as_json, as_csv, html, out))


@APP.command()
def reached(  # noqa: PLR0913, PLR0917  # one for each option
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    html: Html = None,
    out: Out = None,
    since: Since = None,
    until: Until = None,
    city: City = None,
) -> None:
    """窓口ごとに、つながった・つながらなかった・ちがう所だったの回数。つながらなかったものが先。5 回に満たない数は出さない。"""
    period = _period(since, until)
    with _counts() as store:
        went = store.went(period)
    loaded = content(city)
    write(counted.reached(went, loaded.catalogue, period), _stamp(loaded), Forms(as_json, as_csv, html, out))


@APP.command()
def use(  # noqa: PLR0913, PLR0917  # one for each option
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    html: Html = None,
    out: Out = None,
    since: Since = None,
    until: Until = None,
    city: City = None,
) -> None:
    """話題と、一歩の終わり方ごとの回数（月ごとの期間で）。5 回に満たない数と、それを引き算で出せる数は出さない。"""
    period, loaded = _period(since, until), content(city)
    with _counts() as store:
        used = store.used(period, loaded.city.code if loaded.city else JAPAN)
    write(counted.use(used, loaded, period), _stamp(loaded), Forms(as_json, as_csv, html, out))


@APP.command()
def words(as_json: AsJson = False, as_csv: AsCsv = False, html: Html = None, out: Out = None, since: Since = None, until: Until = None) -> None:
    """分からなかった文にあった、まだ知らない言葉（辞書にある語だけ）。5 日より少ない日にしか出なかったものは出さない。"""
    period = _period(since, until)
    with _counts() as store:
        found = store.words(FEWEST, period)
    write(counted.words(found, period), _stamp(None), Forms(as_json, as_csv, html, out))


def _stamp(loaded: Content | None) -> Stamp:
    """Say of which content a report is, and that it was made now. Without content: of all cities that count in this database."""
    if loaded is None:
        return Stamp(city="このデータベースの市すべて", version="（内容を見ない報告）", made=tokyo())
    return Stamp(city=loaded.city.name if loaded.city else "全国", version=loaded.version, made=tokyo())


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
    """Give whole months that are over: the difference of two reports that a day parts would tell of that day. Raises BadParameter."""
    over = tokyo().date().replace(day=1) - timedelta(days=1)
    first, last = _month(since), _month(until) or over
    if max(first or last, last) > over:
        raise typer.BadParameter(f"{over.year}年{over.month}月までが見られます。今月の分は、だれのことか分からないように、来月になってから出します")
    return Period(first, last.replace(day=monthrange(last.year, last.month)[1]))


def _month(written: str | None) -> date | None:
    try:
        return None if written is None else date.fromisoformat(f"{written}-01")
    except ValueError:
        raise typer.BadParameter("月は 2026-04 のように書いてください") from None


def _day(written: str) -> date:
    """Read a day of the years that the calendar of holidays is made for. Raises BadParameter."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise typer.BadParameter("日は 2026-11-16 のように書いてください") from None
    if not 2000 <= day.year <= 2099:  # noqa: PLR2004  # as the message says
        raise typer.BadParameter("日は 2000 年から 2099 年までにしてください")
    return day
