"""From a text to topics: ranked, explained, and decided."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app.catalogue import TopicId
from app.matching.index import Index
from app.matching.kana import WORTH, Found, How, Lexicon
from app.matching.terms import Text

MOST = 10
"""How many topics a ranking names."""


@dataclass(frozen=True, slots=True)
class Because:
    """The resident's own words, the word of ours that they led to, how, and how much it counted."""

    surface: str
    ours: str
    how: How
    points: float


@dataclass(frozen=True, slots=True)
class Match:
    """A topic that the text may be about."""

    topic: TopicId
    score: float
    because: tuple[Because, ...]
    """The weightiest first."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to make of a text: say one topic, ask which of a few, or admit that we do not know."""

    kind: Literal["clear", "close", "none"]
    matches: tuple[Match, ...]
    """All ranked topics, best first, at most MOST."""
    choices: tuple[TopicId, ...] = ()
    """clear: the one; close: the two or three to ask about; none: empty."""


class Matcher:
    """Topics that can be found by what residents write."""

    def __init__(self, index: Index[TopicId], lexicon: Lexicon) -> None:
        """Keep the index of the topics' words, and the lexicon that leads to them."""
        self._index = index
        self._lexicon = lexicon

    def rank(self, text: Text) -> tuple[Match, ...]:
        """Rank the topics for *text*, best first. Each word of ours counts once, by its most certain way."""
        scores: Counter[TopicId] = Counter()
        because: dict[TopicId, list[Because]] = defaultdict(list)
        for found in self._once(text).values():
            for topic, points in self._points(found).items():
                scores[topic] += points  # type: ignore[assignment]  # Counter is typed for whole numbers
                because[topic].append(Because(found.surface, found.key, found.how, points))
        best = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]
        return tuple(Match(topic, score, tuple(sorted(because[topic], key=lambda b: -b.points))) for topic, score in best)

    def _once(self, text: Text) -> Mapping[str, Found]:
        once: dict[str, Found] = {}
        for found in self._lexicon.find(text):
            if found.key not in once or WORTH[found.how] > WORTH[once[found.key].how]:
                once[found.key] = found
        return once

    def _points(self, found: Found) -> Mapping[TopicId, float]:
        return {topic: weight * WORTH[found.how] for topic, weight in self._index.weights(found.key).items()}

    def decide(self, text: Text) -> Decision:
        """Rank and decide."""
        return decide(self.rank(text))


ENOUGH = 4.0
"""Least score for a topic to be named at all."""
AHEAD = 1.25
"""How many times the second's score makes the first one clear."""
NEAR = 0.75
"""What share of the first's score still makes a choice to ask about."""
CHOICES = 3


def decide(matches: tuple[Match, ...]) -> Decision:
    """Say the one topic that is ahead, ask which of those that are near, or admit that nothing is known."""
    if not matches or matches[0].score < ENOUGH:
        return Decision("none", matches)
    first, *rest = matches
    if not rest or first.score >= AHEAD * rest[0].score:
        return Decision("clear", matches, (first.topic,))
    near = tuple(match.topic for match in matches[:CHOICES] if match.score >= NEAR * first.score)
    return Decision("close", matches, near)
