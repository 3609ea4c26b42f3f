"""What the matcher is taught: our own sentences, and nothing else. Content in, matcher out."""

from collections.abc import Iterable, Iterator

from app.catalogue import TopicId
from app.content import Lessons, Topic
from app.matching.kana import Lexicon
from app.matching.meaning import Meaning
from app.matching.negation import Negation
from app.matching.rank import ANY, DANGER, WORRY, Matcher, bare
from app.matching.table import Sample, Table
from app.matching.terms import WORD, Read, keys
from app.text import normalise, spoken

SAYS, WORDS, LABEL, RESOURCE = 1.0, 2.0, 3.0, 0.1
"""How much a sentence counts by where it stands. Resources describe offices, not worries: they only break ties."""


def teach(lessons: Lessons, read: Read, meaning: Meaning | None = None) -> Matcher:
    """Read all sentences, learn from them, and give the matcher; *meaning* finds words of like meaning."""
    texts = _Texts(lessons, read)
    asides = tuple(each.id for each in lessons.asides)
    groups = {
        WORRY: (*(topic.id for topic in lessons.topics), *asides),
        DANGER: (ANY, *(kind for kind, _ in lessons.dangers)) if lessons.dangers else (),
    }
    return Matcher(
        Table(texts.samples(), groups),
        Lexicon([text for _, text, _ in texts.of_topics], meaning),
        asides=asides,
        said={bare(normalise(said)): aside.id for aside in reversed(lessons.asides) for said in aside.says},
        names=texts.names(),
        against=_against(lessons.topics, read),
        negation=Negation(lessons.set_aside),
    )


class _Texts:
    """The sentences, read once."""

    def __init__(self, lessons: Lessons, read: Read) -> None:
        self._lessons, self._read = lessons, read
        sentences = (sentence for topic in lessons.topics for sentence in _sentences(topic))
        self.of_topics = [(topic, read(sentence), weight) for topic, sentence, weight in sentences]
        self._calm = {topic.id for topic in lessons.topics if topic.panel is None}

    def samples(self) -> Iterator[Sample]:
        """Give all that there is to learn from."""
        for topic, text, weight in self.of_topics:
            yield Sample(keys=keys(text), of=frozenset((topic,)), among=WORRY, harmless=topic in self._calm, weight=weight)
        for aside in self._lessons.asides:
            for said in aside.says:
                yield Sample(keys=keys(self._read(said)), of=frozenset((aside.id,)), among=WORRY, harmless=True)
        for kind, says in self._lessons.dangers:
            for said in says:
                yield Sample(keys=keys(self._read(said)), of=frozenset((kind, ANY)), among=DANGER, weight=0)
        for said in self._lessons.harmless:
            yield Sample(keys=keys(self._read(said)), of=frozenset(), among=DANGER, weight=0)
        yield from self._descriptions()

    def _descriptions(self) -> Iterator[Sample]:
        served: dict[TopicId, dict[str, None]] = {topic.id: {} for topic in self._lessons.topics}
        for about, said in self._lessons.described:
            normals = dict.fromkeys(word.normal for word in self._read(said).content)
            for topic in served.keys() & set(about):
                served[topic] |= normals
        for topic, normals in served.items():
            yield Sample(keys=[WORD + normal for normal in normals], of=frozenset((topic,)), among=WORRY, weight=RESOURCE, learned=False)

    def names(self) -> dict[str, tuple[TopicId, ...]]:
        """Give the topics that have a phrase among their own, whole: a single word such as 「借金」 is enough then."""
        names: dict[str, tuple[TopicId, ...]] = {}
        for topic, text, _ in self.of_topics:
            name = spoken(text.plain)
            names[name] = tuple(dict.fromkeys((*names.get(name, ()), topic)))
        return names


def read_of(lessons: Lessons) -> Iterator[str]:
    """Give all texts that are read in order to learn: whoever has read them before need not read them again."""
    for topic in lessons.topics:
        yield from (sentence for _, sentence, _ in _sentences(topic))
        yield from topic.not_words
    for aside in lessons.asides:
        yield from aside.says
    for _, says in lessons.dangers:
        yield from says
    yield from lessons.harmless
    yield from (words for _, words in lessons.described)


def _sentences(topic: Topic) -> Iterator[tuple[TopicId, str, float]]:
    """Give the sentences of a topic file; a look-alike counts as said of the topic that it belongs to."""
    yield from ((topic.id, said, SAYS) for said in (*topic.says, *topic.stories))
    yield from ((topic.id, word, WORDS) for word in topic.words)
    yield topic.id, topic.label, LABEL
    yield from ((each.topic, each.text, SAYS) for each in topic.not_this)


def _against(topics: Iterable[Topic], read: Read) -> dict[str, frozenset[TopicId]]:
    """Give the topics that each word speaks against."""
    against: dict[str, set[TopicId]] = {}
    for topic in topics:
        for word in (word for phrase in topic.not_words for word in read(phrase).content):
            against.setdefault(word.normal, set()).add(topic.id)
    return {word: frozenset(found) for word, found in against.items()}
