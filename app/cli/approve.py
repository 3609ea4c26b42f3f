"""approve: the second name for what is dangerous."""

import sys
from collections.abc import Callable
from typing import Annotated

import typer

from app import settings as settings_door
from app.checks import approvals
from app.checks.approvals import Item
from app.cli import files
from app.cli.door import MESSAGES, City
from app.cli.japanese import agreed, called
from app.clock import tokyo
from app.errors import ContentError
from app.loading import APPROVALS, Draft, draft

LONGEST = 2000
"""Characters of what is approved that are shown; the national list is seen with `impact`."""

By = Annotated[str, typer.Option("--by", help="確かめた人の名前")]
WrittenBy = Annotated[str, typer.Option("--written-by", prompt="書いた（直した）人の名前", help="書いた人の名前。確かめた人とは別の人")]
Chosen = Annotated[list[str] | None, typer.Option("--item", help="確かめたもの（check の言う名前。何度でも書ける）。書かなければ、一つずつたずねる")]
Every = Annotated[bool, typer.Option("--all", help="まだのものを、全部確かめたことにする（はじめて使うとき）")]


def approve(by: By, written_by: WrittenBy, item: Chosen = None, every: Every = False, city: City = None) -> None:
    """あぶない所（番号・受付時間・危険の決まりなど）を二人目が確かめたことを、市の approvals.yaml に書く。"""
    folder = city or settings_door.read().city
    if folder is None:
        raise typer.BadParameter("--city で、市を書いてください")
    if not approvals.is_second(by, written_by):
        raise typer.BadParameter("書いた人と確かめた人には、別の人の名前を書いてください")
    found = _sound(draft(settings_door.read().content, folder))
    waiting = approvals.pending(found.parts)
    chosen = _chosen(waiting, item or [], every=every)
    if chosen:
        signed = approvals.approve(
            (each.value for each in found.parts.approvals), chosen, approvals.items(found.parts), (written_by, by), tokyo().date()
        )
        files.write(folder / APPROVALS, approvals.written(signed))
    MESSAGES.print(f"確かめたもの {len(chosen)} 件、まだのもの {len(waiting) - len(chosen)} 件。")


def _sound(found: Draft) -> Draft:
    """Refuse content that cannot be read: what is missing there would be forgotten. Raises ContentError."""
    wrong = tuple(each for each in found.problems if each.level == "error" and not each.file.endswith(APPROVALS))
    if wrong:
        raise ContentError(wrong)
    return found


def _chosen(waiting: tuple[Item, ...], named: list[str], *, every: bool) -> tuple[Item, ...]:
    known = {each.id: each for each in waiting}
    unknown = [each for each in named if each not in known]
    if unknown:
        raise typer.BadParameter(f"「{'、'.join(unknown)}」は、確認を待っていません。待っているもの: {'、'.join(known) or 'なし'}")
    if named or every:
        return waiting if every else tuple(known[each] for each in dict.fromkeys(named))
    if waiting and not sys.stdin.isatty():
        raise typer.BadParameter(f"--item で、確かめたものを書いてください。待っているもの: {'、'.join(known)}")
    return asked(waiting, _seen)


def asked(waiting: tuple[Item, ...], seen: Callable[[Item, str], bool]) -> tuple[Item, ...]:
    """Ask about one after the other. Who stops in the middle keeps what was answered."""
    found = []
    for at, item in enumerate(waiting, start=1):
        try:
            if seen(item, f"{at}/{len(waiting)}"):
                found.append(item)
        except typer.Abort:
            MESSAGES.print("\nここでやめます。「はい」と答えた分は、残します。残りは、同じ行をもう一度動かすと、続きからたずねます。", soft_wrap=True)
            break
    return tuple(found)


def _seen(item: Item, at: str) -> bool:
    print(
        f"\n[{at}] {item.label}（{item.place.file}）\n{item.facts if len(item.facts) <= LONGEST else '（長いので、' + called() + ' impact で、変わった所を見てください）'}"
    )
    return agreed("公式ページなどで確かめましたか（はい y、いいえ n、やめる Ctrl+C）")
