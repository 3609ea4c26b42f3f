"""Languages: what is translated, what is shown where nothing is, and that nothing is missing."""

import re
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from app import locales
from app.cli.texts import sources
from app.language import EASY_TAG, JAPANESE, Language
from app.settings import HOME
from app.texts import of_content, takes_foreigners, windows_for_foreigners
from app.web import interface
from tests.made_up import bare_content, phone, resource, topic

FOLDER = HOME / "locales"
TONGUES = locales.read(FOLDER)
FOREIGN = [tag for tag in TONGUES if tag != "ja"]
JAPANESE_LETTER = re.compile(r"[ぁ-んァ-ヶ]")


def fields(text: str) -> set[str]:
    """Name what is filled into a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.fixture(scope="module")
def shown() -> list[str]:
    """Give all texts of the interface."""
    return [*dict.fromkeys([text for _, text in locales.interface(HOME)] + list(interface.texts()))]


def test_the_languages_are_japanese_easy_japanese_and_english():
    assert next(iter(TONGUES)) == "ja"
    assert set(FOREIGN) >= {EASY_TAG, "en"}
    assert [TONGUES[tag].name for tag in ("ja", EASY_TAG, "en")] == ["日本語", "やさしい日本語", "English"]
    assert [TONGUES[tag].html for tag in ("ja", EASY_TAG, "en")] == ["ja", "ja", "en"]


@pytest.mark.parametrize("tag", FOREIGN)
def test_every_text_of_the_interface_is_translated(tag, shown):
    assert [text for text in shown if not TONGUES[tag].knows(text)] == []


@pytest.mark.parametrize("tag", FOREIGN)
def test_every_text_of_topics_menu_panels_and_windows_for_foreigners_is_translated(tag, sakai):
    assert [place for place in of_content(sakai) if not TONGUES[tag].knows(place.text)] == []


@pytest.mark.parametrize("tag", FOREIGN)
def test_a_translation_fills_in_what_its_original_does(tag):
    extra = {"half", "hour12", "hour", "minute"}  # a language may count the hours by twelve

    assert [text for text, said in TONGUES[tag].texts.items() if "{" in text and fields(text) - extra != fields(said) - extra] == []
    assert [text for text, said in TONGUES[tag].texts.items() if "{" not in text and "{" in said] == []


def test_no_kana_stands_in_english():
    left = [said for text, said in TONGUES["en"].texts.items() if JAPANESE_LETTER.search(said)]

    assert [said for said in left if not re.search(r"[（(][^()（）]*[ぁ-んァ-ヶ一-鿿]", said) and not re.search(r"“[^”]*”|「[^」]*」", said)] == []


@pytest.mark.parametrize("tag", FOREIGN)
def test_numbers_and_addresses_are_those_of_the_original(tag):
    """A wrong number can cost a life, in any language."""
    number = re.compile(r"#?\d[\d-]{2,}\d|https?://\S+")
    wrong = {text: said for text, said in TONGUES[tag].texts.items() if set(number.findall(said)) - set(number.findall(text))}

    assert wrong == {}


def test_the_files_are_up_to_date(sakai, tmp_path):
    """`python -m app texts` would change nothing."""
    for path in FOLDER.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    locales.update(tmp_path, sources(HOME, sakai))

    assert [path.name for path in FOLDER.iterdir() if path.read_bytes() != (tmp_path / path.name).read_bytes()] == []


def catalogue(folder, tag, *messages):
    made = Catalog()
    for text, said, *flags in messages:
        made.add(text, said, flags=flags)
    with (folder / f"{tag}.po").open("wb") as file:
        write_po(file, made)


def test_what_nobody_has_looked_at_yet_is_shown_in_japanese(tmp_path):
    catalogue(tmp_path, "vi", ("電話", "Điện thoại"), ("窓口", "máy dịch", "fuzzy"))
    tongue = locales.read(tmp_path)["vi"]

    assert (tongue.say("電話"), tongue.say("窓口")) == ("Điện thoại", "窓口")
    assert (tongue.foreign("電話"), tongue.foreign("窓口")) == (False, True)


def test_a_city_adds_its_own_translations(tmp_path):
    (tmp_path / "city" / "locales").mkdir(parents=True)
    catalogue(tmp_path, "en", ("電話", "Phone"), ("窓口", "Help desk"))
    catalogue(tmp_path / "city" / "locales", "en", ("電話", "Call us"), ("市", "City"))
    tongue = locales.read(tmp_path, tmp_path / "city")["en"]

    assert (tongue.say("電話"), tongue.say("窓口"), tongue.say("市")) == ("Call us", "Help desk", "City")


def test_a_changed_original_keeps_its_translation_as_one_to_look_at(tmp_path):
    catalogue(tmp_path, "en", ("家賃が払えないときの相談です", "About rent"))
    counts = locales.update(tmp_path, [("topic/rent", "家賃が払えないときの相談先です")])
    with (tmp_path / "en.po").open("rb") as file:
        changed = read_po(file)["家賃が払えないときの相談先です"]

    assert counts == {"en": (0, 1)}
    assert (changed.fuzzy, changed.string) == (True, "About rent")
    assert not locales.read(tmp_path)["en"].knows("家賃が払えないときの相談先です")


def test_a_text_is_filled_in_after_it_is_translated():
    tongue = Language(tag="en", texts={"{name}に電話する": "Call {name}"})

    assert tongue.say("{name}に電話する", name="A{B}") == "Call A{B}"
    assert JAPANESE.say("{name}に電話する", name="市") == "市に電話する"
    assert not JAPANESE.foreign("何でも")


def test_windows_that_speak_other_languages_are_translated_too():
    content = bare_content(
        [resource("only-ja", phone()), resource("speaks", phone(languages=("ja", "en"))), resource("signs", phone(languages=("ja", "jsl")))],
        topic("money"),
    )

    assert [each.id for each in windows_for_foreigners(content) if takes_foreigners(each)] == ["speaks"]
