"""new-city: the folder of a city, with commented examples."""

import re
from pathlib import Path
from typing import Annotated

import typer

from app.catalogue import JAPAN
from app.checks.parts import is_code
from app.cli import files
from app.cli.door import MESSAGES
from app.edit.written import first
from app.settings import HOME

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
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
    slug: Annotated[str, typer.Option(prompt="フォルダー名に使う英字の名前（例: sakai）", help="英字の名前")],
    name: Annotated[str, typer.Option(prompt="市の名前（例: 堺市）", help="市の名前")],
    kana: Annotated[str, typer.Option(prompt="読み（例: さかいし）", help="ひらがな")],
    url: Annotated[str, typer.Option(prompt="市のページ（https://…）", help="市のページ")],
    department: Annotated[str, typer.Option(prompt="この一覧を受け持つ課", help="受け持つ課")],
    into: Annotated[Path, typer.Option(help="置く場所", file_okay=False)] = HOME / "cities",
) -> None:
    """市のフォルダーを、書き方の例つきで作る。"""
    if not is_code(code) or code == JAPAN:
        MESSAGES.print(f"「{code}」は 6桁の全国地方公共団体コードではありません（最後の数字は検査用です）。")
        raise typer.Exit(2)
    if not SLUG.fullmatch(slug):
        MESSAGES.print(f"フォルダー名の「{slug}」は使えません。sakai のように、小文字の英字・数字・ハイフンだけで書いてください。", markup=False)
        raise typer.Exit(2)
    folder = into / f"{code}-{slug}"
    if folder.exists():
        MESSAGES.print(f"{folder} は、もうあります。", markup=False)
        raise typer.Exit(2)
    said = {"code": code, "slug": slug, "name": name, "kana": kana, "url": url, "department": department}
    odd = next((value for value in said.values() if not value.strip() or not value.isprintable()), None)
    if odd is not None:
        raise typer.BadParameter("名前・読み・市のページ・課は、一行の文字で書いてください")
    folder.mkdir(parents=True)
    own = {f"own_{key}": first(value, brackets=False) for key, value in said.items()}
    files.write(folder / "city.yaml", CITY.format(**said, **own))
    files.write(folder / "resources.yaml", RESOURCES.format(**said))
    print(folder)
    MESSAGES.print("次に: resources.yaml に窓口を書き、python -m app check --city " + str(folder))
