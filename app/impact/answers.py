"""What is made of a sentence, before and after, and whether that is better or worse. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from app.bench import NONE, Case
from app.catalogue import TopicId
from app.content import Content
from app.safety import Kind, Level
from app.understanding import understand

Verdict: TypeAlias = Literal["worse", "better", "different"]
FOUND, NEAR, ASKED, RIGHT = 1, 2, 3, 4
"""How well the topics of an answer are met: among the first three, the first one though nothing is said, one of those asked about, said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a resident would get to see."""

    danger: Kind | None = None
    level: Level | None = None
    said: Literal["clear", "close", "none", "aside"]
    shown: tuple[str, ...] = ()
    """The topic that is gone into, those that are asked about, or the aside."""
    ranked: tuple[TopicId, ...] = ()
    """The first four, for the measure only."""

    @property
    def seen(self) -> tuple[object, ...]:
        """Give what can be seen of it: two answers alike in this are one."""
        return self.danger, self.level, self.said, self.shown

    @property
    def alarm(self) -> Kind | None:
        """The kind of the urgent panel, if one is shown."""
        return self.danger if self.level == "urgent" else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A sentence that gets another answer."""

    case: Case
    before: Answer
    after: Answer
    verdict: Verdict
    lost: bool
    """An alarm that was right is not raised any more: the gravest of all."""

    @property
    def sort(self) -> tuple[bool, bool, int]:
        """Order by gravity: lost alarms, then other alarms that moved, then worse, different, better."""
        alarms = self.before.alarm != self.after.alarm
        return not self.lost, not (alarms and self.verdict != "better"), ("worse", "different", "better").index(self.verdict)


def answer(content: Content, text: str) -> Answer:
    """Answer one sentence."""
    found = understand(content, text)
    danger, decision = found.danger, found.decision
    return Answer(
        danger=danger.kind if danger is not None else None,
        level=danger.level if danger is not None else None,
        said=decision.kind,
        shown=(decision.aside,) if decision.aside is not None else tuple(decision.choices),
        ranked=tuple(match.topic for match in decision.matches[:4]),
    )


def moved(cases: Iterable[Case], before: Mapping[str, Answer], after: Mapping[str, Answer]) -> tuple[Moved, ...]:
    """Give the sentences with another answer, the gravest first; a sentence that stands several times is told once for each expectation."""
    changed = (_moved(case, before[case.text], after[case.text]) for case in dict.fromkeys(cases) if before[case.text].seen != after[case.text].seen)
    return tuple(sorted(changed, key=lambda each: each.sort))


def _moved(case: Case, before: Answer, after: Answer) -> Moved:
    was, now = marks(case, before), marks(case, after)
    verdict: Verdict = "different" if was == now else "better" if now > was else "worse"
    lost = before.alarm is not None and after.alarm is None and (case.crisis is not None or not case.checks_crisis)
    return Moved(case=case, before=before, after=after, verdict="worse" if lost else verdict, lost=lost)


def marks(case: Case, found: Answer) -> tuple[int, int, int]:
    """Mark an answer against what its case expects, danger first, higher is better; of what the case does not speak of, nothing counts."""
    return (_danger(case, found), _topics(case, found), int(case.aside is not None and found.shown == (case.aside,)))


def _danger(case: Case, found: Answer) -> int:
    if case.crisis is not None:
        return 0 if found.alarm is None else 2 if found.alarm == case.crisis or found.alarm in case.also else 1
    return int(case.checks_crisis and found.alarm is None)


def _topics(case: Case, found: Answer) -> int:
    if NONE in case.topics:
        return int(found.said != "clear")
    if found.ranked[:1] and found.ranked[0] in case.never_first:
        return -1
    if case.every:
        return len(set(case.topics) & set(found.ranked))
    return _met(frozenset((*case.topics, *case.also)), found)


def _met(right: frozenset[str], found: Answer) -> int:
    if right & set(found.shown):
        return RIGHT if found.said == "clear" else ASKED
    return NEAR if right & set(found.ranked[:1]) else FOUND if right & set(found.ranked[:3]) else 0
