"""What the site is compared with: FastAPI, the same form, the same templates and Jinja2, and pages whose data were made beforehand.

A bare answer understands nothing, replays nothing, signs nothing, counts nothing, stamps no header, writes no line, compresses nothing (unless asked). It reads the form,
looks the finished data up and writes the page with the same templates. Run by `bench.load`, never by hand: `python -m bench.load.bare --city … --forms FILE`.
"""

import argparse
import json
from functools import cache
from pathlib import Path
from typing import Annotated

import uvicorn
from fastapi import FastAPI, Form
from fastapi.responses import HTMLResponse
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Receive, Scope, Send

from app import clock as clocks
from app import settings as settings_door
from app import sudachi, tally
from app.apart import load_apart
from app.clock import standing_at
from app.reload import Source
from app.settings import HOME, Settings
from app.web import pages
from app.web.desk import Desk
from app.web.form import TalkForm, answer
from app.web.main import SQUEEZED
from app.web.render import Site
from app.web.token import Tokens


def main() -> None:
    """Serve on a port until it is ended."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--city", type=Path)
    parser.add_argument("--forms", type=Path)
    parser.add_argument("--gzip", action="store_true")
    parser.add_argument("--nothing", action="store_true")
    given = parser.parse_args()
    site = nothing if given.nothing else bare(given.city, json.loads(given.forms.read_text(encoding="utf-8")), compressed=given.gzip)
    uvicorn.run(site, host="127.0.0.1", port=given.port, access_log=False, proxy_headers=False, log_level="warning", server_header=False)


def bare(city: Path | None, forms: list[dict[str, str]], *, compressed: bool) -> FastAPI:
    """Build the bare site that knows the answers to *forms*."""
    desk = _desk(settings_door.read(), city)
    known = {_key(form): answer(desk, form) for form in map(TalkForm.model_validate, forms)}
    first, site = pages.start(desk.content, desk.frame("")), desk.site
    app = FastAPI(docs_url=None, redoc_url=None)

    @app.get("/", response_class=HTMLResponse)
    def start(look: str = "") -> HTMLResponse:  # noqa: ARG001  # as ours reads it
        return site.page(first)

    @app.post("/", response_class=HTMLResponse)
    def talk(form: Annotated[TalkForm, Form()]) -> HTMLResponse:
        return site.page(known[_key(form)])

    if compressed:
        app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=SQUEEZED)
    return app


def _key(form: TalkForm) -> tuple[str, ...]:
    return (form.text, form.token, form.topic, form.answer)


def _desk(settings: Settings, city: Path | None) -> Desk:
    """Make the pages' data as the site does."""
    content = load_apart(settings.content, settings.dictionary, city)
    source = Source(root=settings.content, city=city, locales=HOME / "locales", dictionary=settings.dictionary)
    languages, _ = source.spoken()
    clock = standing_at(settings.now) if settings.now else clocks.tokyo
    return Desk(
        content=content,
        clock=clock,
        site=Site(HOME, languages, cache(lambda: lambda _: ())),
        tokens=Tokens(settings.secret.get_secret_value(), clock),
        tally=tally.opened(None),
        exit_url=(content.city.exit_url if content.city else None) or settings.exit_url,
        look=cache(lambda: sudachi.looker(settings.dictionary)),
    )


async def nothing(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer anything with two letters: how fast the measuring itself is."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain"), (b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


if __name__ == "__main__":
    main()
