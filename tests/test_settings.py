"""The environment: read once, wrong names and values refused."""

from pathlib import Path

import pytest

from app.errors import SettingsError
from app.settings import HOME, PREFIX, Settings, read


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch):
    """Begin from an environment without settings of ours."""
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)


def test_nothing_need_be_set():
    settings = read()

    assert settings.content == HOME
    assert (settings.city, settings.now) == (None, None)
    assert settings.exit_url.startswith("https://")


def test_each_start_makes_its_own_secret_and_does_not_show_it():
    first, second = read(), read()

    assert first.secret != second.secret
    assert first.secret.get_secret_value() not in repr(first)


def test_variables_are_read(monkeypatch):
    monkeypatch.setenv("MADOGUCHI_CITY", "cities/271403-sakai")
    monkeypatch.setenv("MADOGUCHI_NOW", "2026-12-31T23:00")
    settings = read()

    assert settings.city == Path("cities/271403-sakai")
    assert settings.now.isoformat() == "2026-12-31T23:00:00"


def test_an_unknown_variable_is_refused_and_the_known_ones_are_named(monkeypatch):
    monkeypatch.setenv("MADOGUCHI_CITTY", "cities/271403-sakai")
    with pytest.raises(SettingsError) as refused:
        read()

    assert "MADOGUCHI_CITTY" in str(refused.value)
    assert all(PREFIX + name.upper() in str(refused.value) for name in Settings.model_fields)


def test_the_variable_of_the_browser_tests_is_let_pass(monkeypatch):
    monkeypatch.setenv("MADOGUCHI_TEST_BROWSER", "/usr/bin/chromium")

    assert read().content == HOME


@pytest.mark.parametrize(("name", "value"), [("EXIT_URL", "javascript:alert(1)"), ("NOW", "きのう"), ("SECRET", "mijikai")])
def test_a_wrong_value_is_refused_by_name_and_never_repeated(monkeypatch, name, value):
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(SettingsError) as refused:
        read()

    assert PREFIX + name in str(refused.value)
    assert value not in str(refused.value)
