"""What was changed in the files, entry by entry and field by field. Pure: documents in, changes out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeAlias

from app.checks.approvals import CHANNEL_FIELDS, CITY_FIELDS, RESOURCE_FIELDS
from app.errors import Path
from app.impact.words import CODED, FILES, TOPIC, VALUES, channel_field, field
from app.loading.document import Document

Kind: TypeAlias = Literal["number", "hours", "danger", "window", "url", "topic", "text", "other"]
"""What a change is of, the gravest first: numbers to dial, hours, the rules for danger and the panels, whole entries and what is offered where, …"""
KINDS: tuple[Kind, ...] = ("danger", "number", "hours", "window", "url", "topic", "text", "other")

ONE_BY_ONE = frozenset({"says", "stories", "words", "not_words", "patterns", "unless", "caught", "not_caught", "softened_by", "examples"})
"""Lists whose items are told one by one; of any other list, whose order says something, the whole is told."""
KEYS = ("id", "no", "word", "kind", "code", "type", "url", "reason", "label", "text", "avoid", "fingerprint", "title", "item")
"""By which the entries of a list are known, the first that an entry has."""
WHOLE_FILES = frozenset({"intents/safety.yaml", "intents/danger.yaml"})


class Sheet(NamedTuple):
    """One file, by its role: `city/resources.yaml` is the city's own list, whatever the city is called."""

    role: str
    file: str
    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that is not as it was. None: it was not there, or is not there any more."""

    role: str
    file: str
    line: int
    """In the new file; where something was taken out, of what was around it."""
    entry: str
    """The id of the window or topic, or nothing."""
    name: str
    """Its name, as staff know it."""
    field: str
    old: str | None
    new: str | None
    kind: Kind
    dangerous: bool
    """It needs a second name, where the city demands one."""

    @property
    def sort(self) -> tuple[bool, int, str, int]:
        """Order by gravity, then by place."""
        return not self.dangerous, KINDS.index(self.kind), self.file, self.line


@dataclass(frozen=True, slots=True)
class _Entry:
    """What the changes of one entry share."""

    sheet: Sheet
    id: str
    name: str
    grave: bool
    """Everything in it is dangerous: a topic with a panel, or one that others must not see."""


_Leaf: TypeAlias = tuple[Path, Path, Any, Any]
"""Where as it is told, where in the new file, old, new."""


def changes(old: Iterable[Sheet], new: Iterable[Sheet]) -> tuple[Change, ...]:
    """Compare all files, the gravest change first."""
    before, after = {sheet.role: sheet for sheet in old}, {sheet.role: sheet for sheet in new}
    found = (change for role in dict.fromkeys((*after, *before)) for change in _of_file(before.get(role), after.get(role)))
    return tuple(sorted(found, key=lambda change: change.sort))


def _of_file(old: Sheet | None, new: Sheet | None) -> Iterator[Change]:
    sheet = new or old
    assert sheet is not None  # one of them named the role
    before, after = old.document.data if old else None, new.document.data if new else None
    place = new or Sheet(sheet.role, sheet.file, Document(sheet.file))
    if isinstance(before or after, list):
        for was, now, at in _paired(before or [], after or []):
            yield from _of_entry(place, was, now, (at,) if at is not None else ())
    else:
        yield from _of_entry(place, before, after, ())


def _of_entry(sheet: Sheet, old: Any, new: Any, at: Path) -> Iterator[Change]:
    if old == new:
        return
    some = [each for each in (new, old) if isinstance(each, dict)]
    known = str(next((each[key] for each in some for key in ("id", "no", "word", "item") if each.get(key)), "")) if some else ""
    name = str(next((each[key] for each in some for key in ("name", "label", "word", "id") if each.get(key)), known)) if some else known
    grave = any(each.get("panel") or each.get("sensitive") == "true" for each in some) and _is_topic(sheet.role)
    entry = _Entry(sheet, known, name, grave)
    if old is None or new is None:
        whole = readable(new if old is None else old)
        yield _change(entry, (), at, (None, whole) if old is None else (whole, None), "新しく入った" if old is None else "なくなった")
        return
    for path, place, was, now in _leaves((), at, old, new):
        yield _change(entry, path, place, (readable(was, str(path[-1])), readable(now, str(path[-1]))), _field(path, new, old))


def _change(entry: _Entry, path: Path, place: Path, sides: tuple[str | None, str | None], where: str) -> Change:
    sheet = entry.sheet
    dangerous = entry.grave or _dangerous(sheet.role, path)
    return Change(
        role=sheet.role,
        file=sheet.file,
        line=sheet.document.line(place),
        entry=entry.id,
        name=entry.name or FILES.get(sheet.role, sheet.role),
        field=where,
        old=sides[0],
        new=sides[1],
        kind=_kind(sheet.role, path),
        dangerous=dangerous,
    )


def _field(path: Path, *entries: Any) -> str:
    """Name where a change is; of a field of a channel, which channel, since a window may have three telephones."""
    if len(path) < CHANNEL_FIELD - 1 or path[0] != "channels" or not isinstance(path[1], int):
        return field(path)
    found = (entry["channels"][path[1]] for entry in entries if path[1] < len(entry.get("channels") or ()))
    channel = next((each for each in found if isinstance(each, dict)), {})
    return channel_field(str(channel.get("type", "")), channel.get("value"), str(path[2]) if len(path) >= CHANNEL_FIELD else None)


def _dangerous(role: str, path: Path) -> bool:
    """Tell whether a second name is needed: as `checks.approvals.items` looks at it."""
    top, last = (path[0], path[-1]) if path else ("", "")
    if role.endswith("resources.yaml"):
        return not path or (top in RESOURCE_FIELDS and (top != "channels" or last in CHANNEL_FIELDS or len(path) < CHANNEL_FIELD))
    if role == "intents/menu.yaml":
        return top == "panels"
    return role in WHOLE_FILES or (role == "city/city.yaml" and top in CITY_FIELDS)


CHANNEL_FIELD = 3
"""Of a path to a field of a channel; a shorter one is a whole channel."""


def _is_topic(role: str) -> bool:
    return role.startswith("intents/") and role not in FILES


def _kind(role: str, path: Path) -> Kind:
    last = str(path[-1]) if path else ""
    if role in WHOLE_FILES or (role == "intents/menu.yaml" and path[:1] == ("panels",)):
        return "danger"
    if role.endswith("resources.yaml"):
        return _kind_of_window(path, last)
    if role in {"city/readings.yaml", "readings.yaml", "measures.yaml", "city/approvals.yaml"}:
        return "other"
    return "topic" if not path or {"offers", "to", "unsure", "topics", "general", "hide", "options"} & set(map(str, path)) else "text"


def _kind_of_window(path: Path, last: str) -> Kind:
    if not path:
        return "window"
    if path[0] == "channels":
        return {"hours": "hours", "hours_text": "hours", "note": "text", "languages": "text"}.get(last, "number")  # type: ignore[return-value]  # words of Kind
    if last in {"stands_for", "area", "valid_from", "valid_until"}:
        return "window"
    return "url" if last == "url" else "other" if path[0] in {"checked_on", "confidence", "sources", "measures"} else "text"


# Comparing data.


def _leaves(path: Path, place: Path, old: Any, new: Any) -> Iterator[_Leaf]:
    """Give each smallest part that differs."""
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys((*new, *old)):
            yield from _leaves((*path, key), (*place, key), old.get(key), new.get(key))
    elif _holds_dicts(old) or _holds_dicts(new):
        yield from _of_lists(path, place, old or [], new or [])
    elif path and path[-1] in ONE_BY_ONE | _KINDS_OF_DANGER and (isinstance(old, list) or isinstance(new, list)):
        yield from _items(path, place, old or [], new or [])
    else:
        yield path, place, old, new


_KINDS_OF_DANGER = frozenset({"suicide", "violence", "abuse", "sexual", "medical", "none"})


def _holds_dicts(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(each, dict) for each in value)


def _of_lists(path: Path, place: Path, old: list[Any], new: list[Any]) -> Iterator[_Leaf]:
    for was, now, at in _paired(old, new):
        known = _key(now if now is not None else was)
        name = known if known is not None and path[-1:] != ("channels",) else _position(was, now, old, new)
        if was is None or now is None:
            yield (*path, name), (*place, at) if at is not None else place, was, now
        else:
            yield from _leaves((*path, name), (*place, at) if at is not None else place, was, now)


def _position(was: Any, now: Any, old: list[Any], new: list[Any]) -> int:
    return new.index(now) if now is not None else old.index(was)


def _items(path: Path, place: Path, old: list[Any], new: list[Any]) -> Iterator[_Leaf]:
    """Tell what was taken out and put in; one in the place of one is a change."""
    gone, come = [each for each in old if each not in set(new)], [each for each in new if each not in set(old)]
    if len(gone) == len(come) == 1:
        yield path, (*place, new.index(come[0])), gone[0], come[0]
        return
    yield from ((path, place, each, None) for each in gone)
    yield from ((path, (*place, new.index(each)), None, each) for each in come)


def _key(entry: Any) -> str | None:
    return next((str(entry[key]) for key in KEYS if entry.get(key)), None) if isinstance(entry, dict) else None


def _paired(old: list[Any], new: list[Any]) -> Iterator[tuple[Any, Any, int | None]]:
    """Put together the entries that are alike, then those of one key, then what is left of one key in their order; old, new, and where the new one stands."""
    left = list(old)
    partners: dict[int, Any] = {}
    for same in (lambda was, now: was == now, _alike, lambda was, now: _key(was) == _key(now)):
        for at, now in enumerate(new):
            was = next((each for each in left if at not in partners and same(each, now)), None)
            if was is not None:
                partners[at] = was
                left.remove(was)
    yield from ((partners.get(at), now, at) for at, now in enumerate(new))
    yield from ((was, None, None) for was in left)


def _alike(was: Any, now: Any) -> bool:
    """Tell whether two entries have their key in common, and what it stands for too where the key is no name."""
    return _key(was) == _key(now) and all(was.get(key) == now.get(key) for key in ("value", "title")) if _both(was, now) else False


def _both(was: Any, now: Any) -> bool:
    return isinstance(was, dict) and isinstance(now, dict)


def readable(value: Any, key: str = "") -> str | None:
    """Write a value of the field *key* so that a clerk can read it."""
    if value is None:
        return None
    if isinstance(value, dict):
        return "\n".join(f"{field((name,))}: {readable(each, name)}" for name, each in value.items() if each is not None and name not in _UNTOLD)
    if isinstance(value, list):
        deep = _holds_dicts(value)
        return ("\n" if deep else "、").join(("\n" if deep else "") + (readable(each) or "") for each in value)
    return VALUES.get(str(value).lower(), str(value)) if key in CODED else str(value)


_UNTOLD = frozenset({"says", "stories", "words", "not_words", "not_this"})
"""Hundreds of sentences, which nobody reads in a table."""


def summary(found: Iterable[Change]) -> Mapping[Kind, int]:
    """Count the entries of which something of each kind changed."""
    entries: dict[Kind, set[tuple[str, str]]] = {}
    for change in found:
        entries.setdefault(change.kind, set()).add((change.role, change.entry))
    return {kind: len(entries[kind]) for kind in KINDS if kind in entries}


def role_of(name: str, city: str | None) -> str:
    """Give the role of a file, whose city is in the folder *city*, as documents name it."""
    return "city/" + name.removeprefix(city + "/") if city is not None and name.startswith(city + "/") else name


def title_of(role: str) -> str:
    """Name a file for staff."""
    return FILES.get(role, TOPIC)
