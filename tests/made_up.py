"""Small made-up content: enough to try the engine without the shipped one."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from app.catalogue import Catalogue, Channel, Resource, Source
from app.content import City, Content, Lessons, Menu, Panel, Style, Topic, Young, besides_of, own_of
from app.dialogue import UNSURE, Flow, Option, OptionId, Outcome, Question, replay
from app.matching.terms import Text, Word
from app.offering import Here, Offer
from app.opening import TOKYO
from app.persons import Told
from app.ruby import Readings
from app.safety import Examples, Rule, Rules, Watch
from app.teaching import teach

NIGHT = datetime(2026, 11, 20, 3, 0, tzinfo=TOKYO)
WEEK = [datetime(2026, 11, 20, 0, 0, tzinfo=TOKYO) + timedelta(hours=hour) for hour in range(7 * 24)]
NEW_YEAR = [datetime(2026, 12, 31, 0, 0, tzinfo=TOKYO) + timedelta(hours=hour) for hour in range(24)]
DAYTIME = "Mo-Fr 09:00-17:00"


def at(moment: datetime, ward: str | None = None) -> Here:
    """Stand at a moment, in a ward or in none that we know."""
    return Here(now=moment, ward=ward)


def ids(offered: Iterable[Offer]) -> list[str]:
    """Name what is offered."""
    return [each.resource.id for each in offered]


def paths(flow: Flow, answers: tuple[OptionId, ...] = ()) -> Iterator[tuple[tuple[OptionId, ...], Outcome]]:
    """Give all ways through a flow, 「わからない」 too: answers and outcome."""
    node, _ = replay(flow, answers)
    if isinstance(node, Outcome):
        yield answers, node
    else:
        for each in (*(option.id for option in node.options), UNSURE):
            yield from paths(flow, (*answers, each))


def by_spaces(text: str) -> Text:
    """Take what stands between spaces for words."""
    words, begin = [], 0
    for piece in text.split(" "):
        if piece:
            words.append(Word(piece, piece, piece, "名詞", "普通名詞", begin, begin + len(piece)))
        begin += len(piece) + 1
    return Text(text, tuple(words))


def as_written(text: str) -> tuple[str, frozenset[int]]:
    """Take the text for its own sound, in which a word begins anywhere."""
    return text, frozenset(range(len(text) + 1))


def phone(value: str | None = "06-1234-5678", **more: object) -> Channel:
    """Make a telephone that always answers."""
    return Channel(**{"type": "phone", "value": value, "hours": "24/7", "cost": "free"} | more)


def resource(known_as: str, *channels: Channel, **more: object) -> Resource:
    """Make a window with the least that a window has."""
    fixed = {
        "id": known_as,
        "name": f"{known_as}の窓口",
        "kana": "まどぐち",
        "kind": "window",
        "topics": ("money",),
        "audience": "どなたでも",
        "summary": "話を聴きます。",
        "welcome": "名前は言わなくてかまいません。",
        "channels": channels,
        "sources": (Source(url="https://example.jp/", confirms="すべて"),),
        "checked_on": date(2026, 11, 20),
        "confidence": "official",
    }
    return Resource(**fixed | more)


def option(name: str, to: str, *means: str, **more: object) -> Option:
    """Make an answer whose label is its id in brackets."""
    return Option(**{"id": name, "label": f"「{name}」", "to": to, "means": means} | more)


def question(name: str, unsure: str, **options: str) -> Question:
    """Make a question from answers and where they lead."""
    return Question(id=name, text=f"{name}？", options=tuple(option(each, to) for each, to in options.items()), unsure=unsure)


def outcome(name: str, *offers: str, urgent: bool = False) -> Outcome:
    """Make an outcome that offers windows."""
    return Outcome(id=name, text=f"{name}です。", offers=offers, urgent=urgent)


def topic(name: str, *nodes: Question | Outcome, **more: object) -> Topic:
    """Make a topic whose only phrase is its id."""
    questions = tuple(node for node in nodes if isinstance(node, Question))
    outcomes = tuple(node for node in nodes if isinstance(node, Outcome))
    fixed = {"id": name, "label": f"{name}のこと", "group": "all", "says": (name,), "first_words": "話してくださって、ありがとうございます。"}
    return Topic(**fixed | {"questions": questions, "outcomes": outcomes} | more)


def rule(name: str, *patterns: str, **more: object) -> Rule:
    """Make a rule of kind suicide without examples."""
    return Rule(**{"id": name, "kind": "suicide", "patterns": patterns, "examples": Examples(caught=())} | more)


class Knows:
    """Tells of persons what it was given, by a word of the text."""

    def __init__(self, told: dict[str, Told] | None = None) -> None:
        """Keep what is to be told."""
        self._told = told or {}

    def tell(self, text: str, year: int) -> Told:
        """Tell what was given for the first word that stands in the text; else nothing."""
        return next((told for word, told in self._told.items() if word in text), Told(who=None, age=None))


NOTHING = Lessons(topics=())


def bare_content(
    resources: Iterable[Resource],
    *topics: Topic,
    general: tuple[str, ...] = (),
    city: City | None = None,
    panel: Panel | None = None,
    lessons: Lessons = NOTHING,
) -> Content:
    """Join made-up parts as `loading` joins real ones; *lessons* are those beside the topics. Where no topic is given, there is one of which nothing is told."""
    topics = topics or (topic("else", outcome("else")),)
    lessons = replace(lessons, topics=topics)
    catalogue = Catalogue.of(resources)
    menu = Menu(examples=(), groups=(), doors=(), general=general, panels=(panel,) if panel else ())
    watch = Watch(Rules(rules=(rule("die", "死にたい"),)), as_written)
    return Content(
        catalogue=catalogue,
        topics={each.id: each for each in topics},
        menu=menu,
        style=Style(officialese=(), never_show=(), young=Young(says=(), in_kana=(), unless=())),
        asides={each.id: each for each in lessons.asides},
        measures=(),
        watch=watch,
        persons=Knows(),
        matcher=teach(lessons, by_spaces),
        lessons=lessons,
        read=by_spaces,
        meaning=None,
        city=city,
        version="made-up",
        readings=Readings(),
        own=own_of(catalogue),
        besides=besides_of(catalogue),
    )
