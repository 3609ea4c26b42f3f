"""Rules on the readings of words."""

from unicodedata import normalize

from app.checks.parts import Parts, Problems
from app.ruby import fits, is_kana
from app.text import has_kanji, hiragana


def readings_can_stand_above_their_words(parts: Parts) -> Problems:
    """A word of readings.yaml has kanji; its reading is hiragana and has the kana of the word."""
    for placed in parts.readings:
        word, reading = placed.value.word, placed.value.reading
        if not has_kanji(word):
            yield placed.problem(f"「{word}」には漢字がないので、ふりがなはつきません。消してください", "word", rule="wrong-reading")
        elif not is_kana(reading):
            yield placed.problem(
                f"読み「{reading}」は、ひらがなだけで書いてください（例: ひとり）", "reading", hint=_in_hiragana(reading), rule="wrong-reading"
            )
        elif not fits(word, reading):
            yield placed.problem(
                f"読み「{reading}」が、「{word}」のかなと合いません。送りがなまで、全部の読みを書いてください", "reading", rule="wrong-reading"
            )


def _in_hiragana(reading: str) -> str | None:
    """Write a reading in hiragana, where it was given in katakana."""
    mended = hiragana(normalize("NFKC", reading))
    return mended if is_kana(mended) else None


def words_are_read_once(parts: Parts) -> Problems:
    """No word stands twice in one file of readings."""
    seen: set[tuple[str, str]] = set()
    for placed in parts.readings:
        if (placed.file, placed.value.word) in seen:
            yield placed.problem(f"「{placed.value.word}」が二度書かれています。どちらかを消してください", "word", rule="said-twice")
        seen.add((placed.file, placed.value.word))


RULES = (readings_can_stand_above_their_words, words_are_read_once)
