"""From what the pages said, now and the last time, to what is to be told: the gravest first."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from app.links.wanted import Entry

Outcome: TypeAlias = Literal["read", "dead", "failed", "blocked", "robots", "unread", "unfinished"]
Kind: TypeAlias = Literal["gone", "missing", "dead", "failed", "blocked", "moved", "changed", "unread", "robots", "unfinished", "slow", "new"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""The gravest first."""
SERIOUS: frozenset[Kind] = frozenset({"gone", "missing", "dead"})
"""What ends the command with 1: residents may dial a number, or open a page, that is no more."""
SAID: dict[Kind, str] = {
    "gone": "番号が消えた",
    "missing": "番号がない",
    "dead": "ページがない",
    "failed": "開けない",
    "blocked": "開かない住所",
    "moved": "引っこした",
    "changed": "変わった",
    "unread": "読めない",
    "robots": "断られた",
    "unfinished": "まだ見ていない",
    "slow": "遅い",
    "new": "はじめて見た",
}


NO_HOST = "がありません（DNS）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of asking for one page."""

    outcome: Outcome
    said: str = ""
    """Why it could not be read, for a clerk."""
    moved_to: str | None = None
    """Where the page says that it stands for good."""
    seconds: float = 0.0
    fingerprint: str = ""
    numbers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to be told, with the entries that it is about."""

    kind: Kind
    url: str
    said: str
    entries: tuple[str, ...]
    """Ids."""
    numbers: tuple[str, ...] = ()


def findings(entries: Iterable[Entry], now: Mapping[str, Answer], before: Mapping[str, Answer], *, slow: float) -> tuple[Finding, ...]:
    """Tell all that is wrong or new, the gravest first. *before* holds the last answers that could be read; *slow* is in seconds."""
    known = tuple(entries)
    users: dict[str, list[str]] = {}
    for entry in known:
        for page in entry.pages:
            users.setdefault(page, []).append(entry.id)
    told = [*_of_numbers(known, now, before)]
    told += [found for url, answer in now.items() for found in _of_page(url, answer, before.get(url), tuple(users.get(url, ())), slow)]
    return tuple(sorted(told, key=lambda each: (KINDS.index(each.kind), each.url, each.entries)))


def offline(now: Mapping[str, Answer]) -> bool:
    """Tell whether the machine that asks, rather than each server, is away from the net: no name at all was found."""
    return bool(now) and all(answer.said.endswith(NO_HOST) for answer in now.values())


def _of_numbers(entries: Iterable[Entry], now: Mapping[str, Answer], before: Mapping[str, Answer]) -> Iterator[Finding]:
    for entry in entries:
        lost = list(_lost(entry, now, before))
        yield from lost
        told = {number for each in lost for number in each.numbers}
        yield from _missing(entry, now, told)


def _lost(entry: Entry, now: Mapping[str, Answer], before: Mapping[str, Answer]) -> Iterator[Finding]:
    """Tell of numbers that a page showed the last time, and shows no more."""
    for url in entry.facts:
        answer, last = now.get(url), before.get(url)
        if answer is not None and answer.outcome == "read" and last is not None:
            for number in entry.numbers:
                if number in last.numbers - answer.numbers:
                    elsewhere = any(number in now[page].numbers for page in entry.facts if page in now)
                    said = f"{number} が、前はあったのに、なくなりました" + ("（ほかの出典のページには、まだあります）" if elsewhere else "")
                    yield Finding(kind="gone", url=url, said=said, entries=(entry.id,), numbers=(number,))


def _missing(entry: Entry, now: Mapping[str, Answer], told: set[str]) -> Iterator[Finding]:
    """Tell of numbers that none of the entry's pages shows, where all of them could be read."""
    answers = [now.get(url) for url in entry.facts]
    read = [answer for answer in answers if answer is not None and answer.outcome == "read"]
    if not read or len(read) < len(answers):
        return
    seen = frozenset[str]().union(*(answer.numbers for answer in read))
    for number in entry.numbers:
        if number not in seen | told:
            said = f"{number} が、url と出典のどのページにもありません（{len(answers)} ページ）"
            yield Finding(kind="missing", url=entry.facts[0], said=said, entries=(entry.id,), numbers=(number,))


def _of_page(url: str, answer: Answer, last: Answer | None, users: tuple[str, ...], slow: float) -> Iterator[Finding]:
    def told(kind: Kind, said: str) -> Finding:
        return Finding(kind=kind, url=url, said=said, entries=users, numbers=())

    if answer.outcome != "read":
        yield told(answer.outcome, answer.said + _had(answer, last))
    elif last is None:
        yield told("new", "次からは、変わったかを見ます")
    elif last.fingerprint != answer.fingerprint:
        yield told("changed", "前に見たときと、文がちがいます。番号と時間が同じかを見てください")
    if answer.moved_to is not None:
        yield told("moved", f"→ {answer.moved_to} 。YAML の URL を、こちらにしてください")
    if answer.seconds > slow:
        yield told("slow", f"{answer.seconds:.1f} 秒かかりました")


def _had(answer: Answer, last: Answer | None) -> str:
    numbers = "、".join(sorted(last.numbers)) if last is not None and answer.outcome == "dead" else ""
    return f"（前は {numbers} がありました）" if numbers else ""
