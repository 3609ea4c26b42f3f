"""The only door to gettext catalogues: locales/<BCP 47 tag>.po, one file for each language, read and written with Babel."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import PoFileError, read_po, write_po

from app.errors import ContentError, Problem
from app.language import JAPANESE, Language

Source = tuple[str, str]
"""Where a text stands, and the text."""
TEMPLATE = "texts.pot"
METHODS = [("templates/**.html", "jinja2"), ("app/web/**.py", "python")]
KEYWORDS = {"_": None, "t": None, "say": None}
"""Functions whose first argument is a text: in the templates `_` for plain text and `t` for marked-up, in Python `say`."""
WIDTH = 150
UNREADABLE = "翻訳のファイル（PO）として読めません。引用符と、msgid・msgstr の組を見てください"
FILLED = "訳の {…} が、原文の {…} とちがいます。名前を変えずに書き写してください"
OF_THE_HOUR = {("half", "", None), ("hour12", "", None), ("minute", "", None)}
"""What a language may use to tell the time by twelve hours (`app/web/words.py`)."""
BEGINNING = datetime(2026, 11, 21, tzinfo=UTC)
"""The dates in the files stand still: when a text changed is told by git."""
HEADER = "# まどぐち: 住民が読む文の翻訳。msgid は日本語の原文、msgstr が訳。fuzzy の印がある訳は、人が確かめるまで出ません。"


def read(folder: Path, city: Path | None = None) -> dict[str, Language]:
    """Read all languages, Japanese first; a city's own locales/ adds to them. What is marked fuzzy is left out until a person has looked at it.

    Raises ContentError for the first file that cannot be read, and for translations that fill in what their original does not.
    """
    found: dict[str, dict[str, str]] = {}
    for path in files(folder, city):
        found[path.stem] = {**found.get(path.stem, {}), **_texts(path)}
    return {JAPANESE.tag: JAPANESE} | {tag: Language(tag=tag, texts=texts) for tag, texts in sorted(found.items())}


def files(folder: Path, city: Path | None = None) -> list[Path]:
    """Name the catalogues of all languages, the city's last."""
    return [*_files(folder), *(_files(city / "locales") if city else ())]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.po") if not path.name.startswith("."))


def _texts(path: Path) -> dict[str, str]:
    said = [message for message in _catalog(path) if message.id and message.string and not message.fuzzy]
    wrong = [
        Problem(file=_name(path), rule="translation", line=message.lineno, message=FILLED)
        for message in said
        if not _fits(str(message.id), str(message.string))
    ]
    if wrong:
        raise ContentError(tuple(wrong))
    return {str(message.id): str(message.string) for message in said}


def _catalog(path: Path) -> Catalog:
    try:
        with path.open("rb") as file:
            catalog = read_po(file, abort_invalid=True)
    except PoFileError as error:
        raise ContentError((Problem(file=_name(path), rule="translation", line=error.lineno + 1, message=UNREADABLE),)) from error
    except (OSError, ValueError) as error:
        raise ContentError((Problem(file=_name(path), rule="translation", line=1, message=UNREADABLE),)) from error
    if not len(catalog):
        raise ContentError(
            (Problem(file=_name(path), rule="translation", line=1, message="訳す文が一つもありません。途中まで書かれたファイルかもしれません"),)
        )
    return catalog


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _fits(text: str, said: str) -> bool:
    """Tell whether *said* fills in nothing that *text* does not: the page would fail where it is shown."""
    given = _fields(text)
    told = given | OF_THE_HOUR if ("hour", "", None) in given else given
    try:
        return _fields(said) <= told
    except ValueError:
        return not given and "{" not in said


def _fields(text: str) -> set[tuple[str, str | None, str | None]]:
    return {(name, form, conversion) for _, name, form, conversion in Formatter().parse(text) if name is not None}


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
