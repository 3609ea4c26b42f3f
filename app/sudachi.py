"""The only door to SudachiPy.

One shared dictionary, and a tokenizer for each thread: a tokenizer shared by threads fails (docs/adr/003-words-not-sentences.md).
"""

import threading

from sudachipy import Dictionary, Morpheme, SplitMode, Tokenizer

from app import text as plain_text
from app.matching.terms import Read, Text, Word
from app.safety import Sound

WITHOUT_SOUND = frozenset({"補助記号", "空白", "記号"})
"""Parts of speech that Sudachi gives no reading of their own, or 「キゴウ」."""


def reader(dictionary: str = "core") -> Read:
    """Load the dictionary once and give the function that reads texts with it; safe in threads."""
    lexicon = Dictionary(dict=dictionary)
    mine = threading.local()
    parts: dict[int, tuple[str, str]] = {}

    def kind(morpheme: Morpheme) -> tuple[str, str]:
        number = morpheme.part_of_speech_id()
        parts[number] = morpheme.part_of_speech()[:2]
        return parts[number]

    def read(text: str) -> Text:
        tokenizer: Tokenizer | None = getattr(mine, "tokenizer", None)
        if tokenizer is None:
            tokenizer = mine.tokenizer = lexicon.tokenizer(mode=SplitMode.A)
        plain = plain_text.normalise(text)
        words = []
        for each in tokenizer.tokenize(plain):
            part, finer = parts.get(each.part_of_speech_id()) or kind(each)
            surface = each.surface()
            reading = plain_text.katakana(surface) if part in WITHOUT_SOUND else each.reading_form()
            words.append(Word(surface, each.normalized_form(), reading, part, finer, each.begin(), each.end()))
        return Text(plain, tuple(words))

    return read


def sound(read: Read) -> Sound:
    """Give the function that tells how a text sounds: its reading in hiragana, and where words begin in the text."""

    def listen(text: str) -> tuple[str, frozenset[int]]:
        words = read(text).words
        return "".join(plain_text.hiragana(word.reading) for word in words), frozenset(word.begin for word in words)

    return listen
