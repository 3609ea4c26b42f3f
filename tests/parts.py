"""Real parts that tests start: nginx, Redis, PostgreSQL."""

import os
from typing import NoReturn

import pytest


def missing(name: str) -> NoReturn:
    """Leave a test out where a part is not on this machine; in CI, which installs all of them, let it fail."""
    if os.environ.get("MADOGUCHI_TEST_PARTS"):
        pytest.fail(f"{name} がありません")
    pytest.skip(f"{name} はここにありません")
