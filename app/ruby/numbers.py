"""Numbers and what they count: 1人 and 3分 sound otherwise than their parts. Digits themselves have no reading; what is not sure has none either."""

import re
from collections.abc import Container

from app.ruby.pieces import KANJI, Piece, Pieces

COUNTERS = {
    "年": "ねん", "月": "がつ", "週": "しゅう", "日": "にち", "時": "じ", "秒": "びょう", "期": "き", "歳": "さい", "才": "さい", "代": "だい", "児": "じ",
    "人": "にん", "名": "めい", "戸": "こ", "回": "かい", "度": "ど", "次": "じ", "番": "ばん", "号": "ごう", "位": "い", "級": "きゅう", "件": "けん",
    "円": "えん", "割": "わり", "倍": "ばい", "点": "てん", "個": "こ", "枚": "まい", "台": "だい", "冊": "さつ", "通": "つう", "錠": "じょう", "丁": "ちょう",
    "条": "じょう", "項": "こう", "章": "しょう", "部": "ぶ", "課": "か", "校": "こう", "社": "しゃ", "市": "し", "区": "く", "県": "けん", "字": "じ",
    "語": "ご", "席": "せき", "室": "しつ", "店": "てん", "畳": "じょう", "食": "しょく", "種": "しゅ", "階": "かい", "世": "せい", "枠": "わく",
}  # fmt: skip
"""Counters that sound the same behind most numbers."""
SCALES = {"千": "せん", "万": "まん", "億": "おく", "兆": "ちょう"}
TAILS = {"間": "かん", "目": "め"}
WHOLE = {
    (1, "人"): "ひとり", (2, "人"): "ふたり",
    (2, "日"): "ふつか", (3, "日"): "みっか", (4, "日"): "よっか", (5, "日"): "いつか", (6, "日"): "むいか", (7, "日"): "なのか", (8, "日"): "ようか",
    (9, "日"): "ここのか", (10, "日"): "とおか", (14, "日"): "じゅうよっか", (20, "日"): "はつか", (24, "日"): "にじゅうよっか",
}  # fmt: skip
"""Numbers that sound as one with what they count."""
BY_LAST_DIGIT = {
    "分": "ぷんぷんふんぷんぷんふんぷんふんぷんふん",
    "泊": "ぱくぱくはくぱくぱくはくぱくはくぱくはく",
    "本": "ぽんぽんほんぼんほんほんぽんほんぽんほん",
}
"""How a counter sounds behind a number that ends in 0, 1, … 9."""

_NUMBER = re.compile(rf"(?<![\d.,])(?P<digits>\d+(?:[,.]\d+)*)(?P<scale>[千万億兆]*)(?P<counter>[{KANJI}]?)(?P<tail>[間目]?)")
DAYS = {"月": "げつ", "火": "か", "水": "すい", "木": "もく", "金": "きん", "土": "ど", "日": "にち", "祝": "しゅく"}
_DAY = "[月火水木金土日祝]"
_DAYS = re.compile(rf"(?:(?<![{KANJI}])(?<![{KANJI}]・){_DAY}(?:[・〜～\-－]{_DAY})+|（{_DAY}）)(?P<tail>曜日?)?(?![{KANJI}])")
_RANGE = re.compile(r"\d[〜～~\-－−、・]$")
_LASTS = re.compile(r"以|前|後|あたり|当たり|中|\d+(?:回|時間|食|錠)")
"""What stands behind 1日 where it is a length of time, not the first of a month."""


def counted(text: str, at: int, edges: Container[int]) -> Pieces | None:
    """Read the number that begins at *at*, with what it counts; None where there is none, or where a longer word stands behind it (日曜日)."""
    found = _NUMBER.match(text, at)
    if found is None or not (found["scale"] or found["counter"]):
        return None
    if found.end() in edges:
        return _tail(found, _pieces(found))
    return _pieces(found) if found.start("tail") in edges else None


def weekdays(text: str, at: int, edges: Container[int]) -> Pieces | None:
    """Read the days of the week that begin at *at*: 月〜金, 火・木曜, （土）."""
    found = _DAYS.match(text, at)
    if found is None or found.end() not in edges:
        return None
    tail = found["tail"] or ""
    days = tuple(Piece(each, DAYS.get(each)) for each in found[0].removesuffix(tail))
    return (*days, Piece(tail, {"曜": "よう", "曜日": "ようび"}[tail])) if tail else days


def _pieces(found: re.Match[str]) -> Pieces:
    digits, counter = found["digits"], found["counter"]
    number = int(digits) if digits.isdecimal() and not found["scale"] else None
    whole = _whole(found, number)
    if whole is not None:
        return (Piece(digits + counter, whole),) if whole else (Piece(digits, None), Piece(counter, ""))
    scales = (Piece(each, "" if digits.endswith("3") and each == "千" else SCALES[each]) for each in found["scale"])
    return (Piece(digits, None), *scales, *(Piece(each, _behind(found, number)) for each in counter))


def _tail(found: re.Match[str], pieces: Pieces) -> Pieces:
    """Add 間 or 目, to the counter where that has a reading of its own: 時間."""
    *before, last = pieces
    tail = found["tail"]
    if tail and last.text == found["counter"] and last.reading:
        return (*before, Piece(last.text + tail, last.reading + TAILS[tail]))
    return (*pieces, *(Piece(each, TAILS[each]) for each in tail))


def _whole(found: re.Match[str], number: int | None) -> str | None:
    """Give the sound of number and counter together; empty where there are two ways to say it, None where they sound apart."""
    counter, before, behind = found["counter"], found.string[: found.start()], found.string[found.end("counter") :]
    if (number, counter) == (1, "日"):
        return "ついたち" if before.endswith("月") else None if found["tail"] or _LASTS.match(behind) else ""
    whole = WHOLE.get((number or 0, counter))
    return "" if whole and _RANGE.search(before) else whole


def _behind(found: re.Match[str], number: int | None) -> str:
    counter, behind = found["counter"], found.string[found.end("counter") :]
    if counter in BY_LAST_DIGIT:
        return _by_last_digit(counter, number, behind)
    unsure = (counter == "階" and found["digits"].endswith("3")) or (counter == "月" and number not in range(1, 13))
    return "" if unsure else COUNTERS.get(counter, "")


def _by_last_digit(counter: str, number: int | None, behind: str) -> str:
    if counter == "分" and re.match(r"の\d", behind):
        return "ぶん"
    sounds = re.findall("..", BY_LAST_DIGIT[counter])
    return sounds[number % 10] if number else ""
