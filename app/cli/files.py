"""Writing what was asked for to a file, whole or not at all."""

from pathlib import Path

import typer

from app import atomic


def write(path: Path, body: str | bytes) -> None:
    """Write a file as `atomic` does. Raises BadParameter where nothing can be written."""
    try:
        atomic.write(path, body)
    except OSError:
        raise typer.BadParameter(
            f"{path} に書けません。フォルダーがあるか、書いてよい所か、ほかのソフトで開いていないか、空きがあるかを確かめてください"
        ) from None
