"""links."""

import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Column
from rich.table import Table as Grid

from app import commas
from app import settings as settings_door
from app.cli import files
from app.cli.door import MESSAGES, AsJson, City, content
from app.cli.forms import AsCsv, Out, save
from app.clock import tokyo
from app.content import Content
from app.links import state as states
from app.links.judge import KINDS, SAID, SERIOUS, Answer, Finding, findings, offline
from app.links.run import Plan, run
from app.links.state import State
from app.links.visit import Limits
from app.links.wanted import Entry, addresses, entries
from app.reports import forms
from app.reports.report import Report, Table

NAME = ".links.json"
SAVED_EVERY = 10.0
"""Seconds between two writings of the state."""
ENOUGH = 20
"""Pages after which we believe that it is this machine that is away from the net."""
HEADS = ("種類", "窓口", "URL", "こと")
QUIET = frozenset({"new"})


def links(  # noqa: PLR0913, PLR0917  # one option for each limit
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    out: Out = None,
    every: Annotated[bool, typer.Option("--all", help="はじめて見たページも出す")] = False,
    state: Annotated[
        Path | None, typer.Option(help="前のことを覚えておくファイル。書かなければ、市のフォルダーの .links.json", dir_okay=False)
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="途中で終わった前回の続きにしないで、はじめから見る")] = False,
    budget: Annotated[float, typer.Option(help="全部で何分まで", min=0.01, max=1440)] = 30,
    page: Annotated[float, typer.Option(help="一つのページに何秒まで", min=0.1, max=600)] = 20,
    pause: Annotated[float, typer.Option(help="同じサーバーに続けて聞くときの間（秒）", min=0, max=60)] = 1,
    slow: Annotated[float, typer.Option(help="何秒より長くかかったら「遅い」とするか", min=0.01)] = 5,
    contact: Annotated[str | None, typer.Option(help="サーバーの人への連絡先（メールか URL）。書かなければ MADOGUCHI_CONTACT、市のページ")] = None,
    proxy: Annotated[str | None, typer.Option(help="庁内から外へ出るときのプロキシ（http://住所:番号）")] = None,
    allow_private: Annotated[bool, typer.Option("--allow-private", help="庁内やこの機械の中の住所も見る（試すときだけ）")] = False,
    city: City = None,
) -> None:
    """一覧にある URL を全部見て、番号が消えた・ページがない・引っこした・変わったを、重いものから出す。番号かページがなければ 1 で終わる。"""
    if as_json and as_csv:
        raise typer.BadParameter("--json・--csv は、どちらか一つにしてください")
    loaded = content(city)
    path = state or _folder(city) / NAME
    known = entries(loaded.catalogue)
    begun = states.begin(_read(path), tokyo(), again=again)
    files.write(path, states.written(begun))  # to be told now, and not after half an hour, where it cannot be written
    limits = Limits(page=page, pause=pause, allow_private=allow_private)
    plan = Plan(agent=_agent(loaded, contact), budget=budget * 60, limits=limits, proxy=_proxy(proxy))
    looked = _look(known, begun, plan, path)
    if offline(looked.now):
        MESSAGES.print(
            "どのサーバーも見つかりません。この機械がインターネットにつながっているかを見てください（庁内からは --proxy が要ることがあります）。",
            soft_wrap=True,
        )
        raise typer.Exit(2)
    files.write(path, states.written(looked))
    found = findings(known, _complete(looked, known), looked.last, slow=slow)
    shown = [each for each in found if every or each.kind not in QUIET]
    if out is not None:
        save(out, _text(shown, known, as_json=as_json, as_csv=as_csv, bom=commas.BOM))
    else:
        _print(shown, known, as_json=as_json, as_csv=as_csv)
    _tell(found, looked, path)


def _folder(city: Path | None) -> Path:
    settings = settings_door.read()
    return city or settings.city or settings.content


def _read(path: Path) -> State | None:
    try:
        with path.open("rb") as file:
            written = file.read(states.LARGEST + 1)
        return states.read(written)
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        raise typer.BadParameter(f"{path} が読めません。消すと、はじめから見ます（変わったかは、次の回から分かります）") from None


def _agent(loaded: Content, contact: str | None) -> str:
    reached = contact or settings_door.read().contact or (loaded.city.url if loaded.city else None)
    if reached is None:
        raise typer.BadParameter("見に行くサーバーの人への連絡先がありません。--contact か MADOGUCHI_CONTACT に、メールか URL を書いてください")
    if not reached.isascii() or not reached.isprintable():
        raise typer.BadParameter("連絡先は、半角の文字で書いてください（メールか URL）")
    return f"madoguchi-links/1 (+{reached})"


def _proxy(written: str | None) -> str | None:
    if written is not None and not written.startswith(("http://", "https://")):
        raise typer.BadParameter("プロキシは http://住所:番号 の形で書いてください")
    return written


def _look(known: tuple[Entry, ...], begun: State, plan: Plan, path: Path) -> State:
    """Look at what is still to be seen; what was seen is kept, also where somebody ends it by Ctrl+C."""
    pages = addresses(known)
    todo = begun.todo(pages)
    seen = {url: answer for url, answer in begun.now.items() if url in pages}
    _say_begin(pages, todo)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=MESSAGES, transient=True, disable=not MESSAGES.is_terminal) as progress:
        bar = progress.add_task("見ています", total=len(todo))
        saved = monotonic()

        def done(url: str, answer: Answer) -> bool:
            nonlocal saved
            seen[url] = answer
            progress.advance(bar)
            if monotonic() - saved > SAVED_EVERY:
                with suppress(typer.BadParameter):  # told at the end, where it still cannot be written
                    files.write(path, states.written(replace(begun, now=seen)))
                saved = monotonic()
            return len(seen) < ENOUGH or not offline(seen)

        with suppress(KeyboardInterrupt):
            run(todo, plan, done)
    return replace(begun, now=seen, finished=len(seen) == len(pages))


def _say_begin(pages: Mapping[str, object], todo: Mapping[str, object]) -> None:
    before = len(pages) - len(todo)
    MESSAGES.print(f"{len(pages)} のページを見ます。" + (f"前の続きなので、{before} はもう見てあります。" if before else ""), soft_wrap=True)


def _complete(looked: State, known: tuple[Entry, ...]) -> dict[str, Answer]:
    unfinished = Answer(outcome="unfinished", said="時間のうちに見られませんでした。もう一度動かすと、続きから見ます")
    return {url: looked.now.get(url, unfinished) for url in addresses(known)}


def _print(found: list[Finding], known: tuple[Entry, ...], *, as_json: bool, as_csv: bool) -> None:
    if as_json or as_csv or not sys.stdout.isatty():
        print(_text(found, known, as_json=as_json, as_csv=as_csv), end="")
    else:
        Console().print(_table(found, _names(known)))


def _text(found: list[Finding], known: tuple[Entry, ...], *, as_json: bool, as_csv: bool, bom: str = "") -> str:
    """Give what was found, as asked. Only a file begins with *bom*: it is for spreadsheets."""
    table = Table(heads=HEADS, rows=tuple(_cells(each, _names(known)) for each in found))
    whole = Report(title="", period="", lead=(), tables=(table,), plain=list(map(_plain, found)))
    if as_json:
        return forms.as_json(whole)
    return bom + forms.as_csv(whole) if as_csv else forms.as_lines(table)


def _names(known: tuple[Entry, ...]) -> dict[str, str]:
    return {entry.id: entry.name for entry in known}


def _plain(each: Finding) -> dict[str, object]:
    return {"kind": each.kind, "serious": each.kind in SERIOUS, "url": each.url, "said": each.said, "entries": each.entries, "numbers": each.numbers}


def _cells(each: Finding, names: Mapping[str, str]) -> tuple[str, ...]:
    return (SAID[each.kind], "、".join(f"{names[entry]}（{entry}）" for entry in each.entries), each.url, each.said)


def _table(found: list[Finding], names: Mapping[str, str]) -> Grid:
    table = Grid(*(Column(head, overflow="fold") for head in HEADS))
    for each in found:
        table.add_row(*map(escape, _cells(each, names)), style="bold red" if each.kind in SERIOUS else None)
    return table


def _tell(found: tuple[Finding, ...], looked: State, path: Path) -> None:
    counts = [(SAID[kind], sum(each.kind == kind for each in found)) for kind in KINDS]
    MESSAGES.print("、".join(f"{said} {count}" for said, count in counts if count) or "どのページも、前と同じです。", soft_wrap=True)
    MESSAGES.print(f"覚えた所: {path}" + ("" if looked.finished else "（途中です。もう一度動かすと、続きから見ます）"), soft_wrap=True, markup=False)
    raise typer.Exit(1 if any(each.kind in SERIOUS for each in found) else 0)
