"""The JSON API: the same talk for other programs. Errors are application/problem+json."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal, Protocol

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field

from app.clock import Clock
from app.content import Content
from app.events import Event, Said
from app.kept import kept, pressing
from app.offering import Offer, offer, offers
from app.steps import Advising, Alarm, Asking, Choosing, Reply, Replying, Trying, Turn, Unsure
from app.talk import default_outcome, reply
from app.web.problems import documented
from app.web.rate import retry_after, waiting
from app.web.token import Tokens, event_of

STRICT = ConfigDict(extra="forbid")
SAYS_SOMETHING = r"[^\s\x00-\x1f\x7f-\x9f]"


class Question(BaseModel):
    """A worry in the resident's own words."""

    model_config = STRICT
    text: Annotated[str, Field(min_length=1, description="困りごと。2000文字より後は、危険の言葉だけを読みます")]
    city: Annotated[str | None, Field(max_length=6, description="全国地方公共団体コード。このサーバーの市と同じか、null")] = None


class TopicFound(BaseModel):
    """A topic that the text may be about."""

    id: str
    label: str
    score: float
    because: list[str]


class Answer(BaseModel):
    """What the text was taken for."""

    urgent: Literal["suicide", "violence", "abuse", "sexual", "medical"] | None
    reply: Literal["urgent", "outcome", "choose", "unsure"]
    topics: list[TopicFound]
    resources: list[str]
    shortened: Annotated[bool, Field(description="文が長く、話題は、はじめの2000文字から読んだ")] = False


def _exactly_one(schema: dict[str, Any]) -> None:
    """Say in the contract that one field is sent, and that what is not sent stands for nothing."""
    for field in schema["properties"].values():
        del field["default"]
    schema |= {"minProperties": 1, "maxProperties": 1}


class Move(BaseModel):
    """One thing that the resident did: exactly one."""

    model_config = STRICT | ConfigDict(json_schema_extra=_exactly_one)
    text: Annotated[str, Field(pattern=SAYS_SOMETHING)] = ""
    topic: Annotated[str, Field(min_length=1, max_length=100)] = ""
    answer: Annotated[str, Field(min_length=1, max_length=100)] = ""
    ward: Annotated[str, Field(min_length=1, max_length=6, description="区の全国地方公共団体コード")] = ""
    differs: Annotated[Literal["1"], Field(description="「ちがいます」。言葉から考えた話題が、ちがうとき")] = "1"
    prefers: Annotated[Literal["phone", "chat", "sns", "mail", "visit", "letter", "any"], Field(description="話し方の希望")] = "any"
    tried: Annotated[str, Field(max_length=120, pattern=r"^[a-z0-9-]+/(reached|missed|wrong)$", description="窓口の id と、つながったかどうか")] = ""


class TurnIn(BaseModel):
    """The talk so far, and what comes next."""

    model_config = STRICT
    state: str | None = None
    event: Move


class ChannelNow(BaseModel):
    """One way to reach a window, as of now."""

    type: str
    value: str | None
    cost: str
    hours: str | None
    hours_text: str | None
    languages: list[str]
    note: str | None
    state: Literal["open", "closed", "unknown"]
    changes: datetime | None


class ResourceNow(BaseModel):
    """A window or a measure, as of now."""

    id: str
    name: str
    kana: str
    kind: str
    area: str
    topics: list[str]
    audience: str
    summary: str
    welcome: str
    say: list[str]
    bring: list[str]
    url: str | None
    checked_on: date
    confidence: str
    state: Literal["open", "closed", "unknown"]
    changes: datetime | None
    channels: list[ChannelNow]


class OptionOut(BaseModel):
    """Something to choose."""

    id: str
    label: str


class StepOut(BaseModel):
    """Where the talk stands."""

    kind: Literal["question", "outcome", "choose", "unsure", "next"]
    urgent: str | None
    soft: str | None
    topic: str | None
    text: str | None
    steps: list[str] = []
    message: str | None = None
    options: list[OptionOut]
    resources: list[ResourceNow]
    assumed: list[str] = []
    """Labels of answers that the text gave already."""
    besides: list[OptionOut] = []
    """Other topics that the text tells of."""


class TurnOut(BaseModel):
    """The talk after the turn, and the next step."""

    state: str
    reply: StepOut
    shortened: Annotated[bool, Field(description="文が長く、話題は、はじめの部分（2000文字まで）から読んだ")] = False


class Answering(Protocol):
    """What an answer is made from, and what is told of each turn: of one content."""

    @property
    def content(self) -> Content:
        """Give the content."""
        ...

    def count(self, turns: tuple[Turn, ...], events: tuple[Event, ...]) -> None:
        """Count the newest turn."""
        ...


def router(current: Callable[[], Answering], tokens: Tokens, clock: Clock) -> APIRouter:
    """Make the API's routes; *current* is asked once for each answer."""
    routes = APIRouter(prefix="/api/v1", responses=documented(422))

    @routes.post("/ask", responses=documented(400, 413, 429))
    def ask(request: Request, question: Question) -> Answer:
        """一文から、話題と窓口を答える。"""
        now = current()
        _pace(request, now.content, Said(question.text))
        said, events = asked(now.content, question.text, clock())
        now.count(said.turns, events)
        return told(now.content, said, shortened=events != (Said(question.text.strip()),))

    @routes.post("/talk", responses=documented(400, 413, 429))
    def turn(request: Request, given: TurnIn) -> TurnOut:
        """話を一歩進める。"""
        now = current()
        _pace(request, now.content, *tokens.read(given.state), Said(given.event.text))
        sent = given.event.model_dump(exclude_unset=True)
        event = event_of(sent) if len(sent) == 1 else None
        if event is None:
            raise HTTPException(422, "event には text・topic・answer・ward・differs・prefers・tried のどれか一つを入れてください")
        wanted = (*tokens.read(given.state), event)
        events = kept(now.content, wanted)
        said = reply(now.content, events, clock())
        now.count(said.turns, events)
        return TurnOut(state=tokens.write(events), reply=_step(said), shortened=wanted != events)

    @routes.get("/resources")
    def resources() -> list[ResourceNow]:
        """窓口と制度のすべてを、いまの受付状態とともに答える。"""
        return [_resource(offer(each, clock())) for each in current().content.catalogue]

    @routes.get("/resources/{wanted}", responses=documented(404))
    def resource(wanted: str) -> ResourceNow:
        """一つの窓口を、いまの受付状態とともに答える。"""
        found = next((each for each in current().content.catalogue if each.id == wanted), None)
        if found is None:
            raise HTTPException(404, "その id の窓口はありません")
        return _resource(offer(found, clock()))

    return routes


def _pace(request: Request, content: Content, *events: Event) -> None:
    """Refuse what is too much, unless the talk tells of urgent danger."""
    if (wait := waiting(request)) and not pressing(content, events):
        raise HTTPException(429, None, retry_after(wait))


def answer(content: Content, text: str, now: datetime) -> Answer:
    """Answer one text, as `ask` on the command line does too."""
    said, events = asked(content, text, now)
    return told(content, said, shortened=events != (Said(text.strip()),))


def asked(content: Content, text: str, now: datetime) -> tuple[Reply, tuple[Event, ...]]:
    """Make a talk of one text, and its reply."""
    events = kept(content, (Said(text.strip()),))
    return reply(content, events, now), events


def told(content: Content, said: Reply, *, shortened: bool) -> Answer:
    """Write down what a talk of one text was taken for."""
    turn = said.turns[-1]
    urgent = turn.danger.kind if turn.danger is not None and turn.danger.level == "urgent" else None
    kinds: dict[type, Literal["outcome", "choose", "unsure"]] = {Choosing: "choose", Unsure: "unsure", Replying: "unsure"}
    return Answer(
        urgent=urgent,
        reply="urgent" if urgent else kinds.get(type(turn.step), "outcome"),
        topics=[
            TopicFound(
                id=match.topic,
                label=content.topics[match.topic].label,
                score=round(match.score, 3),
                because=[f"{each.surface}→{each.ours}" for each in match.because[:5]],
            )
            for match in turn.matches
        ],
        resources=[each.resource.id for each in _offers(content, said)],
        shortened=shortened,
    )


def _offers(content: Content, said: Reply) -> tuple[Offer, ...]:
    match said.step:
        case Asking() as step:
            return offers(content, step.topic.id, default_outcome(step.topic), said.here)
        case Choosing() as step:
            return tuple(dict.fromkeys(each for topic in step.topics for each in offers(content, topic.id, default_outcome(topic), said.here)[:1]))
        case Advising() | Unsure() | Replying() as step:
            return step.offers
        case Trying():
            return ()


def _step(said: Reply) -> StepOut:
    step, turn = said.step, said.turns[-1]
    common: dict[str, Any] = {
        "assumed": list(turn.assumed),
        "besides": [OptionOut(id=each.id, label=each.label) for each in turn.besides],
        "urgent": _level(said.alarm, "urgent"),
        "soft": _level(said.alarm, "soft"),
        "topic": None,
        "text": None,
        "options": [],
        "resources": [],
    }
    match step:
        case Asking():
            options = [OptionOut(id=each.id, label=each.label) for each in step.question.options]
            own = {"topic": step.topic.id, "text": step.question.text, "options": [*options, OptionOut(id="unsure", label="わからない")]}
            return StepOut(kind="question", **common | own)
        case Advising():
            found = [_resource(each) for each in step.offers]
            return StepOut(
                kind="outcome",
                **common
                | {
                    "topic": step.topic.id,
                    "text": step.outcome.text,
                    "steps": list(step.outcome.steps),
                    "message": step.outcome.message,
                    "resources": found,
                },
            )
        case Choosing():
            return StepOut(kind="choose", **common | {"options": [OptionOut(id=each.id, label=each.label) for each in step.topics]})
        case Unsure():
            options = [OptionOut(id=each.id, label=each.label) for each in step.nearest]
            return StepOut(kind="unsure", **common | {"options": options, "resources": [_resource(each) for each in step.offers]})
        case Replying():
            return StepOut(kind="unsure", **common | {"text": step.aside.answer, "resources": [_resource(each) for each in step.offers]})
        case Trying():
            tries = [_resource(Offer(resource=each.resource, ways=(each.way,), status=each.way.status)) for each in step.rungs]
            return StepOut(kind="next", **common | {"resources": tries})


def _level(alarm: Alarm | None, level: str) -> str | None:
    return alarm.panel.kind if alarm is not None and alarm.level == level else None


def _resource(each: Offer) -> ResourceNow:
    own = each.resource
    return ResourceNow(
        id=own.id,
        name=own.name,
        kana=own.kana,
        kind=own.kind,
        area=own.area,
        topics=list(own.topics),
        audience=own.audience,
        summary=own.summary,
        welcome=own.welcome,
        say=list(own.say),
        bring=list(own.bring),
        url=own.url,
        checked_on=own.checked_on,
        confidence=own.confidence,
        state=each.status.state,
        changes=each.status.changes,
        channels=[
            ChannelNow(
                type=way.channel.type,
                value=way.channel.value,
                cost=way.channel.cost,
                hours=way.channel.hours,
                hours_text=way.channel.hours_text,
                languages=list(way.channel.languages),
                note=way.channel.note,
                state=way.status.state,
                changes=way.status.changes,
            )
            for way in each.ways
        ],
    )
