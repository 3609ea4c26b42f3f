"""What people have written down for the tests: where it stands, and how it is read."""

from pathlib import Path
from typing import Any

from app.loading.document import parse_file

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases"
SAKAI = ROOT / "cities" / "271403-sakai"
TALKS = ROOT / "tests" / "talks"
SPECIAL = {"menu", "safety", "style", "asides", "danger", "persons", "plain"}
"""Files of intents/ that are no topics."""
TOPICS = sorted(path.stem for path in (ROOT / "intents").glob("*.yaml") if path.stem not in SPECIAL)


def written(path: Path) -> Any:
    """Read a YAML file by the door that content comes through, so that 110 stays text and a key given twice is told."""
    document = parse_file(path, path.name)

    assert document.problems == []
    return document.data
