"""Readings that an author wrote into a text: ｜今日《きょう》, as in 青空文庫. The ｜ may be left out before a run of kanji."""

import re
from collections.abc import Iterator

from app.ruby.align import fits, spread
from app.ruby.pieces import KANJI, Piece, Pieces, is_kana

_MARK = re.compile(rf"(?:｜(?P<base>[^｜《》]+)|(?P<run>[{KANJI}]+))《(?P<reading>[^｜《》]*)》")
_SIGN = re.compile(r"[｜《》]")
_UNCLOSED = re.compile(r"《[^》]*$")
EXAMPLE = "｜今日《きょう》のように書いてください"


def taken_out(text: str) -> tuple[str, Pieces]:
    """Take the readings out of *text*: the text without them, and its pieces, of which those that an author gave no reading have none."""
    pieces = tuple(_pieces(text))
    return "".join(piece.text for piece in pieces), pieces


def _pieces(text: str) -> Iterator[Piece]:
    at = 0
    for found in _MARK.finditer(text):
        if at < found.start():
            yield Piece(text[at : found.start()], None)
        word, reading = found["base"] or found["run"], found["reading"]
        yield from spread(word, reading) if fits(word, reading) else (Piece(word, reading),)
        at = found.end()
    if at < len(text):
        yield Piece(text[at:], None)


def fault(text: str) -> str | None:
    """Tell what is wrong with the readings in *text*, and what to write instead."""
    for found in _MARK.finditer(text):
        word, reading = found["base"] or found["run"], found["reading"]
        if not reading:
            return f"「{word}」のふりがな《》が空です。{EXAMPLE}。つけないときは、《》を消してください"
        if not is_kana(reading):
            return f"「{word}」のふりがな《{reading}》に、ひらがなでない字があります。ひらがなだけで、{EXAMPLE}"
    return _stray(_MARK.sub("", text))


def _stray(rest: str) -> str | None:
    """Tell what is wrong with a sign that belongs to no reading."""
    if not _SIGN.search(rest):
        return None
    if _UNCLOSED.search(rest):
        return f"ふりがなの《が、》で閉じていません。{EXAMPLE}"
    if "《" in rest:
        return f"《の前に、漢字がありません。ふりがなをつける言葉の前に｜を書き、{EXAMPLE}"
    if "》" in rest:
        return f"》の前に《がありません。{EXAMPLE}。文のかっこには「」を使ってください"
    return f"｜の後に、ふりがな《》がありません。{EXAMPLE}。文の区切りには「、」や「・」を使ってください"
