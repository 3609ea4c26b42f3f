"""Rules on what people read, and on whether somebody answers."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

from app.catalogue import JAPAN, Channel, Resource
from app.checks.parts import Parts, Placed, Problems, channels, closest
from app.checks.times import hours_of
from app.content import Aside, Topic
from app.errors import Path, Problem
from app.opening import TOKYO, HoursError, status
from app.text import fingerprint

NIGHT = datetime(2027, 1, 1, 2, tzinfo=TOKYO)
"""The hour at which the fewest answer: two in the morning of New Year's Day."""
AT_HOME = frozenset({"violence", "abuse", "sexual"})
"""Panels of topics in which somebody at home or in town may be the danger."""
UNSEEN = frozenset(
    {"says", "stories", "words", "not_words", "not_this", "sources", "confirms", "measures", "hours", "operator", "owner", "url", "title", "kana"}
)
"""Fields that residents do not read as sentences."""

_TIME = re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})")
_NUMBER = re.compile(r"#?\d[\d-]{5,}\d")


def texts_are_plain(parts: Parts) -> Problems:
    """No officialese in what residents read."""
    if parts.style is None:
        return
    for placed in _all(parts):
        for path, text in _texts(placed.value, ()):
            for word in parts.style.officialese:
                if word.avoid in text:
                    yield _at("officialese", placed, path, f"「{word.avoid}」はお役所の言葉です。「{word.instead}」のように書いてください")


def banned_numbers_are_not_shown(parts: Parts) -> Problems:
    """Old, closed and wrong numbers stand nowhere that people look."""
    if parts.style is None:
        return
    banned = {each.fingerprint: each.why for each in parts.style.never_show}
    for placed in _all(parts):
        for path, text in _texts(placed.value, ()):
            for number in _NUMBER.findall(text):
                if (why := banned.get(fingerprint(number))) is not None:
                    hint = "null" if path[-1] == "value" else None
                    instead = "番号を消して「null」と書いてください（公式ページで確かめる案内になります）" if hint else "この番号を消してください"
                    yield _at("never-show", placed, path, f"「{number}」は見せてはいけない番号です（{why}）。{instead}", hint)


def hours_agree_with_their_words(parts: Parts) -> Problems:
    """Every time of day in `hours_text` stands in `hours` too."""
    for placed, at, channel in channels(parts):
        strange = _strange_times(channel)
        if strange:
            said = hours_of(channel.hours_text or "")
            meant = f"hours_text が正しければ、hours に「{said}」と書いてください" if said else "公式ページを見て、まちがっているほうを直してください"
            message = f"hours_text の {'、'.join(strange)} が hours（{channel.hours}）にありません。{meant}"
            yield placed.problem(message, "channels", at, "hours_text", rule="hours-differ")


def somebody_answers_at_night(parts: Parts) -> Problems:
    """Each topic offers a window that answers at two in the morning of 1 January."""
    answering = {placed.value.id for placed, _, channel in channels(parts) if _answers(channel)}
    for placed in parts.topics:
        offered = {offer for outcome in placed.value.outcomes for offer in outcome.offers}
        if offered and not offered & answering:
            choices = f"（例: {min(answering)}）" if answering else ""
            message = f"元日の午前2時につながる窓口が、どの結果にもありません。24時間の窓口の id を、どれかの offers に足してください{choices}"
            yield placed.problem(message, "outcomes", key=True, rule="nobody-at-night")


def the_town_hall_is_no_refuge(parts: Parts) -> Problems:
    """Where somebody near may be the danger, the general window of the town hall is no way in."""
    switchboards = frozenset(parts.style.switchboards if parts.style else ())
    for placed in parts.topics:
        if placed.value.panel in AT_HOME:
            for number, outcome in enumerate(placed.value.outcomes):
                for at, offered in enumerate(outcome.offers):
                    if offered in switchboards:
                        message = f"暴力や虐待の話題で、役所の代表の窓口「{offered}」は出せません。ここから消してください"
                        yield placed.problem(message, "outcomes", number, "offers", at, hint="", rule="no-refuge")


SLIP = 90.0
"""Least rapidfuzz ratio of two ids that are one, mistyped: main windows of two cities are alike too (rei-city-hall, yama-city-hall: 74)."""


def switchboards_exist(parts: Parts) -> Problems:
    """The general windows of a town hall that are named are in some catalogue; those of other cities look like none of this one."""
    if parts.style is None or parts.city is None:
        return
    for at, wanted in enumerate(parts.style.switchboards):
        if wanted not in parts.declared_resources and (close := closest(wanted, parts.declared_resources, SLIP)):
            file, path = "intents/style.yaml", ("switchboards", at)
            yield Problem(
                file=file,
                path=path,
                level="warning",
                rule="unknown-window",
                message=f"窓口「{wanted}」はありません。もしかして: {close}。ほかの市の窓口なら、このままでかまいません",
            )


def entries_are_used(parts: Parts) -> Problems:
    """An entry that nobody is ever led to is a warning."""
    used = {offer for placed in parts.topics for outcome in placed.value.outcomes for offer in outcome.offers}
    if parts.menu is not None:
        used |= set(parts.menu.general) | {each for panel in parts.menu.panels for each in (*panel.call, *panel.lines)}
    used |= {each for placed in parts.resources for refusal in placed.value.refused for each in refusal.next}
    for placed in parts.resources:
        if placed.value.id not in used and not placed.value.stands_for and placed.value.area == JAPAN:
            message = f"「{placed.value.name}」は、どの話題からも案内されません。話題の offers に足すか、消してください"
            yield Problem(file=placed.file, path=(*placed.path, "id"), level="warning", rule="unused", message=message)


def _all(parts: Parts) -> Iterator[Placed[Resource] | Placed[Topic] | Placed[Aside]]:
    yield from parts.resources
    yield from parts.topics
    yield from parts.asides


def _at(rule: str, placed: Placed[Resource] | Placed[Topic] | Placed[Aside], path: Path, message: str, hint: str | None = None) -> Problem:
    return Problem(file=placed.file, path=(*placed.path, *path), message=message, rule=rule, hint=hint)


def _texts(part: Any, path: Path) -> Iterator[tuple[Path, str]]:  # any part of the content: fields are looked through
    """Go through all that residents read in a part of the content."""
    if isinstance(part, str):
        yield path, part
    elif isinstance(part, tuple):
        for at, each in enumerate(part):
            yield from _texts(each, (*path, at))
    elif is_dataclass(part) and not isinstance(part, type):
        for each in fields(part):
            if each.name not in UNSEEN:
                yield from _texts(getattr(part, each.name), (*path, each.name))


def _strange_times(channel: Channel) -> list[str]:
    if not channel.hours or not channel.hours_text or channel.hours == "24/7":
        return []
    known = {(int(hour) % 24, minute) for hour, minute in _TIME.findall(channel.hours)}
    return [f"{hour}:{minute}" for hour, minute in _TIME.findall(channel.hours_text) if (int(hour) % 24, minute) not in known]


def _answers(channel: Channel) -> bool:
    try:
        return channel.value is not None and status(channel.hours, NIGHT).open
    except HoursError:
        return False


RULES = (
    texts_are_plain,
    banned_numbers_are_not_shown,
    hours_agree_with_their_words,
    somebody_answers_at_night,
    the_town_hall_is_no_refuge,
)
RULES_THAT_WARN = (entries_are_used, switchboards_exist)
