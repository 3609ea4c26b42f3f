"""The door to word vectors: hashes as the package makes them, a made-up folder laid out as its own, and the package where it is installed."""

import pickle

import msgpack
import numpy as np
import pytest

from app import vectors
from app.vectors import Vectors, murmur

MADE_UP = {"家賃": (3.0, 0.0, 4.0), "借金": (0.0, 2.0, 0.0), "無": (0.0, 0.0, 0.0), "部屋代": (3.0, 0.0, 4.0)}
ROWS = {"家賃": 2, "借金": 0, "無": 1, "部屋代": 2}


@pytest.fixture
def folder(tmp_path):
    """Lay out a vocabulary as the package ja-ginza does: rows by hash, two words in one row."""
    table = np.zeros((3, 3), np.float32)
    for word, row in ROWS.items():
        table[row] = MADE_UP[word]
    (tmp_path / "key2row").write_bytes(msgpack.packb({murmur(word.encode()): row for word, row in ROWS.items()}))
    with (tmp_path / "vectors").open("wb") as file:
        np.save(file, table)
    return tmp_path


@pytest.fixture
def made_up(folder):
    """Read the made-up vocabulary."""
    return vectors.read(folder)


@pytest.mark.parametrize(
    ("text", "hashed"),
    [
        ("", 14313749767032693980),
        ("a", 11901859001352538922),
        ("家賃", 4641629377160452914),
        ("12345678", 9871996032675327904),
        ("窓口の", 16308525902245319926),
        ("1234567890123456", 14282323045393386168),
        ("借金を返せない", 1464484071177004979),
    ],
)
def test_a_hash_is_the_one_that_the_published_c_function_gives(text, hashed):
    """Computed with MurmurHash64A of A. Appleby's MurmurHash2.cpp, seed 1."""
    assert murmur(text.encode()) == hashed


def test_every_word_is_found_at_its_own_row(made_up):
    assert made_up.size == 3
    assert made_up.of(["借金", "家賃"]).tolist() == [[0.0, 1.0, 0.0], pytest.approx([0.6, 0.0, 0.8])]


def test_words_may_share_a_row(made_up):
    assert (made_up.of(["家賃"]) == made_up.of(["部屋代"])).all()


@pytest.mark.parametrize("word", ["天気", "家", "無", ""])
def test_a_word_without_a_vector_has_zeros(made_up, word):
    assert made_up.of([word]).tolist() == [[0.0, 0.0, 0.0]]


def test_a_word_is_in_the_vocabulary_or_not(made_up):
    assert "家賃" in made_up
    assert "天気" not in made_up
    assert 2 not in made_up


def test_of_no_words_there_are_no_vectors(made_up):
    assert made_up.of([]).shape == (0, 3)


def test_what_is_given_may_be_changed_without_harm(made_up):
    made_up.of(["借金"])[0, 1] = 9

    assert made_up.of(["借金"]).tolist() == [[0.0, 1.0, 0.0]]


def test_an_empty_vocabulary_has_no_word():
    empty = Vectors(np.zeros(0, np.int32), np.zeros(0, np.uint64), np.zeros((0, 3), np.float32))

    assert "家賃" not in empty
    assert empty.of(["家賃"]).tolist() == [[0.0, 0.0, 0.0]]


def test_an_absent_package_gives_no_vectors():
    assert vectors.load("no_package_of_this_name") is None


def test_a_package_without_a_vocabulary_gives_no_vectors():
    assert vectors.load("tests") is None


def test_a_package_is_found_by_its_name(folder, tmp_path, monkeypatch):
    home = tmp_path / "made_up_words"
    (home / "made_up_words-1.0").mkdir(parents=True)
    (home / "__init__.py").write_text("raise AssertionError('only looked into, never run')")
    vocabulary = home / "made_up_words-1.0" / "vocab"
    vocabulary.mkdir()
    for name in ("key2row", "vectors"):
        (folder / name).rename(vocabulary / name)
    monkeypatch.syspath_prepend(tmp_path)
    loaded = vectors.load("made_up_words")

    assert loaded is not None
    assert "家賃" in loaded


# With the package itself.


@pytest.fixture(scope="module")
def installed():
    """Load the package, where it is installed."""
    loaded = vectors.load()
    if loaded is None:
        pytest.skip("ja-ginza is not installed: the program runs without word vectors")
    return loaded


def test_the_package_holds_vectors_of_length_one(installed):
    lengths = np.linalg.norm(installed.of(["家賃", "借金", "介護"]), axis=1)

    assert installed.size == 300
    assert lengths == pytest.approx(1.0, abs=1e-5)


def test_vectors_go_to_another_process_as_the_wish_to_load_them(installed):
    packed = pickle.dumps(installed)

    assert len(packed) < 200
    assert (pickle.loads(packed).of(["家賃"]) == installed.of(["家賃"])).all()  # noqa: S301  # made in the line before


@pytest.mark.parametrize(("word", "near", "far"), [("借金", "負債", "天気"), ("介護", "看護", "家賃"), ("解雇", "失業", "野菜")])
def test_words_of_like_meaning_are_nearer(installed, word, near, far):
    asked, like, unlike = installed.of([word, near, far])

    assert asked @ like > 0.4 > asked @ unlike


def test_what_is_no_word_has_no_vector(installed):
    assert "ぬるぽがっぽん" not in installed
