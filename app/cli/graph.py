"""graph: pictures of the question trees, also of those that are broken."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from app import graph as pictures
from app import settings as settings_door
from app.catalogue import Catalogue, TopicId
from app.cli.door import MESSAGES, City
from app.cli.files import write
from app.content import own_of
from app.graph import Tree
from app.graph.tree import Windows
from app.loading import outline
from app.loading.outline import Outline

Form: TypeAlias = Literal["mermaid", "svg", "html"]
FORMS: Mapping[str, Form] = {".svg": "svg", ".html": "html", ".htm": "html", ".md": "mermaid", ".mmd": "mermaid", ".txt": "mermaid"}
"""What is drawn into a file, by its ending."""


def graph(
    topic: Annotated[str | None, typer.Argument(help="話題の id。書かなければ、入り口のすべて")] = None,
    every: Annotated[bool, typer.Option("--all", help="入り口と、すべての話題を一つに")] = False,
    form: Annotated[
        str | None, typer.Option("--format", help="mermaid か svg か html。書かなければ、--out の名前の終わり（.svg など）から決める")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="このファイルに書く。書かなければ、標準出力に出す", dir_okay=False)] = None,
    root: Annotated[
        Path | None, typer.Option("--content", help="内容のあるフォルダー。書かなければ、設定の場所", exists=True, file_okay=False)
    ] = None,
    city: City = None,
) -> None:
    """質問の木を、紙に刷れる図（SVG・HTML）か Mermaid にする。まちがいのある話題も、読めた所を描く。"""
    wanted = _form(form, out, every=every)
    settings = settings_door.read()
    found = outline(root or settings.content, city or settings.city)
    _know(topic, found, every=every)
    drawn = draw(found, None if topic is None else TopicId(topic), wanted, every=every)
    if out is None:
        print(drawn)
    else:
        write(out, drawn.encode())
        print(out)
    _tell(topic, found)


def _form(form: str | None, out: Path | None, *, every: bool) -> Form:
    ending = out.suffix.lower() if out is not None else ""
    if ending and ending not in FORMS and form is None:
        raise typer.BadParameter("ファイルの名前は、.svg・.html・.md のどれかで終わらせてください")
    chosen = form or FORMS.get(ending) or ("html" if every else "mermaid")
    if chosen not in FORMS.values():
        raise typer.BadParameter("--format は、mermaid・svg・html のどれかです")
    if every and chosen == "svg":
        raise typer.BadParameter("--all は、html か mermaid にできます（一つの SVG には入りません）。名前を .html にしてください")
    return next(each for each in FORMS.values() if each == chosen)


def _know(topic: str | None, found: Outline, *, every: bool) -> None:
    """Refuse what cannot be drawn, with what to do."""
    if topic is not None and every:
        raise typer.BadParameter("話題の id と --all は、どちらか一つにしてください")
    if topic is not None and topic in found.parts.declared_topics and topic not in found.topics:
        for problem in found.of(TopicId(topic)):
            MESSAGES.print(str(problem), markup=False, soft_wrap=True)
        raise typer.BadParameter(f"intents/{topic}.yaml が読めないので、描けません。上の所を直してください")
    if topic is not None and topic not in found.topics:
        raise typer.BadParameter(f"話題「{topic}」がありません。intents/ のファイル名から .yaml をのぞいたものを書いてください")
    if topic is None and not every and found.parts.menu is None:
        raise typer.BadParameter("intents/menu.yaml が読めないので、入り口を描けません。check で、直す所を見てください")


def _tell(topic: str | None, found: Outline) -> None:
    """Say what the check finds in what was drawn."""
    shown = found.problems if topic is None else found.of(TopicId(topic))
    wrong = [problem for problem in shown if problem.level == "error"]
    for problem in wrong:
        MESSAGES.print(str(problem), markup=False, soft_wrap=True)
    if wrong:
        MESSAGES.print(f"直す所が {len(wrong)} 件あります。読めた所だけを描きました。")


def draw(found: Outline, topic: TopicId | None, form: Form, *, every: bool = False) -> str:
    """Draw one topic; with None the menu; *every*: the menu and all topics."""
    if every:
        return _every(found, form)
    return _menu(found, form) if topic is None else DRAWN[form](tree_of(found, topic))


def tree_of(found: Outline, topic: TopicId) -> Tree:
    """Say what there is to draw of one topic."""
    catalogue = Catalogue.of((placed.value for placed in found.parts.resources), frozenset(found.parts.city.hide if found.parts.city else ()))
    windows = Windows(catalogue=catalogue, own=own_of(catalogue), city=found.parts.city)
    problems = tuple(f"{problem.line or 1} 行目: {problem.message}" for problem in found.of(topic) if problem.level == "error")
    return pictures.tree(found.topics[topic], windows, problems, found.version)


def _labels(found: Outline) -> dict[TopicId, str]:
    return {name: topic.label for name, topic in found.topics.items()}


def _menu(found: Outline, form: Form) -> str:
    assert found.parts.menu is not None  # the caller looked
    if form == "mermaid":
        return pictures.mermaid_menu(found.parts.menu, _labels(found))
    drawn = pictures.poster(found.parts.menu, _labels(found), found.version)
    return pictures.book((), found.parts.menu, drawn) if form == "html" else pictures.svg_menu(drawn)


def _every(found: Outline, form: Form) -> str:
    trees, menu = [tree_of(found, topic) for topic in found.topics], found.parts.menu
    if form == "mermaid":
        return pictures.mermaid_book(trees, pictures.mermaid_menu(menu, _labels(found)) if menu else "flowchart LR")
    return pictures.book(trees, menu, pictures.poster(menu, _labels(found), found.version) if menu else None)


DRAWN: Mapping[Form, Callable[[Tree], str]] = {
    "mermaid": pictures.mermaid,
    "svg": lambda tree: pictures.svg(pictures.plan(tree)),
    "html": lambda tree: pictures.book((tree,), None, None),
}
