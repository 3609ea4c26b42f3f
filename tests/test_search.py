"""The search for documents: made-up ones, words between spaces, and word vectors of few dimensions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching.search import COMPOUND, NOT_A_NOUN, Search, terms
from app.matching.terms import Text, Word
from tests.made_up import by_spaces
from tests.meanings import Meanings

HOMES = Meanings({"家賃": (1.0, 0.0), "部屋代": (0.9, 0.1), "借金": (0.0, 1.0), "天気": (-1.0, 0.0)})
PAPERS = {
    "rent": (by_spaces("家賃 補助"), by_spaces("家賃 払えない 人")),
    "debt": (by_spaces("借金 整理"), by_spaces("返す 相談")),
    "food": (by_spaces("食べもの 配布"), by_spaces("米 野菜 人")),
}


def searched(papers, meaning=None):
    return Search({name: tuple(map(by_spaces, fields)) for name, fields in papers.items()}, meaning)


def found(search, said, most=1):
    return search.find(by_spaces(said), most)


def verb(word, begin):
    return Word(word, word, word, "動詞", "一般", begin, begin + len(word))


# Equal words.


@pytest.mark.parametrize(("said", "wanted"), [("家賃", "rent"), ("借金", "debt"), ("野菜", "food"), ("天気 借金", "debt")])
def test_the_document_that_has_the_word_comes_first(said, wanted):
    assert found(Search(PAPERS), said) == [wanted]


def test_a_word_that_few_documents_have_counts_more():
    assert found(Search(PAPERS), "人 相談") == ["debt"]


def test_a_word_of_the_heading_counts_more_than_one_of_the_body():
    assert found(searched({"body": ("補助 家計", "家賃 部屋"), "heading": ("家賃 補助", "家計 部屋"), "other": ("天気", "雨")}), "家賃") == [
        "heading"
    ]


def test_of_two_headings_the_one_that_is_covered_comes_first():
    papers = {
        "long": ("家賃 更新 契約 保証 敷金 礼金", ""),
        "short": ("家賃 更新", "契約 保証 敷金 礼金 契約 保証 敷金 礼金"),
        "other": ("天気", "雨"),
    }

    assert found(searched(papers), "家賃 更新", 3) == ["short", "long", "other"]


def test_no_more_are_given_than_are_asked_for():
    assert len(found(Search(PAPERS), "家賃", 2)) == 2
    assert sorted(found(Search(PAPERS), "家賃", 9)) == sorted(PAPERS)


def test_documents_that_fit_alike_stay_in_their_order():
    assert found(searched(dict.fromkeys("cab", ("家賃", "補助"))), "家賃", 3) == ["c", "a", "b"]


def test_a_word_asked_for_twice_counts_once():
    assert found(Search(PAPERS), "人 人 人 人 借金", 3) == found(Search(PAPERS), "人 借金", 3)


@given(st.permutations(["家賃", "人", "返す", "天気"]))
def test_the_order_of_the_question_changes_nothing(words):
    assert found(Search(PAPERS, HOMES), " ".join(words), 3) == found(Search(PAPERS, HOMES), "家賃 人 返す 天気", 3)


# Nothing.


def test_an_empty_question_finds_nothing():
    assert found(Search(PAPERS), "") == []
    assert found(Search(PAPERS, HOMES), "") == []


@pytest.mark.parametrize("meaning", [None, HOMES], ids=["without", "with"])
def test_among_no_documents_nothing_is_found(meaning):
    assert found(Search({}, meaning), "家賃") == []


@pytest.mark.parametrize("meaning", [None, HOMES], ids=["without", "with"])
def test_documents_without_words_do_no_harm(meaning):
    assert found(searched({"empty": ("", ""), "rent": ("家賃", "")}, meaning), "家賃", 2) == ["rent", "empty"]


@pytest.mark.parametrize("meaning", [None, HOMES, Meanings({})], ids=["without", "with", "without a word"])
def test_a_word_that_nobody_has_leaves_all_in_their_order(meaning):
    assert found(Search(PAPERS, meaning), "宇宙", 3) == list(PAPERS)


# Words of like meaning.


def test_without_vectors_a_word_of_like_meaning_is_not_found():
    assert found(Search(PAPERS), "部屋代", 3) == list(PAPERS)
    assert found(searched({"debt": ("借金", ""), "rent": ("家賃", "")}), "部屋代") == ["debt"]


def test_a_word_of_like_meaning_finds_the_document():
    assert found(searched({"debt": ("借金", ""), "rent": ("家賃", "")}, HOMES), "部屋代") == ["rent"]


def test_the_word_itself_is_better_than_one_of_like_meaning():
    assert found(searched({"like": ("部屋代", ""), "same": ("家賃", ""), "other": ("借金", "")}, HOMES), "家賃", 3) == ["same", "like", "other"]


def test_a_word_of_opposite_meaning_is_no_word_of_like_meaning():
    assert found(searched({"debt": ("借金", ""), "rent": ("家賃", "")}, HOMES), "天気", 2) == ["debt", "rent"]


AXES = np.eye(8, dtype=np.float32)
OFTEN = {f"{axis}-{at}": tuple(AXES[axis]) for axis, times in enumerate((6, 5, 4, 3)) for at in range(times)}
"""Documents of one word each, in four directions: those that all documents lose."""
RARE = {"夜": tuple(AXES[4]), "朝": tuple(AXES[5])}


def whole(asked):
    """Search among documents of one word each, of which none is near enough to be taken for what is asked."""
    vectors = OFTEN | RARE | {"問い": asked}
    return found(searched({word: ("", word) for word in (*OFTEN, *RARE)}, Meanings(vectors)), "問い")


def test_the_meaning_of_the_whole_counts_where_no_word_is_near():
    assert whole((0, 0, 0, 0, 0.35, 0.1, 0.93, 0)) == ["夜"]
    assert whole((0, 0, 0, 0, 0.1, 0.35, 0.93, 0)) == ["朝"]


def test_what_all_documents_share_does_not_count():
    assert whole((0.38, 0.3, 0.2, 0.1, 0.02, 0.1, 0.83, 0)) == ["朝"]


def test_where_few_documents_lose_all_that_they_mean_nothing_is_left_of_it():
    few = Search(PAPERS, Meanings({"家賃": (0.3, 0.7), "借金": (0.9, -0.2), "米": (0.8, 0.1), "人": (-0.3, 0.5), "返す": (0.6, 0.7)}))

    assert not few._means.any()


# Compounds.


def test_nouns_that_mean_something_together_are_a_word_beside_their_parts():
    meaning = Meanings({"生活保護": (1.0, 0.0)})

    assert dict(terms(by_spaces("生活 保護 申請"), meaning)) == {"生活": 1.0, "保護": 1.0, "申請": 1.0, "生活保護": COMPOUND}


def test_the_longest_compound_is_taken():
    meaning = Meanings({"生活保護": (1.0, 0.0), "生活保護申請": (0.0, 1.0), "保護申請": (1.0, 0.0)})

    assert [word for word, _ in terms(by_spaces("生活 保護 申請"), meaning)][3:] == ["生活保護申請"]


def test_a_compound_ends_where_the_nouns_end():
    words = (*by_spaces("生活").words, verb("守る", 2), *by_spaces("費").words)
    meaning = Meanings({"生活守る": (1.0, 0.0), "生活守る費": (1.0, 0.0)})

    assert dict(terms(Text("生活守る費", words), meaning)) == {"生活": 1.0, "守る": NOT_A_NOUN, "費": 1.0}


def test_a_compound_of_like_meaning_is_found():
    meaning = Meanings({"生活保護": (1.0, 0.0), "福祉": (0.9, 0.1), "借金": (0.0, 1.0)})
    papers = {"debt": ("借金", ""), "life": ("生活", ""), "care": ("生活 保護", "")}

    assert found(searched(papers, meaning), "福祉") == ["care"]


def test_a_verb_counts_less_than_a_noun():
    search = searched({"verb": ("あ 知る", ""), "noun": ("い 家賃", ""), "other": ("天気 雨", "")})

    assert search.find(Text("知る家賃", (verb("知る", 0), *by_spaces("家賃").words)), 1) == ["noun"]
