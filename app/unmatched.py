"""Words that we do not know yet, from texts that we did not understand: only headwords of the dictionary that can be nobody's name.

What may be kept is decided by what a word is, not by what it is not: a word that the dictionary does not have is never kept, for it may be a name. So
nothing can be kept that is not printed in the dictionary already.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from app.text import normalise

LEAST = 2
"""Letters of a word; one kanji alone is too often part of a name."""
COMPANY = 2
"""Words with a meaning that a sentence must have: 「林です」 has one."""
_PRIVATE = re.compile(r"[^\s。！？]*(?:[@\uff20]|://|www[.．])[^\s。！？]*")
"""A mail address or a link, with all that is written to it without a space."""
_SENTENCE = re.compile(r"[。．!?！？\n]+|(?<!\w)\.|\.(?!\w)")
_NUMBER = re.compile(r"[〇一二三四五六七八九十百千]{2,}|[\d@]")
_WRITTEN = re.compile(r"[々㐀-䶿一-鿿ぁ-ゖァ-ヺー]*[㐀-䶿一-鿿ァ-ヺ][々㐀-䶿一-鿿ぁ-ゖァ-ヺー]*")
"""Japanese letters, at least one of them kanji or katakana: what is all in hiragana is cut too freely."""
TELLING = frozenset(
    {"名前", "氏名", "本名", "苗字", "住所", "番地", "丁目", "号室", "地番", "電話", "番号", "アドレス", "申す", "名乗る", "町内", "在住"}
)
"""Normal forms: a sentence with one of these tells who or where one is."""
HONOURS = frozenset({"さん", "様", "君", "ちゃん", "氏", "先生", "殿", "さま", "くん"})
KEPT = frozenset({("名詞", "普通名詞"), ("動詞", "一般"), ("形容詞", "一般"), ("形状詞", "一般")})
SAYING = "言う"


class Long(NamedTuple):
    """One long word of a text (Sudachi mode C)."""

    normal: str
    part: str
    finer: str
    strange: bool
    """The dictionary does not have it."""
    name: bool
    """It is a name, here."""
    like_name: bool
    """The dictionary has the same letters, or part of them, as a name too."""
    short: tuple[str, ...]
    """The normal forms of its short words (mode A)."""

    @property
    def noun(self) -> bool:
        """Tell whether it may be one piece of a longer name."""
        return self.part in {"名詞", "接頭辞", "接尾辞"}


Look: TypeAlias = Callable[[str], tuple[Long, ...]]


def strange(text: str, look: Look, knows: Callable[[str], bool]) -> frozenset[str]:
    """Give the words of *text* that we do not know and that may be kept; *knows* tells of a normal form whether it is ours."""
    plain = _PRIVATE.sub("@", text)
    sentences = (normalise(each) for each in _SENTENCE.split(plain))
    found = (word for sentence in sentences if sentence and not _NUMBER.search(sentence) for word in _words(look(sentence), knows))
    return frozenset(found)


def _words(said: tuple[Long, ...], knows: Callable[[str], bool]) -> Iterator[str]:
    """Give the words of one sentence; none at all where the sentence names, addresses or introduces somebody."""
    meaning = [word for word in said if (word.part, word.finer) in KEPT and word.normal != SAYING]
    if len(meaning) < COMPANY or any(word.name or word.normal in TELLING or word.normal in HONOURS for word in said):
        return
    yield from (word.normal for word in _safe(said) if _keepable(word) and not all(map(knows, (*word.short, word.normal))) and not knows(word.normal))


def _keepable(word: Long) -> bool:
    return (word.part, word.finer) in KEPT and len(word.normal) >= LEAST and _WRITTEN.fullmatch(word.normal) is not None


def _safe(said: tuple[Long, ...]) -> Iterator[Long]:
    """Leave out each run of nouns in which one is unknown to the dictionary, is like a name or is a single letter: it may be a name cut apart."""
    run: list[Long] = []
    for word in said:
        if word.noun:
            run.append(word)
            continue
        yield from _sound(run)
        run = []
        yield from _sound([word])
    yield from _sound(run)


def _sound(run: list[Long]) -> list[Long]:
    cut = len(run) > 1 and any(len(word.normal) < LEAST for word in run)
    return [] if cut or any(word.strange or word.like_name for word in run) else run
