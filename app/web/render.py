"""Templates and static files: read once at the start, strict about what is missing."""

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.responses import HTMLResponse, Response

from app.web import words
from app.web.pages import Page

FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file that browsers may keep: its name holds the hash of its content."""

    body: bytes
    type: str


class Site:
    """Writes pages down with the templates, and serves the files that they name."""

    def __init__(self, home: Path) -> None:
        """Read templates/ and static/ under *home*."""
        self._names, self.files = _static(home / "static")
        self._templates = Environment(
            loader=FileSystemLoader(home / "templates"),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals |= {"words": words, "static": self._address}

    def _address(self, name: str) -> str:
        return f"/static/{self._names[name]}"

    def page(self, page: Page, code: int = 200) -> HTMLResponse:
        """Write *page* down."""
        return HTMLResponse(self._templates.get_template(page.template).render(page=page), status_code=code)

    def file(self, name: str) -> Response | None:
        """Give a static file by its hashed name."""
        found = self.files.get(name)
        return None if found is None else Response(found.body, media_type=found.type, headers={"Cache-Control": FOREVER})


def _static(folder: Path) -> tuple[Mapping[str, str], Mapping[str, StaticFile]]:
    names: dict[str, str] = {}
    files: dict[str, StaticFile] = {}
    for path in sorted(each for each in folder.iterdir() if each.is_file()):
        body = path.read_bytes()
        hashed = f"{path.stem}.{hashlib.sha256(body).hexdigest()[:10]}{path.suffix}"
        names[path.name] = hashed
        files[hashed] = StaticFile(body, mimetypes.guess_type(path.name)[0] or "application/octet-stream")
    return names, files
