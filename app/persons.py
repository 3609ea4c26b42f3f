"""Whose worry it is, and about how old that person is: read from the words by which people name one another.

A sentence names persons, and Japanese leaves out the writer. So it counts what stands right behind a person («母が…», «母に…») and what the sentence goes on to
say: a trouble of theirs («母がもの忘れ»), or what they do to the writer («夫が殴る», «夫に殴られる»). An answer needs a sign for it and none against it;
otherwise it is None, and the program asks. The words are content (intents/persons.yaml); what stands here is how they are put together.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from app.text import normalise

Who: TypeAlias = Literal["self", "family", "other"]
Age: TypeAlias = Literal["child", "teen", "adult", "elderly"]
Generation: TypeAlias = Literal["older", "younger"]
Part: TypeAlias = Literal["told of", "theirs", "maybe", "against", "speaks", "named"]
"""What a person is in a text: who has the worry, who may have it, who does something to the writer, the writer speaking, or only named."""

CLOSE = 12
"""How many characters may stand between a person and an age, or the name of a trouble, that is theirs: about one clause."""
REACH = 40
"""How far behind a person what they do or suffer may stand, in the same sentence."""
QUOTE = 8
"""How far behind a feeling «と言って» may stand that makes it another's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a text tells of the person whose worry it is; None: it does not tell."""

    who: Who | None
    age: Age | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words for persons (母), for an age (高校生) or a place where people of an age go (保育園); the generation is as the writer sees it."""

    words: tuple[str, ...]
    age: Age | None = None
    generation: Generation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolClass:
    """Names of a kind of school, before the number of a class (小, 小学校), and how many classes it has."""

    age: Age
    words: tuple[str, ...]
    years: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """The file intents/persons.yaml, which says in Japanese what each list is for."""

    myself: tuple[str, ...]
    family: tuple[Words, ...]
    others: tuple[Words, ...]
    nearby: tuple[str, ...]
    causes: tuple[str, ...]
    someone: tuple[str, ...]
    no_person: tuple[str, ...]
    ages: tuple[Words, ...]
    classes: tuple[SchoolClass, ...]
    places: tuple[Words, ...]
    not_now: tuple[str, ...]
    troubles: tuple[str, ...]
    about: tuple[str, ...]
    seen: tuple[str, ...]
    hurts: tuple[str, ...]
    towards: tuple[str, ...]
    suffered: tuple[str, ...]
    only: tuple[str, ...]
    mine: tuple[str, ...]
    alone: tuple[str, ...]
    instead: tuple[str, ...]
    beside: tuple[str, ...]
    roles: tuple[str, ...]
    noticed: tuple[str, ...]


class _Mark(NamedTuple):
    """A sign in a text: what kind, and where."""

    kind: str
    age: Age | None
    generation: Generation | None
    begin: int
    end: int


class _Years(NamedTuple):
    """An age in a text; `loose` where it counts only for a person named right behind it."""

    age: Age
    begin: int
    end: int
    loose: bool


_Entry: TypeAlias = tuple[str, Age | None, Generation | None]

PERSONS = frozenset({"myself", "family", "others", "causes", "someone", "nearby"})
WHOSE: dict[str, Who] = {"family": "family", "others": "other", "causes": "other", "someone": "other"}
TOPIC = frozenset({"が", "は", "って", "なのですが", "なんですが", "ですが", "ですけど", "なんだけど", "なんやけど", "のほうが", "の方が"})
SPOKEN_OF = TOPIC | {"", "、", ",", " ", "(", "・"}
"""What stands behind a person of whom the sentence tells, where it tells a trouble."""
SAID_TO_BE = frozenset({"です", "で、", "をして"})
BY_THEM = frozenset({"に", "と", "か"})
"""How a particle begins behind a person by whom something is done (に, と, から)."""
_BURDEN = re.compile("と|で|を|のため|に(?!つ)")
"""What stands behind the trouble of another that is told as a burden of the writer (母の介護で)."""


class Persons:
    """All signs, ready to read texts."""

    def __init__(self, signs: Signs) -> None:
        """Compile the words once."""
        self._entries = {normalise(word): entry for word, entry in _entries(signs)}
        self._words = _by_letter(self._entries)
        self._classes = {normalise(word): each for each in signs.classes for word in each.words}
        self._schools = re.compile(f"(?<![最途背縮過大極弱世])({_any(self._classes)})の?$")
        family = [word for people in signs.family for word in people.words]
        self._tail = re.compile(f"{_TAIL}|(?P<bare>{_BARE}|(?=の(?:{_any(family)})))")
        self._not_now = re.compile(f"(?:半|くらい|ぐらい)?(?:{_any(signs.not_now)})")

    def tell(self, text: str, year: int) -> Told:
        """Tell whose worry *text* is about, and about how old that person is; *year* is the present one, from which years of birth are counted."""
        plain = _plain(text)
        marks = list(self._marks(plain))
        years = [*self._numbers(plain, year), *self._named(plain, marks)]
        return _Reading(plain, marks, years).told() if marks or years else Told(who=None, age=None)

    def _marks(self, plain: str) -> Iterator[_Mark]:
        """Give the signs from left to right, at each place the longest, none inside another."""
        end, words_of = 0, self._words.get
        for at, letter in enumerate(plain):
            if at >= end and (words := words_of(letter)) and (found := words.match(plain, at)):
                end = found.end()
                yield _Mark(*self._entries[found[0]], at, end)

    def _numbers(self, plain: str, year: int) -> Iterator[_Years]:
        for run in _RUN.finditer(plain):
            school = self._schools.search(plain, max(0, run.start() - 8), run.start()) if len(run[0]) == 1 else None
            tail = (_CLASS if school else self._tail).match(plain, run.end())
            age = tail and self._age(run[0], school, tail, year)
            if tail and age and not self._not_now.match(plain, tail.end()):
                yield _Years(age, school.start() if school else run.start(), tail.end(), loose=False)

    def _named(self, plain: str, marks: list[_Mark]) -> Iterator[_Years]:
        for mark in marks:
            if mark.kind in {"ages", "places"} and mark.age is not None and not self._not_now.match(plain, mark.end):
                yield _Years(mark.age, mark.begin, mark.end, loose=mark.kind == "places")

    def _age(self, digits: str, school: re.Match[str] | None, tail: re.Match[str], year: int) -> Age | None:
        """Give the age that a number tells by what stands before and behind it."""
        number, before = _number(digits), tail.string[: tail.start() - len(digits)]
        if school:
            each = self._classes[school[1]]
            return each.age if 1 <= number <= each.years else None
        match tail.lastgroup:
            case "born":
                return _of_years(year - number - next((first for era, first in ERAS.items() if before.endswith(era)), 0))
            case "decade":
                return _of_decade(number, tail["decade"])
            case "grade":
                return "child" if number <= PRIMARY and (number > SECONDARY or tail["grade"] == "ねんせい") else None
            case "bare":
                return _of_years(number) if number >= TWO_DIGITS and _ALONE.search(before[-3:]) else None
        return _of_years(number)


def _entries(signs: Signs) -> Iterator[tuple[str, _Entry]]:
    """Give each word of the file with what it is a sign of."""
    for kind in sorted(set(Signs.__slots__) - {"classes", "not_now"}):
        for each in getattr(signs, kind):
            words = Words(words=(each,)) if isinstance(each, str) else each
            yield from ((word, (kind, words.age, words.generation)) for word in words.words)


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(normalise(word)) for word in sorted(words, key=len, reverse=True))


def _by_letter(entries: dict[str, _Entry]) -> dict[str, re.Pattern[str]]:
    """Make one expression of all words with the same first letter, the longest first: twice as fast as one of all words."""
    words: dict[str, list[str]] = {}
    for word in sorted(entries, key=len, reverse=True):
        words.setdefault(word[0], []).append(re.escape(word) + _border(word, entries[word][0]))
    return {letter: re.compile("|".join(each)) for letter, each in words.items()}


def _border(word: str, kind: str) -> str:
    """Keep short names of persons from being found inside other words (はは in それははやく, 夫 in 大丈夫)."""
    if kind not in PERSONS:
        return ""
    if len(word) <= 2 and re.fullmatch("[ぁ-ゖ]+", word):  # noqa: PLR2004  # as the file says
        return f"(?<![ぁ-ゖ]{word})(?=[がはもにとをのへかっ、 ])"
    if re.fullmatch("[ァ-ヺー]+", word):
        return f"(?<![ァ-ヺー]{word})(?![ァ-ヺー])"
    if len(word) == 1:
        return f"(?:(?<=[歳才代生年性児]{word})|(?<![々一-鿿]{word}))(?![々一-鿿])"
    return ""


_QUOTED = re.compile("「[^「」]*」(?=と|って|て|言|など|との)")
"""What somebody said, and so no sign of the writer."""
_KANJI = {kanji: value for value, kanji in enumerate("〇一二三四五六七八九")}
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911}
"""The year before the first of each era."""
PRIMARY, SECONDARY = 6, 3
"""Classes of a primary and of a secondary school."""
TWO_DIGITS = 10
"""From here on a number may be an age without saying so."""
_RUN = re.compile("[0-9]+|[〇一二三四五六七八九十]+|元(?=年)")
_CLASS = re.compile("(?![日人時万つ月回か%円点倍本社軒])(?:年生|年|ねんせい|ねん)?")
"""What may follow the number of a class: 中2, but not 中2日."""
_TAIL = "(?P<years>歳|才|さい)|代(?P<decade>前半|後半|)|(?P<born>年(?:[0-9]+月)?(?:[0-9]+日)?(?:生まれ|うまれ))|(?P<grade>年生|ねんせい)"
_BARE = "(?=です|でございま|だけど|なんだ|なんや|なんです|になり|になっ|になる|を?(?:過ぎ|すぎ|超え|越え)|近い|で(?:[、独初ひ]|一人)|の(?:主婦|男|女|独身|会社員|無職))|(?<=は..)(?=、)|(?<=は...)(?=、)|(?:(?<![\\s\\S]{3})|(?<=。..))(?=[、。]|$)|(?<=\\(..)(?=\\))"
"""What follows a number that is an age without saying so (73です)."""
_ALONE = re.compile(r"(?:今年|満|ことし|[^0-9.,月時第約々一-鿿]|^)$")
"""What may stand before such a number."""


def _plain(text: str) -> str:
    """Write *text* one way, with one kind of stop and without what somebody said."""
    plain = normalise(text).replace("!", "。").replace("?", "。").replace("\n", "。")
    return _QUOTED.sub("「」", plain) if "「" in plain else plain


def _number(digits: str) -> int:
    """Read a number below a hundred in kanji, or any in digits."""
    if digits.isascii():
        return int(digits)
    if digits == "元":
        return 1
    tens, ten, ones = digits.rpartition("十")
    return (10 * _KANJI.get(tens, 1) if ten else 0) + _KANJI.get(ones, 0)


def _of_years(years: int) -> Age | None:
    """Give the age group: a child to 12, a teen to 17, elderly from 65."""
    if not 0 < years < 120:  # noqa: PLR2004  # nobody is older
        return None
    return next((age for last, age in LAST if years <= last), "elderly")


LAST: tuple[tuple[int, Age], ...] = ((12, "child"), (17, "teen"), (64, "adult"))
"""The last year of life of each age group."""


def _of_decade(decade: int, half: str) -> Age | None:
    """Give the age group of 「30代」; the sixties are of two."""
    if decade == 60 and not half:  # noqa: PLR2004
        return None
    return "teen" if decade == 10 else _of_years(decade + (5 if half == "後半" else 0))  # noqa: PLR2004


_BEHIND = re.compile(
    r"(?:さん|ちゃん|くん|君|達|たち|夫婦)?(なのですが|なんですが|ですが|ですけど|なんだけど|なんやけど|のほうが|の方が|には|にも|とは|とも|からは|からも|に|と|から|を|へ|も|の|が|は|って|です|で、|をして|[、, (・])?"
)
"""What stands right behind a person."""
_JOIN = re.compile(r"(?:の|の家の|の部屋の|んちの|に住む|に住んでいる|に住んでる|の [ぁ-ゖ]{1,4})?")
_NEAR = re.compile(f"{_JOIN.pattern}|の[^の、。]{{1,8}}の")
_TO_PERSON = re.compile(r"(?!.*(?:[、。,!?\n]|です|ます|けど|ので|から|は|が(?!あ)))", re.DOTALL)
_TO_AGE = re.compile(
    r"(?:さん|ちゃん|くん|たち)?(?:は|が|も|の|って)?[、, (]?(?:もう|まだ|今年|ことし|いま|今|現在|満|来月|今月|先月|もうすぐ|まもなく)?(?:で|、| )?"
)


class _Reading:
    """One text: who is named in it, in which part, and how old they are."""

    def __init__(self, plain: str, marks: list[_Mark], years: list[_Years]) -> None:
        self._plain = plain
        self._marks: dict[str, list[_Mark]] = {}
        for mark in marks:
            self._marks.setdefault(mark.kind, []).append(mark)
        self._persons = list(_heads(plain, marks))
        self._ages: dict[_Mark, Age] = {}
        self._own = [each for each in years if not self._give(each)]
        self._parts: dict[_Mark, Part] = {}
        for person in self._persons:
            self._parts[person] = self._part(person)
        self._named = {part: person for person, part in reversed(self._parts.items())}
        self._first = self._named.get("told of") or self._named.get("theirs") or self._named.get("maybe")
        if self._first:
            self._take_own(self._first)

    def told(self) -> Told:
        who = self._who()
        return Told(who=who, age=self._age(who))

    # Ages.

    def _give(self, years: _Years) -> bool:
        """Give *years* to the person named right behind or right before them; true also where they belong to nobody."""
        if any(each.begin == years.begin for each in self._persons) or self._plain.startswith("の方", years.end):
            return True
        owner = self._owner(years)
        if owner is not None:
            self._ages.setdefault(owner, years.age)
        return years.loose or (owner is not None and owner.kind != "myself")

    def _owner(self, years: _Years) -> _Mark | None:
        behind = next((each for each in self._persons if each.begin >= years.end), None)
        if behind and behind.begin - years.end <= CLOSE and _TO_PERSON.match(self._plain[years.end : behind.begin]):
            return behind
        before = next((each for each in reversed(self._persons) if each.end <= years.begin), None)
        near = before is not None and _TO_AGE.fullmatch(self._plain, before.end, years.begin)
        return before if near and before and (not years.loose or before.generation == "younger") else None

    def _take_own(self, first: _Mark) -> None:
        """Give an age that stands alone to the bearer where the text speaks of the bearer already, or where the writer cannot be so young."""
        theirs = [each for each in self._own if self._is_of(first, each)]
        if theirs and first not in self._ages:
            self._ages[first] = theirs[0].age
            self._own = [each for each in self._own if each not in theirs]

    def _is_of(self, first: _Mark, years: _Years) -> bool:
        minor = years.age in {"child", "teen"}
        if years.begin < first.end:
            return minor and first.generation == "younger"
        told_of_me = self._between("myself", self._sentence_begin(years.begin), years.begin)
        return not told_of_me and not (minor and first.generation == "older")

    def _age(self, who: Who | None) -> Age | None:
        if who == "self" or not (who or self._first):
            return self._own[0].age if self._own else None
        bearer = self._first or next((each for each in self._persons if WHOSE.get(each.kind) == who), None)
        return self._ages.get(bearer) or bearer.age if who and bearer else None

    # The part that each person has.

    def _part(self, person: _Mark) -> Part:
        found = _BEHIND.match(self._plain, person.end)
        particle, at = (found[1] or "", found.end()) if found else ("", person.end)
        if person.kind == "myself":
            return "speaks" if particle != "の" and self._says_a_worry(at) else "named"
        if particle == "の" and self._between("about", person.end, at):
            return "told of"
        if self._is_against(person, particle):
            return "against"
        if self._between("only", person.end, min(at + CLOSE, self._next("。", at))):
            return "named"
        if self._has_worry(person, particle):
            return "theirs"
        return "maybe" if particle in TOPIC else "named"

    def _says_a_worry(self, at: int) -> bool:
        """Tell whether «私は» goes on to more than an age, another person, or a few words on the writer's life."""
        person = any(at <= each.begin <= at + 1 for each in self._persons)
        age = any(at <= each.begin <= at + 4 for each in self._own)
        return not (person or age or self._between("beside", at, min(self._next("。", at), at + CLOSE)))

    def _is_against(self, person: _Mark, particle: str) -> bool:
        """Tell whether the *person* does something to the writer («夫が殴る», «夫に殴られる», «夫とけんか»)."""
        if particle == "を" or self._has_subject(person):
            return False
        if particle[:1] in BY_THEM:
            return self._has("suffered", person)
        stop = self._clause_end(person.end) if particle == "の" else self._reach(person)
        return any(self._harms(person, kind, stop) for kind in _deeds(person))

    def _has_subject(self, person: _Mark) -> bool:
        """Tell whether somebody else, earlier in the sentence, has the worry of which the *person* is the cause («娘が彼氏に殴られる»)."""
        begin = self._sentence_begin(person.begin)
        return any(begin <= each.begin and part in {"theirs", "maybe"} for each, part in self._parts.items())

    def _harms(self, person: _Mark, kind: str, stop: int) -> bool:
        """Tell whether it is said that the *person* does it, and not to somebody else («母が妹を殴る»), and is not done by («束縛され»)."""
        deed = self._between(kind, person.end, stop)
        if deed is None or self._plain.startswith(("され", "られ"), deed.end):
            return False
        return not any(person.end <= each.begin < deed.begin and each.kind != "myself" for each in self._persons)

    def _has_worry(self, person: _Mark, particle: str) -> bool:
        """Tell whether a trouble of the *person* is told, behind a particle that lets it be theirs."""
        if particle in SPOKEN_OF:
            return person in self._ages or any(self._has(kind, person) for kind in ("troubles", "seen", "suffered"))
        if particle in SAID_TO_BE:
            return person in self._ages and (person.generation == "younger" or self._ages[person] != "adult")
        return particle in {"の", "に"} and self._is_near_trouble(person)

    def _is_near_trouble(self, person: _Mark) -> bool:
        """Tell whether it is named right behind the *person* («母の物忘れが», «父に介護が»)."""
        trouble = self._between("troubles", person.end, min(self._clause_end(person.end), person.end + CLOSE))
        return trouble is not None and not _BURDEN.match(self._plain, trouble.end)

    # Whose it is.

    def _who(self) -> Who | None:
        if self._feels("instead") or self._opens():
            return "self"
        return self._beside(self._first) if self._first else self._alone()

    def _opens(self) -> bool:
        """Tell whether the writer's own worry stands in sentences before the one on somebody else."""
        stop = self._sentence_begin(self._first.begin) if self._first else 0
        against = any(part == "against" and person.begin < stop for person, part in self._parts.items())
        introduced = any(each.begin < stop for each in self._own)
        return against or self._feels("mine", stop) or (introduced and self._feels("alone", stop))

    def _beside(self, first: _Mark) -> Who | None:
        """Decide where somebody else is spoken of: theirs, unless a sign tells that it may be the writer's."""
        if self._is_doubtful(first):
            return None
        stranger = "roles" in self._marks or ("seen" in self._marks and first not in self._ages)
        return WHOSE[first.kind] if first.kind != "someone" or stranger else None

    def _is_doubtful(self, first: _Mark) -> bool:
        match self._parts[first]:
            case "told of":
                return "against" in self._named
            case "theirs":
                return self._is_torn(first)
        return self._is_unclear(first)

    def _is_torn(self, first: _Mark) -> bool:
        """Tell whether the writer suffers too, beside a *first* whose trouble is told."""
        return "against" in self._named or self._feels("mine") or self._is_young(first)

    def _is_young(self, first: _Mark) -> bool:
        """Tell whether a child or a teen writes of those who should care for them."""
        return first.generation == "older" and any(each.age in {"child", "teen"} for each in self._own)

    def _is_unclear(self, first: _Mark) -> bool:
        """Tell whether it may be somebody else's, where no trouble of the *first* is told."""
        others = {each.kind for each in self._persons if not self._plain.startswith(("を", "に"), each.end)} - {"myself", "causes", first.kind}
        return bool(self._own or others or first.kind == "causes" or self._is_mine() or self._feels("alone"))

    def _alone(self) -> Who | None:
        """Decide where nobody but the writer may have the worry."""
        kinds = {each.kind for each in self._persons}
        if {"noticed", "nearby"} <= self._marks.keys():
            return "other"
        if "roles" in self._marks and "against" not in self._named:
            return "other" if kinds & {"others", "someone"} else None
        return "self" if self._is_mine() or self._own or self._is_lonely() else None

    def _is_lonely(self) -> bool:
        """Tell whether the text tells a feeling, or what was suffered, and names nobody else who may have it («娘の…», «人を…»)."""
        if "seen" in self._marks or any(self._is_open(each) for each in self._persons):
            return False
        return self._feels("alone") or self._feels("suffered")

    def _is_open(self, person: _Mark) -> bool:
        return person.kind in {"others", "someone"} or (person.kind == "family" and self._plain.startswith(("の", "を"), person.end))

    def _is_mine(self) -> bool:
        speaks = "speaks" in self._named and "roles" not in self._marks
        return speaks or "against" in self._named or self._feels("mine")

    def _feels(self, kind: str, stop: int | None = None) -> bool:
        """Tell whether a feeling, before *stop*, is the writer's."""
        return any(self._is_writers(each) for each in self._marks.get(kind, ()) if stop is None or each.begin < stop)

    def _is_writers(self, feeling: _Mark) -> bool:
        """Tell whether a *feeling* is of nobody named before it in the clause, and not quoted («友だちが死にたいと言う»)."""
        begin = self._clause_begin(feeling.begin)
        owned = any(begin <= each.begin < feeling.begin and part in {"theirs", "maybe"} for each, part in self._parts.items())
        return not owned and not self._between("seen", feeling.end, feeling.end + QUOTE)

    # Places in the text.

    def _between(self, kind: str, begin: int, end: int) -> _Mark | None:
        for each in self._marks.get(kind, ()):
            if begin <= each.begin < end:
                return each
        return None

    def _has(self, kind: str, person: _Mark) -> bool:
        return self._between(kind, person.end, self._reach(person)) is not None

    def _reach(self, person: _Mark) -> int:
        return min(self._next("。", person.end), person.end + REACH)

    def _clause_begin(self, at: int) -> int:
        return max(self._sentence_begin(at), self._plain.rfind("、", 0, at) + 1)

    def _clause_end(self, at: int) -> int:
        return min(self._next("。", at), self._next("、", at))

    def _sentence_begin(self, at: int) -> int:
        return self._plain.rfind("。", 0, at) + 1

    def _next(self, sign: str, at: int) -> int:
        found = self._plain.find(sign, at)
        return found if found >= 0 else len(self._plain)


def _deeds(person: _Mark) -> tuple[str, ...]:
    """Give the lists of deeds that are done to the writer: of a child or somebody else only what says so."""
    return ("towards",) if person.kind == "others" or person.generation == "younger" else ("towards", "hurts")


def _heads(plain: str, marks: Iterable[_Mark]) -> Iterator[_Mark]:
    """Give the persons; of 「友だちのお母さん」 only the last, who belongs to the first."""
    last: _Mark | None = None
    for mark in (each for each in marks if each.kind in PERSONS or each.kind == "ages"):
        joined = last is not None and (_NEAR if last.kind in {"nearby", "others"} else _JOIN).fullmatch(plain, last.end, mark.begin)
        if mark.kind == "ages" and not (joined and last is not None and last.kind == "nearby"):
            continue
        if last is not None and not joined and last.kind != "nearby":
            yield last
        belongs = joined and last is not None and last.kind in {"others", "nearby"} and mark.kind in {"family", "someone", "ages"}
        last = mark._replace(kind="others") if belongs else mark
    if last is not None and last.kind != "nearby":
        yield last
