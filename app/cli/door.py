"""What the commands share: content as the settings say, and a console for messages."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from app import settings as settings_door
from app import sudachi
from app.clock import tokyo
from app.content import Content
from app.loading import Loaded, inspect, load
from app.matching.terms import Read

MESSAGES = Console(stderr=True, highlight=False)

City = Annotated[Path | None, typer.Option(help="市のフォルダー（例: cities/271403-sakai）", exists=True, file_okay=False)]
AsJson = Annotated[bool, typer.Option("--json", help="JSON で出す")]


def reader() -> Read:
    """Open the dictionary."""
    return sudachi.reader(settings_door.read().dictionary)


def content(city: Path | None) -> Content:
    """Load the content. Raises ContentError."""
    settings = settings_door.read()
    read = reader()
    return load(settings.content, read, sudachi.sound(read), city or settings.city)


def inspected(root: Path | None, city: Path | None) -> Loaded:
    """Load and check the content under *root*, or where the settings say."""
    settings = settings_door.read()
    read = reader()
    return inspect(root or settings.content, read, sudachi.sound(read), city or settings.city, today=tokyo().date())
