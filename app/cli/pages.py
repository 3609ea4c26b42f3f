"""pages."""

from pathlib import Path
from typing import Annotated

import typer

from app import locales
from app import settings as settings_door
from app.cli.door import MESSAGES, City, content
from app.settings import HOME
from app.web import standing


def pages(folder: Annotated[Path, typer.Argument(help="書きこむフォルダー。なければ作る", file_okay=False)], city: City = None) -> None:
    """プログラムが止まっているときに、前に置いた nginx が出すページ（緊急の番号つき）と、画面のファイルを書く。版を新しくしたら、もう一度書く。"""
    settings = settings_door.read()
    languages = locales.read(HOME / "locales", city or settings.city)
    try:
        written = standing.write(folder, content(city), languages, settings)
    except OSError as error:
        MESSAGES.print(f"{folder} に書けません（{type(error).__name__}）。")
        raise typer.Exit(2) from None
    MESSAGES.print(f"{folder} に、{len(written)} のファイルを書きました。")
