"""Rules on who owns a window: departments of city.yaml, and the owners that entries name."""

from collections import Counter
from pathlib import PurePath

from app.catalogue import Resource
from app.checks.parts import Parts, Placed, Problems, closest, perhaps
from app.content import City
from app.errors import Problem
from app.text import normalise


def departments_are_named_once(parts: Parts) -> Problems:
    """No name stands for two departments, nor for one of today and one of the past."""
    city = parts.city
    names = Counter(each.name for each in city.departments) if city else Counter[str]()
    for at, each in enumerate(city.departments if city else ()):
        if names[each.name] > 1:
            yield _in_city(parts, f"部署「{each.name}」が二度書かれています。片方を消してください", "departments", at, "name", rule="departments")
        for where, former in enumerate(each.formerly):
            if former.name in names:
                yield _in_city(
                    parts,
                    f"前の名前「{former.name}」は、いまの部署の名前でもあります。どちらかを消してください",
                    "departments",
                    at,
                    "formerly",
                    where,
                    rule="departments",
                )


def review_days_are_days(parts: Parts) -> Problems:
    """Facts are checked again after at least one day."""
    if parts.city is not None and parts.city.review_days < 1:
        yield _in_city(
            parts,
            f"review_days は 1 以上の日数です（今は {parts.city.review_days}）。半年なら「180」と書いてください",
            "review_days",
            rule="departments",
            hint="180",
        )


def owners_are_departments(parts: Parts) -> Problems:
    """Where city.yaml lists departments, an owner is one of them; the name that one had before is a warning, since all know who is meant."""
    if parts.city is None or not parts.city.departments:
        return
    names = frozenset(each.name for each in parts.city.departments)
    for placed in parts.resources:
        owner = placed.value.owner
        if owner is not None and owner not in names:
            yield _stranger(placed, owner, parts.city, names)


def _stranger(placed: Placed[Resource], owner: str, city: City, names: frozenset[str]) -> Problem:
    became = successors(city, owner)
    if became:
        message = f"担当「{owner}」: {became}。owner を新しい名前にしてください"
        return Problem(file=placed.file, path=(*placed.path, "owner"), level="warning", rule="old-owner", message=message)
    return placed.problem(
        f"担当「{owner}」は、city.yaml の departments にありません{perhaps(owner, names)}。つづりを直すか、departments に書き足してください",
        "owner",
        rule="unknown-owner",
        hint=closest(owner, names),
    )


def successors(city: City, old: str) -> str | None:
    """Say what became of a department: 「この部署は4月に『くらし支援課』になりました」; None where nobody had this name."""
    became = [(former.until, each.name) for each in city.departments for former in each.formerly if normalise(former.name) == normalise(old)]
    if not became:
        return None
    day = max(day for day, _ in became)
    names = "」「".join(name for when, name in became if when == day)
    return f"この部署は{day.year}年{day.month}月に「{names}」に{'なりました' if '」' not in names else '分かれました'}"


def owners_are_there(parts: Parts) -> Problems:
    """Where city.yaml says `owners_required: true`, each entry of the city's own file has an owner."""
    if parts.city is None or not parts.city.owners_required:
        return
    own = str(PurePath(parts.city_file).with_name("resources.yaml"))
    for placed in parts.resources:
        if placed.file == own and placed.value.owner is None:
            yield placed.problem(
                f"「{placed.value.name}」の担当の課（owner）がありません。市の一覧では、どの窓口にも担当が要ります（owners_required）。owner: 課の名前 と書いてください",
                rule="no-owner",
            )


def _in_city(parts: Parts, message: str, *path: str | int, rule: str, hint: str | None = None) -> Problem:
    return Problem(file=parts.city_file, message=message, path=path, rule=rule, hint=hint)


RULES = (departments_are_named_once, review_days_are_days, owners_are_departments, owners_are_there)
