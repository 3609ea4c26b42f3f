"""A topic on one sheet of paper: which windows, in an order that holds at any hour. Paper does not know what time it is.

The city's own come first, then the country's; free before charged; where the worry must not be seen by others or is of danger, whoever answers
day and night comes first. Among those shown, one answers day and night, and one is of the whole country, if there are such.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.catalogue import GENERAL, Channel, ChannelType, Resource, ResourceId, TopicId
from app.content import FAR, Content, Topic
from app.offering import Here, local
from app.talk import default_outcome

MOST = 5
"""Windows on a sheet; people do not call lists."""
SITUATIONS = 4
"""What one can talk of that is named beside the heading."""
FEW = 2
"""A question with so few answers asks for yes or no: its answers tell nothing by themselves."""
WAYS: tuple[ChannelType, ...] = ("phone", "chat", "sns", "mail", "web-form", "visit", "fax", "letter", "app")
"""Ways to reach a window, the one to be printed largest first."""
ALWAYS = "24/7"
THANKS = ("ありがと", "Thank you")
"""What is said to somebody who has told of a worry; a sheet of paper has been told nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A window on paper: how to reach it best, and how else."""

    resource: Resource
    way: Channel
    others: tuple[Channel, ...] = ()

    @property
    def always(self) -> bool:
        """Tell whether somebody answers day and night."""
        return self.way.hours == ALWAYS

    @property
    def numbers(self) -> tuple[str, ...]:
        """Give its other telephone numbers."""
        return tuple(dict.fromkeys(each.value for each in self.others if each.type == "phone" and each.value and each.value != self.way.value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaflet:
    """One topic on one sheet."""

    topic: Topic
    entries: tuple[Entry, ...]
    situations: tuple[str, ...]
    checked: date | None
    """The oldest day on which one of these windows was checked; None where there is no window."""

    @property
    def secret(self) -> bool:
        """Tell whether the sheet must not say what it is about: somebody at home may find it."""
        return self.topic.sensitive

    def shortened(self, most: int) -> "Leaflet":
        """Leave out the last ones, which do not fit; one that answers day and night stays, if there is one."""
        kept = tuple(_with_one(list(self.entries), _awake, self.entries, most))
        return replace(self, entries=kept, checked=oldest(kept))


def leaflet(content: Content, topic: TopicId, today: datetime, most: int = MOST) -> Leaflet:
    """Choose what stands on the sheet of a topic on the day *today*. Raises KeyError for a topic that is none."""
    about = content.topics[topic]
    chosen = tuple(_chosen(content, about, tuple(_candidates(content, about, today)), most))
    return Leaflet(topic=about, entries=chosen, situations=() if about.sensitive else situations(about), checked=oldest(chosen))


def situations(topic: Topic) -> tuple[str, ...]:
    """Name what one can talk of, in residents' words: the answers of the question that parts the topic most finely."""
    asked = [question for question in topic.questions if not question.about_person and not question.optional and len(question.options) > FEW]
    finest = max(asked, key=lambda question: len(question.options), default=None)
    return tuple(option.label for option in finest.options[:SITUATIONS]) if finest else ()


def oldest(entries: Iterable[Entry]) -> date | None:
    """Give the oldest day on which one of *entries* was checked."""
    return min((each.resource.checked_on for each in entries), default=None)


def spoken(text: str) -> str:
    """Leave out the sentences that thank for telling, unless nothing else is said."""
    sentences = [each for each in text.replace("。", "。\n").replace(". ", ". \n").split("\n") if each]
    kept = "".join(each for each in sentences if not any(thanks in each for thanks in THANKS))
    return (kept or text).strip()


def reachable(resource: Resource) -> Entry | None:
    """Give a window with its best way first; None where no way is known: a number that is withheld is never shown."""
    known = sorted((each for each in resource.channels if each.value), key=_best)
    return Entry(resource=resource, way=known[0], others=tuple(known[1:])) if known else None


def _best(channel: Channel) -> tuple[int, bool, bool]:
    return WAYS.index(channel.type), channel.cost not in {"free", "unknown"}, channel.hours != ALWAYS


def _candidates(content: Content, topic: Topic, today: datetime) -> Iterator[tuple[Entry, bool]]:
    """Give all that the topic offers and that can be reached; true for what is offered to those who are not sure."""
    first = default_outcome(topic).offers
    rest = (offered for outcome in topic.outcomes for offered in outcome.offers)
    emergency = {name for panel in content.menu.panels for name in panel.call}
    seen: set[str] = set(emergency)
    for wanted in (*first, *rest, *(each for each in content.besides.get(topic.id, ()) if _of_city(content, each)), *content.menu.general):
        for resource in _local(content, wanted, today):
            entry = reachable(resource)
            number = entry.way.value or "" if entry else ""
            if entry is not None and not {resource.id, number} & seen:
                seen |= {resource.id, number}
                yield entry, wanted in first


def _local(content: Content, wanted: ResourceId, today: datetime) -> Iterator[Resource]:
    found, _ = local(content, wanted, Here(now=today))
    for each in found:
        if each in content.catalogue and content.catalogue[each].valid(today.date()) and content.catalogue[each].id not in _wards(content):
            yield content.catalogue[each]


def _wards(content: Content) -> frozenset[ResourceId]:
    """Name the windows of single wards: a sheet is for all of the city."""
    wards = {ward.code for ward in content.city.wards} if content.city else set()
    return frozenset(each.id for each in content.catalogue if each.area in wards)


def _of_city(content: Content, name: ResourceId) -> bool:
    return content.distance(name) < FAR


def _chosen(content: Content, topic: Topic, found: tuple[tuple[Entry, bool], ...], most: int) -> Iterator[Entry]:
    """Take the best; the last place is for one that answers day and night, the one before it for one of the whole country, if none is among the rest."""
    grave = topic.sensitive or topic.panel is not None
    own = [pair for pair in found if _made_for(topic, pair[0].resource) or pair[1]]
    ordered = [entry for entry, _ in sorted(own, key=lambda pair: _rank(content, *pair, grave=grave))]
    spare = [entry for entry, _ in sorted(found, key=lambda pair: _rank(content, *pair, grave=True))]
    chosen = _with_one(_with_one(ordered, _national, [*ordered, *spare], most), _awake, [*ordered, *spare], most)
    # Where nothing is in danger, the line of day and night stands last: the one to remember when all others are closed.
    last = None if grave else next(filter(_awake, reversed(chosen)), None)
    yield from sorted(chosen, key=lambda each: each is last)


def _with_one(ordered: list[Entry], wanted: Callable[[Entry], bool], spare: Sequence[Entry], most: int) -> list[Entry]:
    """Take the first *most*; where none of them is as wanted, the last gives its place to the first of *spare* that is."""
    chosen = ordered[:most]
    one = next(filter(wanted, spare), None)
    if one is None or any(map(wanted, chosen)):
        return chosen
    return [*(each for each in chosen[: most - 1] if each is not one), one]


def _national(entry: Entry) -> bool:
    return entry.resource.area == "japan" and entry.way.type in {"phone", "chat", "sns"}


def _awake(entry: Entry) -> bool:
    return entry.always and entry.way.type in {"phone", "chat", "sns"} and entry.way.cost in {"free", "unknown"}


def _made_for(topic: Topic, resource: Resource) -> bool:
    return topic.id in resource.topics


def _rank(content: Content, entry: Entry, first: bool, *, grave: bool) -> tuple[int, ...]:  # noqa: FBT001  # one of a pair
    resource = entry.resource
    far = int(content.distance(resource.id) >= FAR)
    silent = WAYS.index(entry.way.type) if entry.way.type not in {"phone", "chat", "sns"} else 0
    charged = int(entry.way.cost not in {"free", "unknown"})
    general = int(GENERAL in resource.topics)
    measure = int(resource.kind == "measure")
    if grave:
        return (silent > 0, not first, not entry.always, charged, general, far, measure, silent)
    return (silent > 0, measure, far, not first, charged, general, not entry.always, silent)
