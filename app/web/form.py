"""What a form of ours may send, and the page that it asks for."""

from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from app import postal
from app.events import LASTING, LONGEST_TEXT, Event, Said
from app.kept import kept
from app.web import pages
from app.web.desk import ERRORS, Desk
from app.web.rate import retry_after
from app.web.token import Tokens, event_of

NOT_HERE = "その郵便番号の区は、わかりませんでした。区の名前からえらんでください。"
MENDED = "送られた話の続きが読めませんでした。お手数ですが、もう一度はじめからお願いします。"
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


def later(desk: Desk, form: TalkForm, wait: int) -> HTMLResponse:
    """Ask to wait, and keep what was sent so that one button sends it again."""
    sent = tuple((name, value) for name, value in form if value)
    page = desk.show(pages.error(desk.frame(form.look), *ERRORS[429], sent), 429)
    page.headers.update(retry_after(wait))
    return page


def answer(desk: Desk, form: TalkForm) -> pages.Page:
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
