"""The bytes of a file as text; whatever hinders it becomes a sentence that says what to do."""

import stat
from pathlib import Path as FilePath
from typing import NamedTuple

LARGEST = 4_000_000
"""Bytes; the whole national catalogue has a tenth of it."""

ENCODINGS = {"cp932": "Shift_JIS", "euc_jp": "EUC-JP"}
"""What a Japanese file may be written in, and what an editor calls it."""
MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
SAVE = "エディターの「名前を付けて保存」で、文字コードに「UTF-8」を選んで保存し直してください"


class Hindrance(NamedTuple):
    """Why a file is no text."""

    rule: str
    message: str
    line: int = 1


def text_of(path: FilePath) -> tuple[str, Hindrance | None]:
    """Read a file as text. Never raises: what is wrong is the second of the pair."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # a directory, or a pipe that would never end
            return "", Hindrance("unreadable", "ファイルが読めません。名前と場所を確かめてください")
        if found.st_size > LARGEST:
            return "", Hindrance(
                "too-large", f"ファイルが大きすぎます（{LARGEST // 1_000_000} MB まで）。ちがうファイルを置いていないか、見てください"
            )
        raw = path.read_bytes()
    except (OSError, ValueError, RuntimeError):  # RuntimeError: links in a circle
        return "", Hindrance("unreadable", "ファイルが読めません。名前と場所を確かめてください")
    return decoded(raw)


def decoded(raw: bytes) -> tuple[str, Hindrance | None]:
    """Turn bytes into text, or say which encoding they look like."""
    if (mark := MARKS.get(raw[:2])) is not None:
        return "", _encoding(mark)
    if b"\0" in raw:
        at = raw[: raw.index(b"\0")].count(b"\n") + 1
        return "", Hindrance(
            "not-text", "文字でないもの（NUL）が入っています。YAML のファイルではないようです。正しいファイルに置きかえてください", at
        )
    try:
        return raw.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        return "", _other(raw, raw[: error.start].count(b"\n") + 1)


def _other(raw: bytes, line: int) -> Hindrance:
    """Guess which encoding bytes are in that are not UTF-8."""
    for name, shown in ENCODINGS.items():
        try:
            text = raw.decode(name)
        except UnicodeDecodeError:
            continue
        if _japanese(text):
            return _encoding(shown, line)
    return Hindrance("not-text", f"文字コードが UTF-8 ではありません。文字のファイルでないか、こわれています。{SAVE}", line)


def _japanese(text: str) -> bool:
    """Tell whether a text reads like Japanese and not like noise: kana, and no half-width katakana in their place."""
    kana = sum("ぁ" <= letter <= "ヿ" for letter in text)
    noise = sum("｡" <= letter <= "ﾟ" or letter < "\t" for letter in text)
    return kana > noise


def _encoding(name: str, line: int = 1) -> Hindrance:
    return Hindrance("not-utf-8", f"文字コードが UTF-8 ではありません（{name} のようです）。{SAVE}", line)
