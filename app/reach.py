"""How far each window is from the first page: the smallest number of taps, and the way there.

A tap opens a door, chooses a worry or a shortcut, answers a question, goes on to a related worry, says in which ward one lives, or opens 「ことわられたら」.
What is folded below the first three windows counts as shown, and so do related worries: which windows come first depends on the hour. Writing is no tap: what only words lead to
(the windows for any worry, an urgent panel, the answers to what is no worry) is reached by nobody who only taps.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import NamedTuple

from app.catalogue import Catalogue, ResourceId, TopicId
from app.content import Content, Door, Topic
from app.dialogue import NodeId, OptionId, Outcome, Question, replay
from app.offering import Here, local, reaches
from app.opening import TOKYO

FARTHEST = 4
"""Taps within which every window is to be reached."""
NOT_SURE = "わからない"
REFUSED = "ことわられたら"
UNKNOWN = "unknown"
"""The door that 「わからない」 behind every other door leads to."""

_ANY_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The shortest way to a window."""

    taps: int
    labels: tuple[str, ...]
    """What one taps on, from the first page on."""


class _Place(NamedTuple):
    """A page: the first one, behind a door, or at a node of a topic, entered as a child or not."""

    door: str = ""
    topic: TopicId = TopicId("")
    node: NodeId = NodeId("")
    young: bool = False


_Tap = tuple[str, _Place]


def reach(content: Content, day: date | None = None) -> dict[ResourceId, Way]:
    """Give the shortest way to each window that taps lead to; one that is missing cannot be reached by tapping.

    With *day*, only what may be offered on that day counts; without, periods are passed over. Of two ways of one length the first in the menu is given.
    """
    content, day = (content, day) if day is not None else (_timeless(content), _ANY_DAY)
    found: dict[ResourceId, Way] = {}
    for place, labels in _pages(content):
        for more, window in _shown(content, place, day):
            way = Way(taps=len(labels) + len(more), labels=(*labels, *more))
            if window not in found or way.taps < found[window].taps:
                found[window] = way
    return found


def _timeless(content: Content) -> Content:
    """Leave out the periods in which entries are offered."""
    return replace(content, catalogue=Catalogue.of(replace(each, valid_from=None, valid_until=None) for each in content.catalogue))


def _pages(content: Content) -> Iterator[tuple[_Place, tuple[str, ...]]]:
    """Go through all pages, the nearest first, each with the taps that lead there."""
    first = _Place()
    seen, waiting = {first}, deque[tuple[_Place, tuple[str, ...]]]([(first, ())])
    while waiting:
        place, labels = waiting.popleft()
        yield place, labels
        for label, to in _taps(content, place):
            if to not in seen:
                seen.add(to)
                waiting.append((to, (*labels, label)))


def _taps(content: Content, place: _Place) -> Iterator[_Tap]:
    if place.topic:
        yield from _in_topic(content, content.topics[place.topic], place)
    elif place.door:
        door = content.menu.door(place.door)
        yield from _behind(content, door) if door is not None else ()
    else:
        menu = content.menu
        yield from ((door.label, _Place(door=door.id)) for door in (*menu.groups, *menu.doors, *menu.stages, *menu.whom))


def _behind(content: Content, door: Door) -> Iterator[_Tap]:
    for each in door.doors:
        found = content.menu.door(each)
        if found is not None:
            yield found.label, _Place(door=each)
    for option in door.options:
        yield option.label, _at(content.topics[option.topic], option.answers, young=door.young)
    for name in door.topics:
        yield content.topics[name].label, _at(content.topics[name], (), young=door.young)
    if door.id != UNKNOWN and content.menu.door(UNKNOWN) is not None:
        yield NOT_SURE, _Place(door=UNKNOWN)


def _in_topic(content: Content, topic: Topic, place: _Place) -> Iterator[_Tap]:
    node = topic.flow.node(place.node)
    if isinstance(node, Question):
        for label, to in (*((option.label, option.to) for option in node.options), (NOT_SURE, node.unsure)):
            yield label, _settled(topic, to, young=place.young)
    else:
        for name in topic.related:
            yield content.topics[name].label, _at(content.topics[name], (), young=place.young)


def _at(topic: Topic, answers: tuple[OptionId, ...], *, young: bool) -> _Place:
    node, _ = replay(topic.flow, answers)
    return _settled(topic, node.id, young=young)


def _settled(topic: Topic, name: NodeId, *, young: bool) -> _Place:
    """Pass over what a child is not asked, as `talk` does."""
    node = topic.flow.node(name)
    while young and isinstance(node, Question):
        chosen = next((option for option in node.options if option.for_young), None)
        if chosen is None:
            break
        node = topic.flow.node(chosen.to)
    return _Place(topic=topic.id, node=node.id, young=young)


def _shown(content: Content, place: _Place, day: date) -> Iterator[tuple[tuple[str, ...], ResourceId]]:
    """Give the windows on a page, each with what is still to be tapped there."""
    if not place.topic:
        return
    topic = content.topics[place.topic]
    node = topic.flow.node(place.node)
    wanted = (*_panel(content, topic), *(node.offers if isinstance(node, Outcome) else ()))
    beside = content.besides.get(topic.id, ()) if isinstance(node, Outcome) else ()
    for labels, here in _wards(content, day):
        standing = dict.fromkeys((*_standing(content, wanted, here), *(each for each in beside if reaches(content, each, here.ward))))
        for each in standing:
            if _valid(content, each, day):
                yield labels, each
                yield from ((((*labels, REFUSED)), after) for after in _after(content, each, here) if _valid(content, after, day))


def _wards(content: Content, day: date) -> Iterator[tuple[tuple[str, ...], Here]]:
    now = datetime.combine(day, time(), TOKYO)
    yield (), Here(now=now)
    for ward in content.city.wards if content.city else ():
        yield (ward.name,), Here(now=now, ward=ward.code)


def _standing(content: Content, wanted: tuple[ResourceId, ...], here: Here) -> Iterator[ResourceId]:
    for each in wanted:
        yield from local(content, each, here)[0]


def _after(content: Content, window: ResourceId, here: Here) -> Iterator[ResourceId]:
    """Give where one goes who was refused at *window*."""
    for refusal in content.catalogue[window].refused:
        yield from _standing(content, refusal.next, here)


def _panel(content: Content, topic: Topic) -> tuple[ResourceId, ...]:
    """Give the windows of the line that stays in sight while the topic is talked about."""
    panel = next((each for each in content.menu.panels if each.kind == topic.panel), None)
    return (*panel.call, *panel.lines) if panel is not None else ()


def _valid(content: Content, window: ResourceId, day: date) -> bool:
    return window in content.catalogue and content.catalogue[window].valid(day)
