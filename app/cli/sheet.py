"""sheet export, sheet import, sheet import-csv, sheet export-csv."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from app import settings as settings_door
from app import sudachi
from app.cli.door import MESSAGES, City, reader
from app.edit import edit, values
from app.errors import AppError, Problem
from app.loading import inspect
from app.loading.document import parse_file
from app.sheets import book, compare
from app.sheets.fields import tables

APP = typer.Typer(help="窓口の一覧を、表計算の表（Excel）で直す。", no_args_is_help=True)
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
    """Put a file in place of another at once: nobody sees half of it. Raises StopError."""
    try:
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        if path.exists():
            shutil.copymode(path, beside)
        else:
            Path(beside).chmod(0o644)
        Path(beside).replace(path)
    except OSError as error:
        raise StopError(f"{path} に書けません。場所と、ほかのソフトで開いていないかを確かめてください") from error


def stops(error: AppError, code: int = 1) -> typer.Exit:
    """Say why, and give how to end."""
    MESSAGES.print(str(error), markup=False, soft_wrap=True)
    return typer.Exit(code)


def code_of(path: Path) -> str:
    """Give the code of the city that a catalogue is of; `japan` for the national one."""
    data = parse_file(path.parent / "city.yaml", "city.yaml").data if (path.parent / "city.yaml").is_file() else None
    return str(data["code"]) if isinstance(data, dict) and "code" in data else "japan"


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
        save(file, book.write(entries, tables(known), code_of(path), known, others))
    except AppError as error:
        raise stops(error) from None
    MESSAGES.print(f"{file} に、{len(entries)} 件を書きました。直して保存したら: python -m app sheet import {file}", soft_wrap=True, markup=False)


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


def bytes_of(file: Path) -> bytes:
    """Read a file that is not larger than we take. Raises StopError."""
    try:
        with file.open("rb") as opened:
            return opened.read(book.LARGEST + 1)
    except OSError as error:
        raise StopError(f"{file} が読めません。名前と場所を確かめてください") from error


def told(found: compare.Plan) -> None:
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
    MESSAGES.print("「！」は、まちがえると住民が困る所です。もう一度、公式ページと見くらべてください。")
    if not yes and not typer.confirm("書きますか", err=True):
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
