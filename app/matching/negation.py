"""What a text sets aside: 「お金の問題ではなくて」 is no worry about money.

The phrases are content (intents/style.yaml, set_aside). What stands before such a phrase, back to the last break of the sentence, does not count — unless
nothing else would be left.
"""

import re
from typing import TypeAlias

from app.matching.terms import Text
from app.text import normalise

Spans: TypeAlias = tuple[tuple[int, int], ...]
"""Stretches of a text: begin and end."""

_BREAK = re.compile(r"[、。,.!?！？\n「」（）()…]|(?:けど|けれど|のに|ので|から|ですが|ますが)")
_SENTENCE = re.compile(r"[。.!?！？\n]")


class Negation:
    """Phrases that set aside what stands before them."""

    def __init__(self, phrases: tuple[str, ...] = ()) -> None:
        """Compile *phrases*."""
        self._phrases = re.compile(f"(?:{_any(phrases)})(?![か?？])" if phrases else "(?!)")

    def spans(self, text: Text) -> Spans:
        """Give the stretches that are set aside; none where hardly anything else would be left."""
        found = tuple((_begin(text, match.start()), match.end()) for match in self._phrases.finditer(text.plain))
        return found if not found or _left(text, found) >= LEAST else ()


def _any(phrases: tuple[str, ...]) -> str:
    return "|".join(re.escape(normalise(phrase)) for phrase in sorted(phrases, key=len, reverse=True))


LEAST = 2
"""How many words with meaning must be left."""


def _begin(text: Text, end: int) -> int:
    """Give where that begins which is set aside by a phrase at *end*: its clause.

    Where that only points back (そうじゃなくて), it is the sentence so far, or else the one before.
    """
    sentence = _last(_SENTENCE, text.plain, end)
    borders = (_last(_BREAK, text.plain, end), sentence, _last(_SENTENCE, text.plain, sentence - 1))
    return next((begin for begin in borders if _tells(text, begin, end)), borders[-1])


def _tells(text: Text, begin: int, end: int) -> bool:
    """Say whether anything but a pronoun stands there."""
    return any(begin <= word.begin < end and word.finer != "代名詞" for word in text.content)


def _last(borders: re.Pattern[str], plain: str, end: int) -> int:
    return max((match.end() for match in borders.finditer(plain, 0, max(end, 0))), default=0)


def _left(text: Text, spans: Spans) -> int:
    return sum(not any(begin <= word.begin < end for begin, end in spans) for word in text.content)
