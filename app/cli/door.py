"""What the commands share: content as the settings say, and a console for messages."""

from pathlib import Path
from typing import Annotated
from unicodedata import normalize

import typer
from rich.console import Console

from app import settings as settings_door
from app import sudachi, vectors
from app.clock import tokyo
from app.content import Content
from app.loading import Loaded, inspect, load
from app.matching.terms import Read

MESSAGES = Console(stderr=True, highlight=False)


def _folder(written: str) -> Path:
    """Find a city by its folder, or by its name or code in cities/, full-width too. Raises BadParameter."""
    name, cities = normalize("NFKC", written), settings_door.HOME / "cities"
    named = [each for each in sorted(cities.iterdir()) if each.name == name or each.name.startswith(f"{name}-")] if cities.is_dir() else []
    for folder in (Path(written), *named):
        if (folder / "city.yaml").is_file():
            return folder
    known = "、".join(each.parent.name for each in sorted(cities.glob("*/city.yaml")))
    raise typer.BadParameter(f"市のフォルダー「{written}」がありません。あるもの: {known or 'なし'}")


City = Annotated[Path | None, typer.Option(help="市のフォルダー（例: cities/271403-sakai、271403-sakai、271403）", parser=_folder)]
AsJson = Annotated[bool, typer.Option("--json", help="JSON で出す")]


def reader() -> Read:
    """Open the dictionary."""
    return sudachi.reader(settings_door.read().dictionary)


def content(city: Path | None) -> Content:
    """Load the content. Raises ContentError."""
    settings = settings_door.read()
    read = reader()
    return load(settings.content, read, sudachi.sound(read), city or settings.city, meaning=vectors.load())


def inspected(root: Path | None, city: Path | None) -> Loaded:
    """Load and check the content under *root*, or where the settings say."""
    settings = settings_door.read()
    read = reader()
    return inspect(root or settings.content, read, sudachi.sound(read), city or settings.city, today=tokyo().date(), meaning=vectors.load())
