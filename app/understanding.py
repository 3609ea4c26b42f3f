"""What a text tells us, in one look: danger, what it is about, and where they live."""

import re
from dataclasses import dataclass

from app.catalogue import Area
from app.content import City, Content
from app.matching.rank import Decision
from app.safety import Danger, worse
from app.text import has_kanji

ALARMING = 0.1
"""Least score of a danger that no rule saw for the panel. Chosen on our own cases of danger and look-alikes, see docs/design/safety.md."""
CERTAIN = 0.8
"""The same where the text has a phrase that is known to be harmless although it sounds like danger."""
LEARNED = "learned"
"""The name of the verdict that no single rule gave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """All that we make of a text."""

    danger: Danger | None
    decision: Decision
    young: bool
    """The text sounds like a child's."""


def understand(content: Content, text: str, without: tuple[str, ...] = (), tail: str = "") -> Understood:
    """Look for danger first, then match; an urgent danger speaks for the topics of its kind. Words of *without* do not count for the topics, those of *tail* for danger only."""
    read = content.read(text)
    heard = content.matcher.hear(read)
    danger = _danger(content, *content.watch.look_twice(read.plain), content.matcher.danger(heard))
    danger = worse(danger, danger_in(content, tail)) if tail else danger
    kind = danger.kind if danger is not None and danger.level == "urgent" else None
    likely = content.topics_of(kind) if kind is not None else frozenset()
    decision = content.matcher.decide(content.matcher.hear(read, without) if without else heard, likely)
    return Understood(danger=danger, decision=decision, young=content.style.young.wrote(read.plain))


def danger_in(content: Content, text: str) -> Danger | None:
    """Look for danger only, by the rules and by how the words sound."""
    read = content.read(text)
    return _danger(content, *content.watch.look_twice(read.plain), content.matcher.danger(content.matcher.hear(read)))


def _danger(content: Content, seen: Danger | None, excused: bool, felt: tuple[str, float] | None) -> Danger | None:  # noqa: FBT001  # as `look_twice` gives it
    """Join what the rules see and what the words sound like: each may raise the alarm; what a negation softened is not overruled, a mere 「助けて」 is."""
    settled = seen is not None and (seen.level == "urgent" or seen.softened)
    if settled or felt is None or felt[1] < (CERTAIN if excused else ALARMING):
        return seen
    panel = next((each for each in content.menu.panels if each.kind == felt[0]), None)
    return seen if panel is None else Danger(kind=panel.kind, level="urgent", rule=LEARNED)


def ward_in(plain: str, city: City | None) -> Area | None:
    """Give the ward of *city* that the text names, if it is one. What stands before may tell of another place (大阪市北区, 台東区)."""
    named = (
        {
            ward.code
            for ward in city.wards
            if ward.name in plain  # most texts name none
            for found in re.finditer(re.escape(ward.name), plain)
            if _is_ours(plain[: found.start()], city)
        }
        if city
        else set()
    )
    return named.pop() if len(named) == 1 else None


def _is_ours(before: str, city: City) -> bool:
    """Tell whether a ward behind *before* is one of *city*: its name stands there, or no name at all."""
    before = before.rstrip(" の")
    return before.endswith((city.name, city.name.removesuffix("市"))) or not has_kanji(before[-1:])
