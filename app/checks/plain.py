"""Rules on intents/plain.yaml: each word stands in the list where the linter of やさしい日本語 looks for it, and stands there once."""

import re

from app.checks.parts import Parts, Problems
from app.errors import Problem

FILE = "intents/plain.yaml"

_FORMS = (
    ("katakana", re.compile(r"[ァ-ヺー]{2,}"), "片仮名だけの、2字からの言葉"),
    ("polite", re.compile(r"[おご御].+"), "「お」か「ご」で始まる言葉"),
    ("voices", re.compile(r".*(?:れる|せる)"), "「れる」か「せる」で終わる言葉"),
)
"""Lists, and what the words in them look like."""


def plain_words_are_in_their_lists(parts: Parts) -> Problems:
    """A word that looks otherwise would never be found."""
    for name, form, wanted in _FORMS if parts.plain else ():
        for at, word in enumerate(getattr(parts.plain, name)):
            if not form.fullmatch(word):
                message = f"「{word}」は {name} に書けません。{wanted}を書いてください。そうでないなら、消してください"
                yield Problem(file=FILE, path=(name, at), rule="wrong-list", message=message, hint="")


def plain_words_stand_once(parts: Parts) -> Problems:
    """A word that stands twice would have to be taken out twice."""
    for name in ("katakana", "polite", "voices", "names") if parts.plain else ():
        words = getattr(parts.plain, name)
        for at, word in enumerate(words):
            if word in words[:at]:
                yield Problem(file=FILE, path=(name, at), rule="said-twice", message=f"「{word}」が二度あります。こちらを消してください", hint="")


RULES = (plain_words_are_in_their_lists, plain_words_stand_once)
