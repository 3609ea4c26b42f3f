"""The only door to YAML: files in, frozen content or a list of everything that is wrong out."""

import gc
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path as FilePath
from typing import TypeAlias

from app import checks, content, teaching
from app.catalogue import Catalogue, Resource
from app.content import Approval, Aside, City, Content, Dangers, Measure, Menu, Style, Topic
from app.errors import ContentError, Problem
from app.loading.document import Document, parse_file
from app.loading.meaning import each, whole
from app.loading.outline import Outline, outlined
from app.matching.meaning import Meaning
from app.matching.rank import Matcher
from app.matching.terms import Read, Text
from app.persons import Persons, Signs
from app.plain import Plain
from app.ruby import Pieces, Reading, Readings
from app.safety import Kind, Rules, Sound, Watch

MENU, SAFETY, STYLE, MEASURES, READINGS = "intents/menu.yaml", "intents/safety.yaml", "intents/style.yaml", "measures.yaml", "readings.yaml"
ASIDES, DANGER, PERSONS = "intents/asides.yaml", "intents/danger.yaml", "intents/persons.yaml"
PLAIN = "intents/plain.yaml"
APPROVALS = "approvals.yaml"

Parse: TypeAlias = Callable[[FilePath, str], Document]
"""Reads a file, under the name by which it is told of."""
Teach: TypeAlias = Callable[[content.Lessons, Read, Meaning | None], Matcher]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What could be read, and all that is wrong; `content` is None where an error stands in the way."""

    content: Content | None
    problems: tuple[Problem, ...]


def load(root: FilePath, read: Read, sound: Sound, city: FilePath | None = None, *, meaning: Meaning | None = None) -> Content:
    """Load the content under *root* (and of *city*). Raises ContentError with all problems; warnings do not stop it."""
    loaded = inspect(root, read, sound, city, today=None, meaning=meaning)
    if loaded.content is None:
        raise ContentError(loaded.problems)
    return loaded.content


def inspect(
    root: FilePath, read: Read, sound: Sound, city: FilePath | None = None, *, today: date | None = None, meaning: Meaning | None = None
) -> Loaded:  # what it is loaded with
    """Load and check everything; with *today*, also what grows old. Never raises for what a file says."""
    documents = _documents(root, city)
    parts = _parts(documents, root, city)
    problems = [problem for document in documents.values() for problem in document.problems]
    found = [*problems, *(_placed(problem, documents) for problem in checks.all_of(parts, today))]
    errors = [problem for problem in found if problem.level == "error"]
    watch = _watch(parts, sound, found)
    if watch is not None and parts.rules is not None:
        found += [_placed(problem, documents) for problem in checks.safety(watch, parts.rules)]
    complete = None not in (parts.menu, parts.style, parts.plain, parts.dangers, parts.signs, watch)
    marked = {text: pieces for document in documents.values() for text, pieces in document.marked.items()}
    joined = replace(_join(parts, watch, read, meaning, marked), version=version(root, city)) if complete and not errors else None
    blocked = any(problem.level == "error" for problem in found)
    return Loaded(None if blocked else joined, tuple(sorted(set(found), key=lambda p: (p.file, p.line or 0, p.column or 0, p.message))))


@dataclass(frozen=True, slots=True)
class Draft:
    """Content as it is written, checked by the rules, and nothing learned from it: enough to compare it, not to answer."""

    documents: dict[str, Document]
    parts: checks.Parts
    problems: tuple[Problem, ...]
    content: Content | None
    """None where a part cannot be read or an error stands in the way."""


def draft(root: FilePath, city: FilePath | None = None, parse: Parse = parse_file) -> Draft:
    """Read the content under *root* (and of *city*) in a tenth of the time that learning takes. Never raises for what a file says.

    A missing second name (`checks.approvals`) does not stand in the way. `content` reads no word: see `taught`. *parse*: see `parsing_once`.
    """
    documents = _documents(root, city, parse)
    parts = _parts(documents, root, city)
    form = [problem for document in documents.values() for problem in document.problems]
    told = [_placed(problem, documents) for problem in checks.all_of(replace(parts, city=parts.city and replace(parts.city, two_keys=False)), None)]
    complete = None not in (parts.menu, parts.rules, parts.style, parts.plain, parts.dangers, parts.signs)
    blocked = any(problem.level == "error" for problem in (*form, *told))
    joined = _join(parts, Watch(Rules(rules=()), _silent), _wordless, None, {}, _untaught) if complete and not blocked else None
    return Draft(documents, parts, tuple(dict.fromkeys((*form, *told))), joined and replace(joined, version=version(root, city)))


def parsing_once() -> Parse:
    """Give a way to parse files for drafts of several states, of which most files are the same: those of the same text and name are parsed once."""
    kept: dict[tuple[str, bytes], Document] = {}

    def parse(path: FilePath, name: str) -> Document:
        try:
            key = name, path.read_bytes()
        except OSError:
            return parse_file(path, name)
        if key not in kept:
            kept[key] = parse_file(path, name)
        return replace(kept[key], problems=[*kept[key].problems])

    return parse


def taught(content: Content, rules: Rules, read: Read, sound: Sound, meaning: Meaning | None) -> Content:
    """Make the content of a draft, whose *rules* those are, ready to answer."""
    return replace(content, read=read, watch=Watch(rules, sound), meaning=meaning, matcher=_taught(content.lessons, read, meaning))


class _Untaught(Matcher):
    """Stands in a draft, and knows nothing."""

    def __init__(self) -> None:
        """Learn nothing."""


def _untaught(_lessons: content.Lessons, _read: Read, _meaning: Meaning | None) -> Matcher:
    return _Untaught()


def _wordless(text: str) -> Text:
    """Stand in a draft for the dictionary."""
    return Text(text, ())


def _silent(text: str) -> tuple[str, frozenset[int]]:
    """Stand in a draft for the readings."""
    return text, frozenset()


def outline(root: FilePath, city: FilePath | None = None) -> Outline:
    """Read what can be read, and tell what is wrong with the files; quick, since nothing is learned from them. Never raises for what a file says."""
    documents = _documents(root, city)
    parts = _parts(documents, root, city)
    problems = [problem for document in documents.values() for problem in document.problems]
    problems += [_placed(problem, documents) for problem in checks.all_of(parts, None)]
    return outlined(parts, documents.values(), problems, version(root, city))


def _placed(problem: Problem, documents: dict[str, Document]) -> Problem:
    document = documents.get(problem.file)
    return problem if document is None or problem.line is not None else document.placed(problem)


def _documents(root: FilePath, city: FilePath | None, parse: Parse = parse_file) -> dict[str, Document]:
    paths = [root / "resources.yaml", root / MEASURES, *_shown(root / "intents")]
    if city is not None:
        paths += [city / "city.yaml", city / "resources.yaml"]
        paths += [path for path in (city / APPROVALS,) if path.is_file()]
    paths += [path for path in _readings_of(root, city) if path.is_file()]
    return {name: _document(path, name, (root, city), parse) for path in paths for name in [_name(path, root)]}


def _document(path: FilePath, name: str, folders: tuple[FilePath | None, ...], parse: Parse) -> Document:
    """Read a file that stands in one of the *folders*; a link that leads out of them is not followed."""
    if path.is_symlink() and not _inside(path, folders):
        message = "ほかのフォルダーへのリンクです。リンクを消して、ファイルをここに置いてください"
        return Document(name, problems=[Problem(file=name, message=message, line=1, rule="outside")])
    return parse(path, name)


def _inside(path: FilePath, folders: tuple[FilePath | None, ...]) -> bool:
    try:
        return any(path.resolve().is_relative_to(folder.resolve()) for folder in folders if folder is not None)
    except (OSError, RuntimeError):  # links in a circle; Python 3.13 tells them by the other
        return True  # they are told when they are read


def _readings_of(root: FilePath, city: FilePath | None) -> list[FilePath]:
    """Name the files of readings, which need not be there; the city's wins."""
    return [folder / READINGS for folder in (root, city) if folder is not None]


def _name(path: FilePath, root: FilePath) -> str:
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)


def _parts(documents: dict[str, Document], root: FilePath, city: FilePath | None) -> checks.Parts:
    city_files = {name: _name(city / name, root) for name in ("city.yaml", "resources.yaml", APPROVALS)} if city else {}
    national = each(Resource, documents["resources.yaml"])
    own = each(Resource, documents[city_files["resources.yaml"]]) if city else {}
    special = {MENU, SAFETY, STYLE, ASIDES, DANGER, PERSONS, PLAIN}
    topic_files = [name for name in documents if name.startswith("intents/") and name not in special]
    return checks.Parts(
        resources=tuple(
            checks.Placed(name, (at,), resource)
            for name, found in (("resources.yaml", national), (city_files.get("resources.yaml", ""), own))
            for at, resource in found.items()
        ),
        topics=tuple(checks.Placed(name, (), topic) for name in topic_files if (topic := whole(Topic, documents[name])) is not None),
        declared_topics=frozenset(FilePath(name).stem for name in topic_files),
        declared_resources=frozenset(_declared(documents["resources.yaml"]))
        | frozenset(_declared(documents[city_files["resources.yaml"]]) if city else ()),
        menu=whole(Menu, documents.get(MENU) or _missing(documents, MENU)),
        rules=whole(Rules, documents.get(SAFETY) or _missing(documents, SAFETY)),
        style=whole(Style, documents.get(STYLE) or _missing(documents, STYLE)),
        plain=whole(Plain, documents.get(PLAIN) or _missing(documents, PLAIN)),
        asides=tuple(checks.Placed(ASIDES, (at,), aside) for at, aside in each(Aside, documents.get(ASIDES) or _missing(documents, ASIDES)).items()),
        signs=whole(Signs, documents.get(PERSONS) or _missing(documents, PERSONS)),
        dangers=whole(Dangers, documents.get(DANGER) or _missing(documents, DANGER)),
        measures=tuple(each(Measure, documents[MEASURES]).values()),
        readings=tuple(
            checks.Placed(name, (at,), reading)
            for name in (_name(path, root) for path in _readings_of(root, city))
            if name in documents
            for at, reading in each(Reading, documents[name]).items()
        ),
        city=whole(City, documents[city_files["city.yaml"]]) if city else None,
        city_file=city_files.get("city.yaml", "city.yaml"),
        approvals=tuple(
            checks.Placed(name, (at,), approval)
            for name in (city_files.get(APPROVALS, ""),)
            if name in documents
            for at, approval in each(Approval, documents[name]).items()
        ),
    )


def _missing(documents: dict[str, Document], name: str) -> Document:
    documents[name] = Document(
        name, problems=[Problem(file=name, message="ファイルがありません。前の版から戻すか、書いてください", line=1, rule="missing-file")]
    )
    return documents[name]


def _declared(document: Document) -> Iterator[str]:
    """Give the ids that the file means to hold, also of entries that are broken or cannot be read, so that one fault is not told twice."""
    yield from document.ids
    for entry in document.data if isinstance(document.data, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("id"), str):
            yield entry["id"]


def _watch(parts: checks.Parts, sound: Sound, found: list[Problem]) -> Watch | None:
    """Make the watch where its rules can be compiled: nothing in their file is wrong."""
    broken = any(problem.file == SAFETY and problem.level == "error" for problem in found)
    return None if broken or parts.rules is None else Watch(parts.rules, sound)


def _join(  # all that is joined
    parts: checks.Parts, watch: Watch | None, read: Read, meaning: Meaning | None, marked: Mapping[str, Pieces], teach: Teach | None = None
) -> Content:
    assert parts.menu and parts.style and parts.plain and parts.dangers and parts.signs and watch  # noqa: PT018  # the caller looked
    resources = [content.with_refusal(placed.value, parts.menu.refused) for placed in parts.resources]
    catalogue = Catalogue.of(resources, frozenset(parts.city.hide if parts.city else ()))
    topics = {placed.value.id: placed.value for placed in parts.topics}
    lessons = content.Lessons(
        topics=tuple(topics.values()),
        asides=tuple(placed.value for placed in parts.asides),
        dangers=tuple((kind, (*says, *_examples(parts.rules, kind))) for kind, says in parts.dangers.by_kind),
        harmless=(*parts.dangers.none, *_examples(parts.rules, None)),
        described=tuple((each.topics, f"{each.name} {each.summary} {each.audience}") for each in catalogue),
        set_aside=parts.style.set_aside,
    )
    return Content(
        catalogue=catalogue,
        topics=topics,
        menu=parts.menu,
        style=parts.style,
        asides={placed.value.id: placed.value for placed in parts.asides},
        measures=parts.measures,
        watch=watch,
        persons=Persons(parts.signs),
        matcher=(teach or _taught)(lessons, read, meaning),
        lessons=lessons,
        read=read,
        meaning=meaning,
        city=parts.city,
        version="",
        readings=_readings(parts, catalogue, marked),
        own=content.own_of(catalogue),
        besides=content.besides_of(catalogue),
        plain=parts.plain.knowing(each.name for each in catalogue),
    )


def _readings(parts: checks.Parts, catalogue: Catalogue, marked: Mapping[str, Pieces]) -> Readings:
    names = {each.name: each.kana for each in (*catalogue, *([parts.city] if parts.city else ()))}
    return Readings(words={placed.value.word: placed.value.reading for placed in parts.readings}, names=names, marked=marked)


def _taught(lessons: content.Lessons, read: Read, meaning: Meaning | None) -> Matcher:
    """Teach the matcher without the garbage collector: it would look through a million new words again and again, and find none to throw away."""
    collects = gc.isenabled()
    gc.disable()
    try:
        return teaching.teach(lessons, read, meaning)
    finally:
        if collects:
            gc.enable()


def _examples(rules: Rules | None, kind: Kind | None) -> Iterator[str]:
    """Give the examples of the rules for a kind of danger; None: those that tell of none."""
    for rule in rules.rules if rules is not None else ():
        if kind is None:
            yield from rule.examples.not_caught
        elif (rule.kind, rule.level) == (kind, "urgent"):
            yield from rule.examples.caught


def files(root: FilePath, city: FilePath | None = None) -> list[FilePath]:
    """Name the files that make the content, also those that are not there."""
    return [root / "resources.yaml", root / MEASURES, root / READINGS, *_shown(root / "intents"), *(_shown(city) if city else ())]


def _shown(folder: FilePath) -> list[FilePath]:
    """Name the YAML files of a folder; hidden ones are those of an editor at work."""
    return sorted(path for path in folder.glob("*.yaml") if not path.name.startswith("."))


def version(root: FilePath, city: FilePath | None = None) -> str:
    """Name the content by what it says: the same files have the same version on every machine."""
    return fingerprint(files(root, city))


def fingerprint(paths: Iterable[FilePath]) -> str:
    """Name files by what they say, 12 hexadecimal digits; what cannot be read says nothing."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0")
        with suppress(OSError), path.open("rb") as file:
            while piece := file.read(1 << 16):
                digest.update(piece)
        digest.update(b"\0")
    return digest.hexdigest()[:12]
