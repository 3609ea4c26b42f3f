"""The talk in the page's hidden field: signed, so that nobody else's content is replayed; never stored anywhere else."""

import base64
import json
import zlib
from collections.abc import Iterator
from typing import Any, get_args

from itsdangerous import BadData, URLSafeSerializer

from app.catalogue import PREFERRED, Area, ResourceId, TopicId
from app.dialogue import OptionId
from app.events import LONGEST_TEXT, MOST_EVENTS, Answered, Chose, Differs, Event, How, Lives, Prefers, Said, Tried

LARGEST = 100_000
"""Characters; a longer token was not made by us."""
SALT = "talk"
ANY_WAY = "any"


class Tokens:
    """Turns a talk into text for a form, and back."""

    def __init__(self, secret: str) -> None:
        """Sign with *secret*."""
        self._serializer = URLSafeSerializer(secret, salt=SALT)

    def write(self, talk: tuple[Event, ...]) -> str:
        """Sign *talk*."""
        packed = zlib.compress(json.dumps([_plain(event) for event in talk], ensure_ascii=False).encode())
        return str(self._serializer.dumps(base64.b85encode(packed).decode()))

    def read(self, token: str | None) -> tuple[Event, ...]:
        """Give the talk of *token*; a token that is forged, damaged or none of ours is an empty talk, never an error."""
        if not token or len(token) > LARGEST:
            return ()
        try:
            packed = base64.b85decode(self._serializer.loads(token))
            return tuple(_events(json.loads(zlib.decompress(packed))))[:MOST_EVENTS]
        except (BadData, ValueError, TypeError, zlib.error):
            return ()


def _plain(event: Event) -> dict[str, str]:
    plain: dict[str, str]
    match event:
        case Said():
            plain = {"text": event.text}
        case Chose():
            plain = {"topic": "/".join((event.topic, *event.answers))} | ({"young": "1"} if event.young else {})
        case Answered():
            plain = {"answer": event.option}
        case Lives():
            plain = {"ward": event.ward}
        case Differs():
            plain = {"differs": "1"}
        case Prefers():
            plain = {"prefers": event.way or ANY_WAY}
        case Tried():
            plain = {"tried": f"{event.resource}/{event.how}"}
    return plain


def _events(plain: Any) -> Iterator[Event]:
    for each in plain:
        event = event_of(each)
        if event is not None:
            yield event


def event_of(plain: dict[str, Any]) -> Event | None:
    """Make an event of its plain form; None where it is none."""
    event: Event | None = None
    match plain:
        case {"text": str(text)} if text.strip():
            event = Said(text.strip()[:LONGEST_TEXT])
        case {"topic": str(topic)}:
            name, *answers = topic.split("/")
            event = Chose(TopicId(name), tuple(map(OptionId, answers)), young=bool(plain.get("young")))
        case {"answer": str(option)}:
            event = Answered(OptionId(option))
        case {"ward": str(ward)}:
            event = Lives(Area(ward))
        case {"differs": str(differs)} if differs:
            event = Differs()
        case {"prefers": str(way)} if way == ANY_WAY or way in PREFERRED:
            event = Prefers(next((each for each in PREFERRED if each == way), None))
        case {"tried": str(tried)}:
            event = _tried(tried)
    return event


def _tried(written: str) -> Tried | None:
    resource, _, how = written.partition("/")
    return next((Tried(ResourceId(resource), each) for each in HOWS if each == how), None)


HOWS: tuple[How, ...] = get_args(How)
