"""JSON Schema for editors: kept up to date, with a Japanese word on every field, and true of what we ship."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml
from typer.testing import CliRunner

from app.cli import APP
from app.loading.schema import FILES, schema, written
from tests.folders import RESOURCES
from tests.written import ROOT, TOPICS

KEPT = ROOT / "docs" / "schema"


class EditorLoader(yaml.SafeLoader):
    """Reads as editors do: YAML 1.2, where only true, false, null and numbers are no texts."""


EditorLoader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("bool", r"^(?:true|false)$", ["t", "f"]),
    ("int", r"^[-+]?[0-9]+$", list("-+0123456789")),
    ("float", r"^[-+]?(?:[0-9]+\.[0-9]*|[0-9]+(?:\.[0-9]*)?[eE][-+]?[0-9]+)$", list("-+0123456789")),
):
    EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), first)
EditorLoader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value))


def editor(text):
    """Read YAML as an editor does."""
    return yaml.load(text, EditorLoader)  # noqa: S506  # no object is made but these four


def shipped():
    """Give each kind of file with each of the shipped files that are of it."""
    yield from (("topic", ROOT / "intents" / f"{name}.yaml") for name in TOPICS)
    yield from ((name, ROOT / "intents" / f"{name}.yaml") for name in ("menu", "safety", "danger", "asides", "persons", "style", "plain"))
    yield from ((name, ROOT / f"{name}.yaml") for name in ("resources", "measures", "readings"))
    yield from ((path.stem, path) for path in sorted((ROOT / "cities").glob("*/*.yaml")) if path.stem in FILES)


@pytest.mark.parametrize("name", FILES)
def test_the_kept_schema_is_the_one_that_the_types_give(name):
    assert (KEPT / f"{name}.json").read_text(encoding="utf-8") == written(name), "python -m app schema --into docs/schema"


def test_nothing_else_is_kept():
    assert {path.name for path in KEPT.iterdir()} == {f"{name}.json" for name in FILES}


@pytest.mark.parametrize("name", FILES)
def test_a_schema_is_sound_and_every_field_has_a_japanese_word(name):
    made = schema(name)
    jsonschema.Draft7Validator.check_schema(made)

    for kind in made["definitions"].values():
        for field in (kind, *kind.get("properties", {}).values()):
            assert re.search(r"[ぁ-んァ-ヶ一-龥]", field["description"])


@pytest.mark.parametrize(("name", "path"), [pytest.param(name, path, id=path.name) for name, path in shipped()])
def test_what_we_ship_fits_its_schema(name, path):
    text = re.sub(r"(?<=[ \n])#(?=\d)", "＃", path.read_text(encoding="utf-8"))
    found = jsonschema.Draft7Validator(schema(name)).iter_errors(editor(text))

    assert [error.message for error in found] == []


@pytest.mark.parametrize(
    "change",
    [
        ("kind: window", "kind: 窓口"),
        ("  kana: ", "  kanna: "),
        ("  kana: みんなのでんわ\n", ""),
        ("cost: free", "cost: 無料"),
        ("[general, money]", "money"),
    ],
    ids=["決まった言葉", "つづり", "要る項目", "費用", "並び"],
)
def test_a_schema_refuses_what_check_refuses(change):
    assert change[0] in RESOURCES
    validator = jsonschema.Draft7Validator(schema("resources"))

    assert validator.is_valid(editor(RESOURCES))
    assert not validator.is_valid(editor(RESOURCES.replace(*change, 1)))


def test_a_number_may_be_written_without_quotes():
    assert jsonschema.Draft7Validator(schema("resources")).is_valid(editor(RESOURCES.replace("0120-279-338", "119")))


def test_the_command_prints_one_schema_or_writes_all(tmp_path):
    printed = CliRunner().invoke(APP, ["schema", "city"])
    wrote = CliRunner().invoke(APP, ["schema", "--into", str(tmp_path / "schema")])

    assert json.loads(printed.stdout)["definitions"]["City"]["properties"]["code"]["description"].startswith("6桁の")
    assert wrote.exit_code == 0
    assert {path.stem for path in Path(tmp_path / "schema").iterdir()} == set(FILES)


@pytest.mark.parametrize("words", [(), ("nothing",), ("city", "--into", "x")], ids=["何もない", "ない種類", "両方"])
def test_a_schema_of_nothing_ends_with_2(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert CliRunner().invoke(APP, ["schema", *words]).exit_code == 2
