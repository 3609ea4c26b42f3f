"""Pages that a proxy shows while no replica answers: ours, with the emergency numbers, written beforehand."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from app import atomic
from app.content import Content
from app.language import Language
from app.ruby import Spell
from app.settings import HOME, Settings
from app.web import pages
from app.web.desk import ERRORS, TOO_LARGE, leaving
from app.web.problems import problem
from app.web.render import Site

HTML = (404, 422, 500)
JSON = (400, 413, 503)
"""Problems for other programs (RFC 9457), beside the pages; what a proxy may have to say under /api/."""


def write(folder: Path, content: Content, languages: Mapping[str, Language], settings: Settings) -> list[Path]:
    """Write the pages and the files that they name into *folder*. Files of an older program stay: pages that are open still ask for them. Raises OSError."""
    return [_put(folder / name, body) for name, body in _files(content, languages, settings)]


def _files(content: Content, languages: Mapping[str, Language], settings: Settings) -> Iterator[tuple[str, bytes]]:
    site = Site(HOME, languages, _without_furigana)
    frame = pages.Frame(city=content.city, exit_url=leaving(content, settings))
    yield from ((f"static/{name}", file.body) for name, file in site.files.items())
    yield from ((f"{code}.json", bytes(problem(code).body)) for code in JSON)
    yield from ((f"{code}.html", bytes(site.page(pages.error(frame, *ERRORS[code]), code).body)) for code in HTML)
    yield "413.html", bytes(site.page(pages.start(content, frame, TOO_LARGE)).body)  # the start, as where a replica sees it


def _put(path: Path, body: bytes) -> Path:
    """Write one file whole: a proxy reads along."""
    path.parent.mkdir(parents=True, exist_ok=True)
    atomic.write(path, body)
    return path


def _without_furigana() -> Spell:
    return lambda _text: ()
