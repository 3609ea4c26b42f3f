"""Windows as of now: the city's own in place of national ones, each with its ways, sorted by where, when and how."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from app.catalogue import GENERAL, JAPAN, PREFERRED, SPOKEN, Area, Channel, Preference, Resource, ResourceId, TopicId
from app.content import FAR, Content
from app.dialogue import Outcome
from app.opening import UNKNOWN, Status, status

SHOWN = 3
"""How many windows are shown at first; more is a list, and people do not call lists."""
LIVE = frozenset({"phone", "chat", "sns", "visit"})
"""Ways by which somebody answers at once; a letter or a form that can be sent at any time is not «open»."""
NEARBY = 1
"""An `office` is the one of the resident's town: as near as the city itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """When, in which ward of the city, and how the resident likes to be in touch (None: not told)."""

    now: datetime
    ward: Area | None = None
    prefers: Preference | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to reach a window, as of now."""

    channel: Channel
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A window or measure as of now, the best way first."""

    resource: Resource
    ways: tuple[Way, ...]
    status: Status
    """Of the ways by which somebody answers at once and whose number or address we know."""
    choose_ward: bool = False
    """The city has one of these in each ward; which, depends on where the resident lives."""
    takes_all: bool = False
    """The resident told of several worries, and this window takes all of them."""


def offer(resource: Resource, now: datetime, *, choose_ward: bool = False, prefers: Preference | None = None) -> Offer:
    """Look at all ways to reach *resource* at *now*; those that the resident *prefers* come first, and of these the one that works best."""
    ways = tuple(Way(channel=channel, status=status(channel.hours, now)) for channel in resource.channels)
    ordered = tuple(sorted(ways, key=lambda way: (liking(way.channel, prefers), answering(way).state != "open", way.channel.value is None)))
    reachable = [answering(way) for way in ordered if way.channel.type in LIVE and way.channel.value is not None]
    return Offer(resource=resource, ways=ordered, status=_best(reachable), choose_ward=choose_ward)


def liking(channel: Channel, prefers: Preference | None) -> int:
    """Say how well a way suits who *prefers* one kind: 0 of that kind, 1 written too where that kind is, 2 another. Without preference all are alike.

    A way whose number or address we do not know suits nobody.
    """
    if prefers is None:
        return 0
    if channel.value is not None and channel.type in PREFERRED[prefers]:
        return 0
    return 1 if channel.value is not None and not PREFERRED[prefers] & SPOKEN and channel.type not in SPOKEN else 2


def look_up(content: Content, wanted: tuple[ResourceId, ...], here: Here) -> Iterator[Offer]:
    """Give the entries with these ids as of *here*, the city's own in place of national ones, those out of their period left out."""
    for resource, choose_ward in standing(content, wanted, here):
        yield offer(resource, here.now, choose_ward=choose_ward, prefers=here.prefers)


def standing(content: Content, wanted: tuple[ResourceId, ...], here: Here) -> Iterator[tuple[Resource, bool]]:
    """Give what stands for these ids on the day and at the place of *here*, once each, and whether the ward decides which; open or not."""
    seen: set[ResourceId] = set()
    for name in wanted:
        found, choose_ward = local(content, name, here)
        for each in found:
            if each not in seen and each in content.catalogue and content.catalogue[each].valid(here.now.date()):
                seen.add(each)
                yield content.catalogue[each], choose_ward


def local(content: Content, wanted: ResourceId, here: Here) -> tuple[tuple[ResourceId, ...], bool]:
    """Give what stands for *wanted* where the resident lives: of the ward, else of the city, else of the prefecture, else itself.

    The second value tells that only wards have their own, and the ward is not known yet.
    """
    day = here.now.date()
    own = tuple(each for each in content.own.get(wanted, ()) if content.catalogue[each].valid(day) and content.distance(each) < FAR)
    wards = {each.code for each in content.city.wards} if content.city else set()
    of_ward = tuple(each for each in own if content.catalogue[each].area in wards)
    in_ward = tuple(each for each in of_ward if content.catalogue[each].area == here.ward)
    wider = [each for each in own if each not in of_ward]
    nearest = min((content.distance(each) for each in wider), default=0)
    found = in_ward or tuple(each for each in wider if content.distance(each) == nearest) or (wanted,)
    return found, bool(of_ward) and here.ward is None and not wider


def offers(content: Content, topic: TopicId, outcome: Outcome, here: Here, also: tuple[TopicId, ...] = ()) -> tuple[Offer, ...]:
    """Order what *outcome* offers: near before far, open before not, made for this before general, free before charged, then as its author wrote.

    Where it is urgent, who answers now comes before who is near. One that answers now is always among the first three, if there is one at all.
    Of those equally near (where it is urgent: equally open), who can be reached as the resident prefers comes first.
    The city's own windows for the topic that stand for no other come behind. Where other worries were told of *also*, who takes all of them comes first.
    """
    found = list(look_up(content, outcome.offers, here))
    ordered = sorted(found, key=lambda each: _rank(content, each, here.prefers, urgent=outcome.urgent))
    named = {each.resource.id for each in ordered}
    wanted = tuple(each for each in beside(content, topic, here) if each not in named)
    besides = sorted(look_up(content, wanted, here), key=lambda each: _unsuited(each, here.prefers))
    joint = _joint(content, (topic, *also), here, urgent=outcome.urgent or _secret(content, (topic, *also))) if also else []
    first = {each.resource.id for each in joint}
    return _one_open_in_sight(_numbers_once([*joint, *(each for each in [*ordered, *besides] if each.resource.id not in first)]))


def beside(content: Content, topic: TopicId, here: Here) -> tuple[ResourceId, ...]:
    """Give the city's own entries for a topic that stand for no other, as far as they are for the ward of *here*."""
    return tuple(each for each in content.besides.get(topic, ()) if reaches(content, each, here.ward))


MOST_JOINT = 2
"""Windows for all of several worries; the third place is kept for one that is made for the first worry."""


def _joint(content: Content, topics: tuple[TopicId, ...], here: Here, *, urgent: bool) -> list[Offer]:
    """Find who takes all of several worries, so that nobody tells their story twice: those made for them, else the best of those for any worry."""
    made = [each.id for each in content.catalogue if each.kind != "measure" and set(topics) <= set(each.topics) and _offered(content, each, here)]
    found = [replace(each, takes_all=True) for each in look_up(content, tuple(made) or content.menu.general, here)]
    ordered = sorted(found, key=lambda each: _rank(content, each, here.prefers, urgent=urgent))
    return ordered[: MOST_JOINT if made else 1]


def _secret(content: Content, topics: tuple[TopicId, ...]) -> bool:
    """Tell whether one of the worries must not be seen by others: then who answers now, far from home, comes before the desk of the town."""
    return any(content.topics[each].sensitive for each in topics if each in content.topics)


def _offered(content: Content, resource: Resource, here: Here) -> bool:
    return resource.area == JAPAN or reaches(content, resource.id, here.ward)


def reaches(content: Content, name: ResourceId, ward: Area | None) -> bool:
    """Tell whether an entry is of this city or prefecture, and for this ward or for all of them."""
    wards = {each.code for each in content.city.wards} if content.city else set()
    area = content.catalogue[name].area
    return content.distance(name) < FAR and (area not in wards or area == ward)


def _rank(content: Content, each: Offer, prefers: Preference | None, *, urgent: bool) -> tuple[int, ...]:
    openness = {"open": 0, "unknown": 1, "closed": 2}[each.status.state]
    general = int(GENERAL in each.resource.topics)
    charged = int(bool(each.ways) and each.ways[0].channel.cost in {"call", "navi"})
    near, unsuited = place(content, each.resource), _unsuited(each, prefers)
    return (openness, unsuited, general, charged, near) if urgent else (near, unsuited, openness, general, charged)


def place(content: Content, resource: Resource) -> int:
    """Say how near an entry is: as `Content.distance`, but the office of the resident's own town is near wherever that town is."""
    return NEARBY if resource.kind == "office" and resource.area == JAPAN else content.distance(resource.id)


def _unsuited(each: Offer, prefers: Preference | None) -> int:
    """Give 0 where the window can be reached as the resident prefers, else 1; without preference all are alike."""
    return int(prefers is not None and all(liking(way.channel, prefers) for way in each.ways))


def answering(way: Way) -> Status:
    """Give the status of a way by which somebody answers at once; of any other it is not known who reads it when."""
    return way.status if way.channel.type in LIVE and way.channel.value is not None else UNKNOWN


def _best(states: list[Status]) -> Status:
    """Open before closed before unknown; of several closed ones, that which opens first."""
    opened = [each for each in states if each.open]
    closed = sorted((each for each in states if each.state == "closed" and each.changes), key=lambda each: str(each.changes))
    return next(iter((*opened, *closed, *states)), UNKNOWN)


def _numbers_once(ordered: list[Offer]) -> list[Offer]:
    """Put windows behind the others whose numbers have all been shown already: three cards with one number are one window."""
    seen: set[str] = set()
    first: list[Offer] = []
    again: list[Offer] = []
    for each in ordered:
        numbers = {way.channel.digits for way in each.ways if way.channel.type == "phone" and way.channel.value}
        (again if numbers and numbers <= seen else first).append(each)
        seen |= numbers
    return [*first, *again]


def _one_open_in_sight(ordered: list[Offer]) -> tuple[Offer, ...]:
    later = next((each for each in ordered[SHOWN:] if each.status.open), None)
    if later is None or any(each.status.open for each in ordered[:SHOWN]):
        return tuple(ordered)
    rest = [each for each in ordered if each is not later]
    return (*rest[: SHOWN - 1], later, *rest[SHOWN - 1 :])
