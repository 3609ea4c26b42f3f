"""What a text is made of: words as the dictionary knows them, and the units that are compared."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

CONTENT = frozenset({"名詞", "動詞", "形容詞", "形状詞", "接尾辞"})
"""Parts of speech (UniDic names) that carry meaning."""
EMPTY = frozenset({"数詞", "助動詞語幹"})
"""Their finer parts of speech that do not."""


class Word(NamedTuple):
    """One word of a text. A tuple: a start makes half a million of them, and frozen dataclasses take four times as long to make."""

    surface: str
    normal: str
    """Sudachi's normalised form of its dictionary form: 引きこもり, ひきこもり → 引き籠もり."""
    reading: str
    """Katakana, as it stands in the text."""
    part: str
    finer: str
    begin: int
    end: int

    @property
    def content(self) -> bool:
        """Tell whether it carries meaning."""
        return self.part in CONTENT and self.finer not in EMPTY

    @property
    def ending(self) -> bool:
        """Tell whether it only continues the verb or adjective before it."""
        return self.part == "助動詞" or self.finer in {"接続助詞", "非自立可能", "助動詞語幹"}


@dataclass(frozen=True, slots=True)
class Text:
    """A text in short words (Sudachi mode A)."""

    plain: str
    words: tuple[Word, ...]

    def around(self, begin: int, end: int) -> str:
        """Give the text from *begin* to *end*, with the endings that belong to it: 払え → 払えなくて, 消え → 消えてしまいたい."""
        for word in self.words:
            if word.begin == end and word.ending:
                end = word.end
            elif word.begin > end:
                break
        return self.plain[begin:end]

    def sentences(self) -> Iterator["Text"]:
        """Give the words of each sentence, where there are several; they stand where they stood."""
        begin = 0
        for end in (*(found.end() for found in _SENTENCE.finditer(self.plain)), len(self.plain)):
            words = tuple(word for word in self.words if begin <= word.begin < end)
            if words and len(words) < len(self.words):
                yield Text(self.plain, words)
            begin = end

    @property
    def content(self) -> Iterator[Word]:
        """Go through the words that carry meaning."""
        return (word for word in self.words if word.content)


_SENTENCE = re.compile(r"[。.!?！？\n]+")

Read: TypeAlias = Callable[[str], Text]


WORD, SOUND, NEXT = "", "\t", "\n"
"""How the key of a unit begins: a word by its normal form as it is, a word by its sound, two words that stand side by side. No word begins with the latter two."""


class Unit(NamedTuple):
    """Something of a text that can be compared with ours, and where it stands."""

    key: str
    begin: int
    end: int


def units(text: Text) -> list[Unit]:
    """Give the units of *text*: each word that carries meaning, its sound, and each two words of any kind that stand side by side (行か+ない, が+怖い)."""
    found: list[Unit] = []
    before, start = None, 0
    for _, normal, reading, part, finer, begin, end in text.words:
        if part == "空白":
            continue
        if before is not None:
            found.append(Unit(f"\n{before} {normal}", start, end))
        if part in CONTENT and finer not in EMPTY:
            found.append(Unit(normal, begin, end))
            found.append(Unit("\t" + reading, begin, end))
        before, start = normal, begin
    return found


def keys(text: Text) -> list[str]:
    """Give the keys of the `units` of *text*, and no places: a start makes nine hundred thousand."""
    found: list[str] = []
    before = None
    for _, normal, reading, part, finer, _, _ in text.words:
        if part == "空白":
            continue
        if before is not None:
            found.append(f"\n{before} {normal}")
        if part in CONTENT and finer not in EMPTY:
            found += (normal, "\t" + reading)
        before = normal
    return found
