"""みなも市, a made-up city of a few windows with made-up numbers: what the pictures of the staff's commands are taken of."""

from dataclasses import dataclass
from pathlib import Path

from tests.folders import CITY, RESOURCES, small_city, small_root

CODE = "139912"
"""Well formed, and of no city."""
FOLDER = Path("cities") / f"{CODE}-minamo"
LIST = FOLDER / "resources.yaml"
SITE = "https://minamo.example.jp"
CASES = """\
- name: お金の困りごと
  topic: money
  says: [米が足りない, 家賃が払えない]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One window of the city."""

    id: str
    name: str
    kana: str
    summary: str
    phone: str
    owner: str | None
    checked_on: str
    page: str

    def written(self) -> str:
        """Write it as in resources.yaml."""
        return f"""\
- id: {self.id}
  name: {self.name}
  kana: {self.kana}
  kind: window
  area: {CODE}
  topics: [money]
  audience: 市内に住んでいる人
  summary: {self.summary}
  welcome: 予約はいりません。
  channels:
  - type: phone
    value: {self.phone}
    hours: Mo-Fr 09:00-17:00; PH off
    cost: call
  url: {SITE}/{self.page}
  sources:
  - url: {SITE}/{self.page}
    confirms: 番号、時間
  checked_on: {self.checked_on}
  confidence: official
{f"  owner: {self.owner}" if self.owner else "# だれが受け持つかは、まだ決まっていません"}
"""


WELFARE, TAXES, CHILDREN = "生活援護課", "納税課", "こども課"
WINDOWS = (
    Window(
        id="kurashi",
        name="くらしの窓口",
        kana="くらしのまどぐち",
        summary="生活援護課の職員が、お金のことを聴きます。",
        phone="03-0000-0101",
        owner=WELFARE,
        checked_on="2026-11-02",
        page="kurashi.html",
    ),
    Window(
        id="yachin",
        name="家賃の相談",
        kana="やちんのそうだん",
        summary="家賃が払えないときに、話せます。",
        phone="03-0000-0102",
        owner=WELFARE,
        checked_on="2026-11-02",
        page="yachin.html",
    ),
    Window(
        id="zei",
        name="税金を分けて払う相談",
        kana="ぜいきんをわけてはらうそうだん",
        summary="税金を、少しずつ払えるかを話せます。",
        phone="03-0000-0201",
        owner=TAXES,
        checked_on="2026-11-02",
        page="zei.html",
    ),
    Window(
        id="gakuhi",
        name="学費の相談",
        kana="がくひのそうだん",
        summary="学校に払うお金のことを話せます。",
        phone="03-0000-0301",
        owner=CHILDREN,
        checked_on="2026-11-02",
        page="gakuhi.html",
    ),
    Window(
        id="tabemono",
        name="食べものの棚",
        kana="たべもののたな",
        summary="食べものを、無料で持って帰れます。",
        phone="03-0000-0401",
        owner=None,
        checked_on="2026-11-02",
        page="tabemono.html",
    ),
)
NATIONAL = RESOURCES.replace("0120-279-338", "0120-000-000").replace("https://example.jp/", "https://denwa.example.jp/denwa.html")
OVERLAY = CITY.split("wards:", maxsplit=1)[0].replace("131016", CODE).replace("https://example.jp/", f"{SITE}/").replace("くらし支援課", WELFARE)
DEPARTMENTS = f"""\
departments:
- {{name: {WELFARE}, kana: せいかつえんごか, extension: '1101'}}
- {{name: {TAXES}, kana: のうぜいか, extension: '1201'}}
- {{name: {CHILDREN}, kana: こどもか, extension: '1301'}}
"""


def put(folder: Path) -> Path:
    """Write the city, with the least content that loads, into *folder*."""
    small_root(folder, resources=NATIONAL)
    small_city(folder / FOLDER, "\n".join(window.written() for window in WINDOWS), OVERLAY + DEPARTMENTS)
    (folder / "tests" / "cases").mkdir(parents=True)
    (folder / "tests" / "cases" / "money.yaml").write_text(CASES, encoding="utf-8")
    return folder


def change(file: Path, *changes: tuple[str, str]) -> None:
    """Change a file by hand, as a clerk does. Raises ValueError where it does not say what was to be changed."""
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        if old not in text:
            raise ValueError(old)
        text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8")
