"""From a text to topics: ranked, explained, and decided."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from app.catalogue import TopicId
from app.matching.index import Index
from app.matching.kana import WORTH, Found, How, Lexicon
from app.matching.terms import Text
from app.text import spoken

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

    def __init__(
        self,
        index: Index[TopicId],
        lexicon: Lexicon,
        *,
        names: Mapping[str, tuple[TopicId, ...]],
        against: Mapping[str, frozenset[TopicId]],
    ) -> None:
        """Keep the index of the topics' words, the lexicon that leads to them, the phrases that name a topic by themselves, and the words against one."""
        self._index = index
        self._lexicon = lexicon
        self._names = names
        self._against = against

    def rank(self, text: Text) -> tuple[Match, ...]:
        """Rank the topics for *text*, best first. Each word of ours counts once, by its most certain way."""
        scores: Counter[TopicId] = Counter()
        because: dict[TopicId, list[Because]] = defaultdict(list)
        counted: dict[TopicId, set[str]] = defaultdict(set)
        for found in sorted(self._lexicon.find(text), key=lambda each: -WORTH[each.how]):
            for topic, (ours, points) in self._points(found).items():
                if ours not in counted[topic]:
                    counted[topic].add(ours)
                    scores[topic] += points  # type: ignore[assignment]  # Counter is typed for whole numbers
                    because[topic].append(Because(found.surface, ours, found.how, points))
        for topic in self._doubtful(text) & scores.keys():
            scores[topic] *= AGAINST  # type: ignore[assignment]  # as above
        best = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]
        return tuple(Match(topic, score, tuple(sorted(because[topic], key=lambda b: -b.points))) for topic, score in best)

    def _doubtful(self, text: Text) -> frozenset[TopicId]:
        """Give the topics that a word of *text* speaks against."""
        return frozenset().union(*(self._against.get(word.normal, frozenset()) for word in text.content))

    def _points(self, found: Found) -> dict[TopicId, tuple[str, float]]:
        """Give for each topic the word of ours that says most for it, and how much."""
        best: dict[TopicId, tuple[str, float]] = {}
        for key in found.keys:
            for topic, weight in self._index.weights(key).items():
                if topic not in best or weight * WORTH[found.how] > best[topic][1]:
                    best[topic] = (key, weight * WORTH[found.how])
        return best

    def decide(self, text: Text, likely: frozenset[TopicId] = frozenset()) -> Decision:
        """Rank and decide; *likely* are topics that something else than the words speaks for."""
        named = self._names.get(spoken(text.plain))
        known = 1 - self._lexicon.unknown(text)
        return decide(_favour(self.rank(text), likely), known, named or ())


ENOUGH = 3.0
"""Least score for a topic to be named, where we know all words of the text."""
STRANGE = 20.0
"""How much more is asked for where we know none of them: a text of strange words is about something else."""
ALONE = 5.0
"""Least score where only one stretch of the text led there: one rare word (おはよう「ございます」) is no worry yet."""
AHEAD = 1.25
"""How many times the second's score makes the first one clear."""
NEAR = 0.75
"""What share of the first's score still makes a choice to ask about."""
CHOICES = 3
AGAINST = 0.5
"""What is left of a topic's score where the text has a word that speaks against it."""
FAVOUR = 1.5
"""How much a topic gains where the watch for danger saw a danger of its kind: 「借金を苦に死にたい」 is first of all about wanting to die."""


def decide(matches: tuple[Match, ...], known: float = 1.0, named: tuple[TopicId, ...] = ()) -> Decision:
    """Say the one topic that is ahead, ask which of those that are near, or admit that nothing is known.

    *known* is the share of the text's words that we know; *named* are the topics that have the whole text among their own words.
    The constants were chosen on tests/cases (topics, stories, off-topic), see docs/design/matching.md.
    """
    if len(named) == 1:
        return Decision("clear", _first(matches, named[0]), named)
    if not matches or matches[0].score < _least(matches[0], known):
        return Decision("none", matches)
    first, *rest = matches
    if not rest or first.score >= AHEAD * rest[0].score:
        return Decision("clear", matches, (first.topic,))
    return Decision("close", matches, tuple(match.topic for match in matches[:CHOICES] if match.score >= NEAR * first.score))


def _least(first: Match, known: float) -> float:
    """Give the score that is asked for: more where words are strange, and where a single stretch is all there is."""
    stretches = {each.surface for each in first.because if each.how != "pair"}
    return max(ENOUGH + STRANGE * (1 - known), ALONE if len(stretches) <= 1 else 0.0)


def _favour(matches: tuple[Match, ...], likely: frozenset[TopicId]) -> tuple[Match, ...]:
    weighed = (replace(match, score=match.score * FAVOUR) if match.topic in likely else match for match in matches)
    return tuple(sorted(weighed, key=lambda match: (-match.score, match.topic)))


def _first(matches: tuple[Match, ...], topic: TopicId) -> tuple[Match, ...]:
    return tuple(sorted(matches, key=lambda match: match.topic != topic))
