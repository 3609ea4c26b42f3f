"""Errors of the API as `application/problem+json` (RFC 9457): documented as they are sent, and never with what was sent to us."""

from collections.abc import Mapping
from typing import Any

from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

MEDIA = "application/problem+json"
TITLES = {
    400: "求めが読めません。",
    404: "ありません。",
    405: "この方法では使えません。",
    413: "送られたものが、大きすぎます。",
    422: "送られた内容が読めませんでした。",
    429: "いま、たくさんの人が使っています。",
    500: "いま、うまく動いていません。",
    503: "いま、うまく動いていません。",
}
REFUSED = "求めに応じられません。"
DETAILS = {
    400: "本文が JSON（UTF-8）になっているかを、見てください。",
    404: "住所（パス）を、/openapi.json と照らしてください。",
    405: "方法（GET か POST か）を、/openapi.json と照らしてください。",
    422: "項目の名前・型・長さを、/openapi.json と照らしてください。送られた内容は、ここに書き返しません。",
    413: "短く分けて、送ってください。",
    429: "Retry-After の秒数を待ってから、もう一度送ってください。命や体が危ないときは、119 か 110 に電話するよう、その人に伝えてください。",
    500: "少し待ってから、もう一度お試しください。",
    503: "Retry-After の秒数を待ってから、もう一度送ってください。命や体が危ないときは、119 か 110 に電話するよう、その人に伝えてください。",
}


class Problem(BaseModel):
    """What went wrong."""

    type: str = Field(description="いつも about:blank")
    title: str
    status: int
    detail: str = Field(description="直しかた。送られた内容は入らない")


def documented(*codes: int) -> dict[int | str, dict[str, Any]]:
    """Describe the answers of *codes* for the contract."""
    return {code: {"description": TITLES[code], "content": {MEDIA: {"schema": Problem.model_json_schema()}}} for code in codes}


def problem(code: int, detail: str | None = None, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Answer with *code*; *detail* is a sentence of ours and never of what was sent."""
    title = TITLES.get(code, REFUSED)
    found = Problem(type="about:blank", title=title, status=code, detail=detail or DETAILS.get(code, title))
    return JSONResponse(found.model_dump(), code, headers, media_type=MEDIA)
