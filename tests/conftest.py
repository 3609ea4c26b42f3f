"""What all tests share: the real dictionary, the shipped content, one fixed moment, and a builder of small made-up content."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser, sync_playwright

from app import sudachi
from app.content import Content
from app.loading import load
from app.matching.terms import Read
from app.opening import TOKYO
from app.safety import Sound
from tests.browser import BROWSER, FLAGS
from tests.made_up import bare_content
from tests.written import ROOT, SAKAI

os.environ.setdefault("MADOGUCHI_RATE", "off")  # many tests share one site; tests/test_rate.py sets a rate of its own


@pytest.fixture(scope="session")
def read() -> Read:
    """Read Japanese as the site does."""
    return sudachi.reader()


@pytest.fixture(scope="session")
def listen(read: Read) -> Sound:
    """Tell how a text sounds, as the site does."""
    return sudachi.sound(read)


@pytest.fixture(scope="session")
def content(read: Read, listen: Sound) -> Content:
    """Give the content that is shipped, without a city."""
    return load(ROOT, read, listen)


@pytest.fixture(scope="session")
def sakai(read: Read, listen: Sound) -> Content:
    """Give the content that is shipped, with the city of Sakai."""
    return load(ROOT, read, listen, SAKAI)


@pytest.fixture(scope="session")
def now() -> datetime:
    """Give a Friday afternoon on which offices are open."""
    return datetime(2026, 11, 20, 14, 0, tzinfo=TOKYO)


@pytest.fixture(scope="session")
def bare() -> Callable[..., Content]:
    """Give the builder of made-up content: resources and topics in, content out."""
    return bare_content


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start a real browser; for one file of tests, since its loop must not meet the loops of others."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield running
        running.close()
