"""Reorganisation: departments that are renamed, joined or parted, and the windows that follow them. Texts of a city's files in, texts out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.edit import Change, Value, edit, values
from app.errors import AppError
from app.ruby import taken_out

KEEPER = "department"
"""The name under which one says who keeps the catalogue, beside the ids of windows."""
SHOWN_FIELDS = ("name", "operator", "summary", "welcome", "audience")


class ReorganisationError(AppError):
    """What is wanted cannot be done; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """The two files of a city, as text."""

    city: str
    resources: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One change of the office: *olds* become *news* on a day."""

    olds: tuple[str, ...]
    news: tuple[str, ...]
    on: date
    assign: Mapping[str, str] = field(default_factory=dict)
    """Of a parting: window, or KEEPER → its department."""
    renames: bool = False
    """One department goes on under another name, and keeps its address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A window, and whose it was and will be; `new` is None where nobody has said yet."""

    id: str
    name: str
    old: str
    new: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a step does. `files` is None where windows are unassigned: then nothing is to be written."""

    files: Files | None
    moved: tuple[Moved, ...]
    ownerless: tuple[Moved, ...]
    """Windows of the city that have no owner after the step, as they had none before."""
    mentions: tuple[str, ...]
    """Places that name an old department in words, which a person has to look at."""

    @property
    def unassigned(self) -> tuple[Moved, ...]:
        """Give what nobody has assigned yet."""
        return tuple(each for each in self.moved if each.new is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A department as it stands in the files."""

    name: str
    windows: int
    listed: bool
    """It stands in `departments:` of city.yaml."""
    formerly: tuple[str, ...] = ()


def standings(files: Files) -> tuple[Standing, ...]:
    """Give the departments that are listed or own a window, in the order of the files."""
    city, entries = _read(files)
    listed = {each["name"]: tuple(former["name"] for former in each.get("formerly") or ()) for each in _listed(city)}
    owners = [each.get("owner") for each in entries]
    names = dict.fromkeys((*listed, *(owner for owner in owners if owner)))
    return tuple(Standing(name=name, windows=owners.count(name), listed=name in listed, formerly=listed.get(name, ())) for name in names)


def ownerless(files: Files) -> tuple[Moved, ...]:
    """Give the windows of the city that no department owns."""
    return tuple(Moved(id=each["id"], name=each["name"], old="", new=None) for each in _read(files)[1] if not each.get("owner"))


def reorganise(files: Files, step: Step) -> Outcome:
    """Do *step*. Raises ReorganisationError where it makes no sense, and EditError where a file cannot be edited."""
    city, entries = _read(files)
    _look(step, city, entries)
    moved = tuple(_moved(step, city, entries))
    unassigned = any(each.new is None for each in moved)
    return Outcome(
        files=None if unassigned else _written(files, step, moved),
        moved=moved,
        ownerless=ownerless(files),
        mentions=tuple(_mentions(step, entries)),
    )


def _read(files: Files) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    city, entries = values(files.city), values(files.resources)
    entries = [] if entries is None else entries
    if not isinstance(city, dict) or not isinstance(entries, list):
        raise ReorganisationError("city.yaml か resources.yaml の形がちがいます。先に check で直してください")
    found = [each | {"name": taken_out(str(each["name"]))[0]} for each in entries if isinstance(each, dict) and each.get("id") and each.get("name")]
    if len(found) < len(entries) or any(not isinstance(each, dict) or not each.get("name") for each in _listed(city)):
        raise ReorganisationError("id か name のない所があります。先に check で直してください")
    return city, found


def _listed(city: Mapping[str, Any]) -> list[Any]:
    listed = city.get("departments") or []
    return listed if isinstance(listed, list) else [{}]


def _look(step: Step, city: Mapping[str, Any], entries: list[dict[str, Any]]) -> None:
    """Tell what of a step makes no sense."""
    known = {each["name"] for each in _listed(city)} | {each["owner"] for each in entries if each.get("owner")}
    for name in (*step.olds, *step.news):
        if not name.strip() or name != name.strip() or "\n" in name:
            raise ReorganisationError(f"部署の名前「{name}」の前か後に空白があるか、空です")
    for old in step.olds:
        if old not in known and _keeper(city, old) is None:
            raise ReorganisationError(f"「{old}」という部署はありません。あるもの: {'、'.join(sorted(known)) or 'なし'}")
    if step.renames and step.news[0] in known:
        raise ReorganisationError(f"「{step.news[0]}」は、もうあります。いっしょになるのなら、merge を使ってください")
    if len(set(step.news)) < len(step.news) or (step.renames and step.olds == step.news):
        raise ReorganisationError("新しい名前が、重なっているか、前と同じです")
    _look_at_assigned(step, entries)


def _look_at_assigned(step: Step, entries: list[dict[str, Any]]) -> None:
    ours = {each["id"] for each in entries if each.get("owner") in step.olds} | {KEEPER}
    for known_as, new in step.assign.items():
        if known_as not in ours:
            raise ReorganisationError(f"「{known_as}」は、{'・'.join(step.olds)}の窓口ではありません。id を確かめてください")
        if new not in step.news:
            raise ReorganisationError(f"「{known_as}」の行き先「{new}」は、{'・'.join(step.news)} のどれでもありません")


def _moved(step: Step, city: Mapping[str, Any], entries: list[dict[str, Any]]) -> Iterator[Moved]:
    only = step.news[0] if len(step.news) == 1 else None
    for old in step.olds:
        if _keeper(city, old) is not None and old not in step.news:
            yield Moved(id=KEEPER, name="この一覧を直す課（city.yaml）", old=old, new=only or step.assign.get(KEEPER))
    for each in entries:
        if each.get("owner") in step.olds and each["owner"] != only:
            yield Moved(id=each["id"], name=each["name"], old=each["owner"], new=only or step.assign.get(each["id"]))


def _keeper(city: Mapping[str, Any], old: str) -> str | None:
    """Give what stands before *old* in `department`: 「健康福祉局 生活福祉部 」; None where another keeps the catalogue."""
    whole = str(city.get(KEEPER) or "")
    before = whole.removesuffix(old)
    return before if whole.endswith(old) and (not before or before.endswith((" ", "　"))) else None


def _written(files: Files, step: Step, moved: tuple[Moved, ...]) -> Files:
    city, entries = _read(files)
    goes = {each.id: each.new for each in moved if each.new}
    owners = [Change((at, "owner"), goes[each["id"]]) for at, each in enumerate(entries) if each["id"] in goes and each.get("owner") in step.olds]
    kept = [Change((KEEPER,), (_keeper(city, each.old) or "") + (each.new or "")) for each in moved if each.id == KEEPER]
    listed = _renewed(step, _listed(city)) if _listed(city) else _first_list(step, entries, goes)
    return Files(city=edit(files.city, [*kept, Change(("departments",), listed)]), resources=edit(files.resources, owners))


def _first_list(step: Step, entries: list[dict[str, Any]], goes: Mapping[str, str]) -> list[Value]:
    """Make the list where there was none, of all owners: else the old names would be forgotten, or the others unknown."""
    owners = [goes.get(each["id"], each["owner"]) for each in entries if each.get("owner")]
    names = [name for name in dict.fromkeys(owners) if name not in step.news]
    return [*_news(step, {}), *({"name": name} for name in names)]


def _renewed(step: Step, listed: list[dict[str, Any]]) -> list[Value]:
    """Give the list with *news* at the place of the first of *olds*; what the old ones were called before goes with them."""
    by_name = {each["name"]: each for each in listed}
    ends = {*step.olds, *step.news}
    first = next((at for at, each in enumerate(listed) if each["name"] in ends), len(listed))
    kept: list[Value] = [each for each in listed if each["name"] not in ends]
    return [*kept[:first], *_news(step, by_name), *kept[first:]]


def _news(step: Step, by_name: Mapping[str, dict[str, Any]]) -> list[Value]:
    return [_new(step, name, by_name) for name in step.news]


def _new(step: Step, name: str, by_name: Mapping[str, dict[str, Any]]) -> Value:
    """Make the entry of a department. A reading or an address of another name is not taken over; who only is renamed keeps its address."""
    own = by_name.get(name, {})
    if step.renames:
        own = {key: value for key, value in by_name.get(step.olds[0], {}).items() if key in {"mail", "extension"}}
    before = [former for each in (name, *step.olds) for former in by_name.get(each, {}).get("formerly") or () if former["name"] != name]
    ended = [{"name": old, "until": str(step.on)} for old in step.olds if old not in step.news]
    formerly = [*({former["name"]: former for former in [*before, *ended]}.values())]
    rest = {key: value for key, value in own.items() if key not in {"name", "formerly"}}
    return {"name": name, **rest, **({"formerly": formerly} if formerly else {})}


def _mentions(step: Step, entries: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Tell where an old name stands in words: residents read them, and only a person knows what is to stand there."""
    ended = [old for old in step.olds if old not in step.news]
    for each in entries:
        for place, said in _texts(each):
            for old in ended:
                if old in said and not (place == "owner" and said == old):
                    yield f"{each['id']} の {place}: {said}"


def _texts(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key in (*SHOWN_FIELDS, "owner"):
        yield key, str(entry.get(key) or "")
    for key in ("say", "bring"):
        yield from ((key, str(line)) for line in entry.get(key) or ())
    for channel in entry.get("channels") or ():
        yield from ((f"channels の {key}", str(channel.get(key) or "")) for key in ("value", "note"))
