"""Leaflets: which windows stand on paper, in which order, and that everything fits on one page."""

import re
from time import monotonic

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from typer.testing import CliRunner

from app import locales, printing
from app.cli import APP
from app.cli.leaflets import Wish, chosen, page
from app.content import City, Ward
from app.language import EASY_TAG, JAPANESE
from app.leaflets import leaflet, oldest, reachable, situations, spoken
from app.settings import HOME
from app.web.leaflets import GENTLE, HEADING, LARGE, USUAL, kinds, lines, reckoned, sheet
from app.web.look import Look
from app.web.words import Words
from tests.browser import BROWSER, REAL
from tests.made_up import NIGHT, bare_content, outcome, phone, question, resource, topic

DAY = "Mo-Fr 09:00-17:00"
PUBLIC = "https://madoguchi.city.example.jp"
WORDS = Words(JAPANESE)


def names(found):
    return [each.resource.id for each in found.entries]


def made(*resources, about=None, **more):
    return leaflet(bare_content(resources, about or topic("money", outcome("end", *(each.id for each in resources)), **more)), "money", NIGHT)


def test_a_window_without_a_way_to_reach_it_is_left_out():
    assert names(made(resource("known", phone()), resource("withheld", phone(None)), resource("none"))) == ["known"]
    assert reachable(resource("withheld", phone(None))) is None


def test_free_comes_first_and_the_line_of_day_and_night_last():
    always = resource("always", phone("0120-000-001", hours="24/7"))
    charged = resource("charged", phone("06-0000-0002", hours=DAY, cost="call"))
    free = resource("free", phone("0120-000-003", hours=DAY))

    assert names(made(always, charged, free)) == ["free", "charged", "always"]


def test_in_danger_who_answers_day_and_night_comes_first():
    free = resource("free", phone("0120-000-003", hours=DAY))
    always = resource("always", phone("0120-000-001", hours="24/7"))

    assert names(made(free, always, sensitive=True)) == ["always", "free"]
    assert names(made(free, always, panel="violence")) == ["always", "free"]


def test_the_order_is_the_same_at_every_hour(content):
    night, day = NIGHT, NIGHT.replace(hour=14)

    assert all(leaflet(content, name, night) == leaflet(content, name, day) for name in content.topics)


def test_a_number_stands_only_once_and_an_emergency_number_only_at_the_foot(content):
    for name in content.topics:
        found = leaflet(content, name, NIGHT)
        values = [each.way.value for each in found.entries]
        assert len(values) == len(set(values)), name
        assert not {"110", "119"} & set(values), name


def test_a_period_that_is_over_is_not_on_paper():
    over = resource("over", phone(), valid_until=NIGHT.date().replace(year=2025))

    assert names(made(over, resource("now", phone("06-1111-1111")))) == ["now"]


def test_of_sakai_its_own_windows_are_first_and_wards_are_left_out(sakai):
    for name, about in sakai.topics.items():
        found = leaflet(sakai, name, NIGHT)
        assert found.entries, name
        assert not {each.resource.area for each in found.entries} & {ward.code for ward in sakai.city.wards}, name
        if not about.sensitive and about.panel is None:
            numbered = [each for each in found.entries if each.way.type in {"phone", "chat", "sns"} and each is not found.entries[-1]]
            far = [sakai.distance(each.resource.id) >= 3 for each in numbered if each.resource.kind != "measure"]
            assert far == sorted(far), name


def test_every_topic_of_sakai_names_one_that_answers_day_and_night(sakai):
    without = [name for name in sakai.topics if not any(each.always for each in leaflet(sakai, name, NIGHT).entries)]

    # These two name よりそいホットライン by its line in other languages; the line of day and night has the same number, which stands only once.
    assert without == ["foreign-resident", "japanese-language"]


def test_what_does_not_fit_is_left_out_and_the_line_of_day_and_night_stays():
    many = [resource(f"w{at}", phone(f"06-0000-000{at}", hours=DAY), name="とても長い名前の" * 12) for at in range(4)]
    found = made(*many, resource("always", phone("0120-000-001", hours="24/7")))
    short = sheet(found, WORDS, LARGE)

    assert len(found.entries) == 5
    assert 1 < len(short.leaflet.entries) < 5
    assert names(short.leaflet)[-1] == "always"
    assert reckoned(short.leaflet, short.heading, short.text, WORDS, LARGE) <= 273


def test_thanks_for_telling_are_not_printed():
    assert spoken("話してくださって、ありがとうございます。あなたは、わるくありません。") == "あなたは、わるくありません。"
    assert spoken("ありがとうございます。") == "ありがとうございます。"
    assert spoken("Thank you for telling. You did well.") == "You did well."


def test_situations_are_answers_that_say_something():
    about = topic("money", question("yes", "end", a="end", b="end"), question("which", "end", c="end", d="end", e="end"), outcome("end"))

    assert situations(about) == ("「c」", "「d」", "「e」")


def test_the_oldest_check_is_told():
    early = resource("early", phone("06-1111-1111"), checked_on=NIGHT.date().replace(month=1))

    assert made(resource("late", phone()), early).checked == early.checked_on
    assert oldest(()) is None


def test_a_secret_sheet_does_not_say_what_it_is_about(sakai):
    for name, about in sakai.topics.items():
        if about.sensitive:
            written = sheet(leaflet(sakai, name, NIGHT), WORDS, USUAL, PUBLIC)
            assert (written.heading, written.text, written.leaflet.situations) == (HEADING, GENTLE, ())
            assert written.address == f"{PUBLIC}/"
    assert sheet(leaflet(sakai, "housing", NIGHT), WORDS, USUAL, PUBLIC).address == f"{PUBLIC}/topic/housing"
    assert sheet(leaflet(sakai, "housing", NIGHT), WORDS, USUAL).address is None


def html(content, *, topics=(), every=False, tag="ja", public_url=PUBLIC, **more):
    languages = locales.read(HOME / "locales")
    found = chosen(content, topics, NIGHT, every=every)
    look = Look(language=tag, ruby=more.pop("ruby", False))
    return page(content, found, Wish(look=look, every=every, public_url=public_url, **more), languages)


def visible(written):
    return re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<(style|svg).*?</\1>", "", written))


def test_a_card_holds_numbers_and_neutral_words_only(sakai):
    secret = [name for name, about in sakai.topics.items() if about.sensitive]
    for name in secret:
        said = visible(html(sakai, topics=(name,), card=True))
        about = sakai.topics[name]
        shown = leaflet(sakai, name, NIGHT)
        assert about.label not in said
        assert not any(word in said for word in about.words if word not in {"電話", "24時間"} and not word.isdigit()), name
        assert not any(each.resource.name in said for each in shown.entries), name
        assert all(line.number in said for line in lines(shown)), name
        assert f"/topic/{name}" not in html(sakai, topics=(name,), card=True)


def test_a_page_of_secret_sheets_has_no_telling_title_and_no_address_of_the_topic(sakai):
    written = html(sakai, topics=("dv",))

    assert "<title>窓口のご案内</title>" in written
    assert sakai.topics["dv"].label not in written
    assert "topic/dv" not in written


def test_all_topics_have_contents_and_a_sheet_each(sakai):
    written = html(sakai, every=True)

    assert written.count('class="Sheet"') == len(sakai.topics) + 1
    assert all(about.label in written for about in sakai.topics.values())


@pytest.mark.parametrize("tag", ["en", EASY_TAG])
def test_other_languages_are_spoken(sakai, tag):
    written = visible(html(sakai, topics=("housing",), tag=tag))

    assert locales.read(HOME / "locales")[tag].say("住まい・家賃のこと").split()[0] in written


VARIANTS = {
    "ふつう": {},
    "ふりがな": {"ruby": True},
    "大きな字": {"large": True},
    "大きな字とふりがな": {"large": True, "ruby": True},
    "英語": {"tag": "en"},
    "やさしい日本語": {"tag": EASY_TAG, "ruby": True},
    "やさしい日本語の大きな字": {"tag": EASY_TAG, "ruby": True, "large": True},
    "英語の大きな字": {"tag": "en", "large": True},
    "カード": {"card": True},
}
FAULTS = """() => {
  const found = [];
  const over = each => each.scrollHeight > each.clientHeight + 1 || each.scrollWidth > each.clientWidth + 1;
  for (const sheet of document.querySelectorAll('.Sheet')) {
    for (const part of [sheet, ...sheet.querySelectorAll('.Foot, .Top, .Help, .Stamp, .Card, .Half, .Contents, .Window')])
      if (over(part)) found.push(`${sheet.id} ${part.className}`);
    const windows = [...sheet.querySelectorAll('.Window')];
    if (windows.some(each => each.offsetLeft !== windows[0].offsetLeft)) found.push(`${sheet.id} hides a window`);
    for (const each of windows) for (const line of each.querySelectorAll('p, h2, .Code')) {
      const inner = line.getBoundingClientRect(), outer = each.getBoundingClientRect();
      if (inner.right > outer.right || inner.bottom > outer.bottom + 1 || inner.top < outer.top - 1) found.push(`${sheet.id} cuts ${line.textContent}`);
    }
  }
  return found;
}"""


class TestInABrowser:
    """What only a browser can tell."""

    pytestmark = REAL

    @pytest.fixture
    def paper(self, browser):
        """Open a page as it is printed."""
        opened = browser.new_page(viewport={"width": 900, "height": 1200})
        opened.emulate_media(media="print")
        yield opened
        opened.close()

    @pytest.mark.parametrize("variant", VARIANTS)
    def test_every_topic_is_one_page_and_nothing_is_cut(self, sakai, paper, variant):
        paper.set_content(html(sakai, every=True, **VARIANTS[variant]))
        sheets = paper.locator(".Sheet").count()
        printed = pypdfium2.PdfDocument(paper.pdf(prefer_css_page_size=True))

        assert paper.evaluate(FAULTS) == []
        assert len(printed) == sheets
        assert {tuple(round(side / 72 * 25.4) for side in printed[at].get_size()) for at in range(len(printed))} == {(210, 297)}
        printed.close()

    @pytest.mark.parametrize("variant", ["ふつう", "やさしい日本語", "英語", "カード"])
    def test_axe_finds_nothing(self, sakai, paper, variant):
        paper.set_content(html(sakai, topics=("housing", "dv", "bullying"), **VARIANTS[variant]))
        found = Axe().run(paper).response["violations"]

        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []

    def test_the_page_asks_for_nothing_from_outside(self, sakai, paper):
        asked = []
        paper.on("request", lambda request: asked.append(request.url))
        paper.set_content(html(sakai, topics=("housing",)))

        assert [url for url in asked if not url.startswith(("about:", "data:"))] == []


def ran(monkeypatch, content, *words):
    monkeypatch.setattr("app.cli.leaflets.content", lambda city: content)
    done = CliRunner().invoke(APP, ["leaflet", *map(str, words)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    return done


def test_without_a_browser_html_is_written_and_the_clerk_is_told_what_to_do(monkeypatch, content, tmp_path):
    monkeypatch.setattr("app.printing.browser", lambda told: None)
    done = ran(monkeypatch, content, "housing", "--out", tmp_path / "a.pdf")

    assert done.exit_code == 1
    assert "印刷で「PDF に保存」" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a.html"]


def test_a_browser_that_fails_is_as_none(monkeypatch, content, tmp_path):
    broken = tmp_path / "browser"
    broken.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    broken.chmod(0o755)
    monkeypatch.setenv("MADOGUCHI_BROWSER", str(broken))
    done = ran(monkeypatch, content, "housing", "--out", tmp_path / "a.pdf")

    assert done.exit_code == 1
    assert (tmp_path / "a.html").exists()
    assert printing.browser(tmp_path / "none") is None


def test_what_a_browser_leaves_behind_is_not_waited_for(tmp_path):
    lingering = tmp_path / "browser"
    lingering.write_text("#!/bin/sh\nsleep 5 &\nexit 1\n", encoding="utf-8")
    lingering.chmod(0o755)
    began = monotonic()
    with pytest.raises(printing.PrintingError):
        printing.pdf("<p>a</p>", lingering)

    assert monotonic() - began < 4


@pytest.mark.skipif(BROWSER is None, reason="ブラウザー（Debian の chromium）がありません")
def test_a_browser_makes_a_pdf_of_one_page(monkeypatch, content, tmp_path):
    monkeypatch.setenv("MADOGUCHI_BROWSER", str(BROWSER))
    done = ran(monkeypatch, content, "dv", "--out", tmp_path / "a.pdf")
    printed = pypdfium2.PdfDocument(tmp_path / "a.pdf")

    assert done.exit_code == 0
    assert "--card" in done.stderr
    assert len(printed) == 1
    printed.close()


@pytest.mark.parametrize(
    "words",
    [("no-such",), (), ("housing", "--all"), ("housing", "--out", "a.doc"), ("housing", "--lang", "xx")],
    ids=["ない話題", "何もない", "両方", "ちがう名前", "ないことば"],
)
def test_what_cannot_be_made_ends_with_2_and_a_sentence(monkeypatch, content, words):
    done = ran(monkeypatch, content, *words)

    assert done.exit_code == 2
    assert re.search(r"[ぁ-ん]", done.stderr)


def test_a_folder_that_is_not_there_ends_with_2(monkeypatch, content, tmp_path):
    done = ran(monkeypatch, content, "housing", "--out", tmp_path / "none" / "a.html")

    assert done.exit_code == 2
    assert "書けません" in done.stderr


def test_the_sizes_of_ruby_leave_room_for_readings():
    assert kinds(large=False, ruby=True).leading > kinds(large=False, ruby=False).leading
    assert kinds(large=True, ruby=False).number > USUAL.number


def test_in_danger_too_the_line_of_day_and_night_is_the_last_to_be_left_out():
    found = made(
        *(resource(f"w{at}", phone(f"06-0000-000{at}", hours=DAY)) for at in range(3)), resource("always", phone("0120-1-1")), sensitive=True
    )

    assert names(found.shortened(2)) == ["always", "w0"]
    assert names(found.shortened(1)) == ["always"]
    assert names(found.shortened(9)) == names(found)


def test_a_window_of_one_ward_is_not_on_a_sheet_for_the_whole_city():
    city = City(code="271403", name="堺市", kana="さかいし", url="https://example.jp/", department="課", wards=(Ward(code="271411", name="堺区"),))
    ward = resource("ward", phone("06-1111-1111"), area="271411")
    own = resource("own", phone("06-2222-2222"), area="271403")
    content = bare_content((ward, own, resource("all", phone())), topic("money", outcome("end", "all")), city=city)

    assert names(leaflet(content, "money", NIGHT)) == ["own", "all"]
