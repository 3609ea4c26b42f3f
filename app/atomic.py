"""A file is there whole or not at all."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def write(path: Path, body: str | bytes) -> None:
    """Write *body* beside *path*, and put it in its place at once. The rights of a file that is there are kept; text is UTF-8. Raises OSError."""
    target = path.resolve()
    handle, beside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body.encode() if isinstance(body, str) else body)
        Path(beside).chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        Path(beside).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(beside).unlink()
        raise


def _umask() -> int:
    """Give the rights that new files of this process do not have; a temporary file has none but the owner's."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
