"""texts."""

from collections.abc import Iterator
from pathlib import Path

from app import locales
from app import texts as of
from app.cli.door import MESSAGES, City, content
from app.content import Content
from app.language import EASY_TAG
from app.plain import Fault, faults
from app.settings import HOME
from app.web import interface


def texts(city: City = None) -> None:
    """翻訳の表（locales/*.po）を、いまの画面と内容に合わせる。原文が変わった文は fuzzy の印がつき、人が確かめるまで日本語で出る。"""
    folder, loaded = HOME / "locales", content(city)
    for tag, (done, every) in sorted(locales.update(folder, sources(HOME, loaded)).items()):
        MESSAGES.print(f"{tag}: {every} のうち {done} が訳せています。{'' if done == every else f'のこり {every - done}'}")
    for said, fault in hard(folder, loaded):
        print(f"{'直す' if fault.severe else '注意'}\t{said}\t{fault.message}")


def hard(folder: Path, loaded: Content) -> Iterator[tuple[str, Fault]]:
    """Give the texts in やさしい日本語 that are not easy, and why."""
    instead = {each.avoid: each.instead for each in loaded.style.officialese}
    for said in locales.read(folder)[EASY_TAG].texts.values():
        yield from ((said, fault) for fault in faults(said, loaded.read, loaded.plain, instead))


def sources(home: Path, of_city: Content) -> list[locales.Source]:
    """Give every text that is translated: of the templates, of the tables, of the content."""
    shown = [*locales.interface(home), *(("app/web", text) for text in interface.texts())]
    return [*shown, *((f"{place.part}/{place.id}", place.text) for place in of.of_content(of_city))]
