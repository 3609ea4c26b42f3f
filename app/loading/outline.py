"""What could be read of content that may be broken, without teaching the matcher: for pictures that staff look at while they mend it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any, TypeVar

from app.catalogue import TopicId
from app.checks import Parts
from app.content import Topic
from app.dialogue import Outcome, Question
from app.errors import Problem
from app.loading.document import Document
from app.loading.meaning import each

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outline:
    """The parts that are whole, all topics as far as they can be read, and what is wrong."""

    parts: Parts
    topics: Mapping[TopicId, Topic]
    problems: tuple[Problem, ...]
    version: str

    def of(self, topic: TopicId) -> tuple[Problem, ...]:
        """Give what is wrong in the file of a topic."""
        return tuple(problem for problem in self.problems if problem.file == f"intents/{topic}.yaml")


def outlined(parts: Parts, documents: Iterable[Document], problems: Iterable[Problem], version: str) -> Outline:
    """Join what could be read with what is left of the topics that could not."""
    whole = {placed.value.id: placed.value for placed in parts.topics}
    files = {TopicId(FilePath(document.file).stem): document for document in documents}
    # Named by the file, whose name is the id, so that a picture is found by it even where the file says otherwise.
    rest = {TopicId(name): salvaged(name, files[TopicId(name)].data) for name in sorted(parts.declared_topics) if TopicId(name) not in whole}
    ordered = tuple(sorted(set(problems), key=lambda each: (each.file, each.line or 0, each.message)))
    return Outline(parts, whole | {name: topic for name, topic in rest.items() if topic is not None}, ordered, version)


def salvaged(name: str, data: Any) -> Topic | None:  # any shape: the file is broken
    """Read the questions and outcomes of a broken topic that are whole by themselves; None where it is no topic at all."""
    if not isinstance(data, dict):
        return None
    text = {key: value if isinstance(value := data.get(key), str) and value else name for key in ("label", "first_words", "group")}
    return Topic(
        id=TopicId(name),
        label=text["label"],
        group=text["group"],
        says=(),
        first_words=text["first_words"],
        questions=_whole_ones(Question, data.get("questions")),
        outcomes=_whole_ones(Outcome, data.get("outcomes")),
    )


def _whole_ones(kind: type[T], data: Any) -> tuple[T, ...]:  # as above
    return tuple(each(kind, Document("", data)).values()) if isinstance(data, list) else ()
