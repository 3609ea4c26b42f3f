"""Where a talk can stand, and what is said and offered there."""

from dataclasses import dataclass, field
from typing import TypeAlias

from app.content import Aside, Panel, Topic
from app.dialogue import Outcome, Question
from app.events import Event
from app.matching.rank import Because, Match
from app.offering import Here, Offer
from app.safety import Danger, Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One question."""

    topic: Topic
    question: Question
    entered: bool
    """The topic is new in this turn: its first words belong here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advising:
    """The windows that may help."""

    topic: Topic
    outcome: Outcome
    entered: bool
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choosing:
    """Two or three worries are near; which is it?"""

    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsure:
    """We do not know, say so, and offer what takes any worry."""

    nearest: tuple[Topic, ...]
    offers: tuple[Offer, ...]
    young: bool = False
    """The words sound like a child's: the child's door is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replying:
    """What was written is no worry of ours; there is a fixed answer to it."""

    aside: Aside
    offers: tuple[Offer, ...] = ()
    """Where the city knows more: its main number."""


Step: TypeAlias = Asking | Advising | Choosing | Unsure | Replying


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Who is called first, and who listens now."""

    panel: Panel
    level: Level
    call: tuple[Offer, ...]
    lines: tuple[Offer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What the resident did, and what we make of it."""

    event: Event
    label: str
    """The resident's words, or the label that they chose."""
    step: Step
    led: Match | None = None
    """What the words led to, and why."""
    matches: tuple[Match, ...] = ()
    danger: Danger | None = None
    assumed: tuple[str, ...] = ()
    """Labels of answers that the resident's words gave already."""
    besides: tuple[Topic, ...] = ()
    """Other worries that the text tells of."""
    at: int = field(default=0, compare=False)
    """Where the event stands in the talk."""

    @property
    def because(self) -> tuple[Because, ...]:
        """Say which words led to the topic, the weightiest first."""
        return self.led.because if self.led is not None else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The talk so far; the last turn holds the next step."""

    turns: tuple[Turn, ...]
    here: Here
    alarm: Alarm | None = None
    """Of the most urgent danger in the whole talk: it stays."""

    @property
    def step(self) -> Step:
        """The step that the resident is at."""
        return self.turns[-1].step
