"""Calm answers to what is refused before the site sees it: a page with the emergency numbers, or a problem for other programs (RFC 9457)."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import HTMLResponse, Response

from app.web.problems import problem

API = "/api/"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason to refuse, with its page ready."""

    code: int
    html: str
    shown_as: int | None = None
    """The code of the page, where it is not that of the reason."""

    def answer(self, path: str, headers: Mapping[str, str] | None = None) -> Response:
        """Answer who asked for *path*."""
        return problem(self.code, None, headers) if path.startswith(API) else HTMLResponse(self.html, self.shown_as or self.code, headers)
