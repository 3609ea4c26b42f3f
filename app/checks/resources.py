"""Rules on the catalogue."""

import re
from datetime import date, timedelta
from itertools import count
from unicodedata import normalize

from app.catalogue import GENERAL, JAPAN
from app.checks.areas import area_named
from app.checks.numbers import grouped
from app.checks.parts import Parts, Problems, channels, is_code
from app.checks.times import hours_of
from app.content import REVIEW_DAYS
from app.errors import Problem
from app.opening import fault

LONGEST_SUMMARY = 120
SAY_LINES = 3

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PHONE = re.compile(
    r"1(10|18|19|71|88|89)|#\d{4}"  # short numbers
    r"|0120-\d{2,3}-?\d{3,4}|0120-\d-\d{5}|0120-\d{4}-\d{2}|0800-\d{3}-\d{4}|0570-\d{2,3}-?\d{3,4}|0570-\d-\d{5}"
    r"|0[5789]0-\d{4}-\d{4}|0\d{1,4}-\d{1,4}-\d{4}"
)


def ids_are_well_formed(parts: Parts) -> Problems:
    """Ids are ASCII kebab-case."""
    named = [(placed.value.id, placed.problem) for placed in parts.resources] + [(placed.value.id, placed.problem) for placed in parts.topics]
    for name, problem in named:
        if not _ID.fullmatch(name):
            hint = _slug(name)
            instead = f"「{hint}」と書いてください" if hint else "英字の名札をつけてください（例: yorisoi-hotline）"
            yield problem(f"id「{name}」は、小文字の英字・数字・ハイフンだけで書きます。{instead}", "id", hint=hint, rule="malformed-id")


def _slug(name: str) -> str | None:
    """Write an id as ids are written, where its letters allow it."""
    slug = re.sub(r"[\s_./]+", "-", normalize("NFKC", name).strip().lower()).strip("-")
    return slug if _ID.fullmatch(slug) else None


def resources_are_named_once(parts: Parts) -> Problems:
    """No id stands twice in one file; a city's file may override a national one."""
    seen: set[tuple[str, str]] = set()
    for placed in parts.resources:
        if (placed.file, placed.value.id) in seen:
            fresh = next(name for number in count(2) if (name := f"{placed.value.id}-{number}") not in parts.declared_resources)
            message = f"id「{placed.value.id}」が二度使われています。同じ窓口なら片方を消し、別の窓口なら「{fresh}」のように別の id を書いてください"
            yield placed.problem(message, "id", hint=fresh, rule="id-twice")
        seen.add((placed.file, placed.value.id))


def phones_can_be_dialled(parts: Parts) -> Problems:
    """A phone or fax value is a Japanese number in the usual grouping."""
    for placed, at, channel in channels(parts):
        if channel.type in {"phone", "fax"} and channel.value is not None and not _PHONE.fullmatch(channel.value):
            hint = grouped(channel.value, (each.value for _, _, each in channels(parts) if each.value and _PHONE.fullmatch(each.value)))
            instead = f"「{hint}」と書いてください" if hint else "0570-064-556 のように、半角の数字とハイフンで書いてください"
            yield placed.problem(f"電話番号「{channel.value}」の形がちがいます。{instead}", "channels", at, "value", hint=hint, rule="no-phone")


def navi_dials_say_so(parts: Parts) -> Problems:
    """0570 costs as ナビダイヤル; 0120 and 0800 cost nothing."""
    for placed, at, channel in channels(parts):
        value = channel.value or ""
        if channel.type == "phone" and value.startswith("0570") and channel.cost != "navi":
            message = "0570 で始まる番号の cost は navi です（かけ放題の対象外）。「cost: navi」と書いてください"
            yield placed.problem(message, "channels", at, "cost", hint="navi", rule="wrong-cost")
        if channel.type == "phone" and value.startswith(("0120", "0800")) and channel.cost != "free":
            yield placed.problem(
                "0120・0800 で始まる番号の cost は free です。「cost: free」と書いてください", "channels", at, "cost", hint="free", rule="wrong-cost"
            )


def hours_can_be_read(parts: Parts) -> Problems:
    """Opening hours can be read and can be meant."""
    for placed, at, channel in channels(parts):
        if channel.hours is not None and (wrong := fault(channel.hours, date(2026, 1, 1))):
            hint = hours_of(channel.hours)
            instead = f"。「{hint}」と書いてください" if hint else ""
            yield placed.problem(f"{wrong}{instead}", "channels", at, "hours", hint=hint, rule="unreadable-hours")


def links_are_safe(parts: Parts) -> Problems:
    """An address begins with http:// or https://."""
    for placed in parts.resources:
        if placed.value.url is not None and not placed.value.url.startswith(("https://", "http://")):
            yield placed.problem(
                f"URL「{placed.value.url}」は https:// から書きます。{_instead(placed.value.url)}",
                "url",
                hint=_https(placed.value.url),
                rule="no-address",
            )
        for at, source in enumerate(placed.value.sources):
            if source.url is not None and not source.url.startswith(("https://", "http://")):
                message = f"出典の URL「{source.url}」は https:// から書きます。{_instead(source.url)}"
                yield placed.problem(message, "sources", at, "url", hint=_https(source.url), rule="no-address")


def _https(url: str) -> str | None:
    """Write an address with its beginning, where the rest looks like one."""
    rest = re.sub(r"^(https?)?[:：]?/*", "", normalize("NFKC", url).strip())
    return f"https://{rest}" if re.fullmatch(r"[\w.-]+\.[a-z]{2,}(/\S*)?", rest, re.ASCII) else None


def _instead(url: str) -> str:
    hint = _https(url)
    return f"ページを開いて確かめ、「{hint}」と書いてください" if hint else "ページを開いて、上に出る住所を書き写してください"


def facts_have_a_source(parts: Parts) -> Problems:
    """Each entry says where its facts were seen, by an address or a title."""
    for placed in parts.resources:
        if not placed.value.sources:
            message = "出典（sources）がありません。「- url: 」の後に確かめたページの URL、次の行の「confirms: 」の後に確かめた内容を書いてください"
            yield placed.problem(message, "sources", rule="no-source")
        for at, source in enumerate(placed.value.sources):
            if source.url is None and source.title is None:
                message = "出典には、見たページの url（https:// から）か、資料の名前 title を書き足してください"
                yield placed.problem(message, "sources", at, rule="no-source")


def resources_serve_known_topics(parts: Parts) -> Problems:
    """Topics of an entry exist, or are planned in the menu."""
    known = parts.declared_topics | {GENERAL} | frozenset(parts.menu.planned if parts.menu else ())
    for placed in parts.resources:
        for at, topic in enumerate(placed.value.topics):
            if parts.menu is not None and topic not in known:
                yield placed.unknown("unknown-topic", f"話題「{topic}」はありません", topic, known, "topics", at)


def resource_texts_are_short(parts: Parts) -> Problems:
    """Residents read cards on small screens, under stress."""
    for placed in parts.resources:
        if len(placed.value.summary) > LONGEST_SUMMARY:
            over = len(placed.value.summary) - LONGEST_SUMMARY
            message = f"summary が {len(placed.value.summary)} 文字あります。{LONGEST_SUMMARY} 文字までに、あと {over} 文字けずってください"
            yield placed.problem(message, "summary", rule="too-long")
        if len(placed.value.say) > SAY_LINES:
            message = f"say が {len(placed.value.say)} 行あります。いちばん大事な {SAY_LINES} 行だけを残してください"
            yield placed.problem(message, "say", rule="too-long")


def refusals_lead_on(parts: Parts) -> Problems:
    """Where one goes after a refusal exists."""
    for placed in parts.resources:
        for at, refusal in enumerate(placed.value.refused):
            for where, wanted in enumerate(refusal.next):
                if wanted not in parts.declared_resources:
                    yield placed.unknown(
                        "unknown-window", f"窓口「{wanted}」はありません", wanted, parts.declared_resources, "refused", at, "next", where
                    )


def stand_ins_stand_for_something(parts: Parts) -> Problems:
    """What an entry stands for exists, and is not itself."""
    for placed in parts.resources:
        for at, wanted in enumerate(placed.value.stands_for):
            if wanted == placed.value.id:
                yield placed.problem(
                    f"「{wanted}」は、この窓口の id です。代わりになる全国の窓口の id を書くか、消してください",
                    "stands_for",
                    at,
                    hint="",
                    rule="unknown-window",
                )
            elif wanted not in parts.declared_resources:
                yield placed.unknown("unknown-window", f"全国の窓口「{wanted}」はありません", wanted, parts.declared_resources, "stands_for", at)


def measures_are_of_the_plan(parts: Parts) -> Problems:
    """A 施策No. is one of measures.yaml."""
    known = {each.no for each in parts.measures}
    for placed in parts.resources:
        for at, number in enumerate(placed.value.measures):
            if known and number not in known:
                message = f"施策No. {number} は measures.yaml にありません。そこの no を見て書き直すか、消してください"
                yield placed.problem(message, "measures", at, rule="unknown-measure")


def areas_are_codes(parts: Parts) -> Problems:
    """An area is `japan` or a 全国地方公共団体コード with a right check digit (JIS X 0401/0402)."""
    for placed in parts.resources:
        if placed.value.area != JAPAN and not is_code(placed.value.area):
            hint = area_named(placed.value.area, parts.city)
            instead = f"もしかして: {hint}。「{hint}」と書いてください" if hint else "総務省の一覧でコードを調べて、6桁の全部を書いてください"
            message = f"area「{placed.value.area}」は japan か、6桁の全国地方公共団体コード（例: 271403）で書きます。{instead}"
            yield placed.problem(message, "area", hint=hint, rule="no-code")


def periods_run_forward(parts: Parts) -> Problems:
    """A period ends after it begins."""
    for placed in parts.resources:
        begin, end = placed.value.valid_from, placed.value.valid_until
        if begin is not None and end is not None and end < begin:
            message = f"valid_until（{end}）が valid_from（{begin}）より前です。出し始める日と、終わる日を、見直してください"
            yield placed.problem(message, "valid_until", rule="period-backwards")


def entries_are_checked(parts: Parts, today: date) -> Problems:
    """No entry was checked in the future; one that was checked long ago is a warning."""
    for placed in parts.resources:
        age = today - placed.value.checked_on
        if age < timedelta():
            message = f"確認日 {placed.value.checked_on} が未来の日です。確かめた日を書きます。きょう確かめたのなら「{today}」と書いてください"
            yield placed.problem(message, "checked_on", hint=str(today), rule="future-date")
        due_on = placed.value.due_on(parts.city.review_days if parts.city else REVIEW_DAYS)
        if due_on < today:
            named = f"「{placed.value.name}」は {age.days} 日前の確認です" + (f"（見直す日 {due_on}）" if due_on == placed.value.review_by else "")
            message = f"{named}。公式ページを見て、同じなら、確認日をその日にしてください"
            yield Problem(file=placed.file, path=(*placed.path, "checked_on"), level="warning", rule="old-check", message=message)


RULES = (
    ids_are_well_formed,
    resources_are_named_once,
    phones_can_be_dialled,
    navi_dials_say_so,
    hours_can_be_read,
    links_are_safe,
    facts_have_a_source,
    resources_serve_known_topics,
    resource_texts_are_short,
    refusals_lead_on,
    stand_ins_stand_for_something,
    measures_are_of_the_plan,
    areas_are_codes,
    periods_run_forward,
)
