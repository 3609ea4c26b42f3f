"""The tree: a flow of questions, and where a list of answers leads in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NewType, TypeAlias

from app.catalogue import ResourceId

NodeId = NewType("NodeId", str)
OptionId = NewType("OptionId", str)

UNSURE = OptionId("unsure")
"""The answer 「わからない」, which every question has."""


Meaning: TypeAlias = Literal["self", "family", "other", "child", "teen", "young", "adult", "elderly"]
"""What an answer says of the person with the worry: whose it is to the writer, or of what age they are (young: child or teen)."""
WHOSE = frozenset({"self", "family", "other"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer that a resident may choose."""

    id: OptionId
    label: str
    to: NodeId
    for_young: bool = False
    """Chosen for those whose words sound like a child's: they are not asked their age."""
    means: tuple[Meaning, ...] = ()
    """What the answer says of the person, so that nobody is asked what they have told already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A step that asks one thing."""

    id: NodeId
    text: str
    options: tuple[Option, ...]
    unsure: NodeId
    """Where 「わからない」 leads."""
    optional: bool = False
    """Asked only of those who chose to be asked (a self-check); not counted among the questions that everybody meets."""

    def next(self, answer: OptionId) -> NodeId | None:
        """Give the node that *answer* leads to, None where the question has no such answer."""
        if answer == UNSURE:
            return self.unsure
        return next((option.to for option in self.options if option.id == answer), None)

    def told(self, facts: frozenset[str]) -> Option | None:
        """Give the only answer that *facts* about the person speak for, if there is exactly one."""
        fitting = [option for option in self.options if option.means and _fits(option.means, facts)]
        return fitting[0] if self.about_person and len(fitting) == 1 else None

    @property
    def about_person(self) -> bool:
        """Tell whether the question is about the person with the worry: at least two of its answers say something of them."""
        return sum(bool(option.means) for option in self.options) > 1


def _fits(means: tuple[Meaning, ...], facts: frozenset[str]) -> bool:
    """Tell whether of whose worry it is and of the age, each that *means* speaks of is among *facts*."""
    sides = (WHOSE.intersection(means), frozenset(means) - WHOSE)
    return all(side & facts for side in sides if side)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A step that offers windows."""

    id: NodeId
    text: str
    offers: tuple[ResourceId, ...]
    urgent: bool = False
    """Who answers now comes before who is near."""
    steps: tuple[str, ...] = ()
    """What one can do right now, before or beside calling."""
    message: str | None = None
    """A sentence to send to the person one is worried about."""


Node: TypeAlias = Question | Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The questions of a topic and what they lead to; the first node is where it starts."""

    questions: tuple[Question, ...] = ()
    outcomes: tuple[Outcome, ...]

    def __iter__(self) -> Iterator[Node]:
        """Go through all nodes, questions first."""
        yield from self.questions
        yield from self.outcomes

    @property
    def start(self) -> Node:
        """The node that a talk enters by."""
        return next(iter(self))

    def node(self, wanted: NodeId) -> Node:
        """Give the node with this id; raises StopIteration, which checked content never does."""
        return next(each for each in self if each.id == wanted)


def leads_to(node: Node) -> tuple[NodeId, ...]:
    """Give the nodes that one answer away from *node* are."""
    return (*(option.to for option in node.options), node.unsure) if isinstance(node, Question) else ()


def replay(flow: Flow, answers: tuple[OptionId, ...]) -> tuple[Node, tuple[OptionId, ...]]:
    """Walk *answers* from the start; give where they lead, and the answers that still count.

    A flow may have changed since they were given: from the first answer that it does not know, the rest is forgotten.
    """
    here = flow.start
    for step, answer in enumerate(answers):
        following = here.next(answer) if isinstance(here, Question) else None
        if following is None:
            return here, answers[:step]
        here = flow.node(following)
    return here, answers
