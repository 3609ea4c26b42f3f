"""A folder of the user's own in which something is remembered for next time: whole, bounded, never taken from anybody else.

A file is its SHA-256 and what it says; nothing in it is ever run. A folder that others own or may write in is not used, neither for reading nor for writing.
"""

import hashlib
import os
import stat
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app import atomic

SEAL = 32
"""Bytes of the SHA-256 that a file begins with."""
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class Memory:
    """A folder; None: nothing is remembered. Whatever goes wrong, it is as if nothing had been remembered."""

    folder: Path | None = None

    def read(self, name: str) -> bytes | None:
        """Give what was written under *name*, if it is whole."""
        if self.folder is None or not _is_ours(self.folder):
            return None
        try:
            kept = (self.folder / name).read_bytes()
        except OSError:
            return None
        return kept[SEAL:] if kept[:SEAL] == _seal(kept[SEAL:]) else None

    def write(self, name: str, body: bytes, most: int) -> None:
        """Write, and remove all but the newest *most* files with the same ending; where that cannot be, next time takes as long."""
        if self.folder is None:
            return
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if _is_ours(self.folder):
                atomic.write(self.folder / name, _seal(body) + body)
                files = sorted(self.folder.glob(f"*{Path(name).suffix}"), key=lambda path: path.stat().st_mtime, reverse=True)
                for old in files[most:]:
                    old.unlink()


def _seal(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()


def _is_ours(folder: Path) -> bool:
    """Tell whether only the user could have written here; Windows keeps what is in a home apart by itself."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and (sys.platform == "win32" or (found.st_uid == os.getuid() and not found.st_mode & _OTHERS_WRITE))
