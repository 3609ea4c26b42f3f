"""The site: `create_app` builds it from content and settings; nothing exists at import."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Form, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

from app import clock as clocks
from app import locales, postal, sudachi
from app import settings as settings_door
from app.apart import load_apart
from app.clock import Clock
from app.content import Content
from app.events import LASTING, Event, Tried
from app.ruby import Spell, Speller
from app.settings import HOME, Settings
from app.tally import Tally
from app.web import api, pages, parts, problems, security
from app.web import look as looks
from app.web.private import PrivateByDefault
from app.web.render import Site
from app.web.token import Tokens, event_of

NOT_HERE = "その郵便番号の区は、わかりませんでした。区の名前からえらんでください。"
ERRORS = {
    404: ("ページが見つかりません。", "アドレスが変わったか、まちがっているようです。はじめのページからお探しください。"),
    422: ("送られた内容が読めませんでした。", "お手数ですが、はじめのページからもう一度お願いします。"),
    500: (
        "いま、うまく動いていません。",
        "あなたのせいではありません。少し待ってから、もう一度お試しください。急ぐときは、下の番号へ電話してください。",
    ),
}
MENDED = "送られた話の続きが読めませんでした。お手数ですが、もう一度はじめからお願いします。"


class TalkForm(BaseModel):
    """What a form of ours may send."""

    token: str = ""
    look: str = ""
    text: str = ""
    topic: str = ""
    answer: str = ""
    door: str = ""
    young: str = ""
    ward: str = ""
    postal: str = ""
    keep: str = ""
    """Of the talk so far, only the first so many events count: one step back, an answer changed, or all from the start."""
    stay: str = ""
    differs: str = ""
    prefers: str = ""
    tried: str = ""
    memo: str = ""


def make() -> ASGIApp:
    """Build the site from the environment: the factory for uvicorn. Raises ContentError and SettingsError."""
    settings = settings_door.read()
    content = load_apart(settings.content, settings.dictionary, settings.city)
    clock = clocks.standing_at(settings.now) if settings.now else clocks.tokyo
    return create_app(content, settings, clock)


def create_app(content: Content, settings: Settings, clock: Clock, home: Path = HOME) -> ASGIApp:
    """Build the site around *content*."""
    site = Site(home, locales.read(home / "locales", settings.city), cache(lambda: _speller(content, settings)))
    tokens = Tokens(settings.secret.get_secret_value())
    app = FastAPI(title="まどぐち", version=content.version, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.include_router(api.router(content, tokens, clock))
    desk = Desk(content=content, clock=clock, site=site, tokens=tokens, tally=Tally(settings.counts), exit_url=_exit(content, settings))
    _add_talk(app, desk)
    _add_texts(app, desk)
    if settings.dev:
        _add_parts(app, desk)
    _add_health(app, content)
    security.add_to(app, settings.security_contact, clock)
    _add_errors(app, desk)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    return PrivateByDefault(app, settings.hsts_seconds)


def _exit(content: Content, settings: Settings) -> str:
    """Give the page to leave for: the city's, else that of the settings."""
    return (content.city.exit_url if content.city else None) or settings.exit_url


def _speller(content: Content, settings: Settings) -> Spell:
    readings = content.readings
    return Speller(sudachi.speaker(settings.dictionary), readings.words, readings.marked, readings.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What answering a request needs."""

    content: Content
    clock: Clock
    site: Site
    tokens: Tokens
    tally: Tally
    exit_url: str

    def frame(self, look: str) -> pages.Frame:
        """Give what every page stands in."""
        return pages.Frame(city=self.content.city, exit_url=self.exit_url, look=looks.read(look, self.site.languages))

    def show(self, page: pages.Page, code: int = 200) -> HTMLResponse:
        """Write a page down."""
        return self.site.page(page, code)


def _add_talk(app: FastAPI, desk: Desk) -> None:
    @app.get("/", response_class=HTMLResponse, include_in_schema=False)
    def start(look: str = "") -> HTMLResponse:
        return desk.show(pages.start(desk.content, desk.frame(look)))

    @app.post("/", response_class=HTMLResponse, include_in_schema=False)
    def talk(form: Annotated[TalkForm, Form()]) -> HTMLResponse:
        return desk.show(_answer(desk, form))


def _answer(desk: Desk, form: TalkForm) -> pages.Page:
    """Give the page that the form asks for."""
    content, frame = desk.content, desk.frame(form.look)
    door = content.menu.door(form.door)
    if door is not None:
        return pages.door(content, frame, door)
    ward = postal.ward_of(form.postal, content.city) if form.postal and content.city else None
    events = next_events(desk.tokens, form.model_copy(update={"ward": ward or form.ward}))
    if not events:
        return pages.start(content, frame, MENDED if form.token and not form.keep else None)
    token, now = desk.tokens.write(events), desk.clock()
    if form.memo:
        return pages.memo(content, frame, events, token, now)
    if form.tried and isinstance(tried := events[-1], Tried) and tried.resource in content.catalogue:
        desk.tally.add(now.date(), tried.resource, tried.how)
    return pages.talk(content, frame, events, token, now, NOT_HERE if form.postal and ward is None else None)


def _add_texts(app: FastAPI, desk: Desk) -> None:
    @app.get("/about", response_class=HTMLResponse, include_in_schema=False)
    def about(look: str = "") -> HTMLResponse:
        return desk.show(pages.about(desk.frame(look)))

    @app.get("/traces", response_class=HTMLResponse, include_in_schema=False)
    def traces(look: str = "") -> HTMLResponse:
        return desk.show(pages.traces(desk.frame(look)))

    @app.get("/static/{name}", include_in_schema=False)
    def static(name: str) -> Response:
        found = desk.site.file(name)
        if found is None:
            raise HTTPException(404)
        return found


def _add_parts(app: FastAPI, desk: Desk) -> None:
    def states(look: str) -> dict[str, pages.Page]:
        return parts.states(desk.content, desk.frame(look), desk.clock())

    @app.get("/parts", response_class=HTMLResponse, include_in_schema=False)
    def gallery(look: str = "") -> HTMLResponse:
        return desk.show(pages.gallery(desk.frame(look), states(look)))

    @app.get("/parts/{name}", response_class=HTMLResponse, include_in_schema=False)
    def state(name: str, look: str = "") -> HTMLResponse:
        found = states(look).get(name)
        if found is None:
            raise HTTPException(404)
        return desk.show(found)


LONGEST_NUMBER = 4
"""Digits; Python refuses to read a number of thousands of them."""
EVENTS = ("text", "topic", "answer", "ward", "differs", "prefers", "tried")


def next_events(tokens: Tokens, form: TalkForm) -> tuple[Event, ...]:
    """Give the talk after what the form asks: some steps back, or one event more."""
    talk = tokens.read(form.token)
    if form.keep.isdecimal() and len(form.keep) <= LONGEST_NUMBER:
        kept = talk[: int(form.keep)]
        return (*kept, *(event for event in talk[len(kept) :] if isinstance(event, LASTING))) if kept else ()
    if form.stay or form.memo:
        return talk
    event = event_of(next(({key: value, "young": form.young} for key in EVENTS if (value := getattr(form, key).strip())), {}))
    return talk if event is None else (*talk, event)


def _add_health(app: FastAPI, content: Content) -> None:
    @app.get("/healthz", response_class=PlainTextResponse)
    def healthz() -> str:
        """生きているか。"""
        return "ok"

    @app.get("/readyz")
    def readyz() -> dict[str, str | int]:
        """答えられるか。内容の版も返す。"""
        return {"status": "ready", "content": content.version, "topics": len(content.topics), "resources": len(content.catalogue)}


Handler = Callable[[Request, Exception], Awaitable[Response]]


def _add_errors(app: FastAPI, desk: Desk) -> None:
    shown = {code: bytes(desk.show(pages.error(desk.frame(""), *ERRORS[code])).body).decode() for code in ERRORS}
    shown[405] = shown[404]

    def answer(code: int) -> Handler:
        async def handle(request: Request, error: Exception) -> Response:
            raised = error if isinstance(error, StarletteHTTPException) else None
            status, headers = (raised.status_code, raised.headers) if raised else (code, None)
            if request.scope["path"].startswith("/api/"):  # request.url would keep the address in a cache of urllib
                return problems.problem(status, raised.detail if raised else None, headers)
            return HTMLResponse(shown.get(status, shown[422]), status, headers)

        return handle

    app.add_exception_handler(StarletteHTTPException, answer(404))
    app.add_exception_handler(RequestValidationError, answer(422))
    app.add_exception_handler(Exception, answer(500))
