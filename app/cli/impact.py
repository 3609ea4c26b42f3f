"""impact: what a change of the content changes, before anybody sees it."""

import gc
import json
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app import settings as settings_door
from app.bench import Case, read_cases
from app.cli import files
from app.cli.door import MESSAGES, AsJson
from app.cli.japanese import called
from app.clock import tokyo
from app.errors import ContentError, UnfinishedError
from app.impact import told
from app.impact.answers import Moved
from app.impact.asked import Asker
from app.impact.compared import Impact, Side, compare
from app.impact.page import page
from app.impact.revisions import AbsentError, city_in, opened, sentences_differ
from app.loading import Parse, draft, parsing_once
from app.settings import HOME, Settings

HERE, LAST = "いまのファイル", "HEAD"
SHOWN = 40
"""Rows of one table in the terminal; the page and --json have all."""

Old = Annotated[str, typer.Argument(metavar="[OLD]", help="前の内容。フォルダーか、git の版（例: HEAD、main）", show_default=True)]
New = Annotated[str | None, typer.Argument(metavar="[NEW]", help="後の内容。書かなければ、いまのファイル")]
Html = Annotated[Path | None, typer.Option("--html", help="印刷して上の人に見せるページを、このファイルに書く")]
Cases = Annotated[list[Path] | None, typer.Option("--cases", help="試す文のファイルかフォルダーを足す（何度でも書ける）", exists=True)]
CityName = Annotated[str | None, typer.Option("--city", help="市のフォルダー・名前・コード（例: 271403）")]


def impact(  # the two sides, and one option for each form of the report
    old: Old = LAST, new: New = None, city: CityName = None, cases: Cases = None, as_json: AsJson = False, html: Html = None
) -> None:
    """何が変わるかを、使う前に見る。わるくなるもの・届かなくなる窓口・二人目の確認がまだのものがあれば 1 で終わる。"""
    began = time.perf_counter()
    settings = settings_door.read()
    try:
        with (
            _no_collector(),
            Asker(settings.dictionary, settings.cache / "answers") as ask,
            _sides(settings, old, new, city or (str(settings.city) if settings.city else None), ask) as (before, after, recorded),
        ):
            found = compare(before, after, _cases(recorded, cases or []), ask, tokyo().date())
            named = after.draft.parts.city
    except (AbsentError, UnfinishedError) as error:
        MESSAGES.print(str(error), markup=False, soft_wrap=True)
        raise typer.Exit(2) from None
    _print(found, as_json=as_json)
    if html is not None:
        _write(html, page(found, tokyo().date(), named.name if named else None))
    MESSAGES.print(f"{told.ending(found)}（{time.perf_counter() - began:.1f} 秒）", soft_wrap=True)
    raise typer.Exit(1 if found.worse else 0)


@contextmanager
def _no_collector() -> Iterator[None]:
    """Read without the garbage collector: it would look through a million new parts of files again and again, and find none to throw away."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


@contextmanager
def _sides(  # as the command was called
    settings: Settings, old: str, new: str | None, city: str | None, ask: Asker
) -> Iterator[tuple[Side, Side, Path]]:
    """Open both sides, and say where the recorded cases are: those of the new side, where it has any."""
    with ExitStack() as stack:
        first = stack.enter_context(opened(old, settings.content))
        second = stack.enter_context(opened(new, settings.content)) if new is not None else settings.content
        own = second / "tests" / "cases"
        yield *_read((old, first), (new or HERE, second), city, ask), own if own.is_dir() else HOME / "tests" / "cases"


def _read(old: tuple[str, Path], new: tuple[str, Path], city: str | None, ask: Asker) -> tuple[Side, Side]:
    """Read both sides, the new one first: while the old one is read, which was most often asked before, it is learned elsewhere."""
    differ = sentences_differ(old[1], new[1])
    if differ:
        ask.get_ready()
    folders = [city_in(root, city) if city is not None else None for _, root in (old, new)]
    if city is not None and folders[1] is None:
        raise AbsentError(f"「{new[0]}」に、市のフォルダー「{city}」がありません。名前を確かめてください。")
    if city is not None and folders[0] is None:
        MESSAGES.print("前の内容には、この市がまだありません。市のものは、すべて新しく入ったものとして出します。")
    parse = parsing_once()
    after = _side(*new, folders[1], parse)
    if differ:
        ask.expect(after)
    return _side(*old, folders[0], parse), after


def _side(name: str, root: Path, city: Path | None, parse: Parse) -> Side:
    """Read one side. Raises ContentError where it cannot be compared."""
    found = draft(root, city, parse)
    if found.content is None:
        MESSAGES.print(f"「{name}」の内容に問題があるので、くらべられません。", markup=False)
        raise ContentError(tuple(each for each in found.problems if each.level == "error"))
    return Side(name=name, draft=found, city=city.relative_to(root).as_posix() if city is not None else None)


def _cases(recorded: Path, more: list[Path]) -> tuple[Case, ...]:
    paths = [*([recorded] if recorded.is_dir() else []), *more]
    return tuple(case for path in paths for case in read_cases(path))


def _write(path: Path, text: str) -> None:
    files.write(path, text)
    MESSAGES.print(f"{path} に書きました。ブラウザーで開いて、印刷できます。", markup=False, soft_wrap=True)


def _print(found: Impact, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(told.data(found), ensure_ascii=False, indent=2))
        return
    print("\n".join(told.headlines(found)))
    console, labels = Console(soft_wrap=not sys.stdout.isatty()), dict(found.labels)
    _table(console, ("書かれた文", "前", "後", "どうなるか"), [_moved_row(each, labels) for each in found.moved])
    _table(
        console,
        ("窓口", "前", "後", "どうなるか"),
        [(e.name, told.way_words(e.before), told.way_words(e.after), told.FATES[e.fate]) for e in found.roads],
    )
    _table(
        console,
        ("場所", "何の、どこ", "前", "後"),
        [(told.place_words(e), f"{'◆ ' if e.dangerous else ''}{e.name}: {e.field}", e.old or "（なし）", e.new or "（なし）") for e in found.changes],
    )
    if found.dangerous:
        print("◆ は、二人で確かめる変更です。")
    for each in found.pending:
        print(f"二人目の確認がまだです: {each.label}（{called()} approve --by 名前 --item {each.id}）")


def _moved_row(each: Moved, labels: dict[str, str]) -> tuple[str, ...]:
    return (
        each.case.text,
        told.answer_words(each.before, labels),
        told.answer_words(each.after, labels),
        told.VERDICTS[each.verdict] + ("（緊急の案内が出なくなる）" if each.lost else ""),
    )


def _table(console: Console, heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Print a table in a terminal, tabs elsewhere."""
    if not sys.stdout.isatty():
        print("".join("\t".join(" / ".join(cell.splitlines()) for cell in row) + "\n" for row in rows), end="")
        return
    if not rows:
        return
    table = Table(show_lines=True)
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows[:SHOWN]:
        table.add_row(*map(Text, row))
    console.print(table)
    if len(rows) > SHOWN:
        console.print(f"ほかに {len(rows) - SHOWN} 件あります。--html か --json で、全部見られます。")
