"""Two states of the content on disk: folders, or revisions of git unpacked into a folder that is removed again."""

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from app.errors import AppError

WANTED = ("resources.yaml", "measures.yaml", "readings.yaml", "intents", "cities", "tests/cases")
"""What is unpacked of a revision."""
MOST = 200_000_000
"""Bytes of a revision that are unpacked; ours have eight million."""
NO_GIT = "git で、その版を読めませんでした。git が入っているか、ここが git のフォルダーかを見てください。"
PATIENCE = 60
"""Seconds that git may take."""


class AbsentError(AppError):
    """What is to be compared is not there; it is told in one sentence."""


def _absent(name: str) -> AbsentError:
    return AbsentError(f"「{name}」というフォルダーも、git の版もありません。フォルダーの名前か、HEAD・main のような版の名前を書いてください。")


@contextmanager
def opened(name: str, home: Path) -> Iterator[Path]:
    """Give the folder that *name* stands for: a folder wins over a revision of the repository that *home* is in. Raises AbsentError."""
    folder = Path(name)
    if name and folder.is_dir():
        yield folder
        return
    commit = _commit(name, home)
    with tempfile.TemporaryDirectory(prefix="madoguchi-", ignore_cleanup_errors=True) as kept:
        _unpack(_git(home, "archive", "--format=tar", commit), Path(kept))
        yield Path(kept)


def _commit(name: str, home: Path) -> str:
    """Find a revision. Nothing that git could take for an option is handed to it."""
    if not name or name.startswith("-") or not name.isprintable():
        raise _absent(name)
    try:
        found = _git(home, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").decode("ascii", "replace").strip()
    except AbsentError:
        raise _absent(name) from None
    if not found.isalnum():
        raise _absent(name)
    return found


def _git(home: Path, *words: str) -> bytes:
    """Run git in *home*: its output, or AbsentError. In a folder inside a repository, `archive` gives that folder."""
    try:
        done = subprocess.run(["git", "-C", str(home), *words], capture_output=True, check=True, timeout=PATIENCE, stdin=subprocess.DEVNULL)  # noqa: S603, S607  # git, with words of ours and a commit's name
    except (OSError, subprocess.SubprocessError) as error:
        raise AbsentError(NO_GIT) from error
    return done.stdout


def _unpack(packed: bytes, into: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        wanted = [member for member in archive if _is_wanted(member.name) and (member.isfile() or member.isdir())]
        if sum(member.size for member in wanted) > MOST:
            raise AbsentError("その版は、大きすぎて読めません。")
        archive.extractall(into, members=wanted, filter="data")


def _is_wanted(name: str) -> bool:
    return any(PurePosixPath(name).is_relative_to(each) or PurePosixPath(each).is_relative_to(name) for each in WANTED)


def sentences_differ(one: Path, other: Path) -> bool:
    """Tell, at a look, whether two states differ in what people write, so that answers may differ: anything in intents/."""
    return _read(one / "intents") != _read(other / "intents")


def _read(folder: Path) -> dict[str, bytes | None]:
    """Read all YAML of a folder; None: it cannot be read, which is told when it is needed."""
    return {path.name: _bytes(path) for path in folder.glob("*.yaml")}


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def city_in(root: Path, written: str) -> Path | None:
    """Find a city inside a state: by its folder, or by its name or code in cities/. None: it is not there."""
    cities = root / "cities"
    name = Path(written).name
    named = [each for each in sorted(cities.iterdir()) if each.name == name or each.name.startswith(f"{name}-")] if cities.is_dir() and name else []
    inside = [root / written] if not Path(written).is_absolute() else []
    return next((each for each in (*inside, *named) if (each / "city.yaml").is_file()), None)
