"""Writing what was asked for to a file, whole or not at all."""

import os
import tempfile
from pathlib import Path

import typer


def write(path: Path, body: bytes) -> None:
    """Write a file beside its place, then put it there. Raises BadParameter where nothing can be written."""
    try:
        handle, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError:
        raise _refused(path) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    except OSError:
        Path(beside).unlink(missing_ok=True)
        raise _refused(path) from None


def _refused(path: Path) -> typer.BadParameter:
    return typer.BadParameter(f"「{path}」に書けません。フォルダーがあるか、書きこんでよい所かを確かめてください")
