"""JSON Schema of each kind of file, made from the types that `meaning` reads them into, with a Japanese word on every field: for editors."""

import json
from typing import Any

from pydantic import TypeAdapter

from app.catalogue import Resource
from app.content import Approval, Aside, City, Dangers, Measure, Menu, Style, Topic
from app.loading.described import FIELDS, KINDS
from app.loading.meaning import STRICT
from app.persons import Signs
from app.plain import Plain
from app.ruby import Reading
from app.safety import Rules

DRAFT = "http://json-schema.org/draft-07/schema#"
"""What editors understand: the language server for YAML reads draft 7 (its README, «Features»)."""

FILES: dict[str, tuple[type, bool]] = {
    "resources": (Resource, True),
    "topic": (Topic, False),
    "menu": (Menu, False),
    "safety": (Rules, False),
    "danger": (Dangers, False),
    "asides": (Aside, True),
    "persons": (Signs, False),
    "style": (Style, False),
    "plain": (Plain, False),
    "measures": (Measure, True),
    "readings": (Reading, True),
    "city": (City, False),
    "approvals": (Approval, True),
}
"""Names of schemas; the type, and whether the file is a list of it."""


def schema(name: str) -> dict[str, Any]:
    """Make the JSON Schema of a kind of file. Raises KeyError."""
    kind, many = FILES[name]
    made = TypeAdapter(tuple[kind, ...], config=STRICT).json_schema()  # type: ignore[valid-type]  # the type is a value here
    definitions = {_name(ref): _described(_name(ref), _drafted(each)) for ref, each in made["$defs"].items()}
    own = {"$ref": f"#/definitions/{kind.__name__}"}
    body = {"type": "array", "items": own} if many else {"allOf": [own]}
    return {"$schema": DRAFT, "title": f"まどぐち: {KINDS[kind.__name__]}", **body, "definitions": definitions}


def written(name: str) -> str:
    """Write the JSON Schema of a kind of file as it is kept in docs/schema."""
    return json.dumps(schema(name), ensure_ascii=False, indent=2) + "\n"


def _name(ref: str) -> str:
    return ref.rsplit("__", maxsplit=1)[-1]


def _described(kind: str, made: dict[str, Any]) -> dict[str, Any]:
    """Put our words in the place of those for programmers."""
    made.pop("title", None)
    made["description"] = KINDS[kind]
    for name, field in made.get("properties", {}).items():
        meaning = FIELDS[kind, name]
        field["description"] = meaning.text + (f"。例: {meaning.example}" if meaning.example else "")
        field.pop("title", None)
    return made


def _drafted(made: Any) -> Any:  # a schema is a tree of any shape
    """Say what pydantic says in the words of draft 7, and let a text be written without quotes where YAML sees a number: 119."""
    if isinstance(made, list):
        return [_drafted(each) for each in made]
    if not isinstance(made, dict):
        return made
    drafted = {key: _drafted(value) for key, value in made.items() if key != "default" or value is not None}
    if drafted.get("type") == "string" and "enum" not in drafted and "const" not in drafted:
        drafted["type"] = ["string", "number"]
    if "$ref" in drafted:
        drafted["$ref"] = f"#/definitions/{_name(drafted['$ref'].rsplit('/', maxsplit=1)[-1])}"
    return drafted
