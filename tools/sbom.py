"""Write what the service is made of (SBOM) as CycloneDX 1.6 JSON, from the locked requirements: `python -m tools.sbom` on standard output.

The same requirements give the same file on every machine: nothing is asked of a network, and no time is written down.
"""

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

HOME = Path(__file__).resolve().parent.parent
LOCKS = ("run.txt", "semantic.txt")
"""What an image holds; tools of development are not in it."""
_PINNED = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)(?: *; *(?P<marker>[^\\\n]+?))? *(?P<hashes>(?:\\\n +--hash=sha256:[0-9a-f]{64} *)+)",
    re.MULTILINE,
)
_HASH = re.compile(r"sha256:([0-9a-f]{64})")


def components(lock: str) -> Iterator[dict[str, Any]]:
    """Read the pinned packages of one lock."""
    for found in _PINNED.finditer(lock):
        name, version, marker = found["name"], found["version"], found["marker"]
        yield {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
            "scope": "optional" if marker else "required",
            "hashes": [{"alg": "SHA-256", "content": each} for each in _HASH.findall(found["hashes"])],
            **_licence(name),
            **({"properties": [{"name": "madoguchi:marker", "value": marker}]} if marker else {}),
        }


def _licence(name: str) -> dict[str, Any]:
    """Name the licence as the package itself does, where it is installed here and says so in SPDX."""
    try:
        said = metadata(name).get("License-Expression")
    except PackageNotFoundError:
        return {}
    return {"licenses": [{"expression": said}]} if said else {}


def sbom(home: Path = HOME) -> dict[str, Any]:
    """Make the whole document."""
    project = tomllib.loads((home / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    parts = [each for lock in LOCKS for each in components((home / "requirements" / lock).read_text(encoding="utf-8"))]
    ours = f"{project['name']}@{project['version']}"
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, ours + json.dumps(parts, sort_keys=True))}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": ours,
                "name": project["name"],
                "version": project["version"],
                "description": project["description"],
                "licenses": [{"license": {"id": project["license"]}}],
            }
        },
        "components": parts,
        "dependencies": [{"ref": ours, "dependsOn": sorted({each["bom-ref"] for each in parts if each["name"] in _direct(project)})}],
    }


def _direct(project: dict[str, Any]) -> set[str]:
    """Name what we ask for ourselves, and the table of word vectors."""
    return {re.split(r"[^A-Za-z0-9._-]", each)[0].lower() for each in project["dependencies"]} | {"ja-ginza"}


if __name__ == "__main__":
    json.dump(sbom(), sys.stdout, ensure_ascii=False, indent=2)
    print()
