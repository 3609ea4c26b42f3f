"""Folders of made-up content: the least that loads, and a made-up city."""

from dataclasses import fields
from pathlib import Path

from app.persons import Signs

RESOURCES = """\
- id: denwa
  name: みんなの電話
  kana: みんなのでんわ
  kind: window
  topics: [general, money]
  audience: どなたでも
  summary: どんなことでも聴きます。
  welcome: 名前は言わなくてかまいません。
  channels:
  - type: phone
    value: 0120-279-338
    hours: 24/7
    cost: free
  sources:
  - url: https://example.jp/
    confirms: すべて
  checked_on: 2026-11-01
  confidence: official

- id: shiyakusho
  name: 市役所の相談
  kana: しやくしょのそうだん
  kind: office
  topics: [money]
  audience: 市民
  summary: お金のことを聴きます。
  welcome: 予約はいりません。
  sources:
  - title: 市のしおり
    confirms: 名前
  checked_on: 2026-11-01
  confidence: one-source
"""
MENU = """\
examples: [お金がない]
groups:
- id: living
  label: くらし
  topics: [money]
doors: []
general: [denwa]
panels:
- kind: suicide
  heading: ひとりではありません。
  text: 話を聴く人がいます。
  call: []
  lines: [denwa]
"""
SAFETY = """\
words:
  いま: [今夜, 明日]
rules:
- id: die
  kind: suicide
  patterns: [死にたい, "{いま}死"]
  examples:
    caught: [死にたい]
    not_caught: [死語]
"""
STYLE = """\
officialese:
- {avoid: 当該, instead: その}
never_show:
- {fingerprint: fec5598e18bc033e, why: 別の番号}
young:
  says: [ママ]
  in_kana: [がっこう, おうち]
  unless: [息子]
"""
ASIDES = """\
- id: greeting
  label: あいさつ
  answer: こんにちは。困っていることを書いてください。
  says: [こんにちは, おはよう]
"""
DANGER = """\
suicide: [もう終わりにする]
violence: []
abuse: []
sexual: []
medical: []
none: [死ぬほど忙しい]
"""
PLAIN = """\
katakana: [メール]
polite: [お金]
"""
PERSONS = "".join(f"{each.name}: []\n" for each in fields(Signs))
MEASURES = """\
- {no: 1, name: 実態の把握, ministry: 内閣府, resident: false, reason: 調査のため。}
"""
SAYS = "".join(
    f"- {said}が足りない\n"
    for said in [
        "米",
        "水",
        "服",
        "靴",
        "灯り",
        "本",
        "薬",
        "茶",
        "傘",
        "机",
        "鍋",
        "皿",
        "箸",
        "卵",
        "肉",
        "魚",
        "豆",
        "塩",
        "油",
        "酢",
        "紙",
        "布",
        "糸",
        "針",
        "板",
        "釘",
        "縄",
        "炭",
        "薪",
        "石",
        "砂",
        "土",
        "草",
        "花",
        "種",
        "苗",
        "実",
        "葉",
        "根",
        "金",
    ]
)
MONEY = f"""\
id: money
label: お金のこと
group: living
says:
{SAYS}first_words: 話してくださって、ありがとうございます。
questions:
- id: tonight
  text: 今夜、食べるものはありますか。
  options:
  - {{id: "yes", label: はい, to: talk}}
  - {{id: "no", label: いいえ, to: food}}
  unsure: talk
outcomes:
- id: food
  text: すぐに話せます。
  urgent: true
  offers: [denwa]
- id: talk
  text: 話を聴く所があります。
  offers: [shiyakusho, denwa]
"""
CITY = """\
code: 131016
name: みなも市
kana: みなもし
url: https://example.jp/
department: くらし支援課
wards:
- {code: 131024, name: ひがし区}
hide: []
"""
INTENTS = {"menu": MENU, "safety": SAFETY, "style": STYLE, "asides": ASIDES, "danger": DANGER, "persons": PERSONS, "plain": PLAIN, "money": MONEY}


def small_root(folder: Path, **files: str) -> Path:
    """Write the least content that loads; *files* (resources, measures, and each file of INTENTS) stand in for what is given."""
    (folder / "intents").mkdir(parents=True)
    for name, text in (("resources", RESOURCES), ("measures", MEASURES)):
        (folder / f"{name}.yaml").write_text(files.get(name, text), encoding="utf-8")
    for name, text in INTENTS.items():
        (folder / "intents" / f"{name}.yaml").write_text(files.get(name, text), encoding="utf-8")
    return folder


def small_city(folder: Path, resources: str, city: str = CITY) -> Path:
    """Write a city's overlay."""
    folder.mkdir(parents=True)
    (folder / "city.yaml").write_text(city, encoding="utf-8")
    (folder / "resources.yaml").write_text(resources, encoding="utf-8")
    return folder


def entry(known_as: str, **changed: str) -> str:
    """Write one entry of resources.yaml."""
    first = RESOURCES.split("\n\n", maxsplit=1)[0].replace("id: denwa", f"id: {known_as}").splitlines()
    own = {line.strip().split(":")[0]: at for at, line in enumerate(first) if line.startswith("  ")}
    for key, value in changed.items():
        line = f"  {key}: {value}"
        if key in own:
            first[own[key]] = line
        else:
            first.append(line)
    return "\n".join(first) + "\n"
