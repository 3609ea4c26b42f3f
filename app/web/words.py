"""What the page says about hours, costs and ways, in plain Japanese."""

from datetime import datetime

from app.catalogue import Channel, Cost, Resource
from app.content import City
from app.offering import Offer
from app.opening import TOKYO, Status

WEEKDAYS = "月火水木金土日"
COSTS: dict[Cost, str] = {
    "free": "無料",
    "call": "通話料がかかります",
    "navi": "ナビダイヤル（かけ放題の対象外）",
    "unknown": "",
}
WAYS = {
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
LANGUAGES = {
    "ja": "日本語", "jsl": "手話", "en": "English", "zh": "中文", "ko": "한국어", "pt": "Português", "es": "Español", "tl": "Tagalog", "fil": "Filipino",
    "th": "ไทย", "vi": "Tiếng Việt", "ne": "नेपाली", "id": "Bahasa Indonesia", "km": "ខ្មែរ", "my": "မြန်မာ", "mn": "Монгол",
    "fr": "Français", "si": "සිංහල", "ur": "اردو", "ru": "Русский",
}  # fmt: skip


def state(status: Status, now: datetime) -> str:
    """Say whether somebody answers, and until or from when: 「受付中・21:00まで」「いまは時間外・次は 月曜 9:00から」."""
    here = now.astimezone(TOKYO)
    if status.always:
        return "受付中・24時間"
    if status.open and status.changes is not None:
        return f"受付中・{_when(status.changes, here)}まで"
    if status.state == "closed":
        return f"いまは時間外・次は {_when(status.changes, here)}から" if status.changes else "いまは時間外"
    return "受付時間は 確かめてください"


def _when(moment: datetime, here: datetime) -> str:
    days = (moment.date() - here.date()).days
    clock = f"{moment.hour}:{moment.minute:02}"
    if days <= 0:
        return clock
    if days == 1:
        return f"あす {clock}"
    return f"{moment.month}月{moment.day}日（{WEEKDAYS[moment.weekday()]}）{clock}"


def cost(channel: Channel) -> str:
    """Say what a call costs; of other ways only that they cost nothing."""
    return COSTS[channel.cost] if channel.type in {"phone", "fax"} or channel.cost == "free" else ""


def way(channel: Channel) -> str:
    """Name a way to reach a window."""
    return WAYS[channel.type]


def languages(channel: Channel) -> str:
    """Name the languages, each in its own; nothing where it is Japanese alone."""
    return "・".join(LANGUAGES.get(each, each) for each in channel.languages) if channel.languages != ("ja",) else ""


def shown_state(offer: Offer) -> bool:
    """Tell whether a state can be told at all: a measure, or an office of unknown hours, is neither open nor closed."""
    return offer.status.state != "unknown"


def spelled(channel: Channel) -> str:
    """Spell a number in groups for a screen reader."""
    return " ".join((channel.value or "").replace("#", "シャープ ").split("-"))


def source(resource: Resource) -> str:
    """Name where the facts were seen, where there is no page to send people to."""
    return "公式の資料" if resource.confidence == "official" else "公開資料"


def home_of(resource: Resource, city: City | None) -> str | None:
    """Give the city's page where an entry of the city has none of its own."""
    near = city is not None and city.distance(resource.area) <= 1
    return city.url if city is not None and near and resource.url is None else None
