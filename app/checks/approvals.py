"""Two names for what is dangerous: numbers, hours, the rules for danger, and the topics that somebody may die of (docs/adr/016-two-names.md).

Where city.yaml says `two_keys: true`, each item needs an entry of approvals.yaml with its fingerprint and two names. A changed item has another
fingerprint, so its entry no longer counts. No git is needed to see that, and no server.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from app.catalogue import Resource
from app.checks.parts import Parts, Placed, Problems
from app.content import Approval, City, Topic

CHANNEL_FIELDS = ("type", "value", "hours", "hours_text", "cost")
RESOURCE_FIELDS = ("channels", "stands_for", "area", "valid_from", "valid_until")
CITY_FIELDS = ("hide", "exit_url", "two_keys")
"""What is dangerous of a channel, of an entry, and of city.yaml: what one dials and when, and whether a window is shown at all."""
NATIONAL = "resources.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something that needs two names."""

    id: str
    label: str
    place: Placed[Any]
    facts: str
    """All that is dangerous in it, as JSON: what the fingerprint is of."""

    @property
    def fingerprint(self) -> str:
        """Name the facts: SHA-256, 64 hexadecimal digits."""
        return hashlib.sha256(self.facts.encode()).hexdigest()


def items(parts: Parts) -> tuple[Item, ...]:
    """Give all that needs two names, the city's own first.

    The national list, the rules and the panels are one item each, since a city takes them over as a whole.
    """
    return (*_of_city(parts), *_of_all(parts), *(_topic(placed) for placed in parts.topics if grave(placed.value)))


def grave(topic: Topic) -> bool:
    """Tell whether everything in a topic is dangerous: it tells of danger, or must not be seen by others at home."""
    return topic.panel is not None or topic.sensitive


def pending(parts: Parts) -> tuple[Item, ...]:
    """Give the items that lack a second name as they are now."""
    done = {
        (placed.value.item, placed.value.fingerprint) for placed in parts.approvals if is_second(placed.value.approved_by, placed.value.written_by)
    }
    return tuple(item for item in items(parts) if (item.id, item.fingerprint) not in done)


def is_second(name: str, first: str) -> bool:
    """Tell whether *name* is somebody's, and somebody else's than *first*, however wide the letters and whatever stands between them."""
    return bool(_bare(name)) and bool(_bare(first)) and _bare(name) != _bare(first)


def _bare(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def approve(
    approvals: Iterable[Approval], chosen: Iterable[Item], living: Iterable[Item], names: tuple[str, str], today: date
) -> tuple[Approval, ...]:
    """Give the approvals with *chosen* ones added, and without those whose item is no more among the *living*.

    *names*: who wrote, and who approves. Raises ValueError where they are one person.
    """
    written_by, approved_by = (name.strip() for name in names)
    if not is_second(approved_by, written_by):
        raise ValueError(names)
    new = {
        item.id: Approval(item=item.id, fingerprint=item.fingerprint, written_by=written_by, approved_by=approved_by, approved_on=today)
        for item in chosen
    }
    known = {item.id for item in living}
    return tuple(({each.item: each for each in approvals if each.item in known} | new).values())


def written(approvals: Iterable[Approval]) -> str:
    """Write approvals.yaml. Each value is a JSON string, which is YAML too: no name can be anything but a name."""
    entries = "".join(
        "- " + "\n  ".join(f"{each.name}: {json.dumps(str(getattr(approval, each.name)), ensure_ascii=False)}" for each in fields(approval)) + "\n"
        for approval in approvals
    )
    return HEAD + (entries or "[]\n")


HEAD = """\
# あぶない所（番号・受付時間・危険の決まりなど）を、二人で確かめた記録です。
# 手で直さず、python -m app approve で書いてください。docs/how-to/impact.md
"""


def every_dangerous_item_has_two_names(parts: Parts) -> Problems:
    """Where the city demands it, somebody else than the writer has looked at each dangerous item as it is now."""
    if parts.city is None or not parts.city.two_keys:
        return
    known = {placed.value.item for placed in parts.approvals}
    for item in pending(parts):
        what = "が変わりましたが、二人目の確認がまだです" if item.id in known else "は、まだ二人で確かめていません"
        yield item.place.problem(
            f"「{item.label}」{what}。書いた人とは別の人が中身を見て、"
            f"python -m app approve --by 名前 --item {item.id} --city {_folder(parts)} を動かしてください",
            rule="no-second-name",
        )


def _folder(parts: Parts) -> str:
    return parts.city_file.removesuffix("/city.yaml") or "市のフォルダー"


def approvals_are_by_two(parts: Parts) -> Problems:
    """The two names of an entry are two people's, and each item stands once."""
    seen: set[str] = set()
    for placed in parts.approvals:
        if not is_second(placed.value.approved_by, placed.value.written_by):
            yield placed.problem(
                "書いた人（written_by）と確かめた人（approved_by）が同じです。別の人が approve を動かしてください",
                "approved_by",
                rule="no-second-name",
            )
        if placed.value.item in seen:
            yield placed.problem(f"「{placed.value.item}」が二度あります。python -m app approve で書き直してください", "item", rule="said-twice")
        seen.add(placed.value.item)


def _of_city(parts: Parts) -> Iterator[Item]:
    for placed in parts.resources:
        if placed.file != NATIONAL:
            yield Item(
                id=f"resource/{placed.value.id}", label=f"{placed.value.name}の番号・受付時間", place=placed, facts=_json(facts_of(placed.value))
            )
    if parts.city is not None:
        place: Placed[City] = Placed(parts.city_file, (), parts.city)
        yield Item(id="city", label="この市で出さない窓口・「閉じる」で開くページ", place=place, facts=_json(_some(parts.city, CITY_FIELDS)))


def _of_all(parts: Parts) -> Iterator[Item]:
    national = {placed.value.id: facts_of(placed.value) for placed in parts.resources if placed.file == NATIONAL}
    for name, label, file, path, value in (
        ("national", "全国の窓口の番号・受付時間", NATIONAL, (), national),
        ("safety", "危険を見つける決まり", "intents/safety.yaml", (), parts.rules),
        ("danger", "危険を伝える文", "intents/danger.yaml", (), parts.dangers),
        ("panels", "緊急の案内", "intents/menu.yaml", ("panels",), parts.menu and parts.menu.panels),
    ):
        yield Item(id=name, label=label, place=Placed(file, path, None), facts=_json(_plain(value)))


def _topic(placed: Placed[Topic]) -> Item:
    return Item(id=f"topic/{placed.value.id}", label=f"話題「{placed.value.label}」", place=placed, facts=_json(_plain(placed.value)))


def facts_of(resource: Resource) -> dict[str, Any]:
    """Give what is dangerous in an entry."""
    return _some(resource, RESOURCE_FIELDS) | {"channels": [_some(channel, CHANNEL_FIELDS) for channel in resource.channels]}


def _some(value: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {key: found for key, found in _plain(value).items() if key in names}


def _plain(value: Any) -> Any:
    """Give data for JSON; what is as it would be if it were not written is left out, so that a new field of the program changes no fingerprint."""
    if is_dataclass(value):
        return {each.name: _plain(found) for each in fields(value) if (found := getattr(value, each.name)) != _default(each)}
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value if isinstance(value, (bool, int)) or value is None else str(value)


def _default(each: Field[Any]) -> Any:
    return each.default_factory() if each.default_factory is not MISSING else each.default


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


RULES = (every_dangerous_item_has_two_names, approvals_are_by_two)
