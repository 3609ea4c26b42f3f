"""What the service is made of, and how its image is built."""

import re
import tomllib
from uuid import UUID

import pytest

from tests.written import ROOT
from tools.sbom import LOCKS, sbom

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
STEPS = [line.split(maxsplit=1) for line in DOCKERFILE.splitlines() if line.strip() and not line.startswith("#")]


def steps(name: str) -> list[str]:
    """Give what stands behind one instruction of the Dockerfile."""
    return [rest for instruction, rest in STEPS if instruction == name]


def test_the_bill_of_materials_names_every_pinned_package_once_with_its_hashes():
    parts = sbom()["components"]
    pinned = [
        line.split(" ")[0]
        for lock in LOCKS
        for line in (ROOT / "requirements" / lock).read_text(encoding="utf-8").splitlines()
        if "==" in line.split(";")[0]
    ]

    assert sorted(f"{each['name']}=={each['version']}" for each in parts) == sorted(pinned)
    assert len({each["bom-ref"] for each in parts}) == len(parts)
    assert all(each["hashes"] and each["purl"] == f"pkg:pypi/{each['name']}@{each['version']}" for each in parts)


def test_the_bill_of_materials_names_us_and_what_we_ask_for_ourselves():
    made, project = sbom(), tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (ours,) = made["dependencies"]

    assert (made["bomFormat"], made["specVersion"], made["metadata"]["component"]["version"]) == ("CycloneDX", "1.6", project["version"])
    assert UUID(made["serialNumber"].removeprefix("urn:uuid:"))
    assert len({each.split("@")[0] for each in ours["dependsOn"]}) == len(project["dependencies"]) + 1
    assert sbom() == made


@pytest.mark.parametrize("lock", ["run.txt", "semantic.txt", "dev.txt"])
def test_every_requirement_is_pinned_with_hashes_and_names_no_place(lock):
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())

    assert all("==" in each and "--hash=sha256:" in each for each in entries)
    assert "://" not in text
    assert "index" not in text


# The Dockerfile: what hadolint's main rules ask for, and what we promise beside them.


def test_the_base_image_is_pinned_and_the_same_everywhere():
    images = [each.split(" AS ")[0] for each in steps("FROM")]

    assert len(set(images)) == 1
    assert all(re.fullmatch(r"[a-z]+:\d+\.\d+[\w.-]*(@sha256:[0-9a-f]{64})?", image) for image in images)


def test_nothing_is_installed_unpinned_or_left_in_a_cache():
    installs = [each for step in steps("RUN") for each in step.split("&&") if "pip install" in each]

    assert installs
    assert all(option in each for each in installs for option in ("--require-hashes", "--no-cache-dir", "--only-binary :all:"))
    assert not re.search(r"apt-get|apk |curl |wget |sudo |latest", DOCKERFILE)


def test_the_image_runs_as_nobody_in_particular():
    last = DOCKERFILE.rsplit("\nFROM ", 1)[1]
    user = re.search(r"^USER (\d+):(\d+)$", last, re.MULTILINE)

    assert user is not None
    assert int(user[1]) > 0
    assert "root" not in steps("USER")
    assert last.index("USER ") < last.index("\nCMD ")


def test_paths_are_absolute_copies_are_copies_and_commands_take_signals():
    assert all(each.startswith("/") for each in steps("WORKDIR"))
    assert steps("ADD") == []
    assert all(each.startswith("[") for each in steps("CMD"))
    assert len(steps("CMD")) == len(steps("HEALTHCHECK")) == 1
    assert not re.search(r"SECRET|PASSWORD|TOKEN", DOCKERFILE)


def test_only_what_is_needed_goes_into_the_image():
    kept = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()

    assert "*" in kept
    assert not [each for each in kept if each.lstrip("!").startswith((".git", "tests", "docs", "bench", "tools"))]
