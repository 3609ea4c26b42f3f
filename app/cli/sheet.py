"""sheet export, sheet import, sheet import-csv, sheet export-csv."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from app import settings as settings_door
from app import sudachi
from app.cli import files
from app.cli.door import MESSAGES, City, reader
from app.cli.japanese import Commands, agreed, called
from app.clock import tokyo
from app.edit import edit, values
from app.errors import AppError, Problem
from app.loading import inspect
from app.loading.document import parse_file
from app.sheets import book, change, compare, drafts, opendata, publish
from app.sheets.fields import tables

APP = Commands("窓口の一覧を、表計算の表（Excel）で直す。")
Yes = Annotated[bool, typer.Option("--yes", help="たずねずに書く")]
FILE = typer.Argument(help="表のファイル", dir_okay=False)


class StopError(AppError):
    """The command ends here; says why."""


def catalogue_of(city: Path | None) -> Path:
    """Name the file that a spreadsheet is of."""
    settings = settings_door.read()
    folder = city or settings.city
    return (folder or settings.content) / "resources.yaml"


def text_of(path: Path) -> str:
    """Read a file with its line ends. Raises StopError."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StopError(f"{path} が読めません。名前と、文字コード（UTF-8）を確かめてください") from error


def entries_of(text: str) -> list[dict[str, Any]]:
    """Give the entries of a catalogue. Raises StopError, and EditError for what is no YAML."""
    data = values(text) or []
    if not isinstance(data, list) or not all(isinstance(each, dict) and isinstance(each.get("id"), str) for each in data):
        raise StopError("resources.yaml に、id のない窓口があります。先に python -m app check で直してください")
    return data


def topics() -> dict[str, str]:
    """Give the topics of the content, by id, as residents see them."""
    folder = settings_door.read().content / "intents"
    read = (parse_file(path, path.name).data for path in sorted(folder.glob("*.yaml")))
    known = {each["id"]: each["label"] for each in read if isinstance(each, dict) and {"id", "label", "says"} <= each.keys()}
    return {"general": "どんな困りごとでも"} | known


def save(path: Path, data: bytes) -> None:
    """Put a file in place of another at once: nobody sees half of it. Raises BadParameter."""
    files.write(path, data)


def spare(file: Path, known: Mapping[str, str], of: str, now: Sequence[Mapping[str, Any]]) -> None:
    """Refuse to write over work that nobody has taken in yet, and over what is no table of ours. Raises StopError."""
    if not file.exists():
        return
    try:
        there = book.read(bytes_of(file), tables(known))
    except book.SheetError:
        raise StopError(f"{file} は、もうあります。ほかの名前を書くか、そのファイルを動かしてください") from None
    found = compare.plan(there, tables(known), now)
    if there.of != of or found.differences or found.problems or found.conflicts or found.gone:
        raise StopError(f"{file} に、まだ取りこんでいない直しがあります。先に取りこむか、ほかの名前を書いてください")


def stops(error: AppError, code: int = 1) -> typer.Exit:
    """Say why, and give how to end."""
    MESSAGES.print(str(error), markup=False, soft_wrap=True)
    return typer.Exit(code)


def code_of(path: Path) -> str:
    """Give the code of the city that a catalogue is of; `japan` for the national one."""
    data = parse_file(path.parent / "city.yaml", "city.yaml").data if (path.parent / "city.yaml").is_file() else None
    return str(data["code"]) if isinstance(data, dict) and "code" in data else "japan"


def _of(path: Path) -> str:
    """Say again which city was chosen, so that the line can be copied."""
    code = code_of(path)
    return f" --city {code}" if code.isdigit() else ""


@APP.command("export")
def export(
    file: Annotated[Path, FILE],
    city: City = None,
    national: Annotated[bool, typer.Option("--national", help="全国の窓口も、見るだけのシートに入れる")] = False,
) -> None:
    """窓口の一覧を、表計算の表にする。"""
    path = catalogue_of(city)
    try:
        known = topics()
        others = entries_of(text_of(settings_door.read().content / "resources.yaml")) if national else ()
        entries = entries_of(text_of(path))
        spare(file, known, code_of(path), entries)
        save(file, book.write(entries, tables(known), code_of(path), known, book.More(national=others)))
    except AppError as error:
        raise stops(error) from None
    MESSAGES.print(
        f"{file} に、{len(entries)} 件を書きました。直して保存したら: {called()} sheet import {file}{_of(path)}", soft_wrap=True, markup=False
    )


@APP.command("import")
def take(
    file: Annotated[Path, FILE],
    city: City = None,
    yes: Yes = False,
    remove: Annotated[bool, typer.Option("--remove", help="表から消した行を、一覧からも消す")] = False,
) -> None:
    """直した表を取りこむ。変わる所を見せて、たずねてから書く。"""
    path = catalogue_of(city)
    try:
        known = tables(topics())
        read = book.read(bytes_of(file), known)
        if read.of != code_of(path):
            raise StopError(f"この表は「{read.of}」のものです。--city で、同じ市を選んでください")
        text = text_of(path)
        found = compare.plan(read, known, entries_of(text), remove=remove)
        told(found)
        if found.changes:
            finish(path, text, edit(text, found.changes), city, yes=yes)
    except AppError as error:
        raise stops(error) from None
    if found.conflicts:
        raise typer.Exit(1)


@APP.command("import-csv")
def take_csv(  # noqa: PLR0913, PLR0917  # one option for each thing that the file does not say
    file: Annotated[Path, FILE],
    topics_: Annotated[str, typer.Option("--topics", help="どの話題のものか（id を「,」で区切る。例: childcare,child-place）")],
    city: City = None,
    into: Annotated[Path | None, typer.Option(help="下書きの表。書かなければ、CSV と同じ名前の .xlsx", dir_okay=False)] = None,
    url: Annotated[str | None, typer.Option(help="CSV があったページ（https:// から）")] = None,
    source: Annotated[str | None, typer.Option(help="データセットの名前。書かなければ、ファイルの名前")] = None,
    update: Annotated[bool, typer.Option("--update", help="似ている窓口に、CSV の値を入れてみる")] = False,
    checked: Annotated[bool | None, typer.Option("--checked/--not-checked", help="公式ページと見くらべた（確かめた日が、きょうになる）")] = None,
) -> None:
    """標準オープンデータの CSV から、下書きの表を作る。一覧は変わらない。"""
    path, target = catalogue_of(city), into or file.with_suffix(".xlsx")
    try:
        known = topics()
        chosen = tuple(part for each in topics_.split(",") if (part := each.strip()))
        _sound(chosen, known, url, code_of(path))
        read = opendata.read(bytes_of(file))
        seen = agreed("番号や時間を、公式ページと見くらべましたか") if checked is None else checked
        today = tokyo().date().isoformat() if seen else None
        made = drafts.Made(
            city=code_of(path),
            topics=chosen,
            source=source or file.name,
            url=url,
            checked_on=today,
            prefix=f"{path.parent.name.split('-', 1)[-1]}-od",
        )
        now = entries_of(text_of(path))
        spare(target, known, code_of(path), now)
        found = drafts.drafts(read, now, made)
        lines([*found.updates, *(f"下書き: {each['name']}（{each['id']}）" for each in found.entries)])
        for note in found.notes:
            MESSAGES.print(note, soft_wrap=True, markup=False)
        shown = drafts.with_updates(now, found.updates) if update else now
        save(target, book.write(now, tables(known), code_of(path), known, book.More(drafts=found.entries, shown=shown)))
    except AppError as error:
        raise stops(error) from None
    told_how = "値を入れました" if update else "入れていません（入れるなら --update）"
    MESSAGES.print(
        f"{target} に、下書き {len(found.entries)} 件を書きました。似ている窓口への提案 {len(found.updates)} 件は、{told_how}。",
        soft_wrap=True,
        markup=False,
    )
    MESSAGES.print(f"黄色の所をうめて保存したら: {called()} sheet import {target}{_of(path)}", soft_wrap=True, markup=False)


def _sound(chosen: Sequence[str], known: Mapping[str, str], url: str | None, code: str) -> None:
    strange = [each for each in chosen if each not in known]
    if strange or not chosen:
        raise StopError(f"話題「{'、'.join(strange)}」はありません。話題の id を書いてください（例: childcare）")
    if url is not None and not url.startswith(("https://", "http://")):
        raise StopError(f"URL「{url}」は https:// から書いてください")
    if not code.isdigit():
        raise StopError("--city で、市を選んでください")


@APP.command("export-csv")
def give_csv(
    file: Annotated[Path, FILE],
    city: City = None,
    form: Annotated[str, typer.Option(help="facility（公共施設一覧）、childcare（子育て施設一覧）、measure（支援制度）")] = "facility",
) -> None:
    """窓口の一覧を、標準オープンデータの CSV にする。分からないものは空のまま。"""
    path = catalogue_of(city)
    known = next((each for each in publish.HEADS if each == form), None)
    if known is None:
        raise typer.BadParameter("--form は facility・childcare・measure のどれかです")
    try:
        data = parse_file(path.parent / "city.yaml", "city.yaml").data
        name = str(data.get("name") or "") if isinstance(data, dict) else ""
        code = code_of(path)
        save(file, publish.publish(entries_of(text_of(path)), known, code if code.isdigit() else "", name))
    except AppError as error:
        raise stops(error) from None
    MESSAGES.print(f"{file} を書きました。", soft_wrap=True, markup=False)


def bytes_of(file: Path) -> bytes:
    """Read a file that is not larger than we take. Raises BadParameter."""
    try:
        with file.open("rb") as opened:
            return opened.read(book.LARGEST + 1)
    except OSError:
        raise typer.BadParameter(f"{file} が読めません。名前と場所を確かめてください") from None


def told(found: change.Plan) -> None:
    """Print what an import would do. Raises StopError where a cell is wrong."""
    lines(found.differences)
    for name in found.gone:
        MESSAGES.print(f"表にない行: {name}。消すなら --remove をつけてください", soft_wrap=True, markup=False)
    for conflict in found.conflicts:
        MESSAGES.print(f"ぶつかった所: {conflict}", soft_wrap=True, markup=False)
    lines(found.problems)
    if found.problems:
        raise StopError(f"直す所が {len(found.problems)} あります。何も書きませんでした。")
    if not found.changes:
        MESSAGES.print("変わる所はありません。")


def lines(said: Iterable[object]) -> None:
    """Print data, one a line. A reader that went away is no fault."""
    try:
        for each in said:
            print(each)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise StopError("出力先が閉じました。何も書きませんでした。") from None


def finish(path: Path, before: str, after: str, city: Path | None, *, yes: bool) -> None:
    """Check what would be written, ask, and write. Raises StopError."""
    new = worse(path, before, after, city)
    if new:
        lines(new)
        raise StopError(f"このまま書くと、問題が {len(new)} 件ふえます。何も書きませんでした。")
    MESSAGES.print("「！」は、まちがえると住民が困る所です。もう一度、公式ページと見くらべてください。", soft_wrap=True)
    if not yes and not agreed("書きますか"):
        raise StopError("何も書きませんでした。")
    if text_of(path) != before:
        raise StopError(f"{path} が、いま変わりました。もう一度、取りこんでください")
    save(path, after.encode("utf-8"))
    MESSAGES.print(f"{path} を直しました。", soft_wrap=True, markup=False)


def worse(path: Path, before: str, after: str, city: Path | None) -> Sequence[Problem]:
    """Give the errors that *after* has and *before* has not. The files themselves are not touched."""
    errors = _errors(path, after, city)
    if not errors:
        return ()
    known = [problem.message for problem in _errors(path, before, city)]
    return [problem for problem in errors if problem.message not in known or known.remove(problem.message)]  # type: ignore[func-returns-value]


def _errors(path: Path, text: str, city: Path | None) -> Sequence[Problem]:
    settings = settings_door.read()
    root, own = settings.content, city or settings.city
    with tempfile.TemporaryDirectory() as scratch:
        if own is not None:
            own = Path(shutil.copytree(own, Path(scratch) / own.name))
            (own / path.name).write_bytes(text.encode("utf-8"))
        else:
            national = Path(scratch)
            for each in (*root.glob("*.yaml"), *root.glob("intents/*.yaml")):
                (national / each.relative_to(root)).parent.mkdir(exist_ok=True)
                shutil.copy(each, national / each.relative_to(root))
            root = national
            (root / path.name).write_bytes(text.encode("utf-8"))
        read = reader()
        return [problem for problem in inspect(root, read, sudachi.sound(read), own).problems if problem.level == "error"]
