"""The site: `create_app` builds it from content and settings; nothing exists at import."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Form, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.types import ASGIApp

from app import clock as clocks
from app import postal
from app import settings as settings_door
from app.apart import load_apart
from app.clock import Clock
from app.content import Content
from app.events import Event
from app.settings import HOME, Settings
from app.web import api, pages
from app.web.private import PrivateByDefault
from app.web.render import Site
from app.web.token import Tokens, event_of

NOT_HERE = "その郵便番号の区は、わかりませんでした。区の名前からえらんでください。"
MENDED = "送られた話の続きが読めませんでした。お手数ですが、もう一度はじめからお願いします。"


class TalkForm(BaseModel):
    """What a form of ours may send."""

    token: str = ""
    text: str = ""
    topic: str = ""
    answer: str = ""
    door: str = ""
    young: str = ""
    ward: str = ""
    postal: str = ""
    back: str = ""
    differs: str = ""


def make() -> ASGIApp:
    """Build the site from the environment: the factory for uvicorn. Raises ContentError and SettingsError."""
    settings = settings_door.read()
    content = load_apart(settings.content, settings.dictionary, settings.city)
    clock = clocks.standing_at(settings.now) if settings.now else clocks.tokyo
    return create_app(content, settings, clock)


def create_app(content: Content, settings: Settings, clock: Clock, home: Path = HOME) -> ASGIApp:
    """Build the site around *content*."""
    site = Site(home)
    tokens = Tokens(settings.secret.get_secret_value())
    app = FastAPI(title="まどぐち", version=content.version, docs_url=None, redoc_url=None)
    app.include_router(api.router(content, tokens, clock))
    _add_talk(app, content, settings, clock, site, tokens)
    _add_texts(app, content, settings, site)
    _add_health(app, content)
    _add_errors(app, site, settings, content)
    return PrivateByDefault(app)


def _add_talk(app: FastAPI, content: Content, settings: Settings, clock: Clock, site: Site, tokens: Tokens) -> None:  # the parts of the site
    exit_url = settings.exit_url

    @app.get("/", response_class=HTMLResponse, include_in_schema=False)
    def start() -> HTMLResponse:
        return site.page(pages.start(content, exit_url))

    @app.get("/talk", response_class=HTMLResponse, include_in_schema=False)
    def reloaded() -> HTMLResponse:
        return site.page(pages.start(content, exit_url))

    @app.post("/talk", response_class=HTMLResponse, include_in_schema=False)
    def talk(form: Annotated[TalkForm, Form()]) -> HTMLResponse:
        door = content.menu.door(form.door)
        if door is not None:
            return site.page(pages.door(content, exit_url, door))
        ward = postal.ward_of(form.postal, content.city) if form.postal and content.city else None
        events = next_events(tokens, form.model_copy(update={"ward": ward or form.ward}))
        if not events:
            return site.page(pages.start(content, exit_url, MENDED if form.token and not form.back else None))
        notice = NOT_HERE if form.postal and ward is None else None
        return site.page(pages.talk(content, exit_url, events, tokens.write(events), clock(), notice))


def _add_texts(app: FastAPI, content: Content, settings: Settings, site: Site) -> None:
    exit_url = settings.exit_url

    @app.get("/about", response_class=HTMLResponse, include_in_schema=False)
    def about() -> HTMLResponse:
        return site.page(pages.AboutPage(city=content.city, exit_url=exit_url))

    @app.get("/traces", response_class=HTMLResponse, include_in_schema=False)
    def traces() -> HTMLResponse:
        return site.page(pages.TracesPage(city=content.city, exit_url=exit_url))

    @app.get("/static/{name}", include_in_schema=False)
    def static(name: str) -> Response:
        found = site.file(name)
        if found is None:
            raise HTTPException(404)
        return found


def next_events(tokens: Tokens, form: TalkForm) -> tuple[Event, ...]:
    """Give the talk after what the form asks: one step back, or one event more."""
    talk = tokens.read(form.token)
    if form.back:
        return talk[:-1]
    event = event_of(
        next(
            ({key: value, "young": form.young} for key in ("text", "topic", "answer", "ward", "differs") if (value := getattr(form, key).strip())), {}
        )
    )
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


def _add_errors(app: FastAPI, site: Site, settings: Settings, content: Content) -> None:
    def answer(code: int, heading: str, text: str) -> Handler:
        page = pages.ErrorPage(city=content.city, exit_url=settings.exit_url, heading=heading, text=text)
        html = bytes(site.page(page, code).body).decode()

        async def handle(request: Request, error: Exception) -> Response:
            if request.url.path.startswith("/api/"):
                detail = error.detail if isinstance(error, StarletteHTTPException) else text
                status = error.status_code if isinstance(error, StarletteHTTPException) else code
                return JSONResponse(
                    {"type": "about:blank", "title": heading, "status": status, "detail": detail}, status, media_type="application/problem+json"
                )
            return HTMLResponse(html, error.status_code if isinstance(error, StarletteHTTPException) else code)

        return handle

    app.add_exception_handler(
        StarletteHTTPException,
        answer(404, "ページが見つかりません。", "アドレスが変わったか、まちがっているようです。はじめのページからお探しください。"),
    )
    app.add_exception_handler(
        RequestValidationError, answer(422, "送られた内容が読めませんでした。", "お手数ですが、はじめのページからもう一度お願いします。")
    )
    app.add_exception_handler(
        Exception,
        answer(
            500,
            "いま、うまく動いていません。",
            "あなたのせいではありません。少し待ってから、もう一度お試しください。急ぐときは、下の番号へ電話してください。",
        ),
    )
