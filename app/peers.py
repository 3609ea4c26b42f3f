"""Other ways to search, on the same texts and in the same process: what one would take if there were no program of ours.

They are tools for development only: character n-gram TF-IDF (scikit-learn), BM25 over Sudachi words (bm25s), rapidfuzz alone, and the trigram index of
SQLite. Each is given texts to search and asked for the order of all that it finds.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence

import bm25s
import numpy as np
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer

from app.bench import Find
from app.matching.meaning import Meaning
from app.matching.search import Search
from app.matching.terms import Read


def peers(read: Read, meaning: Meaning | None) -> Mapping[str, Callable[[Sequence[tuple[str, str]]], Find]]:
    """Name our search and its peers."""
    ours = {"まどぐち（単語ベクトルなし）": lambda texts: _ours(texts, read, None)}
    if meaning is not None:
        ours = {"まどぐち": lambda texts: _ours(texts, read, meaning)} | ours
    return ours | {
        "文字 n-gram TF-IDF（scikit-learn）": _tfidf,
        "BM25・Sudachi の語（bm25s）": lambda texts: _bm25(texts, read),
        "rapidfuzz だけ": lambda texts: _fuzzy(texts, read),
        "SQLite FTS5 trigram": _trigrams,
    }


def _ours(texts: Sequence[tuple[str, str]], read: Read, meaning: Meaning | None) -> Find:
    search = Search({at: (read(heading), read(body)) for at, (heading, body) in enumerate(texts)}, meaning)
    return lambda question, most: search.find(read(question), most)


def _tfidf(texts: Sequence[tuple[str, str]]) -> Find:
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
    matrix = vectorizer.fit_transform([f"{heading} {body}" for heading, body in texts])

    def find(question: str, most: int) -> Sequence[int]:
        scores = (matrix @ vectorizer.transform([question]).T).toarray().ravel()
        return [int(at) for at in np.argsort(-scores, kind="stable")[:most]]

    return find


def _bm25(texts: Sequence[tuple[str, str]], read: Read) -> Find:
    index = bm25s.BM25(method="lucene")
    index.index([_words(read, f"{heading}\n{body}") for heading, body in texts], show_progress=False)

    def find(question: str, most: int) -> Sequence[int]:
        words = [word for word in _words(read, question) if word in index.vocab_dict]
        scores = index.get_scores(words) if words else np.zeros(len(texts))
        return [int(at) for at in np.argsort(-scores, kind="stable")[:most]]

    return find


def _fuzzy(texts: Sequence[tuple[str, str]], read: Read) -> Find:
    headings = [" ".join(_words(read, heading)) for heading, _ in texts]

    def find(question: str, most: int) -> Sequence[int]:
        return [at for _, _, at in process.extract(" ".join(_words(read, question)), headings, scorer=fuzz.token_set_ratio, limit=most)]

    return find


def _trigrams(texts: Sequence[tuple[str, str]]) -> Find:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE texts USING fts5(heading, body, tokenize='trigram')")
    base.executemany("INSERT INTO texts(rowid, heading, body) VALUES (?, ?, ?)", [(at, *text) for at, text in enumerate(texts)])

    def find(question: str, most: int) -> Sequence[int]:
        pieces = {question[at : at + TRIGRAM] for at in range(len(question) - TRIGRAM + 1)}
        wanted = " OR ".join('"' + piece.replace('"', '""') + '"' for piece in sorted(pieces))
        rows = base.execute("SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY bm25(texts, 2.0, 1.0) LIMIT ?", (wanted, most)) if wanted else []
        return [at for (at,) in rows]

    return find


TRIGRAM = 3


def _words(read: Read, text: str) -> list[str]:
    return [word.normal for word in read(text).content]
