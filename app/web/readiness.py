"""What /readyz says: which content answers, and which was not taken."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from app.content import Content
from app.reload import SHOWN, Refused, Reload


class NotTaken(BaseModel):
    """Content that stands in the files and does not answer."""

    content: str = Field(description="取り入れなかった内容の版")
    texts: str = Field(description="その翻訳の版")
    since: datetime
    problems: int
    first: list[str] = Field(description="はじめのいくつかの、ファイルと行")
    fault: str | None = Field(description="内容とは別のわけで読めなかったときの、その名前")


class Ready(BaseModel):
    """The site answers, and with what."""

    status: Literal["ready"] = "ready"
    content: str = Field(description="内容の版")
    texts: str = Field(description="翻訳の版")
    since: datetime | None = Field(description="この内容で答えはじめた時刻")
    topics: int
    resources: int
    refused: NotTaken | None = Field(description="取り入れなかったもの。なければ null")


def ready(content: Content, reload: Reload) -> Ready:
    """Say that *content* answers, and how the files stand."""
    refused = _not_taken(reload.refused) if reload.refused else None
    numbers = {"topics": len(content.topics), "resources": len(content.catalogue)}
    return Ready(content=content.version, texts=reload.serving.texts, since=reload.since, refused=refused, **numbers)


def _not_taken(refused: Refused) -> NotTaken:
    errors = refused.errors
    first = [f"{problem.file}:{problem.line or 1}" for problem in errors[:SHOWN]]
    return NotTaken(**refused.version._asdict(), since=refused.since, problems=len(errors), first=first, fault=refused.fault)
