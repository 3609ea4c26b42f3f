"""texts."""

from pathlib import Path

from app import locales
from app import texts as of
from app.cli.door import MESSAGES, City, content
from app.content import Content
from app.settings import HOME
from app.web import interface


def texts(city: City = None) -> None:
    """翻訳の表（locales/*.po）を、いまの画面と内容に合わせる。原文が変わった文は fuzzy の印がつき、人が確かめるまで日本語で出る。"""
    folder = HOME / "locales"
    for tag, (done, every) in sorted(locales.update(folder, sources(HOME, content(city))).items()):
        MESSAGES.print(f"{tag}: {every} のうち {done} が訳せています。{'' if done == every else f'のこり {every - done}'}")


def sources(home: Path, of_city: Content) -> list[locales.Source]:
    """Give every text that is translated: of the templates, of the tables, of the content."""
    shown = [*locales.interface(home), *(("app/web", text) for text in interface.texts())]
    return [*shown, *((f"{place.part}/{place.id}", place.text) for place in of.of_content(of_city))]
