"""Rules on the topics and their flows."""

from collections.abc import Iterator
from itertools import count
from typing import get_args

from app.checks.parts import Parts, Problems
from app.content import Topic
from app.dialogue import UNSURE, Node, NodeId, Question, leads_to
from app.errors import Path
from app.safety import Kind
from app.text import normalise

MOST_QUESTIONS = 3
LONGEST_LABEL = 24
LONGEST_WORDS = 140
LEAST_SAYS = 40


def topics_are_named_as_their_file(parts: Parts) -> Problems:
    """The id of a topic is the name of its file."""
    for placed in parts.topics:
        if placed.file.rsplit("/", maxsplit=1)[-1] != f"{placed.value.id}.yaml":
            name = placed.file.rsplit("/", maxsplit=1)[-1].removesuffix(".yaml")
            message = f"id「{placed.value.id}」とファイル名がちがいます。どちらかをそろえてください。ファイル名が正しければ「{name}」と書いてください"
            yield placed.problem(message, "id", hint=name, rule="name-of-file")


def nodes_are_named_once(parts: Parts) -> Problems:
    """Ids of questions, outcomes and the answers of one question are unique; `unsure` is ours."""
    for placed in parts.topics:
        seen: set[str] = set()
        for place, node in _nodes(placed.value):
            if node.id in seen:
                hint = _other(node.id, {str(each.id) for _, each in _nodes(placed.value)})
                message = f"id「{node.id}」が二度使われています。「{hint}」のように、別の id を書いてください"
                yield placed.problem(message, *place, "id", hint=hint, rule="id-twice")
            seen.add(node.id)
            options = [option.id for option in node.options] if isinstance(node, Question) else []
            for at, option in enumerate(options):
                if option == UNSURE or option in options[:at]:
                    hint = _other(option, set(options))
                    why = "同じ質問の中で一度だけ。unsure は「わからない」のためのものです"
                    message = f"答えの id「{option}」は使えません（{why}）。「{hint}」のように、別の id を書いてください"
                    yield placed.problem(message, *place, "options", at, "id", hint=hint, rule="id-twice")


def _other(name: str, taken: set[str]) -> str:
    return next(other for number in count(2) if (other := f"{name}-{number}") not in taken)


def options_lead_somewhere(parts: Parts) -> Problems:
    """Each answer, and 「わからない」, leads to a question or an outcome of the same file."""
    for placed in parts.topics:
        known = frozenset(str(node.id) for node in placed.value.flow)
        for place, node in _nodes(placed.value):
            for deeper, wanted in _targets(node):
                if wanted not in known:
                    message = f"行き先「{wanted}」は、この話題の questions にも outcomes にもありません"
                    yield placed.unknown("unknown-next", message, wanted, known, *place, *deeper)


def every_node_is_reachable(parts: Parts) -> Problems:
    """From the start, each question and outcome can be come to."""
    for placed in parts.topics:
        reached = _reached(placed.value)
        for place, node in _nodes(placed.value):
            if node.id not in reached:
                message = f"「{node.id}」に来る道がありません。どれかの答えに「to: {node.id}」と書くか、ここを消してください"
                yield placed.problem(message, *place, "id", rule="unreachable")


def flows_come_to_an_end(parts: Parts) -> Problems:
    """No answer leads back to a question already asked, and no path asks more than three."""
    for placed in parts.topics:
        for place, node in _nodes(placed.value):
            if isinstance(node, Question) and node.id in _beyond(placed.value, node):
                message = f"質問「{node.id}」に戻る道があります。同じことを二度きかないように、先の質問の to を、ほかの行き先にしてください"
                yield placed.problem(message, *place, "id", rule="loop")
        if placed.value.outcomes and not _loops(placed.value) and _depth(placed.value, placed.value.flow.start) > MOST_QUESTIONS:
            message = f"質問が {MOST_QUESTIONS} つより多く続く道があります。どれかの質問をやめて、その前の答えの to を、案内（outcomes）の id にしてください"
            yield placed.problem(message, "questions", key=True, rule="too-deep-questions")


def outcomes_offer_something(parts: Parts) -> Problems:
    """An outcome without windows is a dead end, a question without answers too."""
    for placed in parts.topics:
        for place, node in _nodes(placed.value):
            if isinstance(node, Question) and not node.options:
                message = f"質問「{node.id}」に答え（options）がありません。行き止まりです。「- {{id: yes, label: はい, to: 行き先の id}}」のように書いてください"
                yield placed.problem(message, *place, "options", rule="dead-end")
            if not isinstance(node, Question) and not node.offers:
                hint = f"[{parts.menu.general[0]}]" if parts.menu and parts.menu.general else None
                instead = f"決まるまでは「{hint}」と書いてください" if hint else "窓口の id を書いてください"
                yield placed.problem(
                    f"「{node.id}」に窓口（offers）がありません。行き止まりです。{instead}", *place, "offers", hint=hint, rule="dead-end"
                )
        if not placed.value.outcomes:
            message = "outcomes が空です。行き止まりです。「- id: talk」「  text: …」「  offers: [yorisoi-hotline]」の三行を書いてください"
            yield placed.problem(message, "outcomes", rule="dead-end")


def offers_exist(parts: Parts) -> Problems:
    """Each offered id is in the catalogue, once in its outcome."""
    for placed in parts.topics:
        for number, outcome in enumerate(placed.value.outcomes):
            for at, offered in enumerate(outcome.offers):
                if offered not in parts.declared_resources:
                    message = f"resources.yaml に「{offered}」がありません"
                    yield placed.unknown("unknown-window", message, offered, parts.declared_resources, "outcomes", number, "offers", at)
                if offered in outcome.offers[:at]:
                    yield placed.problem(
                        f"「{offered}」が二度書かれています。こちらを消してください", "outcomes", number, "offers", at, hint="", rule="said-twice"
                    )


def topics_point_to_topics(parts: Parts) -> Problems:
    """`related` and `not_this` name other topics that exist."""
    for placed in parts.topics:
        for at, topic in enumerate(placed.value.related):
            if topic == placed.value.id:
                yield placed.problem(f"「{topic}」は、この話題です。消してください", "related", at, hint="", rule="unknown-topic")
            elif topic not in parts.declared_topics:
                yield placed.unknown("unknown-topic", f"話題「{topic}」はありません", topic, parts.declared_topics, "related", at)
        for at, lookalike in enumerate(placed.value.not_this):
            if lookalike.topic not in parts.declared_topics or lookalike.topic == placed.value.id:
                others = parts.declared_topics - {placed.value.id}
                yield placed.unknown(
                    "unknown-topic", f"ほかの話題「{lookalike.topic}」はありません", lookalike.topic, others, "not_this", at, "topic"
                )


def nothing_is_said_twice(parts: Parts) -> Problems:
    """A phrase belongs to one topic, once."""
    first: dict[str, str] = {}
    for placed in parts.topics:
        fields = (("says", placed.value.says), ("stories", placed.value.stories))
        for field, at, said in ((field, at, said) for field, sentences in fields for at, said in enumerate(sentences)):
            key = normalise(said)
            if key in first:
                yield placed.problem(
                    f"「{said}」は {first[key]} にもあります。どちらか一つにしてください（こちらなら、この行を消します）",
                    field,
                    at,
                    hint="",
                    rule="said-twice",
                )
            first.setdefault(key, placed.file)


def asides_are_named_apart(parts: Parts) -> Problems:
    """What is no worry has an id of its own: no other's, no topic's, no kind of danger's, among which it stands where the words are weighed."""
    taken = {*parts.declared_topics, *get_args(Kind)}
    for placed in parts.asides:
        if placed.value.id in taken:
            hint = _other(placed.value.id, taken)
            message = f"id「{placed.value.id}」は、ほかの返事・話題・危険の種類に使われています。「{hint}」のように、別の id を書いてください"
            yield placed.problem(message, "id", hint=hint, rule="id-twice")
        taken.add(placed.value.id)


def topics_are_well_said(parts: Parts) -> Problems:
    """A topic that few phrases describe is not found."""
    for placed in parts.topics:
        if len(placed.value.says) < LEAST_SAYS:
            less = LEAST_SAYS - len(placed.value.says)
            message = f"says が {len(placed.value.says)} こです。{LEAST_SAYS} こ以上になるように、いろいろな言い方を、あと {less} こ書いてください"
            yield placed.problem(message, "says", key=True, rule="few-says")


def topic_texts_are_short(parts: Parts) -> Problems:
    """What a resident reads or presses is short."""
    for placed in parts.topics:
        if len(placed.value.label) > LONGEST_LABEL:
            yield placed.problem(_too_long("label ", placed.value.label, LONGEST_LABEL), "label", rule="too-long")
        if len(placed.value.first_words) > LONGEST_WORDS:
            yield placed.problem(_too_long("first_words ", placed.value.first_words, LONGEST_WORDS), "first_words", rule="too-long")
        for place, node in _nodes(placed.value):
            for at, option in enumerate(node.options if isinstance(node, Question) else ()):
                if len(option.label) > LONGEST_LABEL:
                    message = _too_long(f"答え「{option.label}」", option.label, LONGEST_LABEL)
                    yield placed.problem(message, *place, "options", at, "label", rule="too-long")


def _too_long(what: str, text: str, longest: int) -> str:
    return f"{what}は {longest} 文字までです。あと {len(text) - longest} 文字けずってください"


def _nodes(topic: Topic) -> Iterator[tuple[Path, Node]]:
    for at, question in enumerate(topic.questions):
        yield ("questions", at), question
    for at, outcome in enumerate(topic.outcomes):
        yield ("outcomes", at), outcome


def _targets(node: Node) -> Iterator[tuple[Path, NodeId]]:
    if isinstance(node, Question):
        yield from ((("options", at, "to"), option.to) for at, option in enumerate(node.options))
        yield ("unsure",), node.unsure


def _beyond(topic: Topic, node: Node) -> frozenset[NodeId]:
    """Give all nodes that lie behind *node*."""
    nodes = {each.id: each for each in topic.flow}
    found: set[NodeId] = set()
    todo = list(leads_to(node))
    while todo:
        here = todo.pop()
        if here not in found and here in nodes:
            found.add(here)
            todo += leads_to(nodes[here])
    return frozenset(found)


def _reached(topic: Topic) -> frozenset[NodeId]:
    start = next(iter(topic.flow), None)
    return frozenset() if start is None else _beyond(topic, start) | {start.id}


def _loops(topic: Topic) -> bool:
    return any(question.id in _beyond(topic, question) for question in topic.questions)


def _depth(topic: Topic, node: Node) -> int:
    nodes = {each.id: each for each in topic.flow}
    if not isinstance(node, Question):
        return 0
    return (0 if node.optional else 1) + max((_depth(topic, nodes[to]) for to in leads_to(node) if to in nodes), default=0)


RULES = (
    topics_are_named_as_their_file,
    nodes_are_named_once,
    options_lead_somewhere,
    every_node_is_reachable,
    flows_come_to_an_end,
    outcomes_offer_something,
    offers_exist,
    topics_point_to_topics,
    nothing_is_said_twice,
    asides_are_named_apart,
    topics_are_well_said,
    topic_texts_are_short,
)
