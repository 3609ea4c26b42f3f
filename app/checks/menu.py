"""Rules on the menu and the watch for danger."""

import re

from app.catalogue import ResourceId
from app.checks.parts import Parts, Placed, Problems, channels, perhaps
from app.content import Door
from app.errors import Path
from app.safety import Rules, Watch

MENU = "intents/menu.yaml"


def the_menu_holds_every_topic(parts: Parts) -> Problems:
    """Each topic stands in its own group, and what the menu names exists."""
    if parts.menu is None:
        return
    menu = Placed(MENU, (), parts.menu)
    for key, doors in (("groups", parts.menu.groups), ("doors", parts.menu.doors)):
        for number, door in enumerate(doors):
            for at, topic in enumerate(door.topics):
                if topic not in parts.declared_topics:
                    yield menu.problem(f"話題「{topic}」はありません{perhaps(topic, parts.declared_topics)}", key, number, "topics", at)
    yield from _topics_in_groups(parts, {group.id: group for group in parts.menu.groups})


def _topics_in_groups(parts: Parts, groups: dict[str, Door]) -> Problems:
    for placed in parts.topics:
        if placed.value.group not in groups:
            yield placed.problem(f"group「{placed.value.group}」は menu.yaml にありません{perhaps(placed.value.group, frozenset(groups))}", "group")
        elif placed.value.id not in groups[placed.value.group].topics:
            yield placed.problem(f"menu.yaml の「{placed.value.group}」の topics に「{placed.value.id}」を書き足してください", "group")


def the_menu_is_never_empty(parts: Parts) -> Problems:
    """The general windows and those of the panels exist, and one of the general ones answers at any time."""
    if parts.menu is None:
        return
    menu = Placed(MENU, (), parts.menu)
    named: list[tuple[Path, ResourceId]] = [(("general", at), wanted) for at, wanted in enumerate(parts.menu.general)]
    for number, panel in enumerate(parts.menu.panels):
        named += [(("panels", number, "call", at), wanted) for at, wanted in enumerate(panel.call)]
        named += [(("panels", number, "lines", at), wanted) for at, wanted in enumerate(panel.lines)]
    for path, wanted in named:
        if wanted not in parts.declared_resources:
            yield menu.problem(f"resources.yaml に「{wanted}」がありません{perhaps(wanted, parts.declared_resources)}", *path)
    always = {placed.value.id for placed, _, channel in channels(parts) if channel.hours == "24/7" and channel.value}
    if not always & set(parts.menu.general):
        yield menu.problem("general に、24時間つながる窓口を一つ以上入れてください", "general")


def every_danger_has_a_panel(parts: Parts) -> Problems:
    """What the rules can find, the menu can show; groups of words in patterns exist."""
    if parts.menu is None or parts.rules is None:
        return
    shown = {panel.kind for panel in parts.menu.panels}
    rules = Placed("intents/safety.yaml", (), parts.rules)
    for number, rule in enumerate(parts.rules.rules):
        if rule.kind not in shown:
            yield rules.problem(f"「{rule.kind}」の案内が menu.yaml の panels にありません", "rules", number, "kind")
        for at, phrase in enumerate((*rule.patterns, *rule.unless)):
            for group in re.findall(r"\{([^}]*)\}", phrase):
                if group not in parts.rules.words:
                    where = ("patterns", at) if at < len(rule.patterns) else ("unless", at - len(rule.patterns))
                    yield rules.problem(f"ことばの組「{group}」が words にありません", "rules", number, *where)


def safety(watch: Watch, rules: Rules) -> Problems:
    """Each rule catches its own examples, and raises no alarm at what it must not."""
    place = Placed("intents/safety.yaml", (), rules)
    for number, rule in enumerate(rules.rules):
        for at, example in enumerate(rule.examples.caught):
            if watch.look(example) is None:
                yield place.problem(f"例「{example}」が見つかりません。patterns に言い方を足してください", "rules", number, "examples", "caught", at)
        for at, example in enumerate(rule.examples.not_caught):
            danger = watch.look(example)
            if danger is not None and danger.level == "urgent":
                yield place.problem(
                    f"例「{example}」で騒いでしまいます（{danger.rule}）。unless に言い方を足してください",
                    "rules",
                    number,
                    "examples",
                    "not_caught",
                    at,
                )


RULES = (
    the_menu_holds_every_topic,
    the_menu_is_never_empty,
    every_danger_has_a_panel,
)
