"""Rules on the menu and the watch for danger."""

import re
from collections.abc import Iterator

from app.catalogue import ResourceId
from app.checks.areas import area_named
from app.checks.parts import Parts, Placed, Problems, channels, closest, is_code
from app.content import City, Door, Menu
from app.dialogue import replay
from app.errors import Path
from app.safety import Rules, Watch

MENU = "intents/menu.yaml"


WAYS_IN = ("groups", "stages", "whom", "doors", "rooms")


ORIGIN = re.compile(r"https://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?")
"""Scheme, host, port (RFC 6454); nothing that could end the list in a header."""


def the_menu_holds_every_topic(parts: Parts) -> Problems:
    """Each topic stands in its own group, and what the doors name exists."""
    if parts.menu is None:
        return
    for key, number, door in _doors(parts.menu):
        yield from _door_leads_on(parts, Placed(MENU, (key, number), door), parts.menu)
    yield from _topics_in_groups(parts, {group.id: group for group in parts.menu.groups})


def _doors(menu: Menu) -> Iterator[tuple[str, int, Door]]:
    for key in WAYS_IN:
        for number, door in enumerate(getattr(menu, key)):
            yield key, number, door


def _door_leads_on(parts: Parts, door: Placed[Door], menu: Menu) -> Problems:
    """Topics, shortcuts and doors behind a door exist; a shortcut's answers are answers."""
    flows = {placed.value.id: placed.value.flow for placed in parts.topics}
    named = [(("topics", at), topic) for at, topic in enumerate(door.value.topics)]
    named += [(("options", at), option.topic) for at, option in enumerate(door.value.options)]
    for path, topic in named:
        if topic not in parts.declared_topics:
            deeper = path if path[0] == "topics" else (*path, "topic")
            yield door.unknown("unknown-topic", f"話題「{topic}」はありません", topic, parts.declared_topics, *deeper)
    for at, option in enumerate(door.value.options):
        if option.topic in flows and replay(flows[option.topic], option.answers)[1] != option.answers:
            good = replay(flows[option.topic], option.answers)[1]
            hint = f"[{', '.join(good)}]"
            message = f"「{option.label}」の answers は、話題「{option.topic}」の答えの id を順に書きます。合っている所まで「{hint}」と書いてください"
            yield door.problem(message, "options", at, "answers", hint=hint, rule="unknown-answer")
    for at, behind in enumerate(door.value.doors):
        if menu.door(behind) is None:
            known = frozenset(each.id for each in menu.every_door)
            yield door.unknown("unknown-door", f"入り口「{behind}」はありません", behind, known, "doors", at)
    if not (door.value.topics or door.value.options or door.value.doors):
        yield door.problem(
            "この入り口の中が空です。「topics: [話題の id]」のように、topics・options・doors のどれかを書いてください", rule="empty-door"
        )


def doors_are_named_once(parts: Parts) -> Problems:
    """No two doors have one id, and each room is behind some door."""
    if parts.menu is None:
        return
    seen: set[str] = set()
    behind = {each for _, _, door in _doors(parts.menu) for each in door.doors}
    for key, number, door in _doors(parts.menu):
        if door.id in seen:
            message = f"id「{door.id}」が二度使われています。「{door.id}-2」のように、別の id を書いてください"
            yield Placed(MENU, (key, number), door).problem(message, "id", hint=f"{door.id}-2", rule="id-twice")
        seen.add(door.id)
        if key == "rooms" and door.id not in behind:
            message = f"入り口「{door.id}」に来る道がありません。どこかの doors に「{door.id}」と書くか、ここを消してください"
            yield Placed(MENU, (key, number), door).problem(message, "id", rule="unreachable")


def _topics_in_groups(parts: Parts, groups: dict[str, Door]) -> Problems:
    for placed in parts.topics:
        if placed.value.group not in groups:
            message = f"group「{placed.value.group}」は menu.yaml にありません"
            yield placed.unknown("unknown-group", message, placed.value.group, frozenset(groups), "group")
        elif placed.value.id not in groups[placed.value.group].topics:
            yield placed.problem(
                f"menu.yaml の「{placed.value.group}」の topics に「{placed.value.id}」を書き足してください", "group", rule="topic-not-in-menu"
            )


def the_menu_is_never_empty(parts: Parts) -> Problems:
    """The general windows and those of the panels exist, and one of the general ones answers at any time."""
    if parts.menu is None:
        return
    menu = Placed(MENU, (), parts.menu)
    refused = parts.menu.refused.next if parts.menu.refused else ()
    named: list[tuple[Path, ResourceId]] = [(("refused", "next", at), wanted) for at, wanted in enumerate(refused)]
    named += [(("general", at), wanted) for at, wanted in enumerate(parts.menu.general)]
    for number, panel in enumerate(parts.menu.panels):
        named += [(("panels", number, "call", at), wanted) for at, wanted in enumerate(panel.call)]
        named += [(("panels", number, "lines", at), wanted) for at, wanted in enumerate(panel.lines)]
    for path, wanted in named:
        if wanted not in parts.declared_resources:
            yield menu.unknown("unknown-window", f"resources.yaml に「{wanted}」がありません", wanted, parts.declared_resources, *path)
    hidden = parts.city.hide if parts.city else ()
    always = {placed.value.id for placed, _, channel in channels(parts) if channel.hours == "24/7" and channel.value} - set(hidden)
    if not always & set(parts.menu.general):
        choices = f"（例: {min(always)}）" if always else ""
        yield menu.problem(f"general に、24時間つながる窓口の id を一つ以上書き足してください{choices}", "general", rule="nobody-at-night")


def every_danger_has_a_panel(parts: Parts) -> Problems:
    """What the rules can find, the menu can show; groups of words in patterns exist."""
    if parts.menu is None or parts.rules is None:
        return
    shown = {panel.kind for panel in parts.menu.panels}
    rules = Placed("intents/safety.yaml", (), parts.rules)
    for number, rule in enumerate(parts.rules.rules):
        if rule.kind not in shown:
            message = f"「{rule.kind}」の案内が menu.yaml の panels にありません。そこに「- kind: {rule.kind}」から書き足してください"
            yield rules.problem(message, "rules", number, "kind", rule="no-panel")
        for at, phrase in enumerate((*rule.patterns, *rule.unless)):
            for group in re.findall(r"\{([^}]*)\}", phrase):
                if group not in parts.rules.words:
                    where = ("patterns", at) if at < len(rule.patterns) else ("unless", at - len(rule.patterns))
                    close = closest(group, frozenset(parts.rules.words))
                    instead = f"もしかして: {close}。「{{{close}}}」と書いてください" if close else "words に書き足すか、つづりを確かめてください"
                    yield rules.problem(f"ことばの組「{group}」が words にありません。{instead}", "rules", number, *where, rule="unknown-words")


def safety(watch: Watch, rules: Rules) -> Problems:
    """Each rule catches its own examples, and raises no alarm at what it must not."""
    place = Placed("intents/safety.yaml", (), rules)
    for number, rule in enumerate(rules.rules):
        for at, example in enumerate(rule.examples.caught):
            if watch.look(example) is None:
                message = f"例「{example}」が見つかりません。patterns に言い方を足してください"
                yield place.problem(message, "rules", number, "examples", "caught", at, rule="danger-missed")
        for at, example in enumerate(rule.examples.not_caught):
            danger = watch.look(example)
            if danger is not None and danger.level == "urgent":
                message = f"例「{example}」で騒いでしまいます（{danger.rule}）。unless に言い方を足してください"
                yield place.problem(message, "rules", number, "examples", "not_caught", at, rule="false-alarm")


def _addresses(placed: Placed[City], city: City) -> Problems:
    """What is written into headers and links is an address, and nothing more."""
    if city.exit_url is not None and not city.exit_url.startswith("https://"):
        yield placed.problem(f"「閉じる」で開くページ「{city.exit_url}」は https:// から書いてください", "exit_url", rule="no-address")
    for at, origin in enumerate(city.embed_on):
        if not ORIGIN.fullmatch(origin):
            found = ORIGIN.match(origin)
            hint = found.group() if found and origin[found.end() :].startswith("/") else None
            instead = f"「{hint}」と書いてください" if hint else ""
            message = f"「{origin}」は、https://www.city.example.jp のように書いてください。後ろの / やページの名前は要りません。{instead}"
            yield placed.problem(message, "embed_on", at, hint=hint, rule="no-address")


def the_city_is_sound(parts: Parts) -> Problems:
    """The city and its wards have codes, and what it hides exists."""
    if parts.city is None:
        return
    city = Placed(parts.city_file, (), parts.city)
    codes = [(("code",), parts.city.code), *((("wards", at, "code"), ward.code) for at, ward in enumerate(parts.city.wards))]
    for path, code in codes:
        if not is_code(code):
            hint = area_named(code, None)
            instead = f"もしかして: {hint}。「{hint}」と書いてください" if hint else "総務省の一覧でコードを調べて、書いてください"
            yield city.problem(f"「{code}」は 6桁の全国地方公共団体コードではありません（例: 271403）。{instead}", *path, hint=hint, rule="no-code")
    yield from _addresses(city, parts.city)
    named: list[tuple[Path, str]] = [(("hide", at), wanted) for at, wanted in enumerate(parts.city.hide)]
    for path, wanted in named:
        if wanted not in parts.declared_resources:
            yield city.unknown("unknown-window", f"窓口「{wanted}」はありません", wanted, parts.declared_resources, *path)


RULES = (
    doors_are_named_once,
    the_city_is_sound,
    the_menu_holds_every_topic,
    the_menu_is_never_empty,
    every_danger_has_a_panel,
)
