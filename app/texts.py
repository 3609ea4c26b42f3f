"""Which texts of the content a resident reads: what translators translate, what the linter of やさしい日本語 looks at."""

from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from app.catalogue import Resource
from app.content import Content, Door, Topic

FOREIGN_TOPICS = frozenset({"foreign-resident", "japanese-language"})
SPOKEN_HERE = frozenset({"ja", "jsl"})

Part: TypeAlias = Literal["topic", "menu", "panel", "aside", "window"]


class Place(NamedTuple):
    """One text and where it stands."""

    part: Part
    id: str
    text: str


def of_content(content: Content) -> Iterator[Place]:
    """Give every text that is shown in other languages too; a text that stands in two places comes twice."""
    for topic in content.topics.values():
        yield from (Place("topic", topic.id, text) for text in _of_topic(topic))
    for door in content.menu.every_door:
        yield from (Place("menu", door.id, text) for text in _of_door(door))
    yield from (Place("menu", "examples", text) for text in content.menu.examples)
    yield from (Place("panel", panel.kind, text) for panel in content.menu.panels for text in (panel.heading, panel.text))
    yield from (Place("aside", aside.id, aside.answer) for aside in content.asides.values())
    if content.menu.refused is not None:
        yield from (Place("menu", "refused", text) for text in (content.menu.refused.reason, content.menu.refused.advice) if text)
    for resource in windows_for_foreigners(content):
        yield from (Place("window", resource.id, text) for text in _of_window(resource))


def windows_for_foreigners(content: Content) -> tuple[Resource, ...]:
    """Give the windows that speak another language, those made for foreigners, and those that anybody is shown: of danger and of any worry."""
    shown = {name for panel in content.menu.panels for name in (*panel.call, *panel.lines)} | set(content.menu.general)
    return tuple(each for each in content.catalogue if each.id in shown or takes_foreigners(each))


def takes_foreigners(resource: Resource) -> bool:
    """Tell whether a window speaks a language other than Japanese, or is made for people from abroad."""
    spoken = {language for channel in resource.channels for language in channel.languages}
    return bool(spoken - SPOKEN_HERE) or bool(FOREIGN_TOPICS & set(resource.topics))


def _of_topic(topic: Topic) -> Iterator[str]:
    yield from (topic.label, topic.first_words)
    for question in topic.questions:
        yield question.text
        yield from (option.label for option in question.options)
    for outcome in topic.outcomes:
        yield from (outcome.text, *outcome.steps)
        if outcome.message is not None:
            yield outcome.message


def _of_door(door: Door) -> Iterator[str]:
    yield from (text for text in (door.label, door.note, door.text, *(option.label for option in door.options)) if text)


def _of_window(resource: Resource) -> Iterator[str]:
    terms = resource.terms
    own = (resource.name, resource.audience, resource.summary, resource.welcome, resource.privacy.note)
    ways = (text for channel in resource.channels for text in (channel.note, channel.hours_text))
    conditions = (terms.who, terms.gives, terms.where) if terms else ()
    yield from (text for text in (*own, *ways, *conditions) if text)
