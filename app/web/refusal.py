"""Calm answers to what is refused before the site sees it: a page with the emergency numbers, or a problem for other programs (RFC 9457)."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import HTMLResponse, JSONResponse, Response

API = "/api/"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason to refuse, with its page ready."""

    code: int
    heading: str
    text: str
    html: str

    def answer(self, path: str, headers: Mapping[str, str] | None = None) -> Response:
        """Answer who asked for *path*."""
        return problem(self.code, self.heading, self.text, headers) if path.startswith(API) else HTMLResponse(self.html, self.code, headers)


def problem(code: int, title: str, detail: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Say to a program what is wrong."""
    told = {"type": "about:blank", "title": title, "status": code, "detail": detail}
    return JSONResponse(told, code, headers, media_type="application/problem+json")
