"""The talk in the page's hidden field: signed, so that nobody else's content is replayed; never stored anywhere else."""

import base64
import hashlib
import json
import zlib
from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import Any, get_args

from itsdangerous import BadData, TimestampSigner

from app.catalogue import PREFERRED, Area, ResourceId, TopicId
from app.clock import Clock
from app.dialogue import OptionId
from app.events import MOST_EVENTS, Answered, Chose, Differs, Event, How, Lives, Prefers, Said, Tried

LARGEST = 100_000
"""Characters; a longer token was not made by us."""
MOST_UNPACKED = 300_000
"""Bytes of a talk. The longest that app/kept.py lets a talk become, escaped marks and all, is shorter."""
AHEAD = timedelta(days=1)
"""A token may come from so far in the future: a clock that was set back must not lose a talk."""
SALT = "talk"
ANY_WAY = "any"


class Tokens:
    """Turns a talk into text for a form, and back."""

    def __init__(self, secret: str, clock: Clock, *, old: str | None = None, hours: int = 12) -> None:
        """Sign with *secret*; read what was signed with it or with *old* up to *hours* ago by *clock*."""
        self._signer = _Signer(clock, [key for key in (old, secret) if key is not None])
        self._clock, self._longest = clock, timedelta(hours=hours)

    def write(self, talk: tuple[Event, ...]) -> str:
        """Sign *talk*."""
        packed = zlib.compress(json.dumps([_plain(event) for event in talk], ensure_ascii=False).encode())
        return self._signer.sign(base64.urlsafe_b64encode(packed)).decode()

    def read(self, token: str | None) -> tuple[Event, ...]:
        """Give the talk of *token*; a token that is forged, old, damaged or none of ours is an empty talk, never an error."""
        if not token or len(token) > LARGEST:
            return ()
        try:
            packed, signed = self._signer.unsign(token, return_timestamp=True)
            if not -AHEAD <= self._clock().astimezone(UTC) - signed <= self._longest:
                return ()
            return tuple(_events(json.loads(_unpacked(base64.urlsafe_b64decode(packed)))))[:MOST_EVENTS]
        except (BadData, ValueError, TypeError, RecursionError, zlib.error):
            return ()


class _Signer(TimestampSigner):
    """Signs with the time of our own clock, never the system's; the last of *keys* signs, all of them are read."""

    def __init__(self, clock: Clock, keys: list[str]) -> None:
        super().__init__(keys, salt=SALT, digest_method=hashlib.sha256)
        self._clock = clock

    def get_timestamp(self) -> int:
        """Give the seconds since 1970."""
        return int(self._clock().timestamp())


def _unpacked(packed: bytes) -> bytes:
    """Unpack up to MOST_UNPACKED bytes. Raises ValueError for more, and for what has no end."""
    reader = zlib.decompressobj()
    plain = reader.decompress(packed, MOST_UNPACKED)
    if not reader.eof:
        raise ValueError("too long, or cut off")
    return plain


def _plain(event: Event) -> dict[str, str]:
    plain: dict[str, str]
    match event:
        case Said():
            plain = {"text": event.text} | ({"tail": event.tail} if event.tail else {})
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
        if isinstance(event, Said) and isinstance(tail := each.get("tail"), str):
            event = Said(event.text, tail)
        if event is not None:
            yield event


def event_of(plain: dict[str, Any]) -> Event | None:
    """Make an event of its plain form; None where it is none. A text is as long as it came: app/kept.py shortens it."""
    event: Event | None = None
    match plain:
        case {"text": str(text)} if words := _whole(text):
            event = Said(words)
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


def _whole(text: str) -> str:
    """Give *text* without space around it and without halves of letters (surrogates), which no page can hold."""
    return text.encode("utf-8", "ignore").decode().strip()


def _tried(written: str) -> Tried | None:
    resource, _, how = written.partition("/")
    return next((Tried(ResourceId(resource), each) for each in HOWS if each == how), None)


HOWS: tuple[How, ...] = get_args(How)
