"""Content that comes from a process of its own answers as content loaded here does."""

import gc

import pytest

from app import vectors
from app.apart import load_apart
from app.errors import ContentError
from app.loading import load
from tests.folders import small_root


@pytest.fixture(autouse=True)
def thawed():
    """Give the collector back what a start takes from it."""
    yield
    gc.unfreeze()


def test_content_from_another_process_answers_as_content_loaded_here(tmp_path, read, listen):
    root = small_root(tmp_path)
    apart, here = load_apart(root, "core"), load(root, read, listen, meaning=vectors.load())
    said = "お金がなくて、しにたいです"

    assert apart.version == here.version
    assert apart.read(said) == here.read(said)
    assert apart.watch.look(said) == here.watch.look(said)
    assert apart.matcher.decide(apart.matcher.hear(apart.read(said))) == here.matcher.decide(here.matcher.hear(here.read(said)))


def test_what_is_wrong_comes_back_from_the_other_process_whole(tmp_path):
    root = small_root(tmp_path, menu="nonsense: 1\n")

    with pytest.raises(ContentError, match="nonsense"):
        load_apart(root, "core")
