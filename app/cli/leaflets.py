"""leaflet: sheets of paper with the windows of a topic, for walls and counters, and cards to carry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from app import leaflets, locales, printing, sudachi
from app import settings as settings_door
from app.catalogue import TopicId
from app.cli.door import MESSAGES, City, content
from app.cli.files import write
from app.clock import standing_at, tokyo
from app.content import Content
from app.language import JAPANESE_TAG, Language
from app.leaflets import Leaflet
from app.ruby import Speller
from app.web import leaflets as written
from app.web.look import Look
from app.web.render import Site
from app.web.words import Words

ENDINGS = (".html", ".htm", ".pdf")
NO_BROWSER = (
    "PDF を作るブラウザー（Chromium・Chrome・Edge）が見つかりませんでした。かわりに {file} を作りました。"
    "このファイルを開き、印刷で「PDF に保存」をえらぶと、同じものができます。"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How the leaflets are to be made."""

    look: Look
    large: bool = False
    card: bool = False
    every: bool = False
    public_url: str | None = None


def leaflet(  # noqa: PLR0913, PLR0917  # one option for each wish
    topics: Annotated[list[str] | None, typer.Argument(help="話題の id。いくつでも")] = None,
    every: Annotated[bool, typer.Option("--all", help="すべての話題を、もくじをつけて一つに")] = False,
    out: Annotated[Path, typer.Option(help="書くファイル。.html か .pdf で終わる名前", dir_okay=False)] = Path("leaflets.html"),
    lang: Annotated[str, typer.Option(help="ことば（ja、ja-x-easy、en など）")] = JAPANESE_TAG,
    ruby: Annotated[bool, typer.Option("--ruby", help="ふりがなをつける")] = False,
    large: Annotated[bool, typer.Option("--large", help="大きな字にする（窓口の数はへる）")] = False,
    card: Annotated[bool, typer.Option("--card", help="番号だけの、折って持ち歩ける小さなカードにする")] = False,
    city: City = None,
) -> None:
    """話題ごとに、A4 一枚のちらし（HTML か PDF）を作る。小さなカードも作れる。"""
    if out.suffix.lower() not in ENDINGS:
        raise typer.BadParameter("--out の名前は、.html か .pdf で終わらせてください")
    if bool(topics) == every:
        raise typer.BadParameter("話題の id を書くか、--all をつけてください（どちらか一つ）")
    settings = settings_door.read()
    languages = locales.read(settings_door.HOME / "locales", city or settings.city)
    if lang not in languages:
        raise typer.BadParameter(f"ことば「{lang}」はありません。使えるもの: {'、'.join(languages)}")
    loaded = content(city)
    unknown = [each for each in topics or () if each not in loaded.topics]
    if unknown:
        raise typer.BadParameter(f"話題「{'」「'.join(unknown)}」がありません。intents/ のファイル名から .yaml をのぞいたものを書いてください")
    wish = Wish(look=Look(language=lang, ruby=ruby), large=large, card=card, every=every, public_url=settings.public_url)
    now = standing_at(settings.now)() if settings.now else tokyo()
    found = chosen(loaded, [TopicId(each) for each in topics or ()], now, every=every)
    made = page(loaded, found, wish, languages, settings.dictionary)
    _save(made, out, settings.browser)
    _tell(found, card=card)


def chosen(content: Content, topics: Sequence[TopicId], now: datetime, *, every: bool = False) -> tuple[Leaflet, ...]:
    """Make the leaflets of *topics*, each once, or of *every* topic in the order of the menu."""
    grouped = [topic for group in content.menu.groups for topic in group.topics if topic in content.topics]
    return tuple(leaflets.leaflet(content, topic, now) for topic in dict.fromkeys((*grouped, *content.topics) if every else topics))


def page(content: Content, found: Sequence[Leaflet], wish: Wish, languages: dict[str, Language], dictionary: str = "core") -> str:
    """Write leaflets or cards as one page of HTML that needs nothing else."""
    readings = content.readings
    site = Site(settings_door.HOME, languages, lambda: Speller(sudachi.speaker(dictionary), readings.words, readings.marked, readings.names))
    words = Words(languages[wish.look.language])
    return site.html(_cards(content, found, wish, words) if wish.card else _sheets(content, found, wish, words))


def _sheets(content: Content, found: Sequence[Leaflet], wish: Wish, words: Words) -> written.LeafletPage:
    kind = written.kinds(large=wish.large, ruby=wish.look.ruby)
    return written.LeafletPage(
        city=content.city,
        look=wish.look,
        sheets=tuple(written.sheet(each, words, kind, wish.public_url) for each in found),
        type=kind,
        version=content.version,
        contents=written.contents(content, found) if wish.every else (),
    )


def _cards(content: Content, found: Sequence[Leaflet], wish: Wish, words: Words) -> written.CardPage:
    checked = leaflets.oldest(entry for each in found for entry in each.entries)
    return written.CardPage(
        city=content.city,
        look=wish.look,
        cards=tuple(lines for lines in map(written.lines, found) if lines),
        address=f"{wish.public_url}/" if wish.public_url else None,
        checked=words.day(checked) if checked else "",
        version=content.version,
    )


def _save(html: str, out: Path, told: Path | None) -> None:
    """Write the file. Where no browser can make a PDF, write HTML beside it and say what to do; that ends with 1."""
    if out.suffix.lower() != ".pdf":
        write(out, html.encode())
        print(out)
        return
    program = printing.browser(told)
    try:
        body = printing.pdf(html, program) if program else None
    except printing.PrintingError:
        body = None
    if body is None:
        instead = out.with_suffix(".html")
        write(instead, html.encode())
        MESSAGES.print(NO_BROWSER.format(file=instead), markup=False, soft_wrap=True)
        raise typer.Exit(1)
    write(out, body)
    print(out)


def _tell(found: Sequence[Leaflet], *, card: bool) -> None:
    """Say what a clerk has to know before a sheet is handed out."""
    empty = [each.topic.id for each in found if not each.entries]
    if empty:
        MESSAGES.print(f"載せられる窓口のない話題: {'、'.join(empty)}", markup=False, soft_wrap=True)
    if not card and any(each.secret for each in found):
        MESSAGES.print("家の人に見られたくない話題が入っています。持ち帰る人には、--card の小さなカードをわたしてください。", soft_wrap=True)
