"""The routes of the pages: each asks once for what answers now."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import FastAPI, Form, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.exceptions import HTTPException as StarletteHTTPException

from app.catalogue import TopicId
from app.events import Chose, Said
from app.kept import pressing
from app.reload import Current, Reload
from app.web import embedding, pages, parts, problems, readiness
from app.web import look as looks
from app.web.desk import Desk
from app.web.form import TalkForm, answer, later
from app.web.rate import waiting
from app.web.refusal import API


def add_talk(app: FastAPI, current: Current[Desk]) -> None:
    """Add the first page, and the talk that goes on from it."""

    @app.get("/", response_class=HTMLResponse, include_in_schema=False)
    def start(look: str = "") -> HTMLResponse:
        desk = current()
        return desk.show(pages.start(desk.content, desk.frame(look)))

    @app.post("/", response_class=HTMLResponse, include_in_schema=False)
    def talk(request: Request, form: Annotated[TalkForm, Form()]) -> HTMLResponse:
        desk = current()
        if (wait := waiting(request)) and not pressing(desk.content, (*desk.tokens.read(form.token), Said(form.text))):
            return later(desk, form, wait)
        return desk.show(answer(desk, form))


def add_texts(app: FastAPI, current: Current[Desk]) -> None:
    """Add the pages that only tell, and the files of the look."""

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


def add_embedding(app: FastAPI, current: Current[Desk]) -> None:
    """Add what other sites show or link to."""

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


def add_parts(app: FastAPI, current: Current[Desk]) -> None:
    """Add the gallery of all parts and states, for who draws them."""

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


def add_health(app: FastAPI, current: Current[Desk], reload: Reload) -> None:
    """Add what says whether we live, and answer with which content."""

    @app.get("/healthz", response_class=PlainTextResponse)
    def healthz() -> str:
        """生きているか。"""
        return "ok"

    @app.get("/readyz")
    def readyz() -> readiness.Ready:
        """答えられるか。内容の版と、取り入れなかった版も返す。"""
        return readiness.ready(current().content, reload)


Handler = Callable[[Request, Exception], Awaitable[Response]]


def add_errors(app: FastAPI, current: Current[Desk]) -> None:
    """Answer what goes wrong with the pages written beforehand; other programs get a problem (RFC 9457)."""

    def handler(code: int) -> Handler:
        async def handle(request: Request, error: Exception) -> Response:
            raised = error if isinstance(error, StarletteHTTPException) else None
            status, headers = (raised.status_code, raised.headers) if raised else (code, None)
            if request.scope["path"].startswith(API):  # request.url would keep the address in a cache of urllib
                own = raised.detail if raised and not raised.detail.isascii() else None  # the framework's are in English
                return problems.problem(status, own, headers)
            errors = current().errors
            return HTMLResponse(errors.get(status, errors[code]).html, status, headers)

        return handle

    app.add_exception_handler(StarletteHTTPException, handler(404))
    app.add_exception_handler(RequestValidationError, handler(422))
    app.add_exception_handler(Exception, handler(500))
