"""check: what is wrong in the content, told so that a clerk can mend it; with --fix, what can safely be mended is."""

import sys
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Annotated, TextIO

import typer
from rich.console import Console
from rich.syntax import Syntax

from app import mend, telling
from app import settings as settings_door
from app.cli.door import MESSAGES, City, inspected
from app.errors import Problem
from app.loading import Loaded, files
from app.loading.raw import text_of

WITH_VECTORS, WITHOUT_VECTORS = "あり（ja-ginza）", "なし（検索は同じ言葉だけで探します。docs/adr/010）"
DOCS = "https://madoguchi.invalid/"
"""Where nobody says by --docs-url under which address the documents are shown: .invalid is no address of anybody (RFC 2606), and SARIF asks for a whole one."""


def check(  # one option for each way of looking
    path: Annotated[Path | None, typer.Argument(help="内容のあるフォルダー。書かなければ、設定の場所", exists=True, file_okay=False)] = None,
    city: City = None,
    form: Annotated[
        telling.Format, typer.Option("--format", help="text（読む）、json、sarif（コードの置き場）、github（変更の画面に印をつける）")
    ] = "text",
    fix: Annotated[bool, typer.Option("--fix", help="全角の数字など、そのまま直してよいものを直してから、確かめる")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="--fix で直る所を見せるだけで、書かない")] = False,
    docs_url: Annotated[str, typer.Option(help="docs を見られる住所。最後は /（sarif の helpUri に使う）")] = DOCS,
) -> None:
    """内容の問題を、ファイルと行と直し方つきで、すべて出す。"""
    if dry_run and not fix:
        raise typer.BadParameter("--dry-run は、--fix といっしょに書いてください")
    if fix:
        to = sys.stdout if form == "text" else sys.stderr
        _mend(path or settings_door.read().content, city or settings_door.read().city, to, write=not dry_run)
    loaded = inspected(path, city)
    _print(loaded.problems, form, docs_url, path or settings_door.read().content)
    errors = sum(problem.level == "error" for problem in loaded.problems)
    if errors or loaded.content is None:
        MESSAGES.print(f"問題が {errors} 件あります。")
        raise typer.Exit(1)
    _tell(loaded, city)


def _print(problems: tuple[Problem, ...], form: telling.Format, docs: str, root: Path) -> None:
    match form:
        case "json":
            print(telling.as_json(problems))
        case "sarif":
            print(telling.as_sarif(problems, docs, _version()))
        case "github":
            _print_lines(telling.as_github(problems))
        case "text":
            _print_lines(telling.in_words(problems, _reader(root) if Console().is_terminal else None))


def _print_lines(text: str) -> None:
    if text:
        print(text)


def _version() -> str:
    try:
        return version_of("madoguchi")
    except PackageNotFoundError:  # run from its folder
        return "0"


def _reader(root: Path) -> telling.LinesOf:
    """Give the lines of files of the content; each is read once."""

    @lru_cache
    def lines_of(name: str) -> tuple[str, ...]:
        return tuple(text_of(root / name)[0].splitlines())

    return lines_of


def _mend(root: Path, city: Path | None, to: TextIO, *, write: bool) -> None:
    """Mend every file that can be mended, showing each change; where programs read the output, beside it."""
    changes = list(mend.of_files(path for path in files(root, city) if not path.is_symlink()))
    for change in changes:
        _show(change.diff(_name(change.path, root)), to)
        if write:
            _write(change, root)
    _say_mended(changes, root, write=write)


def _write(change: mend.Change, root: Path) -> None:
    try:
        change.write()
    except OSError as error:
        MESSAGES.print(
            f"{_name(change.path, root)} に書けません（{error.strerror}）。ファイルとフォルダーに書けるか、空きがあるかを見てください。", markup=False
        )
        raise typer.Exit(2) from None


def _show(diff: str, to: TextIO) -> None:
    """Print a diff: with colours where somebody looks at it."""
    console = Console(file=to)
    if console.is_terminal:
        console.print(Syntax(diff.rstrip("\n"), "diff", theme="ansi_light", background_color="default", word_wrap=True))
    else:
        to.write(diff)


def _say_mended(changes: Iterable[mend.Change], root: Path, *, write: bool) -> None:
    count = 0
    for change in changes:
        count += 1
        MESSAGES.print(
            f"{_name(change.path, root)}: {'、'.join(change.what)}を{'直しました' if write else '直せます'}。", markup=False, soft_wrap=True
        )
    if not count:
        MESSAGES.print("そのまま直せる所は、ありませんでした。")
    elif not write:
        MESSAGES.print("--dry-run なので、まだ何も書いていません。直すには、--dry-run を消して、もう一度動かしてください。")


def _name(path: Path, root: Path) -> str:
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)


def _tell(loaded: Loaded, city: Path | None) -> None:
    assert loaded.content is not None  # the caller looked
    found = loaded.content
    said = sum(len(topic.says) for topic in found.topics.values())
    MESSAGES.print(f"問題はありません。窓口・制度 {len(found.catalogue)}、話題 {len(found.topics)}、言い方 {said}（版 {found.version}）")
    MESSAGES.print(f"意味の近い言葉: 単語ベクトル{WITH_VECTORS if found.meaning is not None else WITHOUT_VECTORS}", soft_wrap=True)
    _tell_settings(settings_door.read(), city)


def _tell_settings(settings: settings_door.Settings, city: Path | None) -> None:
    """Say where the content is, and each setting that somebody made; all others are as docs/how-to/deploy.md has them."""
    for name, value in settings:
        shown = city if name == "city" and city is not None else value
        if name in settings.model_fields_set | {"content", "city"}:
            MESSAGES.print(f"  MADOGUCHI_{name.upper()} = {'なし' if shown is None else shown}", markup=False, soft_wrap=True)
