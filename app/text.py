"""Plain functions on Japanese text: one way of writing for what can be written in many."""

import hashlib
import re
import unicodedata

_INVISIBLE = re.compile(
    r"[\u00ad\u115f\u1160\u200b-\u200f\u2028-\u202e\u2060-\u2064\u309b\u309c\u3164\ufe00-\ufe0f\ufeff\uffa0\ufdfa\ufdfb]|[\U000e0000-\U000e007f]"
)
"""Letters that cannot be seen; the two Arabic ones that stand for whole sentences, of up to eighteen letters, by which a text would grow; and the voicing mark that stands alone, by which one cries out: 「つ゛ら゛い゛」."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_WAVE = re.compile(r"(?<=[ぁ-ゖァ-ヺー])[~〜\u223c〰-]+")
_LONG = re.compile(r"ー{2,}")
_LONG_HIRAGANA = re.compile(r"(?<=[ぁ-ゖ])ー+")
_SMALL_TAIL = re.compile(r"([ぁぃぅぇぉァィゥェォっッ])\1+")
_REPEATED = re.compile(r"([^\d\s])\1{2,}")
_SPACE = re.compile(r"[ \t\u3000]+")
_APART = re.compile(r"[\W_ー]+(?=[\u3099\u309a])")
_NOT_SPOKEN = re.compile(r"[^\w○◯●〇#]|_")
_HIRAGANA_ONLY = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_KATAKANA_ONLY = {new: old for old, new in _HIRAGANA_ONLY.items()}
_KANJI = re.compile(r"[々㐀-䶿一-鿿豈-﫿\U00020000-\U0003134f]")


def normalise(text: str) -> str:
    """Write *text* one way: width (NFKC), case, long vowels, repeated letters, invisible characters.

    「ｼﾆﾀｲ」→「シニタイ」, 「つらーーい」→「つらい」, 「やばいいいい」→「やばい」. Digits keep their repetitions.
    """
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    if "\u3099" in text or "\u309a" in text:  # a mark that something keeps from its letter: 「ﾀ ﾞ」
        text = unicodedata.normalize("NFC", _APART.sub("", text))
    return _SPACE.sub(" ", once(_CONTROL.sub(" ", text).casefold())).strip()


def once(text: str) -> str:
    """Write what is drawn out or repeated once: 「つらーーい」→「つらい」."""
    text = _LONG_HIRAGANA.sub("", _LONG.sub("ー", _WAVE.sub("ー", text)))
    return _REPEATED.sub(r"\1", _SMALL_TAIL.sub(r"\1", text))


def squeeze(text: str) -> str:
    """Drop all that is not spoken (spaces, punctuation, emoji) from the normalised *text*: 「し に、た い」→「しにたい」."""
    return normalise(_NOT_SPOKEN.sub("", normalise(text)))


def spoken(normalised: str) -> str:
    """Drop what is not spoken from a text that is *normalised* already."""
    return _NOT_SPOKEN.sub("", normalised)


def fingerprint(number: str) -> str:
    """Give 16 hexadecimal digits that tell a phone *number*, however it is written, without saying it."""
    digits = re.sub(r"[^0-9#]", "", unicodedata.normalize("NFKC", number))
    return hashlib.sha256(digits.encode()).hexdigest()[:16]


def hiragana(text: str) -> str:
    """Turn katakana into hiragana; leave all else."""
    return text.translate(_KATAKANA_ONLY)


def katakana(text: str) -> str:
    """Turn hiragana into katakana; leave all else."""
    return text.translate(_HIRAGANA_ONLY)


def has_kanji(text: str) -> bool:
    """Tell whether at least one kanji stands in *text*."""
    return _KANJI.search(text) is not None
