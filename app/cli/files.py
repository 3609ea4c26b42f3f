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
            f"ファイルを書けません（{path}）。フォルダーがあるか、書きこんでよい所か、ほかのソフトで開いていないかを確かめてください"
        ) from None
