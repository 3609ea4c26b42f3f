"""What the page says about hours, costs, ways and privacy, in plain words of one language."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup, escape

from app.catalogue import CHANNELS, GENERAL, Channel, Cost, Privacy, Resource
from app.content import City
from app.language import Language
from app.offering import Offer
from app.opening import TOKYO, Status

WEEKDAYS = ("（月）", "（火）", "（水）", "（木）", "（金）", "（土）", "（日）")
COSTS: dict[Cost, str] = {
    "free": "無料",
    "call": "通話料がかかります",
    "navi": "ナビダイヤル（かけ放題の対象外）",
    "unknown": "",
}
OPENING = {
    "chat": "チャットのページを開く",
    "sns": "SNSのページを開く",
    "mail": "メールを書く",
    "web-form": "申し込みページを開く",
    "visit": "場所のページを開く",
    "letter": "手紙のあて先のページを開く",
    "app": "アプリのページを開く",
    "fax": "FAXの案内のページを開く",
    "phone": "電話の案内のページを開く",
}
PREFERENCES = {
    "phone": "電話で",
    "chat": "チャットで",
    "sns": "SNSで",
    "mail": "メールで",
    "visit": "行って話す",
    "letter": "手紙やFAXで",
}
LANGUAGES = {
    "ja": "日本語", "jsl": "手話", "en": "English", "zh": "中文", "ko": "한국어", "pt": "Português", "es": "Español", "tl": "Tagalog", "fil": "Filipino",
    "th": "ไทย", "vi": "Tiếng Việt", "ne": "नेपाली", "id": "Bahasa Indonesia", "km": "ខ្មែរ", "my": "မြန်မာ", "mn": "Монгол",
    "fr": "Français", "si": "සිංහල", "ur": "اردو", "ru": "Русский",
}  # fmt: skip
SHOWN_REASONS = 2


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    language: Language

    def say(self, text: str, **values: object) -> str:
        """Say a text of ours, for a title, a label or an attribute."""
        return self.language.say(text, **values)

    def mark(self, text: str, **values: object) -> Markup:
        """Say a text of ours in the page; one that has no translation says of itself that it is Japanese."""
        said = escape(self.language.say(text, **values))
        return Markup('<span lang="ja">{}</span>').format(said) if self.language.foreign(text) else said

    def state(self, status: Status, now: datetime) -> str:
        """Say whether somebody answers, and until or from when: 「受付中・21:00まで」「いまは時間外・次は 11月24日（火）9:00から」."""
        here = now.astimezone(TOKYO)
        if status.always:
            return self.say("受付中・24時間")
        if status.open and status.changes is not None:
            return self.say("受付中・{time}まで", time=self.moment(status.changes, here))
        if status.state == "closed":
            return self.say("いまは時間外・次は {time}から", time=self.moment(status.changes, here)) if status.changes else self.say("いまは時間外")
        return self.say("受付時間は 確かめてください")

    def moment(self, moment: datetime, here: datetime) -> str:
        """Say a time of today as a time, one of tomorrow and later with its day."""
        moment = moment.astimezone(TOKYO)
        days = (moment.date() - here.astimezone(TOKYO).date()).days
        if days <= 0:
            return self.time(moment)
        if days == 1:
            return self.say("あす {time}", time=self.time(moment))
        weekday = self.say(WEEKDAYS[moment.weekday()])
        return self.say("{month}月{day}日{weekday}{time}", month=moment.month, day=moment.day, weekday=weekday, time=self.time(moment))

    def time(self, moment: datetime) -> str:
        """Say a time of day; `half` and `hour12` are for languages that count by twelve."""
        half = self.say("午前") if moment.hour < 12 else self.say("午後")  # noqa: PLR2004  # noon
        values = {"hour": moment.hour, "minute": f"{moment.minute:02}", "half": half, "hour12": moment.hour % 12}
        return self.say("{hour}:00", **values) if moment.minute == 0 else self.say("{hour}:{minute}", **values)

    def day(self, moment: date) -> str:
        """Say a day with its year."""
        return self.say("{year}年{month}月{day}日", year=moment.year, month=moment.month, day=moment.day)

    def cost(self, channel: Channel) -> str:
        """Say what a call costs; of other ways only that they cost nothing."""
        said = COSTS[channel.cost] if channel.type in {"phone", "fax"} or channel.cost == "free" else ""
        return self.say(said) if said else ""

    def way(self, channel: Channel) -> str:
        """Name a way to reach a window."""
        return self.say(CHANNELS[channel.type])

    def opening(self, channel: Channel) -> str:
        """Say what a tap on a way that is no phone does."""
        return self.say(OPENING[channel.type])

    def preference(self, wanted: str) -> str:
        """Name a way in which somebody likes to be in touch."""
        return self.say(PREFERENCES[wanted])

    def languages(self, channel: Channel) -> tuple[tuple[str, str], ...]:
        """Give tag and own name of the languages spoken; none where it is Japanese alone. Sign language is no text and has no tag."""
        spoken = channel.languages if channel.languages != ("ja",) else ()
        return tuple(("ja" if each == "jsl" else each, LANGUAGES.get(each, each)) for each in spoken)

    def known(self, offer: Offer) -> bool:
        """Tell whether a state can be told at all: a measure, or an office of unknown hours, is neither open nor closed."""
        return offer.status.state != "unknown"

    def spelled(self, channel: Channel) -> str:
        """Spell a number in groups for a screen reader."""
        return " ".join((channel.value or "").replace("#", self.say("シャープ") + " ").split("-"))

    def source(self, resource: Resource) -> str:
        """Name where the facts were seen, where there is no page to send people to."""
        return self.say("公式の資料") if resource.confidence == "official" else self.say("公開資料")

    def home(self, resource: Resource, city: City | None) -> str | None:
        """Give the city's page where an entry of the city has none of its own."""
        near = city is not None and city.distance(resource.area) <= 1
        return city.url if city is not None and near and resource.url is None else None

    def why(self, offer: Offer, city: City | None) -> tuple[str, ...]:
        """Say why this window is among the first."""
        return tuple(self.say(text) for text, so in _reasons(offer, city) if so)[:SHOWN_REASONS]

    def asked(self, privacy: Privacy) -> tuple[str, ...]:
        """Say what a window will and will not ask, as far as we know it."""
        return tuple(self.say(text) for text, known in _asked(privacy) if known)


REASONS = (
    "いくつかの困りごとを、まとめて話せるから",
    "お住まいのまちの窓口だから",
    "使えるかもしれない制度だから",
    "どんな困りごとも話せるから",
    "この困りごとを聴く窓口だから",
)


def _reasons(offer: Offer, city: City | None) -> Iterator[tuple[str, bool]]:
    near = city is not None and city.distance(offer.resource.area) <= 1
    measure, general = offer.resource.kind == "measure", GENERAL in offer.resource.topics
    return zip(REASONS, (offer.takes_all, near, measure, general, not measure and not general), strict=True)


def tables() -> Iterator[str]:
    """Give the texts that are said from a table, which no extractor of texts can see."""
    yield from WEEKDAYS
    for table in (COSTS, CHANNELS, OPENING, PREFERENCES):
        yield from (text for text in table.values() if text)
    yield from (text for text, _ in _asked(Privacy()))
    yield from REASONS


def _asked(privacy: Privacy) -> tuple[tuple[str, bool], ...]:
    return (
        ("名前を言わなくても、話せます。", privacy.anonymous is True or privacy.name_needed is False),
        ("名前や連絡先を聞かれます。", privacy.name_needed is True and privacy.anonymous is not True),
        ("電話の料金の明細に、番号が出ません。", privacy.on_bill is False),
        ("電話の料金の明細に、番号が出ます。", privacy.on_bill is True),
        ("むこうから、電話がかかってくることがあります。", privacy.calls_back is True),
        ("むこうから、電話がかかってくることはありません。", privacy.calls_back is False),
    )
