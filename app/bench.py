"""Measuring: cases of worries, municipal questions, and time. Pure figures; `cli` prints them."""

import gc
import json
import math
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal, TypeAlias

from app.catalogue import ResourceId, TopicId
from app.content import Content
from app.errors import ContentError
from app.loading import meaning
from app.loading.document import parse_file
from app.matching.meaning import Meaning
from app.matching.rank import Matcher
from app.matching.terms import Read
from app.safety import Kind
from app.teaching import teach
from app.understanding import understand

FIRST = 10
"""How many results of a ranking are scored, as published figures on localgovFAQ do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A sentence, and what it should be taken for; `topics` holds `none` where nothing may be asserted."""

    text: str
    topics: tuple[TopicId, ...] = ()
    also: tuple[str, ...] = ()
    crisis: Kind | None = None
    checks_crisis: bool = False
    """The case says something of danger, be it that there is none."""
    every: bool = False
    """The text tells of all its topics, not of one of them."""
    never_first: tuple[TopicId, ...] = ()
    """Topics that the text sets aside."""
    aside: str | None = None
    """What the text is that is no worry of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of a case."""

    case: Case
    ranked: tuple[TopicId, ...]
    asserted: bool
    danger: Kind | None
    aside: str | None = None

    @property
    def first(self) -> bool:
        """Tell whether the first topic is one of those named."""
        return bool(self.ranked) and self.ranked[0] in self.case.topics

    @property
    def third(self) -> bool:
        """Tell whether one of the first three is."""
        return any(topic in self.case.topics for topic in self.ranked[:3])

    @property
    def together(self) -> bool:
        """Tell whether all topics named are among the first four."""
        return set(self.case.topics) <= set(self.ranked[:4])


def judge(content: Content, case: Case) -> Verdict:
    """Ask the content about one case."""
    understood = understand(content, case.text)
    danger, decision = understood.danger, understood.decision
    urgent = danger.kind if danger is not None and danger.level == "urgent" else None
    ranked = tuple(match.topic for match in decision.matches)
    return Verdict(case=case, ranked=ranked, asserted=decision.kind == "clear", danger=urgent, aside=decision.aside)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Figures over many verdicts; None where no case speaks of it."""

    cases: int
    first: float | None
    third: float | None
    not_asserted: float | None
    """Of the cases that must not be asserted."""
    recall: float | None
    """Of dangers, the share for which the urgent panel is shown."""
    false_alarms: float | None
    kind: float | None
    """Of dangers found, the share of the right kind."""
    together: float | None
    """Of texts with several worries, the share for which all are among the first four."""
    set_aside: float | None
    """Of texts that set a worry aside, the share for which it does not come first."""
    aside: float | None
    """Of texts that are no worry of ours, the share that was known for what it is."""


NONE = TopicId("none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A case as files hold it: one sentence with what it may be, or many sentences of one topic or danger."""

    text: str | None = None
    says: tuple[str, ...] = ()
    topics: tuple[TopicId, ...] = ()
    topic: TopicId | None = None
    also: tuple[str, ...] = ()
    """Other topics, or other kinds of danger, that are just as right."""
    crisis: Kind | Literal["none"] | None = None
    name: str | None = None
    style: str | None = None
    who: str | None = None
    age: str | None = None
    all: bool = False
    """The text tells of all its topics."""
    never_first: tuple[TopicId, ...] = ()
    aside: str | None = None


def read_cases(path: Path) -> tuple[Case, ...]:
    """Read the cases of a file, or of all files of a folder. Raises ContentError with all problems."""
    files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    documents = [parse_file(each, str(each)) for each in files if each.name not in NO_CASES]
    entries = [entry for document in documents for entry in meaning.each(Entry, document).values()]
    problems = tuple(problem for document in documents for problem in document.problems)
    if problems:
        raise ContentError(problems)
    return tuple(case for entry in entries for case in _cases(entry))


NO_CASES = frozenset({"known_misses.yaml"})


def _cases(entry: Entry) -> Iterator[Case]:
    topics = entry.topics or ((entry.topic,) if entry.topic is not None else ())
    says_none = entry.crisis == "none" or (entry.crisis is None and not topics)
    crisis = None if entry.crisis == "none" else entry.crisis
    for text in (*((entry.text,) if entry.text is not None else ()), *entry.says):
        yield Case(
            text=text,
            topics=topics,
            also=entry.also,
            crisis=crisis,
            checks_crisis=says_none or crisis is not None,
            every=entry.all or (entry.style == "multi" and len(topics) > 1),
            never_first=entry.never_first,
            aside=entry.aside,
        )


def scores(verdicts: Iterable[Verdict]) -> Scores:
    """Count."""
    every = tuple(verdicts)
    named = [each for each in every if each.case.topics and NONE not in each.case.topics]
    off = [each for each in every if NONE in each.case.topics]
    dangers = [each for each in every if each.case.crisis is not None]
    safe = [each for each in every if each.case.checks_crisis and each.case.crisis is None]
    found = [each for each in dangers if each.danger is not None]
    return Scores(
        cases=len(every),
        first=_share(each.first for each in named),
        third=_share(each.third for each in named),
        not_asserted=_share(not each.asserted for each in off),
        recall=_share(each.danger is not None for each in dangers),
        false_alarms=_share(each.danger is not None for each in safe),
        kind=_share(each.danger == each.case.crisis or each.danger in each.case.also for each in found),
        together=_share(each.together for each in named if each.case.every),
        set_aside=_share(each.ranked[:1] not in {(topic,) for topic in each.case.never_first} for each in every if each.case.never_first),
        aside=_share(each.aside == each.case.aside for each in every if each.case.aside is not None),
    )


def _share(hits: Iterable[bool]) -> float | None:
    counted = tuple(hits)
    return round(sum(counted) / len(counted), 4) if counted else None


# Municipal questions (localgovFAQ): the same index without any topic.


@dataclass(frozen=True, slots=True, kw_only=True)
class Faq:
    """A corpus, questions, and which documents answer them with which grade."""

    corpus: dict[str, tuple[str, str]]
    queries: dict[str, str]
    relevant: dict[str, dict[str, int]]


def read_faq(folder: Path) -> Faq:
    """Read corpus.json, queries.json and qrels.json. Raises OSError and ValueError."""
    corpus, queries, relevant = (json.loads((folder / name).read_text(encoding="utf-8")) for name in ("corpus.json", "queries.json", "qrels.json"))
    return Faq(corpus={name: (doc["question"], doc["answer"]) for name, doc in corpus.items()}, queries=queries, relevant=relevant)


def run_faq(faq: Faq, read: Read, progress: Callable[[str], object], meaning: Meaning | None = None) -> tuple[dict[str, list[str]], list[float]]:
    """Rank the corpus for each question; give the first ten, and the milliseconds that each took."""
    from app.matching.search import Search  # noqa: PLC0415  # SciPy is needed here only, and cases are read without it

    progress("文書を読んでいます")
    search = Search({name: (read(question), read(answer)) for name, (question, answer) in faq.corpus.items()}, meaning)
    progress("質問を引いています")
    run: dict[str, list[str]] = {}
    took: list[float] = []
    for name, text in faq.queries.items():
        began = time.perf_counter()
        run[name] = search.find(read(text), FIRST)
        took.append((time.perf_counter() - began) * 1000)
    return run, took


def score_faq(faq: Faq, run: Mapping[str, list[str]], took: list[float]) -> dict[str, float]:
    """Score a run: Recall and nDCG (gain = grade, discount log2(rank+1)) over the first ten, MRR, Hit@k of grade-2 documents."""
    graded = [(faq.relevant[name], run.get(name, [])[:FIRST]) for name in faq.relevant]
    best = [(rel, top) for rel, top in graded if 2 in rel.values()]  # noqa: PLR2004  # grade 2: holds the correct information
    return {
        "recall@10": _mean(sum(rel.get(doc, 0) >= 1 for doc in top) / sum(grade >= 1 for grade in rel.values()) for rel, top in graded),
        "ndcg@10": _mean(_gain([rel.get(doc, 0) for doc in top]) / _gain(sorted(rel.values(), reverse=True)[:FIRST]) for rel, top in graded),
        "mrr@10": _mean(next((1 / (at + 1) for at, doc in enumerate(top) if rel.get(doc, 0) >= 1), 0.0) for rel, top in graded),
        **{f"hit@{k}": _mean(any(rel.get(doc, 0) == 2 for doc in top[:k]) for rel, top in best) for k in (1, 3, 10)},  # noqa: PLR2004  # see above
        "ms_p50": round(statistics.median(took), 3),
        "ms_p95": round(statistics.quantiles(took, n=20)[-1], 3),
    }


def _gain(grades: list[int]) -> float:
    return sum(grade / math.log2(at + 2) for at, grade in enumerate(grades))


def _mean(values: Iterable[float]) -> float:
    return round(statistics.fmean(values), 4)


# Peers: other ways to search, on the same texts.

Find: TypeAlias = Callable[[str, int], Sequence[int]]
"""Gives the positions of the texts that fit a question best."""
MANY = 200
"""How many sentences of ours a peer may give, until three topics are among them."""


def peer_on_faq(make: Callable[[Sequence[tuple[str, str]]], Find], faq: Faq) -> dict[str, float]:
    """Score a peer on municipal questions, with its time."""
    names = list(faq.corpus)
    find = make(list(faq.corpus.values()))
    run, took = {}, []
    for name, text in faq.queries.items():
        began = time.perf_counter()
        run[name] = [names[at] for at in find(text, FIRST)]
        took.append((time.perf_counter() - began) * 1000)
    found = score_faq(faq, run, took)
    return {f"faq_{key}": found[key] for key in ("recall@10", "ndcg@10", "hit@1", "ms_p50")}


def peer_on_worries(make: Callable[[Sequence[tuple[str, str]]], Find], content: Content, cases: Iterable[Case]) -> dict[str, float]:
    """Score a peer on worries: it searches our own sentences, and names the topics that they belong to."""
    sentences = [(topic.id, said) for topic in content.topics.values() for said in (*topic.says, *topic.stories, *topic.words, topic.label)]
    find = make([(said, "") for _, said in sentences])
    return _on_worries(cases, lambda text: tuple(dict.fromkeys(sentences[at][0] for at in find(text, MANY))))


def ours_on_worries(content: Content, cases: Iterable[Case]) -> dict[str, float]:
    """Score our own matcher in the same way."""
    return _on_worries(cases, lambda text: tuple(match.topic for match in understand(content, text).decision.matches))


def _on_worries(cases: Iterable[Case], rank: Callable[[str], tuple[TopicId, ...]]) -> dict[str, float]:
    verdicts, took = [], []
    for case in cases:
        began = time.perf_counter()
        ranked = rank(case.text)
        took.append((time.perf_counter() - began) * 1000)
        verdicts.append(Verdict(case=case, ranked=ranked, asserted=False, danger=None))
    found = scores(verdicts)
    return {"worries_first": found.first or 0.0, "worries_third": found.third or 0.0, "worries_ms_p50": round(statistics.median(took), 3)}


# Time.


def speed(content: Content, asks: Mapping[str, Callable[[Content, str], object]], texts: Sequence[str], scale: int) -> dict[str, float]:
    """Time whole answers against the tokenisation of the same text, in turns, with the catalogue multiplied by *scale* (ids and words varied)."""
    began = time.perf_counter()
    larger = replace(content, matcher=_larger(content, scale))
    built = time.perf_counter() - began
    gc.collect()
    gc.freeze()
    tasks: dict[str, Callable[[str], object]] = {"tokenise": content.read} | {name: partial(ask, larger) for name, ask in asks.items()}
    took: dict[str, list[float]] = {name: [] for name in tasks}
    for text in texts:
        for name, task in tasks.items():
            took[name].append(_time(task, text))
    median = {name: statistics.median(each) for name, each in took.items()}
    return (
        {f"{name}_us": round(each * 1e6, 1) for name, each in median.items()}
        | {"ratio" if name == "ask" else f"{name}_ratio": round(median[name] / median["tokenise"], 2) for name in asks}
        | {"build_s": round(built, 2), "rss_mb": _memory(), "scale": scale}
    )


def _larger(content: Content, scale: int) -> Matcher:
    """Teach anew, without the garbage collector as `loading` does."""
    gc.disable()
    try:
        return _taught(content, scale)
    finally:
        gc.enable()


def _taught(content: Content, scale: int) -> Matcher:
    described = tuple(
        (each.topics, f"{each.name} {each.summary} {each.audience} {_variant(each.id, copy)}") for copy in range(scale) for each in content.catalogue
    )
    return teach(replace(content.lessons, described=described), content.read, content.meaning)


def _variant(name: ResourceId, copy: int) -> str:
    return f"{name}-{copy}" if copy else ""


def _time(what: Callable[[str], object], text: str) -> float:
    began = time.perf_counter()
    what(text)
    return time.perf_counter() - began


def _memory() -> float:
    """Give the resident memory of this process in megabytes (Linux), 0 where that cannot be told."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return round(pages * 4096 / 1e6, 1)
