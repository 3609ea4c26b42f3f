"""What keeps a text from being やさしい日本語, told so that the writer can mend it.

The rules are those of 出入国在留管理庁・文化庁「在留支援のためのやさしい日本語ガイドライン」(2020-08,
https://www.moj.go.jp/isa/support/portal/plainjapanese_guideline.html): short sentences, no double negation, no 尊敬語 and 謙譲語, few passives and causatives,
no 擬態語, care with 外来語, dates and times in words. The limit of kanji is the rule of thumb of 弘前大学
(https://easy-japanese.jp/howto/making/wakariyasui-bunsho-2/). Words that staff may allow or forbid are content (intents/plain.yaml).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise, takewhile
from typing import Literal, TypeAlias

from app.matching.terms import Read, Word
from app.text import has_kanji, normalise

Rule: TypeAlias = Literal["length", "kanji", "negation", "honorific", "voice", "date", "mimetic", "katakana", "chain", "officialese"]
"""Names of the rules. `voice` is passive and causative, `chain` a row of 「の」."""

LONGEST = 40
"""Characters of a sentence, without spaces and without the mark at its end."""
MOST_KANJI = 13
"""Kanji of a sentence: 弘前大学."""
CHAIN = 3
"""「の」 in a row that make a sentence hard: 「市の 相談の 窓口の 電話」."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend, and where it stands in the text."""

    rule: Rule
    message: str
    begin: int
    end: int
    severe: bool
    """It must be mended; others are to be looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """intents/plain.yaml: words that やさしい日本語 may use, and words that it may not."""

    katakana: tuple[str, ...] = ()
    """Words in katakana that everybody knows; what is made of several of them is known too."""
    polite: tuple[str, ...] = ()
    """Words that are always said with their 「お」 or 「ご」."""
    voices: tuple[str, ...] = ()
    """Passives and causatives that are how people say it, in their dictionary form."""
    names: tuple[str, ...] = ()
    """Proper names, which stay as they are: nothing in them counts. Those of the catalogue are added when the content is joined."""
    mimetic: Mapping[str, str] = field(default_factory=dict)
    """擬態語・擬音語, and what to write instead."""

    def knowing(self, names: Iterable[str]) -> "Plain":
        """Add the names of windows, which stay as they are."""
        return replace(self, names=tuple(dict.fromkeys((*self.names, *names))))


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence. The spaces of 分かち書き do not count; `places` tell where in the text each letter stands."""

    text: str
    """The whole text."""
    letters: str
    own: str
    """The letters, with blanks where proper names stand."""
    places: tuple[int, ...]
    words: tuple[Word, ...]
    """With `begin` and `end` counted in `letters`."""

    def fault(self, rule: Rule, message: str, begin: int, end: int, *, severe: bool) -> Fault:
        """Tell a fault of the letters from *begin* to *end*."""
        return Fault(rule, message, self.places[begin], self.places[end - 1] + 1, severe)


_SENTENCE = re.compile(r"[^。！？!?\n]+")
_SPACE = re.compile(r"\s+")


def faults(text: str, read: Read, plain: Plain, officialese: Mapping[str, str]) -> tuple[Fault, ...]:
    """Give all faults of *text* as they stand in it; *officialese* are words of offices and what to write instead (intents/style.yaml)."""
    found = (fault for sentence in _sentences(text, read, plain.names) for fault in _all(sentence, plain, officialese))
    return tuple(sorted(found, key=lambda fault: (fault.begin, fault.end, fault.rule)))


def _all(sentence: Sentence, plain: Plain, officialese: Mapping[str, str]) -> Iterator[Fault]:
    for rule in RULES:
        yield from rule(sentence, plain)
    yield from _listed(sentence, "officialese", officialese, "はお役所の言葉です", severe=True)


def _sentences(text: str, read: Read, names: tuple[str, ...]) -> Iterator[Sentence]:
    """Split at 「。！？」 and at the ends of lines; what stands in brackets belongs to its sentence."""
    for found in _SENTENCE.finditer(text):
        places = tuple(at for at in range(found.start(), found.end()) if not text[at].isspace())
        letters = "".join(text[at] for at in places)
        if letters:
            yield Sentence(text, letters, _blanked(letters, names), places, tuple(_words(found.group(), letters, read)))


def _blanked(letters: str, names: tuple[str, ...]) -> str:
    return _any_of(names).sub(lambda found: " " * len(found.group()), letters) if names else letters


@lru_cache(maxsize=8)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Find any of *words* of the content, the longest first, written without spaces."""
    return re.compile("|".join(re.escape(_SPACE.sub("", word)) for word in sorted(words, key=len, reverse=True)))


def _words(written: str, letters: str, read: Read) -> Iterator[Word]:
    """Read the sentence with its spaces, which help, and find each word among the letters; what was normalised out of sight is left out."""
    normal = [(at, each) for at, letter in enumerate(letters) for each in normalise(letter)]
    plain, here = "".join(each for _, each in normal), 0
    for word in read(written).words:
        begin = plain.find(word.surface, here)
        if begin >= 0 and word.surface.strip():
            here = begin + len(word.surface)
            yield word._replace(begin=normal[begin][0], end=normal[here - 1][0] + 1)


def _too_long(sentence: Sentence, _plain: Plain) -> Iterator[Fault]:
    length = len(sentence.own.replace(" ", ""))
    if length > LONGEST:
        message = f"「{_short(sentence.letters)}」の文は {length} 字あります（{LONGEST} 字まで）。一つの文で一つのことを言うように、分けてください"
        yield sentence.fault("length", message, 0, len(sentence.letters), severe=True)


def _short(letters: str) -> str:
    return letters if len(letters) <= SHOWN else letters[:SHOWN] + "…"


SHOWN = 12
"""Letters of a long sentence that its message shows."""


def _too_many_kanji(sentence: Sentence, _plain: Plain) -> Iterator[Fault]:
    count = sum(map(has_kanji, sentence.own))
    if count > MOST_KANJI:
        words = "」「".join(sorted(set(_KANJI_WORD.findall(sentence.own)), key=lambda word: (-len(word), word))[:2])
        message = f"一つの文に漢字が {count} あります（{MOST_KANJI} まで）。「{words}」をやさしい言葉にするか、文を分けてください"
        yield sentence.fault("kanji", message, 0, len(sentence.letters), severe=True)


_KANJI_WORD = re.compile(r"[々㐀-䶿一-鿿豈-﫿]+")


def _negated_twice(sentence: Sentence, _plain: Plain) -> Iterator[Fault]:
    begins = {word.begin for word in sentence.words}
    for pattern, instead in NEGATED_TWICE:
        for found in pattern.finditer(sentence.letters):
            if found.start() in begins:  # 「ない」 is a word: not that of 「危ない」
                message = f"「{found.group()}」は「ない」が二つあります。{instead}"
                yield sentence.fault("negation", message, *found.span(), severe=True)


_NO = "(?:ない|なく|なかった|な|ません|ぬ)"
_WILL_NOT_DO = f"(?:(?:な[らり]|いけ){_NO}|だめ)"
NEGATED_TWICE = (
    (
        re.compile(
            rf"(?:なければ|ねば|なくては|ないと){_WILL_NOT_DO}|な(?:きゃ|くちゃ){_WILL_NOT_DO}?|ざるを?[得え]{_NO}|ず(?:に)?は?(?:すみ|済み){_NO}",
        ),
        "「〜て ください」か「〜が 必要です」と書いてください",
    ),
    (
        re.compile(
            r"(?:ない|なく|なかった|ません)(?:という)?(?:わけ|訳|こと|もの)?(?:で|に)?[はも](?:ない|なく|なかった|ありません)"
            rf"|ないわけには?(?:い[かき]|行[かき]){_NO}|ず(?:に)?は?[いお]られ{_NO}|ないでは?いられ{_NO}|ないとは?(?:言え|いえ|限[らり]|かぎ[らり]){_NO}"
        ),
        "「ない」を使わないで、言い切ってください",
    ),
)
"""How 「ない」 comes twice, and what to do. The first are all duties."""


def _honorific(sentence: Sentence, plain: Plain) -> Iterator[Fault]:
    for at, word in enumerate(sentence.words):
        if word.normal in HONORIFIC and not _everyday(sentence.words, at):
            message = f"「{sentence.letters[word.begin : word.end]}」は敬語です。「{HONORIFIC[word.normal]}」と書いてください"
            yield sentence.fault("honorific", message, word.begin, word.end, severe=True)
        elif word.normal == "御" and word.part == "接頭辞":
            yield from _prefixed(sentence, at, plain)


HONORIFIC = {
    "頂く": "もらう",
    "下さる": "くれる",
    "いらっしゃる": "いる・来る・行く",
    "為さる": "する",
    "仰る": "言う",
    "伺う": "聞く・行く",
    "うかがう": "聞く・行く",
    "申し上げる": "言う",
    "申す": "言う",
    "致す": "する",
    "御座る": "ある",
    "おる": "いる",
    "参る": "行く・来る",
    "存ずる": "知っている・思う",
    "存じる": "知っている・思う",
    "拝見": "見る",
    "拝聴": "聞く",
    "御覧": "見る",
    "承る": "受ける・聞く",
    "差し上げる": "あげる",
    "召し上がる": "食べる・飲む",
    "御宅": "家",
    "どなた": "だれ",
}
"""尊敬語・謙譲語 by Sudachi's normalised form, and the plain word."""
_GREETINGS = frozenset({"有り難う", "御早う", "御目出度う", "おめでとう"})


def _everyday(words: tuple[Word, ...], at: int) -> bool:
    """Tell whether the word is right as it stands: 「〜て ください」, 「ごめんなさい」, 「ありがとう ございます」, 「申しこみ」, which is read as two words."""
    following = words[at + 1].normal if at + 1 < len(words) else ""
    if words[at].normal == "御座る":
        return at > 0 and words[at - 1].normal in _GREETINGS
    if words[at].normal == "申す":
        return following not in {"ます", "上げる"}
    return words[at].surface in {"ください", "下さい", "なさい"} and following != "ます"


def _prefixed(sentence: Sentence, at: int, plain: Plain) -> Iterator[Fault]:
    """Look at 「お〜」 and 「ご〜」: allowed are words that are always said so, but not as 「お電話ください」."""
    begin, stem = sentence.words[at].begin, next(iter(sentence.words[at + 1 :]), sentence.words[at])
    known = max((begin + len(word) for word in plain.polite if _stands(word, sentence, begin)), default=0)
    please = next((word for word in sentence.words if word.begin == (known or stem.end) and word.normal == "下さる"), None)
    if please is not None:
        yield _polite(sentence, begin, please.end, "「〜て ください」と書いてください")
    elif not known and (has_kanji(stem.surface) or sentence.letters[begin] != "お"):  # 「おかね」 may be read as 「お」 and 「かね」
        end = max(stem.end, *(word.end for word in sentence.words[at + 2 : at + 3] if word.part == "接尾辞"), 0)
        yield _polite(sentence, begin, end, f"「{sentence.letters[begin]}」をつけない、ふつうの言葉で書いてください")


def _stands(word: str, sentence: Sentence, begin: int) -> bool:
    """Tell whether a polite word stands there whole: 「お話」 does not in 「お話しください」."""
    end = begin + len(word)
    whole = sentence.letters[end : end + 1] in _PARTICLES or any(each.end == end for each in sentence.words)
    return sentence.letters.startswith(word, begin) and whole


_PARTICLES = frozenset("のはがをにへとでもや")
"""What may stand behind a noun, where words are not split rightly: 「お金のこと」 is read as 「金のこ」 and 「と」."""


def _polite(sentence: Sentence, begin: int, end: int, instead: str) -> Fault:
    return sentence.fault("honorific", f"「{sentence.letters[begin:end]}」は敬語です。{instead}", begin, end, severe=True)


def _voice(sentence: Sentence, plain: Plain) -> Iterator[Fault]:
    said_so = tuple(word.removesuffix("る") for word in plain.voices)
    for at, (verb, word) in enumerate(pairwise(sentence.words), 1):
        until = sentence.letters[: word.end].removesuffix("る")
        if word.part == "助動詞" and word.normal in VOICES and not until.endswith(said_so) and not _perhaps_can(sentence.words[at:]):
            message = f"「{sentence.letters[verb.begin : word.end]}」は{VOICES[word.normal]}"
            yield sentence.fault("voice", message, verb.begin, word.end, severe=False)


VOICES = {
    "れる": "受身です。「だれが 〜する」の形で書いてください",
    "られる": "受身です。「だれが 〜する」の形で書いてください",
    "せる": "使役です。「〜して もらう」のように書いてください",
    "させる": "使役です。「〜して もらう」のように書いてください",
}


def _perhaps_can(words: tuple[Word, ...]) -> bool:
    """Tell whether 「〜られる」 at the head of *words* may mean that one can: not where 「て」 follows (「見られて いる」)."""
    return words[0].normal == "られる" and (len(words) == 1 or words[1].surface not in {"て", "たり"})


def _date(sentence: Sentence, _plain: Plain) -> Iterator[Fault]:
    for pattern, words in ((_DAY, _day), (_TIME, _time)):
        for found in pattern.finditer(sentence.letters.translate(_NARROW)):
            yield sentence.fault("date", f"「{found.group()}」は「{words(found)}」と書いてください", *found.span(), severe=True)


_NARROW = {wide: wide - 0xFEE0 for wide in range(ord("\uff0f"), ord("\uff1a") + 1)}
"""Full-width figures, 「/」 and 「:」 to those of ASCII."""
_DAY = re.compile(
    r"(?<![A-Za-z\d/.-])(?:((?:19|20)\d\d)/)?(1[0-2]|0?[1-9])/(3[01]|[12]\d|0?[1-9])(?![\d/])"
    r"|(?<![\d-])((?:19|20)\d\d)-(1[0-2]|0?[1-9])-(3[01]|[12]\d|0?[1-9])(?![\d-])"
)
_TIME = re.compile(r"(?<![\d:])(2[0-4]|1\d|0?\d):([0-5]\d)(?![\d:])")


def _day(found: re.Match[str]) -> str:
    year, month, day = (part and int(part) for part in (found.groups()[:3] if found[2] else found.groups()[3:]))
    return f"{year}年{month}月{day}日" if year else f"{month}月{day}日"


def _time(found: re.Match[str]) -> str:
    hour, minute = int(found[1]), int(found[2])
    half = "夜の" if hour == 2 * NOON else "午後" if hour >= NOON else "午前"
    return f"{half}{NOON if hour == 2 * NOON else hour % NOON}時{f'{minute}分' if minute else ''}"


NOON = 12


def _mimetic(sentence: Sentence, plain: Plain) -> Iterator[Fault]:
    yield from _listed(sentence, "mimetic", plain.mimetic, "は、日本語を学ぶ人に分かりにくい言葉（擬態語）です", severe=False)


def _listed(sentence: Sentence, rule: Rule, words: Mapping[str, str], why: str, *, severe: bool) -> Iterator[Fault]:
    for avoid, instead in words.items():
        for found in re.finditer(re.escape(_SPACE.sub("", avoid)), sentence.own):
            if found.group():
                yield sentence.fault(rule, f"「{found.group()}」{why}。「{instead}」のように書いてください", *found.span(), severe=severe)


def _katakana(sentence: Sentence, plain: Plain) -> Iterator[Fault]:
    for found in _KATAKANA.finditer(sentence.own):
        word = found.group()
        if _any_of(plain.katakana).sub("", word) and not _explained(word, sentence.text):
            message = f"「{word}」を知らない人がいます。やさしい言葉にするか、すぐ後に（　）で説明してください"
            yield sentence.fault("katakana", message, *found.span(), severe=False)


_KATAKANA = re.compile(r"[ァ-ヺー]{2,}")


def _explained(word: str, text: str) -> bool:
    """Tell whether it is explained once, anywhere in the text: with brackets behind it, or standing in brackets behind what is plain."""
    return re.search(rf"{re.escape(word)}[^\s、。（）]*（|（{re.escape(word)}）", text) is not None


def _chain(sentence: Sentence, _plain: Plain) -> Iterator[Fault]:
    at = 0
    while at < len(sentence.words):
        row = list(takewhile(_in_chain, sentence.words[at:]))
        links = sum(map(_links, row))
        if links >= CHAIN:
            said = sentence.letters[row[0].begin : row[-1].end]
            message = f"「{said}」は「の」が {links} つ続きます。文を分けるか、動詞を使って書いてください"
            yield sentence.fault("chain", message, row[0].begin, row[-1].end, severe=False)
        at += len(row) + 1


def _links(word: Word) -> bool:
    return word.normal == "の" and word.part == "助詞"


def _in_chain(word: Word) -> bool:
    return _links(word) or word.part in {"名詞", "代名詞", "接頭辞", "接尾辞"}


RULES = (_too_long, _too_many_kanji, _negated_twice, _honorific, _voice, _date, _mimetic, _katakana, _chain)
