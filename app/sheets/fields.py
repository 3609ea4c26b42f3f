"""The columns of the spreadsheet: which field of the catalogue each is, how it is said in Japanese, and how a cell is read."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from app.catalogue import CHANNELS
from app.checks.numbers import half_width
from app.dates import iso
from app.edit.tree import Null

Kind: TypeAlias = Literal["text", "code", "phone", "date", "list"]
NOTHING: Mapping[str, str] = MappingProxyType({})

KINDS = {"window": "窓口", "measure": "制度", "office": "役所・施設"}
COSTS = {"free": "無料", "call": "通話料がかかる", "navi": "ナビダイヤル", "unknown": "分からない"}
CONFIDENCES = {"official": "公式ページで確かめた", "two-sources": "二つの資料で確かめた", "one-source": "一つの資料で確かめた"}
FLAGS = {"true": "はい", "false": "いいえ"}
LANGUAGES = {
    "ja": "日本語",
    "en": "英語",
    "zh": "中国語",
    "ko": "韓国語",
    "vi": "ベトナム語",
    "pt": "ポルトガル語",
    "es": "スペイン語",
    "tl": "フィリピノ語",
    "ne": "ネパール語",
    "id": "インドネシア語",
    "th": "タイ語",
    "my": "ミャンマー語",
    "jsl": "手話",
}

_SPLIT = re.compile(r"[、,，;；\n]+")


class CellError(ValueError):
    """A cell says what its field cannot be; a Japanese sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column."""

    path: tuple[str, ...]
    head: str
    about: str
    kind: Kind = "text"
    choices: Mapping[str, str] = field(default_factory=dict)
    """Codes and what they are called; a cell says either."""
    required: bool = False
    risky: bool = False
    """Who reads a wrong one is sent to the wrong place, or not at all."""
    null: bool = False
    """What is not known stands in the file as `null`."""
    width: int = 20

    def shown(self, value: Any) -> str:
        """Give what stands in the cell for a value of the file."""
        if value is None or isinstance(value, Null):
            return ""
        if isinstance(value, list):
            return "、".join(self._called(each) for each in value)
        return self._called(value)

    def _called(self, code: Any) -> str:
        label = self.choices.get(str(code), str(code))
        return str(code) if self.kind == "list" and _SPLIT.search(label) else label

    def read(self, written: str) -> Any:
        """Give the value of a cell: text, a list, or None for an empty one. Raises CellError."""
        said = trimmed(written)
        if not said:
            return None
        if self.kind == "list":
            return [self._code(part) for each in _SPLIT.split(said) if (part := trimmed(each))]
        if self.kind == "date":
            return _date(said)
        if self.kind == "phone":
            return _number(said)
        return self._code(said) if self.choices else (unicodedata.normalize("NFKC", said) if self.kind == "code" else said)

    def _code(self, said: str) -> str:
        plain = squeezed(said)
        found = next((code for code, label in self.choices.items() if plain in {squeezed(code), squeezed(label)}), None)
        if found is None and self.choices and self.path != ("topics",):
            if self.kind == "list":
                return unicodedata.normalize("NFKC", said)
            raise CellError(f"「{said}」は使えません。{'、'.join(self.choices.values())} のどれかを選んでください")
        return found if found is not None else unicodedata.normalize("NFKC", said)


def squeezed(said: str) -> str:
    """Give text without what widths and spaces make of it."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", said)).lower()


def trimmed(said: str) -> str:
    """Take away the spaces around, also wide and invisible ones; line ends are those of the file."""
    return said.replace("\r\n", "\n").replace("\r", "\n").strip(" \t\n\u3000\u00a0\u200b\ufeff")


def _date(said: str) -> str:
    try:
        return iso(said) or date.fromisoformat(said).isoformat()
    except ValueError:
        raise CellError(f"「{said}」は日付ではありません。2026-11-20 のように書いてください") from None


RANGE = frozenset("~〜～")  # the full-width one is meant
"""From one number to another: not one that can be dialled, so a person should look."""


def _number(said: str) -> str:
    """Write a number with narrow digits and hyphens; a place in words or an address of a page stays as it is."""
    plain = said if RANGE & set(said) else half_width(said)
    return plain.replace(" ", "") if re.fullmatch(r"[#\d\-() ]+", plain) else said


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A sheet: of the entries themselves, or of a list inside each."""

    name: str
    key: str
    """The list inside an entry; empty for the entries."""
    fields: tuple[Field, ...]

    @property
    def of_texts(self) -> bool:
        """Tell whether the list is one of plain texts."""
        return self.fields[0].path == ()


def tables(topics: Mapping[str, str] = NOTHING) -> tuple[Table, ...]:
    """Give the sheets; *topics* are ids and labels."""
    return (_entries(topics), _CHANNELS, _SOURCES, _SAY, _BRING, _REFUSED)


def _entries(topics: Mapping[str, str]) -> Table:
    fields = (
        Field(path=("name",), head="名前", about="窓口や制度の名前。例: くらしの相談窓口", required=True, risky=True, width=32),
        Field(path=("kana",), head="読み", about="名前の読みを、ひらがなで全部。例: くらしのそうだんまどぐち", required=True, width=28),
        Field(path=("kind",), head="種類", about="窓口・制度・役所や施設のどれか", choices=KINDS, required=True, risky=True, width=12),
        Field(path=("area",), head="地域コード", about="6桁の全国地方公共団体コード。全国なら japan。例: 271403", kind="code", risky=True, width=12),
        Field(path=("stands_for",), head="代わりになる全国の窓口", about="全国の窓口の id。いくつもあれば「、」で区切る", kind="list", risky=True),
        Field(path=("operator",), head="動かしている所", about="例: 堺市"),
        Field(
            path=("topics",),
            head="話題",
            about="どの困りごとの窓口か。いくつもあれば「、」で区切る（「話題の一覧」シート）",
            kind="list",
            choices=topics,
            required=True,
            risky=True,
            width=32,
        ),
        Field(path=("audience",), head="だれのため", about="短く。例: 市に住む人", required=True),
        Field(path=("summary",), head="何ができるか", about="120 文字まで", required=True, width=50),
        Field(path=("welcome",), head="背中を押す一文", about="ためらう人に。例: 小さなことでもかけられます。", required=True, width=40),
        Field(path=("terms", "who"), head="条件（だれが）", about="制度だけ"),
        Field(path=("terms", "gives"), head="条件（なにを）", about="制度だけ"),
        Field(path=("terms", "where"), head="条件（どこで）", about="制度だけ"),
        Field(path=("privacy", "name_needed"), head="名前が要るか", about="はい・いいえ。分からなければ空のまま", choices=FLAGS, width=10),
        Field(
            path=("privacy", "anonymous"),
            head="名前を言わなくてよいか",
            about="はい・いいえ。分からなければ空のまま",
            choices=FLAGS,
            risky=True,
            width=10,
        ),
        Field(path=("privacy", "on_bill"), head="明細に出るか", about="電話の明細。分からなければ空のまま", choices=FLAGS, risky=True, width=10),
        Field(
            path=("privacy", "calls_back"),
            head="かけ直しがあるか",
            about="向こうからの電話。分からなければ空のまま",
            choices=FLAGS,
            risky=True,
            width=10,
        ),
        Field(path=("privacy", "note"), head="知られることの一文", about="例: 名前を言わずに相談できます。"),
        Field(path=("url",), head="公式ページ", about="https:// から", kind="code", risky=True, width=30),
        Field(path=("measures",), head="施策の番号", about="重点計画の番号。いくつもあれば「、」で区切る", kind="list", width=12),
        Field(path=("checked_on",), head="確かめた日", about="公式ページを見た日。例: 2026-11-20", kind="date", required=True, width=12),
        Field(path=("confidence",), head="確かさ", about="どうやって確かめたか", choices=CONFIDENCES, required=True, width=20),
        Field(path=("owner",), head="担当の課", about="例: 生活福祉課"),
        Field(path=("valid_from",), head="出しはじめる日", about="この日から出す。いつもなら空のまま", kind="date", risky=True, width=12),
        Field(path=("valid_until",), head="出しおわる日", about="この日まで出す。いつもなら空のまま", kind="date", risky=True, width=12),
    )
    return Table(name="窓口", key="", fields=fields)


_CHANNELS = Table(
    name="連絡手段",
    key="channels",
    fields=(
        Field(path=("type",), head="方法", about="電話、行って話す など", choices=CHANNELS, required=True, risky=True, width=14),
        Field(
            path=("value",),
            head="番号・アドレス・場所",
            about="電話は、はじめの 0 から、ハイフンで区切って。分からなければ空のまま",
            kind="phone",
            risky=True,
            null=True,
            width=30,
        ),
        Field(
            path=("hours",),
            head="受付時間（計算用）",
            about="例: Mo-Fr 09:00-17:00; PH off。分からなければ空のまま",
            kind="code",
            risky=True,
            null=True,
            width=30,
        ),
        Field(path=("hours_text",), head="受付時間（読む用）", about="例: 平日9:00〜17:00。左の列と同じことを", risky=True, width=26),
        Field(path=("cost",), head="費用", about="0570 はナビダイヤル、0120 は無料", choices=COSTS, risky=True, width=16),
        Field(path=("languages",), head="話せる言葉", about="日本語だけなら空のまま。例: 英語、中国語", kind="list", choices=LANGUAGES, width=18),
        Field(path=("note",), head="一言", about="この方法について", width=40),
    ),
)
_SOURCES = Table(
    name="出典",
    key="sources",
    fields=(
        Field(path=("url",), head="ページ", about="見たページ。https:// から", kind="code", width=50),
        Field(path=("title",), head="資料の名前", about="ページでないときに", width=30),
        Field(path=("confirms",), head="確かめたこと", about="例: 電話番号と受付時間", required=True, width=40),
    ),
)
_SAY = Table(name="言うこと", key="say", fields=(Field(path=(), head="そのまま読める言葉", about="一行に一つ。3 行まで", width=60),))
_BRING = Table(name="持ちもの", key="bring", fields=(Field(path=(), head="持っていくもの", about="一行に一つ", width=60),))
_REFUSED = Table(
    name="断られたとき",
    key="refused",
    fields=(
        Field(path=("reason",), head="断られた理由", about="例: 収入が多いと言われた", required=True, width=40),
        Field(path=("advice",), head="そのときの一言", about="次にどうするか", width=50),
        Field(path=("next",), head="次に行く窓口", about="窓口の id。いくつもあれば「、」で区切る", kind="list", risky=True, width=24),
    ),
)
