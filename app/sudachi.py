"""The only door to SudachiPy.

One shared dictionary, a new tokenizer for each text: a tokenizer shared by threads fails (docs/adr/003-words-not-sentences.md).
"""

from sudachipy import Dictionary, Morpheme, SplitMode

from app import text as plain_text
from app.matching.terms import Read, Text, Word
from app.safety import Sound


def reader(dictionary: str = "core") -> Read:
    """Load the dictionary once and give the function that reads texts with it; safe in threads."""
    lexicon = Dictionary(dict=dictionary)

    def read(text: str) -> Text:
        plain = plain_text.normalise(text)
        # Morpheme.split would save the second run, but panics in SudachiPy 0.7.0 on words that it leaves whole.
        short = tuple(map(_word, lexicon.tokenizer(mode=SplitMode.A).tokenize(plain)))
        whole = {(word.begin, word.end): word for word in short}
        long = lexicon.tokenizer(mode=SplitMode.C).tokenize(plain)
        return Text(plain, short, tuple(whole.get((word.begin(), word.end())) or _word(word) for word in long))

    return read


def _word(morpheme: Morpheme) -> Word:
    part, finer = morpheme.part_of_speech()[:2]
    # Out of the dictionary and symbols: Sudachi gives no reading, or 「キゴウ」.
    reading = plain_text.katakana(morpheme.surface()) if part in {"補助記号", "空白", "記号"} else morpheme.reading_form()
    return Word(morpheme.surface(), morpheme.normalized_form(), reading, part, finer, morpheme.begin(), morpheme.end())


def sound(read: Read) -> Sound:
    """Give the function that tells how a text sounds: its reading in hiragana, and where words begin in the text."""

    def listen(text: str) -> tuple[str, frozenset[int]]:
        words = read(text).short
        return "".join(plain_text.hiragana(word.reading) for word in words), frozenset(word.begin for word in words)

    return listen
