"""The site: `create_app` builds it from content and settings; nothing exists at import."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, Form, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from limits.errors import ConfigurationError
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp
from threadpoolctl import threadpool_limits

from app import clock as clocks
from app import counts, postal, sudachi, tally
from app import settings as settings_door
from app.apart import load_apart
from app.catalogue import TopicId
from app.clock import Clock
from app.content import Content
from app.errors import SettingsError
from app.events import LASTING, LONGEST_TEXT, Chose, Event, Said
from app.kept import kept, pressing
from app.reload import Current, Edition, Reload, Source
from app.ruby import Spell, Speller
from app.settings import HOME, Settings
from app.steps import Turn
from app.tally import Tally
from app.unmatched import Look
from app.web import api, embedding, metrics, pages, parts, problems, readiness, ruby, security
from app.web import look as looks
from app.web.body import Bounded
from app.web.head import Headed
from app.web.private import CSP, PrivateByDefault, policy
from app.web.rate import Pace, Paced, retry_after, waiting
from app.web.refusal import API, Refusal
from app.web.render import Site
from app.web.token import Tokens, event_of

NOT_HERE = "その郵便番号の区は、わかりませんでした。区の名前からえらんでください。"
ERRORS = {
    404: ("ページが見つかりません。", "アドレスが変わったか、まちがっているようです。はじめのページからお探しください。"),
    422: ("送られた内容が読めませんでした。", "お手数ですが、はじめのページからもう一度お願いします。"),
    429: (
        "いま、たくさんの人が使っています。",
        "あなたのせいではありません。少し待ってから、もう一度押してください。急ぐときは、下の番号へ電話してください。",
    ),
    500: (
        "いま、うまく動いていません。",
        "あなたのせいではありません。少し待ってから、もう一度お試しください。急ぐときは、下の番号へ電話してください。",
    ),
}
TOO_LARGE = "文が長すぎて、受けとれませんでした。お手数ですが、短く分けて書いてください。"
MENDED = "送られた話の続きが読めませんでした。お手数ですが、もう一度はじめからお願いします。"

SQUEEZED = 4
"""Level of zlib: a page is one part in a hundred larger than at 9, and takes two thirds of the time."""
NOT_ALL = "長い文なので、はじめの2000文字だけを読みました。足りないことは、短く書き足してください。"
NOT_ALL_ANY_MORE = "たくさん書いてくださったので、この文は、はじめのところだけを読みました。足りないことは、短く書き足してください。"


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
    threadpool_limits(1)  # a turn multiplies one vector; threads of the library that wait for one another on a busy machine take ten times as long
    source = Source(root=settings.content, city=settings.city, locales=HOME / "locales", dictionary=settings.dictionary)
    clock = clocks.standing_at(settings.now) if settings.now else clocks.tokyo
    return create_app(load_apart(settings.content, settings.dictionary, settings.city), settings, clock, source=source)


def create_app(
    content: Content, settings: Settings, clock: Clock, home: Path = HOME, counted: Tally | None = None, source: Source | None = None
) -> ASGIApp:
    """Build the site around *content*. What is counted goes to *counted*, else to where the settings say.

    Where there is a *source*, it is watched as long as the site runs. Raises ContentError for a translation.
    """
    spoken = source or Source(root=settings.content, city=settings.city, locales=home / "locales", dictionary=settings.dictionary)
    first = Edition(content, *spoken.spoken())
    site = Site(home, first.languages, cache(lambda: _speller(content, settings)))
    tokens = _tokens(settings, clock)
    counting = counted or tally.opened(settings.database_url.get_secret_value() if settings.database_url else None)
    desk = Desk(
        content=content,
        clock=clock,
        site=site,
        tokens=tokens,
        tally=counting,
        exit_url=leaving(content, settings),
        look=cache(lambda: sudachi.looker(settings.dictionary)),
        public_url=settings.public_url,
    )
    current = Current(desk.ready())
    reload = Reload(spoken, first.version, lambda new: _take(new, current, settings), clock, settings.reload_seconds)
    app = _Served(current, reload, counting, watching=source is not None)
    app.include_router(api.router(current, tokens, clock))
    _add_talk(app, current)
    _add_texts(app, current)
    _add_embedding(app, current)
    if settings.dev:
        _add_parts(app, current)
    _add_health(app, current, reload)
    security.add_to(app, settings.security_contact, clock)
    _add_errors(app, current)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=SQUEEZED)
    seen = metrics.add_to(app, counting, lambda: current().content.version) if settings.metrics else None
    bounded = Bounded(Headed(app), settings.body_bytes, lambda: current().errors[413])
    return PrivateByDefault(_paced(bounded, settings, lambda: current().errors[429]), seen, settings.hsts_seconds)


def _tokens(settings: Settings, clock: Clock) -> Tokens:
    old = settings.old_secret.get_secret_value() if settings.old_secret else None
    return Tokens(settings.secret.get_secret_value(), clock, old=old, hours=settings.talk_hours)


def _paced(app: ASGIApp, settings: Settings, refusal: Callable[[], Refusal]) -> ASGIApp:
    if settings.rate == "off":
        return app
    store = settings.rate_store.get_secret_value() if settings.rate_store else None
    try:
        return Paced(app, Pace(settings.rate, store, settings.secret.get_secret_value()), settings.proxies, refusal)
    except (ConfigurationError, ValueError) as error:
        raise SettingsError("設定の値がちがいます: MADOGUCHI_RATE_STORE") from error


class _Served(FastAPI):
    """The routes, whose contract tells the version of the content that answers now."""

    def __init__(self, current: "Current[Desk]", reload: Reload, counting: Tally, *, watching: bool) -> None:
        @asynccontextmanager
        async def running(_app: FastAPI) -> AsyncIterator[None]:
            """Let the counts be written and the content be watched while the site runs; what is left to be written is written when it stops."""
            counting.start()
            async with reload.running() if watching else nullcontext():
                yield
            await run_in_threadpool(counting.stop)

        super().__init__(title="まどぐち", lifespan=running, docs_url=None, redoc_url=None, redirect_slashes=False)
        self.current, self.reload = current, reload

    def openapi(self) -> dict[str, Any]:
        made = super().openapi()
        return made | {"info": made["info"] | {"version": self.current().content.version}}


def _take(new: Edition, current: "Current[Desk]", settings: Settings) -> None:
    """Put a new edition in the place of the old one, when its pages could be made."""
    old, content = current(), new.content
    site = old.site.renewed(new.languages, cache(lambda: _speller(content, settings)))
    current.swap(replace(old, content=content, site=site, exit_url=leaving(content, settings)).ready())
    ruby.forget()


def leaving(content: Content, settings: Settings) -> str:
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
    look: Callable[[], Look]
    public_url: str | None = None
    errors: Mapping[int, Refusal] = field(default_factory=dict)
    """The error pages, written beforehand: they are there whatever happens."""

    def ready(self) -> "Desk":
        """Write the error pages, and try the first page in each language. Raises what writing raises."""
        for tag in self.site.languages:
            self.show(pages.start(self.content, self.frame(tag)))
        errors = {code: Refusal(code, self._written(pages.error(self.frame(""), *told))) for code, told in ERRORS.items()}
        # For a resident, too much is no error: they are at the start again, and are told why.
        errors[413] = Refusal(413, self._written(pages.start(self.content, self.frame(""), TOO_LARGE)), shown_as=200)
        return replace(self, errors=errors)

    def _written(self, page: pages.Page) -> str:
        return bytes(self.show(page).body).decode()

    def frame(self, look: str) -> pages.Frame:
        """Give what every page stands in."""
        city = self.content.city
        return pages.Frame(
            city=city,
            exit_url=self.exit_url,
            look=looks.read(look, self.site.languages),
            hosts=city.embed_on if city else (),
            oembed=embedding.discovery(self.public_url),
        )

    def count(self, turns: tuple[Turn, ...], events: tuple[Event, ...]) -> None:
        """Count what the newest event led to, once: where a page is only shown again, this is not called."""
        collects = self.content.city is not None and self.content.city.keep_unmatched_words
        self.tally.add(counts.of(self.content, turns, events, self.clock().date(), self.look() if collects else None))

    def show(self, page: pages.Page, code: int = 200) -> HTMLResponse:
        """Write a page down."""
        answer = self.site.page(page, code)
        if page.framable and page.hosts:
            answer.headers[CSP] = policy(page.hosts)
        return answer


def _add_talk(app: FastAPI, current: Current[Desk]) -> None:
    @app.get("/", response_class=HTMLResponse, include_in_schema=False)
    def start(look: str = "") -> HTMLResponse:
        desk = current()
        return desk.show(pages.start(desk.content, desk.frame(look)))

    @app.post("/", response_class=HTMLResponse, include_in_schema=False)
    def talk(request: Request, form: Annotated[TalkForm, Form()]) -> HTMLResponse:
        desk = current()
        if (wait := waiting(request)) and not pressing(desk.content, (*desk.tokens.read(form.token), Said(form.text))):
            return _later(desk, form, wait)
        return desk.show(_answer(desk, form))


def _later(desk: Desk, form: TalkForm, wait: int) -> HTMLResponse:
    """Ask to wait, and keep what was sent so that one button sends it again."""
    sent = tuple((name, value) for name, value in form if value)
    page = desk.show(pages.error(desk.frame(form.look), *ERRORS[429], sent), 429)
    page.headers.update(retry_after(wait))
    return page


def _answer(desk: Desk, form: TalkForm) -> pages.Page:
    """Give the page that the form asks for."""
    content, frame = desk.content, desk.frame(form.look)
    door = content.menu.door(form.door)
    if door is not None:
        return pages.door(content, frame, door)
    ward = postal.ward_of(form.postal, content.city) if form.postal and content.city else None
    asked = next_events(desk.tokens, form.model_copy(update={"ward": ward or form.ward}))
    events = kept(content, asked)
    if not events:
        return pages.start(content, frame, MENDED if form.token and not form.keep else None)
    token, now = desk.tokens.write(events), desk.clock()
    if form.memo:
        return pages.memo(content, frame, events, token, now)
    page = pages.talk(content, frame, events, token, now, NOT_HERE if form.postal and ward is None else _not_all(asked, events))
    if not form.stay and not form.keep.isdecimal() and any(getattr(form, key).strip() for key in EVENTS):
        desk.count(page.turns, events)
    return page


def _not_all(asked: tuple[Event, ...], events: tuple[Event, ...]) -> str | None:
    """Say it where the newest text was shortened."""
    if asked == events:
        return None
    return NOT_ALL if isinstance(said := events[-1], Said) and len(said.text) == LONGEST_TEXT else NOT_ALL_ANY_MORE


def _add_texts(app: FastAPI, current: Current[Desk]) -> None:
    @app.get("/about", response_class=HTMLResponse, include_in_schema=False)
    def about(look: str = "") -> HTMLResponse:
        desk = current()
        return desk.show(pages.about(desk.frame(look)))

    @app.get("/traces", response_class=HTMLResponse, include_in_schema=False)
    def traces(look: str = "") -> HTMLResponse:
        desk = current()
        return desk.show(pages.traces(desk.frame(look)))

    @app.get("/static/{name}", include_in_schema=False)
    def static(name: str) -> Response:
        found = current().site.file(name)
        if found is None:
            raise HTTPException(404)
        return found


def _add_embedding(app: FastAPI, current: Current[Desk]) -> None:
    @app.get("/embed", response_class=HTMLResponse, include_in_schema=False)
    def embed(look: str = "", topic: str = "", city: str = "") -> HTMLResponse:
        desk = current()
        if city and (desk.content.city is None or city != desk.content.city.code):
            raise HTTPException(404)
        return desk.show(_linked(desk, topic, f"{look or looks.USUAL}.{looks.FRAMED}"))

    @app.get("/topic/{wanted}", response_class=HTMLResponse, include_in_schema=False)
    def topic(wanted: str, look: str = "") -> HTMLResponse:
        desk = current()
        return desk.show(_linked(desk, wanted, look))

    @app.get("/oembed", include_in_schema=False)
    def oembed(url: str = "", format: str = "json", maxwidth: int = embedding.WIDTH, maxheight: int = embedding.HEIGHT) -> Response:  # noqa: A002  # the name that oEmbed gives it
        if format != "json":
            raise HTTPException(501)
        found = embedding.answer(current().public_url, url, maxwidth, maxheight)
        if found is None:
            raise HTTPException(404)
        return JSONResponse(found, headers={"Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*"})

    for name in embedding.SCRIPTS:
        app.add_api_route(f"/{name}", _script(current().site.body(name)), include_in_schema=False)


def _script(body: bytes) -> Callable[[], Response]:
    """Serve a script that other sites name: its address never changes, so it is kept for an hour only."""

    def script() -> Response:
        return Response(body, media_type="text/javascript", headers=embedding.FOR_OTHERS)

    return script


def _linked(desk: Desk, wanted: str, look: str) -> pages.Page:
    """Give the page that a link into a topic leads to. A sensitive topic has no link: it would stand in the history."""
    frame, topic = desk.frame(look), desk.content.topics.get(TopicId(wanted))
    if topic is None or topic.sensitive:
        return pages.start(desk.content, frame)
    events = (Chose(topic.id),)
    return pages.talk(desk.content, frame, events, desk.tokens.write(events), desk.clock())


def _add_parts(app: FastAPI, current: Current[Desk]) -> None:
    def states(desk: Desk, look: str) -> dict[str, pages.Page]:
        return parts.states(desk.content, desk.frame(look), desk.clock())

    @app.get("/parts", response_class=HTMLResponse, include_in_schema=False)
    def gallery(look: str = "") -> HTMLResponse:
        desk = current()
        return desk.show(pages.gallery(desk.frame(look), states(desk, look)))

    @app.get("/parts/{name}", response_class=HTMLResponse, include_in_schema=False)
    def state(name: str, look: str = "") -> HTMLResponse:
        desk = current()
        found = states(desk, look).get(name)
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


def _add_health(app: FastAPI, current: Current[Desk], reload: Reload) -> None:
    @app.get("/healthz", response_class=PlainTextResponse)
    def healthz() -> str:
        """生きているか。"""
        return "ok"

    @app.get("/readyz")
    def readyz() -> readiness.Ready:
        """答えられるか。内容の版と、取り入れなかった版も返す。"""
        return readiness.ready(current().content, reload)


Handler = Callable[[Request, Exception], Awaitable[Response]]


def _add_errors(app: FastAPI, current: Current[Desk]) -> None:
    def answer(code: int) -> Handler:
        async def handle(request: Request, error: Exception) -> Response:
            raised = error if isinstance(error, StarletteHTTPException) else None
            status, headers = (raised.status_code, raised.headers) if raised else (code, None)
            if request.scope["path"].startswith(API):  # request.url would keep the address in a cache of urllib
                return problems.problem(status, raised.detail if raised else None, headers)
            errors = current().errors
            return HTMLResponse(errors.get(status, errors[code]).html, status, headers)

        return handle

    app.add_exception_handler(StarletteHTTPException, answer(404))
    app.add_exception_handler(RequestValidationError, answer(422))
    app.add_exception_handler(Exception, answer(500))
