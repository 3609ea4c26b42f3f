"""Everything that a change changes, and what of it is worse. Pure: two drafts and their answers in, one report out."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date

from app.bench import Case
from app.catalogue import ResourceId
from app.checks import approvals
from app.content import Content
from app.impact.answers import Answer, Moved, moved
from app.impact.changes import Change, Kind, Sheet, changes, role_of, summary
from app.impact.ways import WORSE, Road, roads
from app.loading import Draft
from app.reach import reach
from app.safety import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two states of the content that are compared."""

    name: str
    """As the clerk called it."""
    draft: Draft
    city: str | None = None
    """The city's folder, as the documents of the draft name it."""

    @property
    def content(self) -> Content:
        """The content, which is whole: who asks has looked."""
        assert self.draft.content is not None
        return self.draft.content

    @property
    def rules(self) -> Rules:
        """The rules for danger."""
        assert self.draft.parts.rules is not None
        return self.draft.parts.rules

    @property
    def sheets(self) -> Iterator[Sheet]:
        """The files, by role."""
        return (Sheet(role_of(name, self.city), name, document) for name, document in self.draft.documents.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """An item that lacks a second name."""

    id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """What is told to the clerk and to who signs."""

    old: str
    new: str
    moved: tuple[Moved, ...]
    asked: int
    """How many sentences were asked on both sides."""
    roads: tuple[Road, ...]
    changes: tuple[Change, ...]
    pending: tuple[Pending, ...]
    """Where the city demands two names: the items that lack one."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Names of topics and of asides, of both sides."""

    @property
    def worse(self) -> bool:
        """Tell whether somebody must look before this is used: an answer is worse, a window is not to be reached, a second name is missing."""
        return any(each.verdict == "worse" for each in self.moved) or any(each.fate in WORSE for each in self.roads) or bool(self.pending)

    @property
    def dangerous(self) -> tuple[Change, ...]:
        """The changes that need two people's eyes."""
        return tuple(each for each in self.changes if each.dangerous)

    @property
    def kinds(self) -> Mapping[Kind, int]:
        """How many entries changed in what."""
        return summary(self.changes)

    @property
    def same(self) -> bool:
        """Nothing at all is different."""
        return not (self.moved or self.roads or self.changes)


Ask = Callable[[tuple[Side, Side], tuple[str, ...]], tuple[Mapping[str, Answer], Mapping[str, Answer]]]
"""Answers sentences on both sides: see `asked`."""


def compare(old: Side, new: Side, cases: Iterable[Case], ask: Ask, today: date) -> Impact:
    """Compare two sides: their files, their ways as of *today*, and what they *ask* of the cases and of the sentences that were changed."""
    every = tuple(_cases(old, new, cases))
    texts = tuple(dict.fromkeys(case.text for case in every))
    with ThreadPoolExecutor(1) as beside:  # the answers come from other processes, and take longest
        asking = beside.submit(ask, (old, new), texts)
        found = changes(old.sheets, new.sheets)
        ways = roads(reach(old.content, today), reach(new.content, today), _names(old), _names(new))
        before, after = asking.result()
    return Impact(
        old=old.name,
        new=new.name,
        moved=moved(every, before, after),
        asked=len(texts),
        roads=ways,
        changes=found,
        pending=tuple(Pending(id=item.id, label=item.label) for item in _pending(new)),
        labels=_labels(old) | _labels(new),
    )


def _pending(side: Side) -> tuple[approvals.Item, ...]:
    city = side.draft.parts.city
    return approvals.pending(side.draft.parts) if city is not None and city.two_keys else ()


def _names(side: Side) -> dict[ResourceId, str]:
    return {each.id: each.name for each in side.content.catalogue}


def _labels(side: Side) -> dict[str, str]:
    topics = {str(each.id): each.label for each in side.content.topics.values()}
    return topics | {each.id: each.label for each in side.content.asides.values()}


def _cases(old: Side, new: Side, cases: Iterable[Case]) -> Iterator[Case]:
    """Give the recorded cases whose topics both sides know, the examples of the rules and of the first page, and the sentences that were put in or taken out."""
    known = {*old.content.topics, *new.content.topics, "none"}
    yield from (case for case in cases if known.issuperset(case.topics))
    for rule in (*new.rules.rules, *old.rules.rules):
        yield from (
            Case(text=text, crisis=rule.kind if rule.level == "urgent" else None, checks_crisis=rule.level == "urgent")
            for text in rule.examples.caught
        )
        yield from (Case(text=text, checks_crisis=True) for text in rule.examples.not_caught)
    yield from (Case(text=text) for side in (new, old) for text in side.content.menu.examples)
    yield from _changed_says(old.content, new.content)
    yield from _changed_dangers(old.content, new.content)


def _changed_says(old: Content, new: Content) -> Iterator[Case]:
    """Give the sentences of topics that only one side has, as of their topic where it is in the new one: a sentence taken out expects nothing."""
    before = {(topic.id, text) for topic in old.topics.values() for text in (*topic.says, *topic.stories)}
    after = {(topic.id, text): None for topic in new.topics.values() for text in (*topic.says, *topic.stories)}
    come = [(topic, text) for topic, text in after if (topic, text) not in before]
    yield from (Case(text=text, topics=(topic,)) for topic, text in come)
    yield from (Case(text=text) for _, text in sorted(before - after.keys()) if text not in {text for _, text in come})


def _changed_dangers(old: Content, new: Content) -> Iterator[Case]:
    before, after = ({(kind, text) for kind, says in side.lessons.dangers for text in says} for side in (old, new))
    harmless = frozenset(new.lessons.harmless)
    yield from (Case(text=text, crisis=None if text in harmless else kind, checks_crisis=True) for kind, text in sorted(before ^ after))
