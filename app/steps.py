"""Where a talk can stand, and what is said and offered there."""

from dataclasses import dataclass, field
from typing import ClassVar, TypeAlias

from app.catalogue import Resource
from app.content import Aside, Panel, Topic
from app.dialogue import Outcome, Question
from app.events import Event, How, Said
from app.ladder import Rung
from app.matching.rank import Because, Match
from app.offering import Here, Offer
from app.safety import Danger, Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One question."""

    kind: ClassVar = "asking"
    topic: Topic
    question: Question
    entered: bool
    """The topic is new in this turn: its first words belong here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advising:
    """The windows that may help."""

    kind: ClassVar = "advising"
    topic: Topic
    outcome: Outcome
    entered: bool
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choosing:
    """Two or three worries are near; which is it?"""

    kind: ClassVar = "choosing"
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsure:
    """We do not know, say so, and offer what takes any worry."""

    kind: ClassVar = "unsure"
    nearest: tuple[Topic, ...]
    offers: tuple[Offer, ...]
    young: bool = False
    """The words sound like a child's: the child's door is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replying:
    """What was written is no worry of ours; there is a fixed answer to it."""

    kind: ClassVar = "replying"
    aside: Aside
    offers: tuple[Offer, ...] = ()
    """Where the city knows more: its main number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trying:
    """Somebody answered at a window, or nobody did: what to try next for the same worry."""

    kind: ClassVar = "trying"
    resource: Resource
    how: How
    rungs: tuple[Rung, ...]


Step: TypeAlias = Asking | Advising | Choosing | Unsure | Replying | Trying


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
    about: str | None = None
    """The name that belongs into the label: of the window that was tried."""
    at: int = field(default=0, compare=False)
    """Where the event stands in the talk."""

    @property
    def written(self) -> bool:
        """Tell whether the label is what the resident wrote."""
        return isinstance(self.event, Said)

    @property
    def why(self) -> tuple[str, ...]:
        """Give the resident's own words that led here, the weightiest three."""
        return surfaces(self.because)

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


MOST_SURFACES = 3
LEAST_SHARE = 0.3
"""Of the weightiest word's points; words that count less explain nothing to a person."""


def surfaces(because: tuple[Because, ...]) -> tuple[str, ...]:
    """Give the resident's own words that led here, the weightiest three, none inside another."""
    enough = max((each.points for each in because), default=0.0) * LEAST_SHARE
    chosen: list[str] = []
    for surface in (each.surface for each in because if len(each.surface) > 1 and each.points >= enough):
        if any(surface in other for other in chosen):
            continue
        chosen = [*(other for other in chosen if other not in surface), surface]
    return tuple(chosen[:MOST_SURFACES])
