"""Which 全国地方公共団体コード somebody may have meant who wrote a name, five digits, or a wrong check digit."""

import re
from unicodedata import normalize

from app.catalogue import JAPAN
from app.checks.parts import is_code, with_check_digit
from app.content import City

PREFECTURES = [
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
]
"""In the order of their numbers (JIS X 0401)."""
_WHOLE = frozenset({"日本", "全国", "全国共通", "japan", "日本全国"})
_DIGITS = re.compile(r"[0-9]{5,6}")
_TAIL = re.compile(r"(?<=.)[都府県市区]$")


def area_named(written: str, city: City | None) -> str | None:
    """Give the code that *written* means: a prefecture, the city or one of its wards by name, or digits whose check digit is missing or wrong."""
    said = re.sub(r"[\s-]", "", normalize("NFKC", written))
    if said.lower() in _WHOLE:
        return JAPAN
    if _DIGITS.fullmatch(said):
        return said if is_code(said) else with_check_digit(said[:5])
    names = _names(city)
    return names.get(said) or names.get(_TAIL.sub("", said))


def _names(city: City | None) -> dict[str, str]:
    """Give codes by names, the nearest last so that it wins: a ward is meant before a prefecture."""
    named = [(name, with_check_digit(f"{number:02}000")) for number, name in enumerate(PREFECTURES, start=1)]
    if city is not None:
        named += [
            (city.name, city.code),
            *((ward.name, ward.code) for ward in city.wards),
            *((city.name + ward.name, ward.code) for ward in city.wards),
        ]
    return {_TAIL.sub("", name): code for name, code in named if name != "北海道"} | dict(named)
