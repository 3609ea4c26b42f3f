"""department list, department rename, department merge, department split."""

import csv
import io
import json
import sys
from collections.abc import Callable
from datetime import date, datetime
from difflib import unified_diff
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from app import commas
from app import settings as settings_door
from app.cli.door import MESSAGES, AsJson, City
from app.cli.files import write
from app.cli.japanese import Commands, agreed, called
from app.clock import tokyo
from app.departments import KEEPER, Files, Moved, Outcome, ReorganisationError, Step, ownerless, reorganise, standings
from app.errors import ContentError, EditError
from app.loading.document import parse_file

APP = Commands("部署の一覧と、組織改正（名前が変わる・いっしょになる・分かれる）。")
On = Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="変わる日（例: 2027-04-01）。書かなければ、きょう")]
Yes = Annotated[bool, typer.Option("--yes", help="たずねないで書く")]
NAMED = 10
"""Windows without owner that are named; the rest is counted."""
T = TypeVar("T")
LARGEST_LIST = 1_000_000
"""Bytes of a list of windows and their departments."""


@APP.command(name="list")
def listed(as_json: AsJson = False, city: City = None) -> None:
    """部署ごとの窓口の数と、前の名前。"""
    files = _files(_folder(city))
    rows = _tried(lambda: standings(files))
    without = _tried(lambda: ownerless(files))
    if as_json:
        found = [{"name": each.name, "windows": each.windows, "listed": each.listed, "formerly": each.formerly} for each in rows]
        print(json.dumps({"departments": found, "ownerless": [each.id for each in without]}, ensure_ascii=False))
    elif sys.stdout.isatty():
        table = Table(*(Column(head, overflow="fold") for head in ("部署", "窓口", "city.yaml の一覧", "前の名前")))
        for each in rows:
            table.add_row(escape(each.name), str(each.windows), "ある" if each.listed else "ない", escape("、".join(each.formerly)))
        Console().print(table)
    else:
        for each in rows:
            print("\t".join((each.name, str(each.windows), "ある" if each.listed else "ない", "、".join(each.formerly))))
    _say_ownerless(without)


@APP.command()
def rename(
    old: Annotated[str, typer.Argument(help="いまの名前")],
    new: Annotated[str, typer.Argument(help="新しい名前")],
    on: On = None,
    yes: Yes = False,
    city: City = None,
) -> None:
    """部署の名前を変える。窓口の担当も、city.yaml も、いっしょに変わる。"""
    _do(_folder(city), Step(olds=(old,), news=(new,), on=_day(on), renames=True), yes=yes)


@APP.command()
def merge(
    olds: Annotated[list[str], typer.Argument(help="いっしょになる部署（二つ以上）")],
    into: Annotated[str, typer.Option(help="新しい部署")],
    on: On = None,
    yes: Yes = False,
    city: City = None,
) -> None:
    """いくつかの部署を、一つにする。"""
    _do(_folder(city), Step(olds=tuple(dict.fromkeys(olds)), news=(into,), on=_day(on)), yes=yes)


@APP.command()
def split(  # noqa: PLR0913, PLR0917  # one option for each way to say which window goes where
    old: Annotated[str, typer.Argument(help="分かれる部署")],
    into: Annotated[list[str], typer.Option(help="新しい部署。--into こども課 --into くらし課 のように、一つずつ書く")],
    assign: Annotated[list[str] | None, typer.Option(help="どの窓口がどこへ行くか（id=部署）。一覧を直す課は department=部署")] = None,
    by: Annotated[Path | None, typer.Option("--from", help="どの窓口がどこへ行くかの CSV（id と 担当 の欄）", exists=True, dir_okay=False)] = None,
    listing: Annotated[Path | None, typer.Option("--list", help="分ける窓口の一覧を、この CSV に書いて終わる", dir_okay=False)] = None,
    on: On = None,
    yes: Yes = False,
    city: City = None,
) -> None:
    """一つの部署を、いくつかに分ける。行き先のない窓口があれば、何も書かずに、それを言う。"""
    folder = _folder(city)
    step = Step(olds=(old,), news=tuple(into), on=_day(on), assign=_from_csv(by) | _assigned(assign or []))
    if listing is not None:
        _write_list(listing, _outcome(_files(folder), step), into)
        return
    _do(folder, step, yes=yes)


# Doing it


def _do(folder: Path, step: Step, *, yes: bool) -> None:
    files = _files(folder)
    outcome = _outcome(files, step)
    if outcome.files is None:
        _say_unassigned(outcome.unassigned)
        raise typer.Exit(1)
    print(_diff(files, outcome.files), end="")
    _say(outcome)
    if not yes and not _agreed():
        MESSAGES.print("何も変えていません。")
        raise typer.Exit(1)
    if _files(folder) != files:
        MESSAGES.print("たずねているあいだに、ファイルが変わりました。何も書いていません。もう一度、動かしてください。", soft_wrap=True)
        raise typer.Exit(1)
    # The list of departments first: should the second writing fail, `check` still knows the old names.
    write(folder / "city.yaml", outcome.files.city.encode())
    write(folder / "resources.yaml", outcome.files.resources.encode())
    MESSAGES.print(f"{len(outcome.moved)} 件を書きました。次に: {called()} check --city {folder}", soft_wrap=True, markup=False)


def _agreed() -> bool:
    try:
        return agreed("このとおりに書きますか")
    except typer.Abort:
        return False


def _outcome(files: Files, step: Step) -> Outcome:
    return _tried(lambda: reorganise(files, step))


def _tried(work: Callable[[], T]) -> T:
    """Do *work*; what cannot be done becomes a sentence and exit code 2."""
    try:
        return work()
    except (ReorganisationError, EditError) as error:
        raise typer.BadParameter(str(error)) from None


def _diff(before: Files, after: Files) -> str:
    pairs = (("city.yaml", before.city, after.city), ("resources.yaml", before.resources, after.resources))
    return "".join(
        line if line.endswith("\n") else line + "\n"
        for name, old, new in pairs
        for line in unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True), f"いまの {name}", f"新しい {name}")
    )


def _say(outcome: Outcome) -> None:
    MESSAGES.print(f"変わるもの: {len(outcome.moved)} 件")
    for each in outcome.moved:
        MESSAGES.print(f"  {each.id}（{each.name}）: {each.old} → {each.new}", soft_wrap=True, markup=False)
    if outcome.mentions:
        MESSAGES.print("次の文にも、前の名前があります。自動では直しません。住民が読む文なので、見て直してください。", soft_wrap=True)
        for mention in outcome.mentions:
            MESSAGES.print(f"  {mention}", soft_wrap=True, markup=False)
    _say_ownerless(outcome.ownerless)
    MESSAGES.print(
        "departments の kana・mail・extension（読み・メール・内線）は、人が確かめてください。電話番号も変わることがあります。", soft_wrap=True
    )


def _say_ownerless(found: tuple[Moved, ...]) -> None:
    if found:
        shown = "、".join(f"{each.name}（{each.id}）" for each in found[:NAMED])
        more = "など。ぜんぶは report freshness で見られます" if len(found) > NAMED else ""
        MESSAGES.print(f"担当のない窓口 {len(found)} 件: {shown}{more}", soft_wrap=True, markup=False)


def _say_unassigned(found: tuple[Moved, ...]) -> None:
    MESSAGES.print(f"行き先の決まっていないものが {len(found)} 件あります。何も書いていません。", soft_wrap=True)
    for each in found:
        MESSAGES.print(f"  --assign {each.id}=部署    {each.name}", soft_wrap=True, markup=False)
    MESSAGES.print("--list 表.csv で表にして、「担当」の欄をうめ、--from 表.csv で読ませることもできます。", soft_wrap=True)


# What is read


def _folder(city: Path | None) -> Path:
    folder = city or settings_door.read().city
    if folder is None:
        raise typer.BadParameter("市を選んでください（例: --city 271403）")
    return folder


def _files(folder: Path) -> Files:
    """Read both files of a city. Raises ContentError where one cannot be read."""
    documents = [parse_file(folder / name, str(folder / name)) for name in ("city.yaml", "resources.yaml")]
    problems = tuple(problem for document in documents for problem in document.problems)
    if problems:
        raise ContentError(problems)
    city, resources = ((folder / name).read_bytes().decode() for name in ("city.yaml", "resources.yaml"))
    return Files(city=city, resources=resources)


def _day(on: datetime | None) -> date:
    return on.date() if on else tokyo().date()


def _assigned(words: list[str]) -> dict[str, str]:
    pairs = [word.partition("=") for word in words]
    wrong = next((word for word, (known_as, _, new) in zip(words, pairs, strict=True) if not known_as or not new), None)
    if wrong is not None:
        raise typer.BadParameter(f"「{wrong}」は id=部署 の形ではありません（例: --assign seikatsu-engo=くらし課）")
    return {known_as.strip(): new.strip() for known_as, _, new in pairs}


def _from_csv(path: Path | None) -> dict[str, str]:
    if path is None:
        return {}
    rows = csv.DictReader(io.StringIO(_text(path), newline=""))
    if not {"id", "担当"} <= set(rows.fieldnames or ()):
        raise typer.BadParameter(f"{path} の一行目に「id」と「担当」の欄がありません。--list で作った表を使ってください")
    try:
        return {row["id"].strip(): commas.meant(row["担当"].strip()) for row in rows if row["id"] and (row["担当"] or "").strip()}
    except csv.Error:
        raise typer.BadParameter(f"{path} は CSV として読めません") from None


def _text(path: Path) -> str:
    """Read a CSV as Excel writes it: UTF-8 with or without its mark, else Shift_JIS."""
    try:
        with path.open("rb") as file:
            written = file.read(LARGEST_LIST + 1)
    except OSError:
        raise typer.BadParameter(f"{path} が読めません") from None
    if len(written) > LARGEST_LIST:
        raise typer.BadParameter(f"{path} が大きすぎます（{LARGEST_LIST // 1_000_000} MB まで）")
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return written.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise typer.BadParameter(f"{path} は CSV ではありません（文字として読めません）")


def _write_list(path: Path, outcome: Outcome, into: list[str]) -> None:
    rows = ((each.id, each.name, each.old, each.new or "") for each in outcome.moved)
    write(path, commas.BOM + commas.written([("id", "名前", "いまの担当", "担当"), *rows]))
    note = f"（id が {KEEPER} の行は、この一覧を直す課）" if any(each.id == KEEPER for each in outcome.moved) else ""
    MESSAGES.print(
        f"{path} に {len(outcome.moved)} 件を書きました{note}。「担当」の欄に {'か '.join(into)} を書いて、--from {path} をつけて動かしてください。",
        soft_wrap=True,
        markup=False,
    )
