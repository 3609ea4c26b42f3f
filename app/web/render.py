"""Templates and static files: read once at the start, strict about what is missing; one set of templates for each language."""

import hashlib
import mimetypes
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path
from typing import Self

import segno
from jinja2 import DictLoader, Environment, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from app.language import Language
from app.ruby import Spell
from app.web.pages import Page
from app.web.ruby import with_ruby
from app.web.words import Words

FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file that browsers may keep: its name holds the hash of its content."""

    body: bytes
    type: str


class Site:
    """Writes pages down with the templates, and serves the files that they name."""

    def __init__(self, home: Path, languages: Mapping[str, Language], spell: Callable[[], Spell]) -> None:
        """Read templates/ and static/ under *home*. *spell* makes what puts furigana; it is asked for when the first resident wants it."""
        self._sources = DictLoader(
            {path.relative_to(home / "templates").as_posix(): path.read_text(encoding="utf-8") for path in (home / "templates").rglob("*.html")}
        )
        self._names, self.files = _static(home / "static")
        self.languages: Mapping[str, Language] = {}
        self._spelled = False
        self._speak(languages, spell)

    def renewed(self, languages: Mapping[str, Language], spell: Callable[[], Spell]) -> Self:
        """Give the same site with other texts; its files and its templates are those of the start, as the program is."""
        other = copy(self)
        if self._spelled:
            spell()  # it takes half a second, which no resident of a running site is to wait for
        other._speak(languages, spell)  # noqa: SLF001  # a copy of this object
        return other

    def _speak(self, languages: Mapping[str, Language], spell: Callable[[], Spell]) -> None:
        self._spell = spell
        if languages != self.languages:
            self.languages = languages
            self._templates = {tag: self._speaking(language) for tag, language in languages.items()}

    def _speaking(self, language: Language) -> Environment:
        templates = Environment(
            loader=self._sources,
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        words = Words(language)
        own = {"words": words, "language": language, "_": words.say, "t": words.mark}
        templates.globals |= own | {"languages": tuple(self.languages.values()), "static": partial(_address, self._names), "qr": qr}
        return templates

    def page(self, page: Page, code: int = 200) -> HTMLResponse:
        """Answer with *page*."""
        return HTMLResponse(self.html(page), status_code=code)

    def html(self, page: Page) -> str:
        """Write *page* down."""
        templates = self._templates[page.look.language]
        html = templates.get_template(page.template).render(page=page)
        if page.look.ruby:
            self._spelled, html = True, with_ruby(html, self._spell())
        return html

    def body(self, name: str) -> bytes:
        """Give what is in the static file that is written as *name*."""
        return self.files[self._names[name]].body

    def file(self, name: str) -> Response | None:
        """Give a static file by its hashed name."""
        found = self.files.get(name)
        return None if found is None else Response(found.body, media_type=found.type, headers={"Cache-Control": FOREVER})


def _address(names: Mapping[str, str], name: str) -> str:
    return f"/static/{names[name]}"


@lru_cache(maxsize=1024)
def qr(link: str) -> Markup:
    """Draw the QR code of a number or address of the catalogue (ISO/IEC 18004, error correction M) as SVG. Never of what a resident wrote: it is kept."""
    drawn = BytesIO()
    segno.make(link, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=2, svgclass=None, lineclass=None, dark="#000"
    )
    return Markup(drawn.getvalue().decode())  # noqa: S704  # drawn by segno, from the catalogue


def _static(folder: Path) -> tuple[Mapping[str, str], Mapping[str, StaticFile]]:
    names: dict[str, str] = {}
    files: dict[str, StaticFile] = {}
    for path in sorted(each for each in folder.iterdir() if each.is_file()):
        body = path.read_bytes()
        hashed = f"{path.stem}.{hashlib.sha256(body).hexdigest()[:10]}{path.suffix}"
        names[path.name] = hashed
        files[hashed] = StaticFile(body, mimetypes.guess_type(path.name)[0] or "application/octet-stream")
    return names, files
