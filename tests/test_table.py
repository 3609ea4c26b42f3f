"""The table of weights: what is learned, what BM25 adds, and that each word's part can be told. Made-up sentences, words between spaces."""

from itertools import permutations
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from app.matching.learn import learn
from app.matching.table import FEWEST, LENGTH, LEXICAL, SATURATION, SIDE_BY_SIDE, Sample, Table
from app.matching.terms import keys
from tests.made_up import by_spaces

WORRIES = {"worry": ("rent", "debt"), "danger": ()}
DANGERS = {"worry": ("rent",), "danger": ("any", "suicide", "violence")}


def sample(said, *of, among="worry", **more):
    return Sample(keys=keys(by_spaces(said)), of=frozenset(of), among=among, **more)


def described(said, *of):
    """Only words, nothing to learn: what is left is BM25."""
    return sample(said, *of, learned=False)


def scores(table, *keys):
    return dict(zip(table.classes, table.weigh(dict.fromkeys(keys, 1.0)).tolist(), strict=True))


def added(table, *keys):
    """What the units add to the offsets."""
    nothing = scores(table)
    return {name: score - nothing[name] for name, score in scores(table, *keys).items()}


@pytest.fixture(scope="module")
def table():
    """Two worries with words of their own, one in common, and some that only one sentence has."""
    return Table(
        [
            sample("家賃 払えない 大家", "rent"),
            sample("家賃 滞納 困る", "rent"),
            sample("家賃 困る", "rent"),
            sample("借金 返せない 困る", "debt"),
            sample("借金 払えない 利息", "debt"),
        ],
        WORRIES,
    )


# What is learned.


def test_learned_weights_tell_two_worries_apart():
    said = {"家賃 払えない": "rent", "家賃 困る": "rent", "借金 払えない": "debt", "借金 困る": "debt"}
    learned = Table([sample(each, of, weight=0) for each, of in said.items()], WORRIES)

    assert {each: max(found, key=found.get) for each in said for found in [scores(learned, *each.split())]} == said


def test_a_word_speaks_for_its_own_worry_and_against_the_other():
    learned = Table([sample("家賃", "rent", weight=0), sample("家賃", "rent", weight=0), sample("借金", "debt", weight=0)], WORRIES)

    assert added(learned, "家賃")["rent"] > 0 > added(learned, "家賃")["debt"]


def test_a_worry_of_few_sentences_is_heard_beside_one_of_many():
    learned = Table([*[sample("家賃", "rent", weight=0)] * 2, *[sample("借金", "debt", weight=0)] * 40], WORRIES)

    assert scores(learned, "家賃")["rent"] > scores(learned, "家賃")["debt"]


def test_the_same_sentences_give_the_same_weights():
    said = [sample("家賃 困る", "rent"), sample("借金 困る", "debt"), sample("家賃", "rent"), sample("借金", "debt")]

    assert scores(Table(said, WORRIES), "家賃", "困る") == scores(Table(said, WORRIES), "家賃", "困る")


def test_what_is_not_known_counts_for_nothing():
    rows = csr_matrix(np.eye(3, dtype=np.float32))
    targets = np.array([[1], [-1], [1]], np.float32)
    with_silence, offset = learn(rows, targets, np.array([[1], [1], [0]], np.float32))
    without, same_offset = learn(rows[:2], targets[:2], np.ones((2, 1), np.float32))

    assert with_silence == pytest.approx(without)
    assert offset == pytest.approx(same_offset)
    assert with_silence[2] == 0


def test_where_nothing_is_taught_nothing_is_learned():
    weights, offsets = learn(csr_matrix((0, 2), dtype=np.float32), np.zeros((0, 3), np.float32), np.zeros((0, 3), np.float32))

    assert not weights.any()
    assert not offsets.any()


def test_a_worry_of_many_sentences_is_the_likelier_before_a_word_is_said():
    many = Table([*(sample(f"家賃 {at}", "rent") for at in range(8)), sample("借金", "debt"), sample("借金 利息", "debt")], WORRIES)

    assert scores(many)["rent"] > scores(many)["debt"]


def test_a_table_of_nothing_says_nothing():
    assert scores(Table([], {"worry": (), "danger": ()}), "家賃") == {}
    assert scores(Table([], WORRIES), "家賃") == {"rent": 0.0, "debt": 0.0}


# Units.


def test_a_unit_that_nobody_has_adds_nothing(table):
    assert scores(table, "家賃", "天気") == scores(table, "家賃")


def test_a_unit_of_one_sentence_speaks_for_its_worry_only(table):
    assert added(table, "大家")["rent"] > 0
    assert added(table, "大家")["debt"] == 0
    assert added(table, "利息") == {"rent": 0, "debt": pytest.approx(added(table, "大家")["rent"], rel=0.2)}


def test_a_unit_of_one_sentence_without_weight_adds_nothing():
    silent = Table([sample("家賃", "rent"), sample("家賃", "rent"), sample("大家", "rent", weight=0)], WORRIES)

    assert added(silent, "大家") == {"rent": 0, "debt": 0}


def test_a_unit_counts_by_its_worth(table):
    whole, half = (table.weigh({"利息": worth})[1] - table.weigh({})[1] for worth in (1.0, 0.5))

    assert half == pytest.approx(whole / 2)


def test_a_text_that_says_all_a_hundred_times_is_not_a_hundred_times_as_sure(table):
    every = ("家賃", "滞納", "困る", "払えない", "借金", "返せない")
    once, loud = (table.weigh(dict.fromkeys(every, worth)) - table.weigh({}) for worth in (1.0, 100.0))

    assert np.abs(loud).max() < 10 * np.abs(once).max()


# BM25.


def test_a_unit_that_few_worries_have_counts_more():
    lexical = Table([described("家賃 困る", "rent"), described("借金 困る", "debt")], WORRIES)

    assert added(lexical, "家賃")["rent"] > added(lexical, "困る")["rent"] > 0


def test_a_word_said_often_counts_more_but_not_without_end():
    lexical = Table(
        [described("家賃 あ あ あ あ あ あ あ あ", "rent"), described("家賃 " * 9, "debt"), described("う", "other")],
        {"worry": ("rent", "debt", "other"), "danger": ()},
    )
    of = added(lexical, "家賃")

    assert 0 < of["rent"] < of["debt"] < 9 * of["rent"]


def test_a_word_of_a_talkative_worry_counts_less():
    lexical = Table(
        [described("家賃", "rent"), described("家賃 い う え お か き く", "debt"), described("天気", "other")],
        {"worry": ("rent", "debt", "other"), "danger": ()},
    )

    assert added(lexical, "家賃")["rent"] > added(lexical, "家賃")["debt"] > 0


def test_bm25_is_what_its_authors_write():
    lexical = Table([described("家賃 家賃", "rent"), described("天気", "debt")], WORRIES)
    # Units with their sounds and neighbours: five stand in the first worry, two in the second.
    norm = SATURATION * (1 - LENGTH + LENGTH * 5 / 3.5)
    bm25 = log(1 + (2 - 1 + 0.5) / (1 + 0.5)) * 2 * (SATURATION + 1) / (2 + norm)

    assert added(lexical, "家賃")["rent"] == pytest.approx(LEXICAL * bm25 / FEWEST)


def test_two_words_side_by_side_count_half_and_a_sound_nothing():
    lexical = Table([described("家賃 滞納", "rent"), described("天気", "debt")], WORRIES)

    assert added(lexical, "\n家賃 滞納")["rent"] == pytest.approx(SIDE_BY_SIDE * added(lexical, "家賃")["rent"])
    assert added(lexical, "\t家賃")["rent"] == 0


def test_a_sentence_counts_by_its_weight():
    lexical = Table(
        [
            Sample(keys=keys(by_spaces("家賃")), of=frozenset({"rent"}), among="worry", weight=3.0, learned=False),
            described("家賃", "debt"),
            described("天気 雨 雪", "other"),
        ],
        {"worry": ("rent", "debt", "other"), "danger": ()},
    )

    assert added(lexical, "家賃")["rent"] > added(lexical, "家賃")["debt"]


# Danger.


@pytest.fixture(scope="module")
def dangers():
    """Two kinds of danger, a harmless sentence, a worry that is harmless and one that leaves it open."""
    return Table(
        [
            *[sample("死にたい 夜", "any", "suicide", among="danger", weight=0)] * 2,
            *[sample("殴られる 夜", "any", "violence", among="danger", weight=0)] * 2,
            *[sample("笑い 死にそう", among="danger", weight=0)] * 2,
            *[sample("家賃", "rent", harmless=True)] * 2,
            *[sample("大家", "rent")] * 2,
        ],
        DANGERS,
    )


def test_a_danger_speaks_for_its_kind_and_for_danger_at_all(dangers):
    of = added(dangers, "死にたい")

    assert of["any"] > 0
    assert of["suicide"] > 0 > of["violence"]


def test_what_all_dangers_share_speaks_for_danger_at_all(dangers):
    assert added(dangers, "夜")["any"] > max(added(dangers, "夜")[kind] for kind in ("suicide", "violence"))


def test_a_harmless_sentence_speaks_against_every_danger(dangers):
    of = added(dangers, "死にそう")

    assert max(of["any"], of["suicide"], of["violence"]) < 0


def test_a_danger_says_less_against_another_kind_than_a_harmless_sentence():
    kinds = Table(
        [
            *[sample("死にたい", "any", "suicide", among="danger", weight=0)] * 2,
            *[sample("殴られる", "any", "violence", among="danger", weight=0)] * 2,
            *[sample("死にそう", among="danger", weight=0)] * 2,
        ],
        DANGERS,
    )

    assert added(kinds, "死にそう")["violence"] < added(kinds, "死にたい")["violence"] < 0


def test_a_harmless_worry_speaks_against_danger_and_any_other_is_silent(dangers):
    assert added(dangers, "家賃")["any"] < 0
    assert added(dangers, "大家")["any"] == 0


def test_a_danger_is_silent_about_worries(dangers):
    assert added(dangers, "死にたい")["rent"] == 0


# That each part can be told.

SAID = st.dictionaries(
    st.sampled_from(["家賃", "大家", "利息", "困る", "払えない", "借金", "天気", "\n家賃 滞納", "\t借金"]), st.floats(0.1, 3.0), max_size=6
)


@given(found=SAID)
def test_the_parts_add_up_to_the_score_but_for_what_all_classes_get(table, found):
    _, parts = table.parts(found, [0, 1])
    sums, score = parts.sum(0), table.weigh(found) - table.weigh({})

    assert sums[0] - sums[1] == pytest.approx(score[0] - score[1], abs=1e-5)


@given(found=SAID)
def test_the_parts_are_of_the_units_that_are_known(table, found):
    keys, parts = table.parts(found, [1])

    assert set(keys) == found.keys() - {"天気"}
    assert parts.shape == (len(keys), 1)


def test_what_all_classes_get_is_no_part_of_any(table):
    _, parts = table.parts({"困る": 1.0, "払えない": 1.0}, [0, 1])

    assert parts.sum(1) == pytest.approx(np.zeros(2), abs=1e-6)


def test_the_parts_do_not_depend_on_the_classes_that_are_asked_for(table):
    found = {"家賃": 1.0, "大家": 1.0}

    assert table.parts(found, [1, 0])[1][:, 0] == pytest.approx(table.parts(found, [1])[1][:, 0])


@given(found=SAID, order=st.randoms(use_true_random=False))
def test_scores_do_not_depend_on_the_order_of_the_units(table, found, order):
    shuffled = list(found.items())
    order.shuffle(shuffled)

    assert table.weigh(dict(shuffled)) == pytest.approx(table.weigh(found), abs=1e-5)


def test_scores_do_not_depend_on_the_order_of_the_sentences():
    said = [sample("家賃 困る", "rent"), sample("借金 困る", "debt"), sample("家賃", "rent")]
    first, *others = (scores(Table(each, WORRIES), "家賃", "困る") for each in permutations(said))

    assert all(other == pytest.approx(first, abs=1e-4) for other in others)
