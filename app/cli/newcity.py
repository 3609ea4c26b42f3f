"""new-city: the folder of a city, with commented examples."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from unicodedata import normalize

import typer

from app.catalogue import JAPAN
from app.checks.parts import is_code
from app.cli import files
from app.cli.door import MESSAGES
from app.cli.japanese import called
from app.edit.written import first
from app.settings import HOME

PLAIN = re.compile(r"[^\s:#{}\[\],&*!|>'\"%@`-][^:#{}\[\]\n]*")
"""What YAML reads as it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something that the folder of a city is made of: how it is asked for, what it looks like, and what to say where it does not."""

    name: str
    question: str
    right: re.Pattern[str]
    how: str


LINES = (
    Line(
        name="slug",
        question="フォルダー名に使う英字の名前（例: sakai）",
        right=re.compile(r"[a-z0-9]+(-[a-z0-9]+)*"),
        how="sakai のように、小文字の英字・数字・ハイフンだけで書いてください。",
    ),
    Line(name="name", question="市の名前（例: 堺市）", right=PLAIN, how="堺市 のように、記号を入れずに書いてください。"),
    Line(name="kana", question="読み（例: さかいし）", right=re.compile(r"[ぁ-ゖー]+"), how="さかいし のように、ひらがなだけで書いてください。"),
    Line(
        name="url",
        question="市のページ（https://…）",
        right=re.compile(r"https?://[!-~]+"),
        how="https:// から書いてください。ブラウザーの上の欄から写せます。",
    ),
    Line(name="department", question="この一覧を受け持つ課", right=PLAIN, how="地域共生推進課 のように、記号を入れずに書いてください。"),
)
CITY = """\
# この市のこと。書き方は docs/how-to/adopt.md
code: {code}
name: {own_name}
kana: {own_kana}
url: {own_url}
department: {own_department}
# 区のある市だけ:
# wards:
# - {{code: 271411, name: 堺区}}
# 窓口を受け持つ課（owner に書けるもの。メールと内線は職員だけが見る。docs/how-to/april.md）:
# departments:
# - {{name: {department}, mail: kurashi@example.jp, extension: '1234'}}
# どの窓口にも担当の課が要るなら:
# owners_required: true
# 何日ごとに確かめ直すか（書かなければ 180）:
# review_days: 180
# 分からなかった文の、知らない言葉を日ごとに集めるなら（docs/design/privacy.md）:
# keep_unmatched_words: true
# 全国の窓口のうち、この市では出さないもの:
# hide: [nichijo-jiritsu-shien]
"""
RESOURCES = """\
# この市の窓口と制度。書き方は docs/how-to/add-a-window.md
# 番号や時間は、市のページなどで見たものだけを、出典（sources）と確認日（checked_on）をつけて書きます。分からないものは null のままにします。
#
# 例（行の頭の「# 」を消して使います）:
# - id: {slug}-jiritsu-sodan
#   name: {name} くらしの相談窓口
#   kana: {kana}くらしのそうだんまどぐち
#   kind: window
#   area: {code}
#   stands_for: [jiritsu-sodan]          # 全国の「自立相談支援機関」のかわりに、これを出す
#   topics: [living-poverty, housing]
#   audience: {name}に住む人
#   summary: 家賃や生活のお金のことを、一緒に考えます。
#   welcome: 払えなくなる前でも、話してかまいません。
#   channels:
#   - type: phone
#     value: null                        # 市のページで番号を見て、市外局番から、ハイフンで区切って書く
#     hours: Mo-Fr 09:00-17:00; PH off; Dec 29-Jan 03 off
#     hours_text: 平日 9:00〜17:00
#     cost: call
#   sources:
#   - url: {url}
#     confirms: 窓口の名前、番号、時間
#   checked_on: 2026-11-20
#   confidence: official
#   owner: {department}
[]
"""


def new_city(  # noqa: PLR0913, PLR0917  # one option for each line of the file
    code: Annotated[str, typer.Argument(help="6桁の全国地方公共団体コード（例: 271403）")],
    slug: Annotated[str | None, typer.Option(help="フォルダー名に使う英字の名前（例: sakai）。書かなければ、たずねる")] = None,
    name: Annotated[str | None, typer.Option(help="市の名前。書かなければ、たずねる")] = None,
    kana: Annotated[str | None, typer.Option(help="市の名前の読み（ひらがな）。書かなければ、たずねる")] = None,
    url: Annotated[str | None, typer.Option(help="市のページ（https:// から）。書かなければ、たずねる")] = None,
    department: Annotated[str | None, typer.Option(help="この一覧を受け持つ課。書かなければ、たずねる")] = None,
    into: Annotated[Path, typer.Option(help="置く場所", file_okay=False, show_default="cities")] = HOME / "cities",
) -> None:
    """市のフォルダーを、書き方の例つきで作る。"""
    code = normalize("NFKC", code)
    if not is_code(code) or code == JAPAN:
        raise typer.BadParameter(f"「{code}」は 6桁の全国地方公共団体コードではありません（最後の数字は検査用です）。")
    there = sorted(into.glob(f"{code}-*"))
    if there:
        raise typer.BadParameter(f"{there[0]} は、もうあります。")
    given = {"slug": slug, "name": name, "kana": kana, "url": url, "department": department}
    said = {"code": code} | {line.name: _answer(line, given[line.name]) for line in LINES}
    folder = into / f"{code}-{said['slug']}"
    folder.mkdir(parents=True)
    own = {f"own_{key}": first(value, brackets=False) for key, value in said.items()}
    files.write(folder / "city.yaml", CITY.format(**said, **own))
    files.write(folder / "resources.yaml", RESOURCES.format(**said))
    print(folder)
    MESSAGES.print(
        f"次に: resources.yaml に窓口を書き、{called()} check --city {folder.name if into == HOME / 'cities' else folder}",
        soft_wrap=True,
        markup=False,
    )


def _answer(line: Line, given: str | None) -> str:
    """Give what was written, or ask until it is right. Raises BadParameter, and Abort."""
    while True:
        said = (given if given is not None else typer.prompt(line.question, err=True)).strip()
        if line.right.fullmatch(said):
            return said
        if given is not None:
            raise typer.BadParameter(f"--{line.name} の「{said}」は使えません。{line.how}")
        MESSAGES.print(f"「{said}」は使えません。{line.how}", soft_wrap=True, markup=False)
