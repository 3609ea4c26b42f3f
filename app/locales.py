"""The only door to gettext catalogues: locales/<BCP 47 tag>.po, one file for each language, read and written with Babel."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from app.language import JAPANESE, Language

Source = tuple[str, str]
"""Where a text stands, and the text."""
TEMPLATE = "texts.pot"
METHODS = [("templates/**.html", "jinja2"), ("app/web/**.py", "python")]
KEYWORDS = {"_": None, "t": None, "say": None}
"""Functions whose first argument is a text: in the templates `_` for plain text and `t` for marked-up, in Python `say`."""
WIDTH = 150
BEGINNING = datetime(2026, 11, 21, tzinfo=UTC)
"""The dates in the files stand still: when a text changed is told by git."""
HEADER = "# まどぐち: 住民が読む文の翻訳。msgid は日本語の原文、msgstr が訳。fuzzy の印がある訳は、人が確かめるまで出ません。"


def read(folder: Path, city: Path | None = None) -> dict[str, Language]:
    """Read all languages, Japanese first; a city's own locales/ adds to them. What is marked fuzzy is left out until a person has looked at it."""
    found = {path.stem: _texts(path) for path in _files(folder)}
    for path in _files(city / "locales") if city else ():
        found[path.stem] = {**found.get(path.stem, {}), **_texts(path)}
    return {JAPANESE.tag: JAPANESE} | {tag: Language(tag=tag, texts=texts) for tag, texts in sorted(found.items())}


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.po"))


def _texts(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        catalog = read_po(file)
    return {str(message.id): str(message.string) for message in catalog if message.id and message.string and not message.fuzzy}


def interface(home: Path) -> Iterator[Source]:
    """Give the texts of templates/ and app/web/."""
    for name, line, text, _comments, _context in extract_from_dir(str(home), METHODS, keywords=KEYWORDS, directory_filter=_ours):
        if isinstance(text, str):
            yield f"{name}:{line}", text


def _ours(folder: str) -> bool:
    return Path(folder).name in {"templates", "parts", "app", "web"}


def template(sources: Iterable[Source]) -> Catalog:
    """Make the catalogue of all texts, without translations. Places have no line numbers, lest every edit change every file."""
    catalog = Catalog(header_comment=HEADER, charset="utf-8")
    for place, text in sources:
        catalog.add(text, locations=[(place.split(":")[0], 0)])
    return catalog


def update(folder: Path, sources: Iterable[Source], new: Mapping[str, Mapping[str, str]] | None = None) -> dict[str, tuple[int, int]]:
    """Bring all languages up to date with *sources*; texts that changed keep their old translation, marked fuzzy.

    Gives, for each tag, how many texts have a translation, and how many there are. *new* brings translations along: tag → original → translation.
    """
    texts = template(sources)
    _write(folder / TEMPLATE, texts)
    return {tag: _merge(folder / f"{tag}.po", texts, (new or {}).get(tag, {})) for tag in {path.stem for path in _files(folder)} | set(new or {})}


def _merge(path: Path, texts: Catalog, new: Mapping[str, str]) -> tuple[int, int]:
    catalog = Catalog(header_comment=HEADER, charset="utf-8")
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file)
        catalog.header_comment = HEADER
    catalog.update(texts, update_header_comment=False)
    catalog.obsolete.clear()
    for message in catalog:
        if message.id in new:
            message.string = new[str(message.id)]
            message.flags.discard("fuzzy")
    _write(path, catalog)
    own = [message for message in catalog if message.id]
    return sum(bool(message.string) and not message.fuzzy for message in own), len(own)


def _write(path: Path, catalog: Catalog) -> None:
    catalog.revision_date = catalog.creation_date = BEGINNING
    with path.open("wb") as file:
        write_po(file, catalog, width=WIDTH, omit_header=False, sort_output=False)
