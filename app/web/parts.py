"""All pages in all states, made of the real content: what the living page /parts shows, what tests open one by one. For development only."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from app.content import Content, Topic
from app.dialogue import UNSURE
from app.events import Answered, Chose, Event, Lives, Prefers, Said, Tried
from app.steps import Advising, Choosing
from app.talk import reply
from app.web import pages
from app.web.pages import Frame, Page

TOKEN = "sample"  # noqa: S105  # stands where the talk would stand
NOTHING = "まあまあです"
MOST_TRIED = 200
"""Pairs of worries that are looked through for one that leaves a choice."""
LONG = "仕事をやめてから家賃が払えません。" * 12

State = tuple[str, Page]


def states(content: Content, frame: Frame, now: datetime) -> dict[str, Page]:
    """Make every page in every state as of *now*, by name."""
    return dict((*_still(content, frame), *_talks(content, frame, now), *_alarms(content, frame, now)))


def _still(content: Content, frame: Frame) -> Iterator[State]:
    yield "start", pages.start(content, frame)
    yield "start-notice", pages.start(content, frame, "送られた話の続きが読めませんでした。お手数ですが、もう一度はじめからお願いします。")
    yield from (
        (f"door-{door.id}", pages.door(content, frame, door)) for door in (content.menu.groups[0], *content.menu.doors, *content.menu.rooms[:1])
    )
    yield "about", pages.about(frame)
    yield "traces", pages.traces(frame)
    yield (
        "error",
        pages.error(
            frame,
            "いま、うまく動いていません。",
            "あなたのせいではありません。少し待ってから、もう一度お試しください。急ぐときは、下の番号へ電話してください。",
        ),
    )


def _talks(content: Content, frame: Frame, now: datetime) -> Iterator[State]:
    plain = next(topic for topic in content.topics.values() if topic.questions and not topic.sensitive and topic.related)
    secret = next(topic for topic in content.topics.values() if topic.questions and topic.sensitive and topic.panel)
    advised = _through(plain)
    found = reply(content, advised, now).step
    first = found.offers[0].resource.id if isinstance(found, Advising) else content.menu.general[0]
    talks: dict[str, tuple[Event, ...]] = {
        "asking": (Chose(plain.id),),
        "asking-sensitive": (Chose(secret.id),),
        "advising": advised,
        "advising-sensitive": _through(secret),
        "advising-prefers": (*advised, Prefers("phone")),
        "advising-long-words": (Said(LONG),),
        "choosing": (Said(_leaving_a_choice(content, now)),),
        "unsure": (Said(NOTHING),),
        **{f"trying-{how}": (*advised, Tried(first, how)) for how in ("reached", "missed", "wrong")},
        **{f"aside-{aside.id}": (Said(aside.says[0]),) for aside in content.asides.values()},
    }
    if content.city and content.city.wards:
        talks["advising-ward"] = (*advised, Lives(content.city.wards[0].code))
    yield from ((name, pages.talk(content, frame, events, TOKEN, now)) for name, events in talks.items())
    yield "memo", pages.memo(content, frame, advised, TOKEN, now)


def _through(topic: Topic) -> tuple[Event, ...]:
    """Answer 「わからない」 until windows are shown."""
    return (Chose(topic.id), *(Answered(UNSURE) for _ in topic.questions))


def _leaving_a_choice(content: Content, now: datetime) -> str:
    pairs = ((topic.label, content.topics[other].label) for topic in content.topics.values() for other in topic.related)
    tried = ("、".join(pair) for pair in islice(pairs, MOST_TRIED))
    return next((text for text in tried if isinstance(reply(content, (Said(text),), now).step, Choosing)), NOTHING)


def _alarms(content: Content, frame: Frame, now: datetime) -> Iterator[State]:
    """Show each panel as the first sentence that calls it does."""
    for kind, sentences in content.lessons.dangers:
        for text in sentences:
            answer = reply(content, (Said(text),), now)
            if answer.alarm is not None and answer.alarm.level == "urgent" and answer.alarm.panel.kind == kind:
                yield f"alarm-{kind}", pages.talk(content, frame, (Said(text),), TOKEN, now)
                break
