"""The ladder: when nobody answered at a window, whom to try next for the same worry, and by which way."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from app.catalogue import Channel, Cost, Resource, ResourceId, TopicId
from app.content import Content
from app.dialogue import Outcome
from app.offering import LIVE, Here, Offer, Way, answering, liking, look_up, offers, place

RUNGS = 5
"""Next tries at most; who has called in vain does not read a long list."""
EMERGENCY = frozenset({"110", "119"})
"""Never a mere next try: they are called where the author of the outcome says so, or the panel does."""

_READY = {"open": 0, "unknown": 1, "closed": 2}
_SOMEWHERE = 3
"""A place of unknown hours: at night one had better wait for a number that says when it opens than walk to a closed door."""
_ANY_TIME = 4
_CHARGE: dict[Cost, int] = {"free": 0, "call": 1, "navi": 1, "unknown": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One next try: a window, and one way to reach it as of now."""

    resource: Resource
    way: Way

    @property
    def answers(self) -> bool:
        """Tell whether somebody answers by this way; else it can be used at any time, and is never called open."""
        return self.way.channel.type in LIVE


def ladder(content: Content, topic: TopicId, outcome: Outcome, here: Here, tried: frozenset[ResourceId]) -> tuple[Rung, ...]:
    """Give the next tries after those that were *tried* in vain: who answers now first, at most one for each window and number.

    The last place is kept for a way that the resident prefers, where the others are none. Once all were tried, it begins anew as if none were.
    """
    everyone = sorted(_rungs(content, topic, outcome, here), key=lambda rung: _order(content, rung, here))
    return _climb(everyone, _names(content, tried), here) or _climb(everyone, frozenset(), here)


def _climb(everyone: list[Rung], tried: frozenset[str], here: Here) -> tuple[Rung, ...]:
    """Take the first rungs that are not *tried*."""
    first = tuple(_each_once(everyone, tried))[:RUNGS]
    if here.prefers is None or any(_suits(rung, here) for rung in first):
        return first
    others = first[: RUNGS - 1]
    named = tried.union(*(_name(rung.resource.id, rung.way.channel) for rung in others))
    wanted = next(_each_once((rung for rung in everyone if _suits(rung, here)), named), None)
    return first if wanted is None else (*others, wanted)


def _each_once(rungs: Iterable[Rung], named: frozenset[str]) -> Iterator[Rung]:
    """Pass over windows and numbers that are *named* or stand on the ladder already: three windows with one number are one try."""
    for rung in rungs:
        name = _name(rung.resource.id, rung.way.channel)
        if not name & named:
            named |= name
            yield rung


def _names(content: Content, tried: frozenset[ResourceId]) -> frozenset[str]:
    """Give all names of what was tried: its id, and the numbers by which others are that same try."""
    known = (content.catalogue[each] for each in tried if each in content.catalogue)
    return frozenset(name for each in known for channel in each.channels for name in _name(each.id, channel))


def _name(resource: ResourceId, channel: Channel) -> frozenset[str]:
    """Name a try by its window and, where somebody answers, by its number or page. One form may serve many windows, and is no try in vain."""
    return frozenset({resource, channel.link} if channel.type in LIVE and channel.link else {resource})


def _rungs(content: Content, topic: TopicId, outcome: Outcome, here: Here) -> Iterator[Rung]:
    """Go through all ways of all who may help that can be used at all, in the order in which they are offered."""
    named = {each.resource.id for each in look_up(content, outcome.offers, here)}
    for each in _candidates(content, topic, outcome, here):
        if each.resource.id in named or not _emergency(each.resource):
            yield from (Rung(resource=each.resource, way=Way(channel=way.channel, status=answering(way))) for way in each.ways if _usable(way))


def _candidates(content: Content, topic: TopicId, outcome: Outcome, here: Here) -> Iterator[Offer]:
    """Give what the outcome offers, then the windows for any worry, then who listens where the topic is dangerous."""
    yield from offers(content, topic, outcome, here)
    yield from look_up(content, content.menu.general, here)
    kind = content.topics[topic].panel if topic in content.topics else None
    if kind is not None:
        yield from look_up(content, content.menu.panel(kind).lines, here)


def _emergency(resource: Resource) -> bool:
    return any(channel.type == "phone" and channel.digits in EMERGENCY for channel in resource.channels)


def _usable(way: Way) -> bool:
    """Tell whether we know where to turn, and not that it never opens again."""
    return way.channel.value is not None and (answering(way).state != "closed" or way.status.changes is not None)


def _order(content: Content, rung: Rung, here: Here) -> tuple[int, datetime, int, int, int]:
    """Order by when it answers, what it costs, how it suits and how near it is; what is alike in all stays as it is offered."""
    ready = _readiness(rung)
    opens = rung.way.status.changes if rung.way.status.state == "closed" else None
    channel = rung.way.channel
    likes = int(channel.type == "visit") if here.prefers is None else liking(channel, here.prefers)  # one can try from where one is before one goes
    return ready, opens or here.now, _CHARGE[channel.cost], likes, place(content, rung.resource)


def _readiness(rung: Rung) -> int:
    if not rung.answers:
        return _ANY_TIME
    somewhere = rung.way.channel.type == "visit" and rung.way.status.state == "unknown"
    return _SOMEWHERE if somewhere else _READY[rung.way.status.state]


def _suits(rung: Rung, here: Here) -> bool:
    return liking(rung.way.channel, here.prefers) == 0
