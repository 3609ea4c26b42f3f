"""What joins the parts: the menu's ways in, its panels, and the city's own entries."""

import pytest

from app.content import Door, Menu, Panel
from tests.made_up import bare_content, outcome, question, topic

PANEL = Panel(kind="suicide", heading="ひとりではありません。", text="話を聴く人がいます。", call=(), lines=())
MENU = Menu(
    examples=(),
    groups=(Door(id="money", label="お金", topics=()),),
    doors=(Door(id="under18", label="18さい以下", topics=()),),
    general=(),
    panels=(PANEL,),
)


def test_a_group_and_a_door_are_both_ways_in():
    assert MENU.door("money").label == "お金"
    assert MENU.door("under18").label == "18さい以下"
    assert MENU.door("gone") is None


def test_a_danger_finds_its_panel():
    assert MENU.panel("suicide") is PANEL


def test_a_danger_without_a_panel_is_an_error_of_ours():
    with pytest.raises(StopIteration):
        MENU.panel("violence")


def test_a_topic_is_a_flow():
    asking, talk = question("a", "talk", yes="talk"), outcome("talk")

    assert list(topic("money", asking, talk).flow) == [asking, talk]


def test_without_a_city_every_entry_stands_for_itself():
    assert bare_content([]).resource("office") == "office"


@pytest.mark.parametrize("kind", ["suicide", "violence", "abuse", "sexual", "medical"])
def test_every_kind_of_danger_has_lines_that_listen(content, kind):
    panel = content.menu.panel(kind)

    assert panel.call
    assert len(panel.lines) >= 3
    assert all(each in content.catalogue for each in (*panel.call, *panel.lines))


def test_every_topic_is_in_its_group(content):
    for each in content.topics.values():
        assert each.id in content.menu.door(each.group).topics
