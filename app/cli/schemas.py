"""schema: the form of the content's files, for editors."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli import files
from app.cli.door import MESSAGES
from app.loading.schema import FILES, written


def schema(
    name: Annotated[str | None, typer.Argument(help=f"ファイルの種類（{'・'.join(FILES)}）。書かなければ、すべて")] = None,
    into: Annotated[Path | None, typer.Option(help="すべてを、このフォルダーに書く", file_okay=False)] = None,
) -> None:
    """内容のファイルの形を、エディター向けの JSON Schema で出す。"""
    if (name is None) == (into is None) or (name is not None and name not in FILES):
        MESSAGES.print(f"種類（{'・'.join(FILES)}）のどれか一つを書くか、--into にフォルダーを書いてください。")
        raise typer.Exit(2)
    if name is not None:
        print(written(name), end="")
        return
    assert into is not None  # one of the two is there
    try:
        into.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise typer.BadParameter(f"フォルダー {into} を作れません。場所と、書きこんでよいかを確かめてください") from None
    for each in FILES:
        files.write(into / f"{each}.json", written(each))
    MESSAGES.print(f"{into} に {len(FILES)} このファイルを書きました。")
