"""Our catalogue in the forms of the 自治体標準オープンデータセット; what we do not know is left empty."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from app.commas import BOM, written
from app.text import katakana

Form: TypeAlias = Literal["facility", "childcare", "measure"]
_HEAD = (
    "全国地方公共団体コード,ID,地方公共団体名,名称,名称_カナ,名称_英字,所在地_全国地方公共団体コード,町字ID,所在地_連結表記,所在地_都道府県,"
    "所在地_市区町村,所在地_町字,所在地_番地以下,建物名等(方書),緯度,経度,高度の種別,高度の値,"
)
HEADS: Mapping[Form, tuple[str, ...]] = MappingProxyType(
    {
        "facility": tuple(
            (
                _HEAD + "POIコード,種別,電話番号,内線番号,連絡先メールアドレス,連絡先FormURL,連絡先備考(その他、SNSなど),郵便番号,法人番号,団体名,"
                "利用可能曜日,開始時間,終了時間,利用可能日時特記事項,説明,バリアフリー情報,URL,画像,画像_ライセンス,備考"
            ).split(",")
        ),
        "childcare": tuple(
            (
                _HEAD
                + "種別,アクセス方法,駐車場情報,電話番号,内線番号,FAX番号,連絡先メールアドレス,連絡先FormURL,連絡先備考(その他、SNSなど),郵便番号,"
                "法人番号,団体名,許可等年月日,収容定員,受入年齢,利用可能曜日,開始時間,終了時間,利用可能日時特記事項,一時預かりの有無,病児保育の有無,授乳室,"
                "おむつ替えコーナー,飲食可否,ベビーカー貸出,ベビーカー利用,URL,画像,画像_ライセンス,備考"
            ).split(",")
        ),
        "measure": (
            "地方公共団体の名称",
            "タイトル（制度名）",
            "サブタイトル（通称名）",
            "支援制度種別",
            "対象者",
            "用途・対象費",
            "制度概要",
            "内容",
            "給付金額",
            "補助率",
            "受付開始日",
            "受付終了日",
            "利用・申請方法",
            "キーワード",
            "【人生の制度】ライフステージ分類",
            "URL",
            "申請方法URL",
            "詳細参照先",
            "問い合わせ先",
            "連絡先名称",
            "連絡先電話番号",
            "公開日",
        ),
    }
)
CHILDCARE = frozenset({"child-development", "child-place", "childcare", "family-education", "postpartum", "pregnancy-birth", "single-parent"})
"""Topics of windows for families with children."""
_WEEKLY = re.compile(r"Mo-Fr (\d\d:\d\d)-(\d\d:\d\d); PH off")
_ADDRESS = re.compile(r"(?:..[都道府県]|...県)?\S{1,6}[市区町村].*\d")


def publish(entries: Sequence[Mapping[str, Any]], form: Form, city: str, name: str) -> bytes:
    """Write entries (`edit.values`) in a form: UTF-8 with its mark, CRLF, no cell that a spreadsheet would take for a formula."""
    rows = (_measure(entry, name) if form == "measure" else _place(entry, city, name, form) for entry in entries if fits(entry, form))
    return (BOM + written((HEADS[form], *([row.get(head, "") for head in HEADS[form]] for row in rows)))).encode()


def fits(entry: Mapping[str, Any], form: Form) -> bool:
    """Tell whether an entry belongs into a form: measures, windows with a place, or those of them for families."""
    if form == "measure":
        return entry.get("kind") == "measure"
    placed = any(way.get("type") == "visit" for way in entry.get("channels") or ())
    return entry.get("kind") != "measure" and placed and (form == "facility" or bool(CHILDCARE & set(entry.get("topics") or ())))


def _way(entry: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    return next((way for way in entry.get("channels") or () if way.get("type") == kind and way.get("value")), {})


def _place(entry: Mapping[str, Any], city: str, name: str, form: Form) -> dict[str, str]:
    place, phone = _way(entry, "visit"), _way(entry, "phone")
    timed = place if place.get("hours_text") or place.get("hours") else phone
    weekly = _WEEKLY.fullmatch(str(timed.get("hours") or ""))
    where = str(place.get("value") or "")
    days = {"利用可能曜日": "月火水木金", "開始時間": weekly[1], "終了時間": weekly[2]} if weekly else {}
    return (
        days
        | {
            "全国地方公共団体コード": city,
            "ID": str(entry["id"]),
            "地方公共団体名": name,
            "名称": str(entry.get("name") or ""),
            "名称_カナ": katakana(str(entry.get("kana") or "")),
            "所在地_連結表記": where if _ADDRESS.search(where) else "",
            "電話番号": str(phone.get("value") or ""),
            "FAX番号": str(_way(entry, "fax").get("value") or ""),
            "連絡先メールアドレス": str(_way(entry, "mail").get("value") or ""),
            "連絡先FormURL": str(_way(entry, "web-form").get("value") or ""),
            "連絡先備考(その他、SNSなど)": str(_way(entry, "sns").get("value") or ""),
            "団体名": str(entry.get("operator") or ""),
            "利用可能日時特記事項": "祝日は休み" if weekly else str(timed.get("hours_text") or ""),
            "説明": str(entry.get("summary") or ""),
            "URL": str(entry.get("url") or ""),
        }
        | ({"備考": str(entry.get("summary") or "")} if form == "childcare" else {})
    )


def _measure(entry: Mapping[str, Any], name: str) -> dict[str, str]:
    terms = entry.get("terms") or {}
    return {
        "地方公共団体の名称": name,
        "タイトル（制度名）": str(entry.get("name") or ""),
        "対象者": str(terms.get("who") or ""),
        "制度概要": str(entry.get("summary") or ""),
        "内容": str(terms.get("gives") or ""),
        "受付開始日": str(entry.get("valid_from") or ""),
        "受付終了日": str(entry.get("valid_until") or ""),
        "URL": str(entry.get("url") or ""),
        "問い合わせ先": str(terms.get("where") or ""),
        "連絡先電話番号": str(_way(entry, "phone").get("value") or ""),
    }
