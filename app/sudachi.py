"""The only door to SudachiPy.

One shared dictionary, and a tokenizer for each thread: a tokenizer shared by threads fails (docs/adr/003-words-not-sentences.md).
"""

import re
import threading
from collections.abc import Iterator
from functools import cache

from snowballstemmer import stemmer
from sudachipy import Dictionary, Morpheme, SplitMode, Tokenizer

from app import text as plain_text
from app.matching.terms import Read, Text, Word
from app.ruby import Piece, Pieces, Speak
from app.safety import Sound
from app.unmatched import Long, Look

WITHOUT_SOUND = frozenset({"補助記号", "空白", "記号"})
"""Parts of speech that Sudachi gives no reading of their own, or 「キゴウ」."""

MOST_READ = 12_000
"""Characters of a normalised text that are read: Sudachi refuses more than 49,149 bytes, and one letter (ﷺ) may become eighteen."""

_ASIDE = re.compile(r"(?<=.)[（(][ぁ-ゖァ-ヺー]+[）)]$")


@cache
def _lexicon(dictionary: str) -> Dictionary:
    """Open a dictionary once for all that read with it: a second one takes 80 MB."""
    return Dictionary(dict=dictionary)


def reader(dictionary: str = "core", *, brief: bool = False) -> Read:
    """Load the dictionary once and give the function that reads texts with it; safe in threads.

    *brief*: for a process that reads our own sentences and ends: it remembers the stems of English words.
    """
    lexicon = _lexicon(dictionary)
    mine = threading.local()
    parts: dict[int, tuple[str, str]] = {}

    def kind(morpheme: Morpheme) -> tuple[str, str]:
        number = morpheme.part_of_speech_id()
        parts[number] = morpheme.part_of_speech()[:2]
        return parts[number]

    def read(text: str) -> Text:
        tokenizer: Tokenizer | None = getattr(mine, "tokenizer", None)
        if tokenizer is None:
            tokenizer, stem = lexicon.tokenizer(mode=SplitMode.A), stemmer("english").stemWord
            mine.stem = cache(stem) if brief else stem
            mine.tokenizer = tokenizer
        plain = plain_text.normalise(text)[:MOST_READ]
        words = []
        for each in tokenizer.tokenize(plain):
            part, finer = parts.get(each.part_of_speech_id()) or kind(each)
            surface = each.surface()
            reading = plain_text.katakana(surface) if part in WITHOUT_SOUND else each.reading_form()
            normal = mine.stem(surface) if surface.isascii() and surface.isalpha() else each.normalized_form()
            words.append(Word(surface, normal, reading, part, finer, each.begin(), each.end()))
        return Text(plain, tuple(words))

    return read


def sound(read: Read) -> Sound:
    """Give the function that tells how a text sounds: its reading in hiragana, and where words begin in the text."""

    def listen(text: str) -> tuple[str, frozenset[int]]:
        words = read(text).words
        return "".join(plain_text.hiragana(word.reading) for word in words), frozenset(word.begin for word in words)

    return listen


def speaker(dictionary: str = "core") -> Speak:
    """Give the function that reads a text aloud as it is written, in long words (mode C); safe in threads."""
    lexicon = _lexicon(dictionary)
    mine = threading.local()

    def speak(text: str) -> tuple[Pieces, ...]:
        tokenizer: Tokenizer | None = getattr(mine, "tokenizer", None)
        if tokenizer is None:
            tokenizer = mine.tokenizer = lexicon.tokenizer(mode=SplitMode.C)
        long = [_piece(each) for each in tokenizer.tokenize(text)]
        return tuple(_in_parts(long, [_piece(each) for each in tokenizer.tokenize(text, SplitMode.A)]))

    return speak


def _piece(morpheme: Morpheme) -> Piece:
    return Piece(morpheme.surface(), plain_text.hiragana(morpheme.reading_form()))


def _in_parts(long: list[Piece], short: list[Piece]) -> Iterator[Pieces]:
    """Give each long word in its short ones, or whole where it sounds otherwise than they do: 一人 + 暮らし."""
    at = 0
    for word in long:
        parts: Pieces = ()
        while sum(len(part.text) for part in parts) < len(word.text):
            parts += (short[at],)
            at += 1
        same = "".join(part.reading or "" for part in parts) == word.reading
        yield tuple(piece for part in (parts if same else (word,)) for piece in _without_aside(part))


def _without_aside(piece: Piece) -> Iterator[Piece]:
    """Part a word from kana in brackets behind it, which Sudachi takes for its reading: 相談（あっせん）."""
    aside = _ASIDE.search(piece.text)
    yield piece._replace(text=piece.text[: aside.start()]) if aside else piece
    if aside:
        yield Piece(aside[0], "")


def looker(dictionary: str = "core") -> Look:
    """Give the function that says of each long word of a text what it is, and whether it can be a name; safe in threads."""
    lexicon = _lexicon(dictionary)
    mine = threading.local()

    def look(text: str) -> tuple[Long, ...]:
        tokenizer: Tokenizer | None = getattr(mine, "tokenizer", None)
        if tokenizer is None:
            tokenizer = mine.tokenizer = lexicon.tokenizer(mode=SplitMode.C)
        return tuple(_long(each, lexicon) for each in tokenizer.tokenize(text))

    return look


NAME = "固有名詞"


def _long(morpheme: Morpheme, lexicon: Dictionary) -> Long:
    """Say what a long word is. Name-like: some entry of the dictionary with the same letters is a name, or one of its short words is."""
    part, finer = morpheme.part_of_speech()[:2]
    short = morpheme.split(SplitMode.A)
    alike = any(each.part_of_speech()[1] == NAME for each in lexicon.lookup(morpheme.surface()))
    like = alike or any(each.part_of_speech()[1] == NAME for each in short)
    normals = tuple(each.normalized_form() for each in short)
    return Long(morpheme.normalized_form(), part, finer, morpheme.is_oov(), finer == NAME, like, normals)
