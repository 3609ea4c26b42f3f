"""What files and fields are called in Japanese: fields as the spreadsheet calls them, else in few words of ours, else as they are described."""

from app.catalogue import CHANNELS
from app.loading import described
from app.safety import DANGERS
from app.sheets.fields import CONFIDENCES, COSTS, FLAGS, KINDS, tables

FILES = {
    "resources.yaml": "全国の窓口・制度",
    "measures.yaml": "重点計画の施策",
    "readings.yaml": "ふりがな",
    "intents/menu.yaml": "はじめのページ",
    "intents/safety.yaml": "危険を見つける決まり",
    "intents/danger.yaml": "危険を伝える文",
    "intents/asides.yaml": "困りごとでない文",
    "intents/persons.yaml": "人を表す言葉",
    "intents/style.yaml": "言葉の決まり",
    "intents/plain.yaml": "やさしい日本語の言葉",
    "city/city.yaml": "市の設定",
    "city/resources.yaml": "市の窓口・制度",
    "city/readings.yaml": "市のふりがな",
    "city/approvals.yaml": "二人で確かめた記録",
}
"""By role: the city's folder is called `city`, whatever its name is."""
TOPIC = "話題"

_OWN = {
    "id": "名札",
    "terms": "制度の条件",
    "who": "だれが",
    "gives": "なにを",
    "where": "どこで",
    "value": "番号・アドレス",
    "note": "一言",
    "privacy": "知られること",
    "label": "名前",
    "group": "分野",
    "sensitive": "人に見られたくない話題",
    "panel": "緊急の案内の種類",
    "panels": "緊急の案内",
    "says": "言い方",
    "stories": "長い話",
    "words": "言葉",
    "not_words": "ちがうと言える言葉",
    "not_this": "似ているがよその文",
    "first_words": "はじめの言葉",
    "questions": "質問",
    "outcomes": "案内",
    "text": "文",
    "options": "答え",
    "to": "行き先",
    "means": "答えが言う人",
    "for_young": "子どもの答え",
    "unsure": "わからないの行き先",
    "optional": "任意の質問",
    "offers": "出す窓口",
    "urgent": "急ぎ",
    "steps": "いま、できること",
    "message": "送れるひとこと",
    "related": "近い話題",
    "examples": "例",
    "groups": "分野",
    "stages": "くらしの場面",
    "whom": "だれのことか",
    "doors": "入り口",
    "rooms": "奥の入り口",
    "topic": "話題",
    "answers": "答え",
    "general": "どんなことでも話せる窓口",
    "heading": "見出し",
    "call": "110・119",
    "lines": "聴く窓口",
    "rules": "決まり",
    "patterns": "見つける言い方",
    "unless": "危険としない言い方",
    "level": "強さ",
    "by_sound": "音でも探す",
    "caught": "見つけるべき文",
    "not_caught": "騒いではいけない文",
    "softened_by": "弱める言い方",
    "none": "危険でない文",
    "answer": "返事",
    "to_city": "市のページを出す",
    "officialese": "お役所の言葉",
    "avoid": "使わない",
    "instead": "言いかえ",
    "never_show": "見せない番号",
    "young": "子どものしるし",
    "switchboards": "代表の窓口",
    "set_aside": "わきに置く言い方",
    "word": "言葉",
    "reading": "ふりがな",
    "code": "コード",
    "department": "一覧を直す課",
    "wards": "区",
    "hide": "出さない窓口",
    "embed_on": "置いてよいページ",
    "exit_url": "「閉じる」で開くページ",
    "keep_unmatched_words": "知らない言葉を集める",
    "two_keys": "二人の名前を求める",
    "departments": "課の一覧",
    "owners_required": "担当が要るか",
    "review_days": "何日ごとに確かめ直すか",
    "review_by": "確かめ直す日",
}
"""What neither has a column nor is called well by its description, and names that stand for the same in several places."""
_HEADS = {column.path[-1]: column.head for table in reversed(tables()) for column in table.fields if column.path}
_LISTS = {table.key: table.name for table in tables() if table.key}
_DESCRIBED = {name: about.text.split("。")[0] for (_, name), about in described.FIELDS.items()}
FIELDS: dict[str, str] = {**_DESCRIBED, **_HEADS, **_LISTS, **DANGERS, **_OWN}
"""By the name of the field alone: where two kinds of entries have one of the same name, it means much the same in both."""
VALUES: dict[str, str] = {**CHANNELS, **FLAGS, **COSTS, **CONFIDENCES, **KINDS, "japan": "全国"}
"""Words that stand for something, in these fields; any other field may hold the same letters as a text."""
CODED = frozenset(
    {"type", "cost", "confidence", "kind", "area", "sensitive", "optional", "urgent", "for_young", "two_keys", "keep_unmatched_words", "to_city"}
)


def field(path: tuple[str | int, ...]) -> str:
    """Name a place inside an entry: 「質問・who・答え・yes・名前」."""
    return "・".join(FIELDS.get(part, part) if isinstance(part, str) else f"{part + 1}番目" for part in path)


def channel_field(kind: str, value: str | None, last: str | None) -> str:
    """Name a field of a channel of a *kind*: 「電話の番号」, 「電話（0120-279-338）の受付時間」; *last* None: the whole channel."""
    named = CHANNELS.get(kind, kind)
    if last is None:
        return named
    if last == "value":
        return f"{named}の{'番号' if kind in {'phone', 'fax'} else 'アドレス・場所'}"
    return f"{named}{f'（{value}）' if value else ''}の{FIELDS.get(last, last)}"
