"""What a resident can turn to: 窓口, 制度 and the offices of their town."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, NewType, TypeAlias

ResourceId = NewType("ResourceId", str)
TopicId = NewType("TopicId", str)
Area = NewType("Area", str)
"""`japan`, or the six digits of a 全国地方公共団体コード."""

JAPAN = Area("japan")
GENERAL = TopicId("general")
"""Marks a window that takes any worry; no topic of its own."""

Kind: TypeAlias = Literal["window", "measure", "office"]
ChannelType: TypeAlias = Literal["phone", "chat", "sns", "mail", "web-form", "visit", "letter", "fax", "app"]
CHANNELS: dict[str, str] = {
    "phone": "電話",
    "chat": "チャット",
    "sns": "SNS",
    "mail": "メール",
    "web-form": "申し込みページ",
    "visit": "行って話す",
    "letter": "手紙",
    "fax": "FAX",
    "app": "アプリ",
}
"""What each is called, for residents and for staff."""
Cost: TypeAlias = Literal["free", "call", "navi", "unknown"]
Confidence: TypeAlias = Literal["official", "two-sources", "one-source"]
Preference: TypeAlias = Literal["phone", "chat", "sns", "mail", "visit", "letter"]
"""How a resident likes to be in touch."""
PREFERRED: dict[Preference, frozenset[ChannelType]] = {
    "phone": frozenset({"phone"}),
    "chat": frozenset({"chat"}),
    "sns": frozenset({"sns"}),
    "mail": frozenset({"mail", "web-form", "app"}),
    "visit": frozenset({"visit"}),
    "letter": frozenset({"letter", "fax"}),
}
SPOKEN: frozenset[ChannelType] = frozenset({"phone", "visit"})
"""Ways by which one has to speak aloud; who likes to write comes to them last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One way to reach a resource. None means that we do not know."""

    type: ChannelType
    value: str | None = None
    """A number to dial, an address of a page, or a place in words."""
    hours: str | None = None
    """OpenStreetMap opening_hours, read by `opening`."""
    hours_text: str | None = None
    cost: Cost = "unknown"
    languages: tuple[str, ...] = ("ja",)
    note: str | None = None

    @property
    def digits(self) -> str:
        """What a telephone dials: digits, with the # that some short numbers begin with."""
        return "".join(c for c in self.value or "" if c.isdigit() or c == "#")

    @property
    def link(self) -> str | None:
        """Where a tap leads: `tel:`, `mailto:` or the page itself; None where there is nothing to tap."""
        if self.type == "phone" and self.digits:
            return "tel:" + self.digits.replace("#", "%23")
        if self.type == "mail" and self.value and "@" in self.value:
            return "mailto:" + self.value
        return self.value if (self.value or "").startswith("https://") else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a fact was seen, and what it confirmed."""

    url: str | None = None
    title: str | None = None
    confirms: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What to do where one was refused."""

    reason: str
    advice: str | None = None
    next: tuple[ResourceId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """What becomes known of the person who asks. None means that we do not know."""

    name_needed: bool | None = None
    anonymous: bool | None = None
    on_bill: bool | None = None
    calls_back: bool | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Of a measure: who can have it, what it gives, where one applies."""

    who: str | None = None
    gives: str | None = None
    where: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A window or a measure that a resident can turn to."""

    id: ResourceId
    name: str
    kana: str
    kind: Kind
    area: Area = JAPAN
    stands_for: tuple[ResourceId, ...] = ()
    """Of a city's entry: the national ones whose place it takes for its residents."""
    operator: str | None = None
    topics: tuple[TopicId, ...]
    audience: str
    summary: str
    welcome: str
    terms: Terms | None = None
    channels: tuple[Channel, ...] = ()
    say: tuple[str, ...] = ()
    bring: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    privacy: Privacy = field(default_factory=Privacy)
    url: str | None = None
    measures: tuple[int, ...] = ()
    """施策No. of the 孤独・孤立対策重点計画 that this resource carries out."""
    sources: tuple[Source, ...]
    checked_on: date
    review_by: date | None = None
    """The day by which it is to be looked at again, where that is known; it counts until `checked_on` has come to it."""
    confidence: Confidence
    owner: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    def due_on(self, review_days: int) -> date:
        """Give the day by which the facts are to be checked again: `review_by`, else *review_days* after they were checked."""
        named = self.review_by if self.review_by is not None and self.review_by > self.checked_on else None
        return named or self.checked_on + timedelta(days=review_days)

    def valid(self, day: date) -> bool:
        """Tell whether the resource may be offered on *day*."""
        return (self.valid_from or day) <= day <= (self.valid_until or day)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All resources, by id, in the order of the files."""

    by_id: dict[ResourceId, Resource]

    @classmethod
    def of(cls, resources: Iterable[Resource], hidden: frozenset[ResourceId] = frozenset()) -> "Catalogue":
        """Join resources; a later one takes the place of an earlier one with its id, a hidden one is left out."""
        return cls({each.id: each for each in resources if each.id not in hidden})

    def __contains__(self, wanted: object) -> bool:
        """Tell whether a resource has this id."""
        return wanted in self.by_id

    def __getitem__(self, wanted: ResourceId) -> Resource:
        """Give the resource with this id; raises KeyError."""
        return self.by_id[wanted]

    def __iter__(self) -> Iterator[Resource]:
        """Go through all resources."""
        return iter(self.by_id.values())

    def __len__(self) -> int:
        """Count them."""
        return len(self.by_id)
