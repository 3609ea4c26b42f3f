"""Furigana: readings that are right, or none; and pages that say the same with them as without."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import sudachi
from app.loading import inspect, load
from app.ruby import Piece, Readings, Speller, fault, fits, is_kana, spread, taken_out, told
from app.settings import Settings
from app.text import hiragana
from app.web.main import create_app
from app.web.ruby import KEPT, _ruby, with_ruby
from tests.client import Client
from tests.folders import CITY, MENU, MONEY, RESOURCES, entry, small_city, small_root


@pytest.fixture(scope="session")
def speak():
    """Read aloud as the site does."""
    return sudachi.speaker()


@pytest.fixture(scope="session")
def spell(speak, sakai):
    """Spell as the site of Sakai does."""
    return Speller(speak, sakai.readings.words, sakai.readings.marked, sakai.readings.names)


@pytest.fixture(scope="session")
def bare_spell(speak):
    """Spell with the dictionary alone."""
    return Speller(speak, {}, {})


def shown(pieces) -> str:
    """Write pieces down: 支援(しえん)."""
    return "".join(f"{text}({reading})" if reading else text for text, reading in pieces)


# One word and its reading.


@pytest.mark.parametrize(
    ("word", "reading", "pieces"),
    [
        ("支援", "しえん", "支援(しえん)"),
        ("払え", "はらえ", "払(はら)え"),
        ("申し込み", "もうしこみ", "申(もう)し込(こ)み"),
        ("引っ越し", "ひっこし", "引(ひ)っ越(こ)し"),
        ("お金", "おかね", "お金(かね)"),
        ("お母さん", "おかあさん", "お母(かあ)さん"),
        ("女の子", "おんなのこ", "女(おんな)の子(こ)"),
        ("ごみ屋敷", "ごみやしき", "ごみ屋敷(やしき)"),
        ("三ヶ月", "さんかげつ", "三ヶ月(さんかげつ)"),
        ("カ月", "かげつ", "カ月(げつ)"),
        ("人々", "ひとびと", "人々(ひとびと)"),
        ("サービス", "さーびす", "サービス"),
        ("SNS", "えすえぬえす", "SNS"),
        ("学校に 入れる", "がっこうにはいれる", "学校(がっこう)に 入(はい)れる"),
        ("いばしょ", "いばしょ", "いばしょ"),
    ],
)
def test_kanji_carry_their_share_of_a_reading_and_nothing_else_does(word, reading, pieces):
    assert shown(spread(word, reading)) == pieces


@pytest.mark.parametrize(("word", "reading"), [("子の子", "このこのこ"), ("払う", "はらえ"), ("1級", "いっきゅう")])
def test_what_cannot_be_shared_for_sure_stands_above_the_whole_word(word, reading):
    assert spread(word, reading) == (Piece(word, reading),)


@pytest.mark.parametrize("reading", ["シエン", "支援", "sien", "", "しえん。"])
def test_only_hiragana_is_a_reading(reading):
    assert not is_kana(reading)
    assert spread("支援", reading) == (Piece("支援", None),)


@pytest.mark.parametrize(
    ("word", "reading", "fit"),
    [("払う", "はらう", True), ("払う", "はらえ", False), ("申し込み", "もうしこみ", True), ("110番", "ひゃくとおばん", True)],
)
def test_a_reading_has_the_kana_of_its_word(word, reading, fit):
    assert fits(word, reading) is fit


# A text.


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("家賃が払えない", "家賃(やちん)が払(はら)えない"),
        ("一人暮らしの高齢者", "一人(ひとり)暮(ぐ)らしの高齢(こうれい)者(しゃ)"),
        ("労働相談（あっせん）", "労働(ろうどう)相談(そうだん)（あっせん）"),
        ("ﾈｯﾄ①で、ＳＮＳの相談", "ﾈｯﾄ①で、ＳＮＳの相談(そうだん)"),
        ("〇〇市", "〇〇市(し)"),
        (" 　窓口\n", " 　窓口(まどぐち)\n"),
        ("Hello", "Hello"),
        ("", ""),
    ],
)
def test_a_text_is_read_word_by_word_and_stays_as_it_is_written(bare_spell, text, pieces):
    assert shown(bare_spell(text)) == pieces


WRITTEN = st.text(st.sampled_from("支援払えない、。（）「」ＡＢ12１２日人分か月ｶﾞー〜・ \n\u3000%&<>ヶ々辻󠄀𠮷"), max_size=40)


@given(text=WRITTEN)
def test_joined_the_pieces_are_the_text(bare_spell, text):
    pieces = bare_spell(text)

    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.reading is None or is_kana(piece.reading) for piece in pieces)


def test_threads_read_side_by_side(speak):
    spell, together = Speller(speak, {}, {}), threading.Barrier(4)

    def read(number: int) -> str:
        together.wait()
        return {shown(spell("家賃が払えないときの相談")) for _ in range(50)}.pop()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(read, range(4))) == {"家賃(やちん)が払(はら)えないときの相談(そうだん)"}


# Numbers.


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("4月1日", "4月(がつ)1日(ついたち)"),
        ("4月20日から", "4月(がつ)20日(はつか)から"),
        ("12月31日", "12月(がつ)31日(にち)"),
        ("11月24日（火）", "11月(がつ)24日(にじゅうよっか)（火(か)）"),
        ("1日", "1日"),
        ("1日に", "1日に"),
        ("1日以内", "1日(にち)以内(いない)"),
        ("1日1回", "1日(にち)1回(かい)"),
        ("1日目", "1日目(にちめ)"),
        ("8日間", "8日(ようか)間(かん)"),
        ("14日以内", "14日(じゅうよっか)以内(いない)"),
        ("365日", "365日(にち)"),
        ("2〜3日", "2〜3日"),
        ("2、3日", "2、3日"),
        ("第2日曜日", "第(だい)2日曜(にちよう)日(び)"),
        ("1人", "1人(ひとり)"),
        ("２人で", "２人(ふたり)で"),
        ("3人", "3人(にん)"),
        ("1〜2人", "1〜2人"),
        ("21人", "21人(にん)"),
        ("1人暮らし", "1人(ひとり)暮(ぐ)らし"),
        ("20歳、18歳未満", "20歳(さい)、18歳(さい)未満(みまん)"),
        ("0歳児", "0歳(さい)児(じ)"),
        ("10分、5分、45分", "10分(ぷん)、5分(ふん)、45分(ふん)"),
        ("3分の1", "3分(ぶん)の1"),
        ("24時間", "24時間(じかん)"),
        ("10時半", "10時(じ)半(はん)"),
        ("3か月、1歳6か月", "3か月(げつ)、1歳(さい)6か月(げつ)"),
        ("3ヶ月", "3ヶ月(かげつ)"),
        ("1週間、2年間", "1週間(しゅうかん)、2年間(ねんかん)"),
        ("13月", "13月"),
        ("1,000円、100万円", "1,000円(えん)、100万(まん)円(えん)"),
        ("3千円、5千円", "3千円(えん)、5千(せん)円(えん)"),
        ("2部屋", "2部屋(へや)"),
        ("3階、5階", "3階、5階(かい)"),
        ("6匹", "6匹"),
        ("2世帯", "2世帯(せたい)"),
        ("110番", "110番(ばん)"),
    ],
)
def test_numbers_sound_right_or_say_nothing(bare_spell, text, pieces):
    assert shown(bare_spell(text)) == pieces


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("月〜金 9:00", "月(げつ)〜金(きん) 9:00"),
        ("日・火・木・土", "日(にち)・火(か)・木(もく)・土(ど)"),
        ("火〜日曜の9:00", "火(か)〜日(にち)曜(よう)の9:00"),
        ("月・木曜日", "月(げつ)・木(もく)曜日(ようび)"),
        ("水とお金", "水(みず)とお金(かね)"),
        ("年・月・日", "年(ねん)・月(がつ)・日(にち)"),
    ],
)
def test_days_of_the_week_are_known_by_their_neighbours(bare_spell, text, pieces):
    assert shown(bare_spell(text)) == pieces


# What we were told.


def test_a_correction_wins_over_the_dictionary_and_the_longest_wins(speak):
    spell = Speller(speak, {"私": "わたし", "私立": "わたくしりつ", "課の方": "かのかた"}, {})

    assert shown(spell("私は")) == "私(わたし)は"
    assert shown(spell("私立に")) == "私立(わたくしりつ)に"
    assert shown(spell("課の方と")) == "課(か)の方(かた)と"


def test_a_correction_holds_for_whole_words_only(speak):
    spell = Speller(speak, {"方": "かた", "人": "ひと"}, {})

    assert shown(spell("地方の本人")) == "地方(ちほう)の本人(ほんにん)"


def test_a_correction_that_is_one_word_for_the_dictionary_stands_above_the_whole(speak):
    assert shown(Speller(speak, {"百舌鳥": "もず"}, {})("百舌鳥です")) == "百舌鳥(もず)です"


def test_a_number_wins_over_a_correction_of_what_it_counts(speak):
    assert shown(Speller(speak, {"日": "ひ"}, {})("4月2日の日")) == "4月(がつ)2日(ふつか)の日(ひ)"


# Names.


@pytest.mark.parametrize(
    ("name", "kana", "pieces"),
    [
        ("いのちの電話", "いのちのでんわ", "いのちの電話(でんわ)"),
        ("24時間子供SOSダイヤル", "にじゅうよじかんこどもえすおーえすだいやる", "24時間(じかん)子供(こども)SOSダイヤル"),
        ("119番（救急・消防）", "ひゃくじゅうきゅうばん", "119番(ばん)（救急・消防）"),
        ("就学援助（堺市）", "しゅうがくえんじょさかいし", "就学(しゅうがく)援助(えんじょ)（堺(さかい)市(し)）"),
        ("雇用保険の基本手当（失業給付）", "こようほけんのきほんてあて", "雇用(こよう)保険(ほけん)の基本(きほん)手当(てあて)（失業給付）"),
        ("広場 宮山台", "ひろばみややまだい", "広場(ひろば) 宮山台(みややまだい)"),
        ("多摩の窓口", "おおまのまどぐち", "多摩(おおま)の窓口(まどぐち)"),
        ("Cure time（キュアタイム）", "きゅあたいむ", "Cure time（キュアタイム）"),
        ("こころ・相談", "こころ そうだん", "こころ・相談(そうだん)"),
    ],
)
def test_a_name_reads_as_its_kana_says(speak, name, kana, pieces):
    assert shown(told(name, kana, speak)) == pieces


@pytest.mark.parametrize(
    ("name", "kana"),
    [
        ("市役所", "しやくしょだいひょうでんわ"),
        ("総務省 近畿管区行政評価局", "きんきかんくぎょうせいひょうかきょく"),
        ("児童発達支援センター・児童発達支援", "じどうはったつしえんせんたー"),
        ("障害者相談（堺市・各区）", "しょうがいしゃそうだんさかいし"),
        ("福祉事業", "ふくし"),
        ("電話", ""),
    ],
    ids=["読みが多い", "はじめがない", "終わりがない", "かっこの中が足りない", "語の終わりがない", "読みがない"],
)
def test_a_name_whose_kana_says_something_else_has_no_reading(speak, name, kana):
    assert told(name, kana, speak) == ()
    assert shown(Speller(speak, {}, {}, {name: kana})(name)) == name


def test_what_the_kana_leaves_out_in_brackets_is_read_as_any_text(speak):
    spell = Speller(speak, {"私": "わたし"}, {}, {"窓口（私と家族）": "まどぐち"})

    assert shown(spell("窓口（私と家族）です")) == "窓口(まどぐち)（私(わたし)と家族(かぞく)）です"


def test_a_correction_wins_over_a_name(speak):
    assert shown(Speller(speak, {"救急": "きゅうきゅー"}, {}, {"救急": "きゅうきゅう"})("救急")) == "救急(きゅうきゅー)"


# What an author wrote into a text.


@pytest.mark.parametrize(
    ("written", "text", "pieces"),
    [
        ("｜今日《きょう》は", "今日は", "今日(きょう)は"),
        ("まず今日《こんにち》では", "まず今日では", "まず今日(こんにち)では"),
        ("｜申し込み《もうしこみ》", "申し込み", "申(もう)し込(こ)み"),
        ("｜110番《ひゃくとおばん》へ", "110番へ", "110番(ひゃくとおばん)へ"),
        ("｜払う《しはらい》", "払う", "払う(しはらい)"),
        ("上手《じょうず》、下手《へた》", "上手、下手", "上手(じょうず)、下手(へた)"),
        ("何もない", "何もない", "何もない"),
    ],
)
def test_readings_in_a_text_are_taken_out(written, text, pieces):
    assert fault(written) is None
    assert taken_out(written)[0] == text
    assert shown(taken_out(written)[1]) == pieces


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("｜今日《きょう", "閉じていません"),
        ("今日《きょう", "閉じていません"),
        ("｜今日《》は", "《》が空です"),
        ("｜今日《キョウ》は", "ひらがなでない字"),
        ("｜今日《今日》は", "ひらがなでない字"),
        ("いま《いま》は", "漢字がありません"),
        ("今日》は", "》の前に《がありません"),
        ("A｜B", "｜の後に"),
        ("｜今日は", "｜の後に"),
        ("《《今日》》", "《の前に"),
    ],
)
def test_what_is_wrong_with_a_reading_is_told_with_what_to_write(written, says):
    assert says in fault(written)
    assert "｜今日《きょう》のように" in fault(written)


def test_an_authors_reading_holds_for_that_text_alone(speak):
    spell = Speller(speak, {"人": "じん"}, dict([taken_out("その人《にん》は今日《こんにち》も人です")]))

    assert shown(spell("その人は今日も人です")) == "その人(にん)は今日(こんにち)も人(じん)です"
    assert shown(spell("その人は今日もいます")) == "その人(じん)は今日(きょう)もいます"


@pytest.mark.parametrize("around", ["{}", "「{}」", "「{}」とき", "紙、{}、電話", "{}。"])
def test_an_authors_reading_holds_where_the_page_quotes_the_text(speak, around):
    spell = Speller(speak, {}, dict([taken_out("方《ほう》の人。")]))

    assert "方(ほう)" in shown(spell(around.format("方の人")))


def test_a_word_that_an_author_cuts_is_read_on_both_sides(speak):
    assert shown(Speller(speak, {}, dict([taken_out("堺市子《こ》ども")]))("堺市子ども")) == "堺市子(こ)ども"
    assert shown(Speller(speak, {}, dict([taken_out("堺市｜子《こ》ども")]))("堺市子ども")) == "堺(さかい)市(し)子(こ)ども"


# Files.


def told_of(root, read, listen, city=None):
    return [str(problem) for problem in inspect(root, read, listen, city).problems]


def test_the_content_is_plain_and_keeps_what_authors_wrote(tmp_path, read, listen):
    root = small_root(
        tmp_path,
        resources=RESOURCES.replace("name: みんなの電話", "name: ｜皆《みな》の電話").replace("どんなことでも聴きます", "｜何《なん》でも聴きます"),
        menu=MENU.replace("label: くらし", "label: 暮《く》らし"),
        money=MONEY.replace("- 米が足りない", "- 米《こめ》が足りない"),
    )
    content = load(root, read, listen)

    assert content.catalogue["denwa"].name == "皆の電話"
    assert content.menu.groups[0].label == "暮らし"
    assert "米が足りない" in content.topics["money"].says
    assert content.readings.marked["何でも聴きます。"] == (Piece("何", "なん"), Piece("でも聴きます。", None))


def test_wrong_readings_in_a_text_are_told_at_their_line(tmp_path, read, listen):
    wrong = MONEY.replace("text: すぐに話せます。", "text: すぐに話《ハナ》せます。").replace("label: お金のこと", "label: お金《かね")
    found = told_of(small_root(tmp_path, money=wrong), read, listen)

    assert [problem.split(" ")[0].rsplit(":", 2)[0] for problem in found] == [
        f"intents/money.yaml:{wrong[: wrong.index(sign)].count(chr(10)) + 1}" for sign in ("金《かね", "話《ハナ》")
    ]
    assert all("のように書いてください" in problem for problem in found)


def test_wrong_readings_are_told_in_a_file_that_is_broken_elsewhere(tmp_path, read, listen):
    wrong = RESOURCES.replace("  summary: お金のこと", "  summary: お金《かねのこと").replace("  cost: free", "  cost: [free")

    assert any("閉じていません" in problem for problem in told_of(small_root(tmp_path, resources=wrong), read, listen))


def test_readings_of_the_whole_and_of_a_city(tmp_path, read, listen):
    root = small_root(tmp_path / "root")
    (root / "readings.yaml").write_text("- {word: 私, reading: わたし}\n- {word: 家, reading: いえ}\n", encoding="utf-8")
    city = small_city(tmp_path / "city", entry("minamo", name="みなもの窓口"), CITY.replace("name: みなも市", "name: 水面市"))
    (city / "readings.yaml").write_text("- {word: 家, reading: うち}\n", encoding="utf-8")
    readings = load(root, read, listen, city).readings

    assert readings.words == {"私": "わたし", "家": "うち"}
    assert readings.names == {
        "みんなの電話": "みんなのでんわ",
        "市役所の相談": "しやくしょのそうだん",
        "みなもの窓口": "みんなのでんわ",
        "水面市": "みなもし",
    }


def test_readings_need_not_be_there_and_are_part_of_the_version(tmp_path, read, listen):
    without, with_some = small_root(tmp_path / "without"), small_root(tmp_path / "with")
    (with_some / "readings.yaml").write_text("- {word: 私, reading: わたし}\n", encoding="utf-8")

    assert load(without, read, listen).readings.words == {}
    assert load(without, read, listen).version != load(with_some, read, listen).version


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{word: サービス, reading: さーびす}", "漢字がないので"),
        ("{word: 支援, reading: シエン}", "ひらがなだけで"),
        ("{word: 払う, reading: はら}", "かなと合いません"),
        ("{word: 私, reading: わたし}", "二度書かれています"),
        ("{word: 支援, yomi: しえん}", "「yomi」という項目はありません"),
        ("{word: 支援}", "「reading」がありません"),
    ],
)
@pytest.mark.parametrize("of_city", [False, True], ids=["全国", "市"])
def test_a_wrong_entry_is_told_at_its_line(tmp_path, read, listen, line, says, of_city):
    root = small_root(tmp_path / "root")
    city = small_city(root / "cities" / "minamo", entry("minamo"))
    file = "cities/minamo/readings.yaml" if of_city else "readings.yaml"
    (root / file).write_text(f"- {{word: 私, reading: わたし}}\n- {line}\n", encoding="utf-8")

    assert any(problem.startswith(f"{file}:2:") and says in problem for problem in told_of(root, read, listen, city))


# The shipped content.


@pytest.mark.parametrize(
    "pieces",
    [
        "お金(かね)のこと",
        "私(わたし)の地域(ちいき)の民生(みんせい)委員(いいん)さんは、だれですか。",
        "何(なに)から始(はじ)めるか、何(なん)でも、何(なん)年(ねん)も、何(なに)もかも",
        "生活(せいかつ)援護(えんご)課(か)の方(かた)と話(はな)したいです。",
        "日本(にほん)の学校(がっこう)に入(い)れたいです。",
        "子(こ)どもも、日本(にほん)の 学校(がっこう)に 入(はい)れます。",
        "日本(にっぽん)政策(せいさく)金融(きんゆう)公庫(こうこ)",
        "一日(いちにち)中(じゅう)いつでも、つぎの一歩(いっぽ)を、一人(ひとり)で",
        "学校(がっこう)に通(かよ)っている人(ひと)",
        "会社(かいしゃ)との間(あいだ)に入(はい)ってくれる所(ところ)",
        "センターが開(あ)いている間(あいだ)は、相談(そうだん)会(かい)を開(ひら)いています",
        "堺(さかい)市(し)東(ひがし)区(く)日置荘原寺町(ひきしょうはらでらまち)",
        "北(きた)基幹(きかん)型(がた)包括(ほうかつ)支援(しえん)センター（堺(さかい)市(し)北(きた)区(く)）",
        "堺(さかい)市(し)子(こ)ども相談(そうだん)所(しょ)（児童(じどう)相談(そうだん)所(じょ)）",
        "市(し)町村(ちょうそん)・町村(ちょうそん)の福祉(ふくし)担当(たんとう)",
        "奇数(きすう)月(づき)",
    ],
)
def test_words_of_the_shipped_content_are_read_rightly(spell, pieces):
    text = re.sub(r"\([ぁ-ゖー]+\)", "", pieces)

    assert _heard(spell(text)) == re.sub(r"[一-鿿々]+\(([ぁ-ゖー]+)\)", r"\1", pieces)


def _heard(pieces) -> str:
    """Give what is heard, wherever a word is cut."""
    return "".join(reading or text for text, reading in pieces)


def test_every_name_of_the_shipped_content_is_read(spell, sakai):
    silent = [each.name for each in sakai.catalogue if any(re.search(r"[一-鿿]", text) and not reading for text, reading in spell(each.name))]

    assert silent == []


def test_every_name_of_the_shipped_content_reads_as_its_kana(speak, sakai):
    untold = {name for name, kana in sakai.readings.names.items() if not told(name, kana, speak)}

    assert untold <= sakai.readings.marked.keys()


def test_every_word_of_the_shipped_readings_is_a_word_for_the_dictionary(speak, sakai):
    words = sakai.readings.words
    bare = Speller(speak, words, {})

    assert {word for word, reading in words.items() if hiragana(_heard(bare(word))).replace(" ", "").replace("1", "いち") != reading} == set()


# A page.


def rubied(base: str, reading: str) -> str:
    return f'<ruby>{base}<rp>（</rp><rt aria-hidden="true">{reading}</rt><rp>）</rp></ruby>'


def plain(html: str) -> str:
    """Take the furigana out of a page, and what holds a text together around it."""
    bare = re.sub(r'<ruby>(.*?)<rp>（</rp><rt aria-hidden="true">[ぁ-ゖー]+</rt><rp>）</rp></ruby>', r"\1", html)
    return re.sub(r'<span class="Spelled">(.*?)</span>', r"\1", bare, flags=re.DOTALL)


def test_furigana_stands_in_the_texts_of_a_page(bare_spell):
    assert with_ruby("<p>\n 支援の話 <b>窓口</b></p>", bare_spell) == (
        f'<p>\n <span class="Spelled">{rubied("支援", "しえん")}の{rubied("話", "はなし")}</span> <b><span class="Spelled">{rubied("窓口", "まどぐち")}</span></b></p>'
    )


@pytest.mark.parametrize(
    "html",
    [
        "<title>支援</title>",
        "<script>const a = '支援 < 窓口';</script>",
        "<style>a::after { content: '支援' }</style>",
        "<textarea>支援</textarea>",
        "<select><option value='1'>支援</option></select>",
        "<svg><title>支援</title><path d='M0 0'/><text>支援</text></svg>",
        "<ruby>支援<rt>しえん</rt></ruby>",
        "<noscript><p>支援</p></noscript>",
        "<p data-plain>支援<br><b>支援</b><span data-plain>支援</span>支援</p>",
        "<div DATA-PLAIN=''><div>支援</div>支援</div>",
        '<span lang="">支援</span>',
        '<p lang="zh">中文</p>',
        '<img alt="支援"><input value="支援" placeholder="支援"><a aria-label="支援" title="支援"></a>',
        "<!-- 支援 --><!DOCTYPE html><?xml 支援?>",
        "あいうえお",
        "",
    ],
)
def test_nothing_is_put_where_nothing_belongs(bare_spell, html):
    assert with_ruby(html, bare_spell) == html


@pytest.mark.parametrize(
    ("html", "put"),
    [
        ("<p data-plain>支援<br></p>窓口", "<p data-plain>支援<br></p>[{窓口}]"),
        ("<input data-plain>窓口", "<input data-plain>[{窓口}]"),
        ("<div data-plain><div>支援</div></div>窓口", "<div data-plain><div>支援</div></div>[{窓口}]"),
        ("<svg><path d=''/></svg>窓口", "<svg><path d=''/></svg>[{窓口}]"),
        ('<html lang="ja"><p>窓口', '<html lang="ja"><p>[{窓口}]'),
        ("</p>窓口", "</p>[{窓口}]"),
        ("<P CLASS=a >窓口</P >", "<P CLASS=a >[{窓口}]</P >"),
        ("&lt;窓口&gt; &amp; &#39;&nbsp;&unknown; & 1 < 2", "[&lt;{窓口}&gt; &amp; &#39;&nbsp;&unknown; & 1 < 2]"),
        ("窓口&NotEqualTilde;窓口", "[{窓口}&NotEqualTilde;{窓口}]"),
        ("<a\n title='a > b'\n>窓口", "<a\n title='a > b'\n>[{窓口}]"),
        ("\r\n<p>\r\n窓口\r\n", "\r\n<p>\r\n[{窓口}]\r\n"),
    ],
)
def test_everything_else_stays_byte_for_byte(bare_spell, html, put):
    assert with_ruby(html, bare_spell) == put.replace("{窓口}", rubied("窓口", "まどぐち")).replace("[", '<span class="Spelled">').replace(
        "]", "</span>"
    )


def test_a_text_with_entities_is_one_text(speak):
    spell = Speller(speak, {}, dict([taken_out("A&B の人《にん》")]))

    assert with_ruby("<p> A&amp;B の人 </p>", spell) == f'<p> <span class="Spelled">A&amp;B の{rubied("人", "にん")}</span> </p>'


PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<br>",
        "<b data-plain>",
        "</b>",
        "支援",
        "払えない",
        "&amp;",
        "&#38;",
        "&",
        "<",
        ">",
        "'",
        "\n",
        " ",
        "あ",
        "<!-- 支援 -->",
        "<a b='支援>'>",
    ]
)


@given(html=st.lists(PIECES, max_size=20).map("".join))
def test_without_its_furigana_a_page_is_what_it_was(bare_spell, html):
    assert plain(with_ruby(html, bare_spell)) == html


# What a resident wrote.


@pytest.fixture
def site(sakai, now):
    return Client(create_app(sakai, Settings(secret="s" * 40), lambda: now))


SECRET = "秘密の家賃がもう払えません"


def test_what_a_resident_wrote_is_neither_read_nor_kept(site, spell):
    asked = []

    def listening(text):
        asked.append(text)
        return spell(text)

    before = _ruby.cache_info().currsize
    page = site.post("/", data={"text": SECRET}).text
    out = with_ruby(page, listening)

    assert SECRET in page
    assert SECRET in out
    assert asked
    assert not [text for text in asked if "秘密" in text or "払えません" in text]
    assert before <= _ruby.cache_info().currsize <= KEPT


def test_pages_say_the_same_with_furigana(site, spell):
    pages = [site.get("/").text, site.get("/about").text, site.get("/traces").text, site.post("/", data={"text": "死にたい"}).text]
    pages += [site.post("/", data={"topic": topic}).text for topic in ("dv", "debt", "elder-care")]

    for page in pages:
        out = with_ruby(page, spell)
        assert "<ruby>" in out
        assert plain(out) == page
        assert with_ruby(page, spell) == out


def test_readings_are_empty_unless_told():
    assert Readings() == Readings(words={}, names={}, marked={})
