"""Pages and numbers: what is looked for, what is found, and that no server can hold up the others."""

import asyncio
import csv
import io
import json
from datetime import UTC, datetime
from time import monotonic

import httpx
import pytest
from typer.testing import CliRunner

from app.catalogue import Channel, Source
from app.cli import APP
from app.cli.links import _look, _print
from app.content import City
from app.links import guard, state
from app.links.judge import KINDS, Answer, Finding, findings
from app.links.page import decode, look, read
from app.links.run import Plan, run
from app.links.visit import Limits, retry_after
from app.links.wanted import Entry, addresses, entries, shown
from tests.made_up import bare_content, phone, resource
from tests.oddserver import NUMBER, WIDE, odd_server, pdf

MOMENT = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
CITY = City(code="131016", name="みなも市", kana="みなもし", url="https://example.jp/", department="くらし支援課")


# Which pages, which numbers


def test_an_entry_is_looked_for_on_its_page_and_its_sources_and_its_channels_are_opened():
    given = resource(
        "denwa",
        phone(NUMBER),
        Channel(type="fax", value="06-1111-2222"),
        Channel(type="sns", value="https://line.example/"),
        Channel(type="visit", value="市役所"),
        url="https://example.jp/a#top",
        sources=(
            Source(url="https://example.jp/a", confirms="番号"),
            Source(url="https://example.jp/b", confirms="時間"),
            Source(title="しおり", confirms="名前"),
        ),
    )
    (entry,) = entries([given, resource("nashi", sources=(Source(title="しおり", confirms="名前"),))])

    assert entry.numbers == (NUMBER, "06-1111-2222")
    assert entry.facts == ("https://example.jp/a", "https://example.jp/b")
    assert entry.pages == (*entry.facts, "https://line.example/")
    assert addresses([entry])["https://example.jp/a"] == {NUMBER, "06-1111-2222"}


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0120-279-338", "0120-279-338"),
        ("0120-279-338", "TEL.0120279338まで"),
        ("0120-279-338", "０１２０ー２７９ー３３８"),
        ("0120-279-338", "0120（279）338"),
        ("0120-279-338", "0120‐279−338"),
        ("0120-279-338", "0120 –\n279 – 338"),
        ("072-228-7036", "(072) 228-7036、時間9:00"),
        ("072-228-7036", "+81-72-228-7036"),
        ("072-228-7036", "+81 (0)72 228 7036"),
        ("#9110", "警察の相談 ♯９１１０"),
        ("#9110", "＃9110番"),
        ("110", "110番へ"),
        ("188", "「188」"),
    ],
)
def test_a_number_is_found_however_it_is_written(number, text):
    assert shown(text, [number]) == {number}


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0120-279-338", "0120-279-339"),
        ("0120-279-338", "0120-279-3389"),
        ("0120-279-338", "10120-279-338"),
        ("072-228-7036", "228-7036"),
        ("110", "072-110-1234"),
        ("110", "2,110円"),
        ("110", "1100"),
        ("188", "#188"),
        ("#9110", "9110"),
    ],
)
def test_another_number_is_not_taken_for_it(number, text):
    assert shown(text, [number]) == frozenset()


# What a page says


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (f"<p>{WIDE}①".encode("cp932"), "text/html; charset=Shift_JIS"),
        (f"<p>電話{WIDE}".encode("cp932"), "text/html; charset=utf-8"),
        (f"<p>電話{WIDE}".encode("cp932"), "text/html; charset=ISO-8859-1"),
        (f'<meta http-equiv="Content-Type" content="text/html; charset=euc-jp"><p>電話{WIDE}'.encode("euc_jp"), "text/html"),
        (f"<p>電話{WIDE}".encode("iso2022_jp"), "text/html; charset=iso-2022-jp"),
        (f"<p>電話{WIDE}".encode("utf-16"), "text/html"),
        (f"<p>電話{NUMBER}".encode(), "text/html; charset=hex"),
        (f"<p>電話{NUMBER}".encode() + b"\xff", "text/html; charset=utf-8"),
        (NUMBER.encode(), "text/plain"),
        (f"<p>{NUMBER}".encode(), ""),
        (f'<a href="tel:{NUMBER}">電話</a>'.encode(), "text/html"),
        (f'<img src="a.png" alt="{NUMBER}">'.encode(), "text/html"),
        (b"<b>0120</b>-<i>279</i>-<u>338</u>", "text/html"),
        (b"<table><tr><td>0120-279-338</td><td>9:00</td></table>", "text/html"),
        (pdf(NUMBER), "application/pdf"),
        (pdf(NUMBER), "application/octet-stream"),
    ],
    ids=[
        "sjis",
        "utf-8と言うsjis",
        "latin-1と言うsjis",
        "euc",
        "jis",
        "utf-16",
        "文字でない名前",
        "こわれたutf-8",
        "text",
        "種類なし",
        "tel",
        "alt",
        "分かれた番号",
        "となりの欄",
        "pdf",
        "名のらないpdf",
    ],
)
def test_a_number_is_found_in_every_kind_of_page(body, kind):
    assert look(body, kind, [NUMBER]).numbers == {NUMBER}


def test_what_nobody_sees_is_not_read_and_spaces_do_not_count():
    hidden = look(f"<script>'{NUMBER}'</script><style>{NUMBER}</style><p>なし</p>".encode(), "text/html", [NUMBER])
    same = look("<p>な  し</p>\n\n<script>4711</script>".encode(), "text/html", [])

    assert hidden.numbers == frozenset()
    assert hidden.fingerprint == same.fingerprint


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        (b"\x89PNG", "image/png", "文字のページではありません"),
        (b"\0\1", "text/html", "文字のページではありません"),
        (b"%PDF-1.7", "application/pdf", "PDF が読めません"),
        (pdf(""), "application/pdf", "PDF に文字がありません"),
    ],
    ids=["絵", "NUL", "こわれたpdf", "文字のないpdf"],
)
def test_what_cannot_be_read_says_why(body, kind, said):
    assert said in (read(body, kind).unread or "")


def test_an_empty_page_is_read():
    assert read(b"", "text/html").unread is None
    assert decode(b"", None) == ""


# What is told


def entry(name="a", numbers=(NUMBER,), facts=("u",)):
    return Entry(id=name, name=name, numbers=tuple(numbers), facts=tuple(facts), pages=tuple(facts))


def seen(*numbers, printed="1", **more):
    return Answer(outcome="read", fingerprint=printed, numbers=frozenset(numbers), **more)


def kinds(entries_, now, before=None, slow=5.0):
    return [each.kind for each in findings(entries_, now, before or {}, slow=slow)]


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [
        ({"u": seen(NUMBER)}, {"u": seen(NUMBER)}, []),
        ({"u": seen(NUMBER)}, {}, ["new"]),
        ({"u": seen()}, {"u": seen(NUMBER)}, ["gone"]),
        ({"u": seen(printed="2")}, {"u": seen(NUMBER)}, ["gone", "changed"]),
        ({"u": seen()}, {"u": seen()}, ["missing"]),
        ({"u": seen(NUMBER, moved_to="v", seconds=6.0)}, {"u": seen(NUMBER)}, ["moved", "slow"]),
        ({"u": Answer(outcome="dead")}, {"u": seen(NUMBER)}, ["dead"]),
        ({"u": Answer(outcome="unread")}, {}, ["unread"]),
    ],
    ids=["同じ", "はじめて", "消えた", "消えて変わった", "どこにもない", "引っこして遅い", "ページがない", "読めない"],
)
def test_what_is_told_of_a_page(now, before, told):
    assert kinds([entry()], now, before) == told


def test_a_number_on_one_of_the_pages_is_enough_and_unread_pages_leave_it_open():
    two = entry(facts=("u", "v"))

    assert kinds([two], {"u": seen(), "v": seen(NUMBER)}, {"u": seen(), "v": seen(NUMBER)}) == []
    assert "missing" in kinds([two], {"u": seen(), "v": seen()})
    assert "missing" not in kinds([two], {"u": seen(), "v": Answer(outcome="unread")})
    (gone,) = findings([two], {"u": seen(), "v": seen(NUMBER)}, {"u": seen(NUMBER), "v": seen(NUMBER)}, slow=5)
    assert gone.kind == "gone"
    assert "まだあります" in gone.said


def test_the_gravest_come_first_and_a_dead_page_says_which_number_it_had():
    many = [entry(str(number), facts=(str(number),)) for number in range(3)]
    found = findings(many, {"0": Answer(outcome="failed"), "1": Answer(outcome="dead"), "2": seen()}, {"1": seen(NUMBER), "2": seen(NUMBER)}, slow=5)

    assert [each.kind for each in found] == ["gone", "dead", "failed"]
    assert NUMBER in found[1].said


# Addresses that are not asked


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.jp/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https:///a",
        "https://a:b@example.jp/",
        "http://[::1",
        "",
        "https://example.jp:99999999/",
    ],
)
def test_only_pages_of_the_web_are_asked(url):
    with pytest.raises(guard.BlockedError):
        guard.checked(url)


PRIVATE = [
    "http://127.0.0.1/",
    "http://localhost/",
    "http://10.0.0.1/",
    "http://192.168.1.1/",
    "http://172.16.0.1/",
    "http://169.254.169.254/",
    "http://100.64.0.1/",
    "http://0.0.0.0/",
    "http://224.0.0.1/",
    "http://[::1]/",
    "http://[fd00::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[2002:7f00:1::]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b:1::1]/",
    "http://[::a00:1]/",
    "http://[fec0::1]/",
    "http://2130706433/",
]


@pytest.mark.parametrize("url", PRIVATE)
def test_addresses_inside_are_not_asked(url):
    with pytest.raises(guard.BlockedError):
        asyncio.run(guard.public(guard.checked(url), allow_private=False))
    assert asyncio.run(guard.public(guard.checked(url), allow_private=True))


def test_a_run_does_not_knock_at_addresses_inside():
    with odd_server() as server:
        url = server.url("/ok/1")

        assert visited([url], Limits(pause=0))[url].outcome == "blocked"
        assert server.asked.total() == 0


@pytest.mark.parametrize("url", [*PRIVATE[:-1], "http://intranet/", "http://printer.local/"])
def test_addresses_inside_are_not_asked_of_a_proxy_either(url):
    with pytest.raises(guard.BlockedError):
        guard.literal(httpx.URL(url), allow_private=False)
    guard.literal(httpx.URL("https://www.city.example.jp/"), allow_private=False)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("120", 120.0),
        ("Fri, 20 Nov 2026 14:01:00 GMT", 60.0),
        ("Fri, 20 Nov 2026 13:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
        (None, None),
        ("²", None),
        ("-5", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(written, seconds):
    assert retry_after(written, MOMENT) == seconds


# A whole run


QUICK = Limits(page=1.0, pause=0, retries=1, backoff=0.05, reading=1.0, allow_private=True)


def visited(urls, limits=QUICK, budget=60.0, numbers=(NUMBER,), most=1000):
    found = {}

    def done(url, answer):
        found[url] = answer
        return len(found) < most

    run(dict.fromkeys(urls, frozenset(numbers)), Plan(agent="madoguchi-links/1 (+https://example.jp/)", budget=budget, limits=limits), done)
    return found


ODD = {
    "/404": ("dead", "404"),
    "/410": ("dead", "410"),
    "/soft404": ("dead", "見つかりません"),
    "/500": ("failed", "500"),
    "/403": ("failed", "403"),
    "/loop": ("failed", "回っています"),
    "/many/1": ("failed", "転送が 10 回"),
    "/to-file": ("blocked", "https:// か http://"),
    "/huge": ("unread", "大きすぎます"),
    "/image": ("unread", "image/png"),
    "/binary": ("unread", "文字のページでは"),
    "/nested": ("unread", "時間がかかりすぎる"),
    "/pdf-broken": ("unread", "PDF が読めません"),
    "/long-wait": ("failed", "3600 秒あと"),
    "/garbage": ("failed", "こわれています"),
    "/cut": ("failed", "こわれています"),
    "/never": ("failed", "終わりませんでした"),
    "/endless": ("failed", "終わりませんでした"),
    "/endless-head": ("failed", "終わりませんでした"),
    "/private/a": ("robots", "robots.txt"),
    "/without-number": ("read", ""),
    "/empty": ("read", ""),
}
NUMBERED = ("/moved", "/temporary", "/sjis", "/sjis-said-utf8", "/euc-meta", "/strange-charset", "/tel", "/pdf", "/busy", "/slow")


def test_three_hundred_pages_with_every_fault_end_within_the_budget_and_each_is_named():
    with odd_server() as server:
        good = [server.url(f"/ok/{number}", 1 + number % 6) for number in range(264)]
        odd = {server.url(path, 2 + at % 5): expected for at, (path, expected) in enumerate(ODD.items())}
        numbered = {path: server.url(path, 7) for path in NUMBERED}
        hosts = {server.url("/a", 8): ("failed", "robots.txt が、時間"), server.url("/a", 9): ("robots", "500")}
        hosts |= {
            "http://nowhere.invalid/": ("dead", "DNS"),
            "http://127.0.0.1:1/": ("dead", "つながりません"),
            server.url("/", 1).replace("http:", "https:"): ("dead", "TLS"),
        }
        begin = monotonic()
        found = visited([*good, *odd, *numbered.values(), *hosts])
        took = monotonic() - begin

    assert len(found) >= 300
    assert took < 20, took
    for url, (outcome, said) in (odd | hosts).items():
        assert (found[url].outcome, said in found[url].said) == (outcome, True), (url, found[url])
    for url in (*good, *numbered.values()):
        assert (found[url].outcome, found[url].numbers) == ("read", {NUMBER}), (url, found[url])
    assert found[numbered["/moved"]].moved_to == server.url("/ok/moved", 7)
    assert found[numbered["/temporary"]].moved_to is None
    assert found[numbered["/slow"]].seconds > 0.3
    assert server.asked["/private/a"] == 0
    assert server.asked["/busy"] == 2
    assert server.asked["/404"] == 1
    assert server.at_once["127.0.0.1"] == 1
    assert server.agents == {"User-Agent: madoguchi-links/1 (+https://example.jp/)"}


def test_a_run_ends_when_its_budget_is_spent():
    with odd_server() as server:
        begin = monotonic()
        found = visited([server.url("/ok/1"), *(server.url(f"/never?{number}") for number in range(30))], budget=4.0)
        took = monotonic() - begin

    assert took < 7
    assert server.url("/ok/1") in found
    assert len(found) < 20


def test_a_run_ends_where_nobody_wants_more_of_it():
    with odd_server() as server:
        assert len(visited([server.url(f"/ok/{number}") for number in range(50)], most=3)) == 3


def test_there_is_a_pause_between_two_requests_to_a_host():
    with odd_server() as server:
        begin = monotonic()
        visited([server.url("/ok/1"), server.url("/ok/2")], Limits(pause=0.3, allow_private=True))

        assert monotonic() - begin > 0.6  # robots.txt, then two pages


# What is written down


def test_a_state_that_cannot_be_written_on_the_way_does_not_end_the_run(monkeypatch, tmp_path):
    monkeypatch.setattr("app.cli.links.SAVED_EVERY", -1)
    with odd_server() as server:
        entry = Entry(id="a", name="a", numbers=(), facts=(), pages=(server.url("/ok/1"),))
        looked = _look((entry,), state.State(begun=MOMENT), Plan(agent="a", limits=Limits(pause=0, allow_private=True)), tmp_path / "no" / "s.json")

    assert [answer.outcome for answer in looked.now.values()] == ["read"]


def test_a_table_of_findings_runs_nothing(capsys):
    found = Finding(kind="dead", url="https://www.example.jp/", said="=1+1", entries=("a",))
    _print([found], (Entry(id="a", name="@SUM", numbers=(), facts=(), pages=()),), as_json=False, as_csv=True)

    assert capsys.readouterr().out.splitlines()[1] == "ページがない,'@SUM（a）,https://www.example.jp/,'=1+1"


def test_a_state_is_read_as_it_was_written_and_nothing_else_is():
    made = state.State(begun=MOMENT, now={"u": seen(NUMBER, moved_to="v")}, last={"v": Answer(outcome="dead", said="x")})

    assert state.read(state.written(made)) == made
    for wrong in (b"", b"[]", b"{}", b"\xff\0", b'[{"begun": 1, "more": 2}]'):
        with pytest.raises(ValueError):  # noqa: PT011  # the caller says what is wrong
            state.read(wrong)


def test_a_run_that_did_not_finish_goes_on_and_tries_again_what_failed():
    half = state.State(begun=MOMENT, now={"u": seen(), "dead": Answer(outcome="dead")}, last={"u": seen(NUMBER)})

    assert state.begin(half, MOMENT).now == {"u": seen()}
    assert state.begin(half, MOMENT).last == {"u": seen(NUMBER)}
    assert state.begin(half, MOMENT, again=True).now == {}
    assert state.begin(None, MOMENT).last == {}


def test_a_run_that_finished_is_what_the_next_one_compares_with():
    whole = state.State(begun=MOMENT, finished=True, now={"u": seen(), "dead": Answer(outcome="dead")}, last={"dead": seen(NUMBER)})

    assert state.begin(whole, MOMENT) == state.State(begun=MOMENT, last={"u": seen(), "dead": seen(NUMBER)})


# The command


@pytest.fixture
def links(monkeypatch, tmp_path):
    def ran(*words, urls=()):
        windows = [resource(f"m{at}", phone(NUMBER), url=url, sources=(Source(url=url, confirms="番号"),)) for at, url in enumerate(urls)]
        monkeypatch.setattr("app.cli.links.content", lambda city: bare_content(windows, city=CITY))
        return CliRunner().invoke(APP, ["links", "--state", str(tmp_path / "state.json"), "--pause", "0", "--allow-private", *words])

    return ran


def test_the_second_run_tells_what_became_of_the_pages(links, tmp_path):
    with odd_server() as server:
        urls = [server.url("/loses"), server.url("/ok/1"), server.url("/tel")]
        first = links("--json", "--all", urls=urls)
        server.changed = True
        second = links("--json", urls=urls)
        table = list(csv.reader(io.StringIO(links("--csv", urls=urls).stdout.removeprefix("\ufeff"))))

        kept = links("--csv", "--out", str(tmp_path / "links.csv"), urls=urls)

    assert kept.stdout == ""
    assert (tmp_path / "links.csv").read_text(encoding="utf-8").startswith("\ufeff種類,窓口,URL,こと\n番号がない")
    (tmp_path / "links.csv").unlink()
    assert first.exit_code == 0, first.output
    assert {each["kind"] for each in json.loads(first.stdout)} == {"new"}
    assert second.exit_code == 1
    assert [(each["kind"], each["url"], each["numbers"]) for each in json.loads(second.stdout)] == [
        ("gone", urls[0], [NUMBER]),
        ("changed", urls[0], []),
        ("changed", urls[1], []),
    ]
    assert table[0] == ["種類", "窓口", "URL", "こと"]
    assert table[1][:3] == ["番号がない", "m0の窓口（m0）", urls[0]]
    assert [path.name for path in tmp_path.iterdir()] == ["state.json"]


def test_what_the_budget_did_not_reach_is_told_and_seen_by_the_next_run(links):
    with odd_server() as server:
        urls = [server.url("/ok/1"), *(server.url(f"/never?{number}") for number in range(9))]
        first = links("--budget", "0.05", "--page", "1", urls=urls)
        asked = server.asked["/ok/1"]
        second = links("--budget", "0.05", "--page", "1", urls=urls)

    assert "まだ見ていない" in first.stdout
    assert "途中です" in first.stderr
    assert "もう見てあります" in second.stderr
    assert server.asked["/ok/1"] == asked == 1


def test_a_machine_without_the_net_is_told_from_dead_pages(links):
    done = links(urls=["http://one.invalid/", "http://two.invalid/"])

    assert done.exit_code == 2
    assert "インターネットにつながっているか" in done.stderr


@pytest.mark.parametrize("wrong", [b"", b"\xff\xfe\0", b"[[[["], ids=["空", "文字でない", "閉じない"])
def test_a_broken_state_is_told(links, tmp_path, wrong):
    (tmp_path / "state.json").write_bytes(wrong)
    done = links(urls=[])

    assert done.exit_code == 2
    assert "消すと、はじめから見ます" in done.stderr


def test_wrong_words_are_told(links, tmp_path):
    assert links("--json", "--csv").exit_code == 2
    assert links("--contact", "市役所").exit_code == 2
    assert links("--proxy", "proxy:8080").exit_code == 2
    assert links("--state", str(tmp_path / "nowhere" / "state.json")).exit_code == 2


def test_kinds_and_their_order_are_those_that_staff_read():
    assert KINDS[:3] == ("gone", "missing", "dead")
