"""What a resident can do in a talk. A talk is the list of these and nothing else."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from app.catalogue import Area, Preference, ResourceId, TopicId
from app.dialogue import OptionId

LONGEST_TEXT = 2000
"""Characters of a worry that are read; the rest is left out, never refused."""
MOST_EVENTS = 40


@dataclass(frozen=True, slots=True)
class Said:
    """The resident wrote something."""

    text: str
    tail: str = ""
    """Of a longer text, the sentences far behind that tell of danger (app/kept.py)."""

    @property
    def words(self) -> str:
        """Give what is kept of the words, as it is shown."""
        return f"{self.text}……{self.tail}" if self.tail else self.text


@dataclass(frozen=True, slots=True)
class Chose:
    """The resident chose a worry from a list; a shortcut answers its first questions too."""

    topic: TopicId
    answers: tuple[OptionId, ...] = ()
    young: bool = False
    """Chosen behind the child's door."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The resident answered the question that was asked."""

    option: OptionId


@dataclass(frozen=True, slots=True)
class Lives:
    """The resident told the ward they live in; it counts for the whole talk."""

    ward: Area


@dataclass(frozen=True, slots=True)
class Differs:
    """The resident said 「ちがいます」 to what we made of their words."""


@dataclass(frozen=True, slots=True)
class Prefers:
    """The resident told how they like to be in touch (None: in any way); it counts for the whole talk."""

    way: Preference | None


How: TypeAlias = Literal["reached", "missed", "wrong"]
"""Whether somebody answered at a window: yes, no, or it was not the right place."""


@dataclass(frozen=True, slots=True)
class Tried:
    """The resident told how it went at a window."""

    resource: ResourceId
    how: How


Event: TypeAlias = Said | Chose | Answered | Lives | Differs | Prefers | Tried
LASTING = (Lives, Prefers)
"""What counts for the whole talk, whatever step one goes back to."""
