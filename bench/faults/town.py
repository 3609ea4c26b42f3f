"""A whole site: nginx, replicas, PostgreSQL and Redis on loopback, in a folder that goes with it."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app import locales
from app.clock import tokyo
from app.errors import SettingsError
from app.settings import HOME, Settings
from app.store import AwayError, Store
from app.web import standing
from app.web.token import Tokens
from bench.faults import parts
from bench.faults.parts import Part
from tests.made_up import bare_content, phone, resource

SECRET = "only-for-trying-faults"  # noqa: S105  # of nothing that is kept


@dataclass(frozen=True, slots=True)
class Plan:
    """What a town is made of."""

    replicas: int = 3
    postgres: bool = True
    redis: bool = True
    settings: Mapping[str, str] = field(default_factory=dict)
    content: Path | None = None
    """Where the content stands; None: what is shipped."""
    clock: Path | None = None


@dataclass(frozen=True, slots=True)
class Town:
    """What stands."""

    folder: Path
    replicas: tuple[Part, ...]
    nginx: Part
    postgres: Part | None
    redis: Part | None
    tokens: Tokens
    """Reads the talks as the replicas do."""

    @property
    def url(self) -> str:
        """Where a resident comes in."""
        return f"http://127.0.0.1:{self.nginx.port}"

    @property
    def database(self) -> str | None:
        """Where the counts are."""
        return f"postgresql://counter@127.0.0.1:{self.postgres.port}/postgres" if self.postgres else None

    def said(self) -> str:
        """Give all that any part wrote into a log or a file, databases aside."""
        files = [each for each in self.folder.rglob("*") if each.is_file() and not each.is_relative_to(self.folder / "postgres")]
        return "\n".join(each.read_text(encoding="utf-8", errors="replace") for each in files if not each.is_relative_to(self.folder / "content"))


@contextmanager
def town(plan: Plan) -> Iterator[Town]:
    """Build it, and take it down. Raises MissingError for a part that is not on this machine."""
    folder = Path(tempfile.mkdtemp(prefix="madoguchi-faults-"))
    folder.chmod(0o755)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        made = _made(folder, plan)
        for each in (made.postgres, made.redis, made.nginx, *made.replicas):
            if each is not None:
                stack.enter_context(each.running())
        for each in (made.postgres, made.redis, made.nginx, *made.replicas):
            if each is not None:
                each.ready()
        yield made


def _made(folder: Path, plan: Plan) -> Town:
    postgres = parts.postgres(folder) if plan.postgres else None
    redis = parts.redis(folder) if plan.redis else None
    settings = {"SECRET": SECRET, "PROXIES": "1", "RELOAD_SECONDS": "0.5", "RATE": "600/minute"}
    settings |= {"CONTENT": str(plan.content)} if plan.content else {}
    settings |= {"RATE_STORE": f"redis://127.0.0.1:{redis.port}/0"} if redis else {}
    settings |= {"DATABASE_URL": f"postgresql://counter@127.0.0.1:{postgres.port}/postgres"} if postgres else {}
    replicas = tuple(parts.replica(folder, each, settings | dict(plan.settings), plan.clock) for each in range(plan.replicas))
    nginx = parts.nginx(folder, pages(folder / "pages"), [each.port for each in replicas])
    return Town(folder, replicas, nginx, postgres, redis, Tokens(SECRET, tokyo, hours=168))


def pages(folder: Path) -> Path:
    """Write the pages of nginx. What they say does not hang on the content; made-up content is enough."""
    standing.write(folder, bare_content([resource("a", phone())]), locales.read(HOME / "locales", None), Settings(secret=SECRET))  # type: ignore[arg-type]
    for each in (folder, *folder.rglob("*")):
        each.chmod(0o755 if each.is_dir() else 0o644)
    return folder


def counted(url: str) -> tuple[int, int]:
    """Give how many turns, and how many answers to 「つながりましたか」, stand in the database. Nothing where there are no tables yet."""
    with closing(Store(url)) as store:
        try:
            return sum(store.used().values()), sum(store.went().values())
        except (AwayError, SettingsError):
            return 0, 0


def today() -> date:
    """Give the day that is counted."""
    return tokyo().date()


def may_mount() -> bool:
    """Tell whether a file system of our own can be made."""
    return os.geteuid() == 0 and shutil.which("mount") is not None
