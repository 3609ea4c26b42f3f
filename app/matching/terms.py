"""What a text is made of: words as the dictionary knows them, and the units that are compared."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

CONTENT = frozenset({"名詞", "動詞", "形容詞", "形状詞", "接尾辞"})
"""Parts of speech (UniDic names) that carry meaning."""
EMPTY = frozenset({"数詞", "助動詞語幹"})
"""Their finer parts of speech that do not."""

NEGATIONS = frozenset({"ない", "ぬ", "無い", "ず"})


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
    """A text in words: short units (Sudachi mode A) and long ones (mode C)."""

    plain: str
    short: tuple[Word, ...]
    long: tuple[Word, ...]

    def around(self, begin: int, end: int) -> str:
        """Give the text from *begin* to *end*, with the endings that belong to it: 払え → 払えなくて, 消え → 消えてしまいたい."""
        following = (word for word in self.short if word.begin >= end)
        for word in following:
            if word.begin != end or not word.ending:
                break
            end = word.end
        return self.plain[begin:end]

    @property
    def content(self) -> Iterator[Word]:
        """Go through the words that carry meaning: the short ones, then the compounds."""
        yield from (word for word in self.short if word.content)
        yield from self.compounds

    @property
    def compounds(self) -> Iterator[Word]:
        """Go through the long words that are more than one short one."""
        spans = {(word.begin, word.end) for word in self.short}
        yield from (word for word in self.long if word.content and (word.begin, word.end) not in spans)


def pairs(text: Text) -> Iterator[tuple[str, int, int]]:
    """Give each content word with the next one of its clause, and with a negation behind it (行く+ない): the key, and where it stands."""
    before: Word | None = None
    for word in text.short:
        if word.part == "補助記号":
            before = None
        negation = word.normal in NEGATIONS
        if before is not None and (negation or word.content):
            yield f"{before.normal}+{'ない' if negation else word.normal}", before.begin, word.end
        if word.content and not negation:
            before = word


Read: TypeAlias = Callable[[str], Text]
