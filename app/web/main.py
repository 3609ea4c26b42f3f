"""The site: `create_app` builds it from content and settings; nothing exists at import."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from limits.errors import ConfigurationError
from starlette.concurrency import run_in_threadpool
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp
from threadpoolctl import threadpool_limits

from app import clock as clocks
from app import settings as settings_door
from app import sudachi, tally
from app.apart import load_apart
from app.clock import Clock
from app.content import Content
from app.errors import SettingsError
from app.reload import Current, Edition, Reload, Source
from app.ruby import Spell, Speller
from app.settings import HOME, Settings
from app.tally import Tally
from app.web import api, metrics, routes, ruby, security
from app.web.body import Bounded
from app.web.desk import Desk, leaving
from app.web.head import Headed
from app.web.private import PrivateByDefault
from app.web.rate import Pace, Paced
from app.web.refusal import Refusal
from app.web.render import Site
from app.web.token import Tokens

SQUEEZED = 4
"""Level of zlib: a page is one part in a hundred larger than at 9, and takes two thirds of the time."""


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
    routes.add_talk(app, current)
    routes.add_texts(app, current)
    routes.add_embedding(app, current)
    if settings.dev:
        routes.add_parts(app, current)
    routes.add_health(app, current, reload)
    security.add_to(app, settings.security_contact, clock)
    routes.add_errors(app, current)
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


def _speller(content: Content, settings: Settings) -> Spell:
    readings = content.readings
    return Speller(sudachi.speaker(settings.dictionary), readings.words, readings.marked, readings.names)
