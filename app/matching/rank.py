"""From a text to topics: ranked, explained, and decided."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from math import log
from typing import Literal, NamedTuple

import numpy as np

from app.catalogue import TopicId
from app.matching.kana import Found, How, Lexicon
from app.matching.meaning import Floats
from app.matching.negation import Negation, Spans
from app.matching.table import Table
from app.matching.terms import NEXT, SOUND, Text, Unit, units
from app.text import spoken

MOST = 10
"""How many topics a ranking names."""
WORRY, DANGER, ANY = "worry", "danger", "any"
"""Groups of classes in the table; ANY is the first class of the group DANGER: danger of whatever kind."""


class Because(NamedTuple):
    """The resident's own words, the word of ours that they led to, how, and how much it counted."""

    surface: str
    ours: str
    how: How
    points: float


def _nothing() -> tuple[Because, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Match:
    """A topic that the text may be about."""

    topic: TopicId
    score: float
    share: float = 0.0
    """How likely it is meant, beside all others and «something else»: 0 to 1."""
    why: Callable[[], tuple[Because, ...]] = field(default=_nothing, compare=False, repr=False)

    @property
    def because(self) -> tuple[Because, ...]:
        """Say what led here, the weightiest first. Worked out when it is asked for."""
        return self.why()


@dataclass(frozen=True, slots=True)
class Decision:
    """What to make of a text: say one topic, ask which of a few, answer what is no worry, or admit that we do not know."""

    kind: Literal["clear", "close", "none", "aside"]
    matches: tuple[Match, ...]
    """All ranked topics, best first, at most MOST."""
    choices: tuple[TopicId, ...] = ()
    """clear: the one; close: the two or three to ask about; else empty."""
    besides: tuple[TopicId, ...] = ()
    """clear: other worries that the text tells of, too."""
    aside: str | None = None
    """aside: which kind of small talk or question that is no worry of ours."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A text, weighed for every class once; all verdicts come from here."""

    text: Text
    scores: Floats
    worths: Mapping[str, float]
    places: list[Unit]
    """Where each unit stands."""
    found: tuple[Found, ...]


class Matcher:
    """Topics that can be found by what residents write."""

    def __init__(  # noqa: PLR0913  # everything that it knows
        self,
        table: Table,
        lexicon: Lexicon,
        *,
        asides: tuple[str, ...] = (),
        said: Mapping[str, str],
        names: Mapping[str, tuple[TopicId, ...]],
        against: Mapping[str, frozenset[TopicId]],
        negation: Negation,
    ) -> None:
        """Keep the table of weights, the lexicon that leads to its words, the phrases that are an aside (*said*) or name a topic by themselves, and the words against one."""
        self._table, self._lexicon, self._negation = table, lexicon, negation
        self._said = said
        self._names, self._against = names, against
        worries = table.classes[table.slices[WORRY]]
        self._asides = {name: at for at, name in enumerate(worries) if name in asides}
        self._topics = {TopicId(name): at for at, name in enumerate(worries) if name not in asides}
        self._at = np.array(list(self._topics.values()), np.int32)

    def knows(self, normal: str) -> bool:
        """Tell whether a word, by its normal form, is one of ours."""
        return normal in self._lexicon.keys

    def hear(self, text: Text, without: tuple[str, ...] = ()) -> Heard:
        """Weigh *text*: what it sets aside («ではなくて») and the words of *without* do not count."""
        skipped = (*self._negation.spans(text), *_places(text.plain, without))
        places, found = units(text), tuple(self._lexicon.find(text))
        if skipped:
            places = [unit for unit in places if not _within(unit.begin, unit.end, skipped)]
            found = tuple(each for each in found if not _within(each.begin, each.end, skipped))
        worths = _worths(places, found)
        return Heard(text, self._table.weigh(worths), worths, places, found)

    def danger(self, heard: Heard) -> tuple[str, float] | None:
        """Give the kind of danger that the words sound most like, and how much; more than 0 sounds more like danger than not."""
        kinds = self._table.slices[DANGER]
        if kinds.start == kinds.stop:
            return None
        anything, *each = heard.scores[kinds].tolist()
        at = max(range(len(each)), key=each.__getitem__)
        return self._table.classes[kinds][1 + at], anything

    def rank(self, heard: Heard, likely: frozenset[TopicId] = frozenset()) -> tuple[tuple[Match, ...], dict[str, float]]:
        """Rank the topics, best first, and give the share of each aside. *likely* are topics that something else than the words speaks for."""
        scores = heard.scores[self._table.slices[WORRY]].copy()
        for topic in self._doubtful(heard.text):
            scores[self._topics[topic]] -= AGAINST
        for topic in likely & self._topics.keys():
            scores[self._topics[topic]] += FAVOUR
        shares = _shares(scores)
        best = self._at[np.argsort(-scores[self._at], kind="stable")[:MOST]]
        why = Reasons(self._table, heard, best.tolist())
        matches = tuple(
            Match(TopicId(self._table.classes[at]), float(scores[at]), float(shares[at]), partial(why.of, column))
            for column, at in enumerate(best.tolist())
        )
        return matches, {name: float(shares[at]) for name, at in self._asides.items()}

    def _doubtful(self, text: Text) -> frozenset[TopicId]:
        """Give the topics that a word of *text* speaks against."""
        return (
            frozenset().union(*(self._against[word.normal] for word in text.words if word.normal in self._against)) if self._against else frozenset()
        )

    def decide(self, heard: Heard, likely: frozenset[TopicId] = frozenset()) -> Decision:
        """Rank and decide; *likely* are topics that something else than the words speaks for."""
        matches, asides = self.rank(heard, likely)
        named = self._names.get(spoken(heard.text.plain), ())
        aside = None if named else self._said.get(bare(heard.text.plain))
        if aside is not None:
            return Decision("aside", matches, aside=aside)
        decision = decide(matches, asides, named)
        return self._by_sentence(heard, decision, likely) if decision.kind in {"none", "close"} else decision

    def _part(self, heard: Heard, sentence: Text) -> Heard:
        """Weigh a *sentence* of what was heard: what does not count in the whole does not count in it."""
        begin, end = sentence.words[0].begin, sentence.words[-1].end
        places = [unit for unit in heard.places if begin <= unit.begin and unit.end <= end]
        found = tuple(each for each in heard.found if begin <= each.begin and each.end <= end)
        worths = _worths(places, found)
        return Heard(sentence, self._table.weigh(worths), worths, places, found)

    def _by_sentence(self, heard: Heard, whole: Decision, likely: frozenset[TopicId]) -> Decision:
        """Where the whole text is about nothing clear, look at each sentence: two worries in one text hide each other."""
        parts = [self.rank(self._part(heard, sentence), likely) for sentence in heard.text.sentences()]
        found = {matches[0].topic: matches[0] for matches, asides in parts if _ahead(matches, asides, TOLD)}
        first = {match.topic: match for match in whole.matches[:1] if whole.kind == "close"}
        told = tuple((first | found).values())
        if not found or found.keys() == first.keys():
            return whole
        matches = (*told, *(match for match in whole.matches if match.topic not in {each.topic for each in told}))[:MOST]
        return Decision("clear" if len(told) == 1 else "close", matches, tuple(match.topic for match in told[:CHOICES]))


SHARPNESS = 4.0
"""How much more likely a topic is with each point of score. This and ELSE were fitted to our own cases, see docs/design/matching.md."""
ELSE = 1.0
"""The score of «something else than all that we know»."""
SURE = 0.5
"""Least share for a topic to be named as the one."""
LIKELY = 0.15
"""Least share of the first for asking about it."""
AHEAD = 1.6
"""How many times the second's share makes the first one clear."""
NEAR, FAINT = 0.35, 0.1
"""What part of the first's share still makes a choice to ask about; for a second choice less is enough, so that there is a choice."""
ASIDE = 0.3
"""Least share of small talk or a question to the city for it to be answered as such."""
FEWEST, CHOICES = 2, 3
"""How many choices are asked about, if there is reason for them, and at most."""
TOLD = 0.35
"""Least share of a topic in one sentence, where the whole text is about nothing clear."""
TOLD_TOO = 0.9
"""Least score of another worry that the text tells of beside the first."""
AGAINST = 0.5
"""What a topic loses where the text has a word that speaks against it."""
FAVOUR = 1.0
"""How much a topic gains where the watch for danger saw a danger of its kind: 「借金を苦に死にたい」 is first of all about wanting to die."""


def decide(matches: tuple[Match, ...], asides: Mapping[str, float], named: tuple[TopicId, ...] = ()) -> Decision:
    """Say the one topic that is ahead, ask which of those that are near, answer an aside, or admit that nothing is known.

    *asides* gives the share of each kind; *named* are the topics that have the whole text among their own words.
    """
    if len(named) == 1:
        return Decision("clear", _first(matches, named[0]), named)
    aside = max(asides, key=lambda name: asides[name], default=None)
    first = matches[0].share if matches else 0.0
    if aside is not None and asides[aside] >= max(ASIDE, AHEAD * first):
        return Decision("aside", matches, aside=aside)
    if first < LIKELY:
        return Decision("none", matches)
    if _ahead(matches, asides, SURE):
        return Decision("clear", matches, (matches[0].topic,), _told_too(matches))
    near = tuple(match.topic for at, match in enumerate(matches[:CHOICES]) if match.share >= (FAINT if at < FEWEST else NEAR) * first)
    return Decision("close", matches, near)


def _ahead(matches: tuple[Match, ...], asides: Mapping[str, float], least: float) -> bool:
    """Tell whether the first topic is likely enough, and far enough ahead of all else."""
    others = (*(match.share for match in matches[1:2]), *asides.values())
    return bool(matches) and matches[0].share >= max(least, AHEAD * max(others, default=0.0))


def bare(plain: str) -> str:
    """Give what is spoken of a normalised text; where nothing is (an emoji), the text itself."""
    return spoken(plain) or plain


def _told_too(matches: tuple[Match, ...]) -> tuple[TopicId, ...]:
    return tuple(match.topic for match in matches[1:CHOICES] if match.score >= TOLD_TOO)


def _first(matches: tuple[Match, ...], topic: TopicId) -> tuple[Match, ...]:
    return tuple(sorted(matches, key=lambda match: match.topic != topic))


def _shares(scores: Floats) -> Floats:
    """Turn scores into shares of one, with «something else» beside them (softmax)."""
    highest = scores.max(initial=ELSE)
    powers = np.exp(SHARPNESS * (scores - highest))
    other = np.exp(SHARPNESS * (ELSE - highest))
    shares: Floats = powers / (powers.sum() + other)
    return shares


def _places(plain: str, words: tuple[str, ...]) -> Spans:
    """Give where each of *words* stands."""
    return tuple((begin, begin + len(word)) for word in words for begin in range(len(plain)) if word and plain.startswith(word, begin))


def _within(begin: int, end: int, spans: Spans) -> bool:
    """Tell whether a stretch reaches into one of *spans*."""
    return any(first < end and begin < last for first, last in spans)


def _worths(places: list[Unit], found: tuple[Found, ...]) -> dict[str, float]:
    """Say how much each unit counts: often said counts a little more, found otherwise than word for word a little less."""
    worths: dict[str, float] = {}
    for key, _, _ in places:
        worths[key] = worths.get(key, 0.0) + 1.0
    if len(worths) < len(places):
        worths = {key: 1 + log(count) for key, count in worths.items()}
    for each in found:
        for key in each.keys:
            worths[key] = max(worths.get(key, 0.0), each.worth)
    return worths


class Reasons:
    """What each stretch of a text added to the classes that were found. Worked out when it is first asked for."""

    def __init__(self, table: Table, heard: Heard, classes: list[int]) -> None:
        """Remember what to work out."""
        self._table, self._heard, self._classes = table, heard, classes

    def of(self, column: int) -> tuple[Because, ...]:
        """Give what led to the class that stands at *column*, the weightiest first."""
        stretches, points = self._shared
        added, text = points[column], self._heard.text
        best = [(added[at], stretches[at]) for at in sorted(range(len(added)), key=lambda at: -added[at])[:REASONS] if added[at] > 0]
        return tuple([Because(text.around(each.begin, each.end), each.keys[0], each.how, much) for much, each in best])

    @cached_property
    def _shared(self) -> tuple[list[Found], list[list[float]]]:
        """Share out what each unit added among the words of the resident that it stands on: those words, and classes × words."""
        stretches = _stretches(self._heard)
        keys, parts = self._table.parts(self._heard.worths, self._classes)
        places = _standing(self._heard)
        begins, ends = {each.begin: number for number, each in enumerate(stretches)}, {each.end: number for number, each in enumerate(stretches)}
        shares = np.zeros((len(stretches), len(keys)), np.float32)
        for unit, key in enumerate(keys):
            begin, end = places[key]
            first, last = begins.get(begin), ends.get(end)
            for number in (first, last):
                if number is not None:
                    shares[number, unit] = 1 if first == last or None in (first, last) else 0.5
        return stretches, (shares @ parts).T.tolist()


REASONS = 5
"""How many reasons are given at most."""


def _stretches(heard: Heard) -> list[Found]:
    """Give the words of the text that carry meaning, and those that were found another way, each with what it was taken for."""
    other = {(each.begin, each.end) for each in heard.found}
    words = [unit for unit in heard.places if unit.key[:1] not in {SOUND, NEXT} and (unit.begin, unit.end) not in other]
    return [*(Found(unit.begin, unit.end, (unit.key,), "same") for unit in words), *heard.found]


def _standing(heard: Heard) -> dict[str, tuple[int, int]]:
    """Give where each unit stands."""
    found = {key: (each.begin, each.end) for each in heard.found for key in each.keys}
    return found | {unit.key: (unit.begin, unit.end) for unit in heard.places}
