"""Content that changes while the site runs: taken whole or not at all, and never half of it."""

import gc
import json
import logging
import multiprocessing
import os
import re
import shutil
import signal
import threading
import time
import weakref
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import ClassVar

import anyio
import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from app.apart import load_apart
from app.clock import standing_at
from app.errors import ContentError, UnfinishedError
from app.language import JAPANESE, Language
from app.loading import load
from app.reload import REST, Current, Edition, Reload, Source, Version
from app.settings import HOME, Settings
from app.web.main import create_app
from tests.client import Client
from tests.folders import ASIDES, INTENTS, MENU, MONEY, RESOURCES, small_city, small_root
from tests.made_up import bare_content, outcome, phone, resource, topic
from tests.test_web import Forms

PO = """\
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "くらし"
msgstr "Daily life"

msgid "{name}に電話する"
msgstr "Call {name}"
"""
INTERVAL = 0.02


@pytest.fixture(autouse=True)
def thawed():
    """Give the collector back what a swap takes from it."""
    yield
    gc.unfreeze()


@pytest.fixture
def source(tmp_path, read, listen):
    """Give a small folder as a source that loads here: another process takes a second."""

    class Here(Source):
        def read(self, ended=None):
            return Edition(load(self.root, read, listen, self.city), *self.spoken())

    small_root(tmp_path / "content")
    (tmp_path / "locales").mkdir()
    (tmp_path / "locales" / "en.po").write_text(PO, encoding="utf-8")
    return Here(root=tmp_path / "content", city=None, locales=tmp_path / "locales", dictionary="core")


class Watched:
    """A reload whose looks are counted by hand."""

    def __init__(self, source, now, take=None):
        self.first, self.taken = source.read(), []
        self.reload = Reload(source, self.first.version, take or self.taken.append, standing_at(now), 0)
        self.look(2)

    def look(self, times=1):
        for _ in range(times):
            self.reload.look()


@pytest.fixture
def watched(source, now):
    return Watched(source, now)


def write(source, name, text):
    (source.root / "intents" / f"{name}.yaml").write_text(text, encoding="utf-8")


# When a change is taken.


def test_files_that_say_the_same_are_not_loaded(watched, source):
    (source.root / "intents" / "money.yaml").touch()
    watched.look(3)

    assert watched.taken == []


def test_a_change_is_taken_when_the_files_stood_still_for_one_interval(watched, source):
    write(source, "money", MONEY.replace("お金のこと", "くらしのお金"))
    watched.look()
    early = list(watched.taken)
    watched.look()

    assert early == []
    assert [each.content.topics["money"].label for each in watched.taken] == ["くらしのお金"]
    assert watched.reload.serving == watched.taken[0].version == source.version()


def test_what_is_still_being_written_is_not_loaded(watched, source):
    for part in range(100, len(MONEY), 200):
        write(source, "money", MONEY[:part])
        watched.look()

    assert watched.taken == []
    assert watched.reload.refused is None


def test_who_asks_does_not_wait(watched, source):
    write(source, "money", MONEY.replace("お金のこと", "くらしのお金"))
    watched.reload.look(asked=True)

    assert len(watched.taken) == 1


@pytest.mark.parametrize("then", [MONEY, MONEY.replace("お金のこと", "家計のこと"), MONEY[:300]], ids=["元に戻る", "もっと変わる", "半分になる"])
def test_what_changed_while_it_was_loaded_is_loaded_again(source, now, then):
    class Written(type(source)):
        def read(self, ended=None):
            found = super().read()
            write(self, "money", then) if then not in (self.root / "intents" / "money.yaml").read_text(encoding="utf-8") else None
            return found

    watched = Watched(Written(root=source.root, city=None, locales=source.locales, dictionary="core"), now)
    write(source, "money", MONEY.replace("お金のこと", "くらしのお金"))
    watched.look(6)

    assert "くらしのお金" not in [each.content.topics["money"].label for each in watched.taken]
    assert (watched.reload.refused is None) == (then != MONEY[:300])


def test_a_new_file_and_one_that_goes_are_changes(watched, source):
    other = INTENTS["money"].replace("id: money", "id: rent").replace("足りない", "払えない")
    write(source, "menu", MENU.replace("[money]", "[money, rent]"))
    write(source, "rent", other)
    (source.root / "resources.yaml").write_text(RESOURCES.replace("[money]", "[money, rent]"), encoding="utf-8")
    watched.look(2)

    assert [sorted(each.content.topics) for each in watched.taken] == [["money", "rent"]]


def test_a_translation_and_a_city_are_watched_too(source, now, tmp_path):
    city = small_city(tmp_path / "city", RESOURCES.split("\n\n")[0].replace("id: denwa", 'id: shimin\n  area: "131016"'))
    watched = Watched(replace(source, city=city), now)
    (source.locales / "en.po").write_text(PO.replace("Daily life", "Living"), encoding="utf-8")
    watched.look(2)
    (city / "city.yaml").write_text((city / "city.yaml").read_text(encoding="utf-8").replace("みなも市", "みなと市"), encoding="utf-8")
    watched.look(2)

    assert [each.languages["en"].say("くらし") for each in watched.taken] == ["Living", "Living"]
    assert [each.content.city.name for each in watched.taken] == ["みなも市", "みなと市"]


def test_the_lock_of_an_editor_is_no_content(watched, source):
    (source.root / "intents" / ".#money.yaml").symlink_to("nobody@nowhere.1")
    watched.look(3)

    assert watched.reload.refused is None
    assert watched.reload.serving == source.version()
    assert source.read().version == watched.first.version


# What is broken.


def cut(text):
    return lambda path: path.write_text(text, encoding="utf-8")


BROKEN = {
    "読めない YAML": ("intents/money.yaml", cut(MONEY.replace("label: お金のこと", "label: [お金のこと"))),
    "id のない窓口": ("resources.yaml", cut(RESOURCES.replace("- id: shiyakusho\n  name", "- name"))),
    "ない窓口を出す話題": ("intents/money.yaml", cut(MONEY.replace("[shiyakusho, denwa]", "[doko]"))),
    "途中まで": ("intents/money.yaml", cut(MONEY[: len(MONEY) // 2])),
    "空": ("intents/menu.yaml", cut("")),
    "消えた": ("intents/safety.yaml", lambda path: path.unlink()),
    "消えた一覧": ("resources.yaml", lambda path: path.unlink()),
    "10 MB": ("intents/asides.yaml", cut(ASIDES + "#" * 10_000_000)),
    "UTF-8 でない": ("intents/money.yaml", lambda path: path.write_bytes(MONEY.encode("cp932"))),
    "途中までの翻訳": ("../locales/en.po", cut(PO[:-5].replace('msgstr "Call', "msgs"))),
    "空の翻訳": ("../locales/en.po", cut("")),
    "名前を変えた訳": ("../locales/en.po", cut(PO.replace("Call {name}", "Call {whom}"))),
}


@pytest.mark.parametrize(("name", "spoil"), BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_refused_and_what_is_mended_is_taken(watched, source, name, spoil, caplog):
    path = source.root / name
    good = path.read_text(encoding="utf-8")
    spoil(path)
    with caplog.at_level(logging.INFO, "madoguchi.content"):
        watched.look(4)
        refused = watched.reload.refused
        path.write_text(good + "# mended\n", encoding="utf-8")
        watched.look(2)

    assert (refused.version, refused.fault) != (watched.first.version, None)
    assert refused.version != watched.first.version
    assert refused.errors
    assert path.name in {each.file.rpartition("/")[2] for each in refused.errors}
    assert watched.reload.refused is None
    assert [each.version for each in watched.taken] == [source.version()]
    assert [json.loads(each.message)["state"] for each in caplog.records] == ["refused", "taken"]
    assert path.name in caplog.records[0].message


def test_what_is_put_back_is_not_loaded_again(watched, source, caplog):
    write(source, "money", "nonsense: [")
    watched.look(2)
    write(source, "money", MONEY)
    with caplog.at_level(logging.INFO, "madoguchi.content"):
        watched.look(2)

    assert watched.reload.refused is None
    assert watched.taken == []
    assert [json.loads(each.message)["state"] for each in caplog.records] == ["refused", "kept"]


def test_content_of_which_no_page_can_be_made_is_refused(source, now):
    def take(new):
        raise KeyError(new)

    watched = Watched(source, now, take)
    write(source, "money", MONEY.replace("お金のこと", "くらしのお金"))
    watched.look(2)

    assert watched.reload.refused.fault == "KeyError"
    assert watched.reload.serving == watched.first.version


def test_loading_that_failed_for_another_reason_is_tried_again(source, now):
    class Unlucky(type(source)):
        tried: ClassVar = []

        def read(self, ended=None):
            self.tried.append(1)
            if len(self.tried) == 2:
                raise MemoryError
            return super().read()

    watched = Watched(Unlucky(root=source.root, city=None, locales=source.locales, dictionary="core"), now)
    write(source, "money", MONEY.replace("お金のこと", "くらしのお金"))
    watched.look(2)
    fault = watched.reload.refused.fault
    watched.look(REST - 1)
    waiting = list(watched.taken)
    watched.look()

    assert (fault, waiting) == ("MemoryError", [])
    assert len(watched.taken) == 1
    assert watched.reload.refused is None


# The site.


def served(site):
    """Find the routes within what is wrapped around them."""
    while not isinstance(site, FastAPI):
        site = site.app
    return site


@asynccontextmanager
async def serving(source, now, content=None, **settings):
    """Run a site as a server does, and give what asks it."""
    given = Settings(secret=SecretStr("for-tests-only-not-a-secret"), content=source.root, reload_seconds=INTERVAL, **settings)
    site = create_app(content or source.read().content, given, standing_at(now), source=source)
    inner = served(site)
    async with (
        inner.router.lifespan_context(inner),
        httpx.AsyncClient(transport=httpx.ASGITransport(app=site, raise_app_exceptions=False), base_url="http://test") as client,
    ):
        yield client


async def until(client, holds):
    """Wait until /readyz says so; give what it says."""
    with anyio.fail_after(20):
        while not holds(said := (await client.get("/readyz")).json()):  # noqa: ASYNC110  # a site says it to those who ask only
            await anyio.sleep(INTERVAL / 2)
    return said


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.mark.anyio
async def test_a_running_site_takes_what_is_good_and_tells_of_what_is_not(source, now):
    async with serving(source, now) as client:
        first = (await client.get("/readyz")).json()
        before = (await client.post("/", data={"topic": "money"})).text
        write(source, "money", MONEY.replace("お金のこと", "くらしのお金"))
        second = await until(client, lambda said: said["content"] != first["content"])
        after = (await client.post("/", data={"topic": "money"})).text
        write(source, "money", "id: money\nlabel: [")
        third = await until(client, lambda said: said["refused"])
        still = (await client.post("/", data={"topic": "money"})).text
        contract = (await client.get("/openapi.json")).json()
        write(source, "money", MONEY)
        fourth = await until(client, lambda said: said["content"] == first["content"])

    assert ("お金のこと" in before, "くらしのお金" in before) == (True, False)
    assert ("お金のこと" in after, "くらしのお金" in after) == (False, True)
    assert "くらしのお金" in still
    assert (first["refused"], second["refused"], fourth["refused"]) == (None, None, None)
    assert third["content"] == second["content"] == contract["info"]["version"]
    assert third["refused"]["first"][0] == "intents/money.yaml:2"
    assert third["refused"]["problems"] >= 1
    assert third["refused"]["since"] == now.isoformat()
    assert third["refused"]["content"] not in {first["content"], second["content"]}


@pytest.mark.anyio
async def test_a_talk_goes_on_with_new_content(source, now):
    async with serving(source, now) as client:
        first = (await client.get("/readyz")).json()
        asked = await client.post("/", data={"topic": "money"})
        token = Forms(asked.text).token
        write(
            source,
            "money",
            MONEY.replace("id: tonight", "id: today").replace('{id: "no", label: いいえ, to: food}', "{id: none, label: ない, to: food}"),
        )
        await until(client, lambda said: said["content"] != first["content"])
        later = await client.post("/", data={"token": token, "answer": "no"})
        further = await client.post("/", data={"token": Forms(later.text).token, "answer": "none"})

    assert later.status_code == further.status_code == 200
    assert 'value="none"' in later.text
    assert "すぐに話せます" in further.text


@pytest.mark.anyio
async def test_error_pages_and_the_page_to_leave_for_are_of_the_new_content(source, now, tmp_path):
    own = RESOURCES.split("\n\n")[0].replace("id: denwa", 'id: shimin\n  area: "131016"')
    city = small_city(tmp_path / "city", own)
    source = replace(source, city=city)
    async with serving(source, now, city=city) as client:
        first = (await client.get("/readyz")).json()
        (city / "city.yaml").write_text(
            (city / "city.yaml").read_text(encoding="utf-8").replace("みなも市", "みなと市") + "exit_url: https://example.jp/tenki\n",
            encoding="utf-8",
        )
        await until(client, lambda said: said["content"] != first["content"])
        missing = await client.get("/nowhere")

    assert missing.status_code == 404
    assert "みなと市" in missing.text
    assert "https://example.jp/tenki" in missing.text


@pytest.mark.anyio
async def test_a_hangup_asks_for_a_look_even_where_nothing_is_watched(source, now):
    before = signal.getsignal(signal.SIGHUP)
    given = Settings(content=source.root, reload_seconds=0)
    site = create_app(source.read().content, given, standing_at(now), source=source)
    async with (
        served(site).router.lifespan_context(served(site)),
        httpx.AsyncClient(transport=httpx.ASGITransport(app=site), base_url="http://test") as client,
    ):
        first = (await client.get("/readyz")).json()
        write(source, "money", MONEY.replace("お金のこと", "くらしのお金"))
        os.kill(os.getpid(), signal.SIGHUP)
        await until(client, lambda said: said["content"] != first["content"])

    assert signal.getsignal(signal.SIGHUP) == before


def test_a_site_without_a_source_watches_nothing(now):
    site = create_app(bare_content([resource("denwa", phone())]), Settings(), standing_at(now))

    async def run():
        async with served(site).router.lifespan_context(served(site)):
            return [each.name for each in threading.enumerate()]

    assert "reload" not in anyio.run(run)


# Many swaps.


def marked(number):
    """Give an edition whose every text is marked with its number, in content and in languages."""
    mark = f"#{number}#"
    made = bare_content(
        [resource("denwa", phone(), name=f"電話{mark}", summary=f"聴きます{mark}")],
        topic("rent", outcome("talk", "denwa"), label=f"家賃{mark}", says=("家賃 払えない",), first_words=f"はい{mark}"),
        general=("denwa",),
    )
    told = Language(tag="en", texts={"いま、どんなことで困っていますか。": f"What is it {mark}", "聴きます" + mark: f"We listen {mark}"})
    made = replace(made, menu=replace(made.menu, examples=(f"例{mark}",)))
    return Edition(replace(made, version=f"v{number}", read=lambda text, read=made.read: read(text)), {"ja": JAPANESE, "en": told}, f"t{number}")


class Turning(Source):
    """A source that says something else each time that it is loaded."""

    numbers = iter(())

    def seen(self):
        return frozenset()

    def version(self):
        return Version("?", "?")

    def spoken(self):
        first = marked(0)
        return first.languages, first.texts

    def read(self, ended=None):
        return marked(next(self.numbers))


def test_under_twenty_swaps_every_answer_is_of_one_version_and_the_old_ones_are_let_go(now):
    source = Turning(root=HOME, city=None, locales=HOME / "locales", dictionary="core")
    Turning.numbers = iter(range(1, 21))
    site = create_app(marked(0).content, Settings(reload_seconds=0, rate="off"), standing_at(now), source=source)
    current, reload = served(site).current, served(site).reload
    old, spellers, seen, done = [], [], set(), threading.Event()

    async def ask():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=site), base_url="http://test") as client:
            while not done.is_set():
                answers = [
                    await client.get("/?look=en"),
                    await client.get("/?look=ja.r"),
                    await client.post("/", data={"topic": "rent", "look": "en"}),
                    await client.get("/api/v1/resources"),
                    await client.post("/api/v1/ask", json={"text": "家賃 払えない"}),
                ]
                assert all(each in answers[0].text for each in ("What is it #", "例#"))
                for each in answers:
                    assert each.status_code == 200
                    marks = set(re.findall(r"#(\d+)#", each.text))
                    assert len(marks) == 1, marks
                    seen.update(marks)

    with ThreadPoolExecutor(3) as pool:
        asking = [pool.submit(anyio.run, ask) for _ in range(3)]
        for _ in range(20):
            old.append(weakref.ref(current().content.watch))
            spellers.append(weakref.ref(current().site._spell()))
            reload.look(asked=True)
            time.sleep(INTERVAL)
        done.set()
        [each.result() for each in asking]
    reload.look(asked=True)  # nothing is left to be read: it is refused
    gc.unfreeze()
    gc.collect()

    assert current().content.version == "v20"
    assert reload.refused.fault == "StopIteration"
    assert len(seen) > 5
    assert [each() for each in old if each() is not None] == []
    assert len([each for each in spellers if each() is not None]) <= 1  # of an answer that began before the last swap and ended after it


class Restless(Current):
    """Something else each time that somebody asks: who asks twice for one answer mixes two editions."""

    def __call__(self):
        now = super().__call__()
        number = int(now.content.version.removeprefix("v")) + 1
        new = marked(number)
        self.swap(replace(now, content=new.content, site=now.site.renewed(new.languages, now.site._spell)))
        return now


PAGES = ["/?look=en", "/?look=ja.r", "/about?look=en", "/topic/rent?look=en", "/embed?topic=rent&look=en"]


@pytest.mark.parametrize("path", [*PAGES, "/api/v1/resources", "/api/v1/resources/denwa", "/openapi.json", "/readyz"])
def test_who_answers_asks_once(now, path):
    source = Turning(root=HOME, city=None, locales=HOME / "locales", dictionary="core")
    site = create_app(marked(0).content, Settings(), standing_at(now), source=source)
    served(site).current.__class__ = Restless
    page = Client(site).get(path)

    assert page.status_code == 200
    assert len(set(re.findall(r"#(\d+)#", page.text))) == (path not in {"/about?look=en", "/openapi.json", "/readyz"})
    assert served(site).current._now.content.version == "v1"


@pytest.mark.parametrize("form", [{"topic": "rent"}, {"text": "家賃 払えない"}, {"topic": "rent", "memo": "1"}, {"token": "偽物"}])
def test_who_answers_a_form_asks_once(now, form):
    source = Turning(root=HOME, city=None, locales=HOME / "locales", dictionary="core")
    site = create_app(marked(0).content, Settings(), standing_at(now), source=source)
    served(site).current.__class__ = Restless
    page = Client(site).post("/", data=form | {"look": "en"})

    assert len(set(re.findall(r"#(\d+)#", page.text))) == 1
    assert served(site).current._now.content.version == "v1"


def test_where_somebody_reads_furigana_it_is_ready_before_the_swap(now):
    site = served(create_app(marked(0).content, Settings(), standing_at(now))).current().site
    made = []
    site.renewed(site.languages, lambda: made.append("too early"))
    site._spelled = True
    site.renewed(site.languages, lambda: made.append("in time"))

    assert made == ["in time"]


# The thread and the other process.


def reloads():
    return [each for each in threading.enumerate() if each.name == "reload"]


@pytest.mark.anyio
async def test_nothing_is_left_behind_when_the_site_ends_while_it_loads(source, now):
    begun = threading.Event()

    class Slow(type(source)):
        def read(self, ended=None):
            if ended is None:
                return super().read()
            begun.set()
            ended.wait(60)
            raise UnfinishedError

    slow = Slow(root=source.root, city=None, locales=source.locales, dictionary="core")
    before = time.monotonic()
    async with serving(slow, now):
        write(source, "money", MONEY.replace("お金のこと", "くらしのお金"))
        await anyio.to_thread.run_sync(begun.wait, 20)
        running = reloads()

    assert len(running) == 1
    assert reloads() == []
    assert time.monotonic() - before < 20


@pytest.mark.anyio
async def test_with_another_process_it_is_the_same(tmp_path, now):
    root = small_root(tmp_path / "content")
    shutil.copytree(HOME / "locales", tmp_path / "locales")
    source = Source(root=root, city=None, locales=tmp_path / "locales", dictionary="core")
    async with serving(source, now, content=load_apart(root, "core")) as client:
        first = (await client.get("/readyz")).json()
        write(source, "money", MONEY.replace("お金のこと", "くらしのお金"))
        second = await until(client, lambda said: said["content"] != first["content"])
        said = await client.post("/", data={"text": "お金がなくて、しにたいです"})
        write(source, "money", "nonsense: 1\n")
        third = await until(client, lambda said: said["refused"])

    assert "ひとりではありません" in said.text
    assert third["content"] == second["content"]
    assert third["refused"]["first"][0].startswith("intents/money.yaml:")
    assert multiprocessing.active_children() == []
    assert reloads() == []


def test_loading_ends_when_nobody_waits_for_it(tmp_path):
    ended = threading.Event()
    ended.set()
    with pytest.raises(UnfinishedError):
        load_apart(small_root(tmp_path), "core", ended=ended)

    assert multiprocessing.active_children() == []


def test_a_process_that_dies_is_told_of(tmp_path):
    def end_it():
        while not (children := multiprocessing.active_children()):
            time.sleep(0.01)
        children[0].kill()

    ending = threading.Thread(target=end_it)
    ending.start()
    with pytest.raises(UnfinishedError, match="途中で終わりました"):
        load_apart(small_root(tmp_path), "core")
    ending.join()


def test_a_translation_that_would_break_a_page_stops_the_start(source, now):
    (source.locales / "en.po").write_text(PO.replace("Call {name}", "Call {name"), encoding="utf-8")
    with pytest.raises(ContentError) as refused:
        create_app(bare_content([resource("denwa", phone())]), Settings(), standing_at(now), source=source)

    assert str(refused.value).startswith("locales/en.po:7: 訳の {…}")
